"""Pictures: what they are called, no more than they show, and small enough for everybody.

A photo taken with a phone holds the place where it was taken, and a screenshot the name of a machine. Nobody sees that
on the page, and everybody can read it in the file.
"""

import io
import shlex
import warnings
from collections.abc import Sequence

from kgen import workers
from kgen.model import Fault, Picture
from kgen.read.anatomy import Anatomy, Broken, anatomy_of, format_of

CHECK = "picture-file"
LARGEST = 4 * 1024 * 1024
"""Bytes of one picture. 4 MB take half a minute on a slow mobile connection, and a page may hold several; a photo of
2,400 pixels a side, sharp on any screen, has less than one."""
LONGEST_SIDE = 12_000
"""Pixels. A panorama of a phone has fewer."""
MOST_PIXELS = 40_000_000
"""Pixels of all frames together. Decoded they take 160 MB of memory, in kgen as in a reader's browser; a file of a few
KB can announce a thousand times as many (a decompression bomb)."""
MOST_FRAMES = 500
FORMATS = {"gif": "GIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
"""The format that each ending stands for."""
AT_ONCE = 32
"""Pictures held in memory at a time: with 4 MB each, 128 MB."""
FEWEST = 8
"""Pictures below which another process costs more than it saves."""


def read_pictures(files: Sequence[tuple[Picture, bytes]]) -> list[Picture]:
    """Look at the bytes of each picture, and return the pictures with their faults. Pillow is loaded only for this."""
    if files:
        import PIL.Image  # noqa: F401 - once, before other processes need it
    return workers.mapped(_looked_at, files, fewest=FEWEST)


def _looked_at(file: tuple[Picture, bytes]) -> Picture:
    picture, data = file
    return Picture(picture.name, picture.path, picture.digest, tuple(faults_of(data, picture.path)))


def faults_of(data: bytes, name: str) -> list[Fault]:
    """Say what is wrong with a picture, of which `name` is the path from mkdocs.yml. Never raises."""
    if len(data) > LARGEST:
        return [too_large(len(data))]
    wanted, format = FORMATS[name.rpartition(".")[2].lower()], format_of(data)
    if format is None:
        return [_error("this is no picture, whatever its name says", _EXPORT)]
    if format != wanted:
        ending = next(ending for ending in ("jpg", *FORMATS) if FORMATS[ending] == format)
        return [_error(f"this is a {format} picture, and its name says {wanted}", f"Let its name end in .{ending}.")]
    try:
        anatomy = anatomy_of(data, format)
    except Broken:
        return [_error(_BROKEN, _EXPORT)]
    faults = too_many_pixels(anatomy)
    if not faults and not is_readable(data, anatomy):
        faults.append(_error(_BROKEN, _EXPORT))
    if anatomy.tells:
        told = ", ".join(anatomy.tells)
        fix = f"Run: {shlex.join(['kgen', 'clean-image', name])}"
        faults.append(_error(f"the file holds more than the picture: {told}", fix))
    return faults


_BROKEN = "the picture is damaged or cut off, so it cannot be shown"
_EXPORT = "Open it in a program for pictures, export it as JPEG or PNG, and use that file."


def too_large(size: int) -> Fault:
    message = f"the picture has {size / 1024**2:.1f} MB; at most {LARGEST // 1024**2} MB are published"
    return _error(message, "Export it with 2,000 pixels a side, or let `kgen clean-image` make it smaller.")


def too_many_pixels(anatomy: Anatomy) -> list[Fault]:
    """Say whether a picture is too much to decode."""
    faults = []
    if max(anatomy.width, anatomy.height) > LONGEST_SIDE or anatomy.pixels > MOST_PIXELS:
        size = f"{anatomy.width:,} × {anatomy.height:,}"
        frames = f" in {anatomy.frames:,} frames" if anatomy.frames > 1 else ""
        message = (
            f"the picture has {size} pixels{frames}; at most {LONGEST_SIDE:,} a side, and"
            f" {MOST_PIXELS // 1_000_000} million in all, are published"
        )
        faults.append(_error(message, "Open it in a program for pictures, and export it with 2,000 pixels a side."))
    elif anatomy.frames > MOST_FRAMES:
        message = f"the picture moves through {anatomy.frames:,} frames; at most {MOST_FRAMES} are published"
        faults.append(_error(message, "Make it shorter, or use one still picture."))
    return faults


def is_readable(data: bytes, anatomy: Anatomy) -> bool:
    """Whether every frame can be decoded. JPEGs are decoded at an eighth of their size, which reads all their data."""
    from PIL import Image, ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[anatomy.format]) as image:
                image.draft(None, (anatomy.width // 8, anatomy.height // 8))
                for frame in ImageSequence.Iterator(image) if anatomy.frames > 1 else [image]:
                    frame.load()
    except Exception:  # Pillow raises nearly anything on damaged data.
        return False
    return True


def _error(message: str, fix: str) -> Fault:
    return Fault(CHECK, "error", message, fix)
