"""From a document to a draft: its front matter in kgen's words, with nothing in it that its source does not say.

Consent is never among it. Somebody who tells a story elsewhere has not agreed to it being told here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kgen.english import sentence_case, shortened
from kgen.field_types import OLD_ADDRESS
from kgen.importing.documents import Document
from kgen.importing.html_text import IN_LINE
from kgen.importing.markup import verbatim
from kgen.languages import is_language
from kgen.letters import one_line
from kgen.model import SECTOR, STORY, TOPIC, Entry
from kgen.read import digest_of
from kgen.read.other_forms import language_in
from kgen.read.slugs import suggested_slug, why_address_taken, why_taken
from kgen.read.yaml_text import quoted, scalar
from kgen.settings.options import FORBIDDEN, SLUG
from kgen.weave import Garden
from kgen.weave.name_index import fold

LONGEST_TITLE = 200
LONGEST_SUMMARY = 300
MOST_TOPICS = 5
MOST_SECTORS = 4
MOST_STANDPOINTS = 2
_LINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]|!?\[([^\[\]]*)\]\([^()]*\)")
_UNPLAIN = re.compile(
    r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)"
    rf"|</?(?:{IN_LINE.replace(' ', '|')})\b[^<>]{{0,200}}>"
)


_NOT_IN_LATIN = frozenset(
    "am ar be bg bn bo dv dz el fa gu he hi hy ja ka km kn ko lo mk ml mr my ne or pa ps ru sa si ta te th ti ug uk ur"
    " yi yue zh".split()
)
_IN_EITHER = frozenset("az bs ckb ha kk ks ku ky mn ms sd sr tg tk tt uz".split())
_LOOKED_AT, _FEWEST_LETTERS = 2000, 40
"""Characters of a text of which the letters are looked at, and letters from which on they say something."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a steward says of all documents of a source, and of each of its categories: slugs."""

    sectors: tuple[str, ...] = ()
    standpoints: tuple[str, ...] = ()
    of_category: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """The sectors and standpoints of each category, by its folded name."""


@dataclass(slots=True)
class Fields:
    """The front matter of a draft. `proposed` are topics in it that the garden does not have, by their slugs."""

    lines: list[str]
    proposed: dict[str, str]
    categories: list[str]
    """Those of which nothing is known."""
    by_hand: list[str]
    lost: list[str]
    """Old addresses from which nothing can lead on."""


def fields_of(document: Document, name: str, garden: Garden, given: Given, claimed: dict[str, str]) -> Fields:
    """What the front matter of the draft of a document, `name` (`stories/a`), holds.

    `claimed` gives the name of the entry that has an address, by that address; this draft's aliases are added to it.
    """
    found = Fields(["---"], {}, [], [], [])
    title = title_of(document)
    found.lines.append(f"title: {quoted(title)}")
    if len(one_line(document.title)) > LONGEST_TITLE:
        found.by_hand.append(
            f"its title was longer than {LONGEST_TITLE} characters and was cut: {verbatim(document.title)}"
        )
    found.lines += _of_story(document, garden, given, found)
    aliases = list(_aliases(document, name, claimed, found))
    if aliases:
        found.lines.append(f"aliases: {_list(aliases)}")
    found.lines.append("---")
    return found


def title_of(document: Document) -> str:
    """Its title in plain words. A text without one is called by its first words."""
    title = _plain(document.title) or _cut(_plain(document.text.lstrip("#> \n").partition("\n")[0]), 60)
    return _cut(title or "Untitled", LONGEST_TITLE)


def _plain(text: str) -> str:
    words = _LINK.sub(lambda link: link[2] or link[1] or link[3], text)
    return one_line(FORBIDDEN.sub(" ", _UNPLAIN.sub("", words)))


def _cut(text: str, most: int) -> str:
    return shortened(one_line(FORBIDDEN.sub(" ", text)), most)


def _of_story(document: Document, garden: Garden, given: Given, found: Fields) -> Iterator[str]:
    settings = garden.settings
    if document.month:
        if document.month <= settings.month:
            yield f"date: {document.month}"
        else:
            found.by_hand.append(f"its month is in the future and was left out: {document.month}")
    if document.summary:
        yield f"summary: {quoted(_cut(_plain(document.summary), LONGEST_SUMMARY))}"
        if len(one_line(document.summary)) > LONGEST_SUMMARY:
            found.by_hand.append(f"its summary was longer than {LONGEST_SUMMARY} characters and was cut")
    sectors, standpoints, others = _by_category(document.categories, garden, given)
    found.categories += others
    if standpoints := _at_most(MOST_STANDPOINTS, "standpoints", (*given.standpoints, *standpoints), found):
        yield f"standpoint: {_list(standpoints)}"
    if sectors := _at_most(MOST_SECTORS, "sectors", (*given.sectors, *sectors), found):
        yield f"sectors: {_list(sectors)}"
    topics = _topics([*document.tags, *others], garden, found)
    if topics:
        yield f"topics: {_list(topics)}"
    language = _language(document, settings.language, found)
    if language and fold(language) not in ("en", "en-gb", "en-us", fold(settings.language)):
        yield f"lang: {language}"


