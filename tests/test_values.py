"""What is not prose is data too: the texts of mkdocs.yml, and fields with a form of their own, with hostile values."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
import yaml
from gardens import BASIS, NETWORK, PERSON, QUESTION, STATEMENT, make_garden, story
from hostile import ALLOWED_SCHEMES, URL_ATTRIBUTES, scheme_as_browsers_see_it, scripts
from nightly import at_night
from sites import DAY, build, kgen

from kgen.checks import check
from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.weave import weave

VALUES: dict[str, Any] = yaml.load((Path(__file__).parent / "values.yml").read_bytes(), yaml.CSafeLoader)
FILES: dict[str, str | bytes] = {
    **BASIS,
    "questions/holds.md": QUESTION,
    "networks/circle.md": NETWORK,
    "people/dee.md": PERSON,
    "stories/a.md": story("We had [[trust]].", title="A", answers="holds", networks="circle", author="dee"),
    "pages/about.md": "---\ntitle: About\n---\n",
}
TEXTS = ("notice", "controller", "reply_within", "safeguarding_lead")


def options(text: str) -> dict[str, Any]:
    """Every option that is a text, with the same one."""
    standpoint = {"says": text, "one": text, "many": text}
    return {
        **dict.fromkeys(TEXTS, text),
        "contact": f"The stewards: {text}",
        "helplines": [{"name": text, "number": text, "url": "https://help.example/"}],
        "accessibility": {**STATEMENT, "problems": [text], "tested_by": text},
        "standpoints": {"practitioner": standpoint, "family-carer": text, "commissioner": text},
    }


def garden(folder: Path, text: str, **top: Any) -> Path:
    config = make_garden(folder, FILES, {**options(text), "safeguarding": "warn"})
    written = yaml.safe_load(config.read_text())
    facts = {"site_description": text, "site_author": text, "repo_name": text, "repo_url": "https://a.example/r"}
    nav = [{"Home": "index.md"}, {text: [{text: "stories/index.md"}, {text: "https://a.example/"}]}]
    config.write_text(yaml.safe_dump({**written, "site_name": text, "nav": nav, **facts, **top}, allow_unicode=True))
    return config


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in their order, with the names of their attributes."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [(str(element.tag), tuple(sorted(map(str, element.attrib)))) for element in tree.iter()]


def assert_addresses_are_safe(html: str) -> None:
    for element in html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).iter():
        for name, value in element.attrib.items():
            scheme = scheme_as_browsers_see_it(str(value)) if str(name).lower() in URL_ATTRIBUTES else ""
            assert not scheme or scheme in ALLOWED_SCHEMES or str(value).startswith("data:image/"), value


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(garden(tmp_path_factory.mktemp("calm"), "Calm words"), "--no-search")


PAPER = Path("write/paper/index.html")


class TestConfiguration:
    @pytest.mark.parametrize(("part", "parts"), [(0, 2), (1, 2), *(at_night(part, 4) for part in range(4))])
    def test_no_text_changes_what_a_page_is_made_of(self, part: int, parts: int, calm: Path, tmp_path: Path) -> None:
        site = build(garden(tmp_path, " ".join(VALUES["texts"][part::parts])), "--no-search")
        files = {path.relative_to(calm) for path in calm.rglob("*") if path.is_file() and "assets" not in path.parts}
        assert len(files) > 30
        for name in files:
            ours, theirs = ((folder / name).read_text(encoding="utf-8") for folder in (calm, site))
            match name.suffix:
                case ".html" if name == PAPER:  # How many boxes fit on the sheet depends on how long their words are.
                    assert {*shape(theirs)} <= {*shape(ours), *shape((calm / "index.html").read_text())}
                case ".html":
                    assert shape(ours) == shape(theirs), name
                    assert set(scripts(theirs)) <= set(scripts(ours)), name
                    assert_addresses_are_safe(theirs)
                case ".xml":
                    count = [len(list(ElementTree.fromstring(each).iter())) for each in (ours, theirs)]
                    assert count[0] == count[1], name
                case ".json":
                    json.loads(theirs)
                case ".csv":
                    rows = [len(list(csv.reader(io.StringIO(each)))) for each in (ours, theirs)]
                    assert rows[0] == rows[1], name
                case ".txt":
                    assert ours.count("\n") == theirs.count("\n"), name

    @pytest.mark.parametrize("sign", VALUES["hidden"], ids=ascii)
    @pytest.mark.parametrize("name", ["site_name", *options("")])
    def test_no_text_holds_hidden_characters(self, name: str, sign: str, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {})
        written = yaml.safe_load(config.read_text())
        if name == "site_name":
            written["site_name"] = f"A{sign}b"
        else:
            written["plugins"] = [{"kgen": {name: options(f"A{sign}b")[name]}}]
        config.write_text(yaml.safe_dump(written))
        with pytest.raises(ConfigurationError) as refused:
            load(config)
        assert f"`{name}` holds an invisible control character (U+{ord(sign[0]):04X})" in str(refused.value)
        assert sign not in str(refused.value)

    @pytest.mark.parametrize("address", VALUES["web_address"]["refused"])
    @pytest.mark.parametrize("name", ["url of a helpline", "repo_url", "inbox"])
    def test_what_is_no_web_address(self, name: str, address: str, tmp_path: Path) -> None:
        address = filled(address)
        with pytest.raises(ConfigurationError, match="should be a web address"):
            load(with_address(tmp_path, name, address))

    def test_what_is_one_stays_one(self, tmp_path: Path) -> None:
        taken = VALUES["web_address"]["taken"]
        helplines = [{"name": "A", "url": address} for address in taken]
        site = build(make_garden(tmp_path, FILES, {"helplines": helplines}), "--no-search")
        html = (site / "complaints/index.html").read_text()
        assert_addresses_are_safe(html)
        assert set(taken) <= links(html)

    @pytest.mark.parametrize("kind", ["refused", "taken"])
    def test_licences(self, kind: str, tmp_path: Path) -> None:
        for licence in VALUES["licence"][kind]:
            config = make_garden(tmp_path, {}, {"licence": licence})
            if kind == "taken":
                assert load(config).licence == licence
            else:
                with pytest.raises(ConfigurationError, match="`licence` should be read-only or an SPDX code"):
                    load(config)

    def test_what_the_navigation_leads_to(self, tmp_path: Path) -> None:
        config = garden(tmp_path, "G", nav=[{"Home": "index.md"}, {"x": "javascript://a.example/%0aalert(1)"}])
        assert "`nav` leads to javascript: which is not a web address" in kgen(config, "build", code=2)


def filled(text: str) -> str:
    """A text whose end says how often it is repeated: `ab*3` is `ababab`."""
    word, star, times = text.rpartition("*")
    return word * int(times) if star and times.isdigit() else text


def with_address(folder: Path, name: str, address: str) -> Path:
    config = make_garden(folder, FILES)
    written = yaml.safe_load(config.read_text())
    if name == "repo_url":
        written["repo_url"] = address
    else:
        options = {"helplines": [{"name": "A", "url": address}]} if "helpline" in name else {name: address}
        written["plugins"] = [{"kgen": options}]
    config.write_text(yaml.safe_dump(written, allow_unicode=True))
    return config


def links(html: str) -> set[str]:
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return {str(element.attrib["href"]) for element in tree.iter("a") if "href" in element.attrib}


def with_field(kind: str, value: str, number: int = 0) -> dict[str, str | bytes]:
    """Files with a value in each field of a kind; the name of the file says which field."""

    def front(**fields: Any) -> str:
        return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n"

    match kind:
        case "web_address":
            files = {
                "topics/same-as": front(title=f"T {number}", same_as=[value]),
                "networks/url": front(title="N", url=value),
                "people/url": front(name="P", url=value, consent={"given": "2026-09"}),
                "stories/cites": story(cites=[value]),
            }
        case "cite":
            files = {"stories/cites": story(cites=[value])}
        case "licence":
            files = {"stories/licence": story(licence=value)}
        case "alias":
            files = {"stories/aliases": story(aliases=[value]), "pages/aliases": front(title="P", aliases=[value])}
        case "month":
            files = {
                "stories/date": story(date=value),
                "stories/review": story(consent={"given": "0001-01", "review": value}),
                "stories/when": story(change={"status": "made", "when": value}),
                "questions/opened": front(title="Q", opened=value),
            }
    return {f"{name}-{number}.md": text for name, text in files.items()}


KINDS = [kind for kind, group in VALUES.items() if isinstance(group, dict)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_fields_refuse(kind: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for number, value in enumerate(VALUES[kind]["refused"]):
        files |= with_field(kind, filled(value), number)
    settings = load(make_garden(tmp_path, {**BASIS, **files}), today=DAY)
    found = check(weave(settings, read(settings)))
    says = (
        "should be",
        "no such source",
        "several names as one",
        "not a whole address",
        "not just an address or a DOI",
    )
    wrong = {each.path for each in found if each.severity == "error" and any(map(each.message.__contains__, says))}
    assert wrong == {f"content/{name}" for name in files}


@pytest.mark.parametrize("kind", KINDS)
def test_what_fields_take_harms_nobody(kind: str, tmp_path: Path) -> None:
    files = dict(FILES)
    for number, value in enumerate(VALUES[kind]["taken"]):
        files |= with_field(kind, value, number)
    site = build(make_garden(tmp_path, files, {"safeguarding": "warn"}), "--no-search")
    for path in site.rglob("*.html"):
        assert_addresses_are_safe(path.read_text())
    for path in site.rglob("*.xml"):
        ElementTree.parse(path)
    for path in site.rglob("*.json"):
        json.loads(path.read_text())
    if kind == "web_address":
        for number, value in enumerate(VALUES[kind]["taken"]):
            for url in ("topics/same-as", "networks/url", "people/url", "stories/cites"):
                assert value in links((site / f"{url}-{number}" / "index.html").read_text()), url
