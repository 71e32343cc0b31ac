"""Words as people type them: without a key for a letter, with or without a hyphen, in other scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from gardens import BASIS, PERSON, make_garden, story
from playwright.sync_api import Page, expect
from sites import build

FILES = {
    **BASIS,
    "people/lukasz.md": PERSON.replace("Dee", "Łukasz Nowak"),
    "people/soren.md": PERSON.replace("Dee", "Søren Æbelø"),
    "stories/bed.md": story("The bed stood by the window.", title="Łóżko przy oknie"),
    "stories/road.md": story("Wir gingen die Straße hinunter, es war große Not.", title="The road", author="lukasz"),
}


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def words_url(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the search of a garden with the words of these tests."""
    config = make_garden(tmp_path_factory.mktemp("words"), FILES)
    return f"{serve(build(config))}/search/"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lukasz", ["people/lukasz/", "stories/road/"]),
        ("Łukasz", ["people/lukasz/", "stories/road/"]),
        ("lukasz nowak", ["people/lukasz/", "stories/road/"]),
        ("soren aebelo", ["people/soren/"]),
        ("lozko", ["stories/bed/"]),
        ("Strasse", ["stories/road/"]),
        ("grosse not", ["stories/road/"]),
        ("große", ["stories/road/"]),
    ],
)
def test_letters_that_a_keyboard_lacks_may_be_typed_plainly(
    page: Page, words_url: str, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    page.goto(words_url)
    assert ask(typed) == found
    expect(page.locator("#kg-said")).not_to_contain_text("No page")
    expect(page.locator("#kg-meant")).to_be_hidden()
    expect(page.locator("#kg-results")).not_to_contain_text("strasse")
