"""What is refused in a picture file, and what becomes of a picture that is refused."""

import contextlib
import io
import random
import struct
import subprocess
import sys
from pathlib import Path

import pictures
import pytest
import yaml
from gardens import BASIS, make_garden, story
from hypothesis import given, strategies as st
from PIL import Image, ImageCms, ImageFile, ImageOps, ImageSequence
from sites import build, page, same

from kgen.checks import check
from kgen.model import Diagnostic
from kgen.publish.prepare import prepare
from kgen.read import read
from kgen.read.image_metadata import (
    AFTER,
    CAMERA,
    DEVICE,
    EARLIER,
    MOMENT,
    OTHER,
    POSITION,
    WORDS,
    BrokenImage,
    format_of,
    without_metadata,
)
from kgen.read.pictures import (
    AT_ONCE,
    LARGEST,
    LONGEST_SIDE,
    MOST_FRAMES,
    MOST_PIXELS,
    faults_of,
    too_many_pixels,
)
from kgen.settings import load
from kgen.weave import weave
from kgen.weave.pictures import MOST_COMPARED, nearest_names

ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
SOUND = {
    "a.png": pictures.png(),
    "a.jpg": pictures.jpeg(),
    "a.jpeg": pictures.jpeg(progressive=True),
    "a.gif": pictures.gif(),
    "a.webp": pictures.webp(),
    "lossless.webp": pictures.webp(lossless=True),
    "alpha.webp": pictures.saved(pictures.drawing(mode="RGBA"), "WEBP"),
    "moving.gif": pictures.moving("GIF"),
    "moving.webp": pictures.moving("WEBP"),
    "moving.png": pictures.moving("PNG"),
    "grey.jpg": pictures.saved(pictures.drawing(mode="L"), "JPEG"),
    "palette.png": pictures.saved(pictures.drawing(mode="P"), "PNG"),
    "black-and-white.png": pictures.saved(pictures.drawing(mode="1"), "PNG"),
    "resolution.png": pictures.png(dpi=(72, 72)),
    "srgb.png": pictures.png(icc_profile=pictures.colour_profile()),
    "srgb.jpg": pictures.jpeg(icc_profile=pictures.colour_profile()),
    "srgb.webp": pictures.webp(icc_profile=pictures.colour_profile()),
    "upright.jpg": pictures.jpeg(exif=pictures.exif(position=False, camera=False, orientation=6)),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_picture_has_no_fault(name: str) -> None:
    assert faults_of(SOUND[name], f"content/images/{name}") == []


GPS_ONLY = pictures.exif(camera=False)
CAMERA_ONLY = pictures.exif(position=False)
TELLING = [
    ("position in a JPEG", pictures.jpeg(exif=GPS_ONLY), [POSITION]),
    ("position in a PNG", pictures.png(exif=GPS_ONLY), [POSITION]),
    ("position in a WebP", pictures.webp(exif=GPS_ONLY), [POSITION]),
    ("camera in a JPEG", pictures.jpeg(exif=CAMERA_ONLY), [CAMERA]),
    ("both", pictures.jpeg(exif=pictures.exif()), [POSITION, CAMERA]),
    ("damaged tags", pictures.jpeg_with(0xE1, b"Exif\0\0II*\0\xff\xff"), [CAMERA]),
    ("much beside an orientation", pictures.jpeg_with(0xE1, b"Exif\0\0" + b"\0" * 300), [CAMERA]),
    ("XMP in a JPEG", pictures.jpeg(xmp=pictures.XMP), [WORDS]),
    ("XMP in a WebP", pictures.webp(xmp=pictures.XMP), [WORDS]),
    ("text chunks", pictures.png(pnginfo=pictures.texts()), [WORDS]),
    ("a comment in a JPEG", pictures.jpeg(comment=pictures.SECRET), [WORDS]),
    ("a comment in a GIF", pictures.gif(comment=pictures.SECRET), [WORDS]),
    ("IPTC", pictures.jpeg_with(0xED, b"Photoshop 3.0\x008BIM" + pictures.SECRET.encode()), [WORDS]),
    ("XMP in a GIF", pictures.gif_with(b"!\xff\x0bXMP DataXMP\x03abc\0"), [WORDS]),
    ("another application in a GIF", pictures.gif_with(b"!\xff\x0bDEEEXAMPLE0\x03abc\0"), [OTHER]),
    ("a long loop in a GIF", pictures.gif_with(b"!\xff\x0bNETSCAPE2.0\x09" + b"x" * 9 + b"\0"), [OTHER]),
    ("a thumbnail", pictures.PICTURES["a photo with a thumbnail"](), [EARLIER]),
    ("several pictures", pictures.jpeg_with(0xE2, b"MPF\0II*\0"), [EARLIER]),
    ("the profile of a screen", pictures.png(icc_profile=pictures.screen_profile()), [DEVICE]),
    ("the profile of a screen, in a JPEG", pictures.jpeg(icc_profile=pictures.screen_profile()), [DEVICE]),
    ("a profile in two pieces", pictures.jpeg_with(0xE2, b"ICC_PROFILE\0\x01\x02abc"), [DEVICE]),
    ("a profile that is none", pictures.png(icc_profile=pictures.SECRET.encode()), [DEVICE]),
    ("a time", pictures.png_with(b"tIME", b"\x07\xea\x0b\x17\x09\x00\x00"), [MOMENT]),
    ("an unknown chunk", pictures.png_with(b"prVt", b"x"), [OTHER]),
    ("an unknown segment", pictures.jpeg_with(0xEB, b"x"), [OTHER]),
    *((f"a zip file behind a {format}", data + pictures.archive(), [AFTER]) for format, data in {
        "PNG": pictures.png(), "JPEG": pictures.jpeg(), "GIF": pictures.gif(), "WebP": pictures.webp(),
    }.items()),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), [each[1:] for each in TELLING], ids=[each[0] for each in TELLING])
