"""kgen diff: what readers will meet that they do not meet now, for whoever proposes a change and whoever reads it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from kgen.commands.difference import Changed, Comparison, Difference, Gone, NamedEntry, NamedLink
from kgen.english import count_of
from kgen.git import GitError
from kgen.letters import one_line
from kgen.publish.prepare import weave_and_check
from kgen.read import read, read_at
from kgen.report import json_line, markdown_code, markdown_words, refuse_unknown
from kgen.settings import ConfigurationError, Settings, load
from kgen.stewarding.appearances import Appearance
from kgen.stewarding.to_look_at import Look
from kgen.terminal import printable

FORMATS = ("text", "markdown", "json")
MOST_PAGES = 100
"""Pages, links or lines of one kind that a person is shown; `--format json` gives all."""
MOST_PLACES = 12
"""Pages on which one page appears that a person is shown."""


def run(config_file: Path, base: str, *, format: str, today: str | None) -> int:
    """Print the difference. Raises ConfigurationError where git does not know `base`."""
    refuse_unknown(format, FORMATS)
    difference = since(base, load(config_file, today=today))
    if format == "json":
        print(json_line({"base": base, **asdict(difference)}))
    else:
        print("\n".join(_lines(difference, base, Markdown() if format == "markdown" else TextStyle())))
    return 0


def since(base: str, settings: Settings) -> Difference:
    """How the garden differs from what it was at a revision. Raises ConfigurationError if git does not know it."""
    try:
        reading = read(settings)
        settings_before, reading_before = read_at(base, settings, reading)
    except GitError as error:
        raise ConfigurationError(f"{base}: {error}.") from None
    before = weave_and_check(settings_before, reading_before, keep_going=True)
    now = weave_and_check(settings, reading, keep_going=True)
    changed = settings_before.configuration != settings.configuration
    return replace(Comparison(before, now).difference(), settings_changed=changed)


class TextStyle:
    """How words are shown on a terminal."""

    def heading(self, words: str, level: int) -> str:
        return words if level == 1 else f"{words}:"

    def plain(self, words: str) -> str:
        return printable(one_line(words))

    def code(self, words: str) -> str:
        return self.plain(words)

    def strong(self, words: str) -> str:
        return words


class Markdown(TextStyle):
    """How words are shown in a comment or a summary on GitHub. No word of a contributor is markup, or a link there."""

    def heading(self, words: str, level: int) -> str:
        return f"{'#' * (level + 1)} {words}"

    def plain(self, words: str) -> str:
        return markdown_words(words)

    def code(self, words: str) -> str:
        return markdown_code(words)

    def strong(self, words: str) -> str:
        return f"**{words}**"


def _lines(difference: Difference, base: str, marks: TextStyle) -> Iterator[str]:
    yield marks.heading("What this changes in the garden", 1)
    yield ""
    yield f"Compared with {marks.code(base)}: {_counted(difference)}."
    if difference.settings_changed:
        yield ""
        yield "mkdocs.yml is changed as well. What every page shows, such as the menu and the foot, may change with it."
    sections = (
        ("New pages", _pages(difference.added, marks)),
        ("Pages that say something else", _pages(difference.changed, marks)),
        ("Pages that have moved; the old address leads to the new", _moved(difference.moved, marks)),
        ("No longer there", _gone(difference.removed, marks)),
        ("Pages that change with them", _pages(difference.with_them, marks)),
        ("Not published yet", _gone(difference.not_published, marks)),
        ("Old addresses that lead on now", _redirects(difference, marks)),
        ("Old addresses that no longer lead on", [marks.code(f"/{url}") for url in difference.redirects_lost]),
        ("New links to other websites", _looks(difference.outside_links, marks, marks.code)),
        ("For a steward to look at", _looks(difference.look, marks, marks.plain)),
    )
    for heading, lines in sections:
        yield from _section(heading, list(lines), marks)
    if difference.added or difference.changed or difference.removed:
        yield ""
        yield "The home page, sheets for meetings, feeds, and what is listed beside other stories may change with them."


def _counted(difference: Difference) -> str:
    counts = [
        (difference.added, "is new", "are new"),
        (difference.changed, "says something else", "say something else"),
        (difference.moved, "has moved", "have moved"),
        (difference.removed, "is no longer there", "are no longer there"),
        (difference.with_them, "changes with them", "change with them"),
    ]
    said = [count_of(len(each), f"page {one}", f"pages {many}") for each, one, many in counts if each]
    return ", ".join(said) or "no page is different"


def _section(heading: str, lines: Sequence[str], marks: TextStyle) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield marks.heading(heading, 2)
    yield ""
    bullets = 0
    for line in lines:
        bullets += line.startswith("- ") or not line.startswith(" ")
        if bullets > MOST_PAGES:
            break
        yield line if line.startswith((" ", "- ")) else f"- {line}"
    left = sum(not line.startswith(" ") for line in lines) - MOST_PAGES
    if left > 0:
        yield f"- and {left} more, which `--format json` lists"


def _pages(pages: Iterable[Changed], marks: TextStyle) -> Iterator[str]:
    for each in pages:
        yield f"{marks.strong(_title(each.page, marks))}, a {each.page.kind}: {marks.code(f'/{each.page.url}')}"
        yield from _appears_on(each.appears_on, marks)
        yield from (f"  - new: {_sentence(link, marks)}" for link in each.gains[:MOST_PLACES])
        yield from _more(len(each.gains) - MOST_PLACES)
        yield from (f"  - no longer: {_sentence(link, marks)}" for link in each.loses[:MOST_PLACES])
        yield from _more(len(each.loses) - MOST_PLACES)


def _appears_on(places: Sequence[Appearance], marks: TextStyle) -> Iterator[str]:
    listings = [marks.plain(place.title) for place in places if place.kind == "listing"]
    if listings:
        yield f"  - is listed on: {', '.join(listings)}"
    others = [place for place in places if place.kind != "listing"]
    for place in others[:MOST_PLACES]:
        yield f"  - appears on the {place.kind} {marks.plain(f'“{place.title}”')}, {place.why}"
    yield from _more(len(others) - MOST_PLACES)


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield f"  - and {left} more"


def _moved(pages: Iterable[Changed], marks: TextStyle) -> Iterator[str]:
    for each in pages:
        old, new = marks.code(f"/{each.was_at}"), marks.code(f"/{each.page.url}")
        yield f"{marks.strong(_title(each.page, marks))}, a {each.page.kind}: {old} is now {new}"


def _gone(pages: Iterable[Gone], marks: TextStyle) -> Iterator[str]:
    return (f"{_title(each.page, marks)} {each.why}" for each in pages)


def _redirects(difference: Difference, marks: TextStyle) -> Iterator[str]:
    moved = {each.was_at for each in difference.moved}
    for old, new in difference.redirects_made:
        if old not in moved:
            yield f"{marks.code(f'/{old}')} to {marks.code(f'/{new}')}"


def _looks(looks: Iterable[Look], marks: TextStyle, shown: Callable[[str], str]) -> Iterator[str]:
    for look in looks:
        place = f"{look.path}:{look.line}" if look.line else look.path
        yield f"{marks.code(place)}: {shown(look.what)}"


def _title(page: NamedEntry, marks: TextStyle) -> str:
    if page.title:
        return marks.plain(f"“{page.title}”")
    return marks.code(page.path) if page.path else f"a {page.kind} no longer here"


def _sentence(link: NamedLink, marks: TextStyle) -> str:
    return f"{_title(link.source, marks)} {link.words} {_title(link.target, marks)}"
