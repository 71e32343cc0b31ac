"""kgen todo: what waits for a steward; and the letter that asks the teller of a draft whether it may be published."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kgen.editing.changes import uninterrupted
from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.report import markdown_words, refuse_unknown
from kgen.settings import load
from kgen.stewarding.letter import letter
from kgen.stewarding.to_do import ToDoSection, sections
from kgen.terminal import printable

FORMATS = ("text", "markdown")
NOTHING = "Nothing waits."
MOST_LISTED = 100
"""Lines under one heading of an issue."""


def run(config_file: Path, *, format: str, today: str | None) -> int:
    """Print what waits, under a heading each; say so, too, where nothing does. `markdown` is for an issue, which
    anybody can read where the source is public: it then says only how many."""
    refuse_unknown(format, FORMATS)
    settings = load(config_file, today=today)
    reading = read(settings)
    found = sections(settings, reading, weave_and_check(settings, reading, keep_going=True))
    if not found:
        print(NOTHING)
    elif format == "markdown":
        print("\n".join(_issue(found, only_counts=settings.source == "public")))
    else:
        print("\n\n".join("\n".join(_listed(section)) for section in found))
    return 0


def run_letter(config_file: Path, name: str, *, today: str | None) -> int:
    """Print the letter for a draft, with a receipt that is made for it. Nobody gets a second letter."""
    settings = load(config_file, today=today)
    written = letter(settings, name)
    with uninterrupted():  # The receipt is printed once, and kept nowhere.
        written.changes.carry_out(settings.root)
        for line in (f"Subject: {written.subject}", "", *written.text.split("\n")):
            print(printable(line))
    return 0


def _listed(section: ToDoSection) -> Iterator[str]:
    yield section.heading
    yield from (f"  {printable(str(item))}" for item in section.items)


def _issue(found: Sequence[ToDoSection], *, only_counts: bool) -> Iterator[str]:
    if only_counts:
        for section in found:
            yield f"- {section.heading.rstrip(':')}: **{len(section.items)}**"
        yield from ("", "Only numbers, because anybody can read this. `kgen todo` names the files.")
        return
    for section in found:
        yield from (f"### {section.heading.rstrip(':')}", "")
        yield from (f"- [ ] {markdown_words(str(item))}" for item in section.items[:MOST_LISTED])
        if len(section.items) > MOST_LISTED:
            yield f"- and {len(section.items) - MOST_LISTED} more, which `kgen todo` names"
        yield ""
