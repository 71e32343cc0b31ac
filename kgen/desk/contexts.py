"""What each page of the desk is given. A template in theme/desk prints these, and nothing else.

Pages about one draft or entry are in `entry_contexts`.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """What surrounds every page."""

    garden: str
    """The name of the garden."""
    steward: str
    """The name of the steward who is signed in."""
    can_sign_out: bool
    csrf: str
    """The value of the hidden field `csrf` in each form."""
    path: str
    waiting: int
    publishing: str
    """What publishing is doing or did last, in one sentence; empty where there is nothing to say."""
    publishing_failed: bool
    notice: str
    """What was just done; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk: its template, its heading, and the way up to the page above it."""

    template: ClassVar[str]
    title: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """A line of a list: what it is, where it leads (nowhere, if empty), and why it is listed."""

    title: str
    href: str
    why: str = ""
    kind: str = ""
    """`story`, `topic`, ...; empty where that needs no saying."""


@dataclass(frozen=True, slots=True)
class ListSection:
    """A list under a heading. `items` are the first of `count`; `more` is where the others are."""

    name: str
    """Its anchor."""
    title: str
    lead: str
    items: tuple[ListItem, ...]
    count: int
    more: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TodayPage(DeskPage):
    template: ClassVar[str] = "today.html"
    sections: tuple[ListSection, ...]
    is_checking: bool
    """Whether the garden is being checked just now, so that this may change."""
    published: str
    """When the garden was last published and whether that went well, in a sentence."""
    can_publish: bool
    received: int
    """How many files a receiver has put into its folder; they are taken in by a form that posts to `/fetch/`."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one file that was dropped."""

    name: str
    drafts: tuple[ListItem, ...]
    lines: tuple[str, ...]
    """What was left out, what is missing, or why it was not taken in."""
    note: tuple[str, ...]
    """What is for the stewards alone. It is kept nowhere, and shown only this once."""
    refused: bool
    file: str
    """The name of a received file that is kept until the note is copied, or the wish done; empty where none is."""
    is_wish: bool = False
    """Whether somebody asks for something with a receipt."""


@dataclass(frozen=True, slots=True)
class ReceivedPage(DeskPage):
    template: ClassVar[str] = "received.html"
    came: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """One of several: where it leads, what it is called, how many there are, and whether it is chosen."""

    title: str
    href: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of a list this is (from 1), of how many, and where the ones beside it are; empty where none is."""

    number: int
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WaitingPage(DeskPage):
    template: ClassVar[str] = "waiting.html"
    choices: tuple[ChoiceLink, ...]
    items: tuple[ListItem, ...]
    pages: Pages
    query: str


@dataclass(frozen=True, slots=True)
class GardenPage(DeskPage):
    template: ClassVar[str] = "garden.html"
    query: str
    choices: tuple[ChoiceLink, ...]
    items: tuple[ListItem, ...]
    pages: Pages
    makes: tuple[tuple[str, str], ...]
    """What can be made: the kind, and what it is called."""


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One decision of the past. `undo` is where a form posts to take it back; empty where it cannot be."""

    when: str
    what: str
    by: str
    reason: str
    about: tuple[ListItem, ...]
    is_sent: bool
    undo: str
    warning: str
    """What undoing it would do that cannot be taken back; empty where nothing."""


@dataclass(frozen=True, slots=True)
class ConflictingFile:
    """A file on which two people decided differently: its path, and both texts; None where it was deleted."""

    path: str
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class HistoryPage(DeskPage):
    template: ClassVar[str] = "history.html"
    decisions: tuple[PastDecision, ...]
    pages: Pages
    published: str
    can_publish: bool
    unsent: int
    conflicts: tuple[ConflictingFile, ...]


@dataclass(frozen=True, slots=True)
class OldPage(DeskPage):
    """What came in more than `months` ago and was not published. It posts to `/old/delete` with `name` for each."""

    template: ClassVar[str] = "old.html"
    items: tuple[ListItem, ...]
    names: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class LetterPage(DeskPage):
    template: ClassVar[str] = "letter.html"
    subject: str
    text: str
    back: str
    holds_receipt: bool
    """Whether it holds a receipt, which is kept nowhere else."""


@dataclass(frozen=True, slots=True)
class DonePage(DeskPage):
    """Something is gone, or has another name: what was done, and what is left to do."""

    template: ClassVar[str] = "done.html"
    done: tuple[str, ...]
    today: tuple[str, ...]
    """What the steward has to see to."""
    for_others: str
    """What still holds it and has to be seen to by whoever set up the garden."""


@dataclass(frozen=True, slots=True)
class HelpPage(DeskPage):
    """What to do when somebody is at risk, complains, or takes something back. `lead` and `controller` may be empty."""

    template: ClassVar[str] = "help.html"
    lead: str
    controller: str
    sends: bool
    """Whether what is decided is sent to where the site is built."""


@dataclass(frozen=True, slots=True)
class ProblemPage(DeskPage):
    """Why something was not done, and what to do instead."""

    template: ClassVar[str] = "problem.html"
    message: str
    lines: tuple[str, ...]
    back: str
