"""Texts in quotation marks: as YAML reads them back, and as somebody put them."""

import re

import yaml

from kgen.settings.yaml_errors import Loader

NOTHING = frozenset({"~", "null", "Null", "NULL"})
"""What YAML reads as no value at all (YAML 1.2, section 10.3.2). In quotes it is a word like any other."""


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever characters it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    written = _NOT_AS_IT_IS.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'"{written}"'


_NOT_AS_IT_IS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML refuses or reads as a space where it stands for itself: control characters and line breaks."""


_LIKE_A_SLUG = re.compile("[a-z0-9][a-z0-9-]*")


def scalar(text: str) -> str:
    """A text as a value or an item of a list, in quotation marks unless it is like a slug."""
    return text if _LIKE_A_SLUG.fullmatch(text) and text not in NOTHING else quoted(text)


def in_quotes(text: str) -> str:
    """A text as YAML reads it back, in quotation marks that need no backslash, if possible."""
    return f"'{text}'" if ('"' in text or "\\" in text) and "'" not in text else quoted(text)


def in_quotes_if_needed(text: str) -> str:
    """A text as YAML reads it back, in quotation marks only where it would read something else."""
    if text.startswith(("[", "{")):  # A list, and one inside another takes YAML time that grows with the square.
        return in_quotes(text)
    try:
        events = list(iter(Loader(f"a: {text}\n").get_event, None))
    except yaml.YAMLError:
        return in_quotes(text)
    read = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return text if read == ["a", text] and text not in NOTHING else in_quotes(text)


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
