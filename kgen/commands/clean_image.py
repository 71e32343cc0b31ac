"""kgen clean-image: pictures without anything but what they show.

A still picture is decoded and encoded anew, so that nothing can hide between its pixels; one that moves keeps its
frames byte for byte and loses the parts around them.
"""

import io
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import get_sampling

from kgen.commands.rewriting import write_whole
from kgen.read.anatomy import Anatomy, Broken, anatomy_of, format_of, is_colour_space
from kgen.read.pictures import FORMATS, LARGEST, faults_of, too_many_pixels
from kgen.settings import ConfigurationError
from kgen.terminal import printable

LARGEST_READ = 64 * 1024 * 1024
"""Bytes of a file that is cleaned. The largest photos of phones have some 50 MB."""
QUALITY = 88
"""Of a JPEG or WebP that is encoded anew, on Pillow's scale up to 95; a JPEG that keeps its size keeps its own."""
STEP = 0.8
"""By how much a picture with too many bytes is made smaller, until it fits."""
_ORIENTATION = 0x0112


def run(files: Sequence[Path]) -> int:
    """Clean each file, and say of each what was done. One that cannot be cleaned keeps none of the others waiting.

    Return 0 where all are clean, 1 where a picture is not, 2 where something else was named.
    """
    return max(_run(file) for file in files)


def _run(file: Path) -> int:
    try:
        code, lines = _clean(file)
    except ConfigurationError as error:
        code, lines = 2, [str(error)]
    for line in lines:
        print(printable(line), file=sys.stderr if code == 2 else sys.stdout)
    return code


def _clean(file: Path) -> tuple[int, list[str]]:
    """Clean a file; return the exit code and what there is to say. Raises ConfigurationError."""
    data = _bytes_of(file)
    format = format_of(data)
    if format is None:
        raise ConfigurationError(_no_picture(file))
    if format != FORMATS[file.suffix[1:].lower()]:
        return 1, _cannot(file, data)
    try:
        anatomy = anatomy_of(data, format)
        if too_many_pixels(anatomy):
            return 1, _cannot(file, data)
        if anatomy.is_bare and not faults_of(data, file.name):
            return 0, [f"{file} holds nothing but the picture. It stays as it is."]
        clean, changes = _cleaned(data, anatomy)
    except (Broken, _Unreadable):
        return 1, [f"{file} is damaged or cut off. Export it again from the program that made it."]
    if faults_of(clean, file.name):
        return 1, _cannot(file, clean)
    try:
        write_whole(file, clean)
    except OSError as error:
        return 1, [f"{file} cannot be written ({error.strerror}). See to its permissions; it is as it was."]
    return 0, [f"{file} is clean.", *(f"  Taken out: {thing}." for thing in anatomy.tells), *changes]


class _Unreadable(Exception):
    """Pillow cannot decode the picture."""


def _bytes_of(file: Path) -> bytes:
    """The bytes of a picture named on the command line. Raises ConfigurationError."""
    if file.is_dir() and not file.is_symlink():
        raise ConfigurationError(f"{file} is a folder. Name the pictures in it, as in {file}/*.jpg.")
    if file.is_symlink() or not file.is_file():
        raise ConfigurationError(f"There is no picture {file}. Name a file, such as content/images/waiting-room.jpg.")
    if file.suffix[1:].lower() not in FORMATS:
        raise ConfigurationError(_no_picture(file))
    if file.stat().st_size > LARGEST_READ:
        most = LARGEST_READ // 1024**2
        raise ConfigurationError(f"{file} has more than {most} MB. Export it with 2,000 pixels a side first.")
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read ({error.strerror}). See to its permissions.") from None


def _no_picture(file: Path) -> str:
    return f"{file} is no picture kgen knows. It cleans files that end in {', '.join(FORMATS)}."


def _cannot(file: Path, data: bytes) -> list[str]:
    return [f"{file} cannot be cleaned: {fault.message}. {fault.fix}" for fault in faults_of(data, file.name)]


def _cleaned(data: bytes, anatomy: Anatomy) -> tuple[bytes, list[str]]:
    """The bytes of the clean picture, and a line about each thing that changed. Raises _Unreadable."""
    if anatomy.frames > 1:
        return anatomy.bare(), []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[anatomy.format]) as image:
                image.load()
                return _drawn_anew(image, anatomy)
    except Exception as error:  # Pillow raises nearly anything on damaged data.
        raise _Unreadable from error


def _drawn_anew(original: Image.Image, anatomy: Anatomy) -> tuple[bytes, list[str]]:
    changes = []
    image = _upright(original)
    if image is not original:
        changes.append("  Turned upright.")
    image, profile = _with_common_colours(image)
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    options = {**_encoding(original, image, anatomy), "icc_profile": profile}
    clean = _encoded(image, anatomy.format, options)
    before = image.size
    while len(clean) > LARGEST:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = image.resize((int(image.width * STEP), int(image.height * STEP)), Image.Resampling.LANCZOS)
        clean = _encoded(image, anatomy.format, {"quality": QUALITY, "icc_profile": profile})
    if image.size != before:
        changes.append("  Made smaller: {:,} × {:,} pixels became {:,} × {:,}.".format(*before, *image.size))
    return clean, changes


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its orientation says; the same object where that says nothing that can be read."""
    try:
        if image.getexif().get(_ORIENTATION, 1) == 1:
            return image
        return ImageOps.exif_transpose(image)
    except Exception:  # Damaged tags; the picture itself is sound.
        return image


def _with_common_colours(image: Image.Image) -> tuple[Image.Image, bytes | None]:
    """The picture, and a colour profile that it may keep. Colours of one device are written as sRGB."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGB", "RGBA") and profile and is_colour_space(profile):
        return image, profile
    if image.mode in ("RGB", "RGBA", "CMYK") and profile:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            own, common = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, common, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            converted = None
        image = converted or image
    return (image.convert("RGB") if image.mode == "CMYK" else image), None


def _encoding(original: Image.Image, image: Image.Image, anatomy: Anatomy) -> dict[str, Any]:
    """How to write the picture as well as it was written before, and no larger."""
    if anatomy.format == "WEBP" and any(part.raw.startswith(b"VP8L") for part in anatomy.parts):
        return {"lossless": True}
    tables = getattr(original, "quantization", None)
    if anatomy.format != "JPEG" or not tables or image.mode != original.mode:
        return {"quality": QUALITY}
    sampling = get_sampling(original)
    return {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}


def _encoded(image: Image.Image, format: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **({"optimize": True} if format == "JPEG" else {}), **options)
    return out.getvalue()
