"""What the form at /write/ asks for: the garden's names, to choose from, and the rules by which text is checked."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from kgen.exports.data import compact
from kgen.model import NETWORK, QUESTION, SECTOR, STORY, TOPIC, Kind, Output, Page
from kgen.weave import Garden

MOST = 500
"""How many names of a kind are offered: those that most stories use. Any other can be written."""
_NOT_SERVED = {
    *("about", "has", "hint", "age-hint", "masking"),
    *("small_cells", "message_of_author", "contact", "softened", "mend_contact", "file_name", "mend_file_name"),
    *("shown", "mend_shown", "homes", "mend_at_meeting"),
}
"""What only explains the rules or saves `kgen check` time, and what the form never says."""
_RULES = ("given-names", "person-names", "safeguarding")
"""In the order in which they take the least room when they are compressed."""
_FIELDS = {"topics": TOPIC, "sectors": SECTOR, "networks": NETWORK, "answers": QUESTION}


def names(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `write/names.json`: by field, the slug and the title of what it may hold, the most used first."""
    yield Output("write/names.json", _names)


def rules(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `write/rules.json`: the rules and lists of names that `kgen check` reads, without what the form never
    needs. What is in one file takes less room when it is compressed."""
    yield Output("write/rules.json", _rules)


def _rules(garden: Garden) -> bytes:
    """JSON without what is not served, as short as it can be written: every teller's browser loads it."""

    def short(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in _NOT_SERVED}

    folder = files("kgen") / "safeguarding"
    texts = {name: (folder / f"{name}.json").read_text("utf-8") for name in _RULES}
    return compact({name: json.loads(text, object_hook=short) for name, text in texts.items()}).encode()


def _names(garden: Garden) -> bytes:
    return compact({field: _most_used(garden, field, kind) for field, kind in _FIELDS.items()}).encode()


def _most_used(garden: Garden, field: str, kind: Kind) -> list[tuple[str, str]]:
    used = Counter(key for story in garden.of(STORY) for key in garden.linked_keys(story, field))
    by_use = sorted(garden.of(kind), key=lambda entry: -used[entry.key])
    return [(entry.slug, garden.title(entry)) for entry in by_use[:MOST]]
