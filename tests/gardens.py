"""Small gardens for tests: a folder from a few strings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from kgen.model import Source
from kgen.read import read_entry

Render = Callable[..., dict[str, str]]
"""What the fixture `render` gives."""

STORY = """\
---
title: A story
date: 2026-09
standpoint: practitioner
sectors: [schools]
topics: [trust]
consent:
  whose: own
  others: none
  given: 2026-09
---

Something happened.
"""
TOPIC = "---\ntitle: Trust\ndefinition: To rely on somebody.\n---\n"
SECTOR = "---\ntitle: Schools\n---\n"
PERSON = "---\nname: Dee\nstandpoint: family-carer\nconsent:\n  given: 2026-09\n---\n"
QUESTION = "---\ntitle: What holds us back?\nopened: 2026-01\nwanted: [family-carer, commissioner]\n---\n\nTell us.\n"
NETWORK = "---\ntitle: Thursday circle\npurpose: To listen.\n---\n"

GARDEN = Path(__file__).parent / "garden" / "mkdocs.yml"
"""A garden of a hundred entries, kept as it was: what people write into content/ must not turn a test red."""

BASIS = {"topics/trust.md": TOPIC, "sectors/schools.md": SECTOR}
"""What STORY names."""

EVERY_USE = {"uses": ["site", "meetings", "news", "research", "machines"]}
"""The consent of whoever says yes to all of it."""

STATEMENT = {
    "status": "partial",
    "problems": ["Two pictures have no description.", "A video has no captions."],
    "prepared": "2026-11-01",
    "reviewed": "2026-11-20",
    "tested": "2026-10-31",
    "tested_by": "the stewards, with a screen reader",
}
"""What an accessibility statement is made of."""


def make_garden(folder: Path, files: dict[str, str | bytes], options: dict[str, Any] | None = None) -> Path:
    """Write a garden (`files` by their names below content/) and return its mkdocs.yml."""
    (folder / "content").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    config = {
        "site_name": "A garden",
        "site_url": "https://garden.example/",
        "docs_dir": "content",
        "theme": {"name": "kgen"},
        "plugins": [{"kgen": options or {}}],
    }
    path = folder / "mkdocs.yml"
    path.write_text(dumped(config), encoding="utf-8")
    return path


def dumped(values: Any) -> str:
    """Values as YAML, written by libyaml, several times as fast as in Python."""
    return str(yaml.dump(values, Dumper=yaml.CSafeDumper, allow_unicode=True))


_HEAD = yaml.safe_load(STORY.split("---\n")[1])


def story(text: str = "Something happened.", **fields: Any) -> str:
    """STORY with other words, and fields added or replaced; None takes one away."""
    values = {**_HEAD, "date": "2026-09", **fields}
    values["consent"] = {**{"whose": "own", "others": "none", "given": "2026-09"}, **(fields.get("consent") or {})}
    kept = {name: value for name, value in values.items() if value is not None}
    return f"---\n{dumped(kept)}---\n\n{text}\n"


def read_front(config: Path, name: str) -> Any:
    """The front matter of an entry, by its name below content/."""
    return read_entry(Source(name, (config.parent / "content" / name).read_bytes()), "").meta


PARTS = """\
title: A
tries:
  - story: keys
    went: worked
    note: Ours took a week. # keys
  # about the next one
  - {story: other, went: did-not}
  - went: adapted
    story: stories/keys
{rest}"""
REST = "standpoint: manager\nsectors: schools\ntopics: trust\nconsent: {whose: own, others: none, given: 2026-10}\n"
MEETING_OF_PARTS = """\
title: In June
when: 2026-06-03
chosen:
  story: keys
  why: It was short.
stories: [other, Keys]
"""


def with_parts(folder: Path) -> Path:
    """A garden in which stories, sources and meetings are named in parts of fields."""
    files = {
        "stories/keys.md": story(title="Keys"),
        "stories/other.md": story(title="Other"),
        "stories/a.md": f"---\n{PARTS.replace('{rest}', REST)}---\nText.\n",
        "meetings/june.md": f"---\n{MEETING_OF_PARTS}---\nWe met.\n",
        "sources/ties.md": "---\ntitle: Ties\n---\n",
        "topics/trust.md": "---\ntitle: Trust\ncites: [10.1000/182, ties, {source: Ties, says: complicates}]\n---\n",
    }
    return make_garden(folder, {**BASIS, **files})
