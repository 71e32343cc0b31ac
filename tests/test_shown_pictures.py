"""Pictures are on the site only while a published entry shows them, under a slug of whatever name they have."""

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pictures
import pytest
import yaml
from gardens import BASIS, make_garden, story
from hypothesis import given, strategies as st
from sites import DAY, build, by_mkdocs, kgen, page, same

from kgen.weave.pictures import PictureNames, addresses_of, plain_address

Files = dict[str, str | bytes]


def photo(number: int) -> bytes:
    """A picture like no other."""
    return pictures.png(dpi=(301 + number, 301))


def shows(number: int) -> str:
    return f"It was warm. ![A door](<../images/Ward Seven {number}.png>)"


def hidden_story(number: int, text: str = "", **fields: Any) -> str:
    return story(text or shows(number), title=f"Hidden {number}", **fields)


LAPSED = {"given": "2026-01", "review": "2026-10"}
PERMITTED = {"whose": "with-permission", "ref": "register-1", "given": "2026-01", "review": "2027-12"}
TOMBSTONE = "---\nwithdrawn: 2026-11\n---\n"
REWRITTEN: dict[str, Callable[[int], str | bytes]] = {
    "lapsed": lambda number: hidden_story(number, consent=LAPSED),
    "a draft": lambda number: hidden_story(number, draft=True),
    "without consent": lambda number: hidden_story(number, consent={"whose": None}),
    "with an error in a field": lambda number: hidden_story(number, topics=["nowhere"]),
    "with a link that leads nowhere": lambda number: hidden_story(number, f"{shows(number)} [[nowhere at all]]"),
    "with something that blocks": lambda number: hidden_story(number, f"{shows(number)} Ring 07911 123456."),
    "a tombstone by hand": lambda number: TOMBSTONE,
    "unreadable": lambda number: b"---\n\xff",
    "no longer showing it": lambda number: hidden_story(number, "It was warm."),
    "showing it in a comment": lambda number: hidden_story(number, f"It was warm. <!-- {shows(number)} -->"),
}
COMMANDS = {"withdrawn": [], "withdrawn without a trace": ["--no-trace"]}
PUBLIC: dict[str, Callable[[int], str | bytes]] = {
    "with permission, in a public source": lambda number: hidden_story(number, consent=PERMITTED),
    "about a child, in a public source": lambda number: hidden_story(
        number, about_child=True, consent={"others": "disguised"}
    ),
}


def hide(config: Path, number: int, reason: str) -> None:
    path = config.parent / f"content/stories/hidden-{number}.md"
    if reason in COMMANDS:
        kgen(config, "withdraw", f"hidden-{number}", *COMMANDS[reason], "--today", DAY)
    elif reason == "deleted":
        path.unlink()
    else:
        data = {**REWRITTEN, **PUBLIC}[reason](number)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def traces(folder: Path, number: int) -> list[str]:
    """The files below a folder that hold a picture or its name, or are called so."""
    looked_for = (photo(number), f"ward-seven-{number}.".encode(), f"Ward Seven {number}".encode())
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(each in path.name.encode() + path.read_bytes() for each in looked_for)
    ]


@pytest.mark.parametrize(
    ("source", "reasons"),
    [("private", [*REWRITTEN, *COMMANDS, "deleted"]), ("public", [*PUBLIC])],
    ids=["private", "public"],
)
def test_the_picture_of_a_story_that_is_hidden_leaves_site_and_cache(
    source: str, reasons: list[str], tmp_path: Path
) -> None:
    """After a change as in a build that never knew it; stories show the hidden one, and others show those."""
    files: Files = {
        **BASIS,
        "images/chair.png": pictures.png(),
        "stories/free.md": story("![A chair](../images/chair.png)"),
    }
    for number in range(len(reasons)):
        files[f"stories/hidden-{number}.md"] = hidden_story(number)
        files[f"stories/inner-{number}.md"] = story(f"So:\n\n![[hidden-{number}]]\n")
        files[f"stories/outer-{number}.md"] = story(f"So:\n\n![[inner-{number}]]\n")
        files[f"images/Ward Seven {number}.png"] = photo(number)
    config = make_garden(tmp_path / "one", files, {"source": source})
    site = build(config, "--no-search")
    for number in range(len(reasons)):
        assert (site / f"images/ward-seven-{number}.png").read_bytes() == photo(number)
        for name in ("hidden", "inner", "outer"):
            assert f'src="../../images/ward-seven-{number}.png"' in page(site, f"stories/{name}-{number}")
    for number, reason in enumerate(reasons):
        hide(config, number, reason)
    code = 0 if source == "public" and not reasons else 1
    build(config, "--keep-going", "--no-search", code=code)
    for number, reason in enumerate(reasons):
        assert traces(site, number) == [], reason
        assert traces(config.parent / ".kgen", number) == [], reason
    assert (site / "images/chair.png").exists()
    shutil.copytree(config.parent / "content", tmp_path / "two/content")
    shutil.copy(config, tmp_path / "two/mkdocs.yml")
    assert same(site, build(tmp_path / "two/mkdocs.yml", "--keep-going", "--no-search", code=code))
    assert not [path for path in (tmp_path / "two/.kgen").rglob("*") if b"ward-seven" in path.name.encode()]


