"""The specifications of CommonMark and of GitHub's extensions, example by example."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kgen import markdown

EXTENSIONS = {"table", "strikethrough", "autolink"}
"""The tag filter is no part of this: kgen cleans all HTML by a list of its own (see test_markdown.py)."""


def examples(shared: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((shared / "vectors" / name).read_text(encoding="utf-8"))


def closed_up(html: str) -> str:
    return re.sub(r">\s+<", "><", html).strip()


def test_every_example_of_commonmark(shared: Path) -> None:
    specification = examples(shared, "commonmark-spec.json")
    assert len(specification) == 655
    wrong = [
        (each["example"], each["markdown"])
        for each in specification
        if markdown.specified(each["markdown"], github=False) != each["html"]
    ]
    assert not wrong


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
def test_every_example_of_githubs_extensions(shared: Path, extension: str) -> None:
    found = [each for each in examples(shared, "gfm-extensions.json") if each["extensions"] == [extension]]
    assert found
    for each in found:
        assert closed_up(markdown.specified(each["markdown"], github=True)) == closed_up(each["html"]), each["example"]


def test_no_other_extension_is_left_out(shared: Path) -> None:
    tested = {name for each in examples(shared, "gfm-extensions.json") for name in each["extensions"]}
    assert tested == EXTENSIONS | {"tagfilter"}
