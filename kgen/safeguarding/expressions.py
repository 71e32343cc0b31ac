"""What safeguarding.json holds, and the regular expressions in it.

The JSON file says what is looked for, and how this package reads it. A program in JavaScript can read it the same way.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

DATA: dict[str, Any] = json.loads((Path(__file__).parent / "safeguarding.json").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {
    name: words.split(" ") if isinstance(words, str) else words for name, words in DATA["words"].items()
}


def expanded(pattern: str, parts: Mapping[str, str] = DATA["parts"], lists: Mapping[str, Sequence[str]] = WORDS) -> str:
    """A pattern with each {{name}} replaced by what it stands for: a part, or one of a list of words."""
    for name, text in parts.items():
        pattern = pattern.replace("{{" + name + "}}", text)
    for name, words in lists.items():
        if "{{" + name + "}}" in pattern:
            pattern = pattern.replace("{{" + name + "}}", "|".join(word.replace(".", "\\.") for word in words))
    return expanded(pattern, parts, lists) if "{{" in pattern else pattern


@cache
def compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """Compile a pattern of safeguarding.json. Its only flag is i."""
    return re.compile(expanded(pattern), re.ASCII | (re.IGNORECASE if "i" in flags else 0))


@lru_cache
def word_set(name: str) -> frozenset[str]:
    """A list of words, in lower case."""
    return frozenset(word.casefold() for word in WORDS[name])
