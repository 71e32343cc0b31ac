"""What the form says while somebody types is what `kgen check` says about the file."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, make_garden
from much import result_of
from nightly import times
from playwright.sync_api import Page

from kgen.checks.safeguarding import safeguarding
from kgen.model import Source
from kgen.read import Reading, read_entry
from kgen.safeguarding import name_lists
from kgen.safeguarding.expressions import DATA
from kgen.settings import load
from kgen.stewarding.form_file import story_file
from kgen.views.form import STORY_FORM, order
from kgen.weave import weave

ROOT = Path(__file__).parents[2]
STORIES, SEED = times(250, 1500), 11
PUBLIC = ["example.gov.uk", "555018"]

SAID = """async ({data, people, given, order, published, stories}) => {
  const {Scanner} = await import("./scan.js");
  const {Names} = await import("./names.js");
  const {findings, storyFile} = await import("./story.js");
  const scanner = new Scanner(data);
  const names = new Names(people, given, scanner.words);
  return stories.map(([values, text]) => {
    const file = storyFile(order, values, text);
    const lineOf = start => file.text.slice(0, Math.max(start, 0)).split("\\n").length;
    return findings(scanner, file, values, published, names)
      .map(each => [each.severity, each.message, each.mend, each.start < 0 ? 0 : lineOf(each.start)]);
  });
}"""
TOLD = [
    "Mrs Jones rang", "Ella, 6, was there", "I am fourteen", "Rhiannon's mum came", "Then Kasia said no", "in Oakdale",
    "My son Leo, who is in Year 4", "the Hope project", "my name is hannah",
    "my son Liam Begum", "my daughter, Zoë", "07911 123456", "0161 850 2299", "us@example.org",
    "anna@example.org",
    "SW1A 1AA", "943 476 5919", "3 March 2019", "March 2019", "in Leeds", "Hillside Primary School", "aged 9",
    "nine years old",
    "the Headteacher", "I was 15 when it began", "born on 3 May 2011", "I live in LS6",
    "info@example.gov.uk", "info@other.gov.uk", "anna@example.gov.uk", "ring 555018", "ring 555019",
    "12 High Street", "no detail at all", "116 123",
]  # fmt: skip
FIELDS: dict[str, list[Any]] = {
    "title": ["A story", "Mrs Jones", "Called 07911 123456", "In Leeds, March 2019"],
    "author": [[], ["Mrs Jones"], ["dee"]],
    "consent.whose": ["own", "own", "composite", "illustrative"],
    "consent.ref": ["", "9434765919", "a@example.org"],
    "about_child": ["", "true", "false"],
    "handbrake": ["", "Mr Khan said no", "3 March 2019"],
    "change.status": ["", "made"],
    "change.when": ["", "2026-03"],
    "pseudonyms": [[], ["Liam", "Begum"], ["Zoe"], ["Jones"]],
    "named": [[], ["Kasia"], ["Ella", "Rhiannon"]],
    "place": ["", "North East", "Leeds", "leeds 6"],
    "period": ["", "2025", "2025-autumn"],
}


def random_story(chance: random.Random) -> tuple[dict[str, Any], str]:
    values: dict[str, Any] = dict.fromkeys(order(STORY_FORM), "")
    values |= {"date": "2026-09", "standpoint": "practitioner", "sectors": "schools", "topics": "trust"}
    values |= {"consent.others": "none", "consent.given": "2026-09"}
    values |= {name: chance.choice(choices) for name, choices in FIELDS.items()}
    told = chance.sample(TOLD, chance.randint(0, 6))
    return values, "".join(each + chance.choice([". ", ", ", "\n", "\n\n", "\n- "]) for each in told) or "Nothing."


def test_the_form_says_what_the_check_says(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    chance = random.Random(SEED)
    stories = [random_story(chance) for _ in range(STORIES)]
    helplines = [{"name": "Samaritans", "number": "116 123"}]
    settings = load(
        make_garden(tmp_path, BASIS, {"contact": "us@example.org", "helplines": helplines, "public_addresses": PUBLIC})
    )
    files = [
        Source(f"stories/s{number:05}.md", story_file(values, text).encode())
        for number, (values, text) in enumerate(stories)
    ]
    ours: dict[str, list[tuple[str, str, str, int]]] = {f"content/{file.name}": [] for file in files}
    entries = tuple(read_entry(file, f"content/{file.name}") for file in files)
    for finding in safeguarding(weave(settings, Reading(entries, (), ()))):
        over_budget = finding.message.startswith(("taken together", "somebody local"))
        if not over_budget and ("fewer than" in finding.message or "of this author" in finding.message):
            continue  # what only the whole garden knows
        line = 0 if over_budget else finding.line or 0
        message = re.sub(r"( \([0-9]+ more): lines? [^)]*\)$", r"\1)", finding.message)
        ours[finding.path].append((finding.severity, message, finding.fix, line))
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    published = [
        "us@example.org",
        "Samaritans",
        "116 123",
        *(each for name in PUBLIC for each in (name, f"Ring {name}")),
    ]
    said = result_of(
        page,
        SAID,
        {
            "data": DATA,
            "people": name_lists.DATA,
            "given": name_lists.GIVEN_DATA,
            "order": order(STORY_FORM),
            "published": published,
            "stories": stories,
        },
    )
    theirs = [sorted(map(tuple, each)) for each in said]
    assert sum(bool(each) for each in theirs) > STORIES / 2
    differing = [
        (file.data.decode(), found, sorted(ours[f"content/{file.name}"]))
        for file, found in zip(files, theirs, strict=True)
        if found != sorted(ours[f"content/{file.name}"])
    ]
    assert differing == []


@pytest.fixture(autouse=True)
def _as_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795435200")
