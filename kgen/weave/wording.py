"""The words of links that have none of their own, and what is shown in place of what readers cannot see."""

from typing import TYPE_CHECKING

from kgen.field_types import SITE
from kgen.model import PERSON, QUESTION, SOURCE, STORY, Entry
from kgen.weave.name_index import fold

if TYPE_CHECKING:
    from kgen.weave import Garden

GONE = "a story no longer here"
ELSEWHERE = "a story"
"""Shown instead of GONE if a story is hidden only for a use."""
_GONE = {STORY.name: GONE, QUESTION.name: "a question no longer here", PERSON.name: "somebody"}
"""What is printed where a link names something that readers cannot see. For other kinds it is what its writer wrote."""


def language_of(entry: Entry, garden_lang: str) -> str:
    """The language of an entry's words. What was published elsewhere may be in any: then nobody knows."""
    return entry.meta.language or ("" if entry.kind is SOURCE else garden_lang)


def words_of_hidden(entry: Entry, written: str) -> str:
    """What a link to an entry that readers cannot see prints, if it has no label: never its name or title."""
    return _GONE.get(entry.kind.name, written)


def words_of_link(garden: "Garden", name: str) -> str:
    """What `Garden.words_for` gives."""
    plain = name.partition("#")[0].strip().removesuffix(".md")
    found = garden.names.look_up(plain) or garden.names.look_up_last_part(plain) if plain else ()
    if not found:
        return name.replace("#", " › ").strip(" ›") or name
    if found[0].key not in garden.published:
        is_elsewhere = garden.use != SITE and found[0].kind is STORY
        return ELSEWHERE if is_elsewhere else words_of_hidden(found[0], plain)
    slug = plain.rpartition("/")[2]
    if slug != found[0].slug and "/" not in plain:
        return plain
    return words_of_slug(garden, garden.title(found[0]), slug)


def words_of_slug(garden: "Garden", title: str, slug: str) -> str:
    """What a link by the slug of an entry prints: its title. In English, `we had no [[trust]]` spells a word of the
    sentence, and stays as it is written."""
    first, _, rest = title.partition(" ")
    is_plain = first[1:].islower() and not any(letter.isupper() for letter in rest)
    is_spelt = is_plain and not garden.settings.told_in and fold(title) == fold(slug)
    return title[:1].lower() + title[1:] if is_spelt else title
