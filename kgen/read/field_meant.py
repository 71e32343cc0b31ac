"""What somebody meant by a field that kgen does not know: one that is misspelt, or called as other programs do."""

import difflib
from functools import lru_cache

from pydantic import BaseModel

from kgen.english import sentence_case
from kgen.fields import model_in
from kgen.frontmatter import METAS
from kgen.network_meta import MeetingMeta, NetworkMeta
from kgen.read.part_place import spaces

_HIDING = frozenset(
    "access embargo embargoed excluded hidden hide noindex password private protected public publish publish_at"
    " publish_date publishdate published published_at release_date state status unlisted unpublished visibility"
    " visible expires expirydate expiry_date wip".split()
)
"""In lower case and with underscores."""


def hides_elsewhere(name: str) -> bool:
    """Whether a field keeps a text off the site of another program."""
    return name.lower().replace("-", "_") in _HIDING


def what_was_meant(model: type[BaseModel], name: str, indent: int, removing: str) -> str:
    """What to write in place of an unknown field, as advice. `indent` is how far it is from the left; `removing` says
    how to take it out: `delete the line`."""
    if "draft" in model.model_fields and hides_elsewhere(name):
        return f"To keep it off the site, write `draft: true` in its place; otherwise {removing}."
    if near := nearest_field(model, name):
        return f"Did you mean `{near}`? If so, write that in place of `{name}`; otherwise {removing}."
    inner = ((field, model_in(info)) for field, info in model.model_fields.items())
    owner = next((field for field, each in inner if each is not None and name in each.model_fields), "")
    if owner:
        return f"It belongs below a line `{owner}:`, with {spaces(indent + 2)} before it."
    if model is MeetingMeta and name in NetworkMeta.model_fields:
        return "It belongs in the file of the network that met: move it there, or delete it."
    return f"{sentence_case(removing)}. Or use one of: {', '.join(_known(model))}."


_ALSO_CALLED = {
    "title": ("name",),
    "name": ("title",),
    **dict.fromkeys("tag tags keywords categories themen themes thèmes sujets temas tematy".split(), ("topics",)),
    **dict.fromkeys("created datum fecha".split(), ("date", "when", "opened")),
    **dict.fromkeys("language sprache langue".split(), ("lang",)),
    "services": ("sectors",),
    "role": ("standpoint",),
    "authors": ("author",),
    "summary": ("definition", "purpose"),
    "description": ("summary", "definition", "purpose"),
    "day": ("when", "next"),
    "date": ("when", "next", "opened", "year"),
    "when": ("meets",),
    "rhythm": ("meets",),
    "place": ("where",),
    "venue": ("where",),
    "link": ("url",),
    "website": ("url",),
}
"""What some call a field; the first of them that a kind has is meant."""
_ALIKE = 0.75
"""How much of a name has to be the same. `time` and `title` share two thirds."""
_OF_OTHERS = frozenset(name for meta in METAS for name in meta.model_fields)
"""The fields of all kinds: anyone who writes one of these has misspelt nothing."""


@lru_cache(maxsize=2**15)
def nearest_field(model: type[BaseModel], name: str) -> str:
    """The field that an unknown name most likely means; empty if none does."""
    known, small = _known(model), name.lower()
    also = (each for each in _ALSO_CALLED.get(small, ()) if each in known)
    alike = [each for each in known if each[:1] == small[:1]]
    if small in _OF_OTHERS:
        alike = [each for each in alike if each.startswith(small) or small.startswith(each)]
    close = difflib.get_close_matches(small, alike, n=1, cutoff=_ALIKE)
    within = (each for each in known if f"_{small}" in each or f"{small}_" in each)
    return next(also, "") or next(iter(close), "") or next(within, "")


def _known(model: type[BaseModel]) -> list[str]:
    return [info.alias or field for field, info in model.model_fields.items()]
