"""What a message tells people to write corrects the file if it is followed word for word, and invents no consent."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from gardens import make_garden
from hypothesis import example, given, strategies as st
from nightly import one_in, pairwise

from kgen.checks import check
from kgen.meta import UNREADABLE
from kgen.model import Diagnostic, Source
from kgen.read import read_entry, read_sources
from kgen.settings import Settings, load
from kgen.weave import weave

TODAY = "2026-11-28"
NAMES = {
    "topics": {"trust": "Trust", "paperwork": "Paperwork", "turning-eighteen": "Turning eighteen"},
    "sectors": {"schools": "Schools", "housing": "Housing"},
}
GOOD = """\
---
title: The lamp in the hall
date: 2026-10
standpoint: practitioner
sectors: [schools]
topics: [trust]
consent:
  whose: own
  others: none
  given: 2026-10
---

She leaves it on until the last of them is in. It is in nobody's job description.
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load(make_garden(tmp_path_factory.mktemp("garden"), {}), today=TODAY)


def problems_of(text: str | bytes, settings: Settings, slug: str = "the-lamp") -> list[Diagnostic]:
    """All that kgen says about a story in a small garden whose history is known."""
    names = [
        Source(f"{folder}/{slug}.md", f"---\ntitle: {title}\n---\n".encode())
        for folder, titles in NAMES.items()
        for slug, title in titles.items()
    ]
    data = text if isinstance(text, bytes) else text.encode()
    reading = read_sources([*names, Source(f"stories/{slug}.md", data)], "content")
    dated = tuple(replace(entry, first_committed="2026-11") for entry in reading.entries)
    return check(weave(settings, replace(reading, entries=dated)))


# --- following advice word for word


def numbers(words: str) -> list[int]:
    """`lines 7 to 9`, `line 5`, `lines 1, 4 and 10`."""
    found = [int(each) for each in re.findall(r"\d+", words)]
    return list(range(found[0], found[1] + 1)) if " to " in words else found


def follow(text: str, problem: Diagnostic) -> str:
    """Do to a file what a message says, and nothing else."""
    lines = text.split("\n")
    at = (problem.line or 1) - 1
    fix = problem.fix

    def change(numbered: list[int], how: Callable[[str], str]) -> None:
        for number in numbered:
            lines[number - 1] = how(lines[number - 1])

    def written(number: int, line: str) -> None:
        """A field keeps the spaces before it."""
        before = lines[number - 1]
        lines[number - 1] = before[: len(before) - len(before.lstrip(" "))] + line

    where = re.search(r"lines? \d+(?:(?:,| to| and)? \d+)*", fix)
    on = numbers(where[0]) if where else []
    if match := re.match(r"Write these lines instead:\n(.*)", fix, re.DOTALL):
        lines[at : at + 1] = match[1].split("\n")
    elif match := re.match(r"Put a line with just --- above line 1(?:, and another below line (\d+))?", fix):
        if match[1]:
            lines.insert(int(match[1]), "---")
        lines.insert(0, "---")
    elif match := re.match(r"Put a line with just --- below line (\d+)", fix):
        lines.insert(int(match[1]), "---")
    elif match := re.match(r"Put a line `(.*?)` above line (\d+), and two spaces before (.*)\.", fix):
        for name in re.findall("`(.*?)`", match[3]):
            lines = [f"  {line}" if line.startswith(f"{name}:") else line for line in lines]
        lines.insert(int(match[2]) - 1, match[1])
    elif fix.startswith("Delete them, so that --- is the very first thing"):
        lines = text.lstrip().split("\n")
    elif fix.startswith(("Write three hyphens", "Delete the blank lines above it, and write three hyphens")):
        change(on, lambda _: "---")
        if fix.startswith("Delete"):
            lines = "\n".join(lines).lstrip().split("\n")
    elif fix.startswith("Put two spaces before"):
        change(on, lambda line: f"  {line}")
    elif fix.startswith(("Begin", "Delete what is before the first letter. Begin", "Write two spaces in place")):
        hyphen = "- " if "without a hyphen" in fix else ""
        change(on, lambda line: "  " + line.strip().removeprefix(hyphen))
    elif fix.startswith(
        ("Delete the spaces at the beginning", "Delete what is before the first letter", "Delete the tab")
    ):
        change(on, lambda line: line.lstrip().lstrip("\u200b"))
    elif re.fullmatch(r"Delete lines? \d+(?: and \d+)?\.", fix):
        lines = [line for number, line in enumerate(lines, 1) if number not in on]
    elif match := re.match(r"Write these lines in place of it:\n(.*)", fix, re.DOTALL):
        lines[at : at + 1] = match[1].split("\n")
    elif match := re.match(r"Write these lines in place of lines [^:]*:\n(.*)", fix, re.DOTALL):
        lines[on[0] - 1 : on[-1]] = match[1].split("\n")
    elif fix.startswith("Delete every backslash"):
        change(on, lambda line: line.replace("\\", ""))
    elif fix.startswith("Delete the curly quotation marks"):
        change(on, lambda line: re.sub("[“”‘’„«»]", "", line))
    elif each := re.findall(r"line (\d+) as `(.*?)`", fix):
        for number, line in each:
            lines[int(number) - 1] = line
    elif each := re.findall(r"`([^`]*)` on line (\d+)", fix):
        for name, number in each:
            change([int(number)], lambda line, name=name: re.sub(r"^(\s*)[^:]*", rf"\1{name}", line))  # type: ignore[misc]
    elif match := re.match(r"Write `(.*?)`, in place of lines? ", fix):
        lines[on[0] - 1 : on[-1]] = [match[1]]
    elif match := re.match(r"Write `(.*?)`, in place of all its lines", fix):
        end = next(number for number in range(at + 1, len(lines)) if not lines[number].startswith(" "))
        lines[at:end] = [match[1]]
    elif match := re.match(r"Write `(.*?)` in place of `(.*?)`\.", fix):
        lines[at] = lines[at].replace(match[2], match[1])
    elif match := re.match(r"(?:If these are several, w|W)rite `(.*?)`(?:\.|:)", fix):
        written(at + 1, match[1])
    elif fix.startswith("Delete the last sign of"):
        change(on, lambda line: line.rstrip()[:-1])
    elif match := re.match(r"Did you mean “(.*?)”", fix):
        wrong = re.search("“(.*?)”", problem.message)
        assert wrong is not None
        lines[at] = lines[at].replace(wrong[1], match[1])
    elif match := re.match(r"Did you mean `(.*?)`\? If so, write that in place of `(.*?)`", fix):
        lines[at] = lines[at].replace(match[2], match[1])
    else:
        pytest.fail(f"nothing to follow in: {problem.fix}")
    return "\n".join(lines)


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


