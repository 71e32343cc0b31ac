"""What is on the sheets to print: the form for a pen, the poster of a question, and the way to both."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from gardens import BASIS, NETWORK, QUESTION, Render, make_garden, story
from sites import build, kgen, page

from kgen.field_parts import Consent
from kgen.fields import choices_of
from kgen.publish.policy import inline_scripts
from kgen.safeguarding.receipts import LENGTH
from kgen.settings import load
from kgen.views.form import OWN_WORDS, asked
from kgen.views.paper import GROUPS, LONGEST_LINE, MOST_LINES, SIGNS
from kgen.views.poster import SIZES
from kgen.views.qr import QUIET_ZONE, printed

PAPER, POSTER, MEET = "write/paper/", "questions/holds/poster/", "networks/circle/meet/"
SHEETS = (PAPER, POSTER, MEET)
FILES = {"questions/holds.md": QUESTION, "networks/circle.md": NETWORK, "stories/a.md": story(networks="circle")}
HOSTILE = """<script>alert(1)</script> & "who" is 'asked'?"""


def words(html: str) -> str:
    """What somebody reads on a page."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def boxes(html: str, heading: str) -> list[str]:
    """What has a box to tick below a heading."""
    below = unescape(html).partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    return [words(each) for each in re.findall("<li>(.*?)</li>", below, re.DOTALL)]


def built(folder: Path, **settings: Any) -> Path:
    config = make_garden(folder, {**BASIS, **FILES})
    written = {**yaml.safe_load(config.read_text()), **settings}
    config.write_text(yaml.safe_dump({name: value for name, value in written.items() if value is not None}))
    return build(config, "--no-search")


class TestTheForm:
    def test_it_asks_in_the_words_of_the_form(self, render: Render, tmp_path: Path) -> None:
        html = render(FILES)[PAPER]
        questions = {each.name: each for each in asked(load(make_garden(tmp_path / "other", {})))}
        for name in ("standpoint", "consent.whose", "consent.others", "consent.uses"):
            each = questions[name]
            expected = [f"{says[:1].upper()}{says[1:]}" for _, says in each.choices]
            assert len(expected) > 1 and boxes(html, each.label) == expected
        for label in (questions["about_child"].label, OWN_WORDS["under_18"]):
            assert boxes(html, label) == ["Yes", "No"]
        for label in (OWN_WORDS["text"], OWN_WORDS["agreed"], questions["author"].label, questions["answers"].label):
            assert words(html).count(label) == 1

    def test_the_uses_are_ticked_one_by_one_in_their_order(self, render: Render) -> None:
        assert boxes(render(FILES)[PAPER], "What may it be used for?") == [*choices_of(Consent, "uses").values()]

    def test_the_standpoints_are_the_gardens_own(self, render: Render) -> None:
        own = {"neighbour": {"says": "i live near", "one": "a neighbour", "many": "neighbours"}, "tenant": "tenants"}
        assert boxes(render(FILES, standpoints=own)[PAPER], "Where do you speak from?") == ["I live near", "Tenants"]

    def test_so_many_standpoints_have_boxes_as_fit(self, render: Render) -> None:
        short = {f"s{number:02}": f"Voice {number:02}" for number in range(MOST_LINES + 1)}
        found = boxes(render(FILES, standpoints=dict([*short.items()][:-1]))[PAPER], "Where do you speak from?")
        assert found == [f"Voice {number:02}" for number in range(MOST_LINES)]
        found = boxes(render(FILES, standpoints=short)[PAPER], "Where do you speak from?")
        assert len(found) == MOST_LINES + 1 and found[-1] == "From somewhere else:"
        long = dict.fromkeys(short, "v" * (LONGEST_LINE + 1))
        assert len(boxes(render(FILES, standpoints=long)[PAPER], "Where do you speak from?")) == MOST_LINES // 2 + 1

    def test_the_stub_has_room_for_a_receipt_and_the_steward_for_the_file(self, render: Render) -> None:
        sheet, _, stub = render(FILES)[PAPER].partition('<section class="kg-stub">')
        assert GROUPS * SIGNS == LENGTH
        assert [group.count("<i>") for group in stub.split("<span>")[1:]] == [SIGNS] * GROUPS
        assert "kgen receipt new" in stub and "can have this story changed or taken back" in words(stub)
        assert "The file:" in sheet and "The file:" not in stub, "whoever finds a stub must not learn whose story it is"

    @pytest.mark.parametrize(("source", "is_refused"), [("public", True), ("private", False)])
    def test_a_public_source_takes_no_story_of_others(self, render: Render, source: str, is_refused: bool) -> None:
        made = {name: words(html) for name, html in render(FILES, source=source).items()}
        refused = "cannot take a story that you tell for somebody else, or one about a child"
        assert (refused in made[PAPER]) == (refused in made["write/"]) == is_refused
        assert ("if you are under 18, please talk to the stewards" in made[PAPER]) == is_refused
        assert ("Older versions of its file" in made[PAPER]) == is_refused

    @pytest.mark.parametrize(
        ("contact", "said"),
        [
            ("mailto:us@example.org", "How to reach them: us@example.org"),
            ("https://example.org/us", "How to reach them: example.org/us"),
            ("The desk <by> the door", "How to reach them: The desk <by> the door"),
            ("", "give it to the stewards or to the person who gave it to you."),
        ],
    )
    def test_it_says_how_to_give_it_to_the_stewards(self, render: Render, contact: str, said: str) -> None:
        assert said in words(render(FILES, contact=contact)[PAPER])


