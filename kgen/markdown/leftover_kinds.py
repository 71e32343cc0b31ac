"""The marks of other programs that `leftovers` looks for: some hide words there, and none does here.

Sources: the help of Discord and Telegram, "Spoilers"; kramdown's manual, "Comments" and "Attribute list definitions";
Pandoc's, "Divs and spans"; MyST's, AsciiDoc's and reStructuredText's, "Comments"; Ulysses', "Markdown XL";
Org's manual, "Drawers", "Exporting"; Ghost's help, "Public previews"; TiddlyWiki's, "Comments".
"""

import re
from typing import NamedTuple

_WORDPRESS = "gallery|caption|contact-form(?:-7)?|wpforms|gravityform|ninja_form|(?:vc|et_pb|su|fusion)_[a-z_]+"
_SIGNS_OF_SHORTCODES = (
    *b"[/ = [embed [youtube [vimeo [audio [video [soundcloud [gallery [caption [contact [wpforms [gravityform".split(),
    *b"[ninja [vc_ [et_pb_ [su_ [fusion_ [toc] [TOC]".split(),
)
_BULLETS = "•▪◦‣●·○■⁃\uf0b7\uf0a7"
_ROW = (
    r"(?![ >]*(?:[-*+:][ \t]|#{1,6}[ \t]|[0-9]{1,9}[.)][ \t]|\[[^\]\n]{1,99}\]:))"
    r"[^\t\n|]+(?:\t[^\t\n|]+)+"
)
"""Words between tabs on a line that Markdown does not begin anew: no item of a list, heading, footnote or the like."""
_FILL = "Write what it stood for here, or delete it."


class Kind(NamedTuple):
    """What it is, the signs, one of which is in every text that holds it, how it is found, and what to do about it."""

    what: str
    signs: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    fix: str = _FILL


def pattern(*alternatives: str, flags: int = 0) -> re.Pattern[bytes]:
    return re.compile("|".join(alternatives).encode(), flags)