def test_what_a_file_tells_besides_the_picture_is_refused_and_never_repeated(data: bytes, told: list[str]) -> None:
    name = f"content/images/a.{ENDINGS[format_of(data) or '']}"
    (fault,) = faults_of(data, name)
    assert fault.message == f"the file holds more than the picture: {', '.join(told)}"
    assert fault.fix == f"Run: kgen clean-image {name}"
    assert "Dee" not in repr(fault)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ"])
@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "gif", "webp"])
def test_what_is_no_picture_is_refused(data: bytes, ending: str) -> None:
    assert len(faults_of(data, f"content/images/a.{ending}")) == 1


@pytest.mark.parametrize("name", SOUND)
def test_a_name_must_say_what_the_picture_is(name: str) -> None:
    ending = "gif" if name.endswith("png") else "png"
    (fault,) = faults_of(SOUND[name], f"content/images/a.{ending}")
    right = "jpg" if name.endswith("jpeg") else name.rpartition(".")[2]
    assert fault.fix == f"Rename it so that it ends in .{right}."


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "moving.gif", "moving.webp", "moving.png"])
def test_a_picture_that_is_cut_off_anywhere_is_refused(name: str) -> None:
    data = SOUND[name]
    for length in range(0, len(data) - 1, 7):
        assert faults_of(data[:length], f"content/images/{name}"), length


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    for width, height in ((50_000, 50_000), (2**31 - 1, 2**31 - 1), (12_001, 1), (7_000, 7_000)):
        (fault,) = faults_of(pictures.bomb(width, height), "content/images/a.png")
        assert f"{width:,} × {height:,}" in fault.message


def test_a_webp_and_a_gif_cannot_announce_more_than_they_may() -> None:
    webp = bytearray(SOUND["moving.webp"])
    at = webp.index(b"VP8X") + 12
    webp[at : at + 6] = b"\xfe\x3f\0" * 2
    gif = bytearray(SOUND["moving.gif"])
    gif[6:10] = b"\xff\xff" * 2
    for name, data in (("a.webp", bytes(webp)), ("a.gif", bytes(gif))):
        (fault,) = faults_of(data, f"content/images/{name}")
        assert "pixels" in fault.message


