"""Pictures: properly named, telling no more than they show, and small enough for everybody.

A photo taken with a phone holds the place where it was taken, and a screenshot the name of a machine. Nobody sees that
on the page, but anybody can read it in the file.
"""

import io
import shlex
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgen import parallel
from kgen.model import Diagnostic, Picture
from kgen.read.image_metadata import BrokenImage, format_of, without_metadata

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

CHECK = "picture-file"
LARGEST = 4 * 1024 * 1024
"""Bytes of one picture. 4 MB take half a minute on a slow mobile connection, and a page may hold several; a photo of
2,400 pixels a side, sharp on any screen, has less than one."""
LONGEST_SIDE = 12_000
"""Pixels. A phone's panorama has fewer."""
MOST_PIXELS = 40_000_000
"""Pixels of all frames together. Decoded they take 160 MB of memory, in kgen as in a reader's browser; a file of a few
KB can announce a thousand times as many (a decompression bomb)."""
MOST_FRAMES = 500
FORMATS = {"gif": "GIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
"""The format that each ending stands for."""
_ON_ITS_SIDE = (5, 6, 7, 8)
"""Orientations in which the rows of a picture are shown as columns."""
AT_ONCE = 32
"""Pictures held in memory at a time: with 4 MB each, 128 MB."""
FEWEST = 8
"""With fewer pictures, another process costs more than it saves."""


def format_named(name: str) -> str:
    """The format that the ending of a name stands for; empty if it is that of no picture."""
    return FORMATS.get(name.rpartition(".")[2].lower(), "")


def read_pictures(files: Sequence[tuple[Picture, bytes]], *, public: bool) -> list[Picture]:
    """Look at the bytes of each picture, and return the pictures with their faults or their size. Pillow is loaded only
    for this.

    If the source is public, anything a file tells besides the picture is a fault: it can be read there.
    """
    if files:
        import PIL.Image  # noqa: F401 - once, before other processes need it

    def looked_at(file: tuple[Picture, bytes]) -> Picture:
        picture, data = file
        if faults := faults_of(data, picture.path, public=public):
            return replace(picture, faults=tuple(faults))
        return replace(picture, size=_size_shown(data))

    return parallel.map(looked_at, files, min_items=FEWEST)


def faults_of(data: bytes, name: str, *, public: bool = True) -> list[Diagnostic]:
    """Say what is wrong with a picture. `name` is its path from mkdocs.yml. Never raises."""
    if len(data) > LARGEST:
        return [too_large(len(data))]
    wanted, format = format_named(name), format_of(data)
    if format is None:
        return [not_one(data)]
    if format != wanted:
        ending = next(ending for ending in ("jpg", *FORMATS) if FORMATS[ending] == format)
        return [
            _error(
                f"this is a {format} picture, but its name says {wanted}", f"Rename it so that it ends in .{ending}."
            )
        ]
    try:
        published, told = without_metadata(data)
        faults = too_much(published)
    except BrokenImage:
        return [_error(_BROKEN, _EXPORT)]
    if told and public:
        fix = f"Run: {shlex.join(['kgen', 'clean-image', name])}"
        faults.append(_error(f"the file holds more than the picture: {', '.join(told)}", fix))
    return faults


def _size_shown(data: bytes) -> tuple[int, int] | None:
    """The width and height of a picture, turned as its tag for the orientation says (Exif 2.32, 4.6.4 A). Browsers do
    not turn a WebP."""
    from PIL import ExifTags

    try:
        image = opened(data)
        is_turned = image.format != "WEBP" and image.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE
    except Exception:  # The picture can be decoded; the notes beside it may be damaged.
        return None
    return (image.height, image.width) if is_turned else image.size


_BROKEN = "the picture is damaged or cut off, so it cannot be shown"
_EXPORT = "Open it in a picture editor, export it as JPEG or PNG, and use that file."
_SAVE_AGAIN = "Save the picture itself again, and use that file."
_FETCH = "Fetch the picture with `git lfs pull`, in a workflow with `lfs: true` below actions/checkout."


_OTHERS = (
    (0, b"version https://git-lfs", "the note that Git LFS keeps in place of a picture", _FETCH),
    (4, b"ftyphe", "a HEIC picture", _EXPORT),
    (4, b"ftypmif1", "a HEIC picture", _EXPORT),
    (4, b"ftypavi", "an AVIF picture", _EXPORT),
    (4, b"ftyp", "a film", "Use one still picture of it, as JPEG or PNG."),
    (0, b"BM", "a BMP picture", _EXPORT),
    (0, b"II*\0", "a TIFF picture", _EXPORT),
    (0, b"MM\0*", "a TIFF picture", _EXPORT),
    (0, b"%PDF-", "a PDF", _EXPORT),
    (0, b"<svg", "a drawing in SVG", _EXPORT),
    (0, b"<?xml", "a drawing in SVG", _EXPORT),
    (0, b"<html", "a web page", _SAVE_AGAIN),
    (0, b"<!doctype html", "a web page", _SAVE_AGAIN),
)
"""What else comes under the name of a picture: where its sign is, what it is, what to do."""


def not_one(data: bytes) -> Diagnostic:
    """Say that a file is none of the pictures that are published, and what it is if that shows."""
    if not data:
        return _error("the file is empty", _SAVE_AGAIN)
    start = data[:64].lower()
    for at, sign, what, fix in _OTHERS:
        if start.startswith(sign.lower(), at):
            return _error(f"this is {what}, whatever its name says", fix)
    return _error("this is not a picture, whatever its name says", _EXPORT)


def too_large(size: int) -> Diagnostic:
    message = f"the picture has {size / 1024**2:.1f} MB; at most {LARGEST // 1024**2} MB are published"
    return _error(message, "Export it with 2,000 pixels a side, or let `kgen clean-image` make it smaller.")


def too_much(data: bytes) -> list[Diagnostic]:
    """Decode every frame of a picture, or say that there is too much of it to decode. Raises BrokenImage.

    JPEGs are decoded at an eighth of their size, which reads all their data.
    """
    from PIL import ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = opened(data)
            if faults := too_many_pixels(*image.size, getattr(image, "n_frames", 1)):
                return faults
            image.draft(None, (image.width // 8, image.height // 8))
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MOST_PIXELS:
                    raise BrokenImage
                frame.load()
    except Exception as error:  # Pillow raises nearly anything on damaged data.
        raise BrokenImage from error
    return []


def opened(data: bytes) -> "ImageFile":
    """A picture that is not decoded yet, however large. Pillow's own limit would hide how large it is."""
    from PIL import Image

    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        return Image.open(io.BytesIO(data), formats=[format_of(data) or ""])
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def too_many_pixels(width: int, height: int, frames: int) -> list[Diagnostic]:
    """Say whether a picture is too much to decode."""
    if max(width, height) > LONGEST_SIDE or width * height * frames > MOST_PIXELS:
        moving = f" in {frames:,} frames" if frames > 1 else ""
        message = (
            f"the picture has {width:,} × {height:,} pixels{moving}; at most {LONGEST_SIDE:,} a side, and"
            f" {MOST_PIXELS // 1_000_000} million in all, are published"
        )
        return [_error(message, "Open it in a picture editor, and export it with 2,000 pixels a side.")]
    if frames > MOST_FRAMES:
        message = f"the animation has {frames:,} frames; at most {MOST_FRAMES} are published"
        return [_error(message, "Make it shorter, or use one still picture.")]
    return []


def _error(message: str, fix: str) -> Diagnostic:
    return Diagnostic("error", message, fix, check=CHECK)
