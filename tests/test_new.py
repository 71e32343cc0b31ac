"""kgen new: a file that itself says what is missing, and is fine once that is filled in."""

import re
import resource
from pathlib import Path

import pytest
import yaml
from gardens import BASIS, make_garden
from sites import kgen

from kgen.commands.new import run, write_new
from kgen.model import KINDS, Kind
from kgen.settings import ConfigurationError

FILLED = {
    "standpoint": "manager",
    "sectors": "[schools]",
    "topics": "[trust]",
    "whose": "own",
    "others": "none",
}


def made(folder: Path, config: Path, kind: str, title: str) -> tuple[Path, str]:
    """Begin a file; return it, and what was printed."""
    printed = kgen(config, "new", kind, title)
    return folder / printed.splitlines()[0], printed


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name != "story"])
def test_a_new_file_of_any_other_kind_is_fine_at_once(kind: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    path, _ = made(tmp_path, config, kind, 'Ümläut: "quoted" \\ & more?')
    assert path.name == "umlaut-quoted-more.md"
    front = yaml.safe_load(path.read_text().split("---\n")[1])
    assert list(front.values()) == ['Ümläut: "quoted" \\ & more?']
    # Nobody has agreed yet to be named.
    assert ("1 warning." if kind == "person" else "0 problems.") in kgen(config, "check")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Æther", "aether"),
        ("ØRSTED Œuvre", "orsted-oeuvre"),
        ("Iğdır", "igdir"),
        ("½ of ②", "1-2-of-2"),
        ("2½ cups – 1⁄4 each", "2-1-2-cups-1-4-each"),
        ("2019–2020: a·b…c — “d”e", "2019-2020-a-b-c-d-e"),
        ("What’s next? Rock ʼn’ roll", "whats-next-rock-n-roll"),
        ("Продлёнка 2", "prodlyonka-2"),
        ("ПОДЪЕЗД й", "podezd-y"),
        ("Київська їжа", "kiyivska-yizha"),
        ("Љубав и Ђорђе", "ljubav-i-djordje"),
        ("Αθήνα και ΨΥΧΉ", "athina-kai-psuchi"),
        ("住房 housing", "housing"),
        ("住房 2", "topic-1"),
        ("العربية a", "topic-1"),
        ("日本語のタイトル v2", "topic-1"),
        ("☂☂☂", "topic-1"),
    ],
)
def test_no_letter_is_lost_in_the_name_of_a_file(title: str, name: str, tmp_path: Path) -> None:
    path, _ = made(tmp_path, make_garden(tmp_path, BASIS), "topic", title)
    assert path.name == f"{name}.md"


