"""What every kind of source gives: documents in Markdown, the files they show, and what was left out on purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

WAS_A_PAGE = "it was a page there, not a post; who speaks in it is asked all the same"


class UnreadableSource(Exception):
    """A source, or a file in it, that cannot be read; the text says why, as a sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a source.

    `name` is what the source calls it, the same each time it is read: a path, an address. `addresses` are where it was
    published, below the root of its site: `/2019/03/a-post/`. `teller` is the name above the text. `turned` says what
    became something else on the way, `by_hand` what somebody has to look at.
    """

    name: str
    title: str
    text: str
    slug: str = ""
    month: str = ""
    addresses: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str = ""
    language: str = ""
    teller: str = ""
    turned: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Other addresses by which links of its source lead to it: `/?p=12`."""
    published: str = ""
    """The first day on which readers saw it, YYYY-MM-DD; empty if its source does not say."""
    expires: str = ""
    """The first day on which they no longer did."""
    labels: tuple[tuple[str, str], ...] = ()
    """The names by which links lead to its headings, each with its heading: empty where that is not known."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a source that does not become a draft, and why not, as a clause: `it was private there`. `document`
    is the name that it would have as a document, where it is one."""

    name: str
    why: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source holds. `files` gives the bytes of each file beside the documents, by its name; `site` is the
    address at which it was published, where the source says it. Reading a file raises UnreadableSource."""

    documents: Sequence[Document]
    left_out: Sequence[LeftOut] = ()
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    site: str = ""

    def on(self, day: str) -> "Found":
        """What of it readers saw on a day, YYYY-MM-DD; the other documents are left out."""
        shown, hidden = [], []
        for each in self.documents:
            if each.published > day:
                hidden.append(LeftOut(each.name, "it was not published there yet", each.name))
            elif each.expires and each.expires <= day:
                hidden.append(LeftOut(each.name, "it had expired there", each.name))
            else:
                shown.append(each)
        return replace(self, documents=shown, left_out=[*self.left_out, *hidden])
