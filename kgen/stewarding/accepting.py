"""A draft comes into the garden when it passes the checks."""

import posixpath
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from kgen.diagnostic import errors_in
from kgen.editing.changes import Changes
from kgen.editing.source_file import SourceFile, items_of, with_field
from kgen.importing.drafts import (
    FOLDER,
    TOPICS,
    backups_of,
    draft_sources,
    folder_of,
    pictures_not_shown,
    pictures_waiting,
    problems_of,
    read_drafts,
    ticked,
    together,
    topic_file,
)
from kgen.importing.ledger import NAME as LEDGER, Ledger
from kgen.markdown.link_spans import link_spans
from kgen.model import KIND_BY_FOLDER, STORY, TOPIC, Diagnostic, Entry, Picture, Source
from kgen.read import Reading, digest_of, read_entry
from kgen.read.walk import PICTURES
from kgen.settings import ConfigurationError, Settings
from kgen.stewarding.called import parts
from kgen.stewarding.waiting_links import Restored, plain, restored, waiting_links
from kgen.weave import Garden, weave
from kgen.weave.name_index import Names, fold, nearest


@dataclass(slots=True)
class Acceptance:
    """What is accepted: the bytes of each file by name (`stories/a.md`); the topics made with them; the names of their
    pictures (`images/a.jpg`). `refused` says by name what keeps a draft waiting; `dropped` the topics that were not
    ticked and are left out, by name; `made_plain` holds the names of those with links that became words, since they
    lead to nothing in the garden. `garden` is as it will be. `made_from` holds the digest of each draft, by name."""

    files: dict[str, bytes]
    topics: dict[str, str]
    pictures: list[str]
    refused: dict[str, list[Diagnostic]]
    dropped: dict[str, list[str]]
    notes: dict[str, list[Diagnostic]]
    garden: Garden
    links: dict[str, list[str]] = field(default_factory=dict)
    made_plain: frozenset[str] = frozenset()
    made_from: dict[str, str] = field(default_factory=dict)


def named(words: Iterable[str], settings: Settings) -> list[Source]:
    """The drafts that some words name: `a`, `stories/a` or `drafts/stories/a.md`. Raises ConfigurationError."""
    sources = {source.key: source for source in draft_sources(settings)}
    found: dict[str, Source] = {}
    for word in words:
        folder, name = parts(word)
        if not name:
            raise ConfigurationError("No name was given. `kgen todo` lists what waits.")
        keys = [f"{folder}/{name}"] if folder in KIND_BY_FOLDER else [f"{each}/{name}" for each in KIND_BY_FOLDER]
        matches = [each for each in keys if each in sources]
        if not matches:
            near = nearest(name, [each.partition("/")[2] for each in sources])
            choices = f" Did you mean {', '.join(near)}?" if near else ""
            raise ConfigurationError(f"No draft is called {word}.{choices} `kgen todo` lists what waits.")
        if len(matches) > 1:
            raise ConfigurationError(f"Several drafts are called {word}: write one of {', '.join(matches)}.")
        found[matches[0]] = sources[matches[0]]
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Before:
    """The garden, and what waits for it, as they are before anything is accepted. Entries and drafts are named by their
    keys (`stories/a`); `declined` is what came and neither waits nor is here; `proposals` are the topics that were
    ticked and are not in the garden, by slug."""

    settings: Settings
    reading: Reading
    names: Names
    here: Set[str]
    drafts: Mapping[str, Source]
    declined: Set[str]
    proposals: Mapping[str, str]


def _before(settings: Settings, reading: Reading) -> _Before:
    names = weave(settings, reading).names
    here = {entry.key for entry in reading.entries}
    drafts = {source.key: source for source in draft_sources(settings)}
    came = {known.draft for known in Ledger.read(folder_of(settings)).documents.values()}
    proposals = {slug: title for slug, title in ticked(settings).items() if not names.look_up(slug, (TOPIC,))}
    return _Before(settings, reading, names, here, drafts, came - here - drafts.keys(), proposals)


def acceptance(drafts: Sequence[Source], settings: Settings, reading: Reading) -> Acceptance:
    """See which of some drafts can come into the garden, together, and as what.

    Whatever has an error stays out, and the others are tried again without it: they may need it.
    """
    before = _before(settings, reading)
    refused: dict[str, list[Diagnostic]] = {}
    while True:
        asked = [source for source in drafts if source.key not in refused]
        company = {source.key: source for source in _with_company(asked, before)}
        refused |= {name: [_already_there(name, settings)] for name in sorted(company.keys() & before.here)}
        tried = _together({name: company[name] for name in sorted(company.keys() - refused.keys())}, before)
        failed = [name for name, found in tried.notes.items() if errors_in(found)]
        if not failed:
            tried.refused = refused
            return tried
        refused |= {name: _as_in_draft(_why_refused(name, tried), name, tried, company[name]) for name in failed}


