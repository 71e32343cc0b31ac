"""Words as people type them: without a key for a letter, with or without a hyphen, in other scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from gardens import BASIS, PERSON, make_garden, story
from letters import HELPLINES
from playwright.sync_api import Page, expect
from sites import build

FILES = {
    **BASIS,
    "people/lukasz.md": PERSON.replace("Dee", "Łukasz Nowak"),
    "people/soren.md": PERSON.replace("Dee", "Søren Æbelø"),
    "stories/bed.md": story("The bed stood by the window.", title="Łóżko przy oknie"),
    "stories/together.md": story(
        "This was co-production, and after the re-enablement came day-care.", title="Together"
    ),
    "stories/sister.md": story("A step-daughter wrote e-mail newsletters.", title="Sister"),
    "stories/shop.md": story("We met at M&S and paid £3,450.50 in all.", title="Shop"),
    "stories/managers.md": story("Managers and commissioners in community.", title="Managers of production"),
    "topics/continuity.md": "---\ntitle: Continuity\n---\nCommunity mail, production of newsletters.\n",
    "topics/source.md": "---\ntitle: Open source\n---\nWhat anybody may read.\n",
    "stories/open.md": story("They made it open source from the first day on.", title="First light"),
    "stories/nurse.md": story("社会工作者写了一封信。后来她坐公共汽车回家。", title="夜班护士的故事", lang="zh"),
    "stories/door.md": story("كانت الممرضة عند الباب", title="عند الباب", lang="ar"),
    "stories/wall.md": story(
        "The wall is painted.",
        title="Wall",
        place="Northumbriashire",
        period="2019-autumn",
        change={"status": "made", "what": "The gatekeeper went home.", "when": "2026-08"},
    ),
    "people/reached.md": PERSON.replace("Dee", "Ree").replace("standpoint", "reach: ring the lighthouse\nstandpoint"),
    "people/caren.md": PERSON.replace("Dee", "Dr. Caren Cooper"),
    "people/frances.md": PERSON.replace("Dee", "Frances Carden"),
    "stories/yellow.md": story("Kartka zażółcona leżała. Die Übergabe war um acht.", title="Yellow"),
    **{f"stories/care-{number}.md": story("They care.", title=f"T{number}") for number in range(21)},
    "sectors/nurseries.md": "---\ntitle: Early years\nalt: [nurseries]\n---\n",
    "sectors/nursing.md": "---\ntitle: Community nursing\n---\n",
    "topics/ai.md": "---\ntitle: Machines\nalt: [AI]\n---\n",
    "stories/ai.md": story("The AI wrote it, in 20% of the time.", title="A letter by AI"),
    "people/aid.md": PERSON.replace("Dee", "Aidan Air"),
    "stories/air.md": story("The air was thin on 2 of 200 days.", title="Aims of air"),
    "stories/book.md": story("It was the red book.", title="What we kept"),
    "stories/code.md": story("We wrote it in C++ and later in F#, and got an A+ for it.", title="What we wrote"),
    "stories/sharp.md": story("C# it was.", title="In C#"),
    "stories/letters.md": story("Vitamin C, plan F and hepatitis A, sharp and plus.", title="Letters", date="2025-12"),
    "stories/winter.md": story("It froze.", title="Frost", date="2025-11"),
    "stories/spring.md": story("In March 2024 it rained for 10 days of 2025.", title="Rain", date="2025-10"),
    "questions/when.md": "---\ntitle: When will it end?\nopened: 2024-02\n---\n",
    "stories/road.md": story("Wir gingen die Straße hinunter, es war große Not.", title="The road", author="lukasz"),
}


@pytest.fixture(scope="module")
def words_url(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the search of a garden with the words of these tests."""
    config = make_garden(tmp_path_factory.mktemp("words"), FILES, {"helplines": HELPLINES})
    return f"{serve(build(config))}/search/"


