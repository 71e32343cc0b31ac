"""The stewards who have signed in on this computer. Everything is kept in memory, and gone when the desk ends."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from kgen.desk.asked import Steward
from kgen.desk.door.gate import digest, is_same

LASTS = 12 * 60 * 60
"""Seconds after which a steward signs in again."""
MOST = 1000
"""Sessions that are kept. Where there would be more, the oldest that nobody has signed in to goes, else the oldest."""


@dataclass(slots=True)
class Session:
    """One browser that was opened with the token; `steward` is None until somebody has signed in."""

    csrf: str
    ends: float
    steward: Steward | None = None


class Sessions:
    """Raises nothing: anyone without a session is asked for the token again."""

    def __init__(self, token: str, once: str = "", clock: Callable[[], float] = monotonic) -> None:
        self._token = token
        self._once = once
        self._clock = clock
        self._sessions: dict[bytes, Session] = {}
        """By digests of their keys: how long a look-up takes tells nothing about the keys there are."""

    def opens(self, sent: str) -> bool:
        """Whether a browser that sends this may begin a session."""
        if self._once and is_same(sent, self._once):
            self._once = ""
            return True
        return is_same(sent, self._token)

    def of(self, key: str) -> Session | None:
        """The session whose key a browser sent in its cookie."""
        session = self._sessions.get(digest(key))
        if session is not None and session.ends <= self._clock():
            self.end(key)
            return None
        return session

    def begin(self, steward: Steward | None = None) -> str:
        """Begin a session and return its key, which no browser chose or knew before."""
        now = self._clock()
        self._sessions = {key: each for key, each in self._sessions.items() if each.ends > now}
        if len(self._sessions) >= MOST:
            unsigned = (key for key, each in self._sessions.items() if each.steward is None)
            del self._sessions[next(unsigned, next(iter(self._sessions)))]
        key = secrets.token_urlsafe(32)
        self._sessions[digest(key)] = Session(secrets.token_urlsafe(32), now + LASTS, steward)
        return key

    def end(self, key: str) -> None:
        self._sessions.pop(digest(key), None)