def test_limits_hold_at_the_last_one_that_is_allowed() -> None:
    def faults(width: int, height: int, frames: int = 1) -> list[str]:
        return [each.message for each in too_many_pixels(width, height, frames)]

    assert faults(LONGEST_SIDE, 1) == faults(1, LONGEST_SIDE) == []
    assert faults(LONGEST_SIDE + 1, 1) and faults(1, LONGEST_SIDE + 1)
    assert faults(8_000, MOST_PIXELS // 8_000) == [] and faults(8_000, MOST_PIXELS // 8_000 + 1)
    assert faults(10, 10, MOST_FRAMES) == [] and faults(10, 10, MOST_FRAMES + 1)
    assert "MB" not in str(faults_of(b"x" * LARGEST, "a.png")) and "MB" in str(faults_of(b"x" * (LARGEST + 1), "a.png"))


def test_too_many_bytes_are_not_even_read(tmp_path: Path) -> None:
    problems = problems_in(tmp_path, {"images/a.jpg": pictures.jpeg() + b"x" * LARGEST})
    assert [problem.message for problem in problems] == ["the picture has 4.0 MB; at most 4 MB are published"]


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_any_bytes_give_a_verdict(name: str, data: st.DataObject) -> None:
    picture = bytearray(SOUND[name])
    for at in data.draw(st.lists(st.integers(0, len(picture) - 1), max_size=5)):
        picture[at] = data.draw(st.integers(0, 255))
    first = faults_of(bytes(picture), f"content/images/{name}")
    assert first == faults_of(bytes(picture), f"content/images/{name}")
    with contextlib.suppress(BrokenImage):
        published, _ = without_metadata(bytes(picture))
        assert without_metadata(published) == (published, ())


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_picture_is_published_as_it_is(name: str) -> None:
    assert without_metadata(SOUND[name]) == (SOUND[name], ())


def seen(data: bytes) -> list[tuple[tuple[int, int], bytes]]:
    """What readers see of a picture: each frame, upright."""
    with Image.open(io.BytesIO(data)) as image:
        frames = [ImageOps.exif_transpose(each).convert("RGBA") for each in ImageSequence.Iterator(image)]
    return [(frame.size, frame.tobytes()) for frame in frames]


@pytest.mark.parametrize("data", [each[1] for each in TELLING], ids=[each[0] for each in TELLING])
def test_what_is_published_shows_the_same_and_tells_nothing(data: bytes) -> None:
    published, told = without_metadata(data)
    assert told and without_metadata(published) == (published, ())
    assert len(published) < len(data) and seen(published) == seen(SOUND[f"a.{ENDINGS[format_of(data) or '']}"])
    with Image.open(io.BytesIO(published)) as image:
        assert not {"exif", "xmp", "comment", "photoshop", "mp"} & set(image.info)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stays_upright_and_only_that_is_left_of_its_tags(orientation: int, format: str) -> None:
    before = pictures.saved(pictures.drawing(), format, exif=pictures.exif(orientation=orientation))
    published, _ = without_metadata(before)
    assert seen(published) == seen(before)
    with Image.open(io.BytesIO(published)) as image:
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
    assert b"Example" not in published


def with_tag(profile: bytes, name: bytes, body: bytes) -> bytes:
    """A colour profile with one more tag."""
    count = int.from_bytes(profile[128:132])
    table = b"".join(
        struct.pack(">4sII", tag, at + 12, size)
        for tag, at, size in struct.iter_unpack(">4sII", profile[132 : 132 + 12 * count])
    )
    rest = profile[132 + 12 * count :]
    more = struct.pack(">4sII", name, len(profile) + 12, len(body))
    size = struct.pack(">I", len(profile) + 12 + len(body))
    return size + profile[4:128] + struct.pack(">I", count + 1) + table + more + rest + body


@pytest.mark.parametrize("filling", [0, 300_000], ids=["in one piece", "in several pieces"])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_colours_of_a_screen_stay_and_what_names_it_goes(format: str, filling: int) -> None:
    profile = with_tag(pictures.colour_profile(), b"mmod", pictures.SECRET.encode() + b"x" * filling)
    before = pictures.saved(pictures.drawing(), format, icc_profile=profile)
    published, told = without_metadata(before)
    assert told == (DEVICE,) and without_metadata(published) == (published, ())

    def colours(data: bytes) -> bytes:
        with Image.open(io.BytesIO(data)) as image:
            own = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
            assert (pictures.SECRET.encode() in own.tobytes()) == (data == before)
            lab = ImageCms.createProfile("LAB")
            return ImageCms.profileToProfile(image.convert("RGB"), own, lab, outputMode="LAB").tobytes()

    assert colours(published) == colours(before)


def test_tables_of_colours_stay_in_as_many_pieces_as_they_need() -> None:
    """As printing profiles have them: they are far larger than a segment of a JPEG."""
    tables = random.Random(1).randbytes(200_000)
    profile = with_tag(with_tag(pictures.colour_profile(), b"A2B0", tables), b"vcgt", b"Dee")
    published, _ = without_metadata(pictures.saved(pictures.drawing(mode="CMYK"), "JPEG", icc_profile=profile))
    with Image.open(io.BytesIO(published)) as image:
        kept = image.info["icc_profile"]
    assert tables in kept and b"Dee" not in kept and b"desc" not in kept
    assert without_metadata(published) == (published, ())


@pytest.mark.parametrize(
    "data",
    [
        pictures.png_with(b"VP8X", pictures.SECRET.encode()),
        pictures.png_with(b"caBX", pictures.SECRET.encode()),
        pictures.png_with(b"gAMA", pictures.SECRET.encode()),
        pictures.jpeg_with(0xEB, b"JP" + pictures.SECRET.encode()),
        pictures.jpeg_with(0xD8, pictures.SECRET.encode()),
        pictures.jpeg_with(0xEE, b"Adobe" + b"\0" * 7 + pictures.SECRET.encode()),
        pictures.jpeg_with(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + pictures.SECRET.encode()),
        pictures.gif_with(b"!\xf9\x1c" + b"\0" * 4 + pictures.SECRET.encode() + b"\0"),
        pictures.gif_with(b"!\x99\x18" + pictures.SECRET.encode() + b"\0"),
    ],
)
def test_a_part_that_only_calls_itself_needed_goes_too(data: bytes) -> None:
    published, told = without_metadata(data)
    assert told and pictures.SECRET.encode() not in published
    assert seen(published) == seen(SOUND[f"a.{ENDINGS[format_of(data) or '']}"])


# --- in a garden

PHONE = pictures.jpeg(exif=pictures.exif())
FILES: dict[str, str | bytes] = {
    **BASIS,
    "stories/a.md": story("![A waiting room with one chair](../images/phone.jpg) It was full. ![[room.png|A room]]"),
    "images/phone.jpg": PHONE,
    "images/room.png": pictures.png(),
}


def problems_in(folder: Path, files: dict[str, str | bytes]) -> list[Diagnostic]:
    settings = load(make_garden(folder, {**BASIS, **files}))
    return check(weave(settings, read(settings)))


def test_a_refused_picture_is_one_problem_and_its_links_are_none(tmp_path: Path) -> None:
    (problem,) = problems_in(tmp_path, FILES)
    assert (problem.path, problem.check, problem.severity) == ("content/images/phone.jpg", "picture-file", "error")


def test_a_refused_picture_is_left_out_and_its_words_stand_in_its_place(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    assert not build(config, code=1).exists()
    site = build(config, "--keep-going", code=1)
    assert not (site / "images" / "phone.jpg").exists()
    assert (site / "images" / "room.png").read_bytes() == pictures.png()
    shown = page(site, "stories/a")
    assert "A waiting room with one chair" in shown
    assert "phone.jpg" not in shown


def test_in_a_crowd_of_pictures_only_another_ending_is_suggested() -> None:
    """Comparing names letter by letter takes time that grows with their number."""
    few = [f"images/room-{number}.jpg" for number in range(MOST_COMPARED)]
    assert nearest_names("../images/rooms-7.jpg", few)[:1] == ["images/room-7.jpg"]
    many = [*few, "images/door.jpg"]
    assert nearest_names("../images/rooms-7.jpg", many) == []
    assert nearest_names("../images/room-7.png", many) == ["images/room-7.jpg"]


_TURNED = {"exif": pictures.exif(position=False, camera=False, orientation=6)}
TURNED = {
    "images/turned.jpg": pictures.jpeg(**_TURNED),
    "images/turned.png": pictures.png(**_TURNED),
    "images/turned.webp": pictures.webp(**_TURNED),
}


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("![A room](../images/room.png)", 'width="64" height="48"'),
        ("![A room](../images/turned.jpg)", 'width="48" height="64"'),
        ("![A room](../images/turned.png)", 'width="48" height="64"'),
        ("![A room](../images/turned.webp)", 'width="64" height="48"'),
        ("![A room|32](../images/room.png)", 'width="32" height="24"'),
        ("![A room|32](../images/turned.jpg)", 'width="32" height="43"'),
        ("![A room|100x145](../images/room.png)", 'width="100" height="145"'),
        ('<img src="../images/room.png" alt="A room" width="50%">', 'width="64" height="48"'),
    ],
)
def test_a_page_says_how_large_a_picture_is(tmp_path: Path, written: str, size: str) -> None:
    """As browsers show it: Chromium turns no WebP."""
    files = {"images/room.png": pictures.png(), **TURNED, "stories/a.md": story(written)}
    config = make_garden(tmp_path, {**BASIS, **files}, {"source": "private"})
    assert f'alt="A room" {size} loading="lazy">' in page(build(config, "--no-search"), "stories/a")


