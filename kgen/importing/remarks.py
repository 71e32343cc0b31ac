"""What the writer of a text believed hidden is left out of its draft, and reported only by number."""

import re

from kgen.importing.between import sub_between
from kgen.importing.html_text import without_comments
from kgen.importing.markup import Turning

_PRIVATE = tuple(
    (re.compile(opening, re.MULTILINE), re.compile(closing, re.MULTILINE))
    for opening, closing in (
        ("％％", "％％"),
        (r"<!(?:-|—|–)(?!-)(?=[^<>]*(?:-|—|–)>)", "(?:-|—|–)>"),
        (r"\{%-?\s*comment\s*-?%\}", r"\{%-?\s*endcomment\s*-?%\}"),
        (r"\{# ", r"#\}"),
        (r"\{/\*", r"\*/\}"),
        (r"\{>>", r"<<\}"),
        (r"\{::comment\}", r"\{:/(?:comment)?\}"),
        (r"^[> \t]*\[(?://|comment)\]:[ \t]*(?:#|<>)[ \t]*[(\"']", "$"),
        (r"^\[//begin\]: # ", r"^\[//end\]: # [^\n]*$"),
    )
)
"""The marks between which other programs hide something."""
_MARKER = re.compile(
    r"<!--\s*(?:more|truncate|read ?more|excerpt|toc|tocstop|end|prettier-ignore[\w-]*|markdownlint-[^<>]*)\s*-->"
    r"[ \t]*\n?"
    r"|\{/\*\s*truncate\s*\*/\}[ \t]*\n?",
    re.IGNORECASE,
)
"""Remarks that tell a program something, and nobody else."""
_REMARK = (re.compile(r"(?<!\\)%%"), re.compile("%%"))
_UNCLOSED = re.compile(r"(?:(?<!\\)%%|<!--).*\Z", re.DOTALL)
_UNCLOSED_COMMENT = re.compile(r"<!--.*\Z", re.DOTALL)
_NO_FIGURE = re.compile(r"(?<![\d\\%])%%")
"""Two percent signs that do not follow a figure."""
_BARE = re.compile(r"(?<!\\)%(?=%)")


def has_remarks(text: str) -> bool:
    """Whether two percent signs begin a remark in a text of a folder of Markdown. It may be a copy of a vault of
    Obsidian that does not say so, and nobody may read what was hidden there: they are only percentages where each
    follows a figure, as in `100%% of it`, and nothing is named in double brackets."""
    return _NO_FIGURE.search(text) is not None or ("%%" in text and "[[" in text)


_OF_MYST = re.compile(r"^[ \t]*(?:`{3,}|:{3,})\{[\w-]+\}|^\([^()\n]+\)=$|\{[\w:-]+\}`", re.MULTILINE)
_LINE = re.compile(r"^[> \t]*%(?!%)[^\n]*\n?", re.MULTILINE)


def without_remark_lines(text: str, turning: Turning) -> str:
    """A text in MyST without the lines that begin with a percent sign, which MyST hides. Code in it is hidden."""
    if "%" not in text:
        return text
    text, count = _LINE.subn("", text)
    if count:
        turning.turned.append(left_out(count))
    return text


def is_of_myst(text: str) -> bool:
    return _OF_MYST.search(text) is not None


def without_remarks(text: str, turning: Turning, *, percent_signs: bool) -> str:
    """Without what was never shown. `percent_signs` says that two of them begin a remark; otherwise they are
    escaped, since they would in kgen."""
    text = _MARKER.sub("", text)
    count = 0

    def hidden(mark: re.Match[str], inside: str) -> str:
        nonlocal count
        count += 1
        return ""

    if not percent_signs:
        text = _BARE.sub(r"\\%", text)
    for marks in (_REMARK, *_PRIVATE) if percent_signs else _PRIVATE:
        text = sub_between(*marks, hidden, text)
    before, closing, after = text.rpartition("-->")
    if closing:
        count += before.count("<!--")
        text = without_comments(before + closing) + after
    if unclosed := (_UNCLOSED if percent_signs else _UNCLOSED_COMMENT).search(text):
        turning.by_hand.append(
            f"a remark that nothing closes hid the rest of the text: {len(unclosed[0].split())} words"
        )
        text = text[: unclosed.start()]
    if count:
        turning.turned.append(left_out(count))
    return text


def left_out(count: int) -> str:
    """How many remarks a draft does not hold, for the report."""
    remarks = "a remark or comment" if count == 1 else f"{count} remarks and comments"
    return f"{remarks} that readers never saw left out"
