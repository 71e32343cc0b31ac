"""BibTeX as people paste it: entries with their fields, strictly read (Oren Patashnik: BibTeXing, 1988).

    @article{weak-ties, author = "Granovetter, Mark S.", title = {The Strength of {Weak Ties}}, year = 1973}

What is between entries is a remark, as in BibTeX. The values of fields stay as they are written for TeX. Fields of no
use to kgen are left out: whatever abbreviations, lengths or repetitions they have stop nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kgen.english import MONTHS

LARGEST = 1024 * 1024
"""Bytes of one file."""
MOST = 1000
"""Entries in one file."""
LONGEST = 20_000
"""Letters of one value, whatever abbreviations it is made from."""
MOST_LETTERS = 4 * LARGEST
"""Letters of all values together."""
CONTAINERS = ("journal", "journaltitle", "booktitle", "publisher", "institution", "school", "organization")
FIELDS = frozenset(
    (*CONTAINERS, "title", "subtitle", "author", "editor", "year", "date", "doi", "url", "howpublished"),
)
"""Those that are read."""
_MONTHS = {month[:3].lower(): month for month in MONTHS}
_HEAD = re.compile(r"@\s*([A-Za-z]+)\s*([{(])\s*")
_KEY = re.compile(r"([^\s,{}()\"#%'=\\]+)\s*")
_NAME = re.compile(r"([A-Za-z][\w.:+/-]*)\s*=\s*", re.ASCII)
_WORD = re.compile(r"[A-Za-z][\w.:+/-]*|[0-9]+", re.ASCII)
_SPACE = re.compile(r"\s*")
_SIGN = re.compile(r'\\.|[{}"]', re.DOTALL)
_ENDS = {"{": "}", "(": ")"}


class BibtexError(ValueError):
    """What cannot be read, where, and what to write."""


@dataclass(frozen=True, slots=True)
class BibEntry:
    kind: str
    """In lower case: `article`."""
    key: str
    line: int
    fields: dict[str, str]
    """Those of FIELDS that it has, by their names in lower case, in the order in which they are written."""


def read_bibtex(text: str) -> list[BibEntry]:
    """The entries of a text, in order. Raises BibtexError at the first place that cannot be read."""
    entries = list(_BibtexReader(text).entries())
    if not entries:
        raise BibtexError("there is no entry in it. One begins like this: @article{granovetter, title = {…}, …}.")
    return entries


class _BibtexReader:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._strings = dict(_MONTHS)
        self._letters = 0
        self._unknown: BibtexError | None = None
        """What is wrong with the first abbreviation of a value that nothing explains."""

    def entries(self) -> Iterator[BibEntry]:
        count = 0
        while (start := self._text.find("@", self._at)) >= 0:
            head = _HEAD.match(self._text, start)
            if head is None:
                raise self._fault("this @ begins no entry. Write @article{…}, or take the @ out", start)
            self._at = head.end()
            kind, end = head[1].lower(), _ENDS[head[2]]
            if kind in ("comment", "preamble"):
                self._at = start + head[0].index(head[2]) + 1
                self._skip(end, start)
            elif kind == "string":
                self._strings |= self._strings_in(end, start)
            else:
                count += 1
                if count > MOST:
                    raise self._fault(f"more than {MOST:,} entries are not read at once. Divide the file", start)
                yield BibEntry(kind, self._key(start), self._line(start), self._fields(end, start))

    def _key(self, start: int) -> str:
        key = _KEY.match(self._text, self._at)
        if key is None or self._text.startswith("=", key.end()):
            begun = self._text[start : self._at].rstrip()
            raise self._fault(
                f"this entry has no key, which names it. Write one after {begun}, and a comma after it,"
                f" as in {begun}granovetter, title = {{…}}",
                start,
            )
        self._at = key.end()
        if self._next() == ",":
            self._step()
        return key[1]

    def _fields(self, end: str, start: int) -> dict[str, str]:
        """The fields of an entry that are read, up to its end, and past it."""
        fields: dict[str, str] = {}
        for name, where in self._names(end, start):
            if name.lower() not in FIELDS:
                for _ in self._pieces(start):
                    pass
                continue
            if name.lower() in fields:
                raise self._fault(f"`{name}` is in it twice. Delete one of the two", where)
            fields[name.lower()] = self._value(start)
            if self._unknown:
                raise self._unknown
        return fields

    def _strings_in(self, end: str, start: int) -> dict[str, str]:
        """The abbreviations that one @string explains, by words that are known themselves."""
        strings: dict[str, str] = {}
        for name, _ in self._names(end, start):
            value = self._value(start)
            if not self._unknown:
                strings[name.lower()] = value
        return strings

    def _names(self, end: str, start: int) -> Iterator[tuple[str, int]]:
        """The name of each field up to the end of an entry, and its place. Read its value before asking for the
        next."""
        while self._next() != end:
            name = _NAME.match(self._text, self._at)
            if name is None:
                raise self._unexpected(start, "a field, as in title = {…}")
            where, self._at = self._at, name.end()
            yield name[1], where
            if self._next() == ",":
                self._step()
            elif self._next() != end:
                raise self._unexpected(start, f"a comma, or {end} at the end of the entry")
        self._at += 1

    def _value(self, start: int) -> str:
        self._unknown = None
        pieces, letters = [], 0
        for piece in self._pieces(start):
            pieces.append(piece)
            letters += len(piece)
            if letters > LONGEST:
                raise self._fault(f"a value is longer than {LONGEST:,} letters. Shorten it", start)
        self._letters += letters
        if self._letters > MOST_LETTERS:
            raise self._fault("its abbreviations make it too long. Divide the file", start)
        return "".join(pieces)

    def _pieces(self, start: int) -> Iterator[str]:
        """The pieces of a value, which # joins."""
        yield self._piece(start)
        while self._next() == "#":
            self._step()
            yield self._piece(start)

    def _piece(self, start: int) -> str:
        """One piece of a value. Nothing is left of an abbreviation that nothing explains, and `_unknown` says so."""
        sign = self._next()
        if sign in ("{", '"'):
            self._at += 1
            return self._until("}" if sign == "{" else '"', start)
        word = _WORD.match(self._text, self._at)
        if word is None:
            raise self._unexpected(start, "a value in braces, as in title = {…}")
        where, self._at = self._at, word.end()
        if word[0].isdigit():
            return word[0]
        if word[0].lower() not in self._strings and not self._unknown:
            says = f"`{word[0]}` is not an abbreviation that @string explains. Put the words in braces"
            self._unknown = self._fault(says, where)
        return self._strings.get(word[0].lower(), "")

    def _until(self, end: str, start: int) -> str:
        """What comes before the brace or the quotation mark that ends a value, where all braces in it are closed."""
        depth, begin = 0, self._at
        for sign in _SIGN.finditer(self._text, begin):
            if depth == 0 and sign[0] == end:
                self._at = sign.end()
                return self._text[begin : sign.start()]
            # BibTeX counts a brace after a backslash too.
            depth += {"{": 1, "}": -1}.get(sign[0][-1], 0)
            if depth < 0:
                raise self._fault("a } closes nothing. Take it out, or write { before it", sign.start())
        raise self._fault(f"this entry is not closed: {end} is missing", start)

    def _skip(self, end: str, start: int) -> None:
        """Go past a remark, whose braces are closed in it."""
        depth = 0
        for sign in re.compile(r"[{}()]").finditer(self._text, self._at):
            if depth == 0 and sign[0] == end:
                self._at = sign.end()
                return
            depth += {"{": 1, "}": -1}.get(sign[0], 0)
        raise self._fault(f"this entry is not closed: {end} is missing", start)

    def _next(self) -> str:
        """The next character that is not a space; empty at the end."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _step(self) -> None:
        self._at += 1
        self._next()

    def _line(self, place: int) -> int:
        return self._text.count("\n", 0, place) + 1

    def _unexpected(self, start: int, wanted: str) -> BibtexError:
        if not self._next() or self._next() == "@":
            return self._fault("this entry is not closed. Write } at its end", start)
        return self._fault(f"here should be {wanted}", self._at)

    def _fault(self, message: str, place: int) -> BibtexError:
        return BibtexError(f"line {self._line(place)}: {message}.")


def parted(text: str, is_between: Callable[[str], bool]) -> list[str]:
    """The parts of a value, divided where no brace is open, at the words or characters that `is_between` accepts."""
    parts, depth = [""], 0
    for piece in re.split(r"(\\.|[{}]|,|\s+)", text):
        depth += {"{": 1, "}": -1}.get(piece[-1:], 0)
        if depth == 0 and is_between(piece):
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]
