"""How old somebody is whose name is found, as far as what is around the name tells."""

import re
from collections.abc import Iterator
from functools import cached_property
from string import ascii_letters, ascii_lowercase, digits

from kgen.safeguarding.expressions import WORDS
from kgen.safeguarding.name_context import Surroundings
from kgen.safeguarding.name_lists import AGE_HINTS, CLASS_OF, GIVEN, KNOWN, NO_PLACE, WORK, part, said_of, unaccented

_CLAUSE = 140
"""How many characters on each side of a name are looked at where a whole clause says whose it is."""
_LATER, _MUCH_LATER = 260, 900
"""How many behind a name in which a later sentence may give its age, also where others are named or may be meant; and
before it in which the teller is a child."""
_PRONOUNS = {"he": r"\b(?:he|his)\b", "she": r"\b(?:she|her)\b"}
"""What an age that is told later speaks of; else of "the ten-year-old"."""
_ITEM, _LIST, _FIELD = 6, 400, 12
"""How many are before a name in an item of a list, in which the list begins, and in a form without colons."""
_AT_SCHOOL = 5
"""What counts as the age where a school year is told."""
_GROWN = 13
"""From this age on, an age counts even where the text tells of a grown-up's past or work."""
_BEFORE_NO_AGED = tuple(f" {word} " for word in "a and at by for from in of on the to with".split())
"""What no age is told with before a name: quicker than to look."""
_PHRASE = 16
"""How many words of it before the name, with what is beside them: `because my sister's dear little old guinea pig`."""

Cell = tuple[list[tuple[str, str]], int]
"""The heads and cells of a row, and the place of one of them."""


