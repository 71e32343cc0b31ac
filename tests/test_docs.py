"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_TEST = re.compile(r"`(tests/[\w/.-]+\.py)?((?:::\w+)*)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_is_there(document: Path) -> None:
    """A name that begins with `::` stands in the file named last."""
    source, missing = "", []
    for file, names in _TEST.findall(document.read_text(encoding="utf-8")):
        if file:
            path = ROOT / file
            source = path.read_text(encoding="utf-8") if path.exists() else ""
            missing += [] if source else [file]
        missing += [name for name in names.split("::")[1:] if not re.search(rf"(?:def|class) {name}\b", source)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    prose = re.sub("`[^`\n]*`", "", document.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", prose)
    assert not [link for link in links if not (document.parent / link).exists()]