def _together(coming: Mapping[str, Source], before: _Before) -> Acceptance:
    """What comes of some drafts, by name, if they come into the garden together; whether they may is not asked."""
    settings, reading = before.settings, before.reading
    still_waiting = before.drafts.keys() - before.here - coming.keys()
    not_here = still_waiting | (before.declined - coming.keys())
    files: dict[str, bytes] = {}
    topics: dict[str, str] = {}
    dropped: dict[str, list[str]] = {}
    made_plain = set()
    for name, source in coming.items():
        data, unticked = _with_topics(source.data, name, before, coming)
        written = _as_it_comes_in(data, name, settings)
        files[name] = plain(written, name, not_here.__contains__)
        made_plain |= {name} if files[name] != written else set()
        topics |= {slug: before.proposals[slug] for slug in _slugs(data, name) if slug in before.proposals}
        if unticked:
            dropped[name] = unticked
    new = [_entry(name, data, settings) for name, data in files.items()]
    pictures = _pictures(new, settings, reading)
    garden = together(settings, replace(reading, pictures=(*reading.pictures, *pictures)), new, topics)
    return Acceptance(
        {f"{name}.md": data for name, data in files.items()},
        {slug: title for slug, title in topics.items() if f"{TOPIC.folder}/{slug}" not in before.here},
        [picture.name for picture in pictures],
        {},
        dropped,
        problems_of(garden, new),
        garden,
        waiting_links(coming, still_waiting.__contains__),
        frozenset(made_plain),
        {f"{name}.md": digest_of(source.data) for name, source in coming.items()},
    )


def _with_company(drafts: Sequence[Source], before: _Before) -> Iterable[Source]:
    """Drafts, with the waiting people, questions and topics that they name: they come together."""
    others = {each.name: each for each in before.drafts.values() if not STORY.holds(each.name)}
    found = {source.name: source for source in drafts}
    if not others:
        return found.values()
    garden = together(before.settings, before.reading, read_drafts(others.values(), before.settings), {})
    new = list(drafts)
    while new:
        entries = read_drafts(new, before.settings)
        named = [each.found[0].key for entry in entries for each in garden.names.in_fields(entry.meta) if each.found]
        new = [others[f"{key}.md"] for key in dict.fromkeys(named) if f"{key}.md" in others.keys() - found.keys()]
        found |= {source.name: source for source in new}
    return found.values()


def _why_refused(name: str, tried: Acceptance) -> list[Diagnostic]:
    """What is wrong with a story; where none of its topics was ticked, that, and not that the field is then missing."""
    found, unticked = tried.notes[name], tried.dropped.get(name)
    if not unticked or _slugs(tried.files[f"{name}.md"], name):
        return found
    message = f"none of its topics is in the garden yet: {', '.join(unticked)}"
    fix = f"Tick those that the garden should have in {FOLDER}/{TOPICS}, or name others under topics."
    others = [each for each in found if each.missing != "topics"]
    return [Diagnostic("error", message, fix, check="reference"), *others]


def _as_in_draft(problems: Iterable[Diagnostic], name: str, tried: Acceptance, draft: Source) -> list[Diagnostic]:
    """What is wrong, with the lines that the draft has: the file that would come in may have a line more or less."""
    files = (tried.files[f"{name}.md"].split(b"\n"), draft.data.split(b"\n"))
    alike = SequenceMatcher(None, *files, autojunk=False).get_matching_blocks()
    lines = {block.a + each: block.b + each for block in alike for each in range(1, block.size + 1)}

    def moved(problem: Diagnostic) -> Diagnostic:
        found = [each for each in (problem.position, *problem.more) if each and each.line in lines]
        places = [each._replace(line=lines[each.line]) for each in found]
        return replace(problem, position=places[0] if places else None, more=tuple(places[1:]))

    return [moved(problem) for problem in problems]


def _already_there(name: str, settings: Settings) -> Diagnostic:
    message = f"{settings.content_name}/{name}.md is in the garden already"
    fix = f"Rename {FOLDER}/{name}.md, or put what is new in it into that file."
    body = _body_of(settings.content_dir / f"{name}.md")
    if body and body == _body_of(folder_of(settings) / f"{name}.md"):  # An acceptance that was killed leaves both.
        decline = f"kgen decline {name.partition('/')[2]} deletes the draft"
        fix = f"Their texts are the same. If nothing above the text is new either, {decline}."
    return Diagnostic("error", message, fix, check="name")


