"""The scanners in Python and in JavaScript read the same rules, and must find the same whatever they are given."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from gardens import GARDEN
from much import result_of
from nightly import times
from playwright.sync_api import Page

from kgen.safeguarding.expressions import DATA
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.rules import DETAILS, RULES
from kgen.safeguarding.scanner import hits

ROOT = Path(__file__).parents[2]
FUZZED = times(500, 12000)
FILLED = times(4, 12)
SEED = 20261123

BOTH = """async ({data, passages}) => {
  const {Scanner} = await import("./scan.js");
  const scanner = new Scanner(data);
  const rules = [...scanner.rules, ...scanner.details];
  return passages.map(text => {
    const normalised = scanner.normalised(text);
    const found = rules.flatMap(rule => scanner.hits(normalised, [rule]));
    return [...scanner.hits(normalised), ...found].map(hit => [hit.rule.id, hit.start, hit.end, hit.key]);
  });
}"""

Found = list[list[Any]]


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def in_browser(page: Page, serve: Callable[[Path], str]) -> Callable[[Sequence[str]], list[Found]]:
    """Give a function that returns what the scanner in JavaScript finds in each of some passages."""
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    return lambda passages: result_of(page, BOTH, {"data": DATA, "passages": list(passages)})


def in_python(text: str) -> Found:
    normalised = NormalisedText(text)
    found = [*hits(normalised, RULES), *(hit for rule in (*RULES, *DETAILS) for hit in hits(normalised, (rule,)))]
    return [[hit.rule.id, hit.start, hit.end, hit.key] for hit in found]


def disagreements(passages: Sequence[str], in_browser: Callable[[Sequence[str]], list[Found]]) -> list[Any]:
    found = zip(passages, in_browser(passages), strict=True)
    return [(text, theirs, ours) for text, theirs in found if theirs != (ours := in_python(text))]


def test_both_agree_on_every_entry_of_a_garden(in_browser: Callable[[Sequence[str]], list[Found]]) -> None:
    stories = [path.read_text() for path in sorted((GARDEN.parent / "content").rglob("*.md"))]
    assert len(stories) > 50
    assert disagreements(stories, in_browser) == []


def test_both_agree_on_every_passage_of_the_labelled_corpus(in_browser: Callable[[Sequence[str]], list[Found]]) -> None:
    """Each passage several times, its open places filled by chance: then some of the numbers are valid, most not."""
    chance = random.Random(SEED)
    corpus = yaml.safe_load((ROOT / "tests/safeguarding/corpus.yml").read_text())
    passages = [filled(text, chance) for text in texts_in(corpus) for _ in range(FILLED)]
    assert len(passages) > 300 * FILLED
    assert sum(bool(in_python(text)) for text in passages) > len(passages) / 4
    assert disagreements(passages, in_browser) == []


BEGINS = {"mobile": "07911", "mobile-abroad": "7911", "chi": "0", "hcn": "32"}


def texts_in(corpus: Any) -> Iterator[str]:
    if isinstance(corpus, str):
        yield corpus
    for part in corpus.values() if isinstance(corpus, dict) else corpus if isinstance(corpus, list) else ():
        yield from texts_in(part)


def filled(text: str, chance: random.Random) -> str:
    """Replace `{nhs|### ####}`: each # by a digit, each @ by a capital letter."""

    def fill(found: re.Match[str]) -> str:
        signs = {"#": "0123456789", "@": "ABCEGHJKLMNPRSTWXYZ"}
        first = iter(BEGINS.get(found[1], ""))
        letters = ((sign == "#" and next(first, "")) or chance.choice(signs.get(sign, sign)) for sign in found[2])
        return "".join(letters).lower() if found[1].endswith("lower") else "".join(letters)

    return re.sub(r"\{([a-z-]+)\|([^}]*)\}", fill, text)


def test_both_agree_on_fuzzed_passages(in_browser: Callable[[Sequence[str]], list[Found]]) -> None:
    chance = random.Random(SEED)
    passages = [fuzzed(chance) for _ in range(FUZZED)]
    assert sum(bool(in_python(text)) for text in passages) > FUZZED / 3
    assert disagreements(passages, in_browser) == []


