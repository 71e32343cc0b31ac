"""Entries in the folder of another kind: the fields are right, and the place is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from kgen.diagnostic import Code
from kgen.frontmatter import StoryMeta
from kgen.model import KINDS, Diagnostic, Kind

FEWEST = 2
"""How many fields of another kind show that an entry is of that kind; a single one may be a slip."""


def kind_meant(kind: Kind, values: Mapping[str, Any], errors: Sequence[ErrorDetails]) -> Kind | None:
    """The kind whose fields the front matter has, if it is not the folder's."""
    unknown = {each["loc"][0] for each in errors if each["type"] == "extra_forbidden" and len(each["loc"]) == 1}
    others = [(len(values.keys() - _known(other)), other) for other in KINDS if _may_be(other, values)]
    left, meant = min(others, key=lambda each: each[0], default=(len(unknown), kind))
    return meant if left <= len(unknown) - FEWEST else None


def _may_be(kind: Kind, values: Mapping[str, Any]) -> bool:
    needed = {info.alias or name for name, info in kind.meta.model_fields.items() if info.is_required()}
    return needed <= values.keys() or (kind.meta is StoryMeta and values.get("draft") == "true")


def _known(kind: Kind) -> set[str]:
    return {info.alias or name for name, info in kind.meta.model_fields.items()}


def is_misplaced(faults: Iterable[Diagnostic]) -> bool:
    """Whether an entry is in the folder of another kind, so that nothing it lacks there is missing."""
    return any(fault.code is Code.MISPLACED for fault in faults)