PARTS = "  whose: own\n  others: none\n  given: 2026-10\n"
SLIPS = {
    "consent at the left": changed((PARTS, "whose: own\nothers: none\ngiven: 2026-10\n")),
    "the last part at the left": changed(("  given", "given")),
    "the first part at the left": changed(("  whose", "whose")),
    "one space too many": changed(("  given", "   given")),
    "four, two and three spaces": changed(("  whose", "    whose"), ("  given", "   given")),
    "tabs": changed((PARTS, "\twhose: own\n\tothers: none\n\tgiven: 2026-10\n")),
    "a tab and spaces": changed(("  others", "\tothers")),
    "no-break spaces": changed((PARTS, "\xa0 whose: own\n\xa0 others: none\n\xa0 given: 2026-10\n")),
    "wide spaces of Japanese": changed((PARTS, "\u3000whose: own\n\u3000others: none\n\u3000given: 2026-10\n")),
    "a hyphen before each part": changed((PARTS, "  - whose: own\n  - others: none\n  - given: 2026-10\n")),
    "no consent above its parts": changed(("consent:\n" + PARTS, PARTS.replace("  ", ""))),
    "an indented field": changed(("sectors", "  sectors")),
    "a tab before a field": changed(("sectors", "\tsectors")),
    "a no-break space before a field": changed(("sectors", "\xa0sectors")),
    "a list with tabs": changed(("topics: [trust]", "topics:\n\t- trust\n\t- paperwork")),
    "a list with bullets": changed(("topics: [trust]", "topics:\n  • trust\n  • paperwork")),
    "a list with stars": changed(("topics: [trust]", "topics:\n  * trust\n  * paperwork")),
    "a list without a space": changed(("topics: [trust]", "topics:\n  -trust\n  -paperwork")),
    "a list with numbers": changed(("topics: [trust]", "topics:\n  1. trust\n  2. paperwork")),
    "curly quotes around a title": changed(("The lamp in the hall", "“The lamp in the hall”")),
    "curly quotes around a title with a colon": changed(("The lamp in the hall", "“The lamp: a story”")),
    "curly quotes around a name": changed(("[trust]", "[“trust”, ‘paperwork’]")),
    "curly quotes around a month": changed(("given: 2026-10", "given: “2026-10”")),
    "curly quotes around a word": changed(("practitioner", "‘practitioner’")),
    "a quote that is never closed": changed(("The lamp in the hall", '"The lamp in the hall')),
    "a quote that is never opened": changed(("The lamp in the hall", 'The lamp: in the hall"')),
    "straight and curly": changed(("The lamp in the hall", '"The lamp in the hall”')),
    "never closed, and quotes below": changed(("The lamp in the hall", '"The lamp'), ("2026-10\ns", '"2026-10"\ns')),
    "an apostrophe in single quotes": changed(("The lamp in the hall", "'The child's lamp'")),
    "quotes inside quotes": changed(("The lamp in the hall", '"The "good" lamp"')),
    "text behind quotes": changed(("The lamp in the hall", '"The lamp" in the hall')),
    "a colon": changed(("The lamp in the hall", "The lamp: a story about light")),
    "a colon at the end": changed(("The lamp in the hall", "What she said:")),
    "two colons": changed(("The lamp in the hall", "Monday: lamp: hall")),
    "an at sign": changed(("The lamp in the hall", "@home in the hall")),
    "a percent sign": changed(("The lamp in the hall", "% of us")),
    "a backtick": changed(("The lamp in the hall", "`lamp` in the hall")),
    "brackets": changed(("The lamp in the hall", "[Part one] The lamp")),
    "stars": changed(("The lamp in the hall", "*The lamp* in the hall")),
    "exclamation marks": changed(("The lamp in the hall", "!!!")),
    "an exclamation mark": changed(("The lamp in the hall", "!important: the lamp")),
    "an exclamation mark and a space": changed(("The lamp in the hall", "! the lamp")),
    "an ampersand": changed(("The lamp in the hall", "&c and the lamp")),
    "a star that is never closed": changed(("The lamp in the hall", "*lamp")),
    "an exclamation mark before a word": changed(("practitioner", "!practitioner")),
    "an exclamation mark before a month": changed(("2026-10\ns", "!2026-10\ns")),
    "an exclamation mark before a name": changed(("[trust]", "!trust")),
    "signs before items": changed(("date", "pseudonyms:\n  - !Sam\ndate")),
    "two fields on a line": changed(("hall\ndate: 2026-10", "hall   date: 2026-10")),
    "three fields on a line": changed(("hall\ndate: 2026-10\nst", "hall; date: 2026-10 | st")),
    "two fields and a colon": changed(("hall\ndate: 2026-10", "hall: a story\tdate: 2026-10")),
    "two fields and a space": changed(("hall\ndate: 2026-10", "hall date: 2026-10")),
    "three fields and commas": changed(("hall\ndate: 2026-10\nst", "hall, date: 2026-10, st")),
    "a needed field behind a space": changed(("hall\ndate: 2026-10\nst", "hall date: 2026-10 st")),
    "two fields and quotes": changed(("The lamp in the hall\ndate", '"The lamp", date')),
    "two lists on a line": changed(("[schools]\ntopics", "[schools], topics")),
    "two lists without brackets on a line": changed(("[schools]\ntopics: [trust]", "schools topics: trust")),
    "a list in brackets that nothing closes": changed(("[trust]", "[trust, # hope\n  paperwork")),
    "a list of lines that nothing closes": changed(("[trust]", "[\n  trust,\n  paperwork")),
    "a mark for copying": changed(("[trust]", "[&trust, paperwork]")),
    "a copy": changed(("[trust]", "[paperwork, *trust]")),
    "an instruction in brackets": changed(("[trust]", "[!trust]")),
    "emphasis in brackets": changed(("[trust]", "[*trust*, **paperwork**]")),
    "emphasis": changed(("[trust]", "**trust**")),
    "code in brackets": changed(("[trust]", "[`trust`]")),
    "emphasis in items": changed(("[trust]", "\n  - *trust*\n  - paperwork")),
    "items that begin on the line of their list": changed(("[trust]", "- trust\n  - paperwork")),
    "texts that begin on the line of their list": changed(("date", "pseudonyms: - Sam\n  - *Kim*: hm\ndate")),
    "a text and items below it": changed(("date", "pseudonyms: Sam\n  - Kim\ndate")),
    "code in items": changed(("[trust]", "\n  - `trust`")),
    "consent on a line": changed(("consent:\n" + PARTS, "consent: whose: own, others: none, given: 2026-10\n")),
    "consent without commas": changed(("consent:\n" + PARTS, "consent: {whose: own others: none given: 2026-10}\n")),
    "change on a line": changed(("date", "change: status: made, what: 'The lamp', when: 2026-08\ndate")),
    "a list of parts on a line": changed(("date", "cites: source: 10.1000/182, says: bears-out\ndate")),
    "a space of no width before a field": changed(("topics", "\u200btopics")),
    "a name on the line, and one below": changed(("[trust]", "trust\n  - paperwork")),
    "items that get deeper": changed(("[trust]", "\n- trust\n  - paperwork")),
    "a title on the next line": changed(("title: The", "title:\nThe")),
    "a title that goes on at the left": changed(("hall", "hall that\nnobody turned off")),
    "a title with a colon that goes on": changed(("hall", "hall: a story that\nnobody turned off")),
    "a block of text at the left": changed(("title: The", "title: |\nThe")),
    "names on the next lines": changed(("topics: [trust]", "topics:\ntrust\npaperwork")),
    "an equals sign": changed(("title: ", "title = ")),
    "equals signs": changed(("title: ", "title = "), ("whose: ", "whose = "), ("given: ", "given=")),
    "commas": re.sub(r"(?<=[\w\]])\n(?=.*: .*\n---\n\n|.*\n)", ",\n", GOOD.split("consent")[0])
    + "consent:\n"
    + PARTS.replace("\n", ",\n")
    + "---\n\nShe.\n",
    "a capital in a choice": changed(("whose: own", "whose: Own.")),
    "several choices": changed(("  given", "  uses: Site, meetings and news\n  given")),
    "a comma behind a month": changed(("date: 2026-10", "date: 2026-10,")),
    "consent in round brackets": changed(
        ("consent:\n" + PARTS, "consent: (whose: own, others: none, given: 2026-10)\n")
    ),
    "topics that are ticked": changed(("topics: [trust]", "topics:\n  trust: true\n  paperwork: yes")),
    "topics with a name each": changed(("[trust]", "[{name: trust}]")),
    "fields in two blocks": changed(("sectors", "---\nsectors")),
    "an address without its beginning": changed(("date", "cites: www.example.org/a\ndate")),
    "a DOI with its name": changed(("date", "cites: DOI 10.1000/182\ndate")),
    "a brace around consent that is never closed": changed(
        ("consent:\n" + PARTS, "consent: {whose: own, others: none, given: 2026-10\n")
    ),
    "brackets around parts that are never closed": changed(
        ("date", "cites: [10.1000/182, {source: 10.1000/183, says: bears-out}\ndate")
    ),
    "a list of works that is never closed": changed(("date", "cites: [10.1000/182, 10.1000/183\ndate")),
    "words for a change in brackets": changed(("date", "change: [made\ndate")),
    "a title without its colon": changed(("title:", "title")),
    "an arrow": changed(("title:", "title ->")),
    "fields without their colons": changed(("standpoint:", "standpoint"), ("topics:", "topics")),
    "consent without its colon": changed(("consent:", "consent")),
    "a part without its colon": changed(("whose:", "whose")),
    "the last part without its colon": changed(("given:", "given")),
    "names below each other without hyphens": changed(("topics: [trust]", "topics:\n  trust\n  paperwork")),
    "a day in a sentence": changed(("date: 2026-10", "date: on 3rd October 2026")),
    "a comment behind a choice": changed(("whose: own", "whose: Own # mine")),
    "a hyphen before the title": changed(("The lamp in the hall", "- the lamp")),
    "a question mark": changed(("The lamp in the hall", "? the lamp")),
    "a hash before the title": changed(("The lamp in the hall", "#3 on the list")),
    "a hash in the title": changed(("The lamp in the hall", "The lamp #2")),
    "a hash before topics": changed(("[trust]", "#trust #paperwork")),
    "a backslash in quotes": changed(("The lamp in the hall", '"The \\lamp"')),
    "no opening fence": changed(("---\ntitle", "title")),
    "no closing fence": changed(("---\n\nShe", "\nShe")),
    "no closing fence and no blank line": changed(("---\n\nShe", "She")),
    "neither fence": changed(("---\ntitle", "title"), ("---\n\nShe", "\nShe")),
    "no closing fence and a rule below": changed(("---\n\nShe", "\nShe"), ("description.\n", "it.\n\n---\n\nSo.\n")),
    "an em dash below": changed(("---\n\nShe", "—\n\nShe")),
    "an en dash and a hyphen below": changed(("---\n\nShe", "–-\n\nShe")),
    "an em dash above": changed(("---\ntitle", "—\ntitle")),
    "a dash and a rule in the text": changed(("---\n\nShe", "—\n\nShe"), ("description.\n", "it.\n\n---\n\nSo.\n")),
    "four hyphens above": changed(("---\ntitle", "----\ntitle")),
    "two hyphens below": changed(("---\n\nShe", "--\n\nShe")),
    "spaces between the hyphens": changed(("---\ntitle", "- - -\ntitle")),
    "stars for a fence": changed(("---\n\nShe", "***\n\nShe")),
    "a block of code for fences": changed(("---\ntitle", "```yaml\ntitle")),
    "a block of code around it": "```yaml\n" + changed(("---\n\nShe", "---\n```\n\nShe")),
    "a block of code with tildes above it": "~~~\n" + GOOD,
    "a comment above": changed(("---\ntitle", "<!-- ---\ntitle")),
    "a comment below": changed(("---\n\nShe", "-->\n\nShe")),
    "tildes and a name": changed(("---\ntitle", "~~~ yaml\ntitle")),
    "semicolons for a fence": changed(("---\ntitle", ";;;\ntitle")),
    "curly quotes around a field": changed(("title:", "“title”:"), ("date:", "‘date’:")),
    "a special space before the colon": changed(("title:", "title\xa0:")),
    "a special space behind the colon": changed(("title: ", "title:\u202f")),
    "names that go on below": changed(("[trust]", "trust,\n  paperwork")),
    "names that go on at the left": changed(("[trust]", "trust,\npaperwork")),
    "a bold title": changed(("The lamp in the hall", "**The lamp**")),
    "code for a title": changed(("The lamp in the hall", "`The lamp`")),
    "a month with a German day": changed(("date: 2026-10", "date: 3. Oktober 2026")),
    "a day and a time": changed(("date: 2026-10", "date: October 3, 2026 2:03 PM")),
    "a month in French": changed(("date: 2026-10", "date: août 2026")),
    "a short year": changed(("date: 2026-10", "date: Oct '26")),
    "wide digits": changed(("date: 2026-10", "date: ２０２６-１０")),
    "tags": changed(("topics", "Tags")),
    "a German name of a field": changed(("topics", "Themen")),
    "dots for a fence": changed(("---\n\nShe", "...\n\nShe")),
    "a blank line above": "\n" + GOOD,
    "a space above": " " + GOOD,
    "blank lines and a dash": "\n\n" + changed(("---\ntitle", "—\ntitle")),
    "escaped fences": changed(("---\n", "\\---\n")),
    "escaped brackets and fences": changed(("---\n", "\\---\n"), ("[trust]", "\\[trust\\]")),
    "escaped brackets": changed(("[trust]", "\\[trust\\]"), ("[schools]", "\\[schools\\]")),
    "escaped everything": changed(("2026-10", "2026\\-10"), ("---\n", "\\-\\-\\-\n"), ("[trust]", "\\[trust\\]")),
    "no space behind the colon": changed(("title: ", "title:")),
    "no space behind three colons": changed(("title: ", "title:"), ("date: ", "date:"), ("whose: ", "whose:")),
    "a colon of another script": changed(("title: ", "title：")),
    "a capital": changed(("title", "Title")),
    "capitals": changed(("title", "TITLE"), ("topics", "Topics"), ("whose", "Whose")),
    "a space in a name": changed(("sectors", "sec tors")),
    "bold names": changed(("title: The lamp in the hall", "**title:** The lamp in the hall")),
    "no brackets": changed(("[trust]", "trust, paperwork")),
    "semicolons": changed(("[trust]", "[trust; paperwork]")),
    "and": changed(("[trust]", "trust and paperwork")),
    "round brackets": changed(("[trust]", "(trust, paperwork)")),
    "braces": changed(("[trust]", "{trust, paperwork}")),
    "wikilinks": changed(("[trust]", "[[trust]], [[paperwork]]")),
    "an open bracket": changed(("[trust]", "[trust, paperwork")),
    "a hyphen in the line": changed(("[trust]", "- trust")),
    "two standpoints": changed(("practitioner", "practitioner, manager")),
    "a day": changed(("date: 2026-10", "date: 2026-10-09")),
    "a day as in Britain": changed(("date: 2026-10", "date: 09/10/2026")),
    "a day as in America": changed(("date: 2026-10", "date: 10/29/2026")),
    "a month in words": changed(("date: 2026-10", "date: October 2026")),
    "a day in words": changed(("date: 2026-10", "date: 9th of October, 2026")),
    "a month without its nought": changed(("date: 2026-10", "date: 2026-9")),
    "a consent in words": changed(("given: 2026-10", "given: Oct 2026")),
    "a topic misspelt": changed(("[trust]", "[trsut]")),
    "a standpoint misspelt": changed(("practitioner", "practicioner")),
    "a field misspelt": changed(("sectors", "sektors")),
    "pseudonyms without brackets": changed(("date:", "pseudonyms: Sam, Kim\ndate:")),
    "aliases without brackets": changed(("date:", "aliases: old-lamp, older-lamp\ndate:")),
    "an alias with a capital": changed(("date:", "aliases: Old Lamp\ndate:")),
}


