"""Words, names and whole stories that are longer or wider than usual: nothing is cut off on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from accessibility import barriers, is_wider_than_its_window
from gardens import BASIS, EVERY_USE, make_garden, story
from nightly import by_turns
from playwright.sync_api import Page, expect

from kgen.settings.theme import NAMES

WORD = "Bundesausbildungsförderungsgesetzänderungsverordnung"
LONGEST = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin"[:80]
TITLE = ("Why does everybody who works with us write the same thing down again, " * 3)[:200]
ROW = "|" + " cell and more |" * 12 + "\n"
TEXT = f"""\
It began with {LONGEST}, and `{"y" * 120}`, and https://example.org/{"path/" * 40}end.[^1]

{ROW}|{"---|" * 12}
{ROW}
```
{"value + " * 30}
```

- one
  - two
    - three
      - four
        - five {LONGEST}

- [ ] to do

> [!note]- Folded
> Words inside.

[^1]: A note with {LONGEST}.
"""
PAGES = (
    "", "stories/", "stories/long/", "topics/long/", "sectors/schools/", "networks/long/", "people/long/",
    "questions/long/", "changes/", "new/", "introductions/", "write/", "join/", "ask/", "networks/long/meet/",
)  # fmt: skip
OUT_OF_SIGHT = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let text; (text = texts.nextNode()); ) {
        const element = text.parentElement;
        const scrolls = each => each && (/auto|scroll/.test(getComputedStyle(each).overflowX) && each !== document.body
            && each !== document.documentElement || getComputedStyle(each).clipPath !== "none"
            || scrolls(each.parentElement));
        if (!text.data.trim() || !element.checkVisibility() || scrolls(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const isOut = box => box.width > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
        if ([...range.getClientRects()].some(isOut)) found.push(text.data.trim().slice(0, 60));
    }
    return found;
}"""
"""The texts of which a part is left or right of the window, where nobody can scroll to."""


