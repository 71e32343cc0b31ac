"""What a template is given, and what it uses, are the same."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from templates import Method, Usage, classes_in, fields_of

from kgen.model import Context
from kgen.settings import Settings
from kgen.settings.theme import NAMES
from kgen.views import VIEWS, rendering
from kgen.views.pager import Pager
from kgen.views.rendering import AroundEntry, EntryContext, OnEachPage, Slots
from kgen.views.templates import environment

ROOT = Path(__file__).parents[1]
GLOBALS = {
    "settings": Settings,
    "contact_line": Method(str),
    "licence_in_words": Method(str),
    "ends": str,
    "in_lang": Method(str),
    "theirs": Method(str),
    "in_its_language": Method(str),
    "card_html": Method(str),
    "anchor": Method(str),
}


def contexts(of: type[Context] = Context) -> Iterator[type[Context]]:
    assert VIEWS, "what makes them is imported"
    for each in of.__subclasses__():
        if "template" in vars(each) and getattr(sys.modules[each.__module__], each.__name__) is each:
            yield each
        yield from contexts(each)


CONTEXTS = {each.template: each for each in contexts()}


def shared_with(context: type[Context]) -> dict[str, Any]:
    """The types of the names that the template of a context may use besides its fields."""
    is_part = context.__module__ == rendering.__name__
    around = get_type_hints(AroundEntry) if issubclass(context, EntryContext) else {}
    return GLOBALS if is_part else {**GLOBALS, **get_type_hints(OnEachPage), **around}


def given_to(template: str) -> dict[str, Any]:
    context = CONTEXTS[template]
    hints = get_type_hints(context)
    return {**shared_with(context), **{name: hints[name] for name in fields_of(context)}}


def usage() -> Usage:
    return Usage(environment(**GLOBALS))


def walked(template: str, change: Callable[[str], str] = str) -> Usage:
    source = (ROOT / "theme/views" / template).read_text()
    assert change is str or change(source) != source
    found = usage()
    found.walk(template, given_to(template), change(source))
    return found


def test_each_template_has_a_context() -> None:
    templates = {path.name for path in (ROOT / "theme/views").glob("*.html")}
    assert templates - {"macros.html", "form.html"} == CONTEXTS.keys()


@pytest.mark.parametrize("template", sorted(CONTEXTS))
class TestATemplate:
    def test_uses_nothing_that_it_is_not_given(self, template: str) -> None:
        assert walked(template).complaints == []

    def test_uses_all_that_it_is_given(self, template: str) -> None:
        given, used = fields_of(CONTEXTS[template]), walked(template).names
        unused = [name for name in given if name not in used]
        assert unused == [], f"{template} is given what it does not use: take it out of {CONTEXTS[template].__name__}"
        assert not shared_with(CONTEXTS[template]).keys() & set(given), "one name would hide the other"


def test_all_that_a_template_is_given_is_used_in_depth() -> None:
    """What all pages share; the fields of cards, links and anything else within what is given; all macros."""
    found = usage()
    names = set()
    for template in CONTEXTS:
        found.walk(template, given_to(template))
        names |= found.names
    assert names >= {*GLOBALS} - {"card_html"} | {*fields_of(OnEachPage), *fields_of(AroundEntry)}
    inner = {each for context in (*CONTEXTS.values(), OnEachPage, AroundEntry) for each in classes_in(context)}
    given = {(each, name) for each in inner for name in fields_of(each) if not issubclass(each, Context)}
    shared = {(each, name) for each in (OnEachPage, AroundEntry) for name in fields_of(each)}
    unused = sorted(f"{each.__name__}.{name}" for each, name in given - shared - found.attributes - {(Pager, "page")})
    assert unused == []
    assert usage().macros_of("macros.html", {}).keys() - found.macros == set()


@pytest.mark.parametrize(
    ("template", "old", "new", "complaint"),
    [
        ("topic.html", "offering", "ofering", "topic.html:19 uses `ofering`, which it is not given"),
        ("topic.html", "first.alt |", "first.alts |", "uses `alts` of something that is a TopicAtLength and has none"),
        ("topic.html", "group.more", "group.most", "uses `most` of something that is a Silent and has none"),
        ("topic.html", "m.findings(rows)", "m.findings(offering)", "uses `handbrake` of something that is a Linked"),
        ("question.html", "voice.standpoint.many", "voice.standpoint.man", "uses `man` of something that is a"),
        ("home.html", "settings.contact", "settings.contacts", "uses `contacts` of something that is a Settings"),
        ("story.html", "m.chips(topics", "m.chip(topics", "uses the macro `chip`, which is not there"),
        ("map.html", "here.href", "here.hre", "uses `hre` of something that is a PageContext"),
        ("bridges.html", "each.giver.href", "each.giver.url", "uses `url` of something that is a Linked and has none"),
        ("more.html", "pager, here", "pager, first", "uses `first`, which it is not given"),
    ],
)
def test_a_slip_is_found(template: str, old: str, new: str, complaint: str) -> None:
    complaints = walked(template, lambda source: source.replace(old, new)).complaints
    assert any(complaint in each for each in complaints), complaints


def test_what_is_left_out_is_found() -> None:
    assert "definition" not in walked("topic.html", lambda source: source.replace("definition", "alt")).names
    left = walked("topic.html", lambda source: source.replace("asking", "offering"))
    assert "asking" not in left.names


@pytest.mark.parametrize("frame", NAMES)
def test_the_frame_holds_each_slot(frame: str) -> None:
    text = (ROOT / f"theme/{frame}/base.html").read_text()
    assert set(re.findall(r"\bslots\.(\w+)", text)) == set(Slots._fields)