@pytest.mark.parametrize("title", ["My summary: it was long", "Three topics: trust", "One period: then, and now"])
def test_the_name_of_a_field_in_a_title_is_one_of_its_words(title: str, settings: Settings) -> None:
    [problem] = problems_of(changed(("The lamp in the hall", title)), settings)
    assert problem.fix == f'Write `title: "{title}"`.'


@pytest.mark.parametrize("slip", one_in(2, SLIPS))
def test_the_first_advice_followed_word_for_word_mends_the_file(slip: str, settings: Settings) -> None:
    text = SLIPS[slip]
    found = problems_of(text, settings)
    assert found, "nothing is said of it"
    mended = follow(text, found[0])
    assert problems_of(mended, settings) == [], mended


@pytest.mark.parametrize(
    "title",
    [
        "She said: “trust me”",
        "“Red” book: zebra",
        "‘Red’ and “blue”: two books",
        "“Red”: “blue”",
        "‘Red’: not ‘blue’",
        "Why “trust me”: a story",
        "‘Tis the season: a story",
        "‘The carers’ lamp: a story’",
        "A door: 6' by 2'6\"",
        '"Oh!" she said: "no"',
        "'Red' and 'blue'",
        "«Rouge»: ni «bleu»",
        "„Rot“: kein „Blau“",
        '@home: the "good" lamp',
    ],
)
@pytest.mark.parametrize("field", ["title", "summary", "handbrake"])
def test_the_line_to_write_keeps_every_quotation_mark(title: str, field: str, settings: Settings) -> None:
    line = f"title: {title}" if field == "title" else f"title: A\n{field}: {title}"
    text = changed(("title: The lamp in the hall", line))
    [problem] = [each for each in problems_of(text, settings) if each.severity == "error"]
    mended = follow(text, problem)
    assert not [each for each in problems_of(mended, settings) if each.severity == "error"]
    entry = read_entry(Source("stories/a.md", mended.encode()), "content/stories/a.md")
    assert getattr(entry.meta, field) == title


