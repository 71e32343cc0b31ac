"""What YAML complains of, in plain words, and values written so that YAML reads them back."""

import re
from collections.abc import Sequence

import yaml

from kgen.settings.options import FORBIDDEN
from kgen.settings.quotes import (
    NOTHING as NOTHING,
    in_quotes as in_quotes,
    in_quotes_if_needed as in_quotes_if_needed,
    inner_text as inner_text,
    is_quoted_whole as is_quoted_whole,
    quoted as quoted,
    scalar as scalar,
)
from kgen.settings.yaml_errors import SIGN, Loader, in_plain_words


class Nothing(str):
    """Such a word as a value: empty, but what was written is known in case it turns out to be a word after all."""

    def __new__(cls, written: str) -> "Nothing":
        return super().__new__(cls)

    def __init__(self, written: str) -> None:
        self.written = written


EXTRAS = {
    "*": (
        "a value that begins with * is read as a copy of another, which kgen does not use",
        "Write the value out; if the * belongs to it, put quotes around it.",
    ),
    "&": (
        "a value that begins with & is read as a mark for copying, which kgen does not use",
        "Delete the & and the word joined to it; if they belong to the value, put quotes around all of it.",
    ),
    "!": (
        "a value that begins with ! is read as an instruction, which kgen does not use",
        "Delete the ! and the word joined to it; if they belong to the value, put quotes around all of it.",
    ),
}
"""What YAML reads of a value by the sign that it begins with: the complaint, and what to do where an instruction or a
copy may be meant."""
LONGEST_ECHO = 160
"""Characters of a line that a message repeats; a longer one is only mentioned."""
DEEPEST_COMPOSED = 50
"""Levels of lists and maps in front matter that is taken apart; more than four are refused by the checks."""
COLON = "a colon and a space inside a value need quotes around the value"
_IN_PLAIN_WORDS = (
    ("mapping values are not allowed", COLON, 'Write, for example, title: "Housing: the long wait".'),
    (
        "could not find expected ':'",
        "this line is neither `field: value` nor a list item",
        "Write a field as `name: value`, and start each list item with two spaces and `- `.",
    ),
    ("did not find expected node content", *SIGN),
    (
        "did not find expected <document start>",
        "this line does not fit what is above it",
        "Begin each field at the very left, and begin no line with `...`, `---` or %.",
    ),
    (
        "did not find expected",
        "the indentation, a bracket or a quotation mark does not match what is above",
        "Begin each field at the very left, and each list item with two spaces and `- `; put quotes around text that"
        " holds [ ] { } or :.",
    ),
    ("", "the front matter cannot be read here", "Compare this line with the fields of another story."),
)


def complaint(reason: str) -> tuple[str, str]:
    """What the YAML parser complains of in front matter, and what to write instead, as a contributor would say it."""
    return in_plain_words(reason, _IN_PLAIN_WORDS)


def refuse_deep(block: str) -> None:
    """Raise yaml.YAMLError if lists or maps are nested deeper than any field needs."""
    depth = 0
    for event in iter(Loader(block).get_event, None):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_COMPOSED:
            raise yaml.YAMLError("lists inside lists inside lists")


def composed(block: str) -> yaml.Node | None:
    """The nodes of front matter that is to be changed or shown, whatever is wrong with it; None if there are none.

    Raises yaml.YAMLError, also if lists or maps are nested deeper than any field needs: PyYAML's composer calls itself
    for each level, in C, and would bring the whole program down.
    """
    refuse_deep(block)
    node: yaml.Node | None = yaml.compose(block, Loader=Loader)
    return node


_PLAIN_NAME = re.compile(r"[^\W_][\w \-/.()&'’+]*")


def in_brackets(names: Sequence[str]) -> str:
    """Names as a list on one line, each as YAML reads it back."""
    plain = [name if _PLAIN_NAME.fullmatch(name) and name not in NOTHING else in_quotes(name) for name in names]
    return f"[{', '.join(plain)}]"


def written_line(line: str) -> str:
    """The advice to write a line this way; empty if it is too long to repeat, or holds what hides."""
    if len(line) > LONGEST_ECHO or FORBIDDEN.search(line) or "\n" in line:
        return ""
    return f"Write `{line.strip()}`."
