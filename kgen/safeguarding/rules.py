"""The rules of safeguarding.json: what each finds, and what must hold around it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from kgen.safeguarding import phones, validators
from kgen.safeguarding.expressions import DATA, compiled, expanded, word_set
from kgen.safeguarding.normalised_text import APART

Validator = Callable[[re.Match[str]], str]
Level = Literal["block", "warn", "info"]
"""What a finding does to a story: it keeps it back, or is pointed out as a warning or as advice."""
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Near:
    """One of a list of words, at most that many characters before or after."""

    words: str
    before: int
    behind: int


class Pattern:
    """One regular expression, as safeguarding.json has it (`raw`), and what must hold around a match.

    `skips` names the stretches of a text (see APART) that count unless it says otherwise.
    """

    def __init__(self, raw: Mapping[str, Any], skips: Iterable[str]) -> None:
        self.raw = raw
        self.whole: bool = raw.get("whole", False)
        self.near, self.far = (Near(**raw[each]) if each in raw else None for each in ("near", "far"))
        self.skips = frozenset(raw.get("skips", skips))
        self.after = word_set(raw["after"]) if "after" in raw else frozenset()
        self.linking = frozenset(DATA["linking"].get(raw.get("after"), ()))
        name = raw.get("check", "any-match").replace("-", "_")
        self.validator: Validator = getattr(phones if hasattr(phones, name) else validators, name)
        self._flags = str(raw.get("flags", ""))

    @cached_property
    def find(self) -> re.Pattern[str]:
        return compiled(self.raw["find"], self._flags)

    @cached_property
    def hint(self) -> re.Pattern[str] | None:
        return compiled(self.raw["hint"], self._flags) if "hint" in self.raw else None

    @cached_property
    def phrases(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self.raw["has"]))) if "has" in self.raw else None

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return compiled(f"(?:{self.raw['unless']})$", "i") if "unless" in self.raw else None

    @cached_property
    def behind(self) -> re.Pattern[str] | None:
        return (
            compiled(f"(?:(?<![A-Za-z])|(?![A-Za-z]))(?:{self.raw['behind']})", "i") if "behind" in self.raw else None
        )

    def next_match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        if self.behind is None:
            return self.find.search(text, start, end)
        while before := self.behind.search(text, start, end):
            if match := self.find.match(text, before.end(), end):
                return match
            start = before.start() + 1
        return None

    @property
    def asks_for(self) -> list[str]:
        """Regular expressions all of which match wherever this pattern finds something."""
        letters = "A-Za-zÀ-ÖØ-öø-ÿ"
        never_beside = "0-9A-Za-z" if self.whole else ""
        unless = _ONE_OF.fullmatch(self.raw.get("unless", ""))
        before = _beside("^", never_beside + (unless[1] if unless else ""))
        behind = _beside("$", never_beside)
        if self.after:
            linking = f"(?:[^{letters}]+(?:{'|'.join(sorted(self.linking))}))*" if self.linking else ""
            before = f"(?:^|[^{letters}]){_one_of(self.after)}{linking}[^{letters}]*"
        if self.behind:
            before = f"(?i:{expanded(self.raw['behind'])})"
        asked = [f"{before}(?{self._flags}:{expanded(self.raw['find'])}){behind}"]
        if self.near:
            asked.append("(?i:" + expanded("{{" + self.near.words + "}}") + ")")
        return asked


_ONE_OF = re.compile(r"\[((?:\\.|[^\]\\])+)\]")
"""An expression that matches one character out of several."""


def _beside(edge: str, never: str) -> str:
    """What may come before (`^`) or after (`$`) a match that some characters are never beside."""
    return f"(?:{edge}|[^{never}])" if never else ""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A kind of detail. `rank` is its place in the file: of two equally serious rules the first is the more exact."""

    id: str
    finds: str
    rank: int
    patterns: tuple[Pattern, ...]
    level: Level = "warn"
    kinds: tuple[str, ...] = ()
    """The kinds of entry it is for; none means all."""
    mend: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == "block"


def _one_of(words: Iterable[str]) -> str:
    return f"(?i:{'|'.join(sorted(map(re.escape, words)))})"


def _rule(raw: Mapping[str, Any], rank: int) -> Rule:
    return Rule(
        id=raw["id"],
        finds=raw["finds"],
        rank=rank,
        patterns=tuple(Pattern(each, raw.get("skips", APART)) for each in raw.get("patterns", ())),
        level=raw.get("severity", "warn"),
        kinds=tuple(raw.get("kinds", ())),
        mend=raw.get("mend", ""),
    )


RULES = tuple(_rule(raw, rank) for rank, raw in enumerate(DATA["rules"]))
DETAILS = tuple(_rule(raw, rank) for rank, raw in enumerate(DATA["budget"]["details"]))
