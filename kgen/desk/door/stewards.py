"""The register of stewards: who they are, and how they prove it. Kept in `.desk/`, outside the garden's history."""

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from kgen.desk.asked import Steward
from kgen.desk.held import hold
from kgen.editing.whole_files import write_whole
from kgen.letters import one_line
from kgen.settings import ConfigurationError
from kgen.settings.place import is_in_the_way

FOLDER = ".desk"
"""The folder beside mkdocs.yml that the desk keeps for itself: only its owner can read it, and git leaves it alone."""
LONGEST_NAME = 80
LEAST_PASSPHRASE = 12
MOST_PASSPHRASE = 500
MOST_STEWARDS = 1000
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_COST = {"n": 2**15, "r": 8, "p": 3}
"""As OWASP's Password Storage Cheat Sheet asks for: 32 MB, and about a quarter of a second."""
_NOBODYS = {"scrypt": _COST, "salt": "00" * 16, "key": "00" * 32}
_MEMORY = 64 * 1024 * 1024
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
"""Characters within words of some scripts, which are seen only in the letters around them."""


class Unfit(Exception):
    """A name or passphrase that cannot be taken; `field` is "name", "passphrase" or "again"."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def fit_name(written: str, longest: int = LONGEST_NAME) -> str:
    """A name as it is shown. Raises Unfit."""
    name = one_line(unicodedata.normalize("NFC", written))
    if not any(each.isalnum() for each in name):
        raise Unfit("name", "Write the name by which other stewards know you.")
    if len(name) > longest:
        raise Unfit("name", f"Write a name of at most {longest} characters.")
    if any(unicodedata.category(each)[0] == "C" for each in name.translate(_JOINERS)):
        raise Unfit("name", "Write a name without characters that cannot be seen.")
    return name


def folded(name: str) -> str:
    """What names that people take for the same have in common: `ADA`, `Ada ` and `Ａｄａ`."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_JOINERS)
    return one_line(unicodedata.normalize("NFKC", text))


def folder_of(root: Path) -> Path:
    """The desk's own folder in a garden, made if it is missing. Raises ConfigurationError where it is not a folder of
    the garden's own."""
    folder = root / FOLDER
    if is_in_the_way(folder):
        raise ConfigurationError(f"{folder} is not a folder, or a link to one. Rename it: the desk needs this name.")
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"*\n")
    return folder


class Register:
    """The stewards of one garden. Several processes may use it at once."""

    def __init__(self, root: Path) -> None:
        """Raises ConfigurationError if what is there cannot be read."""
        self._folder = folder_of(root)
        self._file = self._folder / "stewards.json"
        self._read()

    def all(self) -> list[Steward]:
        """Everybody who has ever been a steward here, in the order in which they came."""
        return [_steward(each) for each in self._read()]

    def called(self, id: str) -> Steward | None:
        return next((each for each in self.all() if each.id == id), None)

    def enrol(self, name: str, passphrase: str, again: str) -> Steward:
        """Make a steward who signs in on this computer. Raises Unfit."""
        name = fit_name(name)
        passphrase = _fit_passphrase(passphrase, again, name)
        salt = secrets.token_bytes(16)
        proof = {"scrypt": _COST, "salt": salt.hex(), "key": _key(passphrase, salt, _COST).hex()}
        with self._changing() as stewards:
            if len(stewards) >= MOST_STEWARDS:
                raise Unfit("name", "There are too many stewards. Ask the person who set up this desk.")
            if any(folded(each["name"]) == folded(name) for each in stewards if "passphrase" in each):
                raise Unfit("name", "There is a steward of this name. If it is you, sign in; else add an initial.")
            stewards.append({"id": _new_id(stewards), "name": name, "passphrase": proof})
            return _steward(stewards[-1])

    def recognise(self, name: str, passphrase: str) -> Steward | None:
        """Who has this name and passphrase. It takes just as long for a name that nobody has."""
        found = [each for each in self._read() if "passphrase" in each and folded(each["name"]) == folded(name)]
        proof: dict[str, Any] = found[0]["passphrase"] if found else _NOBODYS
        key = _key(passphrase[:MOST_PASSPHRASE], bytes.fromhex(proof["salt"]), proof["scrypt"])
        is_right = hmac.compare_digest(key, bytes.fromhex(proof["key"]))
        return _steward(found[0]) if found and is_right and len(passphrase) <= MOST_PASSPHRASE else None

    def of_sign_on(self, name: str) -> Steward:
        """The steward whom a sign-on calls by a name that is fit; a new one at first sight.

        A steward who signs in with a passphrase and has the same name is another: they have proved nothing to the
        sign-on.
        """
        key = folded(name)
        for each in self._read():
            if each.get("sign_on") == key:
                return _steward(each)
        with self._changing() as stewards:
            for each in stewards:
                if each.get("sign_on") == key:
                    return _steward(each)
            stewards.append({"id": _new_id(stewards), "name": name, "sign_on": key})
            return _steward(stewards[-1])

    def _read(self) -> list[dict[str, Any]]:
        try:
            stewards: list[dict[str, Any]] = json.loads(self._file.read_bytes())["stewards"]
            for each in stewards:
                _steward(each)
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError):
            raise ConfigurationError(
                f"{self._file} cannot be read as the register of stewards. Put back a copy of it. If you have"
                " none, rename it: every steward then starts again."
            ) from None
        return stewards

    @contextmanager
    def _changing(self) -> Iterator[list[dict[str, Any]]]:
        """The register as it is now, which nobody else changes meanwhile; it is written where something was added."""
        with (self._folder / "lock").open("ab+") as file:
            hold(file, wait=True)
            stewards = self._read()
            before = len(stewards)
            yield stewards
            if len(stewards) != before:
                if self._file.exists():  # write_whole keeps an existing mode, and makes new files 0600.
                    self._file.chmod(0o600)
                text = json.dumps({"stewards": stewards}, ensure_ascii=False, indent=1)
                write_whole(self._file, f"{text}\n".encode())


