"""What a garden owes its readers: the accessibility statement, and how to complain about personal data."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
import yaml
from gardens import BASIS, STATEMENT, make_garden

from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.views.legal_pages import COMPLAINT, legal_pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave


def pages(folder: Path, **options: Any) -> dict[str, str]:
    """The HTML of the three pages by their slugs."""
    settings = load(make_garden(folder, BASIS, options))
    garden = weave(settings, read(settings))
    return {page.url.strip("/"): PageRenderer(garden).html(page) for page in legal_pages(garden)}


def text_of(html: str) -> str:
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return " ".join("".join(tree.itertext()).split())


class TestAccessibility:
    """The parts of GOV.UK's sample accessibility statement."""

    def test_the_statement_says_what_the_settings_say(self, tmp_path: Path) -> None:
        html = pages(
            tmp_path, accessibility=STATEMENT, contact="us@example.org", reply_within="two days", controller="A Council"
        )["accessibility"]
        said = text_of(html)
        headings = re.findall(r"<h([23])[^>]*>([^<]+)", html)
        assert headings == [
            ("2", "How accessible this website is"),
            ("2", "Feedback and contact information"),
            ("2", "Enforcement procedure"),
            ("2", "Technical information about this website’s accessibility"),
            ("3", "Compliance status"),
            ("3", "Non-accessible content"),
            ("2", "Preparation of this accessibility statement"),
        ]
        assert "applies to https://garden.example/. The website is run by A Council." in said
        assert "partially compliant with the Web Content Accessibility Guidelines (WCAG) 2.2, level AA" in said
        assert all(problem in said for problem in STATEMENT["problems"])
        assert "prepared on 1 November 2026. It was last reviewed on 20 November 2026." in said
        assert "last tested on 31 October 2026" in said
        assert "carried out by the stewards, with a screen reader." in said
        assert "We answer within two days." in said and "mailto:us@example.org?subject=Accessibility" in html
        for enforces in ("(EHRC)", "(EASS)", "(ECNI)", "(No. 2) Accessibility Regulations 2018"):
            assert enforces in said

    @pytest.mark.parametrize(
        ("status", "problems", "says"),
        [
            ("full", [], "This website is fully compliant with the"),
            ("not", ["Nothing works."], "This website is not compliant with the"),
        ],
    )
    def test_each_status(self, status: str, problems: list[str], says: str, tmp_path: Path) -> None:
        said = text_of(
            pages(tmp_path, accessibility={**STATEMENT, "status": status, "problems": problems})["accessibility"]
        )
        assert says in said and ("Non-accessible content" in said) == bool(problems)

    def test_what_nobody_said_is_not_claimed(self, tmp_path: Path) -> None:
        said = text_of(pages(tmp_path)["accessibility"])
        assert "have not yet said how far it does" in said
        assert "compliant with" not in said and "(EHRC)" in said
        assert "accessibility" in load(tmp_path / "mkdocs.yml").unsaid
        assert load(make_garden(tmp_path, BASIS, {"accessibility": STATEMENT})).accessibility is not None
        assert "not set contact" in load(tmp_path / "mkdocs.yml").unsaid

    def test_a_day_may_stand_without_quotation_marks(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, BASIS, {"accessibility": STATEMENT})
        written = re.sub(r"'(2026-\d\d-\d\d)'", r"\1", config.read_text())
        assert "prepared: 2026-11-01" in written
        config.write_text(written)
        statement = load(config).accessibility
        assert statement is not None and statement.prepared == "2026-11-01"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"status": "mostly"}, "`status` should be one of full, partial, not"),
            ({"problems": []}, "should list under `problems` what does not meet the guidelines"),
            ({"status": "full"}, "should say `status: partial`, because it lists problems"),
            ({"tested": "last week"}, "should be a day that exists, written YYYY-MM-DD"),
            ({"tested": "2026-02-30"}, "should be a day that exists, written YYYY-MM-DD"),
            ({"reviewed": "20261120"}, "should be a day that exists, written YYYY-MM-DD"),
            ({"date": "2026-11-20"}, "`date` has no meaning here"),
        ],
    )
    def test_what_is_wrong_is_said(self, changes: dict[str, Any], says: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError) as refused:
            load(make_garden(tmp_path, BASIS, {"accessibility": {**STATEMENT, **changes}}))
        assert says in str(refused.value)

    @pytest.mark.parametrize("missing", ["status", "prepared", "reviewed", "tested"])
    def test_what_is_missing_is_named(self, missing: str, tmp_path: Path) -> None:
        statement = {name: value for name, value in STATEMENT.items() if name != missing}
        with pytest.raises(ConfigurationError, match=missing):
            load(make_garden(tmp_path, BASIS, {"accessibility": statement}))


