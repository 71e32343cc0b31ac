"""What in a changed file a steward looks at before it is published: where it leads, and whose story it says it is.

Of what safeguarding finds, only the place is given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from kgen.field_parts import Consent
from kgen.markdown.sanitize import scheme_of
from kgen.model import STORY, Entry
from kgen.read.schema import Tombstone
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.rules import RULES
from kgen.safeguarding.scanner import hits
from kgen.weave import Garden

_ADDRESS_FIELDS = ("url", "same_as")


@dataclass(frozen=True, slots=True)
class Look:
    """Something for a steward to look at. No value that safeguarding found is in it."""

    path: str
    line: int | None
    what: str


# --- addresses elsewhere


class _Links(HTMLParser):
    """Collects where the links of some HTML lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def addresses_in(garden: Garden, entry: Entry) -> list[str]:
    """The addresses outside the garden that an entry leads to, each once: in its prose, and in its fields."""
    parser = _Links()
    parser.feed("".join(part for part in entry.body.parts if isinstance(part, str) and "href" in part))
    parser.close()
    found = [each for each in parser.found if scheme_of(each) or each.startswith("//")]
    found += [target.remote for reference, target in garden.prose_links(entry) if reference.form == "picture"]
    for name in _ADDRESS_FIELDS:
        found += entry.meta.words(name)
    found += [each.address for each in garden.cited(entry) if each.source is None]
    return [address for address in dict.fromkeys(found) if address]


def without_findings(address: str) -> str:
    """An address, or what it is where it holds something that safeguarding finds."""
    spelt_out = re.sub("[/?=&#]+", " ", address.partition("://")[2])
    if not any(hits(NormalisedText(each), RULES) for each in (address, spelt_out)):
        return address
    try:
        host = urlsplit(address).hostname
    except ValueError:  # Brackets around a host that is not an IPv6 address.
        host = None
    return f"an address at {host}; see for yourself what it holds" if host else "an e-mail address or a number"


# --- fields


def fields_to_look_at(entry: Entry, old: Entry | None, mentions: Sequence[str]) -> Iterator[Look]:
    if old and isinstance(old.meta, Tombstone) and not isinstance(entry.meta, Tombstone):
        yield _look_at(entry, f"it was withdrawn in {old.meta.withdrawn}, and is back: does its teller want that?")
    yield from _consent(entry, old)
    if not STORY.includes(entry):
        return
    now, was = entry.meta, old.meta if old and STORY.includes(old) else None
    if now.about_child != (was.about_child if was else None):
        said = {
            True: "a child is central to it, or could be recognised (about_child: true)",
            False: "no child is central to it (about_child: false)",
            None: "it no longer says whether it is about a child (about_child)",
        }
        yield _look_at(entry, said[now.about_child], "about_child")
    if now.mentions != (was.mentions if was else ()):
        listed = [each for each in now.mentions if each in mentions]
        what = f"a content note names {', '.join(listed)}" if listed else "it names nothing in a content note any more"
        yield _look_at(entry, what, "mentions")
    if now.pseudonyms != (was.pseudonyms if was else ()) and now.pseudonyms:
        yield _look_at(entry, "names that are said not to be real (pseudonyms)", "pseudonyms")
    if now.named != (was.named if was else ()) and now.named:
        yield _look_at(entry, "names that are real and are to stay (named): did each of them agree?", "named")


def _consent(entry: Entry, old: Entry | None) -> Iterator[Look]:
    now, before = entry.meta.agreement, old.meta.agreement if old else None
    if now is None and before is not None and not isinstance(entry.meta, Tombstone):
        yield _look_at(entry, "its consent is taken out")
    if now is None or now == before:
        return
    if before is None:
        of_story = f": whose {now.whose}, others {now.others}" if isinstance(now, Consent) else ""
        until = f", review {now.review}" if isinstance(now, Consent) and now.review else ""
        yield _look_at(entry, f"new consent{of_story}, given {now.given}{until}", "consent")
        return
    values_before = dict(before)
    for name, value in now:
        if value != (was := values_before[name]):
            change = "" if name == "ref" else f": {was or 'nothing'} before, {value or 'nothing'} now"
            yield _look_at(entry, f"its consent is changed, `{name}`{change}", "consent", name)


def _look_at(entry: Entry, what: str, *path: str) -> Look:
    return Look(entry.path, entry.position(*path).line if path else None, what)
