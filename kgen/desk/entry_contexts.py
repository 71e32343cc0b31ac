"""What the pages about one draft, or one entry of the garden, are given."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from kgen.desk.contexts import DeskPage, ListItem
from kgen.desk.signs import Sign
from kgen.diagnostic import Severity
from kgen.views.form import Control


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found. `href` leads to the words (`#word-1`) or to the field (`edit/#field-consent`)."""

    severity: Severity
    message: str
    fix: str
    href: str
    place: str
    """The words themselves, shortened, or the name of the field."""
    adds: tuple[str, str] | None = None
    """A kind that could be added to the garden, by its name and by its word for people."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A part of a line of text: `mark` is the id of the words that something was found in, or empty."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of front matter in plain words."""

    label: str
    value: str
    href: str
    """Where it is edited."""


@dataclass(frozen=True, slots=True)
class Checkbox:
    """One line of the checklist, ticked by whoever publishes."""

    name: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Appears:
    """A page on which an entry would appear, and why (may be empty); it is shown in the preview at `href`."""

    title: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who has read the final text: `needed` stewards have to."""

    needed: int
    why: str
    """Why more than one is needed; empty where one is enough."""
    names: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class DraftPage(DeskPage):
    """One draft. Forms post to `publish`, `ask`, `hold`, `resume`, `decline`, `read`, `undo` below this address."""

    template: ClassVar[str] = "draft.html"
    kind: str
    name: str
    """`stories/a`"""
    digest: str
    """Of what is shown: forms that decide send it, so that nobody decides about a text other than the one they read."""
    came: str
    state: str
    """Held and why, asked and when; empty where neither."""
    is_held: bool
    signs: tuple[Sign, ...]
    findings: tuple[Finding, ...]
    lines: tuple[tuple[MarkedText, ...], ...]
    """The text, line by line; a line without pieces is an empty one."""
    facts: tuple[Fact, ...]
    boxes: tuple[Checkbox, ...]
    signatures: Signatures
    appears: tuple[Appears, ...]
    preview: str
    """Where the page is shown as readers would see it; empty where it cannot be."""
    cannot_publish: str
    """Why it cannot be published yet; empty where it can."""
    can_undo: bool
    has_earlier: bool
    is_public: bool
    questions: tuple[str, ...]
    cannot_ask: str
    can_take_back_letter: bool
    """Whether a form that posts to `unask` takes back a letter that reached nobody."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form, named by its path in front matter (`consent.whose`)."""

    name: str
    label: str
    control: Control
    value: str
    """What it holds; for `lines` and `names`, one item a line."""
    chosen: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    """For `choice`, `several` and `names`, each value with its label."""
    problems: tuple[str, ...]
    group: str
    """The heading above it."""
    longest: int = 0


@dataclass(frozen=True, slots=True)
class EditPage(DeskPage):
    """Fields and text of a draft, or of what is in the garden. It posts to `save` beside it, with the `digest` of what
    was shown, so that nobody overwrites what somebody else has saved meanwhile."""

    template: ClassVar[str] = "edit.html"
    fields: tuple[FormField, ...]
    text: str
    text_problems: tuple[str, ...]
    digest: str
    back: str
    is_published: bool
    """Whether a reason is asked for, and saving publishes."""
    asks_seen: bool
    """Whether it asks what the teller knows of a change (`seen`: `agreed`, or `less`: something taken out, a slip)."""
    hides: bool
    """Whether saving hides it until a second steward has read it."""
    theirs: str
    """What somebody else saved meanwhile, as a whole file; empty where nobody did."""
    unreadable: str
    """The whole file, where its front matter could not be understood: then it is edited as one text."""
    refused: tuple[str, ...]
    """Why it was not saved just now, and what to do; empty where nothing was tried."""
    reason: str


Possible = Literal["hide", "show", "correct", "withdraw", "renew", "rename", "merge", "delete"]
"""What can be done with an entry."""


@dataclass(frozen=True, slots=True)
class EntryPage(DeskPage):
    """Something that is in the garden. Forms post to `hide`, `show`, `withdraw`, `renew`, `rename`, `merge` below."""

    template: ClassVar[str] = "entry.html"
    kind: str
    name: str
    state: str
    is_hidden: bool
    is_withdrawn: bool
    findings: tuple[Finding, ...]
    lines: tuple[tuple[MarkedText, ...], ...]
    facts: tuple[Fact, ...]
    preview: str
    appears: tuple[Appears, ...]
    can: tuple[Possible, ...]
    others: tuple[tuple[str, str], ...]
    """For `merge`: each other topic, by slug, with its title."""
    next_review: str
    """For `renew`: the month of the next review that is proposed (`2029-03`); empty where none is needed."""
    decisions: tuple[ListItem, ...]
    """What was decided about it before, and why."""
    digest: str = ""
    """Of the file that is shown: what a steward signs."""


@dataclass(frozen=True, slots=True)
class NewPage(DeskPage):
    template: ClassVar[str] = "new.html"
    kind: str
    fields: tuple[FormField, ...]
    text: str
    refused: tuple[str, ...]
    """Why it was not made just now; empty where nothing was tried."""
