"""People by their letters, each with how much they told."""

import re

import pytest
from gardens import BASIS, PERSON, Render, story

from kgen.views.listing import FEWEST_WITH_LETTERS
from kgen.views.pager import PAGE_LENGTH
from kgen.weave.alphabet import OTHERS, letter_of, place_in_alphabet

FEW = ("Bo", "Éva", "“Anna”", "esther", "Ewan", "李", "42", "Łukasz", "Čeněk", "Dee")


def people(names: tuple[str, ...]) -> dict[str, str]:
    return {f"people/p{number}.md": PERSON.replace("name: Dee", f'name: "{name}"') for number, name in enumerate(names)}


def groups(html: str) -> dict[str, list[str]]:
    """The names on a page, by the heading they are under."""
    sections = html.split('<section class="kg-letter">')[1:]
    headings = (re.findall(r"<h2 id=\"letter-[^\"]+\">(.*?)</h2>", each)[0] for each in sections)
    return dict(zip(headings, (re.findall(r"<a [^>]*>(.*?)</a>", each) for each in sections), strict=True))


def test_letters_are_found_whatever_stands_on_them() -> None:
    assert [letter_of(name) for name in FEW] == ["B", "E", "A", "E", "E", OTHERS, OTHERS, "Ł", "C", "D"]
    assert sorted(("Ewan", "Éva", "Esther", "李"), key=place_in_alphabet) == ["Esther", "Éva", "Ewan", "李"]
    assert sorted(("Year 10", "Year 9"), key=place_in_alphabet) == ["Year 9", "Year 10"]


@pytest.mark.parametrize(
    "names",
    [
        "Lidia Łącznik Łukasz Maria Żaneta",
        "Ánh Danh Đức Ưng",
        "Галина Ґалаґан Дарина Зоя Ірина Оксана",
        "Irmak İzel Şule",
    ],
)
def test_letters_of_other_alphabets_have_their_places(names: str) -> None:
    backwards = [*reversed(names.split())]
    assert sorted(backwards, key=place_in_alphabet) == names.split()


def test_each_list_has_the_order_of_the_alphabet(render: Render) -> None:
    named = {"u": "Übergabe", "v": "Vertrauen", "s": "Schule 10", "t": "Schule 9"}
    topics = {f"topics/{slug}.md": f"---\ntitle: {title}\n---\n" for slug, title in named.items()}
    listed = re.findall(r'kg-card-title"[^>]*><a [^>]*>(Über|Vertr|Schule \d+)', render({**BASIS, **topics})["topics/"])
    assert listed == ["Schule 9", "Schule 10", "Über", "Vertr"]


def test_people_stand_under_their_letters(render: Render) -> None:
    html = render(people(FEW))["people/"]
    found = groups(html)
    assert list(found) == ["A", "B", "C", "D", "E", "Ł", OTHERS]
    assert found["E"] == ["esther", "Éva", "Ewan"]
    links = re.findall(r'href="(#letter-[^"]+)"', html)
    assert len(links) == len(found) and all(f'id="{link[1:]}"' in html for link in links)


def test_a_letter_leads_to_the_page_on_which_it_begins(render: Render) -> None:
    made = render(people(tuple(f"{letter}{number:02}" for letter in "AB" for number in range(PAGE_LENGTH))))
    assert 'href="#letter-a">A</a>' in made["people/"] and 'href="../people/page/2/#letter-b">B</a>' in made["people/"]
    assert 'href="#letter-b">B</a>' in made["people/page/2/"]
    assert 'href="../../../people/#letter-a">A</a>' in made["people/page/2/"]
    assert list(groups(made["people/page/2/"])) == ["B"]


def test_a_few_people_need_no_letters(render: Render) -> None:
    html = render(people(FEW[: FEWEST_WITH_LETTERS - 1]))["people/"]
    assert "kg-letter" not in html and html.count("<h2") == FEWEST_WITH_LETTERS - 1


def test_how_much_each_told_is_said(render: Render) -> None:
    stories = {
        f"stories/s{number}.md": story(title=f"T{number}", author=["p0", "p1"][: number + 1]) for number in (0, 1)
    }
    for names in (FEW, FEW[:3]):
        html = render({**people(names), **stories})["people/"]
        assert html.count("told 2 stories") == html.count("told 1 story") == 1
