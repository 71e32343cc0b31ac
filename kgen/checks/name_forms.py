"""The names of people, and where a text holds one of them in any of the ways in which people write it.

Others write the bare name, leave out a middle name or put one in, write a title and one of two surnames, or speak of
the family. Every way but a first name on its own holds a surname: each surname in a text is looked at with the words
around it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kgen.checks.common import MOST_ALIKE
from kgen.checks.name_mentions import Found, Group, Mention, Passage, surnames_of
from kgen.checks.name_parts import Name, names_of
from kgen.model import Person


class Form(NamedTuple):
    """Whose name was found."""

    key: str
    """The key of the person."""
    is_whole: bool
    """Whether it is the name itself: that of somebody else may have the same initial and surname."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Names of people. However many are alike, looking for one costs the same."""

    groups: Mapping[str, Group]
    """By each surname."""
    literal: Mapping[str, list[Name]]
    """Those that have no surname, by their last words."""
    theirs: frozenset[tuple[str, ...]]
    """The names of people who agreed."""
    _may_end: dict[str, bool] = field(default_factory=dict)
    """Of each word met so far, as it is written, whether a name may end with it."""

    def __bool__(self) -> bool:
        return bool(self.groups or self.literal)

    def found_in(self, text: str) -> Iterator[tuple[tuple[str, ...], Form]]:
        """Each name in a text, with its folded words as they are there."""
        passage, not_alone = Passage(text), set[str]()
        found: list[Found] = []
        for at, word in enumerate(passage.words):
            if word not in self._may_end:
                may_end = [name for name, _ in surnames_of(word)]
                self._may_end[word] = may_end[0] in self.literal or not self.groups.keys().isdisjoint(may_end)
            if self._may_end[word]:
                found += self._literally(passage, at)
                for mention in self._mentions(passage, at):
                    not_alone |= mention.after_first_name()
                    found += mention.found()
        for name, phrase, spoken, bare in found:
            is_whole = name.is_sure and len(spoken) > 1 and spoken == name.words
            if bare not in not_alone and (is_whole or spoken not in self.theirs):
                yield phrase, Form(name.key, is_whole)

    def _mentions(self, passage: Passage, at: int) -> Iterator[Mention]:
        for surname, is_plural in surnames_of(passage.words[at]):
            if group := self.groups.get(surname):
                yield Mention.of(passage, at, surname, group, is_plural=is_plural)

    def _literally(self, passage: Passage, at: int) -> Iterator[Found]:
        for name in self.literal.get(passage.folded(at), ()):
            start = at + 1 - len(name.words)
            if start >= 0 and passage.phrase(start, at) == name.words:
                is_one = name.is_sure or all(map(passage.goes_on, range(start, at)))
                has_capital = passage.has_capital(start) or passage.folded(start) in name.small
                if is_one and (has_capital or name.in_small_letters):
                    yield Found(name, name.words, name.words)


def phrases(people: Iterable[Person], agreed: Iterable[Person]) -> Phrases:
    """The names of people by which they can be told from words. What may be the name of one of them is left out where
    it is that of somebody who `agreed`."""
    groups: dict[str, Group] = defaultdict(Group)
    literal: dict[str, list[Name]] = defaultdict(list)
    for person in people:
        for name in names_of(person):
            if not name.surnames and len(literal[name.words[-1]]) < MOST_ALIKE:
                literal[name.words[-1]].append(name)
            for surname in name.surnames:
                groups[surname].add(name, surname)
    theirs = frozenset(name.words for person in agreed for name in names_of(person) if name.is_sure)
    return Phrases(dict(groups), dict(literal), theirs)
