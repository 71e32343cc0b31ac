"""What the YAML parser complains about in mkdocs.yml and in front matter: where it begins, in plain words."""

from collections.abc import Iterable
from typing import Any

import yaml

from kgen.diagnostic import TOP, Position

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SIGN = (
    "this value begins with a sign that has a special meaning here (such as @ ` % * & ! ? [ or {)",
    "Put quotes around the value.",
)
_IN_PLAIN_WORDS = (
    (
        "block sequence entries are not allowed",
        "a list begins on the line of its name",
        "Begin it on the next line, each item after two spaces and `- `; or put quotes around the value.",
    ),
    ("mapping keys are not allowed", *SIGN),
    ("cannot start any token", *SIGN),
    ("did not find expected alphabetic or numeric character", *SIGN),
    ("did not find expected tag URI", *SIGN),
    ("found undefined tag handle", *SIGN),
    (
        "found unexpected end of stream",
        "a quotation mark is opened here but never closed",
        "Close it, or take both quotation marks away.",
    ),
    (
        "found unknown escape character",
        "a backslash has a special meaning inside double quotation marks",
        "Use 'single' quotation marks around the value, or write the backslash twice.",
    ),
    (
        "did not find expected ',' or",
        "a bracket is opened here but never closed",
        "Close it, or put quotes around the value.",
    ),
)
"""What the parser says, what a contributor would say of it, and what to write instead."""


def place_of(error: yaml.YAMLError) -> Position:
    """Where an error begins, by line and column from 1: the parser often notices it only further below."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    begins_here = str(getattr(error, "context", None)).endswith(
        ("flow sequence", "flow mapping", "quoted scalar", "simple key", "alias", "anchor", "tag")
    )
    mark = context if begins_here and "escape" not in str(error) else problem
    return Position.of(mark) if mark else TOP


def reason_of(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error)


def in_plain_words(reason: str, otherwise: Iterable[tuple[str, str, str]]) -> tuple[str, str]:
    """What is wrong, and what to write instead. `otherwise` is what one kind of file says in words of its own; its last
    row is for anything else the parser says."""
    return next((message, fix) for sign, message, fix in (*_IN_PLAIN_WORDS, *otherwise) if sign in reason)