def test_a_picture_that_two_stories_show_stays_while_one_is_open(tmp_path: Path) -> None:
    files: Files = {
        **BASIS,
        "stories/hidden-0.md": hidden_story(0),
        "stories/b.md": story("Here too: ![[Ward Seven 0.png|A door]]"),
        "images/Ward Seven 0.png": photo(0),
    }
    config = make_garden(tmp_path, files)
    build(config, "--no-search")
    hide(config, 0, "lapsed")
    assert (build(config, "--no-search") / "images/ward-seven-0.png").exists()
    (tmp_path / "content/stories/b.md").write_text(hidden_story(0, draft=True))
    assert traces(build(config, "--no-search"), 0) == []


def test_mkdocs_publishes_no_other_pictures(tmp_path: Path) -> None:
    files: Files = {
        **BASIS,
        "stories/a.md": story("![A chair](../images/A%20chair.PNG)"),
        "stories/hidden-0.md": hidden_story(0, consent=LAPSED),
        "images/Ward Seven 0.png": photo(0),
        "images/A chair.PNG": pictures.png(),
        "images/nobody.png": photo(1),
    }
    config = make_garden(tmp_path, files)
    site = build(config)
    by_mkdocs(config, "--site-dir", "by-mkdocs")
    assert same(site, tmp_path / "by-mkdocs")
    assert [path.name for path in (site / "images").iterdir()] == ["a-chair.png"]


def test_what_the_theme_shows_is_published(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "images/Our Logo.png": photo(0), "images/icon.png": photo(1)})
    data = yaml.safe_load(config.read_text())
    data["theme"] |= {"logo": "images/Our Logo.png", "favicon": "images/icon.png"}
    config.write_text(yaml.safe_dump(data))
    assert "0 problems" in kgen(config, "check", "--today", DAY)
    assert re.search(r"assets/logo\.[0-9a-f]+\.png", page(build(config), "topics/trust"))


def test_a_name_that_blocks_keeps_its_picture_off_the_site(tmp_path: Path) -> None:
    files = {**BASIS, "stories/a.md": story("![A chair](<../images/Mr Jones 07911 123456.png>)")}
    config = make_garden(tmp_path, {**files, "images/Mr Jones 07911 123456.png": photo(0)})
    assert "images/Mr Jones 07911 123456.png  error" in kgen(config, "check", "--today", DAY, code=1)
    assert not (build(config, "--keep-going", "--no-search", code=1) / "images").exists()


@pytest.mark.parametrize(
    "name",
    ["IMG_20240101_123456.jpg", "Screenshot 2024-01-01 at 12.00.00.png", "WhatsApp Image 2024-01-01 at 09.30.12.jpeg",
     "Pasted image 20240101120000.png", "PXL_20240101_123456789.jpg", "signal-2024-01-01-120000.jpg", "DSC00001.JPG"],
)  # fmt: skip
def test_what_cameras_and_programs_call_pictures_is_nothing_to_point_out(name: str, tmp_path: Path) -> None:
    data = pictures.png() if name.endswith("png") else pictures.jpeg()
    topic = f"---\ntitle: Trust\n---\n![[{name}|A chair]]\n"
    config = make_garden(tmp_path, {**BASIS, "topics/trust.md": topic, f"images/{name}": data})
    assert "images/" not in kgen(config, "check", "--today", DAY)


# --- names and addresses


ODD = st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=20)
NAMES = st.builds(
    lambda stem, ending: f"images/{stem}.{ending}", ODD, st.sampled_from(["png", "PNG", "jpg", "JPEG", "gif"])
)


