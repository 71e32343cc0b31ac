"""The search index: the same for the same garden, made only from what is published, and plainly refused if it fails."""

import base64
import gzip
import json
from collections import Counter
from pathlib import Path
from string import ascii_lowercase

import pytest
from gardens import BASIS, NETWORK, PERSON, make_garden, story
from nightly import at_night, times
from sites import DAY, build, by_mkdocs, kgen, page, same, with_search_in_parts

from kgen.publish import search
from kgen.read import read
from kgen.settings import load
from kgen.views.rendering import PageRenderer
from kgen.views.search_record import record
from kgen.weave import weave
from kgen.weave.insight import Insight
from kgen.weave.recording import Recorder

FILES = {
    **BASIS,
    "topics/waiting.md": "---\ntitle: Waiting\nalt: [queues]\n---\n",
    "networks/circle.md": NETWORK,
    "stories/open.md": story("The **kettle** was on & nobody <b>came</b>.", title="Open", topics=["trust", "waiting"]),
    "stories/child.md": story("Words.", title="Second", standpoint=["family-carer", "community"], networks=["circle"]),
    "stories/hidden.md": story("Nobody reads the zeppelin.", title="Hidden", draft=True),
}


def fragments(site: Path) -> list[dict[str, object]]:
    """What the index says about each page."""
    return fragments_in(site / "pagefind")


