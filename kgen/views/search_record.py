"""What the search index knows about an entry: the record that Pagefind is given, and the words in it."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kgen.english import MONTHS, in_words, month_in_words, period_in_words
from kgen.letters import one_line
from kgen.model import MEETING, NETWORK, PERSON, QUESTION, SOURCE, STORY, Entry
from kgen.views.body import body_html
from kgen.views.outcomes import taken_over
from kgen.views.page_context import PageContext, context_at
from kgen.weave import Garden
from kgen.weave.meetings import heard_at
from kgen.weave.typed import SIGNED, UNSPACED, pieces, searchable

_TAG = re.compile("<[^>]*>")
_BLOCK = re.compile("</(?:p|h[1-6]|li|dd|dt|blockquote|pre|tr)>")
_CELL = re.compile("</t[dh]>")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc]+[^\W_]+)*")
_ABOUT = ("topics", "sectors", "networks")
_MONTHS = {name: f"{number:02}" for number, name in enumerate(MONTHS, 1)}
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) ((?:19|20)[0-9]{{2}})\b")
SHORTEST = 2
"""Letters of a word that may be suggested for a misspelt one."""


def record(garden: Garden, entry: Entry) -> dict[str, Any]:
    """The address, the text, what is shown of it and what it can be narrowed down by, as Pagefind takes them.

    What `meta` holds is found as well; theme/assets/search says how much each of its fields counts. A response that has
    neither a title nor words to quote is `called` by what it answers, which must not put it before that story.
    """
    here = context_at(garden, entry.url)
    meta = {
        "title" if entry.title or garden.first_words(entry) else "called": garden.title(entry),
        "labels": ", ".join(entry.meta.labels),
        # If it has none of its own, the text around a match says more, and the index needs less.
        "summary": entry.meta.in_short,
        "kind": entry.kind.word,
        "about": ", ".join(dict.fromkeys(_about(garden, entry))),
        "by": in_words([garden.title(author) for author in garden.linked(entry, "author")]),
        "facts": " · ".join(filter(None, _facts(here, entry))),
    }
    meta |= {"lang": garden.language(entry), "title_lang": garden.title_language(entry)}
    if STORY.includes(entry):
        card = here.card(entry)
        meta |= {
            "voice": card.voice,
            "month": month_in_words(garden.date(entry)),
            "note": card.content_note,
            "illustrative": "Illustrative" if card.is_marked else "",
        }
    heard = heard_at(entry) if MEETING.includes(entry) else ()
    said = [entry.meta.in_short, *entry.meta.words("handbrake"), *entry.meta.words("release"), *heard]
    prose = (_TAG.sub("", _CELL.sub(" ", block)) for block in _BLOCK.split(body_html(here, entry)))
    parts = filter(None, (*said, *(one_line(html.unescape(each)) for each in prose)))
    # Excerpts show them one after the other: a heading must not run into what follows.
    text = " ".join(f"{each}." if each[-1].isalnum() else each for each in parts)
    meta["plain"] = " ".join(sorted({word for each in (text, *meta.values()) for word in _plain_words(each)}))
    return {
        "url": entry.url,
        # Pagefind leaves out what has no text.
        "content": text or garden.title(entry),
        "meta": {name: value for name, value in meta.items() if value},
        "filters": _filters(garden, here, entry),
        "sort": {},
    }


def _facts(here: PageContext, entry: Entry) -> Iterator[str]:
    """What a page shows of its front matter besides the names and texts that a record has anyway.

    Where somebody meets is not in it: `kgen.views.network` says when that is shown.
    """
    garden = here.garden
    if STORY.includes(entry):
        told = entry.meta
        yield from (told.place or "", period_in_words(told.period))
        if told.change and told.change.what:
            yield from (told.change.what, month_in_words(told.change.when))
        yield from (trial.note for trial in taken_over(here, entry))
    elif PERSON.includes(entry):
        yield from (entry.meta.reach or "", entry.meta.url or "", entry.meta.orcid or "")
    elif NETWORK.includes(entry):
        yield from (entry.meta.meets or "", entry.meta.join or "", garden.somebody(entry, "steward"))
        yield from (linked.title for linked in here.by_relation(entry, "steward"))
    elif QUESTION.includes(entry):
        yield from (month_in_words(entry.meta.opened), garden.somebody(entry, "asked_by"))
        yield from (linked.title for linked in here.by_relation(entry, "asked_by"))
    elif SOURCE.includes(entry):
        yield from (entry.meta.container or "", entry.meta.year or "")


def _about(garden: Garden, entry: Entry) -> Iterable[str]:
    for target in (each for field in _ABOUT for each in garden.linked(entry, field)):
        yield garden.title(target)
        yield from target.meta.labels


def _filters(garden: Garden, here: PageContext, entry: Entry) -> dict[str, list[str]]:
    found = {
        "kind": [entry.kind.title],
        "standpoint": [here.standpoint(slug).many for slug in entry.meta.voices],
        **{
            field.removesuffix("s"): [garden.title(target) for target in garden.linked(entry, field)]
            for field in ("sectors", "topics", "networks")
        },
    }
    return {name: values for name, values in found.items() if values}


def _plain_words(text: str) -> Iterable[str]:
    """Words as `searchable` makes them, of those that Pagefind would leave otherwise: it takes accents off letters, and
    no more; and the pieces of words between which there are no spaces. A month also as it is typed, `2026-10`. They
    are never shown."""
    yield from (f"{year}{_MONTHS[month]}" for month, year in _MONTH.findall(text))
    has_signs = "+" in text or "#" in text
    if text.isascii() and not has_signs:
        return
    for written in text.split():
        if written.isascii() and not (has_signs and SIGNED.search(written)):
            continue
        words = _folded(written)
        known = "".join(filter(str.isalnum, unicodedata.normalize("NFD", written.lower())))
        for word in words:
            if UNSPACED.search(word):
                yield from pieces(word)
            elif known != "".join(words):
                yield word


class SearchWord(NamedTuple):
    folded: str
    written: str
    """In lower case."""


def words_in(made: Mapping[str, Any]) -> set[SearchWord]:
    """The different words that a record is found by; none of scripts that put no spaces between them."""
    texts = [made["content"], *(text for name, text in made["meta"].items() if name != "plain")]
    written = {word for text in texts for word in text.split()}
    words = {word for each in written for word in _words(each) if len(word.folded) >= SHORTEST}
    return {word for word in words if word.folded.isascii() or not UNSPACED.search(word.folded)}


@lru_cache(maxsize=20_000)
def _words(written: str) -> tuple[SearchWord, ...]:
    folded = _folded(written)
    found = _WORD.findall(unicodedata.normalize("NFC", written.lower()))
    shown = folded if len(found) != len(folded) else found
    return tuple(map(SearchWord, folded, shown))


@lru_cache(maxsize=20_000)
def _folded(written: str) -> tuple[str, ...]:
    """Most texts are made of the same few words."""
    return tuple(searchable(written).split())
