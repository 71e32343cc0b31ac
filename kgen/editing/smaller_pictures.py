"""Pictures with too many bytes, made smaller until they fit."""

import io
import warnings

from PIL import Image, ImageOps

from kgen.read.image_metadata import without_metadata
from kgen.read.pictures import LARGEST, opened

QUALITY = 88
"""The quality of a JPEG or WebP that is made smaller, on Pillow's scale up to 95."""
STEP = 0.8
"""By how much a picture with too many bytes is made smaller, until it fits."""


def made_smaller(data: bytes) -> tuple[bytes, str]:
    """A still picture with few enough bytes, without anything but what it shows, and what was done, in words; one that
    moves stays as it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        original = opened(data)
        if getattr(original, "n_frames", 1) > 1:
            return data, ""
        image = ImageOps.exif_transpose(original)
    options = {"quality": QUALITY, "icc_profile": original.info.get("icc_profile")}
    before = image.size
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    while len(data) > LARGEST:
        image = image.resize((int(image.width * STEP), int(image.height * STEP)), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, original.format, **options)
        data = without_metadata(out.getvalue())[0]
    return data, "{:,} × {:,} pixels became {:,} × {:,}".format(*before, *image.size)
