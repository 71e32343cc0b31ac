"""The nouns of a garden, and what each stage hands to the next.

    (path, bytes) --read--> Entry --weave--> Garden --checks--> Diagnostic
                                               |---views----> Page
                                               `---exports--> Output

What people write is read by the pydantic models of `kgen.frontmatter`; everything here is plain, frozen data.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar, Generic, Literal, NamedTuple, TypeAlias

from typing_extensions import TypeIs, TypeVar

from kgen.diagnostic import (
    TOP,
    Diagnostic as Diagnostic,
    KeyPath as KeyPath,
    Position as Position,
    Severity as Severity,
    place_in,
)
from kgen.frontmatter import (
    PersonMeta,
    PlainPageMeta,
    QuestionMeta,
    SectorMeta,
    SourceMeta,
    StoryMeta,
    TopicMeta,
)
from kgen.meta import Meta
from kgen.network_meta import MeetingMeta, NetworkMeta
from kgen.site import HOME

MetaT = TypeVar("MetaT", bound=Meta, default=Meta, covariant=True)
"""The front matter of a kind of entry. A bare `Entry` is an entry of any kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[MetaT]):
    """One kind of entry: `name` is what the command line and messages say, `folder` is where its files are."""

    name: str
    folder: str
    meta: type[MetaT]
    title: str
    """The heading of this kind's listing."""
    called: str = ""
    """What readers call one of this kind, if that is not its name."""

    def __str__(self) -> str:
        return self.name

    @property
    def word(self) -> str:
        """What pages call one of this kind: `topic`, and for a sector `service`."""
        return self.called or self.name

    def holds(self, name: str) -> bool:
        """Whether a file or a key (`stories/a.md`, `stories/a`) is in this kind's folder."""
        return name.startswith(f"{self.folder}/")

    def includes(self, entry: "Entry") -> "TypeIs[Entry[MetaT]]":
        """Whether an entry is of this kind and its front matter could be read, at least in part. A tombstone is not a
        story."""
        return isinstance(entry.meta, self.meta)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """There is one object of each kind in every process."""
        return _kind_named, (self.name,)


TOPIC = Kind("topic", "topics", TopicMeta, "Topics")
NETWORK = Kind("network", "networks", NetworkMeta, "Networks")
QUESTION = Kind("question", "questions", QuestionMeta, "Questions")
STORY = Kind("story", "stories", StoryMeta, "Stories")
PERSON = Kind("person", "people", PersonMeta, "People")
SECTOR = Kind("sector", "sectors", SectorMeta, "Services", "service")
MEETING = Kind("meeting", "meetings", MeetingMeta, "Meetings")
SOURCE = Kind("source", "sources", SourceMeta, "Sources")
PAGE = Kind("page", "pages", PlainPageMeta, "Pages")

KINDS: tuple[Kind, ...] = (TOPIC, NETWORK, QUESTION, STORY, PERSON, SECTOR, MEETING, SOURCE, PAGE)
"""In the order that decides which of several entries a shared name means."""
KIND_BY_FOLDER = {kind.folder: kind for kind in KINDS}
KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(name: str) -> Kind:
    """The kind of a file or a key in a kind's folder (`stories/a.md`, `stories/a`)."""
    return KIND_BY_FOLDER[name.partition("/")[0]]


def kind_meant(folder: str) -> Kind | None:
    """The kind whose folder somebody means: `topics`, `Topics` or `topic`."""
    name = folder.strip().lower()
    return KIND_BY_FOLDER.get(name) or KIND_BY_NAME.get(name)


def _kind_named(name: str) -> Kind:
    return KIND_BY_NAME[name]


OPEN_NAME = "\x1a"
"""The control character "substitute": no file that holds one is published, and text with it stays one byte a letter."""


class DeferredText(NamedTuple):
    """Plain text in which some words stay open until it is known where they lead.

    A wikilink without a label prints words that depend on its target. Each such place is OPEN_NAME in `text`, and
    `names` holds the targets in order.
    """

    text: str = ""
    names: tuple[str, ...] = ()

    def resolve(self, words_for: Callable[[str], str]) -> str:
        """Return the text with `words_for(target)` in each open place."""
        if not self.names:
            return self.text
        pieces = self.text.split(OPEN_NAME)
        words = [words_for(name) for name in self.names]
        return "".join(piece + word for piece, word in zip(pieces, [*words, ""], strict=True))

    def __bool__(self) -> bool:
        return bool(self.text)