class Ages:
    """What a text tells of the ages of people in it."""

    def __init__(self, around: Surroundings) -> None:
        self._around, self._text = around, around.text
        self._read: dict[tuple[int, int, bool], int | None] = {}
        self._said: dict[tuple[str, str], bool] = {}

    def has_detail(self, start: int, end: int) -> bool:
        """Whether an age, a school, a class, a diagnosis, an address or a place is beside a name."""
        behind, before = self._around.text_behind(end), self._around.text_before(start, _CLAUSE)
        parts = ("diagnosis-behind", "address-near", "school-near", "street-near", "class-near")
        if self.at(end, start) is not None or any(part(each, "^").search(behind) for each in parts):
            return True
        if any(cell and part("detail-head", "^$").search(head) for head, cell in self._row(start)[0]):
            return True
        return part("class-before", "$").search(before) is not None or self._is_child_somewhere(before, behind)

    def _is_child_somewhere(self, before: str, behind: str) -> bool:
        """Whether a child, as far as the words beside a name tell, is in a place: `Jo's mum lives in Hull`."""
        if not (part("child-before", "$").search(before) or part("child-behind", "^").search(behind)):
            return False
        return any(unaccented(match[1]) not in NO_PLACE for match in part("place-near").finditer(behind))

    def at(self, end: int, start: int, *, strict: bool = False) -> int | None:
        """The age given beside a name, or the year of birth; a school year counts as 5."""
        end = end - 2 if self._text.startswith("'s", end - 2) else end
        asked = (start, end, strict)
        if asked not in self._read:
            self._read[asked] = self._read_anew(*asked)
        return self._read[asked]

    def _read_anew(self, start: int, end: int, strict: bool) -> int | None:
        match = self._age_behind(end, strict) or self._age_before(start) or self._age_in_form(start, end)
        match = match or (None if strict else self._age_later(start, end))
        if match is None:
            return _AT_SCHOOL if self._is_listed(start) else None
        if self._is_nobodys(start, end):
            return None
        before, behind = self._around.text_before(start, _LATER), self._around.text_behind(end)
        age, is_own_past = _years(match), part("own-past").search(f"{before}\n{behind}") is not None
        is_past = is_own_past or (age < _GROWN and part("grown-up").search(self._clause(start, end)))
        is_dated = part("dated", "$").search(self._text[max(0, start - _LIST) : start])
        return None if is_past or is_dated else age

    def _is_listed(self, start: int) -> bool:
        """Whether a name begins an item of a list of pupils, `- Olivia` below `Our star readers:`, or a cell in a
        column of them."""
        row, place = self._row(start)
        head = row[place][0] if place < len(row) else ""
        if part("pupil-head", "^$").search(head):
            return True
        if row and not part("name-head", "^$").search(head):
            return False
        is_item = 0 < len(self._around.text_before(start)) <= _ITEM
        return is_item and part("listed", "$").search(self._text[max(0, start - _LIST) : start]) is not None

    def _age_behind(self, end: int, strict: bool) -> re.Match[str] | None:
        behind = self._around.text_behind(end, _CLAUSE)
        if strict:
            return part("aged-strictly", "^").search(behind)
        parts = ("aged", "schooled", "schooled-at", "aged-and", "aged-in-sentence") if _may_tell_age(behind) else ()
        return next(filter(None, (part(each, "^").search(behind) for each in parts)), None)

    def _age_later(self, start: int, end: int) -> re.Match[str] | None:
        """An age that a later sentence gives, unless it speaks of somebody else: `Laura saw my son. He is six.`"""
        match = self._age_of_later(self._around.text_behind(end, _LATER))
        if match:
            clause = self._clause(start, end)
            is_grown = bool(part("then").search(match.group()) and part("grown-up-then").search(clause))
        else:
            match = self._age_of_later(self._before_others(start, end))
            is_grown = match is not None and self._is_said("grown", self._text[start:end])
        return None if is_grown else match

    def _age_of_later(self, behind: str) -> re.Match[str] | None:
        """The first age in a text that is told of `he`, `she` or `the ten-year-old` before a child who may be meant."""
        if not _may_tell_age(behind):
            return None
        for match in part("aged-later").finditer(behind):
            if not part(f"another-{_pronoun(match)}").search(behind[: match.start()]):
                return match
        return None

    def told_before(self, start: int, end: int, since: int) -> bool:
        """Whether an age told before a first name may be that of whom it names: `Our son is nine. Jamie cries.`

        `since` is where the first name before it ends: whoever is named first is meant, unless the text says that it is
        somebody else.
        """
        before = part("new-matter").split(self._text[max(since, start - _MUCH_LATER) : end])[-1]
        if not (_may_tell_age(before) and any(map(self._is_childs, part("aged-earlier").finditer(before)))):
            return False
        is_full = self._text.startswith(" ", end) and self._text[end + 1 : end + 2].isupper()
        is_other = is_full or self._is_said("not-child", self._text[start:end]) or part("long-ago").search(before)
        return not (is_other or self._is_nobodys(start, end))

    @staticmethod
    def _is_childs(match: re.Match[str]) -> bool:
        """Whether an age is told of a child: `he` may be another, unless a text begins so."""
        who = _pronoun(match)
        is_first = not (who and match.string[: match.start()].strip("- \n"))
        return is_first or part(f"another-{who}").search(match.string[: match.end()]) is not None

    def _before_others(self, start: int, end: int) -> str:
        """What comes behind a name before anybody else is named, and before a heading, a list or a table."""
        behind = part("new-matter").split(self._text[end : end + _MUCH_LATER], 1)[0]
        names = {unaccented(word) for word in self._text[start:end].split()}
        for match in part("token").finditer(behind):
            said = said_of(match.group())
            if said.name in GIVEN and said.name not in names:
                return behind[: match.start()]
        return behind

    def _age_in_form(self, start: int, end: int) -> re.Match[str] | None:
        """What a column of ages or classes says in the row of a name, or `Age 7` below `Child Megan`."""
        told = (cell for head, cell in self._row(start)[0] if part("age-head", "^$").search(head))
        match = next(filter(None, (part("age-cell", "^$").search(cell) for cell in told)), None)
        if match or not part("form-name", "$").search(self._text[max(0, start - _FIELD) : start]):
            return match
        return part("form-age", "^").search(self._text[end : end + _LATER])

    def _row(self, start: int) -> Cell:
        """The heads and cells of the row of a table in which a name begins a cell, and the place of that cell. A form,
        such as `Name: Jo` above `Age: 9`, is a row."""
        cells, place = self._cells.get(start, ([], -1))
        fields, number = self._fields.get(start, ([], 0))
        return [*cells, *fields], number if place < 0 else place

    @cached_property
    def _fields(self) -> dict[int, Cell]:
        """By where what is written after `Name: ` and the like begins."""
        fields: dict[int, Cell] = {}
        for record in self._records():
            found = [*part("field").finditer(record.group())]
            row = [(match[1].strip(" \n>+-|:"), match[2].strip(" ")) for match in found]
            fields |= {record.start() + match.start(2): (row, number) for number, match in enumerate(found)}
        return fields

    def _records(self) -> Iterator[re.Match[str]]:
        """Fields below one another: each begins with a line, and to look there alone takes a tenth of the time."""
        start = 0
        while start >= 0:
            match = part("record").match(self._text, start)
            start = self._text.find("\n", match.end() if match else start + 1)
            if match:
                yield match

    @cached_property
    def _cells(self) -> dict[int, Cell]:
        """By where the cells of tables begin."""
        cells: dict[int, Cell] = {}
        heads: list[str] = []
        start, before = 0, ""
        for line in re.split("[\n¦]", self._text) if "|" in self._text else ():
            is_rule = not line.strip(" |:-")
            if "|" not in line:
                heads = [] if line.strip(" ") else heads
            elif not heads or is_rule:
                heads = _cells(before if is_rule else line)
            else:
                row = [*zip(heads, _cells(line), strict=False)]
                written = line.lstrip(" ").removeprefix("|")
                place = start + len(line) - len(written)
                for number, cell in enumerate(written.split("|")):
                    cells[place + len(cell) - len(cell.lstrip(" "))] = row, number
                    place += len(cell) + 1
            start, before = start + len(line) + 1, line
        return cells

    def _age_before(self, start: int) -> re.Match[str] | None:
        before = self._around.text_before(start)
        if before.endswith(_BEFORE_NO_AGED) or not _may_tell_age(before):
            return None
        return part("aged-before", "$").search(before)

    def _is_nobodys(self, start: int, end: int) -> bool:
        """Whether the text says that a name with an age is not a person's: `our cat Max is seven`, `Luke 6:12`."""
        row, place = self._row(start)
        if place < len(row) and part("staff-head", "^$").search(row[place][0]):
            return True
        around = self._clause(start, end)
        if part("nobody").search(around) or any(first <= start < last for first, last in self._references):
            return True
        name = self._text[start:end]
        return self._is_nobody_anywhere(name) or self._is_score(name, around)

    def _is_nobody_anywhere(self, name: str) -> bool:
        """Whether the text says anywhere that a name is an animal's or a thing's, or names somebody of a book first."""
        if self._is_said("thing-named", name):
            return True
        around = next(self._clauses(name))
        folded, first = unaccented(name), unaccented(name + around.partition("\n")[2])
        is_known = any(first.startswith(each) for each in KNOWN.get(folded, ()))
        return is_known or (folded in WORK and part("read-of").search(around) is not None)

    def _is_said(self, what: str, name: str) -> bool:
        """Whether a part is around a name anywhere in the text."""
        if (what, name) not in self._said:
            self._said[what, name] = any(part(what).search(clause) for clause in self._clauses(name))
        return self._said[what, name]

    def _clauses(self, name: str) -> Iterator[str]:
        """What is around a name, wherever it is (see `_clause`)."""
        for match in re.finditer(f"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", self._text):
            yield self._clause(*match.span())

    def _is_score(self, name: str, around: str) -> bool:
        """Whether a place has a number beside that of another side in a match: `Chelsea 3, Arsenal 1`."""
        is_place = CLASS_OF.get(unaccented(name)) == "place"
        return is_place and all(part(each).search(around) for each in ("score", "sport"))

    def _clause(self, start: int, end: int) -> str:
        """What is around a name in its line, with a line break for the name."""
        before = " ".join(self._around.text_before(start, _CLAUSE).split(" ")[-_PHRASE:]).lstrip(" ")
        return f"{before}\n{self._around.text_behind(end, _CLAUSE)}"

    @cached_property
    def _references(self) -> list[tuple[int, int]]:
        """Where chapters and verses of scripture are, which the text shows not to be children's ages."""
        return [
            match.span()
            for match in part("references").finditer(self._text)
            if part("scripture").search(match.group())
            or part("scripture-before", "$").search(self._around.text_before(match.start()))
            or part("scripture-behind", "^").search(self._around.text_behind(match.end()))
        ]


