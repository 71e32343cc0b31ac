"""The parser: GitHub-flavoured Markdown with [[wikilinks]], and plain CommonMark for its specification."""

from collections.abc import Iterator
from typing import Any

import pyromark
from pyromark.event import Range

_OPTIONS = pyromark.Options
COMMONMARK = pyromark.Markdown()
GITHUB = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES
    | _OPTIONS.ENABLE_FOOTNOTES
    | _OPTIONS.ENABLE_STRIKETHROUGH
    | _OPTIONS.ENABLE_TASKLISTS
    | _OPTIONS.ENABLE_GFM
    | _OPTIONS.ENABLE_WIKILINKS
)

Events = Iterator[tuple[Any, Range]]
"""What the parser finds, each with its bytes. An event is a `pyromark.event.Event`: `{"Text": "words"}`, "SoftBreak",
or `{"Start": tag}` with its `{"End": tag}`. mypy makes `object` of what a `match` takes out of these unions."""


def folded_label(label: str) -> str:
    """The label of a link as CommonMark compares it: `[Gate  One]` is defined by `[gate one]:`."""
    return " ".join(label.casefold().split())