def entry(**fields: Any) -> str:
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\nWords about {WORD}.\n"


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def long(site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    about = {"topics": ["trust", "long"], "networks": "long", "handbrake": LONGEST, "release": WORD}
    change = {"status": "made", "what": LONGEST, "when": "2026-08"}
    notes = ["abuse", "suicide", "self-harm", "bereavement", "child-death", "violence", "addiction", "discrimination"]
    files = {
        **BASIS,
        "stories/long.md": story(TEXT, title=TITLE, author="long", mentions=notes, change=change, **about),
        "stories/asks.md": story(f"{WORD} lay on the table.", title=f"Die {WORD}", standpoint="lived-experience",
                                 consent=EVERY_USE, **about),
        "stories/answers.md": story(f"We have {WORD} too.", title=LONGEST, answers=["asks", "long"], change=change,
                                    consent=EVERY_USE, **about),
        "topics/long.md": entry(title=LONGEST, definition=LONGEST),
        "networks/long.md": entry(title=LONGEST, purpose=LONGEST, next="2026-12-03", where=LONGEST, open=True),
        "people/long.md": entry(name=LONGEST, networks=["long"], offers=["long"], asks=["trust"],
                                consent={"given": "2026-09"}, url=f"https://example.org/{'x' * 150}"),
        "questions/long.md": entry(title=f"{TITLE[:199]}?", topics=["long"]),
    }  # fmt: skip
    config = make_garden(tmp_path_factory.mktemp("long"), files, {"safeguarding": "none"})
    return str(site_of(config, "--no-search", "--today", "2026-11-23").url)


@pytest.mark.parametrize(("address", "width"), by_turns(PAGES, [320, 1280], one_in=2))
def test_no_word_is_cut_off(page: Page, long: str, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(long + address)
    assert not is_wider_than_its_window(page)
    assert page.evaluate(OUT_OF_SIGHT) == []


def test_a_list_in_a_list_keeps_room_for_words_on_a_phone(page: Page, long: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{long}stories/long/")
    fifth = page.locator("li li li li li").first.bounding_box()
    assert fifth and fifth["width"] > 150


def test_what_is_wider_than_a_phone_is_scrolled_with_a_keyboard(page: Page, long: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{long}stories/long/")
    assert barriers(page) == ""
    for each in (page.locator(".kg-prose table"), page.locator(".kg-prose pre")):
        each.focus()
        page.keyboard.press("ArrowRight")
        expect(each).not_to_have_js_property("scrollLeft", 0)


def test_what_is_drawn_beside_words_is_drawn_once(page: Page, long: str) -> None:
    """The sign of a folded box, the box of a task, and the way back from a footnote, which takes no line of its own."""
    page.goto(f"{long}stories/long/")
    assert page.locator("summary.alert-title").evaluate("each => getComputedStyle(each).listStyleType") == "none"
    task = page.locator("li", has=page.locator(".task")).last
    assert task.evaluate("each => getComputedStyle(each).listStyleType") == "none"
    back = page.locator(".footnote-back")
    expect(back).to_be_visible()
    words = back.locator("xpath=../preceding-sibling::p[1]")
    bottoms = [each.evaluate("each => each.getBoundingClientRect().bottom") for each in (words, back)]
    assert abs(bottoms[0] - bottoms[1]) < 8


def test_a_long_content_note_keeps_its_words_inside(page: Page, long: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{long}stories/")
    radius = page.locator(".kg-badge--note").first.evaluate("each => parseFloat(getComputedStyle(each).borderRadius)")
    assert radius < 20


@pytest.mark.parametrize("width", [320, 390])
def test_the_name_of_a_garden_is_broken_between_words(
    page: Page, site_of: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story()})
    for name in ("The handbrake garden", "Der Garten der Zuständigkeitsvereinbarungen"):
        config.write_text(config.read_text().replace("site_name: A garden", f"site_name: {name}"))
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(str(site_of(config, "--no-search").url))
        lines = """element => element.textContent.split(" ").map(word => {
            const range = document.createRange();
            const start = element.textContent.indexOf(word);
            range.setStart(element.firstChild, start);
            range.setEnd(element.firstChild, start + word.length);
            return range.getClientRects().length;
        })"""
        assert set(page.locator(".kg-site > span").evaluate(lines)) == {1}
        assert not is_wider_than_its_window(page)
        config.write_text(config.read_text().replace(f"site_name: {name}", "site_name: A garden"))


def test_words_in_another_language_are_divided_as_it_does(
    page: Page, site_of: Callable[..., Any], tmp_path: Path
) -> None:
    text = f"{WORD} und https://example.org/zu."
    config = make_garden(
        tmp_path, {**BASIS, "stories/a.md": story(text, title=WORD, lang="de"), "stories/b.md": story()}
    )
    url = site_of(config, "--no-search").url
    hyphens = "each => getComputedStyle(each).hyphens"
    for address, expected in (("a", "auto"), ("b", "manual")):
        page.goto(f"{url}stories/{address}/")
        assert page.locator("h1").evaluate(hyphens) == expected
        assert page.locator(".kg-prose p").first.evaluate(hyphens) == expected
    page.goto(f"{url}stories/a/")
    assert page.locator(".kg-prose a").first.evaluate(hyphens) == "manual", "an address would not lead there"


@pytest.mark.parametrize("frame", NAMES)
def test_a_list_of_twenty_levels_stays_in_a_narrow_window(
    page: Page, site_of: Callable[..., Any], tmp_path: Path, frame: str
) -> None:
    levels = "".join(f"{'  ' * level}- {WORD} and more\n" for level in range(20))
    config = make_garden(tmp_path, {**BASIS, "stories/deep.md": story(levels, title="Deep")})
    config.write_text(config.read_text().replace("name: kgen", f"name: {frame}"))
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site_of(config, '--no-search').url}stories/deep/")
    assert page.locator(".kg-prose li").count() == 20
    assert not is_wider_than_its_window(page)


def test_cells_of_a_table_have_room_for_words_and_signs_stay_beside_names(
    page: Page, site_of: Callable[..., Any], tmp_path: Path
) -> None:
    row = "| A longer cell with words | Dee | 2026 | 12 | because it was so | here |\n"
    files = {"topics/long.md": f"---\ntitle: {LONGEST}\n---\n"}
    told = story(f"{row}|---|---|---|---|---|---|\n{row}", title="A table", topics="long")
    url = site_of(make_garden(tmp_path, {**BASIS, **files, "stories/table.md": told}), "--no-search").url
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{url}stories/table/")
    assert page.locator(".kg-prose td").first.bounding_box()["width"] >= 80  # type: ignore[index]
    chip = page.locator(".kg-kind--topic a")
    sign, name = chip.bounding_box(), chip.locator("bdi").bounding_box()
    assert sign and name and name["y"] - sign["y"] < 12 and name["x"] - sign["x"] > 20
