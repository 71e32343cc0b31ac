"""Plain English: lists, titles inside sentences, text cut where a sentence ends."""

import re
from collections.abc import Sequence

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*(?=\s)")


def in_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def lower_first(title: str) -> str:
    """A title inside a sentence: `Trust` becomes `trust`, `NHS` and `Early Help Hub` stay."""
    first, _, rest = title.partition(" ")
    plain = first[:1].isupper() and first[1:].islower() and not any(letter.isupper() for letter in rest)
    return title[:1].lower() + title[1:] if plain else title


def cut_at_sentence(text: str, longest: int) -> str:
    """Shorten text to whole sentences that fit in `longest` characters; failing that, to whole words and a `…`."""
    if len(text) <= longest:
        return text
    head = text[: longest + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= longest // 3:
        return head[: ends[-1]]
    return head[: longest - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
