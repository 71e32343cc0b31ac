"""Finds in a text what the rules of safeguarding.json describe: numbers, addresses and other details of people."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kgen.safeguarding.expressions import compiled
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.prefilter import Prefilter
from kgen.safeguarding.rules import DETAILS, LEVELS, RULES, Near, Pattern, Rule


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a rule, by its offsets in `NormalisedText.plain`."""

    rule: Rule
    start: int
    end: int
    key: str


def hits(normalised: NormalisedText, rules: tuple[Rule, ...]) -> list[Hit]:
    """Find all that the rules find, in order. Of overlapping hits, only the most serious and most exact is left."""
    return hits_and_details(normalised, rules, ())[0]


def hits_and_details(
    normalised: NormalisedText, rules: tuple[Rule, ...], details: tuple[Rule, ...]
) -> tuple[list[Hit], frozenset[str]]:
    """What the rules find, as `hits` does; and the ids of the details of which there is any."""
    found: list[Hit] = []
    ids: set[str] = set()
    for rule, pattern in patterns_of_rules().worth_trying(normalised.plain):
        if rule in rules:
            found += _matches(rule, pattern, normalised)
        elif rule in details and rule.id not in ids and any(True for _ in _matches(rule, pattern, normalised)):
            ids.add(rule.id)
    return _without_overlaps(found), frozenset(ids)


@cache
def patterns_of_rules() -> Prefilter[tuple[Rule, Pattern]]:
    """The patterns of all rules and details; it tells quickly which of them a text could hold."""
    every = (*RULES, *DETAILS)
    return Prefilter([((rule, pattern), pattern.asks_for) for rule in every for pattern in rule.patterns])


def _matches(rule: Rule, pattern: Pattern, normalised: NormalisedText) -> Iterator[Hit]:
    text = normalised.plain
    for start, end in _stretches(pattern, normalised):
        match = pattern.next_match(text, start, end)
        while match is not None:
            key = pattern.validator(match) if counts(pattern, match) else ""
            if key and pattern.skips and normalised.is_apart(match.start(), match.end(), pattern.skips):
                key = ""
            if key:
                yield Hit(rule, match.start(), match.end(), key)
            match = pattern.next_match(text, match.end() if key else match.start() + 1, end)


def _stretches(pattern: Pattern, normalised: NormalisedText) -> Iterator[tuple[int, int]]:
    """Where a pattern may match: the lines that hold its hint, or one of its phrases; else the whole text."""
    if pattern.hint is not None:
        return _lines_with(pattern.hint, normalised.plain)
    if pattern.phrases is not None and len(normalised.lower) == len(normalised.plain):
        return _lines_with(pattern.phrases, normalised.lower)
    return iter([(0, len(normalised.plain))])


def _lines_with(hint: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    found = hint.search(text)
    while found is not None:
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        yield start, end
        found = hint.search(text, end)


def counts(pattern: Pattern, match: re.Match[str]) -> bool:
    """Whether nothing around a match speaks against it."""
    text, start, end = match.string, match.start(), match.end()
    if pattern.whole and (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
        return False
    if pattern.unless is not None and pattern.unless.search(text[max(0, start - 32) : start]):
        return False
    if pattern.after and _word_before(text, start, pattern.linking) not in pattern.after:
        return False
    if pattern.far is not None and _is_near(pattern.far, text, start, end):
        return False
    return pattern.near is None or _is_near(pattern.near, text, start, end)


def _word_before(text: str, start: int, linking: frozenset[str]) -> str:
    """The last word before an offset that does more than link; of `twenty-first`, the second half.

    It is whole within 40 characters.
    """
    first = max(0, start - 40)
    cut = _WORD.match(text, first - 1) if first else None
    before = text[cut.end() if cut else first : start].rpartition("\n")[2]
    for word in reversed(_WORD.findall(before)):
        if word not in linking:
            return str(word)
    return ""


_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+")


def _is_near(near: Near, text: str, start: int, end: int) -> bool:
    """Whether one of the words is close by in the same sentence."""
    before = _SENTENCE_END.split(text[max(0, start - near.before) : start])[-1]
    behind = _SENTENCE_END.split(text[end : end + near.behind])[0]
    words = compiled("(?<![A-Za-z])(?:{{" + near.words + "}})(?![A-Za-z])", "i")
    return bool(words.search(before) or words.search(behind))


_SENTENCE_END = re.compile("(?<=[a-z]{2}[.!?]) |\n")


def _without_overlaps(found: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits, leave only the most serious and most exact; in order."""
    kept: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in sorted(found, key=lambda hit: (LEVELS.index(hit.rule.level), hit.rule.rank, hit.start, -hit.end)):
        place = bisect_right(taken, (hit.start, hit.start))
        before = taken[place - 1] if place else (0, 0)
        behind = taken[place] if place < len(taken) else (hit.end, hit.end)
        if before[1] <= hit.start and hit.end <= behind[0]:
            taken.insert(place, (hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
