"""What a picture file is made of: the parts a browser shows, and the parts that only tell something besides.

Nothing is decoded here. A part counts as needed only if it is on a list; whatever is unknown is taken for hidden.
Sources: PNG (W3C, third edition), JPEG (ITU T.81, JFIF 1.02), GIF89a, the WebP container (RFC 9649), Exif 2.32.
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

POSITION = "where it was taken"
CAMERA = "notes by a camera or program"
EARLIER = "another picture"
WORDS = "words that nobody sees"
DEVICE = "which screen or device it comes from"
MOMENT = "when it was saved"
OTHER = "parts that are not shown"
AFTER = "something after its end"

LARGEST_PROFILE = 16 * 1024
"""Bytes of a colour profile that only names a colour space; the common ones have 0.5 to 3.2 KB."""
LARGEST_HARMLESS_EXIF = 256
_COLOUR_TAGS = set(
    b"desc cprt wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC chad chrm cicp lumi meas view vued tech dmnd dmdd".split()
)
"""Tags of a profile that describe colours (ICC.1:2022). Those of one screen also hold its calibration and serial number
(`vcgt`, `mmod`, `meta`)."""
_ORIENTATION_AND_SIZE = {0x0112, 0x011A, 0x011B, 0x0128, 0x0213, 0x8769}
_EXIF_VERSION_AND_SIZE = {0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003}
_POSITION_TAG, _EXIF_TAG = 0x8825, 0x8769

_PNG_NEEDED = set(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD hIST pHYs acTL fcTL fdAT cICP mDCV cLLI".split())
_JPEG_NEEDED = {*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} - {0xC8}
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_WEBP_NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_WEBP_PROFILE, _WEBP_EXIF_AND_XMP = 0x20, 0x0C
_DAMAGE = (struct.error, IndexError, zlib.error)


class Broken(Exception):
    """The file ends too early, or is not built as its format demands."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes of the file. A part that is not `needed` can be left out; `tells` says what it gives away."""

    raw: bytes
    needed: bool = True
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anatomy:
    """A picture's format, its width and height in pixels, its frames, its parts in order, and what follows them."""

    format: str
    width: int
    height: int
    frames: int
    parts: tuple[Part, ...]
    after: bytes = b""

    @property
    def pixels(self) -> int:
        """The pixels of all frames."""
        return self.width * self.height * self.frames

    @cached_property
    def tells(self) -> tuple[str, ...]:
        """What the file tells besides what it shows."""
        told = [thing for part in self.parts for thing in part.tells]
        return tuple(dict.fromkeys([*told, AFTER] if self.after else told))

    @property
    def is_bare(self) -> bool:
        return not self.after and all(part.needed for part in self.parts)

    def bare(self) -> bytes:
        """The file with its needed parts alone; no pixel changes."""
        parts = [part.raw for part in self.parts if part.needed]
        return b"".join(_with_webp_header(parts) if self.format == "WEBP" else parts)


