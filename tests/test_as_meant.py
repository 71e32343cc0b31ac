"""A value that is written differently from how kgen reads it: the advice keeps what its writer said."""

import re

import pytest

from kgen.model import Source
from kgen.read import read_entry
from kgen.read.other_forms import address_in, language_in, period_in, year_in
from kgen.settings.licences import licence_in

MEANT = [
    ("stories", "period", "autumn 2019", "2019-autumn"),
    ("stories", "period", "Autumn, 2019", "2019-autumn"),
    ("stories", "period", "in the fall of 2019", "2019-autumn"),
    ("stories", "period", "October 2019", "2019-autumn"),
    ("stories", "period", "about 2019", "2019"),
    ("stories", "lang", "Polish", "pl"),
    ("stories", "lang", "Cymraeg", "cy"),
    ("stories", "lang", "British Sign Language", "bfi"),
    ("stories", "lang", "en_GB", "en-GB"),
    ("stories", "lang", "EN", "en"),
    ("stories", "lang", "eng", "en"),
    ("stories", "lang", "en-UK", "en-GB"),
    ("stories", "lang", "ger", "de"),
    ("stories", "licence", "CC BY-SA 4.0", "CC-BY-SA-4.0"),
    ("stories", "licence", "https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"),
    ("stories", "licence", "Creative Commons Attribution-ShareAlike 3.0", "CC-BY-SA-3.0"),
    ("stories", "licence", "CC0 1.0", "CC0-1.0"),
    ("networks", "url", "www.net.org", "https://www.net.org"),
    ("networks", "url", "net.org/where?a=b", "https://net.org/where?a=b"),
    ("sources", "url", "<https://x.org/a>", "https://x.org/a"),
    ("topics", "same_as", "wikidata.org/Q1", "https://wikidata.org/Q1"),
    ("sources", "year", "(1973)", "1973"),
    ("sources", "year", "c. 1973", "1973"),
    ("networks", "time", "9 o’clock", "09:00"),
    ("networks", "time", "half past nine", "09:30"),
    ("networks", "time", "seven in the evening", "19:00"),
    ("networks", "time", "noon", "12:00"),
    ("people", "orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
]
ASKED = [
    ("networks", "next", "17 June", "Write `next: YYYY-06-17`, with the year in place of YYYY."),
    ("networks", "next", "Tuesday 15 December", "Write `next: YYYY-12-15`, with the year in place of YYYY."),
    ("meetings", "when", "June 2026", "Write `when: 2026-06-DD`, with the day in place of DD."),
    ("stories", "date", "3 October", "Write `date: YYYY-10`, with the year in place of YYYY."),
    ("networks", "time", "6 o'clock", "Write `time: 06:00` or `time: 18:00`."),
    ("networks", "time", "6.30", "Write `time: 06:30` or `time: 18:30`."),
    ("stories", "licence", "CC BY", "Write its version too: if it is 4.0, write `licence: CC-BY-4.0`."),
]
UNCERTAIN = [
    ("stories", "period", "spring"),
    ("stories", "period", "2019 to 2021"),
    ("stories", "lang", "Klingon"),
    ("stories", "lang", "xx-yy"),
    ("stories", "lang", "gb"),
    ("stories", "lang", "de-x-"),
    ("stories", "lang", "x-leicht"),
    ("stories", "licence", "all rights reserved"),
    ("stories", "licence", "the usual one"),
    ("networks", "url", "on request"),
    ("networks", "next", "Tuesday"),
    ("networks", "time", "in the evening"),
    ("sources", "year", "1973-2004"),
    ("people", "orcid", "none"),
]


def fix_for(folder: str, field: str, written: str) -> str:
    head = "name" if folder == "people" else "title"
    text = f'---\n{head}: A\n{field}: "{written}"\n---\n'
    read = read_entry(Source(f"{folder}/a.md", text.encode()), f"content/{folder}/a.md")
    [fix] = [fault.fix for fault in read.faults if fault.message.startswith(f"`{field}`")]
    return fix


@pytest.mark.parametrize(("folder", "field", "written", "meant"), MEANT)
def test_what_is_certain_is_given_in_its_form(folder: str, field: str, written: str, meant: str) -> None:
    assert fix_for(folder, field, written) == f"Write `{field}: {meant}`."


@pytest.mark.parametrize(("folder", "field", "written", "fix"), ASKED)
def test_what_is_there_is_kept_and_the_rest_is_asked_for(folder: str, field: str, written: str, fix: str) -> None:
    assert fix_for(folder, field, written) == fix


@pytest.mark.parametrize(("folder", "field", "written"), UNCERTAIN)
def test_nothing_is_put_in_place_of_what_is_not_understood(folder: str, field: str, written: str) -> None:
    fix = fix_for(folder, field, written)
    values = re.findall(f"`{field}: (.*?)`", fix)
    assert values in ([], ["read-only"])


def test_of_several_in_a_list_each_is_told_of_alone() -> None:
    text = "---\ntitle: A\nsame_as: [wikidata.org/Q1, https://x.org]\naliases:\n  - Old One\n  - fine\n---\n"
    read = read_entry(Source("topics/a.md", text.encode()), "content/topics/a.md")
    assert {fault.fix for fault in read.faults} == {
        "Write `https://wikidata.org/Q1` in place of `wikidata.org/Q1`.",
        "Write `old-one` in place of `Old One`.",
    }


@pytest.mark.parametrize("text", ["", "javascript:alert(1)", "a b", "x", "mailto:a@b.org", "https://", "a..b"])
def test_what_is_no_address(text: str) -> None:
    assert address_in(text) == ""


def test_what_is_in_no_table() -> None:
    assert (language_in("xx"), licence_in("MIT licence"), year_in("73"), period_in("summer and winter 2019")) == (
        "",
    ) * 4
