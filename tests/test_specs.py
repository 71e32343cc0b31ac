"""The specifications of CommonMark and of GitHub's extensions, example by example."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kgen.markdown import escape_address
from kgen.markdown.remarks import Visible
from kgen.markdown.renderer import Renderer

EXTENSIONS = {"table", "strikethrough", "autolink"}
"""The tag filter is no part of this: kgen cleans all HTML by a list of its own (see test_markdown.py)."""


def examples(shared: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((shared / "vectors" / name).read_text(encoding="utf-8"))


def closed_up(html: str) -> str:
    return re.sub(r">\s+<", "><", html).strip()


def specified(source: str, *, github: bool) -> str:
    """A body's HTML as the specifications of CommonMark and GitHub give it, before anything is cleaned."""
    body = Renderer(source, 1, Visible(source), trusted=True, github=github).body()
    out = []
    for part in body.parts:
        if isinstance(part, str):
            out.append(part)
        elif part.part == "align":
            out.append(f' align="{part.value}"')
        elif part.part in ("heading", "endheading"):
            out.append(f"<{'/' if part.part == 'endheading' else ''}h{part.number}>")
        elif part.part == "open":
            out.append(f'<a href="{escape_address(body.references[part.number].target)}">')
        elif part.part == "close":
            out.append("</a>")
    return "".join(out)


def test_every_example_of_commonmark(shared: Path) -> None:
    specification = examples(shared, "commonmark-spec.json")
    assert len(specification) == 655
    wrong = [
        (each["example"], each["markdown"])
        for each in specification
        if specified(each["markdown"], github=False) != each["html"]
    ]
    assert not wrong


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
def test_every_example_of_githubs_extensions(shared: Path, extension: str) -> None:
    found = [each for each in examples(shared, "gfm-extensions.json") if each["extensions"] == [extension]]
    assert found
    for each in found:
        assert closed_up(specified(each["markdown"], github=True)) == closed_up(each["html"]), each["example"]


def test_no_other_extension_is_left_out(shared: Path) -> None:
    tested = {name for each in examples(shared, "gfm-extensions.json") for name in each["extensions"]}
    assert tested == EXTENSIONS | {"tagfilter"}
