"""A story leaves the garden, and every reference to it with it.

What stays is a tombstone, so that its old address says that there was a story and no more; with `--no-trace` nothing
stays.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence

from kgen.english import count_of
from kgen.importing.drafts import FOLDER, draft_sources, read_drafts
from kgen.model import PERSON, STORY, Entry
from kgen.read import Reading
from kgen.read.characters import in_lines
from kgen.read.schema import Tombstone
from kgen.read.walk import is_left_over
from kgen.settings import ConfigurationError, Settings
from kgen.stewarding.called import entry_called
from kgen.stewarding.menu import menu_without
from kgen.stewarding.plan import Plan
from kgen.stewarding.rewriting import FoundLink, Rewritten, Rules, references_rewritten
from kgen.stewarding.still_held import still_held
from kgen.weave import Garden
from kgen.weave.name_index import fold
from kgen.weave.outcomes import prompted_by
from kgen.weave.pictures import quoted
from kgen.weave.wording import GONE

ANOTHER = "another story"
"""Stands in for a link where no trace is left, not even that a story is gone."""
MOST_LINES = 5
"""Lines of one file that are named."""
_BEGINS_BLOCK = re.compile(r"[#>+=-]|\*\s|~~~")
_BEGINS_NUMBERED = re.compile(r"(\d+)([.)])")


def withdrawal(garden: Garden, reading: Reading, slug: str, *, no_trace: bool) -> Plan:
    """Plan to withdraw a story of a garden, which leaves out nothing of what was read; without a trace there is no
    tombstone either. The story's own file comes last. Raises ConfigurationError where there is no such story."""
    settings = garden.settings
    story = story_called(garden, reading, slug)
    titles = _Titles(story, no_trace)

    def rules(entry: Entry) -> Rules:
        return _rules(garden, story, entry, titles, no_trace=no_trace)

    plan = references_rewritten(garden, story, rules)
    plan.add(_pictures_deleted(garden, story))
    plan.add(menu_without(story, settings))
    plan.look += _waiting_and_naming(garden, story, titles)
    name = settings.config_path.name  # Its items are out of the menu by now.
    in_settings = titles.lines_in(plan.changes.files.get(name) or settings.config_path.read_bytes())
    plan.look += [f"{name}:{line} still names it." for line in in_settings]
    plan.look += _said_of_its_change(garden, story)
    if plan.look:
        plan.look.append("Whatever still holds its title or name stays on the site until somebody corrects it.")
    copies = _copies_left(story, settings)
    plan.look += [f"{path} is a copy that a program left there. Delete it." for path in copies]
    month = story.meta.withdrawn if isinstance(story.meta, Tombstone) else settings.month
    plan.end(story, settings, None if no_trace else f"---\nwithdrawn: {month}\n---\n".encode())
    is_now = "is deleted" if no_trace else "is a tombstone now: it says that a story was withdrawn, and in which month"
    plan.done.insert(0, f"{story.path} {is_now}.")
    pictures = (path for path, data in plan.changes.files.items() if data is None and path != story.path)
    plan.still_held = still_held(garden, story, [story.path, *pictures, *copies], has_tombstone=not no_trace)
    return plan


def story_called(garden: Garden, reading: Reading, slug: str) -> Entry:
    """The story that is to be withdrawn. Raises ConfigurationError where there is none, or it is something else."""
    story = entry_called(garden, slug, reading, (STORY,))
    if story.kind is not STORY:
        how, says = f"Delete {story.path}", "what still leads there"
        if story.kind is PERSON:
            how, says = f"Take `consent` out of {story.path}", "where else they are named"
        why = f"{story.key} is a {story.kind}, and only a story is withdrawn."
        raise ConfigurationError(f"{why} {how}, and run `kgen check`: it says {says}.")
    return story


# --- what is to be done


def _waiting_and_naming(garden: Garden, story: Entry, titles: "_Titles") -> Iterator[str]:
    """The drafts that name it in a field or hold its title: they would bring it back."""
    sources = draft_sources(garden.settings)
    for source, draft in zip(sources, read_drafts(sources, garden.settings), strict=True):
        named = any(each.found[:1] == (story,) for each in garden.names.in_fields(draft.meta))
        if named or titles.lines_in(source.data):
            yield f"{FOLDER}/{source.name} names it, and waits. Take that out before you accept it."


