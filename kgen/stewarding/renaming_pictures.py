"""The file of a picture gets another name, and every text that shows it follows."""

import re
from pathlib import PurePosixPath

from kgen.editing.source_file import Edit, SourceFile
from kgen.markdown.link_spans import LinkSpan, address_span
from kgen.model import Entry, Picture
from kgen.read.image_metadata import format_of
from kgen.read.pictures import FORMATS, format_named
from kgen.read.walk import PICTURES
from kgen.settings import ConfigurationError
from kgen.stewarding.plan import Plan
from kgen.stewarding.rewriting import Rewritten, each_rewritten, placed
from kgen.weave import Garden
from kgen.weave.pictures import plain_address, quoted

_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\[\]|<>#?\"*:\\\\/]")
"""What some way of writing a link, or some computer, cannot have in a name."""


def picture_renamed(garden: Garden, old: str, new: str) -> Plan:
    """What renames a picture, the texts that show it first. Raises ConfigurationError where that cannot be done."""
    picture = _picture(garden, old)
    file_name = _new_name(garden, picture, new)

    def each(data: bytes, entry: Entry) -> Rewritten:
        return _with_picture_renamed(data, entry, picture.name, file_name, garden)

    plan = each_rewritten(garden, each, "shows")
    if picture.name in garden.settings.frame_pictures:
        plan.look.append(f"{garden.settings.config_path.name} names it; correct it by hand.")
    new_path = f"{picture.path.rpartition('/')[0]}/{file_name}"
    plan.changes.files |= {new_path: (garden.settings.root / picture.path).read_bytes(), picture.path: None}
    plan.done.append(f"{picture.path} is now {PICTURES}/{file_name}.")
    return plan


def _picture(garden: Garden, written: str) -> Picture:
    pictures = {**garden.pictures, **garden.refused}
    found = garden.picture_names.look_up("", written)
    if len(found) == 1:
        return pictures[found[0]]
    if found:
        raise ConfigurationError(f"{written} could be several. Write which one you mean: {' or '.join(found)}.")
    near = garden.nearest_pictures(written)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise ConfigurationError(f"There is no picture {written}.{hint} Write the name of its file in content/{PICTURES}/.")


def _new_name(garden: Garden, picture: Picture, written: str) -> str:
    path = PurePosixPath(written.replace("\\", "/"))
    if path.parent.name not in ("", PICTURES):
        raise ConfigurationError(f"A picture stays in {PICTURES}/. Write only its new name, such as {path.name}.")
    source = garden.settings.root / picture.path
    name = path.name if format_named(path.name) else f"{path.name}{source.suffix}"
    if not name.rpartition(".")[0].strip() or _UNUSABLE.search(name):
        raise ConfigurationError(f"{written} cannot be the name of a picture. Write one such as waiting-room.jpg.")
    format = format_of(source.read_bytes())
    if format is not None and format != format_named(name):
        endings = " or ".join(f".{ending}" for ending, each in FORMATS.items() if each == format)
        raise ConfigurationError(f"{picture.path} is a {format} picture. Let its new name end in {endings}.")
    if f"{PICTURES}/{name}" == picture.name:
        raise ConfigurationError(f"{name} is its name already. Write another one.")
    for other in (*garden.pictures, *garden.refused):
        if other != picture.name and plain_address(other) == plain_address(name):
            raise ConfigurationError(f"{name} would be taken for {other}. Choose another name.")
    return name


def _with_picture_renamed(data: bytes, entry: Entry, name: str, file_name: str, garden: Garden) -> Rewritten:
    """Rewrite what shows a picture in the file of an entry, so that it shows a file of another name in its place.

    Raises UnicodeDecodeError if it is not UTF-8 text.
    """
    file = SourceFile(data)
    result = Rewritten(data)
    showing = [each for each, led in garden.prose_links(entry) if name in (led.picture, led.refused)]
    edits = set()
    for reference, place in placed(file, showing):
        at = place.start if place is not None else file.offset_in_body(reference.position)
        found = _address_of_picture(file.body, at, place)
        if found is None:
            result.left.append(reference.position)
            continue
        start, end, as_it_is = found
        written = file.body[start:end]
        folder = written[: max(map(written.rfind, ("/", "\\"))) + 1]
        new = folder + (file_name if as_it_is else quoted(file_name))
        edits.add(Edit(file.body_at + start, file.body_at + end, new))
    result.links = len(edits)
    result.data = file.edited([*edits])
    return result


def _address_of_picture(body: str, at: int, place: LinkSpan | None) -> tuple[int, int, bool] | None:
    """Where the address of a picture that begins at a character of a body starts and ends, and whether it holds a space
    as it is. None where it is written in a way that is not known."""
    if place is None or not place.is_wikilink:
        return address_span(body, at, place)
    end = body.find("]]", at)
    pipe = place.label[0] - 1 if place.label else end
    return at + 3, pipe - (place.in_table and body[pipe - 1] == "\\"), True
