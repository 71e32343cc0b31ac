"""The lists of names and words by which names are found, and the expressions in person-names.json.

theme/assets/write/names.js reads the same two files; `unaccented` is its `fold`.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from kgen.letters import PLAIN
from kgen.safeguarding.expressions import WORDS, expanded

HERE = Path(__file__).parent
DATA: dict[str, Any] = json.loads((HERE / "person-names.json").read_text(encoding="utf-8"))
GIVEN_DATA: dict[str, Any] = json.loads((HERE / "given-names.json").read_text(encoding="utf-8"))

NameClass = Literal["strong", "either", "weak", "place", "doubtful"]
"""How surely a first name is one: each class but `strong` is a list of words that are something else too."""
_UNCERTAIN: tuple[NameClass, ...] = ("either", "weak", "place", "doubtful")


def unaccented(name: str) -> str:
    """A name in lower case without accents."""
    name = name.lower()
    if name.isascii():
        return name
    letters = unicodedata.normalize("NFD", name.translate(PLAIN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unpacked(given: Mapping[str, str]) -> Iterator[str]:
    """The names that given-names.json holds as one text."""
    text, name = given["names"], ""
    for sign, pair in re.findall("(.)(..)", given["pairs"]):
        text = text.replace(sign, pair)
    for shared, rest in re.findall("([0-9A-Z])([a-z]*)", text):
        name = name[: int(shared, 36)] + rest
        yield name


_PARTS: dict[str, str] = DATA["parts"] | DATA["exact"]
_LISTS = WORDS | {name: [*WORDS.get(name, ()), *words.split()] for name, words in DATA["words"].items()}
"""The lists of words; one that is in safeguarding.json too holds its words as well."""


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(unaccented(word).removesuffix("'s") for word in words)


def _words(name: str) -> frozenset[str]:
    return _folded(_LISTS[name])


GIVEN = frozenset(unpacked(GIVEN_DATA))
CLASS_OF: dict[str, NameClass] = {name: sort for sort in _UNCERTAIN for name in _words(sort)}
IN_SMALL_LETTERS = frozenset(
    name for name in GIVEN - _words("also-a-word") - _words("weak") - _words("either") if len(name) > 3
)
TITLES, SAINT = frozenset(_LISTS["title"]), frozenset(_LISTS["saint"])
KIN, ADJECTIVES = frozenset(_LISTS["kin"]), frozenset(_LISTS["adjective"])
THING, WORK = _words("thing") | _folded(WORDS["organisation"]), _words("work")
NOT_NAME = _words("not-name") | _folded(WORDS["neither"]) | _words("town")
NO_PLACE = (NOT_NAME | THING | _words("not-place")) - _words("town")
NOT_AFTER_TITLE = _words("not-after-title")
SURNAMES_TOO = _words("surname-thing")
RELATION, INTRODUCING = _words("relation"), frozenset(_LISTS["introducing"])
NOT_INITIALS, AGE_HINTS = _words("not-initials"), _words("age-hint")
LABELLED = tuple(f"{word} " for word in _LISTS["labelled"])
"""What an A comes after that stands for a name: `Child A`."""
KNOWN: dict[str, list[str]] = {}
for _phrase in DATA["known"].split("|"):
    KNOWN.setdefault(_phrase.split()[0], []).append(_phrase)


def is_first_name(written: str) -> bool:
    """Whether words are one first name, which is seldom anything else."""
    name = unaccented(written)
    return name in GIVEN and CLASS_OF.get(name, "either") == "either"


@cache
def part(name: str, ends: str = "") -> re.Pattern[str]:
    """A part as an expression of its own; those in `exact` mind case. `ends` is ^, $ or both for where it has to be."""
    pattern = {"": "{}", "^": "^(?:{})", "$": "(?:{})$", "^$": "^(?:{})$"}[ends].format(
        expanded(_PARTS[name], _PARTS, _LISTS)
    )
    return re.compile(pattern, re.ASCII | (0 if name in DATA["exact"] else re.IGNORECASE))


BEFORE_WORDS = {name: _words(name) for name in _LISTS if name == "kin" or name.startswith("before-")}


class Said(NamedTuple):
    """What is known of a capitalised word wherever it is: if it can belong to a name, or to that of a thing."""

    text: str
    name: str
    possessive: bool
    length: int
    is_telling: bool
    is_thing: bool


@lru_cache(maxsize=2**14)
def said_of(written: str) -> Said:
    ending = part("ending").search(written)
    text = written[: ending.start()] if ending else written
    possessive = written.endswith("'s")
    name = unaccented(text)
    is_listed = name in GIVEN or name in KNOWN or text in TITLES or text in KIN or text in SAINT
    is_telling = is_listed or not (name in NOT_NAME or part("number").fullmatch(name))
    return Said(text, name, possessive, len(written if possessive else text), is_telling, name in THING)