def _copies_left(story: Entry, settings: Settings) -> list[str]:
    """The paths of what editors and programs that copy folders left beside its file, under names that hold its own."""
    with os.scandir((settings.root / story.path).parent) as there:
        names = sorted(each.name for each in there if story.slug in each.name and is_left_over(each))
    return [f"{story.path.rpartition('/')[0]}/{name}" for name in names]


def _pictures_deleted(garden: Garden, story: Entry) -> Plan:
    """The pictures that this story shows and no other text does; and why others of them stay."""

    def shown_by(entry: Entry) -> Iterator[str]:
        for _, target in garden.prose_links(entry):
            yield from filter(None, (target.picture, target.refused))

    others = {name for entry in garden.entries.values() if entry is not story for name in shown_by(entry)}
    others |= {*garden.settings.frame_pictures}
    pictures = {**garden.pictures, **garden.refused}
    unread = {f"{FOLDER}/{source.name}": source.data for source in draft_sources(garden.settings)}
    unread[garden.settings.config_path.name] = garden.settings.config_path.read_bytes()
    for entry in garden.entries.values():
        if entry.is_read_in_part and entry is not story:
            unread[entry.path] = (garden.settings.root / entry.path).read_bytes() if entry.digest else b""
    plan = Plan()
    for name in dict.fromkeys(shown_by(story)):
        if name in others:
            continue
        path = pictures[name].path
        written = name.rpartition("/")[2]
        names = (written.encode(), quoted(written).encode())
        showing = next((each for each, data in unread.items() if any(name in data for name in names)), None)
        if showing:
            plan.look.append(f"{path} stays: {showing} may show it.")
        else:
            plan.changes.files[path] = None
            plan.done.append(f"{path} is deleted, because only this story showed it.")
    return plan


_MARKS_IN_WORD = r"[*_~`\\\u00ad\u200b]*"
_BETWEEN_WORDS = r"(?:</?[a-z][^<>]{0,200}>|\]\([^()\s]{0,500}\)|&\w{1,10};|[\W_])++"
_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"<[^<>]*>|\]\([^()\s]*\)|&\w{1,10};")


class _Titles:
    """The words that give a withdrawn story away: its title, its former slugs; without a trace, its slug as well.

    A title is found with any emphasis, quotation marks, capitals or line breaks in it.
    """

    def __init__(self, story: Entry, no_trace: bool) -> None:
        self._folded = {fold(name) for name in (story.title, *story.other_names) if name}
        self._words = _words(story.title)
        slugs = [*story.other_names, *([story.slug] if no_trace else [])]
        named = [rf"(?<![\w-])(?:stories/)?{re.escape(slug)}(?![\w-])" for slug in slugs if "-" in slug]
        named += [rf"(?:(?<![\w-])stories/|\[\[){re.escape(slug)}(?![\w-])" for slug in slugs if "-" not in slug]
        phrases = [_phrase(self._words)] if self._words else []
        self._pattern = re.compile("|".join([*phrases, *named]) or r"(?!)", re.IGNORECASE)
        telling = [*(phrases if len(self._words) > 1 else []), *named]
        self._in_label = re.compile("|".join(telling) or r"(?!)", re.IGNORECASE)

    def are_in(self, words: str) -> bool:
        """Whether a label gives it away. A title of one word does so only where that is the whole label."""
        return self.is_one(words) or self._in_label.search(unicodedata.normalize("NFC", words)) is not None

    def is_one(self, words: str) -> bool:
        """Whether words are nothing but its title, or another name of it."""
        return fold(words) in self._folded or (bool(self._words) and _words(words) == self._words)

    def lines_in(self, data: bytes) -> list[int]:
        text = unicodedata.normalize("NFC", in_lines(data.decode(errors="replace")))
        return sorted({text.count("\n", 0, match.start()) + 1 for match in self._pattern.finditer(text)})


def _words(text: str) -> list[str]:
    plain = re.sub(_MARKS_IN_WORD, "", _MARKUP.sub(" ", unicodedata.normalize("NFC", text)))
    return _WORD.findall(plain.casefold())


def _phrase(words: Sequence[str]) -> str:
    """A pattern for words in a row. Where a script has no spaces, other letters may stand beside them."""
    inside = (_MARKS_IN_WORD.join(map(re.escape, word)) for word in words)
    before = r"(?<![^\W_])" if words[0][0].lower() != words[0][0].upper() or words[0][0].isdigit() else ""
    behind = r"(?![^\W_])" if words[-1][-1].lower() != words[-1][-1].upper() or words[-1][-1].isdigit() else ""
    return f"{before}{_BETWEEN_WORDS.join(inside)}{behind}"


