"""Words of a story in another language say so wherever they are printed, and no others do."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, dumped, make_garden, story
from sites import build

from kgen.languages import is_language

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


TITLES = ("iBüro am Markt", "Jugendamt", "Vertrauen", "eltern im Gespräch", "bell Beispiel", "Öfen und Öl")
"""Names that begin with a small letter where English has a capital, and nouns, which are never small in German."""
SERVICE, OFFICE, TRUST, CIRCLE, BELL, STOVES = TITLES


def german() -> dict[str, str]:
    """A garden in German in which people answer, try, offer, ask and meet across services."""
    consent = {"consent": {"given": "2026-09"}}
    files = {
        "sectors/buero.md": {"title": SERVICE},
        "sectors/amt.md": {"title": OFFICE},
        "topics/vertrauen.md": {"title": TRUST, "definition": "Sich auf jemanden verlassen.", "related": "oefen"},
        "topics/oefen.md": {"title": STOVES},
        "networks/eltern.md": {"title": CIRCLE, "purpose": "Zuhören.", "next": "2026-12-03", "sectors": "amt"},
        "networks/zwei.md": {"title": "Zwei", "sectors": "buero"},
        "questions/was.md": {"title": "Was hilft?", "opened": "2026-01", "wanted": ["family-carer"]},
        "people/bell.md": {"name": BELL, "sectors": "amt", "offers": "vertrauen", "asks": "oefen", **consent},
        "people/otto.md": {"name": "Otto", "sectors": "buero", "asks": "vertrauen", "offers": "oefen", **consent},
        "people/jo.md": {"name": "Jo", "sectors": "amt", "asks": "vertrauen", "networks": "eltern", **consent},
    }
    found = {name: f"---\n{dumped(fields)}---\n\nMehr über [[vertrauen]].\n" for name, fields in files.items()}
    made = {"status": "made", "what": "Es gibt Tee", "when": "2026-10"}
    for number in range(34):
        told = {
            "title": f"Geschichte {number}",
            "sectors": ["amt" if number % 2 else "buero"],
            "topics": ["vertrauen", "oefen"],
            "networks": ["eltern", "zwei"],
            "author": "bell",
            "answers": [f"s{number - 2}" if number > 1 else "was"],
        }
        if number == 9:
            told |= {"tries": {"story": "s4", "went": "worked", "note": "Bei uns auch."}, "change": made}
        found[f"stories/s{number}.md"] = story("Wir hatten [[vertrauen]] und [[Jugendamt]].", **told)
    return found


@pytest.fixture(scope="module", params=["de", "en"])
def german_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    config = make_garden(tmp_path_factory.mktemp("german"), german(), {"lang": request.param})
    return request.param, build(config, "--no-search", "--today", "2026-11-30")


def test_no_name_that_somebody_wrote_is_changed_in_case(german_site: tuple[str, Path]) -> None:
    lang, site = german_site
    seen = dict.fromkeys(TITLES, 0)
    for path in site.rglob("*.html"):
        shown = " | ".join(text for text, _ in texts(path.read_text()) if "://" not in text)
        for title in TITLES:
            for found in re.findall(rf"\b{title}\b", shown, re.IGNORECASE):
                is_word = lang == "en" and found == "vertrauen"  # as its writer wrote it, in a sentence
                assert found == title or is_word, (path.relative_to(site).as_posix(), found)
                seen[title] += 1
    assert min(seen.values()) > 5, seen
    for url in ("introductions", "bridges", "stories/s4", "networks/eltern"):
        assert OFFICE in (site / url / "index.html").read_text() or SERVICE in (site / url / "index.html").read_text()


def test_all_that_people_wrote_is_in_the_language_of_the_garden(german_site: tuple[str, Path]) -> None:
    lang, site = german_site
    written = {*TITLES, "Zwei", "Was hilft?", "Otto", "Zuhören.", "Sich auf jemanden verlassen.", "Es gibt Tee"}
    for path in site.rglob("*.html"):
        for text, spoken_in in texts(path.read_text()):
            if text in written or text.startswith(("Geschichte ", "Wir hatten", "Mehr über")):
                assert spoken_in == lang, (path.relative_to(site).as_posix(), text)
            elif re.match("Works in|Told by|In answer to|What|Nobody|Services|Topics|It worked|November", text):
                assert spoken_in == "en", (path.relative_to(site).as_posix(), text)
    form = (site / "write" / "index.html").read_text()
    assert ('name="text" rows="7" dir="auto" lang="de"' in form) is ('data-lang="de"' in form) is (lang == "de")
    stories = (site / "stories" / "index.html").read_text()
    assert ('data-facts="facts.json" data-lang="de"' in stories) is (lang == "de")
    assert f'xml:lang="{lang}"' in (site / "feed.xml").read_text()
    assert f'"{TRUST}"@{lang}' in (site / "data" / "topics.ttl").read_text()
    assert f'"inLanguage":"{lang}"' in (site / "index.html").read_text().replace('": "', '":"')


def test_what_people_agree_on_among_themselves_is_a_language_too() -> None:
    """`de-x-leicht` is Leichte Sprache; what is after `x` names no region."""
    assert all(map(is_language, ("de-x-leicht", "de-AT-x-ls-1", "gsw-x-a")))
    assert not any(map(is_language, ("de-x", "x-leicht", "de-x-leichtesprache", "xx-x-leicht", "de-XX-x-leicht")))