def format_of(data: bytes) -> str | None:
    """The format that the first bytes of a file announce, as Pillow calls it; None if it is none of the four."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def anatomy_of(data: bytes, format: str) -> Anatomy:
    """Take a file apart. Raises Broken."""
    try:
        found = _ANATOMISTS[format](data)
    except _DAMAGE:
        raise Broken from None
    return replace(found, after=data[sum(len(part.raw) for part in found.parts) :])


# --- PNG


def _png(data: bytes) -> Anatomy:
    parts, at, name, frames = [Part(data[:8])], 8, b"", 0
    width, height = struct.unpack_from(">II", data, 16)
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        body = data[at + 8 : end - 4]
        if end > len(data) or zlib.crc32(name + body) != struct.unpack_from(">I", data, end - 4)[0]:
            raise Broken
        if (name == b"IHDR") != (at == 8) or (name == b"IEND" and body):
            raise Broken
        frames += name == b"fcTL"
        parts.append(_png_part(data[at:end], name, body))
        at = end
    return Anatomy("PNG", width, height, max(1, frames), tuple(parts))


def _png_part(raw: bytes, name: bytes, body: bytes) -> Part:
    if name in _PNG_NEEDED:
        return Part(raw)
    if name == b"iCCP":
        compressed = body[body.index(b"\0") + 2 :] if b"\0" in body else b""
        return _profile_part(raw, zlib.decompressobj().decompress(compressed, LARGEST_PROFILE + 1))
    if name == b"eXIf":
        return _exif_part(raw, body)
    if name in (b"tEXt", b"zTXt", b"iTXt"):
        return Part(raw, False, (WORDS,))
    return Part(raw, False, (MOMENT if name == b"tIME" else OTHER,))


# --- JPEG


def _jpeg(data: bytes) -> Anatomy:
    parts, at, marker, size = [Part(data[:2])], 2, 0, (0, 0)
    while marker != 0xD9:
        start = at
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if data[at] != 0xFF:
            raise Broken
        marker = data[at + 1]
        if marker == 0xD9:
            parts.append(Part(data[start : at + 2]))
            break
        length = struct.unpack_from(">H", data, at + 2)[0]
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise Broken
        body = data[at + 4 : end]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", body, 1)
            size = max(size[0], width), max(size[1], height)
        if marker == 0xDA:
            after_scan = _JPEG_END_OF_SCAN.search(data, end)
            if after_scan is None:
                raise Broken
            end = after_scan.start()
        parts.append(_jpeg_part(data[start:end], marker, body))
        at = end
    return Anatomy("JPEG", *size, 1, tuple(parts))


def _jpeg_part(raw: bytes, marker: int, body: bytes) -> Part:
    if marker in _JPEG_NEEDED:
        return Part(raw)
    if marker == 0xE0 and body.startswith((b"JFIF\0", b"JFXX\0")):
        plain = body.startswith(b"JFIF\0") and len(body) == 14 and body[12:] == b"\0\0"
        return Part(raw) if plain else Part(raw, False, (EARLIER,))
    if marker == 0xE1 and body.startswith(b"Exif\0\0"):
        return _exif_part(raw, body[6:])
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0\x01\x01"):
        return _profile_part(raw, body[14:])
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        return Part(raw, False, (DEVICE,))
    if marker == 0xE2 and body.startswith(b"MPF\0"):
        return Part(raw, False, (EARLIER,))
    if marker == 0xEE and body.startswith(b"Adobe") and len(body) == 12:
        return Part(raw)  # How its colours are written.
    return Part(raw, False, (WORDS if marker in (0xE1, 0xED, 0xFE) else OTHER,))


# --- GIF


def _gif(data: bytes) -> Anatomy:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _gif_colours(flags)
    parts, frames, kind = [Part(data[:at])], 0, 0
    while kind != 0x3B:
        start, kind = at, data[at]
        if kind == 0x3B:
            parts.append(Part(data[at : at + 1]))
        elif kind == 0x2C:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            width, height, frames = max(width, left + wide), max(height, top + high), frames + 1
            at = _after_gif_blocks(data, at + 11 + _gif_colours(flags))
            parts.append(Part(data[start:at]))
        elif kind == 0x21:
            at = _after_gif_blocks(data, at + 2)
            parts.append(_gif_extension(data[start:at]))
        else:
            raise Broken
    return Anatomy("GIF", width, height, frames, tuple(parts))


def _gif_colours(flags: int) -> int:
    """The bytes of a table of colours, from the flags that announce it."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_gif_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _gif_extension(raw: bytes) -> Part:
    label, name = raw[1], raw[3:14]
    if (label == 0xF9 and len(raw) == 8) or (label == 0xFF and name in _GIF_LOOPS and len(raw) == 19):
        return Part(raw)
    words = label in (0x01, 0xFE) or name == b"XMP DataXMP"
    return Part(raw, False, (WORDS if words else OTHER,))


# --- WebP