def fragments_in(part: Path) -> list[dict[str, object]]:
    files = sorted((part / "fragment").iterdir())
    return [json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd")) for path in files]


def test_the_same_garden_has_the_same_index(tmp_path: Path) -> None:
    one, other = (build(make_garden(tmp_path / name, FILES)) for name in ("one", "other"))
    files = [
        {path.relative_to(site): path.read_bytes() for path in (site / "pagefind").rglob("*") if path.is_file()}
        for site in (one, other)
    ]
    assert files[0] == files[1] and len(files[0]) > 10


def test_an_empty_garden_has_none(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {})
    site = build(config)
    assert (site / "search/index.html").exists() and not (site / "pagefind").exists()
    kgen(config, "verify")


def test_every_index_is_whole(tmp_path: Path) -> None:
    """When Pagefind wrote the files itself, one in thirty gardens had one that was cut off."""
    settings = load(make_garden(tmp_path, FILES), today=DAY)
    garden = weave(settings, read(settings))
    first = search.index(PageRenderer(garden))
    assert all(search.index(PageRenderer(garden)) == first for _ in range(times(12, 60)))
    # Versions of Python disagree about the byte before the last two of a gzip header: how hard it was compressed.
    made = [data for name, data in first.items() if name.endswith((".pf_meta", ".pf_filter"))]
    assert made and {data[3:9] for data in made} == {bytes(6)}


def test_parts_of_an_excerpt_do_not_run_into_each_other(tmp_path: Path) -> None:
    parts = "## Heading\n\n- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\nIs it?"
    files = {**BASIS, "stories/p.md": story(parts, handbrake="The form")}
    settings = load(make_garden(tmp_path, files), today=DAY)
    garden = weave(settings, read(settings))
    said = record(garden, garden.published["stories/p"])["content"]
    assert said == "The form. Heading. one. two. a b. c d. Is it?"


def test_what_is_found(tmp_path: Path) -> None:
    found = {str(each["url"]): each for each in fragments(build(make_garden(tmp_path, FILES)))}
    assert "stories/open/" in found and "topics/waiting/" in found
    assert not [url for url in found if "hidden" in url]
    words = str(found["stories/open/"]["content"])
    assert "The kettle was on & nobody came." in words and "<" not in words
    assert found["stories/open/"]["filters"] == {
        "kind": ["Stories"], "standpoint": ["people who work in services"], "sector": ["Schools"],
        "topic": ["Trust", "Waiting"],
    }  # fmt: skip
    assert found["stories/child/"]["filters"]["standpoint"] == ["family carers", "people from the community"]  # type: ignore[index]
    assert found["stories/open/"]["meta"]["about"] == "Trust, Waiting, queues, Schools"  # type: ignore[index]
    assert found["topics/waiting/"]["meta"]["labels"] == "queues"  # type: ignore[index]


def test_a_record_names_who_told_it_and_what_it_speaks_of(tmp_path: Path) -> None:
    told = story("Words.", title="Told", author="dee", mentions=["child-death"])
    found = {
        str(each["url"]): each
        for each in fragments(build(make_garden(tmp_path, {**FILES, "people/dee.md": PERSON, "stories/told.md": told})))
    }
    about = found["stories/told/"]["meta"]
    assert isinstance(about, dict)
    assert about["by"] == "Dee" and about["note"] == "the death of a child"


def test_an_answer_that_is_called_by_a_story_does_not_carry_its_title(tmp_path: Path) -> None:
    answer = story("Yes.", answers="open", title=None, topics=None, licence="read-only")
    found = {
        str(each["url"]): each for each in fragments(build(make_garden(tmp_path, {**FILES, "stories/yes.md": answer})))
    }
    about = found["stories/yes/"]["meta"]
    assert isinstance(about, dict)
    assert "title" not in about and "“Open”" in about["called"] and "Open" not in str(found["stories/yes/"]["content"])


def test_what_has_a_title_or_words_to_quote_is_found_by_them(tmp_path: Path) -> None:
    answer = story("The door was open.", answers="open", title=None, topics=None, licence="CC0-1.0")
    found = {
        str(each["url"]): each["meta"]
        for each in fragments(build(make_garden(tmp_path, {**FILES, "stories/yes.md": answer})))
    }
    titles = {url: meta["title"] for url, meta in found.items() if isinstance(meta, dict) and "title" in meta}
    assert titles.keys() == found.keys()
    assert titles["stories/open/"] == "Open" and titles["stories/yes/"] == "The door was open."


def test_each_part_lists_its_words_those_on_most_pages_first(tmp_path: Path) -> None:
    site = build(make_garden(tmp_path, FILES))
    lists = {path.stem: path.read_text().split() for path in (site / "pagefind/words").iterdir()}
    assert set(lists) == {*ascii_lowercase, search.OTHER_LETTER}
    assert lists["k"] == ["kettle"] and "zeppelin" not in lists["z"]
    assert all(word[0] == letter for letter, words in lists.items() for word in words if letter != search.OTHER_LETTER)


def test_each_word_is_listed_as_most_pages_write_it(tmp_path: Path) -> None:
    told = {
        "stories/one.md": story("Zażółcona ŁÓDŹ, a naive café. Mary’s and Bev's.", title="One"),
        "stories/two.md": story("“Naïve”, naïve. Mary Zażo\u0301łcona; don’t.", title="Two"),
    }
    site = build(make_garden(tmp_path, {**FILES, **told}))
    lists = {path.stem: path.read_text().split() for path in (site / "pagefind/words").iterdir()}
    assert "zazolcona=zażółcona" in lists["z"] and "lodz=łódź" in lists["l"] and "cafe=café" in lists["c"]
    assert "naive" in lists["n"] and "dont=don’t" in lists["d"]
    assert "mary" in lists["m"] and "marys" not in " ".join(lists["m"]) and "bevs=bev's" in lists["b"]


def test_a_story_that_is_hidden_now_leaves_the_index(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    build(config)
    (tmp_path / "content/stories/open.md").write_text(story("Still thinking.", title="Open", draft=True))
    site = build(config)
    assert not [each for each in fragments(site) if "kettle" in str(each["content"]) or "open" in str(each["url"])]


def test_nothing_changed_keeps_the_index_and_a_word_makes_it_anew(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    entry = build(config) / "pagefind/pagefind-entry.json"
    before = entry.read_text(), entry.stat().st_mtime_ns
    (tmp_path / "mkdocs.yml").touch()
    build(config)
    assert (entry.read_text(), entry.stat().st_mtime_ns) == before
    (tmp_path / "content/stories/open.md").write_text(story("The kettle whistled.", title="Open"))
    build(config)
    assert entry.read_text() != before[0]


def test_a_large_index_is_made_in_parts_and_a_word_makes_one_of_them_anew(tmp_path: Path) -> None:
    stories = {f"stories/s{number}.md": story(f"Word{number}.", title=f"S{number}") for number in range(12)}
    config = make_garden(tmp_path, {**FILES, **stories})
    program = with_search_in_parts(6)
    site = build(config, program=program)
    folders = [site / "pagefind", *sorted(site.glob("pagefind/part-*"))]
    assert len(folders) == 3
    assert [(folder / "pagefind.js").exists() for folder in folders] == [True, False, False]
    urls = [each["url"] for folder in folders for each in fragments_in(folder)]
    assert len(urls) == len(set(urls)) and {f"stories/s{number}/" for number in range(12)} <= set(urls)
    before = [(folder / "pagefind-entry.json").stat().st_mtime_ns for folder in folders]
    (tmp_path / "content/stories/s7.md").write_text(story("Zeppelin.", title="S7"))
    build(config, program=program)
    after = [(folder / "pagefind-entry.json").stat().st_mtime_ns for folder in folders]
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    clean = build(make_garden(tmp_path / "clean", {**FILES, **stories}), program=program)
    (tmp_path / "clean/content/stories/s7.md").write_text(story("Zeppelin.", title="S7"))
    build(tmp_path / "clean/mkdocs.yml", "--clean", program=with_search_in_parts(6, at_once=6))
    assert same(site, clean)


@pytest.mark.parametrize(("room", "at_once"), [(9, 3), (2, 2), (1, 1), (0, 1)])
def test_no_more_parts_are_made_at_a_time_than_there_is_meant_to_be_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, at_once: int
) -> None:
    stories = {f"stories/s{number}.md": story("Words.", title=f"S{number}") for number in range(12)}
    settings = load(make_garden(tmp_path, {**FILES, **stories}), today=DAY)
    garden = weave(settings, read(settings))
    monkeypatch.setattr("kgen.views.search.PART", 6)
    sizes = list(map(len, search.parts(garden)))
    monkeypatch.setattr(search, "ENTRIES_AT_ONCE", room * max(sizes))
    made = search.together(search.jobs(garden, ""), garden)
    assert len(made) == at_once
    assert sorted(int(job.name.removeprefix(search.FOLDER)) for each in made for job in each) == list(range(len(sizes)))


def test_a_part_is_made_anew_when_a_topic_that_a_response_inherits_is_called_otherwise(tmp_path: Path) -> None:
    config = make_garden(
        tmp_path, {**FILES, "stories/answer.md": story("Yes.", answers="open", title=None, topics=None)}
    )

    def recorder() -> Recorder:
        settings = load(config, today=DAY)
        garden = weave(settings, read(settings))
        return Recorder(garden, Insight(garden))

    before = recorder()
    list(search._requests(before.garden, ["stories/answer"], Counter()))
    reads = before.new_reads()
    assert reads and all(map(recorder().still_holds, reads))
    (tmp_path / "content/topics/waiting.md").write_text("---\ntitle: Visibility in line\n---\n")
    assert not all(map(recorder().still_holds, reads))


def test_without_search_there_is_neither_index_nor_page(tmp_path: Path) -> None:
    site = build(make_garden(tmp_path, FILES), "--no-search")
    assert not (site / "pagefind").exists() and not (site / "search").exists()
    assert "search/" not in page(site, "")


EMPTY = base64.b64encode(json.dumps({"payload": {"type": "GetFiles", "files": []}}).encode()).decode()


@pytest.mark.parametrize(
    "does",
    [
        pytest.param("exit 3", id="fails at once"),
        at_night("echo 'what?,'", id="answers at once what it should not"),
        pytest.param("printf e30=,; cat > /dev/null", id="answers nothing of use, and listens on"),
        at_night("printf bnVsbA==,", id="answers null"),
        at_night("head -c 100 > /dev/null; kill -9 $$", id="is killed"),
        at_night(f"printf {EMPTY},; cat > /dev/null", id="makes no file"),
        pytest.param(None, id="is missing"),
    ],
)
def test_a_pagefind_that_fails_is_met_with_one_sentence(does: str | None, tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    program = tmp_path / "pagefind"
    if does is not None:
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    said = kgen(config, "build", "--today", DAY, code=2, PAGEFIND_BINARY_PATH=str(program))
    assert said.count("\n") == 1 and said.endswith("To build without one, add --no-search.\n")
    assert not (tmp_path / "site").exists()
    assert "add --no-search" in by_mkdocs(config, code=1, PAGEFIND_BINARY_PATH=str(program))


def test_a_pagefind_that_falls_silent_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_garden(tmp_path, FILES)
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\nexec cat > /dev/null\n")
    program.chmod(0o755)
    monkeypatch.setattr(search, "SILENCE", 0.1)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    settings = load(config, today=DAY)
    with pytest.raises(search.SearchFailed, match="made no search index"):
        search.index(PageRenderer(weave(settings, read(settings))))
