"""Anything public in a garden can be asked by a page, and asked again by the next build."""

from dataclasses import fields
from pathlib import Path

import pytest
from gardener import FILES
from gardens import make_garden, story
from sites import DAY

from kgen.model import Entry
from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave
from kgen.weave.insight import Insight
from kgen.weave.recording import HIDDEN, Recorder

ATTRIBUTES = sorted({each.name for each in fields(Entry)} - {"key", "kind", "slug", "url"})
OF_A_GARDEN = sorted(name for name in {*vars(Garden)} - {"names", "picture_names"} if not name.startswith("_"))
"""Without what looks names up: pages ask where names lead, not the index."""


def recorder(config: Path) -> Recorder:
    settings = load(config, today=DAY)
    garden = weave(settings, read(settings))
    return Recorder(garden, Insight(garden))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_garden(tmp_path, FILES, {"unresolved_links": "warn"})


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_each_attribute_of_an_entry(name: str, config: Path) -> None:
    asking = recorder(config)
    getattr(asking.garden.entries["topics/forms"], name)
    reads = asking.new_reads()
    assert len(reads) == 2 and all(map(recorder(config).still_holds, reads))


def test_each_attribute_of_a_garden(config: Path) -> None:
    asking, asked = recorder(config), 0
    for name in OF_A_GARDEN:
        value = getattr(asking.garden, name)
        if not callable(value):
            asked += 1
            tuple(value or ())
    assert asked > 5 and all(map(recorder(config).still_holds, asking.new_reads()))


def test_an_answer_that_is_another_is_noticed(config: Path) -> None:
    asking = recorder(config)
    assert asking.garden.entries["topics/forms"].positions
    reads = asking.new_reads()
    topic = config.parent / "content/topics/forms.md"
    topic.write_text(topic.read_text().replace("---\n", "---\n\n", 1))
    assert [recorder(config).still_holds(each) for each in reads] == [True, False]


@pytest.mark.parametrize("written", ["secret", "Nobody knows", "stories/secret", "some/where/secret", "../secret.md"])
def test_a_question_that_names_what_readers_cannot_see_is_not_kept(written: str, config: Path) -> None:
    """The cache would hold the name, however it was written."""
    make_garden(config.parent, {"stories/secret.md": story(title="Nobody knows", draft=True)})
    asking = recorder(config)
    asking.garden.words_for(written)
    asking.garden.words_for("forms")
    hidden, other = asking.new_reads()
    assert hidden == HIDDEN and "forms" in other
