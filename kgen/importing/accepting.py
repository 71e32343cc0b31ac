"""A draft comes into the garden when it checks clean, or goes.

A link from one draft to another must not lead to nothing meanwhile, and what waits is named nowhere. So a link to what
still waits stands as its words alone, and becomes a link when that is accepted: the order makes no difference.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from kgen.editing.source_file import SourceFile, items_of, with_field
from kgen.editing.whole_files import write_whole
from kgen.importing.drafts import (
    FOLDER,
    TOPICS,
    folder_of,
    problems_of,
    read_drafts,
    ticked,
    together,
    topic_file,
    waiting,
)
from kgen.importing.ledger import Ledger
from kgen.importing.pictures import digest_of
from kgen.markdown.link_spans import LinkSpan, link_spans
from kgen.model import STORY, TOPIC, Diagnostic, Entry, Picture, Source
from kgen.read import Reading, read_entry
from kgen.read.walk import PICTURES
from kgen.settings import ConfigurationError, Settings
from kgen.weave import Garden
from kgen.weave.name_index import fold, nearest

_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_GAP = "…"
"""Stands where what is shown of another story will be."""
Waits = Callable[[str], bool]
"""Whether a name (`stories/a`) is that of a draft that still waits."""


@dataclass(slots=True)
class Acceptance:
    """What is accepted: by name (`stories/a.md`) the bytes of each file; the topics made with them; the names of their
    pictures (`images/a.jpg`). `refused` says by name what keeps a draft waiting; `dropped` the topics that were not
    ticked and are left out, by name. `garden` is as it will be."""

    files: dict[str, bytes]
    topics: dict[str, str]
    pictures: list[str]
    refused: dict[str, list[Diagnostic]]
    dropped: dict[str, list[str]]
    notes: dict[str, list[Diagnostic]]
    garden: Garden
    links: dict[str, list[str]] = field(default_factory=dict)


def named(words: Iterable[str], settings: Settings) -> list[Source]:
    """The drafts that some words name: `a`, `stories/a` or `drafts/stories/a.md`. Raises ConfigurationError."""
    sources = {source.name.removesuffix(".md"): source for source in waiting(settings)}
    found: dict[str, Source] = {}
    for word in words:
        name = word.removesuffix(".md").removeprefix(f"{FOLDER}/").strip("/")
        matches = [each for each in sources if name in (each, each.partition("/")[2])]
        if not matches:
            near = nearest(name, [each.partition("/")[2] for each in sources])
            choices = f" Did you mean {', '.join(near)}?" if near else ""
            raise ConfigurationError(f"No draft is called {word}.{choices} `kgen todo` lists what waits.")
        if len(matches) > 1:
            raise ConfigurationError(f"Several drafts are called {word}: write one of {', '.join(matches)}.")
        found[matches[0]] = sources[matches[0]]
    return list(found.values())


# --- accepting


def acceptance(drafts: Sequence[Source], settings: Settings, reading: Reading) -> Acceptance:
    """See which of some drafts can come into the garden, together, and as what."""
    here = {entry.key for entry in reading.entries}
    everything = waiting(settings)
    all_waiting = {source.name.removesuffix(".md") for source in everything} - here
    asked = {source.name.removesuffix(".md"): source for source in drafts}
    declined = {known.draft for known in Ledger.read(folder_of(settings)).documents.values()} - here - all_waiting
    proposals = ticked(settings)
    refused: dict[str, list[Diagnostic]] = {}
    while True:
        company = _with_company([asked[name] for name in asked.keys() - refused.keys()], everything, reading, settings)
        found = {source.name.removesuffix(".md"): source for source in company}
        wanted = {name: source for name, source in sorted(found.items()) if name not in refused}
        still_waiting = all_waiting - wanted.keys()
        not_here = still_waiting | (declined - wanted.keys())
        files: dict[str, bytes] = {}
        topics: dict[str, str] = {}
        dropped: dict[str, list[str]] = {}
        for name, source in wanted.items():
            if name in here:
                refused[name] = [_already_there(name, settings)]
                continue
            data, unticked = _with_topics(source.data, name, proposals, here | wanted.keys())
            data = _with_month(data, name, settings)
            files[name] = _plain(data, name, not_here.__contains__)
            dropped[name] = unticked
            topics |= {slug: proposals[slug] for slug in _slugs(data, name) if slug in proposals}
        wanted = {name: source for name, source in wanted.items() if name not in refused}
        new = [_entry(name, data, settings) for name, data in files.items()]
        pictures = _pictures(new, settings, reading)
        garden = together(settings, replace(reading, pictures=(*reading.pictures, *pictures)), new, topics)
        problems = problems_of(garden, new)
        failed = {name: found for name, found in problems.items() if any(each.severity == "error" for each in found)}
        if not failed:
            return Acceptance(
                {f"{name}.md": data for name, data in files.items()},
                {slug: title for slug, title in topics.items() if f"{TOPIC.folder}/{slug}" not in here},
                [picture.name for picture in pictures],
                refused,
                {name: slugs for name, slugs in dropped.items() if slugs and name in files},
                problems,
                garden,
                _links(wanted, still_waiting.__contains__),
            )
        refused |= {name: _with_untickeds(found, dropped[name], files[name], name) for name, found in failed.items()}


def _with_company(
    drafts: Sequence[Source], everything: Sequence[Source], reading: Reading, settings: Settings
) -> list[Source]:
    """Drafts, with the people, questions and topics that wait and that they name: they come together."""
    others = {source.name: source for source in everything if not source.name.startswith(f"{STORY.folder}/")}
    found = {source.name: source for source in drafts}
    if not others:
        return list(found.values())
    garden = together(settings, reading, read_drafts(others.values(), settings), {})
    new = list(drafts)
    while new:
        entries = read_drafts(new, settings)
        named = [each.found[0].key for entry in entries for each in garden.names.in_fields(entry.meta) if each.found]
        new = [others[f"{key}.md"] for key in dict.fromkeys(named) if f"{key}.md" in others.keys() - found.keys()]
        found |= {source.name: source for source in new}
    return list(found.values())


def _with_untickeds(found: Sequence[Diagnostic], dropped: Sequence[str], data: bytes, name: str) -> list[Diagnostic]:
    """What is wrong with a story; where no topic of it was ticked, that, and not that the field is missing then."""
    if not dropped or _slugs(data, name):
        return list(found)
    message = f"none of its topics is in the garden yet: {', '.join(dropped)}"
    fix = f"Tick those that the garden should have in {FOLDER}/{TOPICS}, or name others under topics."
    others = [each for each in found if each.message != "`topics` is missing"]
    return [Diagnostic("error", message, fix, check="reference"), *others]


def _already_there(name: str, settings: Settings) -> Diagnostic:
    message = f"{settings.content_name}/{name}.md is in the garden already"
    fix = f"Rename {FOLDER}/{name}.md, or put what is new in it into that file."
    return Diagnostic("error", message, fix, check="name")


def _entry(name: str, data: bytes, settings: Settings) -> Entry:
    entry = read_entry(Source(f"{name}.md", data), f"{settings.content_name}/{name}.md", settings.site_url)
    return replace(entry, first_committed=settings.month)


def _slugs(data: bytes, name: str) -> list[str]:
    if not name.startswith(f"{STORY.folder}/"):
        return []
    try:
        return items_of(data, "topics")
    except (ValueError, yaml.YAMLError):
        return []


def _with_topics(data: bytes, name: str, proposals: Mapping[str, str], here: set[str]) -> tuple[bytes, list[str]]:
    """The same without the topics that were proposed and not ticked, and which these are."""
    slugs = _slugs(data, name)
    unticked = [
        slug for slug in slugs if slug not in proposals and f"{TOPIC.folder}/{slug}" not in here and slug == fold(slug)
    ]
    kept = [slug for slug in slugs if slug not in unticked]
    if not unticked:
        return data, []
    return with_field(data, "topics", f"[{', '.join(kept)}]" if kept else ""), unticked


def _with_month(data: bytes, name: str, settings: Settings) -> bytes:
    """A story with the month in which it comes into the garden."""
    if not name.startswith(f"{STORY.folder}/"):
        return data
    try:
        return data if items_of(data, "published") else with_field(data, "published", settings.month)
    except (ValueError, yaml.YAMLError, UnicodeDecodeError):
        return data  # The checks say what is wrong with it.


def _pictures(entries: Iterable[Entry], settings: Settings, reading: Reading) -> list[Picture]:
    """The pictures that some entries show and that wait with them."""
    there = {picture.name for picture in reading.pictures}
    folder = folder_of(settings)
    found = {}
    for entry in entries:
        for span in link_spans(_body_of(folder / f"{entry.key}.md")).values():
            name = posixpath.normpath(posixpath.join(entry.kind.folder, span.target))
            path = folder / name
            if name.startswith(f"{PICTURES}/") and name not in there and path.is_file() and not path.is_symlink():
                found[name] = Picture(name, f"{FOLDER}/{name}", digest_of(path.read_bytes()))
    return list(found.values())


def _body_of(path: Path) -> str:
    try:
        return SourceFile(path.read_bytes()).body
    except (OSError, UnicodeDecodeError):
        return ""


# --- links to what waits


def _plain(data: bytes, name: str, waits: Waits) -> bytes:
    """A file whose links to what waits are their words alone."""
    try:
        file = SourceFile(data)
    except UnicodeDecodeError:
        return data
    return file.text[: file.body_at].encode() + without_links(file.body, name, waits).encode()


def without_links(body: str, name: str, waits: Waits) -> str:
    """A body whose links to what waits are their words alone. `name` is that of its entry (`stories/a`)."""
    pieces, done = [], 0
    for span in _links_to_waiting(body, name, waits):
        label = body[span.label[0] : span.label[1]] if span.label else ""
        words = label or (_GAP if span.shows else posixpath.basename(span.target.partition("#")[0]))
        pieces += [body[done : span.start], words]
        done = span.end
    return "".join((*pieces, body[done:]))


def _links_to_waiting(body: str, name: str, waits: Waits) -> Iterator[LinkSpan]:
    end = -1
    for span in sorted(link_spans(body).values(), key=lambda each: each.start):
        if span.start >= end and waits(_named_by(span, name)):
            yield span
            end = span.end


def _named_by(span: LinkSpan, name: str) -> str:
    """The name of the draft to which a link may lead."""
    target = span.target.partition("#")[0]
    if span.is_wikilink:
        return target.removesuffix(".md") if "/" in target else f"{STORY.folder}/{fold(target)}"
    if not target.endswith(".md") or "://" in target:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).removesuffix(".md")


def _links(drafts: Mapping[str, Source], waits: Waits) -> dict[str, list[str]]:
    """By the name of each file (`stories/a.md`) the paragraphs of it in which links wait, with these links."""
    found = {}
    for name, source in drafts.items():
        try:
            body = SourceFile(source.data).body
        except UnicodeDecodeError:
            continue
        at = [span.start for span in _links_to_waiting(body, name, waits)]
        blocks = [
            block[0].rstrip("\n")
            for block in _BLOCK.finditer(body)
            if any(block.start() <= start < block.end() for start in at)
        ]
        if blocks:
            found[f"{name}.md"] = blocks
    return found


@dataclass(frozen=True, slots=True)
class Restored:
    """The files of the garden in which words became links again, with their new bytes; the names of those in which a
    paragraph has been changed since, so that the link has to be made by hand; and the links that still wait."""

    files: dict[str, bytes]
    by_hand: list[str]
    links: dict[str, list[str]]


def restored(ledger: Ledger, settings: Settings, before: Waits, after: Waits) -> Restored:
    """See where links to what is accepted now can be made again."""
    files: dict[str, bytes] = {}
    by_hand: list[str] = []
    links: dict[str, list[str]] = {}
    for name, blocks in ledger.links.items():
        path = settings.content_dir / name
        if not path.is_file() or path.is_symlink():
            continue
        text = path.read_bytes().decode(errors="surrogateescape")
        key, new = name.removesuffix(".md"), text
        wanted: dict[str, list[str]] = {}
        for block in blocks:
            now = without_links(block, key, after)
            wanted.setdefault(without_links(block, key, before), []).append(now)
            if now != block:
                links.setdefault(name, []).append(block)
        for old, blocks_now in wanted.items():
            if blocks_now == [old] * len(blocks_now):
                continue
            places = [found.start() for found in _BLOCK.finditer(new) if found[0].rstrip("\n") == old]
            if len(places) != len(blocks_now):
                by_hand.append(name)
                continue
            for at, written in reversed(list(zip(places, blocks_now, strict=True))):
                new = new[:at] + written + new[at + len(old) :]
        if new != text:
            files[name] = new.encode(errors="surrogateescape")
    return Restored(files, sorted(set(by_hand)), links)


# --- writing


def write_accepted(accepted: Acceptance, settings: Settings) -> Restored:
    """Move the drafts into the garden, with their topics and pictures, and make links to them again."""
    folder = folder_of(settings)
    ledger = Ledger.read(folder)
    was_waiting = {source.name.removesuffix(".md") for source in waiting(settings)}
    _refuse_existing([*accepted.files, *(f"{TOPIC.folder}/{slug}.md" for slug in accepted.topics)], settings)
    for slug, title in accepted.topics.items():
        _put(settings.content_dir / TOPIC.folder / f"{slug}.md", topic_file(title))
    for name in accepted.pictures:
        _put(settings.content_dir / name, (folder / name).read_bytes())
    for name, data in accepted.files.items():
        _put(settings.content_dir / name, data)
    for name in accepted.files:
        (folder / name).unlink(missing_ok=True)
    now_waiting = was_waiting - {name.removesuffix(".md") for name in accepted.files}
    again = restored(ledger, settings, was_waiting.__contains__, now_waiting.__contains__)
    for name, data in again.files.items():
        write_whole(settings.content_dir / name, data)
    ledger.links = again.links | accepted.links
    ledger.write(folder)
    _drop_unused_pictures(settings)
    return again


def _refuse_existing(names: Iterable[str], settings: Settings) -> None:
    for name in names:
        if (settings.content_dir / name).exists():
            raise ConfigurationError(f"{settings.content_name}/{name} is there already. Nothing was changed.")


def _put(path: Path, data: bytes) -> None:
    if path.parent.is_symlink():
        raise ConfigurationError(f"{path.parent} is a link to somewhere else. Make it a folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def decline(drafts: Sequence[Source], settings: Settings) -> None:
    """Delete drafts, and the pictures that only they show. An import does not bring them back."""
    for source in drafts:
        (folder_of(settings) / source.name).unlink(missing_ok=True)
    _drop_unused_pictures(settings)


def _drop_unused_pictures(settings: Settings) -> None:
    folder = folder_of(settings)
    pictures = folder / PICTURES
    if not pictures.is_dir() or pictures.is_symlink():
        return
    shown = set()
    for source in waiting(settings):
        text = source.data.decode(errors="replace")
        shown |= set(re.findall(rf"{PICTURES}/([^\s()<>\"']+)", text))
    for path in pictures.iterdir():
        if path.is_file() and path.name not in shown:
            path.unlink()
