"""kgen accept: drafts that pass the checks come into the garden; the others keep waiting, with what they lack."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kgen.diagnostic import errors_in
from kgen.importing.drafts import BACKUP, FOLDER, TOPICS
from kgen.model import TOPIC
from kgen.read import read
from kgen.report import in_lines
from kgen.settings import Settings, load
from kgen.stewarding.accepting import Acceptance, acceptance, accepted_changes, named
from kgen.stewarding.appearances import appears_on
from kgen.stewarding.waiting_links import Restored
from kgen.terminal import printable

MOST_PAGES = 8


def run(config_file: Path, names: Sequence[str], today: str | None = None) -> int:
    """Move drafts into the garden and say on which pages each will appear. Returns 1 where one has to keep waiting."""
    settings = load(config_file, today=today)
    drafts = named(names, settings)
    accepted = acceptance(drafts, settings, read(settings))
    again, backups = None, []
    if accepted.files:
        changes, again = accepted_changes(accepted, settings)
        backups = [path for path, data in changes.files.items() if data is None and path.endswith(BACKUP)]
        changes.carry_out(settings.root)
    earlier = [f"{path} is deleted: it was the text before it was sent again" for path in backups]
    for line in (*_accepted(accepted, again, settings), *earlier, *_refused(accepted)):
        print(printable(line))
    return 1 if accepted.refused else 0


def _accepted(accepted: Acceptance, again: Restored | None, settings: Settings) -> Iterator[str]:
    for name in accepted.files:
        key = name.removesuffix(".md")
        yield f"{settings.content_name}/{name}"
        if key in accepted.garden.published:
            places = list(appears_on(accepted.garden, accepted.garden.published[key]))
            yield f"  It will be at /{accepted.garden.published[key].url} and on:"
            yield from (f"    /{place.url}  {place.title}" for place in places[:MOST_PAGES])
            if len(places) > MOST_PAGES:
                yield f"    and {len(places) - MOST_PAGES} more pages"
        if slugs := accepted.dropped.get(key):
            yield f"  Left out, because nobody ticked them in {FOLDER}/{TOPICS}: {', '.join(slugs)}"
        if key in accepted.made_plain:
            yield "  Links to what is not in the garden are words now. Those to a draft come back when it is accepted."
        for problem in accepted.notes.get(key, ()):
            if problem.severity == "warning":
                yield f"  Worth a look: {problem.message}"
    for slug, title in accepted.topics.items():
        yield f"{settings.content_name}/{TOPIC.folder}/{slug}.md  (the topic “{title}” is new: say there what it means)"
    if again is not None:
        yield from (f"{settings.content_name}/{name}  (a link in it leads there now)" for name in again.files)
        for name in again.by_hand:
            yield f"{settings.content_name}/{name} has been changed since: make a link there by hand where it fits"
    if accepted.files:
        yield "Run `kgen check`, then publish as you always do."


def _refused(accepted: Acceptance) -> Iterator[str]:
    for name, problems in accepted.refused.items():
        yield f"{FOLDER}/{name}.md has to wait. What is missing, or has to change:"
        yield from in_lines(errors_in(problems))