def _by_category(categories: Iterable[str], garden: Garden, given: Given) -> tuple[list[str], list[str], list[str]]:
    sectors: list[str] = []
    standpoints: list[str] = []
    others: list[str] = []
    by_folded_slug = {fold(slug): slug for slug in garden.settings.standpoints}
    for category in categories:
        if known := given.of_category.get(fold(category)):
            sectors += known[0]
            standpoints += known[1]
        elif entry := _only(garden.names.look_up(category, (SECTOR,))):
            sectors.append(entry.slug)
        elif fold(category) in by_folded_slug:
            standpoints.append(by_folded_slug[fold(category)])
        else:
            others.append(category)
    return sectors, standpoints, others


def _topics(tags: Sequence[str], garden: Garden, found: Fields) -> list[str]:
    """The topics that tags name: those of the garden first, then those that it does not have yet."""
    known: list[str] = []
    for tag in tags:
        name = tag.rpartition("/")[2].replace("_", " ").strip()
        if entry := _only(garden.names.look_up(name, (TOPIC,))):
            known.append(entry.slug)
        elif (slug := _slug_of_topic(name)) != suggested_slug("") and not why_taken(TOPIC, slug):
            found.proposed.setdefault(slug, sentence_case(name))
        else:
            found.by_hand.append(f"its tag {verbatim(tag)} cannot be the name of a topic and was left out")
    new = [slug for slug in found.proposed if slug not in known]
    topics = _at_most(MOST_TOPICS, "tags", (*known, *new), found)
    found.proposed = {slug: name for slug, name in found.proposed.items() if slug in topics}
    return topics


def _slug_of_topic(name: str) -> str:
    """The slug of a topic; where no Latin letters stand for those of its name, as in 介護, one that it always gets."""
    slug = suggested_slug(name)
    is_in_letters = slug == suggested_slug("") and any(map(str.isalpha, name))
    return f"{TOPIC}-{digest_of(fold(name).encode())[:6]}" if is_in_letters else slug


def _language(document: Document, usual: str, found: Fields) -> str:
    """The code of the language that a document names, if that is one and its letters are those of the text; empty, and
    said, if not."""
    named = document.language.replace("_", "-").strip()
    code = language_in(named) or (named if is_language(named) else "")
    if named and not code:
        found.by_hand.append(f"its language, {verbatim(document.language)}, is not a language code, so it was left out")
    language, *parts = (code or usual).lower().split("-")
    letters = [letter for letter in document.text[:_LOOKED_AT] if letter.isalpha()]
    is_latin = 2 * sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) >= len(letters)
    has_either = language in _IN_EITHER or any(len(part) == 4 for part in parts)  # `sr-Latn`
    if len(letters) < _FEWEST_LETTERS or has_either or is_latin is not (language in _NOT_IN_LATIN):
        return code
    found.by_hand.append(
        f"its letters are not those of its language, {verbatim(code or usual)}: write in `lang` which it is in"
    )
    return ""


def _at_most(most: int, called: str, slugs: Iterable[str], found: Fields) -> list[str]:
    """The first of some slugs; the others are named."""
    each = list(dict.fromkeys(slugs))
    if len(each) > most:
        found.by_hand.append(f"it had more {called} than {most}; these are left out: {', '.join(each[most:])}")
    return each[:most]


def _only(entries: Sequence[Entry]) -> Entry | None:
    return entries[0] if len(entries) == 1 else None


def _aliases(document: Document, name: str, claimed: dict[str, str], found: Fields) -> Iterator[str]:
    for other in document.other_names:
        slug = suggested_slug(other)
        if not SLUG.fullmatch(slug) or slug == suggested_slug("") or why_taken(STORY, slug):
            found.by_hand.append(f"its other name {verbatim(other)} cannot be part of an address and was left out")
            continue
        owner = claimed.setdefault(f"{STORY.folder}/{slug}", name)
        if owner != name:
            found.by_hand.append(f"its other name {verbatim(other)} is also one of `{owner}` and was left out")
        elif f"{STORY.folder}/{slug}" != name:
            yield slug
    for address in map(_as_page, document.addresses):
        if is_old_address(address) and claimed.setdefault(address.strip("/"), name) == name:
            if address.strip("/") != name:
                yield address
        else:
            found.lost.append(address)


def _as_page(address: str) -> str:
    """An address as hosts write that of a page: `/a-post` is `/a-post/`."""
    return address if re.search(r"[.?][^/]*$|/$", address) else f"{address}/"


def is_old_address(address: str) -> bool:
    """Whether a page of the garden can lead on from this address: `/2019/03/a-post/`."""
    return bool(re.fullmatch(OLD_ADDRESS, address)) and not why_address_taken(address)


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(dict.fromkeys(map(scalar, values)))}]"
