"""What a picture file tells besides the picture, and the file without it.

A file is taken apart at the seams of its format and put together again from the parts that a browser shows; no pixel is
re-encoded, so nothing visible is lost (docs/decisions/0025). What is on no list here is left out. Pillow reads the tags
of cameras.
Sources: PNG (W3C, third edition), JPEG (ITU T.81, JFIF 1.02), GIF89a, the WebP container (RFC 9649), Exif 2.32,
colour profiles (ICC.1:2022).
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

POSITION = "where it was taken"
CAMERA = "notes by a camera or program"
EARLIER = "another picture"
WORDS = "words that nobody sees"
DEVICE = "which screen or device it comes from"
MOMENT = "when it was saved"
OTHER = "parts that are not shown"
AFTER = "something after its end"

_SHOWN = {
    format: re.compile(pattern, re.DOTALL)
    for format, pattern in {
        "PNG": rb"\Z|I(DAT|END|HDR)|acTL|fcTL|fdAT|PLTE.{3,768}\Z|(tRNS|hIST).{1,512}\Z|gAMA.{4}\Z|cHRM.{32}\Z|sRGB.\Z"
        rb"|sBIT.{1,4}\Z|bKGD.{1,6}\Z|pHYs.{9}\Z|cICP.{4}\Z|mDCV.{24}\Z|cLLI.{8}\Z",
        "JPEG": rb"\Z|[\xc0-\xc7\xc9-\xcf\xd9-\xdf]|\xe0JFIF\0.{7}\0\0\Z|\xeeAdobe.{7}\Z",
        "GIF": rb"\Z|,|;|!\xf9.{6}\Z|!\xff\x0b(NETSCAPE2\.0|ANIMEXTS1\.0).{5}\Z",
        "WEBP": rb"\Z|VP8[ L]|VP8X.{10}\Z|ALPH|ANIM.{6}\Z|ANMF",
    }.items()
}
"""How the parts that a browser shows begin. A part is known by its name (in a JPEG, its marker) and its body; the first
bytes of a file have none."""
_TELLS = {
    WORDS: re.compile(rb"[tzi][ET]Xt|XMP |[\xe1\xed\xfe]|![\x01\xfe]|!\xff\x0bXMP Data"),
    MOMENT: re.compile(rb"tIME"),
    EARLIER: re.compile(rb"\xe0JF(IF|XX)\0|\xe2MPF\0"),
    OTHER: re.compile(rb""),
}
"""What other parts give away; the first one counts."""
_EXIF = re.compile(rb"eXIf|EXIF(Exif\0\0)?|\xe1Exif\0\0")
_PROFILE = re.compile(rb"iCCP[^\0]*\0\0|ICCP|\xe2ICC_PROFILE\0..", re.DOTALL)
_JPEG_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_LONGEST_PIECE = 65_519
"""Bytes of a colour profile in one segment; a longer one is written in several."""
_WEBP_FLAGS = {b"ICCP": 0x20, b"EXIF": 0x08, b"XMP ": 0x04}

_COLOUR_TAGS = set(b"wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC chad chrm cicp lumi".split())
_NAME_TAGS = set(b"desc cprt meas view vued tech dmnd dmdd".split())
"""Tags of a profile that names a colour space. Those of one screen also hold its calibration and serial number (`vcgt`,
`mmod`, `meta`)."""
_TABLE_TAGS = set(b"A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt".split())
_LARGEST_PROFILE = 16 * 1024
"""Bytes of a profile that only names a colour space; the common ones have 0.5 to 3.2 KB."""
_LARGEST_TABLES = 4 * 1024 * 1024
_PROFILE_NAMES = ((24, 36), (48, 56), (80, 100))
"""Where the header of a profile says when it was made, of which device, by whom, and its digest."""

_LARGEST_HARMLESS_EXIF = 256
_ORIENTATION, _POSITION_TAG, _EXIF_TAG = 0x0112, 0x8825, 0x8769
_ORIENTATION_AND_SIZE = {_ORIENTATION, 0x011A, 0x011B, 0x0128, 0x0213, _EXIF_TAG}
_EXIF_VERSION_AND_SIZE = {0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003}


class BrokenImage(Exception):
    """The file ends too early, or is not built as its format demands."""


def format_of(data: bytes) -> str | None:
    """The format that the first bytes of a file announce, as Pillow calls it; None if none of the four."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def without_metadata(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """What is published of a picture, and what the file tells besides. Raises BrokenImage, also if it is not a
    picture."""
    format = format_of(data)
    if format is None:
        raise BrokenImage
    pieces: list[bytes] = []
    told: dict[str, None] = {}
    end = 0
    try:
        for part, raw in _PARTS[format](data):
            end += len(raw)
            kept, tells = (raw, ()) if _SHOWN[format].match(part) else _published(part, raw, format)
            pieces.append(kept)
            told.update(dict.fromkeys(tells))
    except (struct.error, IndexError, zlib.error):
        raise BrokenImage from None
    if end < len(data):
        told[AFTER] = None
    published = b"".join(pieces)
    return _with_webp_header(published) if format == "WEBP" else published, tuple(told)


def _published(part: bytes, raw: bytes, format: str) -> tuple[bytes, tuple[str, ...]]:
    """What is published of a part that is not shown as it is, and what the part tells."""
    if match := _EXIF.match(part):
        kept, told = _orientation_alone(part[match.end() :])
    elif match := _PROFILE.match(part):
        profile = part[match.end() :]
        profile = _inflated(profile) if format == "PNG" else profile
        kept, told = _colours_alone(profile), (DEVICE,)
        if kept == profile:
            return raw, ()
    else:
        return b"", (next(thing for thing, pattern in _TELLS.items() if pattern.match(part)),)
    return _WRITTEN[format](match.group(), kept) if kept else b"", told


# --- the parts of each format in order: each as its name and body, and as it is in the file


def _png(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    yield b"", data[:8]
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        raw = data[at : at + 12 + length]
        if (name == b"IHDR") != (at == 8) or (name == b"IEND" and length) or raw != _png_chunk(raw[4:-4]):
            raise BrokenImage
        yield raw[4:-4], raw
        at += len(raw)


def _jpeg(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """A colour profile may be written in several segments, and is one part. The pixels of a scan follow its segment."""
    yield b"", data[:2]
    at, marker, profile, pieces = 2, b"", b"", b""
    while marker != b"\xd9":
        start = at
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        marker = data[at + 1 : at + 2]
        length = 0 if marker == b"\xd9" else struct.unpack_from(">H", data, at + 2)[0]
        end = at + 2 + length
        if data[at] != 0xFF or end > len(data) or (length < 2 and marker != b"\xd9"):
            raise BrokenImage
        part = marker + data[at + 4 : end]
        if marker == b"\xda":
            scan_end = _JPEG_END_OF_SCAN.search(data, end)
            if scan_end is None:
                raise BrokenImage
            end = scan_end.start()
        if match := _PROFILE.match(part):
            profile += part[match.end() :] if profile else part
            pieces += data[start:end]
        else:
            if pieces:
                yield profile, pieces
                profile, pieces = b"", b""
            yield part, data[start:end]
        at = end


def _gif(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    def after_blocks(at: int) -> int:
        while size := data[at]:
            at += size + 1
        return at + 1

    def after_colours(at: int, flags: int) -> int:
        return at + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)

    end, kind = after_colours(13, data[10]), 0
    yield b"", data[:end]
    while kind != 0x3B:
        at, kind = end, data[end]
        if kind not in b",!;":
            raise BrokenImage
        end = at + 1
        if kind == 0x21:
            end = after_blocks(at + 2)
        elif kind == 0x2C:
            end = after_blocks(after_colours(at + 11, data[at + 9]))
        yield data[at:end], data[at:end]


def _webp(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise BrokenImage
    yield b"", data[:12]
    for part, raw in _webp_chunks(data[12:end]):
        if part.startswith(b"ANMF") and any(
            not inner.startswith((b"ALPH", b"VP8 ", b"VP8L")) for inner, _ in _webp_chunks(part[20:])
        ):
            raise BrokenImage
        yield part, raw


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        raw = data[at : at + 8 + length + length % 2]
        if len(raw) < 8 + length + length % 2:
            raise BrokenImage
        yield name + raw[8 : 8 + length], raw
        at += len(raw)


def _png_chunk(part: bytes) -> bytes:
    return struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))


def _png_profile_or_tags(name: bytes, body: bytes) -> bytes:
    return _png_chunk(b"iCCPICC\0\0" + zlib.compress(body) if name.startswith(b"iCCP") else name + body)


def _jpeg_segments(name: bytes, body: bytes) -> bytes:
    pieces = [body[at : at + _JPEG_LONGEST_PIECE] for at in range(0, len(body), _JPEG_LONGEST_PIECE)]
    if _PROFILE.match(name):
        pieces = [bytes([number, len(pieces)]) + piece for number, piece in enumerate(pieces, 1)]
        name = name[:-2]
    return b"".join(struct.pack(">BcH", 0xFF, name[:1], len(name + piece) + 1) + name[1:] + piece for piece in pieces)


def _webp_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name[:4], len(body)) + body + b"\0" * (len(body) % 2)


def _with_webp_header(data: bytes) -> bytes:
    """Write the length of what is left, and which parts there are."""
    chunks = [*_webp_chunks(data[12:])]
    flags = sum({_WEBP_FLAGS.get(part[:4], 0) for part, _ in chunks})
    gone = ~sum(_WEBP_FLAGS.values())
    raws = [raw[:8] + bytes([raw[8] & gone | flags]) + raw[9:] if raw[:4] == b"VP8X" else raw for _, raw in chunks]
    return _webp_chunk(b"RIFF", b"WEBP" + b"".join(raws))


_PARTS: dict[str, Callable[[bytes], Iterator[tuple[bytes, bytes]]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "GIF": _gif,
    "WEBP": _webp,
}
_WRITTEN: dict[str, Callable[[bytes, bytes], bytes]] = {
    "PNG": _png_profile_or_tags,
    "JPEG": _jpeg_segments,
    "WEBP": _webp_chunk,
}


# --- what several formats hold


def _inflated(data: bytes) -> bytes:
    inflate = zlib.decompressobj()
    profile = inflate.decompress(data, _LARGEST_TABLES)
    if not inflate.eof or inflate.unused_data:
        raise BrokenImage
    return profile


def _colours_alone(profile: bytes) -> bytes:
    """A profile with nothing in it but what colours are made of; one that only names a colour space, as it is. Empty if
    it is not a profile."""
    count = int.from_bytes(profile[128:132])
    if profile[36:40] != b"acsp" or not 0 < count <= 50 or len(profile) < 132 + 12 * count:
        return b""
    tags = [struct.unpack_from(">4sII", profile, 132 + 12 * number) for number in range(count)]
    if len(profile) <= _LARGEST_PROFILE and {name for name, _, _ in tags} <= _COLOUR_TAGS | _NAME_TAGS:
        return profile
    kept = [(name, profile[at : at + size]) for name, at, size in tags if name in _COLOUR_TAGS | _TABLE_TAGS]
    at = 132 + 12 * len(kept)
    table, bodies = b"", b""
    for name, body in kept:
        table += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    header = struct.pack(">I", at + len(bodies)) + profile[4:128]
    for start, end in _PROFILE_NAMES:
        header = header[:start] + bytes(end - start) + header[end:]
    return header + struct.pack(">I", len(kept)) + table + bodies if kept else b""


def _orientation_alone(exif: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Only the orientation from a camera's tags, and what all of them tell. Orientation and resolution tell nothing."""
    from PIL import Image
    from PIL.ExifTags import IFD

    tags, kept = Image.Exif(), Image.Exif()
    try:
        tags.load(b"Exif\0\0" + exif)
        own, inner = set(tags) - {_POSITION_TAG}, set(tags.get_ifd(_EXIF_TAG))
        harmless = own <= _ORIENTATION_AND_SIZE and inner <= _EXIF_VERSION_AND_SIZE
        told = {
            POSITION: _POSITION_TAG in tags,
            CAMERA: not harmless or len(exif) > _LARGEST_HARMLESS_EXIF,
            EARLIER: bool(tags.get_ifd(IFD.IFD1)),
        }
        orientation = tags.get(_ORIENTATION)
    except Exception:  # Pillow raises nearly anything on damaged tags.
        return b"", (CAMERA,)
    if orientation in range(2, 9):
        kept[_ORIENTATION] = orientation
    published = kept.tobytes().removeprefix(b"Exif\0\0") if kept else b""
    return published, tuple(thing for thing, is_told in told.items() if is_told)