class TestThePoster:
    def test_it_says_what_is_asked_what_follows_and_where_to_answer(self, render: Render) -> None:
        html = render(FILES, reply_within="three working days")[POSTER]
        assert re.findall("<h1[^>]*>(.*?)</h1>", html) == ["What holds us back?"]
        said = words(html)
        assert "One sentence is enough, and no name is needed." in said
        assert "The stewards read every answer first, within three working days." in said
        assert "type garden.example/write/ and choose this question" in said and "https://" not in said

    @pytest.mark.parametrize(
        ("title", "size"),
        [
            *(("W" * SIZES[0][0], "short"), ("W" * (SIZES[0][0] + 1), "middling"), ("W" * SIZES[1][0], "middling")),
            *(("W" * (SIZES[1][0] + 1), "long"), ("W" * 200, "long"), ("問" * 110, "long"), ("問" * 111, "longest")),
        ],
    )
    def test_a_longer_question_is_printed_smaller(self, render: Render, title: str, size: str) -> None:
        html = render({"questions/holds.md": QUESTION.replace("What holds us back?", title)})[POSTER]
        assert f'class="kg-poster-question kg-poster-question--{size}"' in html

    def test_a_hostile_question_is_text(self, tmp_path: Path) -> None:
        asks = f"---\n{yaml.safe_dump({'title': HOSTILE})}---\n"
        site = build(make_garden(tmp_path, {**BASIS, "questions/holds.md": asks}), "--no-search")
        html = page(site, POSTER)
        [heading] = re.findall("<h1[^>]*>(.*?)</h1>", html)
        assert unescape(heading) == HOSTILE and "<script>alert" not in html
        assert "alert(1)" not in "".join(inline_scripts(html))
        assert f"A poster: {HOSTILE}" in unescape(html.partition("<title>")[2].partition("</title>")[0])


class TestTheCode:
    def test_each_sheet_has_one_and_says_where_it_leads(self, render: Render) -> None:
        made = render(FILES)
        leads = {
            PAPER: "https://garden.example/write/",
            POSTER: "https://garden.example/write/?question=holds",
            MEET: "https://garden.example/write/?network=circle",
        }
        for sheet, address in leads.items():
            labels = re.findall('role="img" aria-label="([^"]*)"', made[sheet])
            assert labels == [f"QR code that leads to {address}"] and made[sheet].count("<svg") == 1
        assert f"<strong>{leads[MEET]}</strong>" in made[MEET]
        assert "<strong>garden.example/write/</strong>" in made[PAPER]

    def test_it_is_black_on_white_with_a_quiet_zone(self) -> None:
        made = printed("https://garden.example/write/")
        assert made is not None
        [size] = {*re.findall(r'viewBox="0 0 (\d+) \1"', made.qr)}
        assert f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>' in made.qr
        assert f'<path stroke="#000" d="M{QUIET_ZONE} {QUIET_ZONE}.5h7' in made.qr
        assert "style" not in made.qr and "class" not in made.qr.partition(">")[2]

    def test_an_address_is_shortened_and_escaped(self) -> None:
        made = printed('https://garden.example/a"<b>/write/?question=x&y')
        assert made is not None and made.short == 'garden.example/a"<b>/write/'
        assert (
            'aria-label="QR code that leads to https://garden.example/a&#34;&lt;b&gt;/write/?question=x&amp;y"'
            in made.qr
        )
        assert printed("") is None
        made = printed("https://xn--ogrd-sqa.example/nasz%20ogr%C3%B3d/write/")
        assert made is not None and made.short == "ogród.example/nasz%20ogród/write/"

    def test_without_a_web_address_there_is_none_and_the_name_of_the_site(self, tmp_path: Path) -> None:
        site = built(tmp_path, site_url=None, site_name="The <b> & garden")
        for sheet in SHEETS:
            content = page(site, sheet).partition("<main")[2].partition("</main>")[0]
            assert "kg-qr" not in content and "garden.example" not in content and "<b>" not in content
            assert "at The <b> & garden." in words(content).replace(" .", ".")


class TestTheWay:
    def test_the_question_and_the_form_lead_there_and_back(self, render: Render) -> None:
        made = render(FILES)
        assert '<a href="../../questions/holds/poster/">A poster to print</a>' in made["questions/holds/"]
        assert '<a href="../write/paper/">Fill it in on paper</a>' in made["write/"]
        assert '<a href="../../../questions/holds/">Back to the question</a>' in made[POSTER]
        assert '<a href="../../write/">Back to the form</a>' in made[PAPER]
        for sheet in SHEETS:
            assert "Print this page: it fits on one sheet of paper." in made[sheet]

    def test_search_engines_sitemap_and_feeds_pass_them_by(self, tmp_path: Path) -> None:
        site = built(tmp_path)
        sitemap = (site / "sitemap.xml").read_text()
        for sheet in SHEETS:
            assert '<meta name="robots" content="noindex">' in page(site, sheet) and sheet not in sitemap
            assert 'rel="alternate feed"' not in page(site, sheet)

    def test_a_menu_and_a_story_may_lead_there(self, tmp_path: Path) -> None:
        site = built(tmp_path, nav=[{"On paper": "/write/paper/"}, {"Hang it up": "/questions/holds/poster/"}])
        assert f'href="{PAPER}"' in page(site, "") and f'href="{POSTER}"' in page(site, "")
        text = "[the form](/write/paper/), [a poster](/questions/holds/poster/)"
        (tmp_path / "content/stories/b.md").write_text(story(text, title="B"))
        html = page(build(tmp_path / "mkdocs.yml", "--no-search"), "stories/b")
        assert f'href="../../{PAPER}"' in html and f'href="../../{POSTER}"' in html

    def test_no_entry_is_called_poster(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {**BASIS, "questions/poster.md": QUESTION})
        said = " ".join(kgen(config, "check", code=1).split())
        assert "the name “poster” is taken: kgen gives it to the poster of a question" in said