def _entry(name: str, data: bytes, settings: Settings) -> Entry:
    entry = read_entry(Source(f"{name}.md", data), f"{settings.content_name}/{name}.md", settings.site_url)
    return replace(entry, first_committed=settings.month)


def _slugs(data: bytes, name: str) -> list[str]:
    if not STORY.holds(name):
        return []
    try:
        return items_of(data, "topics")
    except (ValueError, yaml.YAMLError):
        return []


def _with_topics(data: bytes, name: str, before: _Before, coming: Container[str]) -> tuple[bytes, list[str]]:
    """The file without the topics that were proposed and not ticked, and those topics. What a topic of the garden was
    once called, or is also called, names that topic."""
    slugs = _slugs(data, name)
    unticked = [
        slug
        for slug in slugs
        if slug == fold(slug)
        and slug not in before.proposals
        and f"{TOPIC.folder}/{slug}" not in coming
        and not before.names.look_up(slug, (TOPIC,))
    ]
    kept = [slug for slug in slugs if slug not in unticked]
    if not unticked:
        return data, []
    return with_field(data, "topics", f"[{', '.join(kept)}]" if kept else ""), unticked


def _as_it_comes_in(data: bytes, name: str, settings: Settings) -> bytes:
    """A story with the month in which it comes into the garden, whatever the file that was sent said; a tombstone has
    none. It does not come in as a draft: the checks ask less of a draft."""
    if not STORY.holds(name):
        return data
    try:
        no_draft = with_field(data, "draft", "")
        return no_draft if items_of(data, "withdrawn") else with_field(no_draft, "published", settings.month)
    except (ValueError, yaml.YAMLError, UnicodeDecodeError):
        return data  # The checks say what is wrong with it.


def _pictures(entries: Iterable[Entry], settings: Settings, reading: Reading) -> list[Picture]:
    """The pictures that some entries show and that wait with them."""
    there = {picture.name for picture in reading.pictures}
    folder = folder_of(settings)
    waits = {f"{PICTURES}/{path.name}" for path in pictures_waiting(settings)}
    found = {}
    for entry in entries:
        for span in link_spans(_body_of(folder / f"{entry.key}.md")).values():
            name = posixpath.normpath(posixpath.join(entry.kind.folder, span.target))
            if name in waits - there:
                found[name] = Picture(name, f"{FOLDER}/{name}", digest_of((folder / name).read_bytes()))
    return list(found.values())


def _body_of(path: Path) -> str:
    try:
        return SourceFile(path.read_bytes()).body
    except (OSError, UnicodeDecodeError):
        return ""


# --- what is to be done


def accepted_changes(accepted: Acceptance, settings: Settings) -> tuple[Changes, Restored]:
    """What moves the drafts into the garden, with their topics and pictures, and makes links to them again.

    All that is written comes first, the drafts and their pictures go afterwards: if it is interrupted, nothing is lost.
    Raises ConfigurationError where a file is in the garden already.
    """
    folder, content = folder_of(settings), settings.content_name
    ledger = Ledger.read(folder)
    was_waiting = {source.key for source in draft_sources(settings)}
    for name in (*accepted.files, *(f"{TOPIC.folder}/{slug}.md" for slug in accepted.topics)):
        if (settings.content_dir / name).exists():
            raise ConfigurationError(f"{content}/{name} is there already. Nothing was changed.")
    now_waiting = was_waiting - {name.removesuffix(".md") for name in accepted.files}
    again = restored(ledger, settings, accepted.files, was_waiting.__contains__, now_waiting.__contains__)
    ledger.links = again.links | accepted.links
    here = {f"{TOPIC.folder}/{slug}.md": topic_file(title) for slug, title in accepted.topics.items()}
    here |= {name: (folder / name).read_bytes() for name in accepted.pictures}
    here |= accepted.files | again.files
    changes = Changes({f"{content}/{name}": data for name, data in here.items()})
    changes.made_from = {f"{FOLDER}/{name}": digest for name, digest in accepted.made_from.items()}
    changes.files[f"{FOLDER}/{LEDGER}"] = ledger.written()
    changes.files |= dict.fromkeys(backups_of(settings, accepted.files))
    changes.files |= {f"{FOLDER}/{name}": None for name in accepted.files}
    changes.files |= dict.fromkeys(pictures_not_shown(settings, accepted.files))
    return changes, again
