"""What /my-story/ looks receipts up in: what is published, only by hashes, and nothing that is hidden."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, make_garden, story
from sites import build, same

from kgen.exports import receipts
from kgen.read import read
from kgen.settings import load
from kgen.weave import weave


def ref(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def told(number: int, **fields: Any) -> str:
    consent = {"ref": ref(number), **fields.pop("consent", {})}
    return story(title=f"Title {number}", consent=consent, **fields)


FILES = {
    **BASIS,
    "stories/a.md": told(1, consent={"review": "2028-10"}),
    "stories/capitals.md": told(2, consent={"ref": ref(2).upper()}),
    "people/dee.md": f"---\nname: Dee\nconsent: {{given: 2026-09, ref: {ref(3)}}}\n---\n",
    "questions/asked.md": f"---\ntitle: Why?\nref: {ref(4)}\n---\n",
    "stories/register.md": story(title="R", consent={"ref": "register-0142"}),
    "stories/short.md": story(title="S", consent={"ref": ref(5)[:-1]}),
    "stories/without.md": story(title="W"),
    "stories/draft.md": told(6, draft="true"),
    "stories/lapsed.md": told(7, consent={"review": "2026-10"}),
    "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n",
    "people/unasked.md": "---\nname: Unasked\n---\n",
}
FOUND = {
    ref(1): {"url": "stories/a/", "review": "2028-10"},
    ref(2): {"url": "stories/capitals/"},
    ref(3): {"url": "people/dee/"},
    ref(4): {"url": "questions/asked/"},
}


def looked_up(site: Path) -> Any:
    return json.loads((site / "data/receipts.json").read_text())


def test_what_is_published_is_found_by_the_hash_of_its_receipt(tmp_path: Path) -> None:
    site = build(make_garden(tmp_path, FILES), "--no-search")
    assert looked_up(site) == {"receipts": FOUND}
    text = (site / "data/receipts.json").read_text()
    assert "register" not in text and "Title" not in text and "stories/without" not in text
    assert not (site / "data/receipts").exists()


def test_without_receipts_the_file_is_there(tmp_path: Path) -> None:
    assert looked_up(build(make_garden(tmp_path, BASIS), "--no-search")) == {"receipts": {}}


def test_what_has_an_error_is_not_found_and_two_of_one_receipt_are_not(tmp_path: Path) -> None:
    broken = {**BASIS, "stories/a.md": told(1), "stories/b.md": told(2, standpoint=None), "stories/c.md": told(1)}
    site = build(make_garden(tmp_path, broken), "--no-search", "--keep-going", code=1)
    assert looked_up(site) == {"receipts": {}}


def test_more_than_fit_in_one_file_are_parted_by_two_digits(tmp_path: Path) -> None:
    many = {f"stories/s{number}.md": told(number) for number in range(receipts.MOST + 1)}
    settings = load(make_garden(tmp_path, {**BASIS, **many}), today="2026-11-23")
    garden = weave(settings, read(settings))
    files = {output.path: json.loads(output.made(garden)) for output in receipts.receipts(garden, ())}
    assert files.pop("data/receipts.json") == {"receipts": {}, "parts": True}
    assert set(files) == {f"data/receipts/{ref(number)[:2]}.json" for number in range(receipts.MOST + 1)}
    for path, part in files.items():
        assert list(part) == ["receipts"] and all(path == f"data/receipts/{each[:2]}.json" for each in part["receipts"])
    found = {each: where for part in files.values() for each, where in part["receipts"].items()}
    assert found == {ref(number): {"url": f"stories/s{number}/"} for number in range(receipts.MOST + 1)}


def test_as_many_as_fit_are_in_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "MOST", len(FOUND))
    settings = load(make_garden(tmp_path, FILES), today="2026-11-23")
    garden = weave(settings, read(settings))
    assert [output.path for output in receipts.receipts(garden, ())] == ["data/receipts.json"]


def test_a_build_that_begins_with_the_last_one_finds_what_a_clean_one_finds(tmp_path: Path) -> None:
    config, twin = make_garden(tmp_path / "one", FILES), make_garden(tmp_path / "other", FILES)
    build(config, "--no-search")
    changed = {
        "stories/a.md": told(1, consent={"review": "2029-01"}),
        "stories/capitals.md": told(2, draft="true"),
        "questions/asked.md": f"---\ntitle: Why?\nref: {ref(8)}\n---\n",
        "stories/draft.md": told(6),
    }
    for name, text in changed.items():
        for each in (config, twin):
            (each.parent / "content" / name).write_text(text)
    site = build(config, "--no-search")
    assert looked_up(site)["receipts"] == {
        ref(1): {"url": "stories/a/", "review": "2029-01"},
        ref(3): {"url": "people/dee/"},
        ref(6): {"url": "stories/draft/"},
        ref(8): {"url": "questions/asked/"},
    }
    assert same(site, build(twin, "--no-search", "--clean"))
