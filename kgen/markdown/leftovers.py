"""What another program would have filled in or laid out, and kgen prints as it is: templates, shortcodes, formulas.

None of it is ever run. It is looked for in the source, with code blanked out, since it ignores where the marks of
Markdown are. Most texts hold no sign of it, and are not searched.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kgen.markdown.wording import and_more
from kgen.model import Diagnostic, Position, Severity

_WORDPRESS = "gallery|caption|contact-form(?:-7)?|wpforms|gravityform|ninja_form|(?:vc|et_pb|su|fusion)_[a-z_]+"
_SIGNS_OF_SHORTCODES = (
    *b"[/ = [embed [youtube [vimeo [audio [video [soundcloud [gallery [caption [contact [wpforms [gravityform".split(),
    *b"[ninja [vc_ [et_pb_ [su_ [fusion_ [toc] [TOC]".split(),
)
_FILL = "Write what it stood for here, or delete it."
_WITH_RESULT = frozenset("dataview dataviewjs mermaid tasks query button chart plantuml abc".split())
"""Languages of code whose result Obsidian and its like show."""


class _Leftover(NamedTuple):
    """Things of one kind that are left over: a sentence on them, what to do, and where each is (a byte). What nobody
    was meant to read is `private`."""

    message: str
    fix: str
    places: list[int]
    private: bool = False


class _Kind(NamedTuple):
    """What it is, the signs, one of which is in every text that holds it, how it is found, and what to do about it."""

    what: str
    signs: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    fix: str = _FILL


def _pattern(*alternatives: str, flags: int = 0) -> re.Pattern[bytes]:
    return re.compile("|".join(alternatives).encode(), flags)


_KINDS = (
    _Kind("`{{< … >}}`, a shortcode", (b"{{<", b"{{%"), _pattern(r"\{\{[<%][^{}]{0,500}?[>%]\}\}")),
    _Kind("`{{ … }}`, a template's value", (b"{{",), _pattern(r"\{\{(?![<%!]|-?\s{0,5}/\*)[^{}]{1,500}\}\}")),
    _Kind(
        "`{% … %}`, a template's tag",
        (b"{%",),
        _pattern(r"(?<!\{)\{%(?!-?\s{0,5}(?:end)?comment\b)[^{}]{1,500}?%\}(?!\})"),
    ),
    _Kind("`<% … %>`, a template's tag", (b"<%",), _pattern(r"<%(?!#|--)[^<>]{1,500}?%>")),
    _Kind(
        "`[gallery]`, a shortcode or the end of one (`[/quote]`)",
        _SIGNS_OF_SHORTCODES,
        _pattern(
            rf"(?<!\[)\[(?:(?:{_WORDPRESS})(?:\s[^\[\]\n]{{0,500}})?\](?![(:\[])"
            r"|(?:embed|youtube|vimeo|audio|video|soundcloud)\s+https?:[^\s\[\]]{1,300}\](?![(:\[])"
            r"|[a-z][a-z0-9_-]{1,40}(?:\s+[a-z][a-z0-9_-]{0,40}=(?:\"[^\"\n\]]{0,300}\"|'[^'\n\]]{0,300}'"
            r"|[^\s\"'\[\]]{1,300})){1,30}\s*/?\](?![(:\[])"
            r"|/[a-z][a-z0-9_-]{1,40}\](?![(:\[])"
            r"|toc\](?=[ \t]*(?:\n|$)))",
            flags=re.IGNORECASE,
        ),
        "Write what it showed, in words or as ![what it shows](../images/name.jpg), and delete it.",
    ),
    _Kind(
        "`!!! note`, a boxed note",
        (b"!!!", b"???", b":::"),
        _pattern(
            r"^[ \t]{0,3}(?:!!!|\?\?\?\+?)[ \t]+[a-z]",
            r"^[ \t]{0,3}:{3,}[ \t]*\{?\.?[a-z]",
            flags=re.MULTILINE | re.IGNORECASE,
        ),
        "Write `> [!note] The title`, and below it each line of the text after `> `.",
    ),
    _Kind(
        "`{: … }`, a list of attributes",
        (b"{:",),
        _pattern(r"\{:(?![ \t]*#[\w.:-]+[^{}\n]*\}[ \t]*$)[^{}\n]{1,200}\}", flags=re.MULTILINE),
        "Delete it.",
    ),
    _Kind(
        "`[…](a b.jpg)`, a link or picture whose address holds a space",
        (b"](",),
        _pattern(
            r"!?\[[^\[\]\n]{0,200}\]\((?:[^\s()<>\"']|\([^()\s]{0,50}\)){1,200} "
            r"(?:[^()<>\n\"']|\([^()\n]{0,50}\)){0,200}?\.(?:png|jpe?g|gif|webp|heic|svg|md)\)",
            flags=re.IGNORECASE,
        ),
        "Write %20 in place of each space.",
    ),
    _Kind(
        "`{++ … ++}`, an editor's mark",
        (b"{++",),
        _pattern(r"\{\+\+.{1,2000}?\+\+\}", flags=re.DOTALL),
        "Delete the marks.",
    ),
    _Kind(
        "`•`, a bullet",
        tuple(map(str.encode, "•▪◦‣●")),
        _pattern(r"^[ \t]*(?:•|▪|◦|‣|●)[ \t\xc2\xa0]+", flags=re.MULTILINE),
        "Write `- ` instead of each, and leave an empty line above the first.",
    ),
    _Kind(
        "a special space, after `#`, `-` or a number",
        (b"\xc2\xa0",),
        _pattern(r"^[ ]{0,3}(?:#{1,6}|[-*+]|[0-9]{1,3}[.)])\xc2\xa0", flags=re.MULTILINE),
        "Delete it and type an ordinary space.",
    ),
    _Kind("`>! … !<`, a spoiler", (b"!<",), _pattern(r">![^\n<>]{1,500}?!<"), "Delete it, or the marks around it."),
    _Kind(
        "`^[ … ]`, a footnote",
        (b"^[",),
        _pattern(r"\^\[[^\[\]\n]{1,500}\](?!\()"),
        "Write [^1] here, and below the text a line `[^1]: The note.`",
    ),
    _Kind(
        "`\\textbf{ … }`, a command of LaTeX",
        (b"{",),
        _pattern(r"\\(?:text(?:bf|it|tt)|emph|footnote|cite|section|subsection|begin|item|href|url|ref|label)\b[{\[ ]"),
        "Write it in words, or as Markdown.",
    ),
    _Kind("`.. note::`, a directive", (b"..",), _pattern(r"^\.\. [a-z-]{2,30}::", flags=re.MULTILINE), _FILL),
    _Kind(
        "`mood:: …`, a field",
        (b":: ",),
        _pattern(
            r"^(?:- )?[a-z][a-z0-9_-]{1,30}:: ", r"\[[a-z][a-z0-9_-]{1,30}:: [^\[\]\n]{1,200}\]", flags=re.MULTILINE
        ),
        "Write it in words, or delete it.",
    ),
    _Kind(
        "`#+BEGIN_…`, a block",
        (b"#+",),
        _pattern(r"^#\+(?!(?:BEGIN|END)_COMMENT\b)[A-Za-z_]{3,20}", flags=re.MULTILINE),
        _FILL,
    ),
    _Kind(
        "`'''bold'''`, a wiki's bold type",
        (b"'''",),
        _pattern(r"(?<!\')\'{3}(?=\S)[^\'\n]{1,200}?\S\'{3}(?!\')"),
        "Write `**bold**`.",
    ),
    _Kind(
        "`== … ==`, a heading",
        (b"==",),
        _pattern(r"^={2,6}[ \t]+[^=\n]{1,200}?[ \t]+={2,6}[ \t]*$", flags=re.MULTILINE),
        "Write `## The heading`.",
    ),
)
_HIDE = "Delete it, or write `<!--` before it and `-->` after it."
_PRIVATE_KINDS = (
    _Kind(
        "`<!— … —>`, a comment that does not begin with `<!--`",
        (b"<!", b"&lt;!"),
        _pattern(r"<!(?:-(?!-)|—|–|−)[^<>]{1,2000}?(?:-|—|–|−)>", r"&lt;!(?:--|—|–)", flags=re.DOTALL),
        _HIDE,
    ),
    _Kind("`％％ … ％％`, a remark", ("％％".encode(),), _pattern("％％.{1,2000}?％％", flags=re.DOTALL), _HIDE),
    _Kind("`{>> … <<}`, a remark to an editor", (b"{>>",), _pattern(r"\{>>.{1,2000}?<<\}", flags=re.DOTALL), _HIDE),
    _Kind(
        "`{-- … --}`, words that were struck out",
        (b"{--", b"{~~"),
        _pattern(r"\{--.{1,2000}?--\}", r"\{~~.{1,2000}?~~\}", flags=re.DOTALL),
        "Delete what was struck out, and the marks around it.",
    ),
    _Kind("`{# … #}`, a template's comment", (b"{#",), _pattern(r"\{#-?\s[^{}]{1,2000}?#\}"), _HIDE),
    _Kind(
        "`{/* … */}`, a template's comment",
        (b"/*",),
        _pattern(r"\{-?\s{0,5}/\*.{1,2000}?\*/\s{0,5}-?\}", flags=re.DOTALL),
        _HIDE,
    ),
    _Kind("`{{! … }}`, a template's comment", (b"{{!",), _pattern(r"\{\{!.{1,2000}?\}\}", flags=re.DOTALL), _HIDE),
    _Kind("`<%# … %>`, a template's comment", (b"<%",), _pattern(r"<%(?:#|--).{1,2000}?%>", flags=re.DOTALL), _HIDE),
    _Kind(
        "`{% comment %}`, a template's comment",
        (b"{%",),
        _pattern(r"\{%-?\s{0,5}comment\b[^{}]{0,200}%\}"),
        "Delete it, up to and with `{% endcomment %}`.",
    ),
    _Kind(
        "`#+BEGIN_COMMENT`, a comment",
        (b"#+",),
        _pattern(r"^[ \t]{0,8}#\+BEGIN_COMMENT\b", flags=re.MULTILINE | re.IGNORECASE),
        "Delete it, up to and with `#+END_COMMENT`.",
    ),
)
"""What its writer believes hidden but kgen would print, besides the remarks and comments that kgen takes out."""
_DOLLARS = _pattern(
    r"(?<![\\$\w])\$\$(?!\$)((?:[^$\\]|\\.){1,2000}?)\$\$(?!\$)",
    r"(?<![\\$\w])\$(?![\s$])((?:[^$\\\n]|\\.){1,300}?)(?<!\s)\$(?![\w$])",
    flags=re.DOTALL,
)
_TEX = _pattern(
    r"\\\([^\n()\\]{0,100}?(?:\\[A-Za-z]|[\^=]|_\{)[^\n]{0,100}?\\\)",
    r"\\\[[^\n\[\]\\]{0,100}?(?:\\[A-Za-z]|[\^=]|_\{)[^\n]{0,100}?\\\]",
)
_COMMAND = _pattern(r"\\[A-Za-z]+", r"[\^_]")
_GIVEN_TO_COMMAND = _pattern(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?", r"\{[^{}]*\}")
_SIGN = _pattern(r"[=<>+*/|()-]", "≤", "≥", "≈", "×", "·", "÷")
_FUNCTION = _pattern(r"\b(?:sin|cos|tan|log|min|max|exp|lim|mod|gcd|det|dim)\b")
_LONG_WORD = _pattern(r"[A-Za-z\x80-\xff]{3,}")
_WORD_AFTER_NUMBER = _pattern(r"[A-Za-z]{2,}")


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
    kinds = [kind for kind in (*_KINDS, *_PRIVATE_KINDS) if any(map(text.__contains__, kind.signs))]
    may_hold_maths = b"$" in text or b"\\(" in text or b"\\[" in text
    if not (kinds or may_hold_maths):
        return
    text = _blanked(text, code)
    for kind in kinds:
        places = [found.start() for found in kind.pattern.finditer(text)]
        if kind in _PRIVATE_KINDS:
            message = f"{kind.what}, would be read by everybody"
            yield from (found._replace(private=True) for found in _found(message, kind.fix, places))
        else:
            message = f"{kind.what}, is left over from another program and printed as it is"
            yield from _found(message, kind.fix, places)
    if may_hold_maths:
        maths = [found.start() for found in _DOLLARS.finditer(text) if _is_maths(found)]
        maths += [found.start() for found in _TEX.finditer(text)]
        message = "mathematics (`$ … $`) is printed as it is"
        yield from _found(message, "Say it in words, or write it as code: `a² + b²`.", sorted(maths))


def spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Where something is left over in a text without code, each from its first byte to just after its last, in order.

    Of what fills lines, only the line on which it begins is named.
    """
    found = []
    for kind in (*_KINDS, *_PRIVATE_KINDS):
        if any(map(text.__contains__, kind.signs)):
            for match in kind.pattern.finditer(text):
                ends_line = kind.pattern.flags & re.MULTILINE and text[: match.start()][-1:] in (b"", b"\n")
                end = text.find(b"\n", match.end()) if ends_line else match.end()
                found.append((match.start(), len(text) if end < 0 else end))
    yield from sorted(found)


def with_formulas(text: str, write: Callable[[str], str]) -> str:
    """The text with each formula rewritten, from what is between its marks."""

    def written(found: re.Match[bytes]) -> bytes:
        if found.re is _DOLLARS and not _is_maths(found):
            return found[0]
        return write(found[0].decode().strip("$").removeprefix("\\(").removesuffix("\\)")).encode()

    return _TEX.sub(written, _DOLLARS.sub(written, text.encode())).decode()


def shows_result(language: str) -> bool:
    """Whether another program shows what a block of code in this language makes, and not the block."""
    return language.lower() in _WITH_RESULT or language.startswith("{")


def _with_result(fences: Iterable[tuple[str, int]]) -> Iterator[_Leftover]:
    """The blocks of code, each with its language and its place, of which another program would show the result."""
    by_language: dict[str, list[int]] = {}
    for language, place in fences:
        if shows_result(language):
            by_language.setdefault(language.lower().strip("{}"), []).append(place)
    for language, places in by_language.items():
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
