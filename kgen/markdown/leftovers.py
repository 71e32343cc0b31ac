"""What another program would have filled in or laid out, and kgen prints as it is: templates, shortcodes, formulas.

None of it is ever run. It is looked for in the source, with code blanked out, since it ignores where the marks of
Markdown are. Most texts hold no sign of it, and are not searched.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from string import ascii_letters
from typing import NamedTuple

from kgen.markdown.leftover_kinds import (
    BETWEEN_MARKS,
    HIDDEN_CLASSES,
    KINDS,
    MARKS_THAT_HIDE,
    PRIVATE_KINDS,
    Kind,
    pattern,
)
from kgen.markdown.wording import and_more
from kgen.model import Diagnostic, Position, Severity

_PRIVATE = (*PRIVATE_KINDS, *MARKS_THAT_HIDE)
_LETTERS = ascii_letters.encode()
"""No sign begins with one of them."""
_WITH_RESULT = frozenset("dataview dataviewjs mermaid tasks query button chart plantuml abc spoiler".split())
"""Languages of code whose result Obsidian and its like show."""


class _Leftover(NamedTuple):
    """Things of one kind that are left over: a sentence on them, what to do, and where each is (a byte). What nobody
    was meant to read is `private`."""

    message: str
    fix: str
    places: list[int]
    private: bool = False


_DOLLARS = pattern(
    r"(?<![\\$\w])\$\$(?!\$)((?:[^$\\]|\\.){1,2000}?)\$\$(?!\$)",
    r"(?<![\\$\w])\$(?![\s$])((?:[^$\\\n]|\\.){1,300}?)(?<!\s)\$(?![\w$])",
    flags=re.DOTALL,
)
_TEX = pattern(
    r"\\\([^\n()\\]{0,100}?(?:\\[A-Za-z]|[\^=]|_\{)[^\n]{0,100}?\\\)",
    r"\\\[[^\n\[\]\\]{0,100}?(?:\\[A-Za-z]|[\^=]|_\{)[^\n]{0,100}?\\\]",
)
_COMMAND = pattern(r"\\[A-Za-z]+", r"[\^_]")
_GIVEN_TO_COMMAND = pattern(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?", r"\{[^{}]*\}")
_SIGN = pattern(r"[=<>+*/|()-]", "≤", "≥", "≈", "×", "·", "÷")
_FUNCTION = pattern(r"\b(?:sin|cos|tan|log|min|max|exp|lim|mod|gcd|det|dim)\b")
_LONG_WORD = pattern(r"[A-Za-z\x80-\xff]{3,}")
_WORD_AFTER_NUMBER = pattern(r"[A-Za-z]{2,}")


def faults(
    text: bytes,
    code: Sequence[tuple[int, int]],
    fences: Iterable[tuple[str, int]],
    indented: Sequence[int],
    position_of: Callable[[int], Position],
) -> Iterator[Diagnostic]:
    """One warning for all of a kind, at the first place; an error if nobody was meant to read what is printed.

    `code` holds where code is, in bytes and in order, `fences` the blocks of code that name a language, `indented`
    those that read like prose. `position_of` gives the line and column of a byte.
    """
    for found in (*_leftovers(text, code), *_with_result(fences)):
        severity: Severity = "error" if found.private else "warning"
        message = f"{found.message}{and_more(found.places)}"
        yield Diagnostic(severity, message, found.fix, position_of(found.places[0]), check="leftover")
    if indented:
        message = "the spaces or the tab at the beginning of this line make code of what reads like prose"
        fix = "Begin the line at the margin. A quote begins with `> `, and code goes between lines of ```."
        yield Diagnostic("warning", f"{message}{and_more(indented)}", fix, position_of(indented[0]), check="indented")


def _leftovers(text: bytes, code: Sequence[tuple[int, int]]) -> Iterator[_Leftover]:
    """Find what is left over in a body, one of each kind."""
    private, others = (_in(text, kinds) for kinds in (_PRIVATE, KINDS))
    may_hold_maths = b"$" in text or b"\\(" in text or b"\\[" in text
    if not (private or others or may_hold_maths):
        return
    text = _blanked(text, code)
    hidden: list[tuple[int, int]] = []
    for kind in private:
        found = [match.span() for match in kind.pattern.finditer(text)]
        hidden += found
        message = f"{kind.what}, would be read by everybody"
        yield from (each._replace(private=True) for each in _found(message, kind.fix, [start for start, _ in found]))
    shown = _blanked(text, sorted(hidden))
    for kind in others:
        message = f"{kind.what}, is left over from another program and printed as it is"
        yield from _found(message, kind.fix, [match.start() for match in kind.pattern.finditer(shown)])
    if may_hold_maths:
        maths = [found.start() for found in _DOLLARS.finditer(text) if _is_maths(found)]
        maths += [found.start() for found in _TEX.finditer(text)]
        message = "mathematics (`$ … $`) is printed as it is"
        yield from _found(message, "Say it in words, or write it as code: `a² + b²`.", sorted(maths))


def spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Where something is left over in a text without code, each from its first byte to just after its last, in order.

    Of what fills lines, only the line on which it begins is named.
    """
    yield from _spans(text, (*KINDS, *PRIVATE_KINDS))


