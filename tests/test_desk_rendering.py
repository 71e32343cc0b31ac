"""Templates of the desk ask only for what contexts declare, show all of it, and escape what they print."""

import dataclasses
import re
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import jinja2.meta
import pytest
from desk_samples import SAMPLES

from kgen.desk import contexts, entry_contexts
from kgen.desk.contexts import DeskPage
from kgen.desk.door.front import FrontPage, files
from kgen.desk.moments import in_local_time
from kgen.desk.rendering import environment, render
from kgen.settings import package_folder

PAGES = {page.template: page for page in DeskPage.__subclasses__()}

DESK = package_folder("theme") / "desk"
SHARED = {"base.html": {"frame", "title"}, "macros.html": set[str](), "fields.html": set[str]()}
IMPORTED = {"f", "m"}
"""What templates call macros.html and fields.html."""
VOID = set("area base br col hr img input link meta source track wbr path".split())


class Read(HTMLParser):
    """What a page consists of. Raises AssertionError for an element that is closed by another."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), attrs
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def fields_of(page: type[DeskPage] | type[FrontPage]) -> set[str]:
    return {field.name for field in dataclasses.fields(page)}


def asked_by(name: str) -> set[str]:
    """The names that a template takes from what it is given."""
    made = environment()
    assert made.loader
    return jinja2.meta.find_undeclared_variables(made.parse(made.loader.get_source(made, name)[0]))


@cache
def read_sample(name: str) -> Read:
    return Read(render(*SAMPLES[name]).decode())


@pytest.fixture(params=SAMPLES)
def read(request: pytest.FixtureRequest) -> Read:
    return read_sample(request.param)


def test_each_page_has_a_usual_sample_an_empty_one_and_a_hostile_one() -> None:
    by_template: dict[str, list[str]] = {}
    for name, (page, _) in SAMPLES.items():
        by_template.setdefault(page.template, []).append(name)
    assert by_template.keys() == PAGES.keys()
    assert [template for template, names in by_template.items() if len(names) < 3] == []
    assert [template for template, names in by_template.items() if not any("-hostile" in name for name in names)] == []


@pytest.mark.parametrize("template", PAGES)
def test_a_template_asks_for_what_its_page_declares_and_shows_all_of_it(template: str) -> None:
    declared = fields_of(PAGES[template])
    asked = asked_by(template) - IMPORTED | asked_by("base.html")
    assert asked == declared | {"frame"}


@pytest.mark.parametrize("page", FrontPage.__subclasses__())
def test_a_page_before_signing_in_shows_what_it_declares(page: type[FrontPage]) -> None:
    assert asked_by(page.template) == fields_of(page) | {"garden"}


@pytest.mark.parametrize("template", SHARED)
def test_what_templates_share_asks_for_little(template: str) -> None:
    assert asked_by(template) == SHARED[template]


def test_whatever_a_part_of_a_page_declares_is_shown_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DESK.glob("*.html"))
    parts = [
        each
        for each in (vars(contexts) | vars(entry_contexts)).values()
        if dataclasses.is_dataclass(each) and isinstance(each, type)
    ]
    parts = [part for part in parts if not issubclass(part, DeskPage)]
    shown = set(re.findall(r"\.(\w+)", text)) | set(re.findall(r'(?:attribute=|attr\(|map\()"(\w+)"', text))
    names = {(part.__name__, field.name) for part in parts for field in dataclasses.fields(part)}
    assert len(parts) >= 15
    assert {name for name in names if name[1] not in shown} == set()


def test_to_ask_for_what_is_not_there_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ frame.nothing }}").render(frame=SAMPLES["today"][1])


def test_nothing_runs_but_the_script_of_the_desk(read: Read) -> None:
    assert read.all("script") == [{"type": "module", "src": "/desk/desk.js"}]
    assert read.all("link") == [
        {"rel": "icon", "href": "/desk/sprout.svg"},
        {"rel": "stylesheet", "href": "/desk/desk.css"},
    ]
    assert [tag for tag, _ in read.elements if tag in ("style", "object", "embed", "base", "img")] == []
    assert [
        name for _, attributes in read.elements for name in attributes if name.startswith("on") or name == "style"
    ] == []
    assert [frame for frame in read.all("iframe") if frame.get("sandbox") != "allow-same-origin"] == []


def test_every_form_that_changes_something_proves_where_it_comes_from(read: Read) -> None:
    forms = [form for form in read.all("form") if form.get("method") != "get"]
    tokens = [each["value"] for each in read.all("input") if each.get("name") == "csrf"]
    assert len(tokens) == len(forms) and set(tokens) <= {"token", SAMPLES["today-hostile"][1].csrf}


def test_headings_are_in_order(read: Read) -> None:
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_ids_are_unique_and_whatever_refers_to_one_finds_it(read: Read) -> None:
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    referring = ("for", "aria-labelledby", "aria-describedby", "list", "form", "data-copy", "data-names")
    asked = [(attributes.get(name) or "").split() for _, attributes in read.elements for name in referring]
    ways = [href[1:] for each in read.all("a") if (href := each.get("href") or "").startswith("#")]
    assert {name for names in asked for name in names} | set(ways) <= set(ids)


def test_each_control_has_a_name_that_is_read_out(read: Read) -> None:
    labelled = {label.get("for") for label in read.all("label")}
    controls = [
        each for tag in ("input", "select", "textarea") for each in read.all(tag) if each.get("type") != "hidden"
    ]
    assert [each for each in controls if each.get("id") not in labelled] == []


def test_what_is_not_ticked_is_an_answer_too() -> None:
    read = Read(render(*SAMPLES["edit"]).decode())
    boxes = {each["name"] for each in read.all("input") if each.get("type") in ("checkbox", "radio")}
    hidden = {each["name"] for each in read.all("input") if each.get("type") == "hidden" and each.get("value") == ""}
    assert boxes == hidden and len(boxes) == 4


def test_a_finding_leads_to_its_words_and_back() -> None:
    html = render(*SAMPLES["draft"]).decode()
    assert '<a href="#word-2"><bdi>Ada Lane</bdi></a>' in html
    assert '<mark id="word-2" tabindex="-1">Ada Lane</mark>' in html
    assert '<a href="#finding-3"><span class="hidden">Finding </span>3</a>' in html
    assert '<a href="#finding-4"><span class="hidden">Finding </span>4</a>' in html


def test_an_empty_line_of_a_text_stays_one() -> None:
    html = render(*SAMPLES["draft-hostile"]).decode()
    assert '<p dir="auto">مرحبا بكم</p>' in html
    assert render(*SAMPLES["draft"]).decode().count('<p class="gap"></p>') == 3


def test_a_text_of_a_form_keeps_its_first_line_where_that_is_empty() -> None:
    page, frame = SAMPLES["edit"]
    html = render(dataclasses.replace(page, text="\nsecond"), frame).decode()  # type: ignore[call-arg]
    assert re.search(r'name="text"[^>]*>\n\nsecond</textarea>', html)


def test_a_long_line_is_in_a_box_that_shows_all_of_it() -> None:
    page, frame = SAMPLES["edit"]
    long = "One parent’s agreement is enough to send an assessment, and the form says so"
    fields = tuple(dataclasses.replace(each, value=long) for each in page.fields if each.control == "line")  # type: ignore[attr-defined]
    html = render(dataclasses.replace(page, fields=fields), frame).decode()  # type: ignore[call-arg]
    assert len(re.findall(rf'<textarea [^>]*rows="1"[^>]*>\n{long}</textarea>', html)) == len(fields) > 1


def test_a_moment_is_said_as_people_say_it() -> None:
    assert in_local_time(datetime(2026, 11, 9, 8, 5).astimezone()) == "9 November 2026, 08:05"


def test_where_it_cannot_be_published_no_form_does() -> None:
    assert 'action="publish"' not in render(*SAMPLES["draft-child"]).decode()
    assert 'action="publish"' in render(*SAMPLES["draft"]).decode()


def test_colours_type_and_icon_are_those_of_the_garden() -> None:
    loaded = files(DESK.parent)
    style = loaded["/desk/desk.css"].data.decode()
    for scheme in ("light", "dark", "print"):
        assert (DESK.parent / "styles" / f"{scheme}.css").read_text(encoding="utf-8") in style
    assert set(re.findall(r"var\((--kg-[\w-]+)", style)) <= set(re.findall(r"(--kg-[\w-]+):", style))
    assert {f"/desk/{name}" for name in re.findall(r'url\("([^"]+)"\)', style)} <= loaded.keys()
    assert {"/desk/desk.js", "/desk/sprout.svg"} <= loaded.keys()
