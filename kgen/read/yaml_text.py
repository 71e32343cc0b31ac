"""What YAML complains of, in plain words, and values written so that YAML reads them back."""

import re
from collections.abc import Sequence

import yaml

from kgen.settings.options import FORBIDDEN
from kgen.settings.yaml_errors import SIGN, Loader, in_plain_words

NOTHING = frozenset({"~", "null", "Null", "NULL"})
"""What YAML reads as no value at all (YAML 1.2, section 10.3.2). In quotes it is a word like any other."""


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


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever characters it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def in_quotes(text: str) -> str:
    """A text as YAML reads it back, in quotation marks that need no backslash, if possible."""
    return f"'{text}'" if ('"' in text or "\\" in text) and "'" not in text else quoted(text)


def in_quotes_if_needed(text: str) -> str:
    try:
        events = list(iter(Loader(f"a: {text}\n").get_event, None))
    except yaml.YAMLError:
        return in_quotes(text)
    read = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return text if read == ["a", text] and text not in NOTHING else in_quotes(text)


_PLAIN_NAME = re.compile(r"[^\W_][\w \-/.()&'’+]*")


def in_brackets(names: Sequence[str]) -> str:
    """Names as a list on one line, each as YAML reads it back."""
    plain = [name if _PLAIN_NAME.fullmatch(name) and name not in NOTHING else in_quotes(name) for name in names]
    return f"[{', '.join(plain)}]"


_OPENS = {'"': '"”', "'": "'’", "“": '”"', "„": "“”", "‘": "’'", "«": "»"}
_QUOTATION_MARK = re.compile("[\"'“”„‘’«»]")


def inner_text(value: str) -> str:
    """The text of a value, without the quotation marks that somebody put around all of it, or the straight one that is
    opened before it and never closed. Those within a text are part of it."""
    if is_quoted_whole(value):
        value = value[1:-1]
    elif value[:1] in ('"', "'") and value.count(value[0]) == 1:
        value = value[1:]
    return value.strip()


def is_quoted_whole(value: str) -> bool:
    """Whether a text begins and ends with quotation marks that belong together, as in `“Red: a book”`, but not in
    `“Red” and “blue”`."""
    if len(value) < 2 or value[-1] not in _OPENS.get(value[0], ""):
        return False
    opened = 0
    inner = value[1:-1]
    for mark in _QUOTATION_MARK.finditer(inner):
        before, after = inner[: mark.start()][-1:], inner[mark.end() :][:1]
        if before.isalnum() and after.isalnum():
            continue  # An apostrophe.
        is_straight = mark[0] in ("'", '"')
        opens = mark[0] in "“„‘«" or (is_straight and not before.isalnum() and not after.isspace() and after != "")
        opened += 1 if opens else -1
        if opened < 0:
            return False
    return opened == 0


def written_line(line: str) -> str:
    """The advice to write a line this way; empty if it is too long to repeat, or holds what hides."""
    if len(line) > LONGEST_ECHO or FORBIDDEN.search(line) or "\n" in line:
        return ""
    return f"Write `{line.strip()}`."