def _webp(data: bytes) -> Anatomy:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    parts, at, frames, size = [Part(data[:12])], 12, 0, (0, 0)
    if end > len(data):
        raise Broken
    while at < end:
        name, length = struct.unpack_from("<4sI", data, at)
        stop = at + 8 + length + length % 2
        if stop > end:
            raise Broken
        body = data[at + 8 : at + 8 + length]
        size = max(size, _webp_size(name, body))
        if name == b"ANMF":
            frames += 1
            _refuse_unknown_in_frame(body)
        parts.append(_webp_part(data[at:stop], name, body))
        at = stop
    return Anatomy("WEBP", *size, max(1, frames), tuple(parts))


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        both = int.from_bytes(body[1:5], "little")
        return 1 + (both & 0x3FFF), 1 + (both >> 14 & 0x3FFF)
    return 0, 0


def _refuse_unknown_in_frame(frame: bytes) -> None:
    at = 16
    while at < len(frame):
        name, length = struct.unpack_from("<4sI", frame, at)
        if name not in (b"ALPH", b"VP8 ", b"VP8L"):
            raise Broken
        at += 8 + length + length % 2


def _webp_part(raw: bytes, name: bytes, body: bytes) -> Part:
    if name in _WEBP_NEEDED:
        return Part(raw)
    if name == b"ICCP":
        return _profile_part(raw, body)
    if name == b"EXIF":
        return _exif_part(raw, body.removeprefix(b"Exif\0\0"))
    return Part(raw, False, (WORDS if name == b"XMP " else OTHER,))


def _with_webp_header(parts: list[bytes]) -> list[bytes]:
    """Write the length of what is left, and which parts there are."""
    size = sum(map(len, parts)) - 8
    with_profile = any(part.startswith(b"ICCP") for part in parts)
    parts = [b"RIFF" + struct.pack("<I", size) + b"WEBP", *parts[1:]]
    gone = _WEBP_EXIF_AND_XMP | (0 if with_profile else _WEBP_PROFILE)
    return [part[:8] + bytes([part[8] & ~gone]) + part[9:] if part.startswith(b"VP8X") else part for part in parts]


_ANATOMISTS: dict[str, Callable[[bytes], Anatomy]] = {"PNG": _png, "JPEG": _jpeg, "GIF": _gif, "WEBP": _webp}


# --- what several formats hold


def _profile_part(raw: bytes, profile: bytes) -> Part:
    return Part(raw) if is_colour_space(profile) else Part(raw, False, (DEVICE,))


def is_colour_space(profile: bytes) -> bool:
    """Whether a colour profile describes a colour space such as sRGB, and not one particular device."""
    if len(profile) > LARGEST_PROFILE or profile[36:40] != b"acsp":
        return False
    count = int.from_bytes(profile[128:132])
    tags = {profile[132 + 12 * number : 136 + 12 * number] for number in range(min(count, 50))}
    return count <= 50 and tags <= _COLOUR_TAGS


def _exif_part(raw: bytes, exif: bytes) -> Part:
    """An orientation or a resolution alone tells nothing, and may stay; it is not needed either."""
    return Part(raw, False, _told_by_exif(exif))


def _told_by_exif(exif: bytes) -> tuple[str, ...]:
    from PIL import Image
    from PIL.ExifTags import IFD

    tags = Image.Exif()
    try:
        tags.load(b"Exif\0\0" + exif)
        own, inner = set(tags) - {_POSITION_TAG}, set(tags.get_ifd(_EXIF_TAG))
        harmless = own <= _ORIENTATION_AND_SIZE and inner <= _EXIF_VERSION_AND_SIZE
        told = {
            POSITION: _POSITION_TAG in tags,
            CAMERA: not harmless or len(exif) > LARGEST_HARMLESS_EXIF,
            EARLIER: bool(tags.get_ifd(IFD.IFD1)),
        }
    except Exception:  # Pillow raises nearly anything on damaged tags.
        return (CAMERA,)
    return tuple(thing for thing, is_told in told.items() if is_told)
