"""Pages on paper: whole, without what only a screen can do, and with the addresses that nobody can click on."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from gardens import BASIS, EVERY_USE, QUESTION, make_garden, story
from nightly import first_of
from playwright.sync_api import Page, expect

from kgen.settings.theme import NAMES

COLUMNS = 12
ROW = "|" + "".join(f" column {number} |" for number in range(COLUMNS)) + "\n"
TEXT = f"""\
It is in [the guide](https://example.org/guide), and on https://example.org/bare too. [[Trust]] is here.[^1]

{ROW}|{"---|" * COLUMNS}
{ROW}
```
{" + ".join(f"value_{number}" for number in range(30))}
```

> [!note]- Folded
> These words were folded.

[^1]: A note.
"""
HELPLINES = [{"name": "Samaritans", "number": "116 123", "url": "https://www.samaritans.org/"}]


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module", params=first_of(NAMES))
def paper(request: pytest.FixtureRequest, site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    told = {"answers": "holds", "handbrake": "The form.", "release": "A call.", "consent": EVERY_USE}
    files = {
        **BASIS,
        "questions/holds.md": QUESTION,
        "stories/hard.md": story(TEXT, title="Hard", mentions=["abuse"], **told),
        **{f"stories/s{n}.md": story("We met. " * 40, title=f"Story {n}", **told) for n in range(5)},
        **{f"topics/t{n}.md": f"---\ntitle: Topic {n}\n---\n" for n in range(28)},
    }
    config = make_garden(tmp_path_factory.mktemp("paper"), files, {"helplines": HELPLINES, "contact": "us@example.org"})
    theme = config.read_text().replace("name: kgen", f"name: {request.param}")
    config.write_text(f"{theme}repo_url: https://example.org/repo\nedit_uri: edit/main/content\n")
    return str(site_of(config, "--no-search").url)


def printed(page: Page, address: str) -> str:
    """The words of a page on paper, without any blank."""
    page.goto(address)
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    # The hyphen at the end of a line is a character of its own.
    text = "".join(each.get_textpage().get_text_bounded() for each in document).replace("\x02", "-")
    return "".join(text.split())


def test_all_of_a_story_is_there(page: Page, paper: str) -> None:
    text = printed(page, f"{paper}stories/hard/")
    assert text.count(f"column{COLUMNS - 1}") == 2
    assert "value_29" in text
    assert "Thesewordswerefolded." in text
    assert "Thisstorymentionsabuse." in text and "116123" in text


def test_a_link_says_where_it_leads_once(page: Page, paper: str) -> None:
    text = printed(page, f"{paper}stories/hard/")
    assert "theguide(https://example.org/guide)" in text
    assert text.count("https://example.org/bare") == 1
    assert "Samaritans(https://www.samaritans.org/)" in text
    assert "Trustishere" in text


def test_whoever_is_in_a_printed_story_learns_whom_to_write_to(page: Page, paper: str) -> None:
    assert "Reportaconcern(us@example.org)." in printed(page, f"{paper}stories/hard/")


def test_a_list_says_which_part_of_it_is_on_paper(page: Page, paper: str) -> None:
    assert "Page1of2onthewebsite" in printed(page, f"{paper}topics/")
    assert "Page2of2onthewebsite" in printed(page, f"{paper}topics/page/2/")
    assert "onthewebsite" not in printed(page, f"{paper}stories/")
    page.goto(f"{paper}topics/")
    expect(page.locator(".kg-pager")).to_have_text(re.compile(r"Page 1 of 2\b"))
    expect(page.get_by_text("on the website")).to_be_hidden()


@pytest.mark.parametrize("address", ["", "stories/", "stories/hard/", "topics/trust/", "questions/holds/"])
def test_what_only_a_screen_can_do_is_not(page: Page, paper: str, address: str) -> None:
    text = printed(page, paper + address)
    for words in ("Followthis", "Follownew", "Filterstories", "Contentnotes", "Exitthispage", "Answerthisstory",
                  "Onesentenceisenough", "Didyoutrythistoo", "Editthispage", "↩"):  # fmt: skip
        assert words not in text, words


def test_what_a_reader_chose_is_on_paper(page: Page, paper: str) -> None:
    page.goto(f"{paper}stories/")
    page.locator("#kg-notes > summary").click()
    page.get_by_label("abuse").check()
    page.locator("#kg-notes > summary").click()
    page.goto(f"{paper}stories/?from=practitioner")
    expect(page.locator("#kg-narrow-said")).to_have_text("5 stories.")
    page.emulate_media(media="print")
    expect(page.locator("#kg-notes > summary")).to_have_text("Content notes (1 left out)")
    expect(page.locator("#kg-narrow-said")).to_be_visible()


def test_a_heading_has_what_follows_it_on_its_page(page: Page, paper: str) -> None:
    page.goto(f"{paper}questions/holds/")
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    first = document[0].get_textpage().get_text_bounded()
    assert "6 answers, side by side" in first and "Story 0" in first


def test_colours_can_be_read_on_white(page: Page, paper: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{paper}topics/trust/")
    if page.locator("[data-md-color-scheme]").count():
        page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    for selector in ("body", ".kg-kicker", ".kg-badge--note"):
        colour = page.locator(selector).first.evaluate("each => getComputedStyle(each).color")
        red, green, blue = (int(each) for each in colour.removeprefix("rgb(").removesuffix(")").split(","))
        assert 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110, (selector, colour)


def test_every_column_of_who_answers_whom_is_there(page: Page, site: Any) -> None:
    text = printed(page, f"{site.url}bridges/")
    page.goto(f"{site.url}bridges/")
    names = page.locator(".kg-counts thead th").all_text_contents()
    assert len(names) > 8
    table = text.partition("bytheserviceineachrow")[2] or text.rpartition("Whoanswerswhom,byservice")[2]
    assert [name for name in names if table.count("".join(name.split())) < 2 and name != names[0]] == []