@pytest.fixture
def page(common_page: Page, words_url: str) -> Page:
    """The search page, which stays open, for people type one word after another."""
    if common_page.url.partition("?")[0] != words_url:
        common_page.goto(words_url)
    return common_page


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
    page: Page, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    assert ask(typed) == found
    expect(page.locator("#kg-said")).not_to_contain_text("No page")
    expect(page.locator("#kg-meant")).to_be_hidden()
    expect(page.locator("#kg-results")).not_to_contain_text("strasse")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("coproduction", "stories/together/"),
        ("co-production", "stories/together/"),
        ("reenablement", "stories/together/"),
        ("re-enablement", "stories/together/"),
        ("daycare", "stories/together/"),
        ("stepdaughter", "stories/sister/"),
        ("e-mail newsletters", "stories/sister/"),
        ("email newsletters", "stories/sister/"),
        ("3450.50", "stories/shop/"),
        ("M&S", "stories/shop/"),
        ("red-tape day-care", "stories/together/"),
    ],
)
def test_a_word_with_a_hyphen_is_found_with_and_without_it(
    page: Page, ask: Callable[[str], list[str]], typed: str, first: str
) -> None:
    assert ask(typed)[0] == first
    if "red" not in typed:
        expect(page.locator("#kg-said")).not_to_contain_text("No page")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("C++", ["stories/code/"]),
        ("c++", ["stories/code/"]),
        ("wrote C++?", ["stories/code/"]),
        ("F#", ["stories/code/"]),
        ("A+", ["stories/code/"]),
        ("C#", ["stories/sharp/"]),
        ("2025-12", ["stories/letters/"]),
        ("2025-11", ["stories/winter/"]),
        ("frost 2025-11", ["stories/winter/"]),
        ("2024-03", ["stories/spring/"]),
        ("2024-02", ["questions/when/"]),
        ("2026-08", ["stories/wall/"]),
        ("December 2025", ["stories/letters/"]),
    ],
)
def test_a_letter_with_its_signs_and_a_month_in_figures(
    page: Page, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    assert ask(typed)[: len(found)] == found
    expect(page.locator("#kg-said")).not_to_contain_text("No page")
    expect(page.locator("#kg-results")).not_to_contain_text("plusplus")


@pytest.mark.parametrize("typed", ["2023-07", "2027-01"])
def test_a_month_of_which_nothing_tells_finds_no_other(page: Page, ask: Callable[[str], list[str]], typed: str) -> None:
    assert ask(typed) == []


def test_a_word_of_parts_that_no_page_has_as_one_is_looked_for_by_its_parts(
    page: Page, ask: Callable[[str], list[str]]
) -> None:
    assert "stories/managers/" in ask("community-production")
    assert ask("zebra-managers") == ["stories/managers/"]
    expect(page.locator("#kg-said")).to_have_text("No page has the word “zebra”. One page was found for “managers”.")


@pytest.mark.parametrize(("typed", "found"), [("privacy", ["privacy/"]), ("gdpr", ["privacy/"])])
def test_what_was_found_by_name_is_not_denied(
    page: Page, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    assert ask(typed) == found
    expect(page.locator("#kg-said")).to_have_text("One page was found.")
    expect(page.locator("#kg-meant")).to_be_hidden()


def test_a_name_typed_as_one_word_finds_what_has_its_words(page: Page, ask: Callable[[str], list[str]]) -> None:
    assert ask("opensource") == ["topics/source/", "stories/open/"]
    expect(page.locator("#kg-said")).to_have_text("2 pages were found.")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Northumbriashire", ["stories/wall/"]),
        ("autumn 2019", ["stories/wall/"]),
        ("gatekeeper", ["stories/wall/"]),
        ("lighthouse", ["people/reached/"]),
    ],
)
def test_what_a_page_shows_of_its_front_matter_is_found(
    page: Page, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    assert ask(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("护士", ["stories/nurse/"]),
        ("公共汽车", ["stories/nurse/"]),
        ("社会工作者写了一封信", ["stories/nurse/"]),
        ("ممرضة", ["stories/door/"]),
        ("الممرضة", ["stories/door/"]),
        ("باب", ["stories/door/"]),
    ],
)
def test_scripts_that_do_not_part_words_as_english_does(
    page: Page, ask: Callable[[str], list[str]], typed: str, found: list[str]
) -> None:
    assert ask(typed) == found
    expect(page.locator("#kg-said")).to_have_text("One page was found.")


