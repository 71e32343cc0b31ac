"""Links kept from one garden to the next are those that would be woven again."""

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from gardener import FILES, Gardener
from gardens import BASIS, make_garden, story
from sites import DAY

from kgen.read import read
from kgen.settings import load
from kgen.weave import weave
from kgen.weave.link_cache import LinkCache

STEPS = 150


def test_after_random_edits_the_links_are_those_of_a_garden_woven_anew(tmp_path: Path) -> None:
    seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
    config = make_garden(tmp_path, FILES, {"unresolved_links": "warn"})
    gardener, cache, entries = Gardener(tmp_path / "content", random.Random(seed)), LinkCache(), {}
    settings = load(config, today=DAY)
    for step in range(STEPS):
        said = f"KGEN_SEED={seed}, step {step}: {gardener.edit()}"
        reading = read(settings)
        # What was not edited is the same object, as it is in a preview.
        same = {each.path: entries[each.path] for each in reading.entries if entries.get(each.path) == each}
        entries = {each.path: same.get(each.path, each) for each in reading.entries}
        reading = replace(reading, entries=tuple(entries.values()))
        assert weave(settings, reading, link_cache=cache).links == weave(settings, reading).links, said


OTHER = "topics/other.md"
TOPIC = "---\ntitle: Waiting\n---\n"


@pytest.mark.parametrize(
    "link",
    ["[[other]]", "[[Waiting]]", "[[topic/other]]", "[w](../topics/other.md)", "[w](/topics/other/)", "![[other]]"],
)
@pytest.mark.parametrize("before", [None, TOPIC.replace("Waiting", "Else"), TOPIC])
@pytest.mark.parametrize("after", [None, TOPIC.replace("Waiting", "Else"), TOPIC])
def test_a_link_follows_what_it_names(link: str, before: str | None, after: str | None, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story(f"See {link}.", title="A")})
    settings, cache, first = load(config, today=DAY), LinkCache(), {}
    for text in (before, after):
        other = tmp_path / "content" / OTHER
        other.unlink(missing_ok=True)
        if text is not None:
            other.write_text(text)
        reading = read(settings)
        reading = replace(reading, entries=tuple(first.setdefault((e.path, e.digest), e) for e in reading.entries))
        found = weave(settings, reading, link_cache=cache).links
        assert found == weave(settings, reading).links
    named = {each.target for each in found if each.source == "stories/a"}
    assert ("topics/other" in named) == (after is not None and ("Waiting" not in link or after == TOPIC))


def test_a_link_follows_an_old_address(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story("See [w](/2019/03/a-post/).", title="A")})
    settings, cache, first = load(config, today=DAY), LinkCache(), {}
    for aliases, leads in ((None, False), ("/2019/03/a-post/", True), ("/2019/03/b-post/", False)):
        said = f"aliases: [{aliases}]\n" if aliases else ""
        (tmp_path / "content" / OTHER).write_text(f"---\ntitle: Waiting\n{said}---\n")
        reading = read(settings)
        reading = replace(reading, entries=tuple(first.setdefault((e.path, e.digest), e) for e in reading.entries))
        found = weave(settings, reading, link_cache=cache).links
        assert found == weave(settings, reading).links
        assert ("topics/other" in {each.target for each in found if each.source == "stories/a"}) == leads