ITEMS = [
    "Somebody said: ring first.",
    '"Ring first" was said twice.',
    "She said:",
    "“Ring: first”, she said",
    "Title: a word",
    "Topics were: trust",
    "it's 'so': so",
    "@home",
    "*bold* words",
    "50% of: us",
]


@pytest.mark.parametrize(("item", "begin", "place"), pairwise(ITEMS, ["  - ", "- ", "    - "], [0, 1, 2]))
def test_the_line_to_write_for_an_item_keeps_its_words(item: str, begin: str, place: int) -> None:
    items = ["One lamp.", "Two lamps."]
    items.insert(place, item)
    for kind, field in (("meetings", "heard"), ("topics", "alt"), ("sources", "authors"), ("stories", "pseudonyms")):
        base = GOOD if kind == "stories" else "---\ntitle: A\n---\n"
        lines = "".join(f"{begin}{each}\n" for each in items)
        text = base.replace("---\n", f"---\n{field}:\n{lines}", 1)
        [problem] = _errors(kind, text)
        assert problem.line == 3 + place
        mended = follow(text, problem)
        assert _errors(kind, mended) == []
        read = read_entry(Source(f"{kind}/a.md", mended.encode()), f"content/{kind}/a.md")
        assert read.meta.words(field) == tuple(items)


