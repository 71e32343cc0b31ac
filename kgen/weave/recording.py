"""What a page asked the garden for, so that it is rendered again only when an answer changes.

A page is rendered from a garden that records each question it is asked, with a digest of the answer; "nothing" is an
answer too. A later build asks its own garden the same questions. If every answer is the same, so is the page.

Everything public in the garden is a question, and nothing is listed by hand: a method with its arguments, an
attribute, one key of a mapping, one attribute of an entry. What leads to entries is compared by their keys; what is
read of these is a question of its own. The garden's own workings stay unseen.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, cast

from pydantic import BaseModel

from kgen.field_types import Use
from kgen.model import KIND_BY_NAME, Entry, Kind
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.insight import Insight

NOTHING = object()
"""The answer to a question about something that is not in this garden."""
_SIZE = 8
_ITEM = "[]"


Read = str
"""A question and the digest of its answer, as one text: what was asked (`garden`, `insight`, `entry`), for what name in
it, the arguments, each after a sign for its type, and the digest; with a control character between them. No text of a
garden that is published holds one."""
_BETWEEN = "\x1f"
HIDDEN: Read = 2 * _BETWEEN
"""Stands for a read that must not be kept, since it names something readers cannot see. It never holds."""
_FOR = "garden for "
"""Begins the name of a garden that holds only the stories of one use."""


class Recorder:
    """Gives out a garden whose answers are recorded. `reads` holds what has been asked since it was last set.

    Reads are numbers here, so that a page's thousand reads take little room; `new_reads` says what they stand for.
    """

    def __init__(self, garden: Garden, insight: Insight) -> None:
        self.reads: set[int] = set()
        self._asked: dict[str, Any] = {"garden": garden, "insight": insight}
        self._for_use: dict[Use, Garden] = {}
        self._new: list[Read] = []
        self._given = 0
        """The reads that `new_reads` has returned."""
        self._may_hide = len(garden.published) < len(garden.entries)
        self._entries: dict[str, _RecordedEntry] = {}
        self._hidden: dict[str, bool] = {}
        """Whether a name leads to what readers cannot see."""
        self.garden = cast(Garden, _Recorded(garden, "garden", self))
        self.insight = cast(Insight, _Recorded(insight, "insight", self))

    def for_use(self, use: Use) -> Garden:
        """The garden for a use, which separately records what it is asked."""
        if use not in self._for_use:
            self._for_use[use] = cast(Garden, _Recorded(self._garden_for(use), f"{_FOR}{use}", self))
        return self._for_use[use]

    def _garden_for(self, use: str) -> Garden:
        garden: Garden = self._asked["garden"]
        return garden.for_use(cast("Use", use))

    @contextmanager
    def aside(self) -> Iterator[set[int]]:
        """Record separately what is asked inside: give the set that it goes into."""
        outer, self.reads = self.reads, set()
        try:
            yield self.reads
        finally:
            self.reads = outer

    def new_reads(self) -> list[Read]:
        """The reads for the numbers given out since the last call, in order."""
        self._given += len(self._new)
        new, self._new = self._new, []
        return new

    def answered(self, of: str, name: str, arguments: tuple[str, ...], answer: Any) -> tuple[int, Any]:
        """The number of a new read, and its answer with all entries in it recorded."""
        digest, holds_entries = digest_of_answer(answer)
        hidden = self._may_hide and self._names_hidden(arguments)
        self._new.append(HIDDEN if hidden else _BETWEEN.join((of, name, *arguments, digest)))
        return self._given + len(self._new) - 1, self._recorded(answer) if holds_entries else answer

    def _recorded(self, value: Any) -> Any:
        """A value in which each entry is one that records what is read of it."""
        if value.__class__ is Entry:
            return self._entry(value)
        if isinstance(value, tuple | list):
            recorded = map(self._recorded, value)
            return value._make(recorded) if hasattr(value, "_make") else type(value)(recorded)
        if isinstance(value, dict):
            return {name: self._recorded(each) for name, each in value.items()}
        if is_dataclass(value) and not isinstance(value, type | Kind):
            names = names_of_fields(type(value))
            return replace(value, **{name: self._recorded(getattr(value, name)) for name in names})
        return value

    def _entry(self, entry: Entry) -> "_RecordedEntry":
        found = self._entries.get(entry.key)
        if found is None:
            found = self._entries[entry.key] = _RecordedEntry(entry, self)
        return found

    def still_holds(self, read: Read) -> bool:
        """Whether a question asked before has the same answer now."""
        of, name, *arguments, digest = read.split(_BETWEEN)
        return digest_of_answer(self._answer(of, name, arguments))[0] == digest

    def _answer(self, of: str, name: str, signed: list[str]) -> Any:
        try:
            arguments = [self._argument(each) for each in signed]
            if of == "entry":
                return _attribute(arguments[0], name)
            asked = self._garden_for(of.removeprefix(_FOR)) if of.startswith(_FOR) else self._asked[of]
            found = getattr(asked, name.removesuffix(_ITEM))
            if name.endswith(_ITEM):
                return found.get(arguments[0], NOTHING)
            if isinstance(found, Mapping):
                return tuple(found)
            return found(*arguments) if callable(found) else found
        except Exception:  # What cannot be asked any more, for whatever reason, has a different answer from before.
            return NOTHING

    def _names_hidden(self, arguments: Iterable[str]) -> bool:
        """Whether a question names something that readers cannot see."""
        published = self._asked["garden"].published
        for signed in arguments:
            sign, text = signed[:1], signed[1:]
            if sign == _ENTRY and text not in published:
                return True
            if sign == _TEXT and text not in published and self._leads_to_hidden(text):
                return True
        return False

    def _leads_to_hidden(self, text: str) -> bool:
        found = self._hidden.get(text)
        if found is None:
            garden, plain = self._asked["garden"], text.partition("#")[0].strip()
            named = garden.names.look_up(plain) or garden.names.named_by_last_part(plain) if plain else ()
            found = self._hidden[text] = any(each.key not in garden.published for each in named)
        return found

    def _argument(self, signed: str) -> Any:
        sign, text = signed[0], signed[1:]
        if sign == _ENTRY:
            return self._asked["garden"].entries[text]
        return KIND_BY_NAME[text] if sign == _KIND else None if sign == _NONE else text


class _Recorded:
    """A garden, or an insight, that records what it is asked. What it gives out for a name is made once."""

    def __init__(self, asked: Any, of: str, recorder: Recorder) -> None:
        self._asked, self._of, self._recorder = asked, of, recorder
        self._attributes: dict[str, tuple[int, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        if name in self._attributes:
            number, answer = self._attributes[name]
            self._recorder.reads.add(number)
            return answer
        if name.startswith("_"):
            raise AttributeError(f"{name} is not for pages")
        if name == Garden.for_use.__name__:
            return self._recorder.for_use
        found = getattr(self._asked, name)
        if isinstance(found, Settings):  # They are in the fingerprint of every page.
            given: Any = found
        elif hasattr(found, "is_derived"):
            given = found.__func__.__get__(self)
        elif callable(found):
            given = self._asking(name, found)
        elif isinstance(found, Mapping):
            given = _RecordedMapping(found, self._of, name, self._recorder)
        else:
            self._attributes[name] = self._recorder.answered(self._of, name, (), found)
            return getattr(self, name)
        self.__dict__[name] = given
        return given

    def _asking(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        recorder, of = self._recorder, self._of
        known: dict[tuple[Hashable, ...], tuple[int, Any]] = {}
        # An entry as given to pages is one object, so that it stands for itself in a key.

        def ask(*arguments: Any) -> Any:
            found = known.get(arguments)
            if found is None:
                answer = method(*map(_plain, arguments))
                found = known[arguments] = recorder.answered(of, name, tuple(map(_signed, arguments)), answer)
            recorder.reads.add(found[0])
            return found[1]

        return ask


class _RecordedMapping(Mapping[str, Any]):
    """A mapping of a garden. Looking up a key is one question, whatever the result; iterating is another."""

    def __init__(self, mapping: Mapping[str, Any], of: str, name: str, recorder: Recorder) -> None:
        self._mapping, self._of, self._name, self._recorder = mapping, of, name, recorder
        self._items: dict[str, tuple[int, Any]] = {}
        self._all: tuple[int, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        found = self._items.get(key)
        if found is None:
            value = self._mapping.get(key, NOTHING)
            found = self._recorder.answered(self._of, f"{self._name}{_ITEM}", (f"{_TEXT}{key}",), value)
            self._items[key] = found
        self._recorder.reads.add(found[0])
        if found[1] is NOTHING:
            raise KeyError(key)
        return found[1]

    def __iter__(self) -> Iterator[str]:
        if self._all is None:
            self._all = self._recorder.answered(self._of, self._name, (), tuple(self._mapping))
        self._recorder.reads.add(self._all[0])
        return iter(self._all[1])

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _RecordedEntry:
    """An entry that records which of its attributes are read. Its name can be read without a record."""

    __slots__ = ("_entry", "_known", "_recorder", "key", "kind", "slug", "url")

    def __init__(self, entry: Entry, recorder: Recorder) -> None:
        self._entry, self._recorder = entry, recorder
        self._known: dict[str, tuple[int, Any]] = {}
        self.key, self.kind, self.slug, self.url = entry.key, entry.kind, entry.slug, entry.url

    def __getattr__(self, name: str) -> Any:
        found = self._known.get(name)
        if found is None:
            value = getattr(self._entry, name)
            number, _ = self._recorder.answered("entry", name, (f"{_ENTRY}{self.key}",), _attribute(self._entry, name))
            found = self._known[name] = number, value
        self._recorder.reads.add(found[0])
        return found[1]


_ENTRY, _KIND, _TEXT, _NONE = "@", "#", "=", "-"
"""The signs for the types of an argument."""


def _signed(argument: Any) -> str:
    if isinstance(argument, Entry | _RecordedEntry):
        return f"{_ENTRY}{argument.key}"
    if isinstance(argument, Kind):
        return f"{_KIND}{argument.name}"
    if argument is None:
        return _NONE
    if isinstance(argument, str):
        return f"{_TEXT}{argument}"
    raise TypeError(f"a question with {type(argument).__name__} cannot be asked again")


def _plain(argument: Any) -> Any:
    return argument._entry if isinstance(argument, _RecordedEntry) else argument


def _attribute(entry: Entry, name: str) -> Any:
    """What stands for an attribute of an entry: for its prose, the digest of its file."""
    return entry.digest if name == "body" else getattr(entry, name)


class _Answers(json.JSONEncoder):
    """Writes answers as text, the same for equal answers, and notes whether an answer contains an entry."""

    holds_entries = False

    def default(self, value: Any) -> Any:
        if isinstance(value, Entry):
            self.holds_entries = True
            return {_ENTRY: value.key}
        if isinstance(value, Kind):
            return {_KIND: value.name}
        if value is NOTHING:
            return {_NONE: None}
        if isinstance(value, frozenset | set):
            return sorted(map(self.encode, value))
        if isinstance(value, BaseModel):
            return value.__dict__
        if is_dataclass(value) and not isinstance(value, type):
            return [getattr(value, name) for name in names_of_fields(type(value))]
        if isinstance(value, Mapping):
            return dict(value)
        return super().default(value)


@cache
def names_of_fields(dataclass: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(dataclass))


def digest_of_answer(answer: Any) -> tuple[str, bool]:
    """A digest that two answers share only if they are equal, entries in them being compared by their keys; and whether
    there is an entry in it."""
    text, holds_entries = _text_of_answer(answer)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_SIZE).hexdigest(), holds_entries


def _text_of_answer(answer: Any) -> tuple[str, bool]:
    """Most answers are words, an entry, or several of one of these: they are written without the encoder."""
    if answer.__class__ is str:
        return f"{_TEXT}{answer}", False
    if answer.__class__ is Entry:
        return f"{_ENTRY}{answer.key}", True
    if answer.__class__ is tuple:
        classes = {each.__class__ for each in answer}
        if classes == {Entry}:
            return _ENTRY + "\n".join([each.key for each in answer]), True
        if classes <= {str}:
            return repr(answer), False
    if isinstance(answer, Mapping):  # A key may be more than a string, as in the positions of an entry.
        answer = list(answer.items())
    answers = _Answers(check_circular=False)
    return answers.encode(answer), answers.holds_entries
