"""kgen clean-image: what it takes out, and what it leaves as it was."""

import io
import os
from pathlib import Path

import pictures
import pytest
from gardens import BASIS, make_garden
from PIL import Image, ImageSequence
from sites import kgen

from kgen.commands.clean_image import run
from kgen.read.image_metadata import without_metadata
from kgen.read.pictures import LARGEST, faults_of

TELLING = {
    "phone.jpg": pictures.jpeg(exif=pictures.exif(), xmp=pictures.XMP, comment=pictures.SECRET),
    "thumbnail.jpg": pictures.PICTURES["a photo with a thumbnail"](),
    "behind.jpg": pictures.jpeg() + pictures.archive(),
    "cmyk.jpg": pictures.saved(pictures.drawing(mode="CMYK"), "JPEG", comment=pictures.SECRET),
    "words.png": pictures.png(pnginfo=pictures.texts(), exif=pictures.exif()),
    "screen.png": pictures.PICTURES["a screenshot"](),
    "palette.png": pictures.saved(pictures.drawing(mode="P"), "PNG", pnginfo=pictures.texts(), transparency=0),
    "words.gif": pictures.gif(comment=pictures.SECRET),
    "words.webp": pictures.webp(exif=pictures.exif(), xmp=pictures.XMP, icc_profile=pictures.screen_profile()),
    "lossless.webp": pictures.webp(lossless=True, exif=pictures.exif()),
    "moving.gif": pictures.moving("GIF", comment=pictures.SECRET),
    "moving.webp": pictures.moving("WEBP", exif=pictures.exif(), xmp=pictures.XMP),
    "moving.png": pictures.moving("PNG", exif=pictures.exif()),
}


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("name", TELLING)
def test_nothing_is_left_but_the_picture(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = TELLING[name]
    file = tmp_path / name
    file.write_bytes(before)
    file.chmod(0o640)
    assert faults_of(before, name)
    assert run([file]) == 0
    clean = file.read_bytes()
    assert faults_of(clean, name) == []
    assert without_metadata(clean) == (clean, ())
    assert b"Dee" not in clean and b"secret" not in clean
    assert opened(clean).size == opened(before).size
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]
    said = capsys.readouterr().out
    assert "is clean" in said and "Taken out: " in said and "Dee" not in said
    assert run([file]) == 0
    assert file.read_bytes() == clean
    assert "stays as it is" in capsys.readouterr().out