def test_an_item_that_goes_on_below_is_written_on_one_line() -> None:
    text = "---\ntitle: A\nheard:\n  - Somebody said: ring\n    first, and then again\n  - Yes.\n---\n"
    [problem] = _errors("meetings", text)
    assert problem.fix == 'Write `- "Somebody said: ring first, and then again"`, in place of lines 4 and 5.'


def _errors(kind: str, text: str) -> list[Diagnostic]:
    read = read_entry(Source(f"{kind}/a.md", text.encode()), f"content/{kind}/a.md")
    return [fault for fault in read.faults if fault.severity == "error"]


def test_the_good_story_needs_no_advice(settings: Settings) -> None:
    assert problems_of(GOOD, settings) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + GOOD.replace("\n", "\r\n"), id="a byte order mark and line ends of Windows"),
        pytest.param(GOOD.replace("---\n", "---  \n"), id="spaces behind the fences"),
        pytest.param(GOOD.replace("title: ", "title:\t"), id="a tab behind a colon"),
        pytest.param(GOOD.replace("[trust]", "[Trust, Turning Eighteen]"), id="titles for slugs"),
        pytest.param(GOOD.replace("title: The lamp in the hall", "title: 'What''s new?'"), id="quotes inside quotes"),
        pytest.param(
            GOOD.replace("title: The lamp in the hall", "# a comment\ntitle: C#, F# and us"), id="other hashes"
        ),
        pytest.param(
            GOOD.replace("The lamp", "'“The lamp”: a quotation'").replace("' in the hall", "'"), id="meant so"
        ),
        pytest.param(GOOD.replace("  ", "    "), id="four spaces each"),
        pytest.param(GOOD.replace("topics: [trust]", "topics:\n- trust\n- paperwork"), id="a list at the left"),
        pytest.param(GOOD.replace("title:", "summary: |\n  The title: a word\n  Date: today\ntitle:"), id="a block"),
    ],
)
def test_what_is_right_is_left_alone(text: str, settings: Settings) -> None:
    assert problems_of(text, settings) == []