KINDS = (
    Kind("`{{< … >}}`, a shortcode", (b"{{<", b"{{%"), pattern(r"\{\{[<%][^{}]{0,500}?[>%]\}\}")),
    Kind("`{{ … }}`, a template's value", (b"{{",), pattern(r"\{\{(?![<%])[^{}]{1,500}\}\}")),
    Kind(
        "`{% … %}`, a template's tag",
        (b"{%",),
        pattern(r"(?<!\{)\{%[^{}]{1,500}?%\}(?!\})"),
    ),
    Kind("`<% … %>`, a template's tag", (b"<%",), pattern(r"<%[^<>]{1,500}?%>")),
    Kind(
        "`[gallery]`, a shortcode or the end of one (`[/quote]`)",
        _SIGNS_OF_SHORTCODES,
        pattern(
            rf"(?<!\[)\[(?:(?:{_WORDPRESS})(?:\s[^\[\]\n]{{0,500}})?\](?![(:\[])"
            r"|(?:embed|youtube|vimeo|audio|video|soundcloud)\s+https?:[^\s\[\]]{1,300}\](?![(:\[])"
            r"|[a-z][a-z0-9_-]{1,40}(?:\s+[a-z][a-z0-9_-]{0,40}=(?:\"[^\"\n\]]{0,300}\"|'[^'\n\]]{0,300}'"
            r"|[^\s\"'\[\]]{1,300})){1,30}\s*/?\](?![(:\[])"
            r"|/[a-z][a-z0-9_-]{1,40}\](?![(:\[])|([bius])\](?=[^\[\]\n]{1,500}\[/\1\])|/[bius]\]"
            r"|toc\](?=[ \t]*(?:\n|$)))",
            flags=re.IGNORECASE,
        ),
        "Write what it showed, in words or as ![what it shows](../images/name.jpg), and delete it.",
    ),
    Kind(
        "`!!! note`, a boxed note",
        (b"!!!", b"???", b":::"),
        pattern(
            r"^[ \t]{0,3}(?:!!!|\?\?\?\+?)[ \t]+[a-z]",
            r"^[ \t]{0,3}:{3,}[ \t]*\{?\.?[a-z]",
            flags=re.MULTILINE | re.IGNORECASE,
        ),
        "Write `> [!note] The title`, and below it each line of the text after `> `.",
    ),
    Kind(
        "`{: … }` or `{.note}`, a list of attributes",
        (b"{:", b"{.", b"{ .", b"){", b"]{"),
        pattern(
            r"\{:(?![ \t]*#[\w.:-]+[^{}\n]*\}[ \t]*(?:\n|\Z))[^{}\n]{1,200}\}",
            r"(?<!\{)\{[ ]?\.[a-z][\w-]{0,60}(?:[ ]?[.#][\w-]{1,60}){0,5}(?: [\w-]{1,30}=[^{}\n]{1,100})?[ ]?\}",
            r"(?<=[)\]])\{[ ]?[a-z-]{1,30}=[^{}\n]{1,200}\}",
            flags=re.IGNORECASE,
        ),
        "Delete it.",
    ),
    Kind(
        "`[…](a b.jpg)`, a link or picture whose address holds a space",
        (b"](",),
        pattern(
            r"!?\[[^\[\]\n]{0,200}\]\((?:[^\s()<>\"']|\([^()\s]{0,50}\)){1,200} "
            r"(?:[^()<>\n\"']|\([^()\n]{0,50}\)){0,200}?\.(?:png|jpe?g|gif|webp|heic|svg|md)\)",
            flags=re.IGNORECASE,
        ),
        "Write %20 in place of each space.",
    ),
    Kind(
        "`{++ … ++}`, an editor's mark",
        (b"{++",),
        pattern(r"\{\+\+.{1,2000}?\+\+\}", flags=re.DOTALL),
        "Delete the marks.",
    ),
    Kind(
        "`•`, a bullet",
        tuple(map(str.encode, (*_BULLETS, "\t"))),
        pattern(rf"^[ \t]*(?:(?:{'|'.join(_BULLETS)})[ \t\xc2\xa0]+|(?:o|§)\t)", flags=re.MULTILINE),
        "Write `- ` instead of each, and leave an empty line above the first.",
    ),
    Kind(
        "a tab between words, as in a table",
        (b"\t",),
        pattern(
            rf"^(?=[^\t\n|]{{0,200}}?[A-Za-z]{{2}}){_ROW}(?:(?<!  )(?<!\\)\n{_ROW})+",
            flags=re.MULTILINE,
        ),
        "Its lines run together. Write each as `| one | two |`, with `|---|---|` below the first.",
    ),
    Kind(
        "a special space, after `#`, `-` or a number",
        (b"\xc2\xa0",),
        pattern(r"^[ ]{0,3}(?:#{1,6}|[-*+]|[0-9]{1,3}[.)])\xc2\xa0", flags=re.MULTILINE),
        "Delete it and type an ordinary space.",
    ),
    Kind(
        "`>! … !<` or `|| … ||`, a spoiler, whose words are in plain view here",
        (b"!<", b"||"),
        pattern(
            r">![^\n<>]{1,500}?!<",
            r"(?<![|\w])\|\|(?![\s|])(?:[^|\n]|\n(?![ \t]*\n)){1,2000}?(?<![\s|])\|\|(?![|\w])",
            r"^\|\|[ \t]+[^|\n]{1,2000}[ \t]\|\|[ \t]*$",
            flags=re.MULTILINE,
        ),
        "Delete it, or the marks around it. To hide the words until somebody asks for them, write, on lines of its own,"
        " `<details><summary>Show it</summary>The words.</details>`.",
    ),
    Kind(
        "`++ … ++`, `^^ … ^^` or `:: … ::`, a mark",
        (b"++", b"^^", b"::"),
        pattern(
            r"(?<![+\w{])\+\+(?=[^\s+])[^+\n]{1,500}?(?<=[^\s+])\+\+(?![+\w}])",
            r"(?<![\^\w])\^\^(?=[^\s^])[^^\n]{1,500}?(?<=[^\s^])\^\^(?![\^\w])",
            r"(?<![:\w])::(?=[^\s:])[^:\n]{1,500}?(?<=[^\s:])::(?![:\w])",
        ),
        "Delete the marks. If nobody should read the words, delete those too.",
    ),
    Kind(
        "`H~2~O` or `m^2^`, a small letter or figure",
        (b"~", b"^"),
        pattern(r"(?<=[\w)])~[\w+-]{1,8}~(?!~)", r"(?<=[\w)])\^[\w+-]{1,8}\^(?!\^)"),
        "Write `H<sub>2</sub>O` or `m<sup>2</sup>`.",
    ),
    Kind(
        "`{color:red}`, a mark of a wiki",
        (b"{",),
        pattern(r"\{(?:color|colour|panel|expand|excerpt|info|tip|warning|note)(?::[^{}\n]{1,200})?\}(?=.{0,2000}\{)"),
        "Delete the marks.",
    ),
    Kind(
        "`.. words` or `// words`, a remark",
        (b".. ", b"// "),
        pattern(r"^\.\. (?=[a-z])(?![a-z-]{2,30}::)", r"^// (?=\S)", flags=re.MULTILINE | re.IGNORECASE),
        "Delete the line, or the signs at its beginning.",
    ),
    Kind(
        "`^[ … ]`, a footnote",
        (b"^[",),
        pattern(r"\^\[[^\[\]\n]{1,500}\](?!\()"),
        "Write [^1] here, and below the text a line `[^1]: The note.`",
    ),
    Kind(
        "`\\textbf{ … }`, a command of LaTeX",
        (b"{",),
        pattern(r"\\(?:text(?:bf|it|tt)|emph|footnote|cite|section|subsection|begin|item|href|url|ref|label)\b[{\[ ]"),
        "Write it in words, or as Markdown.",
    ),
    Kind("`.. note::`, a directive", (b"..",), pattern(r"^\.\. [a-z-]{2,30}::", flags=re.MULTILINE), _FILL),
    Kind(
        "`mood:: …`, a field",
        (b":: ",),
        pattern(
            r"^(?:- )?[a-z][a-z0-9_-]{1,30}:: ", r"\[[a-z][a-z0-9_-]{1,30}:: [^\[\]\n]{1,200}\]", flags=re.MULTILINE
        ),
        "Write it in words, or delete it.",
    ),
    Kind(
        "`#+BEGIN_…`, a block",
        (b"#+",),
        pattern(r"^#\+[A-Za-z_]{3,20}", flags=re.MULTILINE),
        _FILL,
    ),
    Kind(
        "`'''bold'''`, a wiki's bold type",
        (b"'''",),
        pattern(r"(?<!\')\'{3}(?=\S)[^\'\n]{1,200}?\S\'{3}(?!\')"),
        "Write `**bold**`.",
    ),
    Kind(
        "`== … ==`, a heading",
        (b"==",),
        pattern(r"^={2,6}[ \t]+[^=\n]{1,200}?[ \t]+={2,6}[ \t]*$", flags=re.MULTILINE),
        "Write `## The heading`.",
    ),
)
HIDDEN_CLASSES = frozenset(
    "hidden hide is-hidden invisible d-none display-none nodisplay no-display content-hidden private secret comment"
    " confidential redacted".split()
)
"""How sites, and programs with words in braces, name what nobody should see."""
HIDDEN = "|".join(sorted(HIDDEN_CLASSES))
_LOCKED = "members?(?:[_-]?only)?|restrict(?:ed)?|protected|password|paywall|premium|subscribers?(?:[_-]only)?"
"""How programs name what only those read who have paid, or know a password."""
FOR_MEMBERS = r"<!--\s*(?:members-only|paid)\s*-->"
MARK_FOR_MEMBERS = "<!--members-only-->"
"""Below it is what Ghost and WriteFreely show to members alone."""
_WITH_ITS_WORDS = "Delete it with its words. If people should read them, delete only the mark."
_HIDE = "Delete it, or write `<!--` before it and `-->` after it."
BETWEEN_MARKS = (
    Kind(
        "`<!— … —>`, a comment that does not begin with `<!--`",
        (b"<!", b"&lt;!"),
        pattern(
            r"<!(?:-(?!-)|—|–|−)[^<>]{1,2000}?(?:-|—|–|−)>",
            r"&lt;!(?:--|—|–)(?:.{1,2000}?(?:--|—|–)&gt;)?",
            flags=re.DOTALL,
        ),
        _HIDE,
    ),
    Kind(
        "`#+BEGIN_COMMENT`, a comment",
        (b"#+",),
        pattern(
            r"^[ \t]{0,8}#\+BEGIN_COMMENT\b(?:.{1,5000}?#\+END_COMMENT\b)?",
            flags=re.DOTALL | re.MULTILINE | re.IGNORECASE,
        ),
        "Delete it, up to and with `#+END_COMMENT`.",
    ),
    Kind(
        "`:LOGBOOK: … :END:`, a drawer",
        (b":END:", b":end:"),
        pattern(
            r"^[ \t]{0,8}:[\w-]{1,40}:[ \t]*\n"
            r"(?:(?![ \t]{0,8}:[\w-]{1,40}:[ \t]*$)[^\n]*\n){0,200}[ \t]{0,8}:END:[ \t]*$",
            flags=re.MULTILINE | re.IGNORECASE,
        ),
        "Delete it, up to and with `:END:`.",
    ),
    Kind(
        "`(# … #)` or `/% … %/`, a comment",
        (b" #)", b"%/"),
        pattern(r"\(#\s[^()]{1,2000}?\s#\)", r"(?<!\S)/%[^%]{1,2000}%/", flags=re.DOTALL),
        _HIDE,
    ),
    Kind("`{* … *}`, a template's comment", (b"{*",), pattern(r"\{\*\s.{1,2000}?\s\*\}", flags=re.DOTALL), _HIDE),
    Kind(
        "`{::comment}`, a comment",
        (b"{::comment",),
        pattern(r"\{::comment\b[^{}\n]{0,100}\}(?:.{1,2000}?\{:/(?:comment)?\})?", flags=re.DOTALL),
        _HIDE,
    ),
    Kind(
        "`{% comment %}`, a comment",
        (b"{%", b"{{<", b"{{%"),
        pattern(
            rf"\{{%-?\s{{0,5}}(?:{HIDDEN})\b[^{{}}]{{0,200}}%\}}(?:.{{1,2000}}?\{{%-?\s{{0,5}}end[^{{}}]{{0,200}}%\}})?",
            rf"\{{\{{[<%]\s{{0,5}}(?:{HIDDEN}|[\w-]*encrypt(?:or|ed)?)\b[^{{}}]{{0,200}}[>%]\}}\}}"
            r"(?:.{1,2000}?\{\{[<%]\s{0,5}/[^{}]{0,200}[>%]\}\})?",
            flags=re.DOTALL,
        ),
        "Delete it with all that it hides, up to its end.",
    ),
    Kind(
        "`\\begin{comment}` or `\\iffalse`, a comment",
        (b"\\begin{comment}", b"\\iffalse"),
        pattern(
            r"\\begin\{comment\}(?:.{1,2000}?\\end\{comment\})?", r"\\iffalse\b(?:.{1,2000}?\\fi\b)?", flags=re.DOTALL
        ),
        _HIDE,
    ),
    Kind(
        "`////`, a comment",
        (b"////",),
        pattern(r"^/{4,}[ \t]*$(?:\n(?!/{4,}[ \t]*$).*){1,200}\n/{4,}[ \t]*$", flags=re.MULTILINE),
        _HIDE,
    ),
    Kind(
        "`[hide] … [/hide]`, words for some readers alone",
        (b"[/", b"{{hid", b":hid"),
        pattern(
            rf"\[({HIDDEN}|{_LOCKED})(?:[ =][^\[\]\n]{{0,200}})?\](?![(:\[]).{{1,2000}}?\[/\1\]",
            r"\{\{hid(?:e|den)\|[^{}]{1,2000}\}\}",
            r":hid(?:e|den)\[[^\[\]\n]{1,2000}\]",
            flags=re.DOTALL | re.IGNORECASE,
        ),
        _HIDE,
    ),
)
PRIVATE_KINDS = (
    Kind("`％％ … ％％`, a remark", ("％％".encode(),), pattern("％％.{1,2000}?％％", flags=re.DOTALL), _HIDE),
    Kind("`{>> … <<}`, a remark to an editor", (b"{>>",), pattern(r"\{>>.{1,2000}?<<\}", flags=re.DOTALL), _HIDE),
    Kind(
        "`{-- … --}`, words that were struck out",
        (b"{--", b"{~~"),
        pattern(r"\{--.{1,2000}?--\}", r"\{~~.{1,2000}?~~\}", flags=re.DOTALL),
        "Delete what was struck out, and the marks around it.",
    ),
    Kind("`{# … #}`, a template's comment", (b"{#",), pattern(r"\{#-?\s[^{}]{1,2000}?#\}"), _HIDE),
    Kind(
        "`{/* … */}`, a template's comment",
        (b"/*",),
        pattern(r"\{-?\s{0,5}/\*.{1,2000}?\*/\s{0,5}-?\}", flags=re.DOTALL),
        _HIDE,
    ),
    Kind("`{{! … }}`, a template's comment", (b"{{!",), pattern(r"\{\{!.{1,2000}?\}\}", flags=re.DOTALL), _HIDE),
    Kind("`<%# … %>`, a template's comment", (b"<%",), pattern(r"<%(?:#|--).{1,2000}?%>", flags=re.DOTALL), _HIDE),
    Kind(
        "`% words`, a comment",
        (b"% ",),
        pattern(r"^% (?<![0-9]\n% )(?<![0-9] \n% )(?=[A-Z])[^\n]{1,2000}", flags=re.MULTILINE | re.IGNORECASE),
        _HIDE,
    ),
    *BETWEEN_MARKS,
)
"""What its writer believes hidden but kgen would print, besides the remarks and comments that kgen takes out."""
MARKS_THAT_HIDE = (
    Kind(
        "`{.hidden}`, with the words that it hides elsewhere",
        (b"{",),
        pattern(
            rf"\{{(?<!\{{\{{):?(?=[^{{}}\n]{{0,100}}(?:\.(?:{HIDDEN})(?![\w-])|display:[ \t]?none))"
            r"[^{}\n]{1,200}\}",
            r"\{(?<!\{\{):?[ \t]*hidden[ \t]*\}(?!\})",
            flags=re.IGNORECASE,
        ),
        _WITH_ITS_WORDS,
    ),
    Kind(
        "`::: hidden`, with the words that it hides elsewhere",
        (b":::",),
        pattern(rf"^[ \t>]{{0,8}}:{{3,}}[ \t]*(?:{HIDDEN})(?![\w-])", flags=re.MULTILINE | re.IGNORECASE),
        _WITH_ITS_WORDS,
    ),
    Kind(
        "`<!--members-only-->`, with the words below it",
        (b"<!--",),
        pattern(FOR_MEMBERS),
        _WITH_ITS_WORDS,
    ),
    Kind(
        "`* COMMENT` or `:noexport:`, with the words of its section",
        (b"* COMMENT", b"* TODO COMMENT", b":noexport:"),
        pattern(
            r"^\*{1,8}[ \t]+(?:(?:TODO|DONE)[ \t]+)?COMMENT\b",
            r"^\*{1,8}[ \t][^\n]{0,300}:noexport:(?:[\w@:]{0,100}:)?[ \t]*$",
            flags=re.MULTILINE,
        ),
        _WITH_ITS_WORDS,
    ),
)
"""Likewise; but what they hide is around them."""