class Heading(NamedTuple):
    """One heading of a body. `anchor` is unique in its body and carries no prefix."""

    level: int
    anchor: str
    text: DeferredText


LinkForm = Literal["wiki", "markdown", "embed", "picture"]
"""How a link was written: `[[wiki]]`, `[markdown](x)`, `![[embed]]` or `![picture](x)`."""


class Reference(NamedTuple):
    """A link as somebody wrote it in prose, before it is known where it leads.

    `shown` holds the words of a picture or an embed, and is None if a wikilink or an embed has none; the label of a
    link is part of the body. `size` is that of a picture in pixels, `200` or `100x145`, if given. `sentence` is the
    sentence around it.
    """

    form: LinkForm
    target: str
    heading: str
    shown: str | None
    title: str
    size: str
    line: int
    column: int
    sentence: DeferredText = DeferredText()

    @property
    def position(self) -> Position:
        return Position(self.line, self.column)


class Placeholder(NamedTuple):
    """A place in rendered HTML that is filled once it is known where a link leads.

    `part` is "open" or "close" for the two ends of a link, "label" for words that depend on the target, "picture",
    "embed" (a paragraph of its own) or "mention" (an embed inside other text), "align" for the alignment of a table
    cell, "heading" and "endheading" for the tags of a heading, "id" and "to" for a place a footnote leads to and the
    address of one. `number` is the index of the reference or the level of the heading; `value` the alignment or anchor.
    """

    part: Literal["open", "close", "label", "picture", "embed", "mention", "align", "heading", "endheading", "id", "to"]
    number: int = 0
    value: str = ""


@lru_cache(maxsize=4096)
def placeholder(part: Any, number: int = 0, value: str = "") -> Placeholder:
    """One object for all equal placeholders: every story with a link has the same few."""
    return Placeholder(part, number, value)


Parts = list[str | Placeholder]
"""HTML as it is written, piece by piece."""


class Detection(NamedTuple):
    """Something that could tell readers who somebody is, as kgen.safeguarding found it.

    `rule` is the id of the rule, `position` is None for the name of the file, and `key` is what two mentions of the
    same thing share, such as only the digits of a number. `born` is the year of birth by which a child shows, if any.
    """

    rule: str
    position: Position | None
    key: str
    born: int = 0


_NOTHING_SAID = DeferredText()


WORDS_OF_BEGINNING = 90
"""As much as is read aloud in half a minute."""


@dataclass(frozen=True, slots=True)
class Body:
    """The prose of an entry: HTML with placeholders, the links in it, and its outline."""

    parts: tuple[str | Placeholder, ...] = ()
    references: tuple[Reference, ...] = ()
    outline: tuple[Heading, ...] = ()
    anchors: tuple[tuple[str, str], ...] = ()
    """Other places that links can name: the name (`refs`, `^block`), and the anchor, which carries no prefix."""
    beginning: tuple[DeferredText, ...] = ()
    """The first paragraphs, of about WORDS_OF_BEGINNING words."""
    faults: tuple[Diagnostic, ...] = ()

    @property
    def opening(self) -> DeferredText:
        """The first paragraph."""
        return self.beginning[0] if self.beginning else _NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Entry(Generic[MetaT]):
    """One Markdown file of the garden. `meta` is UNREADABLE if the file could not be understood: then only its name is
    known."""

    kind: Kind
    slug: str
    path: str
    digest: str
    meta: MetaT
    valid: bool = False
    """Whether nothing was wrong with it while it was read. An invalid entry is still checked, but never published."""
    title: str = ""
    """The title as written; empty if the entry takes its title from what it answers."""
    other_names: tuple[str, ...] = ()
    body: Body = Body()
    positions: Mapping[KeyPath, Position] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    first_committed: str | None = None
    """The month of the file's first commit."""
    is_misdated: bool = False
    """Whether what git says about it cannot be right."""
    body_line: int = 1
    """The line on which the text below the front matter begins."""
    detections: tuple[Detection, ...] = ()
    details: frozenset[str] = frozenset()
    """The kinds of details told in it that are harmless on their own (see kgen.safeguarding)."""
    people: tuple[Detection, ...] = ()
    """What looks like the names of people, and what shows a child; `rule` is a sort of kgen.safeguarding.names."""
    former_paths: tuple[str, ...] = ()
    """The names below content/ that the file had in git (`stories/old.md`), if asked for."""

    key: str = field(init=False)
    """The folder and the slug: `stories/a`."""
    url: str = field(init=False)
    """The address below the site's root, without a leading slash: `stories/a/`; a plain page is `a/`, home is empty."""

    def position(self, *path: str | int) -> Position:
        """Where a value is in the front matter, or else the nearest thing around it."""
        return place_in(self.positions, path, TOP)

    @property
    def is_read_in_part(self) -> bool:
        """Whether its file could not be read whole, so that it may name and show more than was found in it."""
        return any(fault.check in ("front-matter", "text", "characters") for fault in self.faults)

    def field_finder(self) -> Callable[[Position], str]:
        """A function that names the innermost front-matter field at a position: an empty name in the text, or above all
        fields."""
        named = sorted((place, way[-1]) for way, place in self.positions.items() if isinstance(way[-1], str))

        def field_at(position: Position) -> str:
            before = bisect_right(named, position, key=itemgetter(0)) if position.line < self.body_line else 0
            return named[before - 1][1] if before else ""

        return field_at

    def __post_init__(self) -> None:
        key = f"{self.kind.folder}/{self.slug}"
        object.__setattr__(self, "key", key)
        plain = "" if self.slug == HOME else f"{self.slug}/"
        object.__setattr__(self, "url", plain if self.kind is PAGE else f"{key}/")


