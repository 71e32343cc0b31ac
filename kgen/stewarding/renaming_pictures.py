"""The file of a picture gets another name, and every text that shows it follows."""

import re
from pathlib import PurePosixPath

from kgen.editing.changes import Changes
from kgen.model import Entry, Picture
from kgen.read.image_metadata import format_of
from kgen.read.pictures import FORMATS
from kgen.read.walk import PICTURES
from kgen.settings import ConfigurationError
from kgen.stewarding.rewriting import Rewritten, each_rewritten, with_picture_renamed
from kgen.weave import Garden
from kgen.weave.pictures import plain_address

_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\[\]|<>#?\"*:\\\\/]")
"""What some way of writing a link, or some computer, cannot have in a name."""


def names_picture(written: str) -> bool:
    """Whether what somebody wants to move is a picture, by the ending of its name."""
    return written.rpartition(".")[2].lower() in FORMATS


def picture_renamed(garden: Garden, old: str, new: str) -> tuple[Changes, list[str]]:
    """What renames a picture, the texts that show it first, and what was done, line by line. Raises
    ConfigurationError where that cannot be done."""
    root = garden.settings.root
    picture = _picture(garden, old)
    file_name = _new_name(garden, picture, new)

    def each(data: bytes, entry: Entry) -> Rewritten:
        return with_picture_renamed(data, entry, picture.name, file_name, garden)

    files, look = each_rewritten(garden, each, "shows", picture.name)
    if picture.name in garden.settings.frame_pictures:
        look.append(f"{garden.settings.config_path.name} names it; mend it by hand.")
    changes = Changes({name: changed.data for name, changed in files.items()})
    folder = picture.path.rpartition("/")[0]
    changes.files |= {f"{folder}/{file_name}": (root / picture.path).read_bytes(), picture.path: None}
    lines = [f"{picture.path} is now {PICTURES}/{file_name}."]
    if files:
        lines.append("Changed, because they show it:")
    lines += [f"  {name}: {changed.counted}" for name, changed in files.items()]
    if look:
        lines += ["For you to look at:", *(f"  {line}" for line in look)]
    return changes, lines


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
    name = path.name if names_picture(path.name) else f"{path.name}{source.suffix}"
    if not name.rpartition(".")[0].strip() or _UNUSABLE.search(name):
        raise ConfigurationError(f"{written} cannot be the name of a picture. Write one such as waiting-room.jpg.")
    format = format_of(source.read_bytes())
    if format is not None and format != FORMATS[name.rpartition(".")[2].lower()]:
        endings = " or ".join(f".{ending}" for ending, each in FORMATS.items() if each == format)
        raise ConfigurationError(f"{picture.path} is a {format} picture. Let its new name end in {endings}.")
    if f"{PICTURES}/{name}" == picture.name:
        raise ConfigurationError(f"{name} is its name already. Write another one.")
    for other in (*garden.pictures, *garden.refused):
        if other != picture.name and plain_address(other) == plain_address(name):
            raise ConfigurationError(f"{name} would be taken for {other}. Choose another name.")
    return name
