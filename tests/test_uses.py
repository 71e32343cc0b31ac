"""Nothing that a teller did not say yes to holds a word of their story (`consent.uses`)."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from sites import build

ALL = ["site", "meetings", "news", "research", "machines"]
WORDS = ("Marmalade", "zephyr", "quincunx", "ocelot", "saffron")
"""Of the story alone: in its title, its summary, its text, what held it back and what helped."""
FILES = {
    **BASIS,
    "topics/trust.md": "---\ntitle: Trust\n---\n\nHere it is told: [[s-one]], and what followed.\n",
    "questions/holds.md": QUESTION.replace("Tell us.", "See [[s-one]]."),
    "networks/circle.md": NETWORK,
}
OF_USE = {
    "meetings": re.compile(r"networks/[^/]+/meet/"),
    "research": re.compile(r"data/garden"),
    "machines": re.compile(r"llms\.txt|\.html$"),
}
"""The files of each use; of pages, what they tell programs."""


def built(folder: Path, uses: list[str] | None) -> dict[str, bytes]:
    told = story(
        f"She said {WORDS[2]} to us.", title=f"The {WORDS[0]} letter", summary=f"A {WORDS[1]} in a file.",
        handbrake=f"An {WORDS[3]}.", release=f"Some {WORDS[4]}.", networks="circle", answers="holds",
        licence="CC-BY-4.0", consent={"uses": uses} if uses else {},
    )  # fmt: skip
    answer = story(
        "After [[s-one]] we asked again.", title=None, topics=None, answers="stories/s-one", networks="circle",
        licence="CC-BY-4.0", standpoint="manager", consent={"uses": ALL},
    )  # fmt: skip
    config = make_garden(folder, {**FILES, "stories/s-one.md": told, "stories/s-two.md": answer})
    site = build(config, "--no-search")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def of_use(files: Mapping[str, bytes], use: str) -> bytes:
    """All that the files of a use hold; for pages, what they tell programs, beyond the headline on the story's own."""
    found = []
    for name, data in files.items():
        if not OF_USE[use].search(name):
            continue
        if name.endswith(".html") and use == "machines":
            data = b"".join(re.findall(rb'<script type="application/ld\+json">.*?</script>', data))
            data = re.sub(rb'"headline":"[^"]*"', b"", data) if name == "stories/s-one/index.html" else data
        found.append(data)
    assert found
    return b"\n".join(found)


@pytest.mark.parametrize("use", OF_USE)
def test_what_is_left_out_holds_not_a_word(use: str, tmp_path: Path) -> None:
    without = built(tmp_path / "without", [each for each in ALL if each != use])
    left = [word for word in WORDS if word.lower().encode() in of_use(without, use).lower()]
    assert left == []
    with_it = built(tmp_path / "with", ["site", use])
    assert any(word.lower().encode() in of_use(with_it, use).lower() for word in WORDS)


def test_nothing_said_is_the_site_alone(tmp_path: Path) -> None:
    files = built(tmp_path, None)
    page = files["stories/s-one/index.html"]
    assert all(word.encode() in page for word in WORDS[2:]) and b"Marmalade" in files["feed.xml"]
    for use in OF_USE:
        assert [word for word in WORDS if word.lower().encode() in of_use(files, use).lower()] == []


def test_illustrative_stories_have_all(tmp_path: Path) -> None:
    config = make_garden(
        tmp_path, {**BASIS, "stories/a.md": story(title="Marmalade", consent={"whose": "illustrative"})}
    )
    site = build(config, "--no-search")
    assert all("Marmalade" in (site / name).read_text() for name in ("llms.txt", "data/garden.json"))


def test_a_changed_use_changes_what_is_rendered(tmp_path: Path) -> None:
    before = built(tmp_path, ALL)
    assert b"Marmalade" in before["llms.txt"] and b"Marmalade" in before["networks/circle/meet/index.html"]
    after = built(tmp_path, ["site"])
    assert after == built(tmp_path / "clean", ["site"]) and b"Marmalade" not in after["llms.txt"]
