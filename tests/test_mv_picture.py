"""kgen mv for a picture: the file is renamed, every text follows, and no other byte changes."""

from pathlib import Path

import pictures
import pytest
from gardens import BASIS, make_garden, story
from sites import DAY, kgen

from kgen.commands.mv import run
from kgen.settings import ConfigurationError

OLD = "Foto (1).png"
PROSE = [
    # written, and after `kgen mv "Foto (1).png" "A room, 2.png"`
    ("![A *room*](<../images/Foto (1).png> 'title') é", "![A *room*](<../images/A room, 2.png> 'title') é"),
    ("![R](../images/Foto%20%281%29.png)", "![R](../images/A%20room%2C%202.png)"),
    ("![R](../images/Foto%20(1).png)", "![R](../images/A%20room%2C%202.png)"),
    ("![R](foto-1.png)", "![R](A%20room%2C%202.png)"),
    ("![[Foto (1).png|R]]", "![[A room, 2.png|R]]"),
    ("![[attachments/Foto (1).png|R]]", "![[attachments/A room, 2.png|R]]"),
    ("![[Foto (1).png]]", "![[A room, 2.png]]"),
    ("| a |\n|---|\n| ![[Foto (1).png\\|R]] |", "| a |\n|---|\n| ![[A room, 2.png\\|R]] |"),
    ('<img alt="R" src="../images/Foto (1).png">', '<img alt="R" src="../images/A%20room%2C%202.png">'),
    (
        "Before <img src='../images/foto-1.png' alt='a > b'>",
        "Before <img src='../images/A%20room%2C%202.png' alt='a > b'>",
    ),
    ("<img src=../images/foto-1.png alt=R>", "<img src=../images/A%20room%2C%202.png alt=R>"),
    ("[![R](foto-1.png)](trust.md)", "[![R](A%20room%2C%202.png)](trust.md)"),
    ("![R](other.png) `![R](foto-1.png)`", "![R](other.png) `![R](foto-1.png)`"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_text_follows_and_no_other_byte_changes(
    ends: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = ("\n\n".join(each[number] for each in PROSE) for number in (0, 1))
    text = story(before).replace("\n", ends)
    files = {**BASIS, "stories/a.md": "\ufeff" + text, "stories/b.md": story("![R](../images/other.png)")}
    config = make_garden(
        tmp_path, {**files, f"images/{OLD}": pictures.png(), "images/other.png": pictures.png(dpi=(300, 300))}
    )
    assert run(config, f"content/images/{OLD}", "A room, 2.png", today=DAY) == 0
    assert (tmp_path / "content/stories/a.md").read_bytes().decode() == "\ufeff" + story(after).replace("\n", ends)
    assert (tmp_path / "content/stories/b.md").read_text() == files["stories/b.md"]
    assert sorted(path.name for path in (tmp_path / "content/images").iterdir()) == ["A room, 2.png", "other.png"]
    said = capsys.readouterr().out
    assert "content/images/Foto (1).png is now images/A room, 2.png." in said
    assert "content/stories/a.md: 12 links" in said and "look at" not in said
    assert "there is no picture" not in kgen(config, "check", "--today", DAY, code=1)


@pytest.mark.parametrize("old", [OLD, f"images/{OLD}", "foto-1.png", "FOTO (1).PNG"])
@pytest.mark.parametrize("new", ["room", "room.png", "images/room.png", "content/images/room.png"])
def test_both_may_be_names_or_paths(old: str, new: str, tmp_path: Path) -> None:
    config = make_garden(
        tmp_path, {**BASIS, "stories/a.md": story("![[Foto (1).png|R]]"), f"images/{OLD}": pictures.png()}
    )
    assert run(config, old, new, today=DAY) == 0
    assert (tmp_path / "content/images/room.png").exists()
    assert "![[room.png|R]]" in (tmp_path / "content/stories/a.md").read_text()


def test_a_definition_follows_too(tmp_path: Path) -> None:
    text = story("![R][one], ![R][One], [R][two] and ![R](foto-1.png)\n\n[one]: ../images/foto-1.png 'R'\n[two]: a.md")
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": text, f"images/{OLD}": pictures.png()})
    said = kgen(config, "mv", OLD, "room.png", "--today", DAY)
    assert (tmp_path / "content/stories/a.md").read_text() == text.replace("foto-1.png", "room.png")
    assert "2 links" in said and "by hand" not in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("nothing.png", "a.png", "There is no picture nothing.png"),
        ("roon.png", "a.png", "Did you mean images/room.png"),
        ("room.png", "Other.png", "would be taken for images/other.png"),
        ("room.png", "a.jpg", "is a PNG picture"),
        ("room.png", "room.png", "is its name already"),
        ("room.png", "stories/a.png", "stays in images/"),
        ("room.png", "a|b.png", "cannot be the name"),
        ("room.png", ".png", "cannot be the name"),
        ("a-b.png", "c.png", "could be several"),
    ],
)
def test_what_cannot_be_moved_is_said_and_nothing_changes(old: str, new: str, says: str, tmp_path: Path) -> None:
    names = ("room.png", "other.png", "a b.png", "a_b.png")
    config = make_garden(tmp_path, {**BASIS, **{f"images/{name}": pictures.png() for name in names}})
    with pytest.raises(ConfigurationError, match=says):
        run(config, old, new, today=DAY)
    assert sorted(path.name for path in (tmp_path / "content/images").iterdir()) == sorted(names)