PIECES = """
    07700 900123|07911 123456|(0161) 496 0000|020 7946 0000|+44 (0)7911 123456|0044 7911 123456
    +33 6 12 34 56 78 90|943 476 5919|401 023 2137|4010232137|31 12 99 123 4|450 557 7104|AB 12 34 56 C|qq123456c
    JG103759A|A123456789012|H801200001001|anna@example.org|anna (at) example [dot] org|a%40b.org|anna&#64;b.com
    \\u0040anna|@anna_q|@media|facebook.com/anna.q|https://www.instagram.com/anna/|insta: anna_99
    snapchat is liam2009|git@github.com:a/b|3 March 2019|3rd of March|March 3rd|03/04/2011|2011-04-03|31.12.1999
    25 December|born on|DOB|d.o.b.|date of birth|the third of May|on the twenty-first of June|turned seven
    turned 7 on 3 May|aged 9|nine years old|9-year-old|SW1A 1AA|m1 1ae|B2 2nd|GIR 0AA|lives in LS6|LS6 area
    postcode is BD3|12 High Street|Flat 4, Hope House|10 Downing Street|AB12 CDE|car|reg A123 BCD|parked
    [2019] EWFC 12|case no. AB/123-4|CAD 1234|ZE12C01234|Mrs Jones|Dr Seuss|Mr Right|my son Liam
    my daughter called Amina Begum|her sister, Jo-Anne O'Neill|his mum Monday|friend “Sam”|the Polish nurse
    Hillside Primary School|The Primary School|University of Leeds|HMP Leeds|St Mary's|in Leeds|from Bury
    around Hull|ring Pat on 555018|Tel: 602118|text 555 115|zero seven seven zero zero nine double two
    07seven00 657599|o77oo 592148|a.b @ host.org|jane at gmail.com|anna-writes.bsky.social|t.me/anna_x
    youtube.com/@annaq|Insta handle is annaquill|Discord: anna#1234|annaq_7 on Insta|postcode: ls-11-8-tr
    CV6 (6PL)|CH41 , 6JD|H J 4 4 5 2 6 7 A|433, then 401, then 3872|14b Mill Lane|12 Station Road
    eighty-four Canal Street|22 Bryn Awel|Plot 6, Meadow View|East Barn, Mallow Road|2 Family Court
    live on Mill Lane|///filled.count.soap|53.7632, -1.8710|L 417 BRV|plate, W1LL Y|AIZ 1234|K04LV662
    inquest ref 2024-0173|passport 123456789|sort code 20-30-40|account no 12345678|4111 1111 1111 1111
    HOLLI704235KA9XX|hospital number K0449213|NMC PIN 08I2231E|council tax account 50331-4417
    born on the ninth of May, eighteen forty-eight|b. 12.04.1999|eighteen on 4 March 2027|12 April 1899
    Christmas Day 2019|two days after the coronation|Tuesday the 14th|on 14/10|`07911 123456`
    https://a.org/07911123456|```|~~~|isbn 0141036141|the hospital's 25th birthday|scan.pdf|10.1136/bmj.n1648
    wa.me/447911123456|https://www.example.org/LS1-1AB|March 2019|chief executive|Headteacher
    the only man in the village|I was 15 when|Coroner|Lead member for|Flat No. 4 in Hopehaven|kik liam_2009|x: liam2009
    (0)7911 482637|07911, then 482637|07911~482~637|07911<b>482</b>637|07911 [482637](https://x.y)|oh seven nine one one
    four hundred and eighty-two|six three seven|zero seventy-nine eleven|forty-eight, twenty-six thirty-seven
    anna_at-example.org|Twelve Mallow Loan|Hogmanay 2019|coach ab57 kde|docket no 4MZ6|gphc 2041 77|at the dot on
    followed by|07911: 123456|0161 and 234 5678|; 123 456|tel07911123456|07911123456Mum|+44 7911: 123456|o79ll 123456
    plus four four seven nine|00353 86|(087) 123 4567
""".replace("\n", "|").split("|")
SIGNS = [
    *"0123456789 .-()/@#£,;:'’\"\n\t*_~\\&%+ abcXYZßéÀĀſİŉ№²½٣३",
    "\n\n", "\n- ", "\n> ", "&nbsp;", "&amp;", "&#x2011;", "&#92;", "&#0;", "&zwj;", "\\u005c", "\\x20", "%20", "%5C",
    "\u00a0", "\u200b", "\u202f", "\u2011", "\u0301", "\ufeff", "\u00ad",
    "﹣", "Ａ", "𝟕", "𝐀", "😀", "𐌰", "𠀀", "👩‍👧", "ﬁ", "ẞ",
]  # fmt: skip


def fuzzed(chance: random.Random) -> str:
    """Things that the rules look for, nearly look for, and what may be between or inside them."""
    pieces = [piece.strip() for piece in PIECES if piece.strip()]
    made = []
    for _ in range(chance.randint(1, 6)):
        piece = chance.choice(pieces)
        for _ in range(chance.choice([0, 0, 1, 1, 2, 4])):
            place = chance.randrange(len(piece) + 1)
            piece = piece[:place] + chance.choice(SIGNS) + piece[place + chance.choice([0, 0, 1]) :]
        filling = ("and so on " * 7)[: chance.randint(1, 70)]
        made += [piece, chance.choice([" ", " ", " ", "", ". ", ", ", "\n", "\n\n", filling, chance.choice(SIGNS)])]
    return "".join(made)


def test_the_rules_hold_nothing_that_json_cannot_carry() -> None:
    assert json.loads(json.dumps(DATA)) == DATA