def test_of_a_script_without_spaces_nothing_is_denied(page: Page, ask: Callable[[str], list[str]]) -> None:
    assert ask("图书馆") == []
    expect(page.locator("#kg-said")).to_contain_text("Nothing was found")
    expect(page.locator("#kg-ways-on")).to_be_visible()


@pytest.mark.parametrize("typed", ["Dr. Caren Cooper", "caren", "cooper"])
def test_where_a_name_is_typed_nothing_else_is_offered(page: Page, ask: Callable[[str], list[str]], typed: str) -> None:
    assert ask(typed)[0] == "people/caren/"
    expect(page.locator("#kg-meant")).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("zazolcana", "zażółcona"), ("Uebergabe war lukasz", "übergabe war lukasz"), ("mary's letter", "")],
)
def test_words_are_offered_as_somebody_wrote_them(
    page: Page, ask: Callable[[str], list[str]], typed: str, offered: str
) -> None:
    ask(typed)
    expect(page.locator("#kg-said")).to_contain_text(f"No page has the word “{typed.split()[0]}”")
    if offered:
        expect(page.locator("#kg-said")).to_contain_text(f"for “{offered}”")
        expect(page.locator("#kg-meant")).to_have_text(f"Did you mean {offered}?")


@pytest.mark.parametrize(
    ("typed", "first", "never"),
    [
        ("nurses", ["sectors/nursing/", "sectors/nurseries/"], ""),
        ("ai", ["topics/ai/", "stories/ai/"], "air"),
        ("20%", ["stories/ai/"], "air"),
    ],
)
def test_a_word_comes_before_one_that_begins_with_it(
    page: Page, ask: Callable[[str], list[str]], typed: str, first: list[str], never: str
) -> None:
    found = ask(typed)
    assert found[: len(first)] == first
    assert not never or not [address for address in found if never in address]


def test_a_line_break_in_an_address_is_a_space(page: Page, words_url: str) -> None:
    page.goto(f"{words_url}?q=red%0Abook")
    expect(page.locator("#kg-words")).to_have_value("red book")
    expect(page.locator("#kg-results a").first).to_have_text("What we kept")


@pytest.mark.parametrize(
    ("typed", "is_shown"),
    [
        ("kill myself", True),
        ("I want to die", True),
        ("self-harm", True),
        ("sucide", True),
        ("How do I end my life?", True),
        ("the red book", False),
        ("kill the lights myself", False),
        ("", False),
    ],
)
def test_whoever_may_be_in_distress_sees_who_can_be_reached(
    page: Page, ask: Callable[[str], list[str]], typed: str, is_shown: bool
) -> None:
    if typed:
        ask(typed)
    help = page.locator("#kg-help")
    expect(help).to_be_visible(visible=is_shown)
    if is_shown:
        expect(help.get_by_role("link", name="116 123")).to_be_visible()
        expect(page.locator("#kg-said")).not_to_contain_text("No page")
        expect(page.locator("#kg-meant")).to_be_hidden()
        page.locator("#kg-words").fill("")
        expect(help).to_be_hidden()


def test_a_garden_without_helplines_shows_none(
    page: Page, serve: Callable[[Path], str], ask: Callable[[str], list[str]], tmp_path: Path
) -> None:
    page.goto(f"{serve(build(make_garden(tmp_path, FILES)))}/search/")
    ask("suicide")
    expect(page.locator("#kg-help")).to_have_count(0)
