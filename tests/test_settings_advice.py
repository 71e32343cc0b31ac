"""What a message about mkdocs.yml tells a steward to write works if it is followed word for word."""

import re
from pathlib import Path

import pytest
from gardens import BASIS, make_garden

from kgen.model import Diagnostic
from kgen.settings import ConfigurationError, load

TOP = "site_name: A garden\nsite_url: https://garden.example/\ndocs_dir: content\n"
KGEN = "plugins:\n  - kgen:\n      contact: us@example.org\n"


def problems_of(folder: Path, text: str) -> list[Diagnostic]:
    config = make_garden(folder, {**BASIS})
    config.write_text(text, encoding="utf-8")
    try:
        return list(load(config).problems)
    except ConfigurationError as error:
        return list(error.problems)


def follow(text: str, problem: Diagnostic) -> str:
    """Do to mkdocs.yml what a message says, and nothing else."""
    lines, fix = text.split("\n"), problem.fix
    at = (problem.line or 1) - 1
    if match := re.match(r"Remove the hyphen before `(.*?)`", fix):
        return text.replace(f"- {match[1]}", match[1])
    if match := re.match(r"Add the lines:\n(.*)", fix, re.DOTALL):
        return f"{text}{match[1]}\n"
    if match := re.match(r"Add a line such as `(.*?)`", fix):
        return f"{match[1]}\n{text}"
    if match := re.match(r"Put a line `(.*?)` above line (\d+)", fix):
        lines.insert(int(match[2]) - 1, match[1])
    elif match := re.search(r"line \d+ as `", fix):
        for number, line in re.findall(r"line (\d+) as `(.*?)`", fix):
            lines[int(number) - 1] = line
    elif match := re.match(r"Write `(.*?)` in place of `(.*?)`", fix):
        lines[at] = lines[at].replace(match[2], match[1])
    elif match := re.search(r"(?:[Ww]rite|such as|in quotes:|for example,) `(.*?)`", fix):
        lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + match[1]
    else:
        pytest.fail(f"nothing to follow in: {fix}")
    return "\n".join(lines)


SLIPS = {
    "a number for a name": TOP.replace("A garden", "2026") + KGEN,
    "a list for a name": TOP.replace("A garden", "[The garden, ours]") + KGEN,
    "a map for a folder": TOP.replace("docs_dir: content", "docs_dir: [content]") + KGEN,
    "an empty name": TOP.replace("A garden", "") + KGEN,
    "no name": TOP.replace("site_name: A garden\n", "") + KGEN,
    "no plugins": TOP,
    "empty plugins": f"{TOP}plugins:\n",
    "an empty list of plugins": f"{TOP}plugins: []\n",
    "a number of plugins": f"{TOP}plugins: 1\n",
    "one plugin": f"{TOP}plugins: kgen\n",
    "a plugin misspelt": f"{TOP}plugins: [kgn]\n",
    "a plugin as it is called where it is installed": f"{TOP}plugins:\n  - kgen-garden\n",
    "a plugin misspelt, with options": f"{TOP}plugins:\n  - Kgen:\n      source: private\n",
    "a plugin misspelt in a map": f"{TOP}plugins:\n  kgn:\n    source: private\n",
    "the plugins that MkDocs begins with": f"{TOP}plugins:\n  - search\n",
    "the same in brackets": f"{TOP}plugins: [search]\n",
    "a licence without its version": f"{TOP}plugins:\n  - kgen:\n      licence: CC-BY\n",
    "a licence of governments": f"{TOP}plugins:\n  - kgen:\n      licence: OGL v3.0\n",
    "a licence that nobody lists": f"{TOP}plugins:\n  - kgen:\n      licence: all-rights-reserved\n",
    "nobody to write to": f"{TOP}plugins:\n  - kgen:\n      contact: me\n",
    "a mail address without its end": f"{TOP}plugins:\n  - kgen:\n      contact: us@example\n",
    "a script to write to": f"{TOP}plugins:\n  - kgen:\n      contact: javascript:alert(1)\n",
    "a page to write to, with a space": f"{TOP}plugins:\n  - kgen:\n      contact: https://us.example/our desk\n",
    "two licences": f"{TOP}plugins:\n  - kgen:\n      licence: MIT OR CC-BY-4.0\n",
    "two licences that hold together": f"{TOP}plugins:\n  - kgen:\n      licence: MIT and CC BY 4.0\n",
    "a licence and those to come": f"{TOP}plugins:\n  - kgen:\n      licence: CC-BY-4.0+\n",
    "equals signs": TOP.replace(": ", " = ") + KGEN,
    "equals signs alone": 'site_name = "A: b"\ndocs_dir := content\nplugins = [kgen]\nsite_url=https://a.example/\n',
    "no colon": TOP.replace("site_name:", "site_name") + KGEN,
    "yes for a name": TOP.replace("A garden", "yes") + KGEN,
    "a time for a name": TOP.replace("A garden", "12:30") + KGEN,
    "a comment for a name": TOP.replace("A garden", "#ours") + KGEN,
    "a mark for copying": TOP.replace("A garden", "&ours") + KGEN,
    "another plugins": TOP + KGEN.replace("plugins", "plugin"),
    "options that are a list": f"{TOP}plugins:\n  - kgen:\n      - source: private\n",
    "a star before kgen": f"{TOP}plugins:\n  * kgen\n",
    "a colon in the name": TOP.replace("A garden", "A garden: ours") + KGEN,
    "an apostrophe in quotes": TOP.replace("A garden", "'Our people's garden'") + KGEN,
    "quotes that are never closed": TOP.replace("A garden", '"A garden') + KGEN,
    "an at sign": TOP.replace("A garden", "@garden") + KGEN,
    "a colon in an option": f"{TOP}{KGEN}      notice: A trial: until June\n",
    "no space after a colon": f"{TOP}{KGEN}theme:kgen\n",
    "an address without its beginning": TOP.replace("https://garden", "garden") + KGEN,
    "an address with a space": TOP.replace("garden.example/", "garden.example/our garden/") + KGEN,
    "an address in a list": TOP.replace("https://garden.example/", "[https://garden.example/]") + KGEN,
    "a repository without its beginning": f"{TOP}{KGEN}repo_url: github.com/us/garden\n",
    "a form that is not encrypted": f"{TOP}{KGEN}      inbox: http://forms.example.org/a\n",
    "a helpline without its beginning": f"{TOP}{KGEN}      helplines:\n        - name: A\n          url: a.example\n",
    "a folder misspelt": TOP.replace("content", "contents") + KGEN,
    "a choice in capitals": f"{TOP}{KGEN}      source: Private\n",
    "a content note with a space": f"{TOP}{KGEN}      mentions: [Self Harm, abuse]\n",
    "a theme alone": f"{TOP}{KGEN}theme: readthedocs\n",
    "a theme misspelt": f"{TOP}{KGEN}theme:\n  name: materiel\n",
    "a menu of one": f"{TOP}{KGEN}nav: index.md\n",
    "the old name of the menu": f"{TOP}{KGEN}pages:\n  - index.md\n",
    "the site in the content": f"{TOP}site_dir: content\n{KGEN}",
    "the site in the history": f"{TOP}site_dir: .git\n{KGEN}",
    "the site where drafts wait": f"{TOP}site_dir: drafts\n{KGEN}",
    "the site nowhere": f"{TOP}site_dir: ''\n{KGEN}",
    "the site over everything": f"{TOP}site_dir: .\n{KGEN}",
    "the site over more": f"{TOP}site_dir: ..\n{KGEN}",
    "the content where drafts wait": f"{TOP.replace('content', 'drafts')}{KGEN}",
}