def _pronoun(match: re.Match[str]) -> str:
    return next((who for who in _PRONOUNS if re.search(_PRONOUNS[who], match.group(), re.IGNORECASE)), "")


def _cells(row: str) -> list[str]:
    return [cell.strip(" ") for cell in row.strip(" ").strip("|").split("|")]


def _may_tell_age(text: str) -> bool:
    """Whether there is a number, or a word without which no age and no school year is told: quicker than to look."""
    words = text.translate(_PLAIN)
    return "0" in words or not AGE_HINTS.isdisjoint(words.split())


class _Plain(dict[int, int | str]):
    """Small letters for letters, 0 for a digit, and a space for anything else."""

    def __missing__(self, letter: int) -> int | str:
        return " "


_PLAIN = _Plain(str.maketrans(ascii_letters + digits, ascii_lowercase * 2 + "0" * 10))
_COUNTS = {word: number for number, word in enumerate(WORDS["count"], 1)}


def _years(match: re.Match[str]) -> int:
    """The age in a match. School years, and ages in months and weeks, are those of children."""
    number = next(filter(None, match.groups()), None)
    if number is None or part("baby", "^").search(match.group().partition(number)[2]):
        return _AT_SCHOOL
    return int(number) if number.isdigit() else _COUNTS.get(number.lower(), 99)