@given(st.sets(NAMES, max_size=8))
def test_addresses_are_plain_and_differ_whatever_the_names(names: set[str]) -> None:
    addresses = addresses_of(names)
    assert addresses.keys() == names
    assert len(set(addresses.values())) == len(names)
    for address in addresses.values():
        assert re.fullmatch(r"images/[a-z0-9][a-z0-9-]*\.(png|jpg|jpeg|gif)", address)
    assert addresses == addresses_of(sorted(names, reverse=True))


@given(st.sets(NAMES, max_size=4), NAMES)
def test_a_plain_name_is_its_own_address_whatever_else_is_there(names: set[str], other: str) -> None:
    plain = plain_address(other)
    assert addresses_of({*names, plain})[plain] == plain


def test_names_with_one_slug_are_told_apart() -> None:
    addresses = addresses_of(["images/foto-1.png", "images/Foto (1).png", "images/FOTO_1.png", "images/Foto (1).jpg"])
    assert addresses["images/foto-1.png"] == "images/foto-1.png"
    assert addresses["images/Foto (1).jpg"] == "images/foto-1.jpg"
    others = [addresses[name] for name in ("images/Foto (1).png", "images/FOTO_1.png")]
    assert all(re.fullmatch(r"images/foto-1-[0-9a-f]{6}\.png", each) for each in others)
    assert others[0] != others[1]


@given(NAMES, st.sampled_from(["stories", "topics", "pages"]))
def test_a_picture_is_found_by_every_way_to_write_its_name(name: str, folder: str) -> None:
    names = PictureNames([name], site="https://garden.example/")
    file = name.removeprefix("images/")
    for written in (f"../{name}", f"../{quote(name)}", f"/{quote(name)}", quote(file), plain_address(name)):
        assert names.look_up(folder, written) == (name,), written


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_with_marks_are_found_in_both_forms(form: str) -> None:
    name = unicodedata.normalize(form, "images/Ünser Café.png")
    for other in ("NFC", "NFD"):
        written = unicodedata.normalize(other, "../images/ünser CAFÉ.png")
        assert PictureNames([name]).look_up("stories", written) == (name,)


def test_of_names_alike_the_one_that_was_written_is_meant() -> None:
    both = ["images/A b.png", "images/a b.png"]
    names = PictureNames(both)
    assert names.look_up("stories", "../images/A b.png") == ("images/A b.png",)
    assert names.look_up("stories", "../images/A%20B.png") == tuple(both)


def test_a_name_that_is_no_unicode_is_published_and_named(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story("![A chair](chair.png)"), "images/x.png": photo(0)})
    folder = os.fsencode(tmp_path / "content/images")
    os.rename(folder + b"/x.png", folder + b"/ch\xffair.png")
    assert (build(config, "--no-search") / "images/chair.png").read_bytes() == photo(0)
    make_garden(tmp_path, {"stories/a.md": story("No chair.")})
    for format in ("text", "json", "github"):
        assert "(../images/chair.png)" in kgen(config, "check", "--today", DAY, "--format", format)


# --- after a change


def test_what_an_inner_story_shows_is_made_anew_in_the_outer_one(tmp_path: Path) -> None:
    """An address changes if another picture of the same slug is shown, and two stories away it is printed."""
    files: Files = {
        **BASIS,
        "stories/a.md": story("So:\n\n![[b]]\n"),
        "stories/b.md": story("So:\n\n![[c]]\n"),
        "stories/c.md": story("![A door](<../images/Foto (1).png>) and [[d]]", topics=[], answers="b"),
        "stories/d.md": story("d", title="The hidden title", standpoint="commissioner"),
        "images/Foto (1).png": photo(0),
    }
    config = make_garden(tmp_path, files)
    assert 'src="../../images/foto-1.png"' in page(build(config, "--no-search"), "stories/a")
    more = {"stories/e.md": story("![A door](FOTO_1.png)"), "images/FOTO_1.png": photo(1)}
    make_garden(tmp_path, {**more, "stories/d.md": story("d", title="The hidden title", draft=True)})
    site = build(config, "--no-search")
    assert 'src="../../images/foto-1-' in page(site, "stories/a") and "The hidden title" not in page(site, "stories/a")
    assert same(site, build(config, "--no-search", "--clean", "-d", "other").parent / "other")
