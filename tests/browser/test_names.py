"""What looks for names in Python and in JavaScript must find the same, whatever it is given."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from much import result_of
from nightly import times
from playwright.sync_api import Page

from kgen.safeguarding.expressions import DATA as SCANNER_DATA
from kgen.safeguarding.name_lists import DATA, GIVEN, GIVEN_DATA
from kgen.safeguarding.names import names_in
from kgen.safeguarding.normalised_text import NormalisedText

ROOT = Path(__file__).parents[2]
FUZZED = times(1000, 6000)
SEED = 20261128
BOTH = """async ({rules, data, given, passages}) => {
  const {Scanner} = await import("./scan.js");
  const {Names} = await import("./names.js");
  const scanner = new Scanner(rules);
  const names = new Names(data, given, scanner.words);
  const plain = hit => [hit.sort, hit.start, hit.end, hit.name, hit.born];
  return passages.map(text => names.in(scanner.normalised(text).plain).map(plain));
}"""
Finds = Callable[[Sequence[str]], list[list[list[Any]]]]


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def in_browser(page: Page, serve: Callable[[Path], str]) -> Finds:
    """Give a function that returns what JavaScript finds in each of some passages."""
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    files = {"rules": SCANNER_DATA, "data": DATA, "given": GIVEN_DATA}
    return lambda passages: result_of(page, BOTH, {**files, "passages": list(passages)})


def in_python(text: str) -> list[list[Any]]:
    return [list(hit) for hit in names_in(NormalisedText(text).plain)]


def disagreements(passages: Sequence[str], in_browser: Finds) -> list[Any]:
    found = zip(passages, in_browser(passages), strict=True)
    return [(text, theirs, ours) for text, theirs in found if theirs != (ours := in_python(text))]


def test_both_agree_on_every_story_of_a_garden(in_browser: Finds) -> None:
    stories = [path.read_text() for path in sorted((ROOT / "tests/garden").rglob("*.md"))]
    assert len(stories) > 50
    assert disagreements(stories, in_browser) == []


def test_both_agree_on_every_passage_that_is_labelled(in_browser: Finds) -> None:
    corpus = yaml.safe_load((ROOT / "tests/safeguarding/names.yml").read_text())
    passages = [text for texts in corpus.values() for text in texts]
    assert len(passages) > 150
    assert disagreements(passages, in_browser) == []


def test_both_agree_on_fuzzed_passages(in_browser: Finds) -> None:
    chance = random.Random(SEED)
    passages = [fuzzed(chance) for _ in range(FUZZED)]
    assert sum(bool(in_python(text)) for text in passages) > FUZZED / 2
    assert disagreements(passages, in_browser) == []


GROWTH = """async ({rules, data, given}) => {
  const {Scanner} = await import("./scan.js");
  const scanner = new Scanner(rules);
  const {Names} = await import("./names.js");
  const names = new Names(data, given, scanner.words);
  const timed = times => {
    const from = performance.now();
    names.in("SUSAN ".repeat(times));
    return performance.now() - from;
  };
  timed(1000);
  return timed(40000) / timed(10000);
}"""


def test_a_long_line_is_searched_in_its_time(page: Page, serve: Callable[[Path], str]) -> None:
    """Four times as much takes about four times as long; with the square it would be sixteen."""
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    assert page.evaluate(GROWTH, {"rules": SCANNER_DATA, "data": DATA, "given": GIVEN_DATA}) < 10


WORDS = [word for words in DATA["words"].values() for word in words.split()]
NAMES = sorted(GIVEN)
PIECES = """
    my son|our support worker|my name is|I am fourteen|I'm 12|I am in Year 9|who was three|is six|, 6,|(11)|aged 13
    's sixth birthday|in Year 4|seven-year-old|turned nine|'s mum|'s social worker|, the OT,|from next door|said|was
    has autism|at 14 Larkspur Road|M. J.|K.|PC 4471|de|van der|al-|O'|Mc|the|in|to|watched|vitamin|ward|unit|rule|and I
    https://example.org/Liam|[[Liam]]|`Liam`|<b>Liam</b>|[Liam](people/liam.md)|# Hope for Will|title: Hope|mr hussain
    our cat|the guide dog|, our printer,|a rabbit called|, 7, is our cat|(6) was the name of the van|Luke 6:12|Psalm 23
    read from John 3|1 Samuel 3|, 18 months,|(9 and a half)|91/2|9yo|6y 3m| 9 got| Year 2|(reception)|At six,
    born in 2017|when she was six, |K. (9)|Child A, aged 9|Luke 6 says|(our little bear) is|9yr old |'s sixth birthday
    from 3B|at school|in 4C called him|aus der 2b|at Thornhill High|on Albion Street|'s mum lives in|at Leeds
    third grader|I was eight when my sister|was six and I was eight|Young person|Teacher|School|Age|9|little
    . He had just turned nine|the twelve-year-old came|the six-year-old who|. She must be eleven|that he was five when
    J. from Year 4|K. is in reception|## Class 3B|Year 2 readers|Name: |Age: 9|Lives with: |, 1911.|6-year-old
    Zbysiu|Kowalczyk|Okonkwo-Pryce|Müller|Şükran|Łukasz|Zoë|ÉLODIE|LIAM|Jo-Anne|Anne-Marie|lang: cy
""".replace("\n", "|").split("|")
SIGNS = [
    *" .,:;!?'’\"“”()[]*_-–—\n#0123",
    "\n\n",
    "\n- ",
    "\n# ",
    "\t",
    "|",
    " | ",
    "\n| ",
    "\n---|---\n",
    "<tr>",
    "<td>",
    '<th scope="row">',
    "\u0301",
    "😀",
    "ß",
    "İ",
    "ſ",
]


def fuzzed(chance: random.Random) -> str:
    """Names, words that are on a list, what is around names, and characters between them."""
    made = ["---\ntitle: A\n---\n"] if chance.random() < 0.2 else []
    for _ in range(chance.randint(2, 9)):
        word = chance.choice([chance.choice(WORDS), chance.choice(NAMES), chance.choice(NAMES), chance.choice(PIECES)])
        word = chance.choice([word.strip(), word.strip(), word.strip().title(), word.strip().upper()])
        made += [word, chance.choice([" ", " ", " ", " ", ", ", ". ", chance.choice(SIGNS)])]
    return "".join(made)


def test_the_lists_hold_nothing_that_json_cannot_carry() -> None:
    assert json.loads(json.dumps([DATA, GIVEN_DATA])) == [DATA, GIVEN_DATA]