def test_a_picture_of_another_size_is_shown_in_that_at_the_next_build(tmp_path: Path) -> None:
    files = {"images/room.png": pictures.png(), "stories/a.md": story("![A room](../images/room.png)")}
    config = make_garden(tmp_path, {**BASIS, **files})
    build(config, "--no-search")
    (tmp_path / "content/images/room.png").write_bytes(pictures.saved(pictures.drawing(20, 30), "PNG"))
    assert 'width="20" height="30"' in page(build(config, "--no-search"), "stories/a")


def test_a_symlink_among_the_pictures_is_one_problem_too(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(pictures.png())
    make_garden(tmp_path, FILES)
    (tmp_path / "content" / "images" / "phone.jpg").unlink()
    (tmp_path / "content" / "images" / "phone.jpg").symlink_to(secret)
    prepared = prepare(load(tmp_path / "mkdocs.yml"), keep_going=True)
    assert [problem.check for problem in prepared.errors] == ["file"]
    assert list(prepared.garden.pictures) == ["images/room.png"]


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A garden in a private source that shows a picture with each thing that may be hidden; one is its logo."""
    names = [f"p{number}.{ENDINGS[format_of(each[1]) or '']}" for number, each in enumerate(TELLING)]
    told = story(" ".join(f"![A room](../images/{name})" for name in names))
    files: dict[str, str | bytes] = {f"images/{name}": each[1] for name, each in zip(names, TELLING, strict=True)}
    files |= {"stories/a.md": told, "images/logo.png": TELLING[1][1]}
    config = make_garden(tmp_path_factory.mktemp("private"), {**BASIS, **files}, {"source": "private"})
    data = yaml.safe_load(config.read_text())
    data["theme"]["logo"] = "images/logo.png"
    config.write_text(yaml.safe_dump(data))
    return config


def test_in_a_private_source_pictures_are_published_without_what_they_tell(private: Path) -> None:
    """Cold, after a change, and only by MkDocs."""
    site = build(private, "--no-search")
    published = {path.name: path.read_bytes() for path in site.rglob("*") if path.suffix[1:] in ENDINGS.values()}
    assert len(published) >= len(TELLING) + 1
    for name, data in published.items():
        if not name.startswith("favicon"):
            assert without_metadata(data) == (data, ()), name
            assert b"Dee" not in data and b"secret" not in data
    path = private.parent / "content/stories/a.md"
    path.write_text(f"{path.read_text()} And more.\n")
    after = build(private, "--no-search")
    assert {each: (after / "images" / each).read_bytes() for each in published if each.startswith("p")} == {
        each: data for each, data in published.items() if each.startswith("p")
    }
    assert same(after, build(private, "--no-search", "--clean", "-d", "other").parent / "other")


def test_any_number_of_pictures_is_looked_at(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, **{f"images/p{number}.jpg": PHONE for number in range(AT_ONCE + 3)}})
    reading = read(load(config))
    assert [len(picture.faults) for picture in reading.pictures] == [1] * (AT_ONCE + 3)


def test_pillow_is_not_loaded_where_there_is_no_picture(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story()})
    code = (
        "import sys; from kgen.read import read; from kgen.settings import load; "
        f"read(load({str(config)!r})); sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
