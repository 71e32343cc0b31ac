"""Pictures for tests, made from nothing: sound ones, and ones with each thing that can be wrong."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

MAKE, MODEL, ORIENTATION, POSITION = 0x010F, 0x0110, 0x0112, 0x8825
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Dee Example</dc:creator></x:xmpmeta>'
SECRET = "Dee Example, 4 Mill Lane"


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ, so that turning it shows."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill="red")
    draw.rectangle((width // 2, height // 2, width, height), fill="blue")
    return image.convert(mode)


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def png(**options: object) -> bytes:
    return saved(drawing(), "PNG", **options)


def jpeg(**options: object) -> bytes:
    return saved(drawing(), "JPEG", quality=90, **options)


def gif(**options: object) -> bytes:
    return saved(drawing(mode="P"), "GIF", **options)


def webp(**options: object) -> bytes:
    return saved(drawing(), "WEBP", **options)


def moving(format: str, **options: object) -> bytes:
    """Three different frames, shown for 100, 200 and 300 ms, again and again."""
    frames = [drawing(), drawing().rotate(180), drawing().rotate(90)]
    return saved(
        frames[0], format, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0, **options
    )


def exif(*, position: bool = True, camera: bool = True, orientation: int = 1) -> bytes:
    """What a phone writes into a photo."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    if camera:
        tags[MAKE], tags[MODEL] = "Example", SECRET
    if position:
        tags.get_ifd(POSITION).update({1: "N", 2: (53.0, 47.0, 59.0), 3: "W", 4: (1.0, 32.0, 1.0)})
    return tags.tobytes()


def texts() -> PngInfo:
    info = PngInfo()
    info.add_text("Author", SECRET)
    info.add_text("Comment", SECRET, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return info


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(name: bytes, body: bytes, data: bytes | None = None) -> bytes:
    """A PNG with one more chunk after its header."""
    data = png() if data is None else data
    return data[:33] + chunk(name, body) + data[33:]


def jpeg_with(marker: int, body: bytes, data: bytes | None = None) -> bytes:
    """A JPEG with one more segment at its beginning."""
    data = jpeg() if data is None else data
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]


def gif_with(extension: bytes) -> bytes:
    """A GIF with one more extension before its end."""
    return gif()[:-1] + extension + b";"


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few bytes that announces billions of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def colour_profile() -> bytes:
    """A profile that only describes a colour space."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def screen_profile() -> bytes:
    """A profile as macOS makes one for a screen: it also holds the screen's calibration."""
    profile = bytearray(colour_profile())
    at = profile.index(b"wtpt", 128)
    profile[at : at + 4] = b"vcgt"
    return bytes(profile)


def archive() -> bytes:
    """A zip file with one text in it."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("secret.txt", SECRET)
    return out.getvalue()


PICTURES: dict[str, Callable[[], bytes]] = {
    "png": png,
    "jpeg": jpeg,
    "gif": gif,
    "webp": webp,
    "a gif that moves": lambda: moving("GIF"),
    "a photo from a phone": lambda: jpeg(exif=exif()),
    "a photo with a thumbnail": lambda: jpeg_with(0xE0, b"JFXX\0\x10" + jpeg()),
    "a screenshot": lambda: png_with(b"tIME", b"\x07\xea\x0b\x17\x09\x00\x00", png(icc_profile=screen_profile())),
    "a png with words": lambda: png(pnginfo=texts()),
    "a png with an unknown chunk": lambda: png_with(b"prVt", b"x"),
    "a png with a zip file behind it": lambda: png() + archive(),
    "a png that is cut off": lambda: png()[:-20],
    "a png with damaged pixels": lambda: png_with(b"IDAT", b"no pixels"),
    "a bomb": bomb,
    "a gif of 600 frames": lambda: saved(
        Image.new("L", (1, 1)),
        "GIF",
        save_all=True,
        append_images=[Image.new("L", (1, 1), number % 2 * 255) for number in range(1, 600)],
        duration=20,
    ),
}
"""What tests/cases/ may ask for by name."""