ABOVE = ["# The lamp in the hall\n\n", "She leaves it on.\n", "# The lamp\n\nA talk\n\n", "\n\n## A lamp\n", "***\n\n"]


@pytest.mark.parametrize("above", ABOVE)
def test_lines_above_the_front_matter_are_to_be_moved_below_it(above: str, settings: Settings) -> None:
    [problem] = problems_of(above + GOOD, settings)
    first, last, below = re.fullmatch(
        r"Move lines? (\d+)(?: (?:and|to) (\d+))? below line (\d+), so that --- is the very first thing in the file\.",
        problem.fix,
    ).groups()  # type: ignore[union-attr]
    lines = (above + GOOD).split("\n")
    moved = lines[int(first) - 1 : int(last or first)]
    mended = "\n".join([*lines[int(last or first) : int(below)], "", *moved, *lines[int(below) :]]).lstrip("\n")
    assert [each.severity for each in problems_of(mended, settings) if each.severity == "error"] == []


@pytest.mark.parametrize("text", ["A talk.\n\n---\n\nTitle: what\n\n---\n", "A.\n---\nB: c\nD: e\n---\n"])
def test_rules_between_paragraphs_are_no_front_matter(text: str, settings: Settings) -> None:
    assert problems_of(text, settings)[0].message.startswith("the file has no front matter")