Topic: TypeAlias = Entry[TopicMeta]
Network: TypeAlias = Entry[NetworkMeta]
Question: TypeAlias = Entry[QuestionMeta]
Story: TypeAlias = Entry[StoryMeta]
Person: TypeAlias = Entry[PersonMeta]
Meeting: TypeAlias = Entry[MeetingMeta]
SourceEntry: TypeAlias = Entry[SourceMeta]


@dataclass(frozen=True, slots=True)
class Source:
    """A file found below content/: its name from there (`stories/a.md`) and its bytes, or why they were not read."""

    name: str
    data: bytes = b""
    fault: Diagnostic | None = None

    @property
    def key(self) -> str:
        """As Entry.key."""
        return self.name.removesuffix(".md")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file under content/images/. `name` is its path below content/. One with a fault is never published."""

    name: str
    path: str
    digest: str
    faults: tuple[Diagnostic, ...] = ()
    size: tuple[int, int] | None = None
    """Its width and height in pixels, as browsers show it; None if that is not known."""


class Link(NamedTuple):
    """A woven link between two published entries. `relation` is the front-matter field that made it, or "mentions"
    or "embeds" for a link in prose, whose sentence is given."""

    source: str
    relation: str
    target: str
    sentence: DeferredText = DeferredText()


@dataclass(frozen=True, slots=True)
class Context:
    """What one template is given: its fields are the names that the template may use, and it uses each of them."""

    template: ClassVar[str]
    """The template's name in theme/views."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site, as plain values. Anything else it shows, `view` gets from the garden."""

    url: str
    """As Entry.url."""
    title: str
    description: str
    """What search engines show; if empty, the summary of the page's entry."""
    view: Callable[[Any], Context]
    """What its template is given: a function of a module, given a kgen.views.page_context.PageContext."""
    entry: str = ""
    """The key of the entry that it is a page of."""
    about: str = ""
    """What else distinguishes it from other pages of its view, such as a standpoint."""
    number: int = 1
    count: int = 1
    """Which page of how many at one address it is."""
    first_url: str = ""
    """The address of the first of them, if there can be several."""
    section: str = ""
    """The listing this page belongs to, which navigation marks: `stories/`."""
    feed: str = ""
    """The address of the page's own Atom feed, relative to the site's root."""
    indexed: bool = True
    """Whether search engines and the sitemap should have it."""
    assets: tuple[str, ...] = ()
    """Style and scripts of its own, by their names in theme/assets: `write/write.css`."""
    sends_to: str = ""
    """The web address to which this page may send what somebody writes on it; nowhere else is allowed."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site that is not a page: a feed, an export, a redirect. `content(garden, *arguments)` makes it;
    the arguments are plain values."""

    path: str
    content: Callable[..., bytes]
    arguments: tuple[Any, ...] = ()

    def made(self, garden: Any) -> bytes:
        return self.content(garden, *self.arguments)
