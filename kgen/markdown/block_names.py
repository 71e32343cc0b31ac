"""Names that blocks are given at their end, to which links can lead: Obsidian's `^name`, or `{#name}`."""

import re

from kgen.markdown.escaping import escape
from kgen.markdown.plain_text import PlainText
from kgen.model import Parts

_AT_END = re.compile(r"\s?(?:\^([A-Za-z0-9-]+)|\{:?\s*#([\w.:-]+)[^{}\n]*\})\s*")


def may_hold_names(text: str) -> bool:
    """A quick look that spares most bodies the search."""
    return "^" in text or "{#" in text or "{:" in text


def take_name(out: Parts, text: PlainText) -> str:
    """Take the name at the end of the current block out of its HTML and its text, and return it; empty if it has
    none."""
    last = out[-1] if out else ""
    words = text.block[-1] if text.block else ""
    at = max(words.rfind("{"), words.rfind("^"))
    start = max(0, at - 1)
    found = _AT_END.fullmatch(words, start) or _AT_END.fullmatch(words, at) if at >= 0 else None
    if found is None or (at and not (words[start].isspace() or words[at] == "{")):
        return ""
    mark = words[found.start() :]
    if not isinstance(last, str) or not last.endswith(escape(mark)):
        return ""
    out[-1] = last.removesuffix(escape(mark))
    text.cut(len(mark))
    return f"^{found[1]}" if found[1] else found[2]
