"""The page where stories are told: it asks what the schema holds, stays small, and sends only to one address."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, QUESTION, make_garden, story
from sites import DAY, build, kgen, page

from kgen.settings import load
from kgen.views.form import FORMS, OWN_WORDS, Form, asked, order
from kgen.views.write import AGREEMENT, HINTS, PLACE, USES, WHO

RULES = Path(__file__).parents[1] / "kgen/safeguarding"
SCRIPTS = Path(__file__).parents[1] / "theme/assets"
INBOX = "https://letters.example.org/in?to=us"
MANY = {f"topics/topic-{number:04}.md": f'---\ntitle: "Topic {number:04} & more"\n---\n' for number in range(700)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {**BASIS, **MANY, "questions/q.md": QUESTION, "stories/a.md": story(topics=["topic-0699", "trust"])}
    files["stories/hidden.md"] = story(title="Hidden", topics="trust", draft="true")
    return build(make_garden(tmp_path_factory.mktemp("site"), files, {"inbox": INBOX}))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_field_is_asked_or_somebody_else_s_business(form: Form, tmp_path: Path) -> None:
    names = {each.name for each in asked(load(make_garden(tmp_path, {})), form)}
    assert not names & {*form.made, *form.for_stewards}
    fields = {info.alias or name for name, info in form.kind.meta.model_fields.items()}
    assert {name.partition(".")[0] for name in (*names, *form.made, *form.for_stewards)} == fields
    assert set(order(form)) == names | set(form.made)


def test_every_question_of_a_story_has_its_place(tmp_path: Path) -> None:
    names = {each.name for each in asked(load(make_garden(tmp_path, {})))}
    assert {*WHO, *AGREEMENT, USES, *PLACE, *HINTS} <= names | OWN_WORDS.keys()


@pytest.mark.parametrize(("url", "form"), [("write", "story"), ("join", "person"), ("ask", "question")])
def test_every_question_stands_on_the_page_once(url: str, form: str, site: Path, tmp_path: Path) -> None:
    html = page(site, url)
    for each in asked(load(make_garden(tmp_path, {})), FORMS[form]):
        assert html.count(f'data-field="{each.name}"') == 1
        inputs = len(re.findall(f'name="{re.escape(each.name)}"', html))
        assert inputs == (len(each.choices) or (2 if each.control == "yes-or-no" else 1))
        assert each.label in html.replace("&#39;", "'")


def test_the_page_and_what_it_loads_are_small(site: Path) -> None:
    html = (site / "write/index.html").read_bytes()
    assert len(html) < 60_000 and len(gzip.compress(html)) < 15_000
    assert len((site / "write/names.json").read_bytes()) < 60_000
    for asset in site.glob("assets/write.*/*"):
        assert len(gzip.compress(asset.read_bytes())) < 15_000


def test_names_are_bounded_and_the_most_used_come_first(site: Path) -> None:
    names = json.loads((site / "write/names.json").read_text())
    assert list(names) == ["topics", "sectors", "networks", "answers"]
    assert names["topics"][:2] == [["topic-0699", "Topic 0699 & more"], ["trust", "Trust"]]
    assert len(names["topics"]) == 500
    assert names["answers"] == [["q", "What holds us back?"]]


def test_the_rules_are_served_without_what_only_the_check_needs(site: Path) -> None:
    def without(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in ("about", "has", "hint")}

    served = json.loads((site / "write/rules.json").read_text(encoding="utf-8"))["safeguarding"]
    read = json.loads((RULES / "safeguarding.json").read_text(encoding="utf-8"), object_hook=without)
    for part in ("rules", "words", "parts", "apart", "normalise", "phone", "linking"):
        assert served[part] == read[part]
    assert b'"hint"' not in (site / "write/rules.json").read_bytes()


def test_what_is_loaded_to_look_for_names_and_numbers_is_small(site: Path) -> None:
    scripts = [path for name in ("scan", "names") for path in site.glob(f"assets/write.*/{name}.js")]
    assert len(scripts) == 2
    loaded = (*scripts, site / "write/rules.json")
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in loaded) <= 72_000


def test_scripts_are_served_without_what_is_only_for_readers(site: Path) -> None:
    written = sorted(SCRIPTS.rglob("*.js"))
    assert len(written) > 4
    for script in written:
        lines = script.read_text(encoding="utf-8").splitlines()
        code = [line.lstrip() for line in lines if line and not line.lstrip().startswith("//")]
        address = f"{script.parent.name}.*/{script.name}" if script.parent != SCRIPTS else f"{script.stem}.*.js"
        for served in site.glob(f"assets/{address}"):
            assert served.read_text(encoding="utf-8").splitlines() == code
        # No template goes over several lines, so none can hold an indent, or a line that looks like a remark.
        quoted = [re.sub(r'"[^"\n]*"|/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n])+/[a-z]*', "", line) for line in code]
        odd = [line for line, rest in zip(code, quoted, strict=True) if rest.count("`") % 2 and line.count("`") % 2]
        assert odd == [], script


def test_the_form_and_the_check_let_the_same_words_of_the_stewards_stand(tmp_path: Path) -> None:
    """One number of each who may be named, in a story as in the form's own list of what is allowed."""
    own = {
        "contact": "https://us.example.org, 0161 234 1001",
        "controller": "The council, 0161 234 1002",
        "safeguarding_lead": "the duty manager, 0161 234 1003",
        "notice": "Ring 0161 234 1004.",
        "helplines": [{"name": "Night line", "number": "0161 234 1005"}],
    }
    numbers = [f"0161 234 {number}" for number in range(1001, 1006)]
    body = f"Ring {', '.join(numbers)}."
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story(body)}, own)
    assert kgen(config, "check", "--today", DAY) == "0 problems.\n"
    published = re.findall(r'data-published="([^"]*)"', page(build(config), "write"))[0]
    assert [number for number in numbers if number not in published] == []


def test_only_this_page_may_send_to_the_letter_box_and_to_no_other_address(site: Path) -> None:
    letters = "https://letters.example.org"
    assert f"connect-src 'self' {letters}; form-action 'self' {letters}\"" in page(site, "write")
    assert "default-src 'self'; img-src" in page(site, "topics") and "form-action 'self'\"" in page(site, "topics")
    assert "letters.example.org" not in page(site, "topics") + (site / "index.html").read_text()
    content = page(site, "write").partition('<div class="kg-write">')[2].partition("For stewards")[0]
    assert "</form>" in content and "<script" not in content


@pytest.mark.parametrize(
    "inbox",
    ["javascript:alert(1)", "https://x.org/' onload='a", "https://x.org; script-src *", "us@x.org", "http://x.org"],
)
def test_an_inbox_that_is_no_web_address_is_refused(tmp_path: Path, inbox: str) -> None:
    config = make_garden(tmp_path, BASIS, {"inbox": inbox})
    assert "`inbox` should be a web address" in kgen(config, "check", code=2)


def test_without_an_inbox_nothing_is_sent_anywhere(tmp_path: Path) -> None:
    html = page(build(make_garden(tmp_path, BASIS, {"contact": "us@example.org"})), "write")
    assert "<form id=" in html and 'method="post"' not in html
    assert "form-action 'self'\"" in html
