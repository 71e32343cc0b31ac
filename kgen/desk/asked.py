"""What the process that answers browsers asks of the process that holds the garden, over the pipe of `kgen.serve`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was dropped onto a page. `name` has no folders in it, and at most 200 characters."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Steward:
    """Who asks. `id` is opaque, "s-" and 8 characters of a-z2-7; `name` never enters the repository."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request from a steward who has signed in; the form of a POST came from one of the desk's own pages."""

    method: Literal["GET", "POST"]
    path: str
    """Decoded. It begins with "/", and no part of it is empty (except the last), "." or "..", or holds a slash,
    backslash or control character."""
    query: Mapping[str, str]
    """Where a name occurs several times, its last value."""
    form: Mapping[str, tuple[str, ...]]
    """The values of each field; lines end with "\\n". The field `csrf` has been checked and is not in it."""
    files: tuple[Dropped, ...]
    steward: Steward
    csrf: str
    """What the hidden field `csrf` of every form holds."""