# --- consent


CHOICES = ("`own`", "`with-permission`", "`composite`", "`illustrative`", "`none`", "`agreed`", "`disguised`")
NOBODY_SAID = {
    "no consent": changed(("consent:\n" + PARTS, "")),
    "an empty consent": changed((PARTS, "")),
    "consent: yes": changed(("consent:\n" + PARTS, "consent: yes\n")),
    "consent: null": changed(("consent:\n" + PARTS, "consent: null\n")),
    "no front matter": "She leaves it on until the last of them is in.\n",
}
HALF_SAID = {
    "others: yes": (changed(("others: none", "others: yes")), CHOICES[4:]),
    "others in words": (changed(("others: none", "others: Omar's aunt agreed")), CHOICES[4:]),
    "others: null": (changed(("others: none", "others: ~")), CHOICES[4:]),
    "no others": (changed(("  others: none\n", "")), CHOICES[4:]),
    "whose: mine": (changed(("whose: own", "whose: mine")), CHOICES[:4]),
    "no whose": (changed(("  whose: own\n", "")), CHOICES[:4]),
    "a child": (changed(("others: none", "others: disguised")), ("`about_child: true`", "`about_child: false`")),
    "perhaps a child": (
        changed(("date:", "about_child: perhaps\ndate:")),
        ("`about_child: true`", "`about_child: false`"),
    ),
}
GIVEN_BY_NOBODY = re.compile(r"(whose|others|given|ref|review):[ \t]*[a-z0-9]")


@pytest.mark.parametrize("text", NOBODY_SAID.values(), ids=NOBODY_SAID.keys())
def test_no_advice_suggests_a_consent_that_nobody_gave(text: str, settings: Settings) -> None:
    found = problems_of(text, settings)
    assert all(choice in found[0].fix for choice in CHOICES)
    assert not any(GIVEN_BY_NOBODY.search(problem.fix) for problem in found)


@pytest.mark.parametrize(("text", "choices"), HALF_SAID.values(), ids=HALF_SAID.keys())
def test_what_is_half_said_is_asked_for_by_its_meanings(
    text: str, choices: tuple[str, ...], settings: Settings
) -> None:
    found = problems_of(text, settings)
    assert all(choice in found[0].fix for choice in choices)
    assert not any(GIVEN_BY_NOBODY.search(problem.fix) for problem in found)
    assert not any("Omar" in f"{problem.message}{problem.fix}" for problem in found)


def test_a_month_to_come_is_refused_and_none_is_put_in_its_place(settings: Settings) -> None:
    (given,) = problems_of(changed(("given: 2026-10", "given: 2027-05")), settings)
    assert (given.line, given.column, given.message) == (10, 3, "`given: 2027-05` is in the future")
    assert not re.search(r"\d{4}", given.fix)


# --- whatever else is written


PIECES = st.sampled_from(
    ["---", "\\---", "—", "title: A", "title:A", "Title: B", "title: “A”", "consent:", "whose: own", "  whose: own",
     "\tothers: none", "   given: 2026-10", "- trust", "• trust", "topics:", "topics: [trust", "topics: {a", "# x", "",
     "Some text: here.", "Text.", "date: 2026-10", "title: 'It's", 'title: "A', "change: {", "null", "summary: |",
     "sectors: \\[schools\\]", "a: #b", "\xa0given: 1", "draft: true", "answers: x"]
)  # fmt: skip


