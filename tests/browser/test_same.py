"""What the form at /write/ works out as Python does: which names are one, months, slugs, what is taken out of text."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from much import result_of
from playwright.sync_api import Page

from kgen.checks.consent import later
from kgen.checks.safeguarding import DOMAIN
from kgen.read.slugs import suggested_slug
from kgen.read.walk import LARGEST
from kgen.read.yaml_text import NOTHING
from kgen.settings.options import FORBIDDEN
from kgen.weave.name_index import fold

ASSETS = Path(__file__).parents[2] / "theme" / "assets" / "write"
SEED = 20261128
SIGNS = "aAéÉßẞΣςσ i'’‘`´ʼ\"“”„«»‹›-‐‑–—―−־゠_ \u00ad\u3000.mdﬁ\u0301ʹ×/?!1"
Run = Callable[[str, Sequence[Any]], list[Any]]


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def in_browser(page: Page, serve: Callable[[Path], str]) -> Run:
    """Give a function that returns what a function of story.js makes of each of some lists of arguments."""
    page.goto(serve(ASSETS) + "/")
    call = (
        "async ([name, all]) => { const it = (await import('./story.js'))[name]; return all.map(each => it(...each)); }"
    )
    return lambda name, arguments: result_of(page, call, [name, [list(each) for each in arguments]])


def by_chance(count: int) -> list[str]:
    chance = random.Random(SEED)
    return ["".join(chance.choices(SIGNS, k=chance.randint(1, 9))).strip() or "-" for _ in range(count)]


def signs() -> Iterator[str]:
    """Every character of the first plane that a file may hold and Python knows: a browser may know newer ones."""
    for sign in map(chr, range(32, 0xFFFE)):
        if unicodedata.category(sign) not in ("Cn", "Cs") and not FORBIDDEN.match(sign):
            yield sign


def test_names_are_one_in_the_form_where_they_are_one_in_the_garden(in_browser: Run) -> None:
    """For Cherokee, Python makes capitals and a browser lower case: the same names are one."""
    seen = [sign for sign in signs() if unicodedata.category(sign)[0] in "LNP"]
    names = [*by_chance(4000), *(f"A{sign}b" for sign in seen if not unicodedata.name(sign, "").startswith("CHEROKEE"))]
    assert sum(name != fold(name) for name in names) > 4000
    assert different(names, in_browser("foldName", [[name] for name in names]), fold) == []
    assert in_browser("foldName", [["ᏣᎳᎩ"]]) == in_browser("foldName", [["ꮳꮃꭹ"]])


def test_a_file_is_called_alike(in_browser: Run) -> None:
    titles = [
        "",
        "What's next?",
        "Ünïted – £5",
        "Łódź STRAẞE Æther Þór ǿ",
        "½ of ② – 2½ and 1⁄2",
        "Продлёнка ЩЕДРИК й и\u0306 Київ Ђорђе Ѓорѓи 2",
        "Αθήνα ΨΥΧΟΛΌΓΟΣ ς Ευρώπη",
        "住房 a",
        "住房 housing",
        "٣ ways ٣٣",
        "x" * 79 + " y",
        "-".join("ab" * 50),
        *by_chance(2000),
        *signs(),
    ]
    theirs = ["untitled" if slug == "story" else slug for slug in in_browser("slugOf", [[title] for title in titles])]
    assert different(titles, theirs, suggested_slug) == []


def test_the_month_by_which_to_ask_again(in_browser: Run) -> None:
    months = [f"{year:04}-{month:02}" for year in (999, 2026) for month in range(1, 13)]
    asked = [(month, count) for month in months for count in (0, 1, 24, 120)]
    assert different(asked, in_browser("later", asked), lambda each: later(*each)) == []


def test_what_cannot_be_seen_is_taken_out_of_what_is_typed(in_browser: Run) -> None:
    """The mark at the beginning of a file is not one of its letters in the form either."""
    typed = [f"a{chr(number)}b" for number in range(0x10000) if not 0xD800 <= number < 0xE000]
    theirs = in_browser("oneLine", [[text] for text in typed])
    taken_out = {text[1] for text, shown in zip(typed, theirs, strict=True) if shown == "ab"}
    separators = {"\u2028", "\u2029"}  # which end a line
    assert taken_out == {text[1] for text in typed if FORBIDDEN.match(text[1])} - separators | {"\ufeff"}


def test_limits_and_words_that_both_know() -> None:
    form, file = (
        "".join((ASSETS / name).read_text() for name in ("form.js", "page.js")),
        (ASSETS / "story.js").read_text(),
    )
    assert f"const LARGEST = {LARGEST // 1024} * 1024;" in form
    assert f"const DOMAIN = /^{DOMAIN.pattern}$/;" in file
    said = re.search(r"const NOTHING = /\^\(\?:(.*)\)\$/;", file)
    assert said and set(said[1].split("|")) == NOTHING


def different(given: Sequence[Any], theirs: Sequence[Any], ours: Callable[[Any], Any]) -> list[Any]:
    pairs = zip(given, theirs, strict=True)
    return [(each, found, ours(each)) for each, found in pairs if found != ours(each)][:20]