@pytest.mark.parametrize("name", TELLING)
def test_no_pixel_changes(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(TELLING[name])
    run([tmp_path / name])
    clean, before = opened((tmp_path / name).read_bytes()), opened(TELLING[name])
    assert clean.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


@pytest.mark.parametrize("name", ["moving.gif", "moving.webp", "moving.png"])
def test_what_moves_moves_as_it_did(name: str, tmp_path: Path) -> None:
    def frames(data: bytes) -> list[tuple[bytes, object]]:
        with Image.open(io.BytesIO(data)) as image:
            return [
                (frame.convert("RGBA").tobytes(), frame.info.get("duration")) for frame in ImageSequence.Iterator(image)
            ]

    (tmp_path / name).write_bytes(TELLING[name])
    run([tmp_path / name])
    clean = frames((tmp_path / name).read_bytes())
    assert len(clean) == 3
    assert clean == frames(TELLING[name])


def test_an_orientation_alone_is_harmless(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.jpg"
    before = pictures.jpeg(exif=pictures.exif(position=False, camera=False, orientation=6))
    file.write_bytes(before)
    assert run([file]) == 0
    assert file.read_bytes() == before
    assert "stays as it is" in capsys.readouterr().out


def test_a_profile_of_a_colour_space_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    profile = pictures.colour_profile()  # It holds the second in which it was made.
    file.write_bytes(pictures.jpeg(icc_profile=profile, comment=pictures.SECRET))
    assert run([file]) == 0
    assert opened(file.read_bytes()).info["icc_profile"] == profile


def test_a_photo_that_is_too_large_is_made_smaller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = Image.effect_noise((3000, 2500), 90)
    before = pictures.saved(noise.convert("RGB"), "JPEG", quality=95, exif=pictures.exif())
    assert len(before) > LARGEST
    file = tmp_path / "a.jpg"
    file.write_bytes(before)
    assert run([file]) == 0
    clean = file.read_bytes()
    assert len(clean) <= LARGEST
    width, height = opened(clean).size
    assert width < 3000 and abs(width / height - 1.2) < 0.01
    assert "Made smaller: 3,000 × 2,500 pixels became" in capsys.readouterr().out


def test_names_as_cameras_give_them_will_do(tmp_path: Path) -> None:
    file = tmp_path / "IMG_0042.JPG"
    file.write_bytes(TELLING["phone.jpg"])
    assert run([file]) == 0


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", pictures.png()[:-20], "is damaged or cut off"),
        ("a.png", pictures.png_with(b"IDAT", b"no pixels") + b"x", "is damaged or cut off"),
        ("a.png", pictures.jpeg(exif=pictures.exif()), "Rename it so that it ends in .jpg"),
        ("a.png", pictures.bomb() + b"x", "50,000 × 50,000 pixels"),
        ("a.gif", pictures.PICTURES["a gif of 600 frames"](), "600 frames"),
        ("a.png", pictures.saved(Image.new("1", (7000, 7000)), "PNG", pnginfo=pictures.texts()), "7,000 × 7,000"),
    ],
)
def test_what_cannot_be_cleaned_stays_as_it_is(
    name: str, data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert run([tmp_path / name]) == 1
    printed = capsys.readouterr().out
    assert said in printed and "kgen clean-image" not in printed, "nobody is told to run what they have just run"
    assert (tmp_path / name).read_bytes() == data


def test_what_moves_and_is_too_large_is_not_made_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kgen.commands.clean_image.LARGEST", 100)
    (tmp_path / "a.gif").write_bytes(TELLING["moving.gif"])
    assert run([tmp_path / "a.gif"]) == 1
    assert "Export it with fewer frames" in capsys.readouterr().out
    assert (tmp_path / "a.gif").read_bytes() == TELLING["moving.gif"]


def test_what_is_no_picture_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.png").write_bytes(b"words")
    (tmp_path / "a.svg").write_bytes(b"<svg/>")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")
    for name, words in {
        "a.png": "is not a picture, whatever its name says",
        "a.svg": "It cleans files that end in gif, jpeg",
        "folder.png": "is a folder",
        "link.png": "is a link to another file",
        "nothing.png": "There is no picture",
    }.items():
        assert run([tmp_path / name]) == 2
        said = capsys.readouterr()
        assert said.out == "" and words in said.err


def test_of_many_files_each_is_cleaned_whatever_the_others_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "IMG 0042 (1).JPG").write_bytes(TELLING["phone.jpg"])
    (tmp_path / "cut.png").write_bytes(pictures.png()[:-20])
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "words.png").write_bytes(TELLING["words.png"])
    (tmp_path / "bare.png").write_bytes(pictures.png())
    names = ["cut.png", "notes.pdf", "IMG 0042 (1).JPG", "not\x1bthere.png", "words.png", "bare.png"]
    assert run([tmp_path / name for name in names]) == 2
    said = capsys.readouterr()
    for words in (
        "IMG 0042 (1).JPG is clean",
        "words.png is clean",
        "cut.png is damaged",
        "bare.png holds nothing but",
    ):
        assert words in said.out
    assert "notes.pdf is not a picture" in said.err and "There is no picture" in said.err and "\x1b" not in said.err
    for name in ("IMG 0042 (1).JPG", "words.png"):
        assert faults_of((tmp_path / name).read_bytes(), name) == []
    assert run([tmp_path / name for name in ("cut.png", "words.png")]) == 1
    assert run([tmp_path / name for name in ("bare.png", "words.png")]) == 0


def test_a_disk_that_is_full_leaves_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.jpg"
    file.write_bytes(TELLING["phone.jpg"])
    monkeypatch.setattr(os, "replace", full)
    assert run([file]) == 1
    assert "cannot be written (No space left on device)" in capsys.readouterr().out
    assert file.read_bytes() == TELLING["phone.jpg"]
    assert list(tmp_path.iterdir()) == [file]


def test_the_command_mends_what_check_found(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, **{f"images/{name}": data for name, data in TELLING.items()}})
    said = kgen(config, "check", code=1)
    assert f"{len(TELLING)} errors" in said
    named = [line.rpartition(" ")[2] for line in said.splitlines() if "kgen clean-image" in line]
    assert kgen(config, "clean-image", *named).count("is clean.") == len(TELLING)
    kgen(config, "check")
    kgen(config, "clean-image", "content/images/nothing.png", code=2)
