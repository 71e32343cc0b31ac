"""Pictures of a source: stripped of what they do not show, small enough, and under names that kgen gives them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kgen.editing.smaller_pictures import made_smaller
from kgen.importing.documents import Found, UnreadableSource
from kgen.read import digest_of
from kgen.read.image_metadata import BrokenImage, format_of, without_metadata
from kgen.read.pictures import FORMATS, LARGEST, faults_of, format_named, too_much
from kgen.read.slugs import suggested_slug
from kgen.read.walk import PICTURES

_ENDINGS = {format: ending for ending, format in reversed(FORMATS.items())} | {"JPEG": "jpg"}


@dataclass(slots=True)
class Pictures:
    """The pictures that documents show: by the name of each file, its name in drafts/ (`images/a.jpg`) and its bytes.

    `refused` says why a file is not one, `changed` what was done to one.
    """

    names: dict[str, str] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)


def taken(found: Found, wanted: Iterable[str], there: Mapping[str, str]) -> Pictures:
    """Take the pictures that are wanted. `there` gives the digest of each picture that has its name already."""
    pictures = Pictures()
    digests = dict(there)
    for name in wanted:
        if not format_named(name):
            continue
        try:
            data, ending, changed = _clean(found.files[name]())
        except UnreadableSource as reason:
            pictures.refused[name] = str(reason)
            continue
        digest = digest_of(data)
        called = _free_name(name, ending, digest, digests)
        digests[called] = digest
        pictures.names[name] = called
        pictures.data[called] = data
        if changed:
            pictures.changed[name] = changed
    return pictures


def _clean(data: bytes) -> tuple[bytes, str, str]:
    """A picture as kgen publishes it, the ending of its name, what was done to its size. Raises UnreadableSource."""
    format = format_of(data)
    if format not in _ENDINGS:
        raise UnreadableSource("it is not a picture that kgen publishes")
    try:
        data, _ = without_metadata(data)
        faults, changed = too_much(data), ""
        if not faults and len(data) > LARGEST:
            data, changed = made_smaller(data)
    except BrokenImage:
        raise UnreadableSource("it is damaged or cut off") from None
    faults = faults or faults_of(data, f"a.{_ENDINGS[format]}")
    if faults:
        raise UnreadableSource(faults[0].message)
    return data, _ENDINGS[format], changed


def _free_name(name: str, ending: str, digest: str, digests: Mapping[str, str]) -> str:
    """A name that no other picture has: the same picture has one name, however often it is taken."""
    slug = suggested_slug(name.rpartition("/")[2].rpartition(".")[0])[:70].strip("-")
    number = 1
    while True:
        called = f"{PICTURES}/{slug}{f'-{number}' if number > 1 else ''}.{ending}"
        if digests.get(called, digest) == digest:
            return called
        number += 1