def _steward(kept: dict[str, Any]) -> Steward:
    return Steward(str(kept["id"]), str(kept["name"]))


def _new_id(stewards: list[dict[str, Any]]) -> str:
    known = {each["id"] for each in stewards}
    while (made := "s-" + "".join(secrets.choice(_LETTERS) for _ in range(8))) in known:
        pass
    return made


def _fit_passphrase(passphrase: str, again: str, name: str) -> str:
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Unfit("passphrase", f"Write at least {LEAST_PASSPHRASE} characters, such as four words.")
    if len(passphrase) > MOST_PASSPHRASE:
        raise Unfit("passphrase", f"Write at most {MOST_PASSPHRASE} characters.")
    if len(set(passphrase)) < 5 or folded(passphrase) == folded(name):
        raise Unfit("passphrase", "This is easily guessed. Write, for example, four words.")
    if passphrase != again:
        raise Unfit("again", "This is not the same passphrase. Write it again.")
    return passphrase


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    """What a passphrase is known by: the same, however a keyboard writes the same characters.

    On its own, scrypt takes a passphrase with a NUL at its end for the same one.
    """
    normal = hashlib.sha512(unicodedata.normalize("NFKC", passphrase).encode(errors="replace")).digest()
    return hashlib.scrypt(normal, salt=salt, dklen=32, maxmem=_MEMORY, n=cost["n"], r=cost["r"], p=cost["p"])


class Slowdown:
    """How long somebody who has tried wrong passphrases waits: the first few cost nothing, then the wait doubles each
    time, up to a minute."""

    FREE = 5
    LONGEST = 60.0
    FORGOTTEN = 60 * 60.0
    _BUCKETS = 4096

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(16)
        self._tries: dict[int, tuple[int, float]] = {}
        """How often, and when last. Names share a bounded number of places, whether anybody has them or not."""

    def wait(self, name: str) -> float:
        """Seconds until this name may be tried again."""
        count, last = self._tries.get(self._place(name), (0, 0.0))
        if count < self.FREE:
            return 0.0
        pause = min(2.0 ** min(count - self.FREE, 10), self.LONGEST)
        return max(0.0, last + pause - self._clock())

    def tried(self, name: str) -> None:
        """Note a try before its passphrase is looked at, so that many at once do not get around the limit."""
        place, now = self._place(name), self._clock()
        count, last = self._tries.get(place, (0, now))
        self._tries[place] = (count + 1 if now - last < self.FORGOTTEN else 1, now)

    def succeeded(self, name: str) -> None:
        self._tries.pop(self._place(name), None)

    def _place(self, name: str) -> int:
        made = hashlib.blake2b(folded(name).encode(errors="replace"), key=self._key, digest_size=8).digest()
        return int.from_bytes(made) % self._BUCKETS
