"""What the search page matches first, as somebody types: the names of entries, and the words people use for kgen's own
pages. Full text is Pagefind's (kgen.publish.search).

A browser loads `search/names.json` with the first letter that is typed. Names that do not fit in it are in parts, each
found by a digest of the whole name, so that a title typed in full is found in a garden of any size.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kgen.english import month_in_words, voice_in_words
from kgen.exports.data import compact
from kgen.model import NETWORK, PAGE, PERSON, QUESTION, SECTOR, SOURCE, STORY, TOPIC, Entry, Kind, Output, Page, Story
from kgen.site import FIXED
from kgen.weave import Garden
from kgen.weave.text import content_note
from kgen.weave.typed import searchable

FOLDER = "search/"
LARGEST = 40_000
"""About how many bytes of names every reader who searches loads."""
PART = 64
"""Names in each of the parts that hold the rest."""
WORDS = {
    "": "home; start; front page",
    "stories": "all stories; read stories; list of stories; latest stories",
    "topics": "all topics; subjects; themes; tags",
    "questions": "all questions; what you ask; open questions",
    "networks": "meet; meet others; meet other people; meetings; groups; next meeting; where do you meet; events; "
    "communities; join a group",
    "meetings": "next meeting; calendar; dates; events",
    "people": "all people; who is here; members; authors; contributors",
    "sectors": "services; sectors; organisations; agencies",
    "new": "what is new; latest; recent; newest stories",
    "changes": "what changed; impact; results; outcomes; improvements; did it make a difference",
    "introductions": "offers and asks; who can help me; find somebody to talk to; meet somebody; mentor",
    "bridges": "who answers whom; connections; statistics; figures",
    "map": "map; graph; overview; picture of the garden; how it hangs together",
    "sources": "references; research; evidence; reading list",
    "write": "write a story; tell my story; tell you something; tell you what happened; share my experience; "
    "share my story; send a story; add my story; post a story; write a post; submit; contribute; take part; "
    "give feedback",
    "join": "join; put my name down; sign up; register; become a member; take part",
    "ask": "ask a question; ask you something",
    "my-story": "withdraw; take my story back; withdraw my story; delete my story; remove my story; change my story; "
    "edit my story; my receipt; what happened to my story",
    "privacy": "personal data; data protection; cookies; gdpr; tracking; delete my data; consent; anonymous; "
    "take my story back; withdraw my story; delete my story; remove my story; change my story",
    "complaints": "complain; complaint; report a problem; report a story; something is wrong; I am in a story; "
    "somebody wrote about me; contact; contact the stewards; safeguarding; in danger; worried about a child",
    "accessibility": "accessible; screen reader; disability; large print; keyboard",
    "search": "find; look for",
}
"""What people who look for a page of kgen's own type, by its name: more than is on it."""
_NAMED: tuple[tuple[Kind, str], ...] = (
    (TOPIC, "topics"),
    (QUESTION, "answers"),
    (NETWORK, "networks"),
    (SECTOR, "sectors"),
    (PERSON, "author"),
    (SOURCE, "cites"),
)
"""Kinds in the order in which their names go first, each with the field in which stories name them."""
_ROW = 16
"""About how many bytes a name's row has besides its words."""


