"""Words of a story in another language say so wherever they are printed, and no others do."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, make_garden, story
from sites import build

CY = ["Y byd o chwith", "Y diwrnod", "Yr oedd yn anodd", "Y ffurflen", "Cerdded", "Galwad gyntaf"]
"""The title, summary, prose, what held it back, what let it go and what changed."""
FILES = {
    **BASIS,
    "stories/cy.md": story(
        f"{CY[2]} gyda [[Trust]].\n\n## {CY[2]} un\n\nDim.\n\n## {CY[2]} dau\n\nMae [[answer]] yma.",
        title=CY[0], summary=CY[1], handbrake=CY[3], release=CY[4], lang="cy", author="dee", networks="circle",
        answers="holds", aliases=["hen"], consent=EVERY_USE,
        change={"status": "made", "what": CY[5], "when": "2026-10"},
    ),
    "stories/answer.md": story("An answer that names [[Y byd o chwith]].\n\n![[cy]]", title="Answer", answers="cy"),
    "stories/near.md": story("English.", title="Near", answers="holds"),
    "topics/trust.md": "---\ntitle: Trust\n---\n\nIt begins with [[Y byd o chwith]] and [[cy|this one]].\n",
    "networks/circle.md": NETWORK.replace("---\n", "---\nnext: 2026-12-03\n", 1),
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_garden(tmp_path_factory.mktemp("languages"), FILES), "--no-search")


def spoken(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    """Each text below an element, with its language."""
    lang = element.get("lang", lang)
    yield element.text or "", lang
    for child in element:
        if isinstance(child.tag, str):
            yield from spoken(child, lang)
        yield child.tail or "", lang


def texts(html: str) -> list[tuple[str, str]]:
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert body is not None
    return [(" ".join(text.split()), lang) for text, lang in spoken(body, "en") if text.strip()]


def test_words_in_another_language_are_marked_everywhere(site: Path) -> None:
    pages: dict[str, set[str]] = {words: set() for words in CY}
    for path in site.rglob("*.html"):
        for text, lang in texts(path.read_text()):
            for words in CY:
                # The heading of the browser's window, and a reason in a sentence of kgen's own, cannot be marked.
                if text.startswith(words) and " · " not in text:
                    assert lang == "cy", (path.relative_to(site), text)
                    pages[words].add(path.relative_to(site).as_posix())
    assert {len(found) > 2 for found in pages.values()} == {True}, pages
    for url in ("", "stories/", "changes/", "topics/trust/", "networks/circle/meet/", "stories/hen/", "stories/near/"):
        assert f"{url}index.html" in set().union(*pages.values()), url


def test_words_around_them_are_not(site: Path) -> None:
    for path in site.rglob("*.html"):
        for text, lang in texts(path.read_text()):
            if re.match("Answer|Near|Trust|this one|English|October|What changed|Something|From$|Schools", text):
                assert lang == "en", (path.relative_to(site), text)