# --- references


def _rules(garden: Garden, story: Entry, entry: Entry, titles: _Titles, *, no_trace: bool) -> Rules:
    taken: list[str] = []  # The words of links that go, besides the title itself.

    def link(found: FoundLink) -> str | None:
        tells = not found.label or found.label == GONE or titles.are_in(found.label)
        words = (ANOTHER if no_trace else GONE) if tells else found.label or ""
        new = _as_words(words) if no_trace else _to_tombstone(found, words, story, titles)
        if new is not None:
            said = (found.label if words != found.label else "", found.reference.title)
            taken.extend(each for each in said if each and each != GONE and not titles.is_one(each))
        return new

    def look(changed: Rewritten) -> Iterator[str]:
        for words in taken:
            yield f"{entry.path} said “{words}” in a link to it. Those words are gone: does the rest still hold?"
        if "answers" in changed.emptied and STORY.includes(entry) and not (entry.title and entry.meta.topics):
            yield (
                f"{entry.path} answered only this story, and took its title or topics from it. Give it its own, and see"
                " that it does not retell what was withdrawn."
            )
        lines = titles.lines_in(changed.data)
        for line in lines[:MOST_LINES]:
            yield f"{entry.path}:{line} still holds its title or name."
        if (left := len(lines) - MOST_LINES) > 0:
            yield f"{entry.path} holds it in {count_of(left, 'more line', 'more lines')}."

    return Rules(lambda *_: "", link, {"answers": _instead_of_answers(garden, story, entry)}, look=look)


def _as_words(words: str) -> str:
    """Words that were in a link, so that they stay words: at the start of a line `# a` would become a heading."""
    if _BEGINS_BLOCK.match(words):
        return f"\\{words}"
    return _BEGINS_NUMBERED.sub(r"\1\\\2", words, count=1) if _BEGINS_NUMBERED.match(words) else words


def _to_tombstone(found: FoundLink, words: str, story: Entry, titles: _Titles) -> str | None:
    """A link by the story's slug; None where it is one already and gives nothing away."""
    reference = found.reference
    name = reference.target.rstrip("/").rpartition("/")[2].removesuffix(".md")
    keeps_words = words == found.label or (not found.label and reference.form != "markdown")
    if keeps_words and name == story.slug and not reference.heading and not titles.are_in(reference.title):
        return None
    if found.is_html:
        return f'<a href="/{story.url}">{words}</a>'
    if reference.form == "markdown":
        return f"[{words}](../{story.key}.md)"
    pipe = r"\|" if found.in_table else "|"
    return f"[[{story.key}{pipe}{words}]]"


def _instead_of_answers(garden: Garden, story: Entry, entry: Entry) -> tuple[str, ...]:
    """The lines of front matter that a response needs if it took its title or topics only from the story.

    Where the story had no topics of its own, the response answers what the story answered.
    """
    if not STORY.includes(entry):
        return ()
    lines = []
    if ("title",) not in entry.positions:
        # The title of a response that names nothing it answers.
        who = garden.settings.standpoints.get(next(iter(entry.meta.standpoint), ""))
        title = f"A response from {who.one if who else 'somebody'}"
        lines.append(f"title: {json.dumps(title, ensure_ascii=False)}")
    if ("topics",) in entry.positions:
        return tuple(lines)
    if slugs := _slugs_named(garden, story, "topics"):
        return (*lines, f"topics: [{', '.join(slugs)}]")
    answered = _slugs_named(garden, story, "answers")
    return (f"answers: [{', '.join(answered)}]",) if answered else ()


def _slugs_named(garden: Garden, story: Entry, name: str) -> list[str]:
    """The slugs of what a story names in a field."""
    named = garden.names.in_fields(story.meta, name)
    return list(dict.fromkeys(each.found[0].slug for each in named if each.found))


# --- what is left for somebody to see to


def _said_of_its_change(garden: Garden, story: Entry) -> Iterator[str]:
    """What other tellers said of the changes that are credited to their stories, one of which goes."""
    if STORY.includes(story):
        for key in prompted_by(garden, story):
            told = garden.published[key]
            if STORY.includes(told) and told.meta.came_of_it:
                yield f"{told.path} says `came_of_it`, perhaps of this change. Ask its teller, or take the line out."
