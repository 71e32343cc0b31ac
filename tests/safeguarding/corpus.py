"""The labelled passages of corpus.yml, with their placeholders filled in, and what kgen finds in each."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from gardens import BASIS, PERSON, story
from nhs_number import is_valid as is_valid_nhs
from stdnum import ean
from stdnum.gb import upn

from kgen.checks.safeguarding import safeguarding
from kgen.model import Diagnostic, Source
from kgen.read import read_sources
from kgen.safeguarding.expressions import DATA
from kgen.safeguarding.name_lists import DATA as NAMING
from kgen.safeguarding.rules import RULES
from kgen.settings import Settings
from kgen.weave import weave

FILE = Path(__file__).with_name("corpus.yml")
SEED = 20261123
CHECKED = ("nhs-number", "upn")
"""The rules for numbers that have check digits."""
BLOCKING = [rule.id for rule in RULES if rule.blocks]
_PLACE = re.compile(r"\{([a-z-]+)\|([^}]*)\}")
NAMES = "named-person"
"""What kgen.safeguarding.names finds; it is no rule of the scanner. Advice counts where a name is to be found."""
_OF_NAMES = {NAMING["messages"][each] for each in ("name", "close", "about_child", "perhaps")}
_FIRST_WORDS = {
    DATA["budget"]["message"].partition(":")[0]: "identifiers",
    DATA["budget"]["message_of_child"].partition(":")[0]: "identifiers",
    "fewer than": "small-cell",
}


@dataclass(frozen=True)
class Passage:
    rule: str
    """The id of the rule it is about; or `identifiers`, `small-cell`."""
    holds: bool
    text: str
    also: frozenset[str] = frozenset()
    """What else is to be found in it."""
    fields: tuple[tuple[str, Any], ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        return self.also | {self.rule} if self.holds else self.also


@cache
def passages() -> tuple[Passage, ...]:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    filler = _Filler(random.Random(SEED))
    return tuple(
        _passage(rule, kind == "positive", raw, filler)
        for kind in ("positive", "negative")
        for rule, raws in data[kind].items()
        for raw in raws
    )


def _passage(rule: str, holds: bool, raw: Any, filler: "_Filler") -> Passage:
    fields = {"text": raw} if isinstance(raw, str) else dict(raw)
    text, also = filler.filled(fields.pop("text")), frozenset(fields.pop("also", ()))
    return Passage(rule, holds, text, also, tuple(fields.items()))


class _Filler:
    """Fills placeholders. Check digits are those of libraries that know nothing of kgen."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def filled(self, text: str) -> str:
        return _PLACE.sub(lambda match: self._written(match[1], match[2]), text)

    def _written(self, kind: str, pattern: str) -> str:
        """The signs of a number, in the order of the pattern; a digit in the pattern stands for the same digit."""
        if kind == "any":
            return re.sub("#", lambda _: str(self._chance.randrange(10)), pattern)
        signs = iter(self._number(kind))
        return "".join(self._sign(each, signs) for each in pattern)

    def _sign(self, sign: str, signs: Iterator[str]) -> str:
        if sign in "#@":
            return next(signs)
        if sign.isdigit():
            assert int(next(signs)) == int(sign)
        return sign

    def _digits(self, count: int) -> str:
        return "".join(self._chance.choices("0123456789", k=count))

    def _number(self, kind: str) -> str:
        name, _, form = kind.partition("-")
        if name == "mobile":
            number = f"07700{self._chance.randint(2, 8)}{self._digits(5)}"
            return number[1:] if form == "abroad" else number
        if name == "upn":
            return self._upn(form)
        if name == "ni":
            number = f"{self._chance.choice(['AB', 'HW', 'JG', 'ZE'])}{self._digits(6)}{self._chance.choice('ABCD')}"
            return number.lower() if form == "lower" else number
        if name == "ihi":
            number = self._digits(7) + self._health_number(("8120", "8599"), wrong=False)
            return number + str((int(ean.calc_check_digit(number)) + (form == "wrong")) % 10)
        begins = {"chi": ("0101", "3112"), "hcn": ("3200", "3999"), "nhs": ("4000", "4999")}[name]
        return self._health_number(("9990", "9999") if form == "test" else begins, wrong=form == "wrong")

    def _health_number(self, between: tuple[str, str], *, wrong: bool) -> str:
        while True:
            number = f"{self._chance.randint(int(between[0]), int(between[1])):04}{self._digits(6)}"
            if is_valid_nhs(number) is not wrong:
                return number

    def _upn(self, form: str) -> str:
        last = self._chance.choice("ABCDEFGH") if form == "temporary" else self._digits(1)
        rest = f"801{self._digits(8)}{last}"
        letter = upn.calc_check_digit(rest)
        if form == "wrong":
            letter = "B" if letter != "B" else "C"
        number = letter + rest
        assert upn.is_valid(number) is (form != "wrong")
        return number.lower() if form == "lower" else number


def findings(passage: Passage, settings: Settings) -> list[Diagnostic]:
    """What the check says of a garden that holds one story with the passage."""
    fields = dict(passage.fields)
    consent = {"whose": "illustrative"} if fields.pop("illustrative", False) else {}
    if fields.get("about_child"):
        consent["others"] = "disguised"
    text = story(passage.text, consent=consent, **fields)
    files = {**BASIS, "people/dee.md": PERSON, "stories/told.md": text}
    sources = [Source(name, data.encode()) for name, data in files.items()]
    return list(safeguarding(weave(settings, read_sources(sources, "content"))))


def rule_of(finding: Diagnostic) -> str:
    for words, rule in _FIRST_WORDS.items():
        if finding.message.startswith(words):
            return rule
    if finding.message.partition(" (")[0] in _OF_NAMES:
        return NAMES
    return next(rule.id for rule in RULES if finding.message == DATA["messages"]["here"].format(finds=rule.finds))


@dataclass(frozen=True)
class Score:
    right: int
    missed: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def scores(settings: Settings) -> tuple[dict[str, Score], list[str]]:
    """The score of each rule over all passages, and a line for each passage in which it was wrong."""
    right, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    errors = []
    for passage in passages():
        wanted = passage.wanted
        found = {
            rule
            for finding in findings(passage, settings)
            if (rule := rule_of(finding)) != NAMES or finding.severity != "info" or NAMES in wanted
        }
        right.update(found & wanted)
        missed.update(wanted - found)
        wrong.update(found - wanted)
        if found != wanted:
            errors.append(f"{sorted(wanted)} wanted, {sorted(found)} found: {passage.text}")
    rules = [*(rule.id for rule in RULES), NAMES, "identifiers", "small-cell"]
    return {rule: Score(right[rule], missed[rule], wrong[rule]) for rule in rules}, errors


def together(scored: dict[str, Score]) -> Score:
    parts = scored.values()
    return Score(
        sum(each.right for each in parts), sum(each.missed for each in parts), sum(each.wrong for each in parts)
    )


def table(scored: dict[str, Score]) -> str:
    """The scores as a table in Markdown."""
    rows = [*scored.items(), ("all together", together(scored))]
    lines = ["| rule | passages that hold one | recall | found elsewhere | precision |", "|---|---|---|---|---|"]
    lines += [
        f"| {rule} | {score.right + score.missed} | {score.recall:.2f} | {score.wrong} | {score.precision:.2f} |"
        for rule, score in rows
    ]
    return "\n".join(lines)