def hidden_spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Likewise, where marks of other programs hide all that is between them."""
    yield from _spans(text, BETWEEN_MARKS)


def hiding_spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Likewise, where a mark hides words that are around it."""
    yield from _spans(text, MARKS_THAT_HIDE)


def _spans(text: bytes, kinds: Iterable[Kind]) -> Iterator[tuple[int, int]]:
    found = []
    for kind in _in(text, kinds):
        for match in kind.pattern.finditer(text):
            ends_line = kind.pattern.flags & re.MULTILINE and text[: match.start()][-1:] in (b"", b"\n")
            end = text.find(b"\n", match.end()) if ends_line else match.end()
            found.append((match.start(), len(text) if end < 0 else end))
    yield from sorted(found)


def _in(text: bytes, kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds of which a text holds a sign."""
    marks = set(text.translate(None, _LETTERS))
    return [kind for kind in kinds if any(sign[0] in marks and sign in text for sign in kind.signs)]


def with_formulas(text: str, write: Callable[[str], str]) -> str:
    """The text with each formula rewritten, from what is between its marks."""

    def written(found: re.Match[bytes]) -> bytes:
        if found.re is _DOLLARS and not _is_maths(found):
            return found[0]
        return write(found[0].decode().strip("$").removeprefix("\\(").removesuffix("\\)")).encode()

    return _TEX.sub(written, _DOLLARS.sub(written, text.encode())).decode()


def shows_result(language: str) -> bool:
    """Whether another program shows what a block of code in this language makes, and not the block."""
    return language.lower() in _WITH_RESULT | HIDDEN_CLASSES or language.startswith("{")


def _with_result(fences: Iterable[tuple[str, int]]) -> Iterator[_Leftover]:
    """The blocks of code, each with its language and its place, of which another program would show the result."""
    by_language: dict[str, list[int]] = {}
    for language, place in fences:
        if shows_result(language):
            by_language.setdefault(language.lower().strip("{}"), []).append(place)
    for language, places in by_language.items():
        if language in HIDDEN_CLASSES:
            message = f"a block of `{language}`, which another program would hide, would be read by everybody"
            yield _Leftover(message, "Delete it.", places, private=True)
            continue
        message = f"a block of `{language}` is printed as code; another program would show what it makes"
        fix = "Write what it showed, in words, as a list or a table, or as ![what it shows](../images/name.png)."
        yield from _found(message, fix, places)


def _found(message: str, fix: str, places: list[int]) -> Iterator[_Leftover]:
    if places:
        yield _Leftover(message, fix, places)


def _blanked(text: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """The text with some parts turned into spaces, so that everything else stays where it is."""
    pieces, done = [], 0
    for start, end in spans:
        if start >= done:
            pieces += [text[done:start], b" " * (end - start)]
            done = end
    return b"".join((*pieces, text[done:]))


def _is_maths(found: re.Match[bytes]) -> bool:
    r"""Whether what is between dollar signs is a formula; `$5 and $10` is money.

    A formula is a letter or two (`$x$`), holds an operator between short words (`$a < b$`), or something of TeX's
    (`$\frac{1}{2}$`, `$x^2$`).
    """
    inside = (found[1] if found[1] is not None else found[2]).strip()
    if found[1] is not None and found[1][:1] == b"\n":
        return True
    if _COMMAND.search(inside):
        return not _LONG_WORD.search(_FUNCTION.sub(b"", _GIVEN_TO_COMMAND.sub(b"", inside)))
    if _LONG_WORD.search(_FUNCTION.sub(b"", inside)) or (inside[:1].isdigit() and _WORD_AFTER_NUMBER.search(inside)):
        return False
    return bool(_SIGN.search(inside)) if len(inside) > 2 else inside[:1].isalpha()