@example(["---", "title: A", "---"])
@given(st.lists(PIECES, max_size=14))
def test_what_is_not_sound_says_why_and_what_is_sound_needed_no_mending(lines: list[str]) -> None:
    entry = read_entry(Source("stories/a.md", "\n".join(lines).encode()), "content/stories/a.md")
    errors = [fault for fault in entry.faults if fault.severity == "error"]
    assert entry.valid == (not errors and entry.meta is not UNREADABLE)
    assert errors or entry.meta is not UNREADABLE
    for fault in entry.faults:
        line = fault.position[0] if fault.position else 1
        assert 1 <= line <= max(1, len(lines))
        assert fault.fix or fault.choices


# --- the mistakes of a first contributor


CLEAN = {"00-good", "06c-topic-title-case", "13b-tab-after-colon", "14-crlf-bom"}
FIRST = {
    "01-consent-not-indented": ("front-matter", 7),
    "02-consent-uneven-indent": ("front-matter", 8),
    "03-smart-quotes-title": ("front-matter", 2),
    "03b-smart-quote-list": ("front-matter", 5),
    "03c-unbalanced-quote": ("front-matter", 2),
    "04-missing-closing-fence": ("front-matter", 1),
    "04b-missing-opening-fence": ("front-matter", 1),
    "04c-no-front-matter": ("front-matter", 1),
    "04d-fence-em-dash": ("front-matter", 10),
    "04e-four-dashes": ("front-matter", 1),
    "04f-blank-first-line": ("front-matter", 3),
    "05-title-colon": ("front-matter", 2),
    "05b-title-apostrophe": ("front-matter", 2),
    "05c-title-hash": ("front-matter", 2),
    "05d-title-dash-start": ("front-matter", 2),
    "06-unknown-topic": ("reference", 5),
    "06b-unknown-topic-far": ("reference", 5),
    "06d-topics-comma-no-brackets": ("reference", 5),
    "07-date-day": ("schema", 3),
    "07b-date-uk": ("schema", 3),
    "07c-date-words": ("consent", 9),
    "08-no-consent": ("consent", 1),
    "08b-consent-yes": ("consent", 6),
    "09-standpoint-typo": ("vocabulary", 3),
    "09b-standpoint-role": ("vocabulary", 3),
    "09c-field-typo": ("schema", 3),
    "13-tabs": ("front-matter", 7),
    "15-nbsp-indent": ("front-matter", 7),
    "16-no-space-colon": ("front-matter", 2),
    "18-capital-key": ("schema", 2),
    "19-others-names": ("consent", 8),
    "20-consent-future": ("consent", 9),
    "21-latin1": ("characters", 12),
    "23-child": ("consent", 6),
    "24-gdoc-escape": ("front-matter", 1),
    "17-heading-1": ("repeated-title", 12),
}
"""The check and the line of the first message about each mistake above the text, or in the file as a whole."""
NOT_TO_FOLLOW = {
    "04c-no-front-matter", "06b-unknown-topic-far", "08-no-consent", "08b-consent-yes", "09b-standpoint-role",
    "19-others-names", "20-consent-future", "21-latin1", "23-child",
}  # fmt: skip
"""Those that only their writer can mend: the advice lists the choices."""


def mistake(shared: Path, name: str) -> bytes:
    return (shared / "cases" / "mistakes" / f"{name}.md").read_bytes()


@pytest.mark.parametrize(("name", "expected"), FIRST.items(), ids=FIRST.keys())
def test_the_first_message_is_the_true_one(
    name: str, expected: tuple[str, int], settings: Settings, shared: Path
) -> None:
    data = mistake(shared, name)
    first, *others = problems_of(data, settings)
    assert (first.check, first.line) == expected
    if name not in NOT_TO_FOLLOW:
        assert others == []
        assert problems_of(follow(data.decode(), first), settings) == []


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_what_is_no_mistake_is_none(name: str, settings: Settings, shared: Path) -> None:
    assert problems_of(mistake(shared, name), settings) == []


def test_no_advice_on_any_mistake_suggests_a_consent(settings: Settings, shared: Path) -> None:
    files = sorted((shared / "cases" / "mistakes").glob("*.md"))
    assert len(files) > len(FIRST)
    for file in files:
        for problem in problems_of(file.read_bytes(), settings, slug=file.stem.replace(" ", "-").lower()):
            rewritten = problem.fix.startswith("Write `given: 2026-11`")  # As somebody wrote it, in another form.
            assert rewritten or not GIVEN_BY_NOBODY.search(problem.fix), (file.name, problem.fix)