class TestComplaints:
    """Section 164A of the Data Protection Act 2018: a form, by electronic and other means; 30 days; the outcome."""

    def test_what_happens_when_is_said(self, tmp_path: Path) -> None:
        said = text_of(pages(tmp_path, contact="us@example.org", controller="A Council")["complaints"])
        assert "Within 30 days we tell you that your complaint has arrived" in said
        assert "what came of it" in said and "section 164A of the Data Protection Act 2018" in said
        assert "Information Commissioner’s Office" in said

    def test_with_a_letter_box_the_form_is_sent_there(self, tmp_path: Path) -> None:
        html = pages(tmp_path, inbox="https://forms.example.org/in")["complaints"]
        form = html[html.index("<form") : html.index("</form>")]
        assert 'method="post" action="https://forms.example.org/in"' in form
        assert re.findall(r' name="(\w+)"', form) == list(COMPLAINT)
        assert "kg-on-paper" not in html, "the form itself is printed"

    def test_without_one_a_mail_opens_with_the_questions(self, tmp_path: Path) -> None:
        html = pages(tmp_path, contact="us@example.org")["complaints"]
        [address] = re.findall(r'href="(mailto:[^"]*body=[^"]*)"', html)
        address = address.replace("&amp;", "&")
        assert urlsplit(address).path == "us@example.org"
        body = parse_qs(urlsplit(address).query)["body"][0]
        assert all(f"{question}\r\n" in body for question in COMPLAINT.values())

    @pytest.mark.parametrize("contact", ["", "us@example.org", "https://example.org/contact", "Ring 0300 123 4567"])
    def test_it_can_be_filled_in_on_paper_too(self, contact: str, tmp_path: Path) -> None:
        html = pages(tmp_path, contact=contact)["complaints"]
        paper = html[html.index('<div class="kg-on-paper">') :]
        assert all(question in paper for question in COMPLAINT.values())
        assert "<form" not in html and ("mailto:" in html) == ("@" in contact)

    def test_the_page_may_send_to_the_letter_box_alone(self, tmp_path: Path) -> None:
        settings = load(make_garden(tmp_path, BASIS, {"inbox": "https://forms.example.org/in"}))
        made = {page.url: page.sends_to for page in legal_pages(weave(settings, read(settings)))}
        assert made == {"accessibility/": "", "privacy/": "", "complaints/": "https://forms.example.org/in"}


def test_a_garden_says_it_in_its_own_words(tmp_path: Path) -> None:
    settings = load(make_garden(tmp_path, {**BASIS, "pages/complaints.md": "---\ntitle: Complaints\n---\nRing us.\n"}))
    made = {page.url for page in legal_pages(weave(settings, read(settings)))}
    assert made == {"accessibility/", "privacy/"}


def test_the_settings_of_a_new_garden_show_a_statement_that_can_be_used(tmp_path: Path) -> None:
    """What comes after `#` in the starter's mkdocs.yml is taken as it is."""
    text = (Path(__file__).parents[1] / "kgen/starter/mkdocs.yml").read_text()
    lines = text[text.index("      # accessibility:") : text.index("      # licence:")].replace("      # ", "")
    options = yaml.safe_load(lines)
    assert load(make_garden(tmp_path, BASIS, options)).accessibility is not None
