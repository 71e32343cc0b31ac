"""What stewards fill in beside the drafts: where something is wrong there, the line and the column are said."""

from pathlib import Path

import pytest
from gardens import BASIS, make_garden
from sites import DAY, kgen

from kgen.importing.tables import table_in
from kgen.settings import ConfigurationError, Settings, load
from kgen.stewarding.columns import known_columns


def settings_with(folder: Path, name: str, data: bytes) -> Settings:
    config = make_garden(folder, BASIS)
    (folder / "drafts").mkdir()
    (folder / "drafts" / name).write_bytes(data)
    return load(config)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Shoe size: [", "1:13: a bracket is opened"),
        ("# Ours\nShoe size: -\n", '2:12: a dash needs quotation marks here. Write `Shoe size: "-"`.'),
        ("Shoe size = place\n", "1:1: the file holds no names with values"),
        ("- Shoe size\n", "1:1: the file holds no names with values"),
        ("A: text\nWhat: tell us: title\n", '2:14: there is a second colon here'),
        ("\tA: text\n", "1:1: there is a tab"),
        ("A: text\nA: title\n", "2:1: “A” is both here and in line 1"),
        ("A: text\n\na: title\n", "3:1: “a” is here twice, with two fields"),
        ("A: [text, title]\n", "1:1: “A” has more than one field"),
        ("A: text\n\nB: texte\n", "3:1: there is no field texte. Choose from: -, "),
        ("{a: b}: text\n", "1:1: a name begins with a bracket"),
        ("A: text\n---\nB: title\n", "2:1: a line `---` begins a second document"),
        ("A: te\x07xt\n", "1:6: there is an invisible control character"),
        ("[" * 9000, "1:1: the indentation, a bracket or a quotation mark does not match"),
    ],
)  # fmt: skip
def test_a_table_that_is_wrong_says_where(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        known_columns(settings_with(tmp_path, "columns.yml", text.encode()))
    assert str(error.value).startswith(f"drafts/columns.yml:{said}")


def test_a_table_of_another_encoding_says_where(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, "columns.yml", "A: text\nCafé: title\n".encode("cp1252"))
    with pytest.raises(ConfigurationError, match=r"^drafts/columns\.yml:2:4: the file is not saved as UTF-8 from here"):
        known_columns(settings)


def test_a_table_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, "columns.yml", b"")
    (tmp_path / "drafts/columns.yml").unlink()
    (tmp_path / "drafts/columns.yml").mkdir()
    with pytest.raises(ConfigurationError, match=r"^drafts/columns\.yml: it is not an ordinary file\."):
        known_columns(settings)


def test_a_table_that_is_right_is_read(tmp_path: Path) -> None:
    text = '\ufeff# Ours\r\n"Q #3: shoes?": text\r\nB: "-"\r\nC:\r\nD:\r\n  sectors: [a, b]\r\n'
    table = table_in(settings_with(tmp_path, "columns.yml", text.encode()), "columns.yml")
    assert table.values == {"Q #3: shoes?": "text", "B": "-", "C": "", "D": {"sectors": ["a", "b"]}}
    assert known_columns(load(make_garden(tmp_path / "none", BASIS))) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Blog:\n  sectors: shcools\n", "2:3: “shcools” names no service of this garden. Did you mean schools?"),
        ("Blog:\n  standpoint: boss\n", "2:3: the standpoint boss is unknown here. Choose from: "),
        ("Blog:\n  sectors: [", "2:13: a bracket is opened"),
    ],
)
def test_categories_say_where(text: str, said: str, tmp_path: Path) -> None:
    settings = settings_with(tmp_path / "garden", "categories.yml", text.encode())
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/a.md").write_text("# A walk\n\nWe walked.\n")
    told = kgen(settings.root / "mkdocs.yml", "import", str(tmp_path / "vault"), "--today", DAY, code=2)
    assert f"drafts/categories.yml:{said}" in told