@pytest.mark.parametrize("text", SLIPS.values(), ids=SLIPS.keys())
def test_the_advice_followed_word_for_word_mends_the_settings(text: str, tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, text)
    mended = follow(text, problem)
    assert problems_of(tmp_path, mended) == [], mended


def test_a_merge_that_was_not_finished_is_called_so(tmp_path: Path) -> None:
    both = "<<<<<<< HEAD\nsite_name: A\n=======\nsite_name: B\n>>>>>>> main\n"
    [problem] = problems_of(tmp_path, f"docs_dir: content\n{both}{KGEN}")
    assert problem.message == "lines 2 to 6 hold two versions, from a merge that was not finished"
    assert problem.line == 2


@pytest.mark.parametrize(
    ("name", "kind"), [("no", "yes or no"), ("12:30", "a number"), ("0x1F", "a number"), ("2026-11-30", "a date")]
)
def test_a_name_that_is_read_as_something_else_is_given_back_as_it_was(name: str, kind: str, tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, TOP.replace("A garden", name) + KGEN)
    assert problem.message == f"YAML reads `site_name` as {kind}, not as text"
    assert problem.fix == f'Put it in quotes: `site_name: "{name}"`.'


@pytest.mark.parametrize(
    ("plugins", "mended"),
    [
        ("plugins: [tags]\n", "plugins: [kgen, tags]\n"),
        ("plugins: tags, search\n", "plugins: [kgen, tags]\n"),
        ("plugins:\n    - tags\n", "plugins:\n    - kgen\n    - tags\n"),
        ("plugins:\n- tags:\n    a: b\n", "plugins:\n- kgen\n- tags:\n    a: b\n"),
        ("plugins:\n  tags: {}\n", "plugins:\n  kgen: {}\n  tags: {}\n"),
        ("plugins:\n  - search:\n      lang: en\n", "plugins:\n  - kgen\n  - search:\n      lang: en\n"),
    ],
)
def test_kgen_is_put_beside_other_plugins(plugins: str, mended: str, tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, TOP + plugins)
    assert follow(TOP + plugins, problem) == TOP + mended
    assert "switch kgen on" not in "".join(each.message for each in problems_of(tmp_path, TOP + mended))


def test_a_site_of_documents_is_told_that_a_garden_is_another(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Handbook", encoding="utf-8")
    [problem] = problems_of(tmp_path, "site_name: Handbook\nplugins:\n  - tags\n")
    assert "looks like a site of documents" in problem.message
    assert problem.fix.startswith("Begin a garden in a folder of its own: `kgen init garden`.")
    (tmp_path / "docs/stories").mkdir()
    [problem] = problems_of(tmp_path, "site_name: Handbook\nplugins:\n  - tags\n")
    assert problem.fix == "Put a line `  - kgen` above line 3."


def test_a_folder_that_holds_other_files_is_no_place_for_the_site(tmp_path: Path) -> None:
    for name in ("docs/guide.md", "docs/404.html", "site/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Mine.", encoding="utf-8")
    for text in (f"{TOP}site_dir: docs\n{KGEN}", TOP + KGEN):
        [problem] = problems_of(tmp_path, text)
        assert "it holds files that do not belong to a site" in problem.message
        assert problem.fix.startswith("Write another folder, such as `site_dir: public`.")
    assert problems_of(tmp_path, f"{TOP}site_dir: public\n{KGEN}") == []


@pytest.mark.parametrize(
    "contact",
    [
        "Ring 0300 123 4567",
        "https://us.example/",
        "https://us.example/, 0300 123 4567",
        "us@example.org",
        "The desk, room 4",
    ],
)
def test_words_by_which_somebody_is_reached_pass(contact: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, f"{TOP}plugins:\n  - kgen:\n      contact: {contact}\n") == []