def test_a_new_story_says_what_is_missing_and_then_is_fine(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    path, printed = made(tmp_path, config, "story", "What's left out")
    assert path.name == "whats-left-out.md"
    checked = kgen(config, "check", code=1)
    for name, value in FILLED.items():
        number, line = next(
            (number, line)
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if line.strip().startswith(f"{name}:")
        )
        assert f"line {number}: `{name}` is empty" in printed
        assert f"`{name}` is empty" in checked
        path.write_text(path.read_text().replace(line, line.replace(":", f": {value}", 1)))
    assert "5 errors, 1 warning." in checked
    assert "the story has no text" in kgen(config, "check")
    path.write_text(path.read_text() + "She leaves the lamp on.\n")
    checked = kgen(config, "check")
    assert not [word for word in ("error", "warning") if word in checked]


def test_nobody_agrees_by_leaving_the_file_as_it_is(tmp_path: Path) -> None:
    """Who agreed is for people to say: a template that says it would be believed."""
    config = make_garden(tmp_path, BASIS)
    path, _ = made(tmp_path, config, "story", "A")
    consent = yaml.safe_load(path.read_text().split("---\n")[1])["consent"]
    assert consent["whose"] is None and consent["others"] is None
    assert path.read_text().endswith("---\n\n")


def test_a_public_repository_is_itself_a_publication(tmp_path: Path) -> None:
    public, private = (make_garden(tmp_path / source, BASIS, {"source": source}) for source in ("public", "private"))
    assert "a pull request already publishes it" in kgen(public, "new", "story", "A")
    assert "publication" not in kgen(private, "new", "story", "A")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_field_is_offered(kind: Kind, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    path, _ = made(tmp_path, config, kind.name, "A")
    offered = set(re.findall(r"^(?:# )? *([a-z_]+):", path.read_text(), re.MULTILINE))
    fields = {info.alias or name for name, info in kind.meta.model_fields.items()}
    assert fields - {"withdrawn"} <= offered


def test_a_line_can_be_used_by_taking_its_mark_away(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    path, _ = made(tmp_path, config, "person", "Dee")
    text = path.read_text().replace("# consent:", "consent:").replace("#   given:", "  given: 2026-09")
    path.write_text(text.replace("# offers:", "offers: trust"))
    assert "0 problems." in kgen(config, "check")


@pytest.mark.parametrize("there", ["Upper-Case.md", "UPPER-CASE.MD", "upper-case.Md"])
def test_no_file_is_made_that_would_be_another_on_many_computers(there: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, f"topics/{there}": "---\ntitle: A\n---\n"})
    said = kgen(config, "new", "topic", "Upper case", code=2)
    assert (
        f"content/topics/{there} is already there, and on many computers upper-case.md would be the same file" in said
    )
    assert not [each for each in (tmp_path / "content/topics").iterdir() if each.name == "upper-case.md"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    assert "content/topics/trust.md is already there" in kgen(config, "new", "topic", "Trust", code=2)
    assert (tmp_path / "content/topics/trust.md").read_text() == BASIS["topics/trust.md"]


@pytest.mark.parametrize(("there", "alias"), [("topics/trust", "faith"), ("sectors/schools", "/topics/faith/")])
def test_no_file_is_made_at_the_old_address_of_another(there: str, alias: str, tmp_path: Path) -> None:
    once = f"---\ntitle: T\naliases: [{alias}]\n---\n"
    config = make_garden(tmp_path, {**BASIS, f"{there}.md": once})
    said = kgen(config, "new", "topic", "Faith", code=2)
    assert f"faith is an old name of content/{there}.md. Choose another title, or delete that alias." in said
    assert not (tmp_path / "content/topics/faith.md").exists()
    kgen(config, "new", "person", "Faith")


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    config = make_garden(tmp_path / "garden", BASIS)
    content = tmp_path / "garden/content"
    (content / "topics/out.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "elsewhere").mkdir()
    (content / "people").symlink_to(tmp_path / "elsewhere")
    assert "already there" in kgen(config, "new", "topic", "Out", code=2)
    assert "content/people is a link" in kgen(config, "new", "person", "Dee", code=2)
    assert not (tmp_path / "outside.md").exists() and not list((tmp_path / "elsewhere").iterdir())


def test_a_title_in_another_script_has_a_numbered_file(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    names = [made(tmp_path, config, "topic", title)[0].name for title in ("اعتماد", "انتظار")]
    assert names == ["topic-1.md", "topic-2.md"]
    path = tmp_path / "content/topics/topic-2.md"
    path.write_text(path.read_text().replace("---\n", "---\naliases: [topic-3, /topics/topic-4/]\n", 1))
    assert made(tmp_path, config, "topic", "صبر")[0].name == "topic-5.md"
    assert "0 problems." in kgen(config, "check")


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [
        ("tale", "A", "The kinds are"),
        ("story", " ", "Give it a title"),
        ("page", "Stories", 'kgen new page "Stories page"'),
        ("topic", "Index", 'kgen new topic "Index topic"'),
        ("topic", "x" * 201, "has 201 characters; at most 200 fit"),
        ("topic", "turned \u202e round", "invisible control character (U+202E)"),
        ("topic", "no text \udc80", "is not UTF-8 text"),
    ],
)
def test_what_cannot_be_made_is_said_plainly(kind: str, title: str, said: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    before = sorted(tmp_path.rglob("*"))
    assert said in kgen(config, "new", kind, title, code=2)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_disk_that_is_full_keeps_no_empty_file(tmp_path: Path) -> None:
    """It would be an error of the garden, and in the way of the next `kgen new`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2, hard))
    try:
        with pytest.raises(OSError):
            write_new(tmp_path / "stories/a.md", b"Words.", "content/stories/a.md")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list((tmp_path / "stories").iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_title_an_example_of_that_kind_is_given(kind: Kind, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"such as: kgen new {kind} "):
        run(make_garden(tmp_path, dict(BASIS)), str(kind), "")