def names(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `search/names.json`, and the parts of what does not fit in it: `search/names-0.json`."""
    if not garden.settings.search:
        return
    head, rest = _divided(garden)
    parts = _parts(garden, rest)
    yield Output(f"{FOLDER}names.json", _head, (_keys(head), tuple(_own(garden, pages)), len(parts)))
    for number, part in enumerate(parts):
        yield Output(f"{FOLDER}names-{number}.json", _part, (_keys(part),))


def part_of(name: str, count: int) -> int:
    """The part, of `count`, that a folded name is in."""
    return zlib.crc32(name.encode()) % count


def _keys(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.key for entry in entries)


def _divided(garden: Garden) -> tuple[list[Entry], list[Entry]]:
    """Entries whose names every reader loads, and the others. Stories are not separated from one another."""
    used = _uses(garden)
    named = [entry for kind, _ in _NAMED for entry in sorted(garden.of(kind), key=lambda entry: -used[entry.key])]
    size, place = 0, 0
    for place, entry in enumerate(named, 1):
        size += _size(garden, entry)
        if size > LARGEST:
            return named[: place - 1], [*named[place - 1 :], *garden.of(STORY)]
    stories = garden.of(STORY)
    if size + sum(_size(garden, story) for story in stories) > LARGEST:
        return named, list(stories)
    return [*named, *stories], []


def _size(garden: Garden, entry: Entry) -> int:
    """About how many bytes a name's row has."""
    words = (garden.title(entry), *entry.meta.labels, entry.slug if STORY.includes(entry) else "")
    return _ROW + sum(len(each.encode()) + 3 for each in words)


def _uses(garden: Garden) -> Counter[str]:
    """How many stories name each entry, by its key."""
    return Counter(key for story in garden.of(STORY) for _, field in _NAMED for key in garden.linked_keys(story, field))


def _parts(garden: Garden, entries: Sequence[Entry]) -> list[list[Entry]]:
    count = -(-len(entries) // PART)
    found: list[dict[str, Entry]] = [{} for _ in range(count)]
    for entry in entries:
        for name in (garden.title(entry), *entry.meta.labels):
            found[part_of(searchable(name), count)][entry.key] = entry
    return [list(part.values()) for part in found]


def _own(garden: Garden, pages: Sequence[Page]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The address, the title and the words of each page of kgen's own, and of each plain page."""
    own = {page.address: page for page in FIXED}
    standpoints = garden.settings.standpoints
    for page in pages:
        if page.number > 1:
            continue
        if page.url in own:
            words = WORDS.get(own[page.url].name, "")
            yield page.url, page.title, tuple(words.split("; ")) if words else ()
        elif PAGE.holds(page.entry):
            yield page.url, page.title, ()
        elif page.about in standpoints and page.url == f"{STORY.folder}/from/{page.about}/":
            yield page.url, page.title, (standpoints[page.about].many, standpoints[page.about].one)


def _head(garden: Garden, keys: Sequence[str], own: Sequence[Any], parts: int) -> bytes:
    """JSON: as `_part`; `pages` of kgen's own, each with address, title and other words; the number of parts."""
    pages = [_short([url, title, [*words]]) for url, title, words in own]
    return compact({**_rows(garden, keys), "pages": pages, "parts": parts}).encode()


def _part(garden: Garden, keys: Sequence[str]) -> bytes:
    """JSON: `kinds`, each with its name, its folder and its names, of which each has a title, how many stories name it,
    the slug if it does not follow from the title, and other labels; `stories`, see `_story`; `voices`; and the `lang`
    of names, if it is known."""
    return compact(_rows(garden, keys)).encode()


def _rows(garden: Garden, keys: Sequence[str]) -> dict[str, Any]:
    entries = [garden.published[key] for key in keys]
    kinds = [
        [
            kind.word.capitalize(),
            f"{kind.folder}/",
            [_named(garden, each, field) for each in entries if each.kind is kind],
        ]
        for kind, field in _NAMED
    ]
    voices: dict[str, int] = {}
    stories = [_story(garden, entry, voices) for entry in entries if STORY.includes(entry)]
    found = {"kinds": kinds, "stories": stories, "voices": list(voices)}
    return {**found, "lang": garden.settings.told_in} if garden.settings.told_in else found


def _named(garden: Garden, entry: Entry, field: str) -> list[Any]:
    title, count = garden.title(entry), len(garden.linking(entry, field, STORY))
    return _short([title, count, _slug(title, entry), list(entry.meta.labels)])


def _story(garden: Garden, story: Story, voices: dict[str, int]) -> list[Any]:
    """A title, the slug if it does not follow from it, the place of who speaks, the month, whether it is marked as
    illustrative, the content note, and the language of the title."""
    title, meta = garden.title(story), story.meta
    voice = voice_in_words([garden.settings.standpoint(slug).one for slug in meta.standpoint])
    return _short(
        [
            title,
            _slug(title, story),
            voices.setdefault(voice, len(voices)),
            month_in_words(garden.date(story)),
            int(garden.is_marked(story)),
            content_note(meta.mentions),
            garden.title_language(story),
        ]
    )


def _slug(title: str, entry: Entry) -> str:
    """The slug of an entry; empty if it is what its title makes."""
    made = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-") if title.isascii() else ""
    return "" if made == entry.slug else entry.slug


def _short(row: list[Any]) -> list[Any]:
    """A row without the empty items at its end."""
    while not row[-1] and len(row) > 1:
        row.pop()
    return row
