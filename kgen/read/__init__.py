"""From (path, bytes) to entries: one entry for each Markdown file, whatever state it is in."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kgen import markdown, workers
from kgen.fronts import UNREADABLE, Front, StoryFront
from kgen.git import history, sources_at
from kgen.model import STORY, Body, Diagnostic, Entry, Kind, Picture, Position, Source
from kgen.read.characters import forbidden_characters, in_lines, not_utf8, too_long_a_line
from kgen.read.front_matter import FrontMatter, split, values_of
from kgen.read.mending import has_slips, mend
from kgen.read.pictures import AT_ONCE as PICTURES_AT_ONCE, read_pictures
from kgen.read.plain_text import as_plain_text
from kgen.read.records import Record, can_be_packed, packed, unpacked
from kgen.read.schema import Tombstone, front_of
from kgen.read.walk import LARGEST, PICTURES, as_walked, fault_at_revision, fault_of_name, place_of, too_large, walk
from kgen.safeguarding import detect_in_name, detect_in_text, detect_people
from kgen.settings import Settings

_TITLE = re.compile(r"\s*#{1,2}[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|$)")
FEWEST = 300
"""Files below which another process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that lies in content/: the entries, the pictures, and problems that belong to no entry."""

    entries: tuple[Entry, ...]
    pictures: tuple[Picture, ...]
    problems: tuple[Diagnostic, ...]
    undated: str = ""
    """Why stories that name no month have none, as git tells it; empty where they have."""


Known = Mapping[str, tuple[str, Record]]
"""Records of entries (see kgen.read.records) by the name of the file, each with the digest of that file."""


def read(
    settings: Settings,
    meanwhile: Callable[[], object] | None = None,
    sources: Iterable[Source] | None = None,
    known: Known | None = None,
    *,
    with_names: bool = False,
) -> Reading:
    """Read the whole content folder; stories that name no month have that of their first commit.

    `meanwhile` is called once, while other processes read. `sources` are the files of the folder, if they have been
    fetched already. What is `known`, and has not changed since, is not read again. `with_names` asks git what the
    entries were called before.
    """
    if sources is None:
        sources = walk(settings.content_dir)
    public = settings.source == "public"
    reading = read_sources(sources, settings.content_name, meanwhile, known, site=settings.site_url, public=public)
    all_dated = all(entry.kind is not STORY or entry.front.month for entry in reading.entries)
    return reading if all_dated and not with_names else _with_history(reading, settings)


def read_at(revision: str, settings: Settings, now: Reading) -> Reading:
    """Read the content folder as it was at a revision in git. What is the same `now` is not read again, and what has
    the same path had the same names before.

    Raises GitError if git does not know the revision.
    """
    present = {entry.path: entry for entry in now.entries}
    same, others = [], []
    for source in as_walked(sources_at(settings.content_dir, revision, fault_at_revision)):
        entry = present.get(f"{settings.content_name}/{source.name}")
        if entry is not None and source.fault is None and entry.digest == digest_of_file(source.data):
            same.append(entry)
        else:
            others.append(source)
    reading = read_sources(others, settings.content_name, site=settings.site_url, public=settings.source == "public")
    changed = [
        replace(entry, once_called=present[entry.path].once_called) if entry.path in present else entry
        for entry in reading.entries
    ]
    entries = tuple(sorted((*same, *changed), key=lambda entry: entry.path))
    return replace(reading, entries=entries, undated=now.undated)


def _with_history(reading: Reading, settings: Settings) -> Reading:
    """Tell each entry what git knows of it."""
    known = history(settings.content_dir, settings.month)

    def told(entry: Entry) -> Entry:
        name = f"{entry.key}.md"
        is_dated = bool(entry.front.month)
        if is_dated and name not in known.once_called:
            return entry
        added = None if is_dated else known.added(name)
        return replace(entry, added=added, once_called=known.once_called.get(name, ()))

    return replace(reading, entries=tuple(map(told, reading.entries)), undated=known.unread)


def read_sources(
    sources: Iterable[Source],
    content: str,
    meanwhile: Callable[[], object] | None = None,
    known: Known | None = None,
    *,
    site: str = "",
    public: bool = True,
) -> Reading:
    """Read files from wherever they come: the folder, or a revision in git. `content` begins every path, `site` every
    web address of the garden's own; where they are `public`, so is what a picture tells besides what it shows."""
    known = known or {}
    readable: list[Source] = []
    entries: list[Entry] = []
    pictures: list[Picture] = []
    looked_into: list[tuple[Picture, bytes]] = []
    problems: list[Diagnostic] = []
    for source in sources:
        path = f"{content}/{source.name}"
        is_picture = source.name.startswith(PICTURES + "/")
        if name_fault := fault_of_name(source.name):
            fault = source.fault or name_fault
            problems.append(replace(fault, path=path))
        elif source.fault is None and is_picture:
            looked_into.append((Picture(source.name, path, digest_of_file(source.data)), source.data))
            if len(looked_into) == PICTURES_AT_ONCE:
                pictures += read_pictures(looked_into, public=public)
                looked_into = []
        elif source.fault is None:
            digest, record = known.get(source.name, ("", []))
            if digest and digest == digest_of_file(source.data):
                entries.append(unpacked(record))
            else:
                readable.append(source)
        elif is_picture:
            pictures.append(Picture(source.name, path, "", (source.fault,)))
        else:
            kind, slug = place_of(source.name)
            entries.append(Entry(kind, slug, path, "", UNREADABLE, faults=(source.fault,)))
    entries += workers.mapped(
        lambda source: read_entry(source, f"{content}/{source.name}", site),
        readable,
        fewest=FEWEST,
        meanwhile=meanwhile,
        pack=lambda entry: packed(entry) if can_be_packed(entry) else entry,
        unpack=lambda sent: sent if isinstance(sent, Entry) else unpacked(sent),
    )
    pictures += read_pictures(looked_into, public=public)
    return Reading(
        tuple(sorted(entries, key=lambda entry: entry.path)),
        tuple(sorted(pictures, key=lambda picture: picture.path)),
        tuple(problems),
    )


def read_entry(source: Source, path: str, site: str = "") -> Entry:
    """Read one Markdown file whose name has no fault. Never raises: what is wrong is in the entry's faults.

    `site` is the garden's own web address: what begins with it is a link within the garden.
    """
    kind, slug = place_of(source.name)
    digest = digest_of_file(source.data)
    if len(source.data) > LARGEST:
        return Entry(kind, slug, path, digest, UNREADABLE, faults=(too_large(len(source.data)),))
    try:
        text = in_lines(source.data.decode().lstrip("\ufeff"))
    except UnicodeDecodeError as error:
        return Entry(kind, slug, path, digest, UNREADABLE, faults=(not_utf8(source.data, error),))
    if fault := too_long_a_line(text):
        return Entry(kind, slug, path, digest, UNREADABLE, faults=(fault,))
    faults = forbidden_characters(text)
    text = text.replace("\x85", " ")  # Named by now, and YAML alone would count a line for it.
    matter, front, prose, line = _front_matter(text, kind)
    faults += matter.faults
    body = markdown.parse(prose, line, site)
    if isinstance(front, Tombstone) and prose.strip():
        faults.append(
            Diagnostic(
                "error",
                "a withdrawn story still has text",
                "Delete everything below the second ---.",
                Position(line + 1, 1),
                check="schema",
            )
        )
        body = Body()
    is_read = not any(fault.check == "front-matter" and fault.severity == "error" for fault in faults)
    if is_read and isinstance(front, StoryFront) and not front.draft and not markdown.has_text(body):
        fix = "Write the story below the second ---; one sentence is enough."
        faults.append(Diagnostic("warning", "the story has no text", fix, Position(line, 1), check="no-text"))
    title, others = _names(front, matter)
    if (heading := _TITLE.match(prose)) is not None and heading["words"].strip() == title:
        number = line + prose.count("\n", 0, heading.start("words"))
        said = "the text begins with its title, which stands above it anyway"
        faults.append(Diagnostic("info", said, f"Delete line {number}.", Position(number, 1), check="repeated-title"))
    faults += _second_block(prose, line)
    made_up = front.illustrative
    about_child = isinstance(front, StoryFront) and front.about_child is True
    seen, details = detect_in_text(text, kind, illustrative=made_up)
    return Entry(
        kind=kind,
        slug=slug,
        path=path,
        digest=digest,
        front=front,
        sound=front is not UNREADABLE and all(fault.severity != "error" for fault in (*faults, *body.faults)),
        title=title,
        other_names=others,
        body=body,
        positions=matter.positions,
        faults=(*faults, *body.faults),
        prose_line=line,
        detections=(*seen, *detect_in_name(slug, kind, illustrative=made_up)),
        details=details,
        people=detect_people(text, kind, illustrative=made_up, about_child=about_child),
    )


_SECOND_BLOCK = re.compile(
    r"^---[ \t]*\n(?P<fields>(?:(?:[A-Za-z_][\w-]*[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|- .*|#.*|[ \t]*)\n){1,60}?)---[ \t]*$",
    re.MULTILINE,
)
_OF_A_BLOCK = re.compile(
    r"^(?:draft|consent|about_child|standpoint|sectors|topics|title|date|withdrawn)[ \t]*:", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def _second_block(prose: str, line: int) -> list[Diagnostic]:
    """A block of fields further down, as where a template was put above a finished text: a `draft: true` in it would
    not count. `line` is that on which the prose begins."""
    if "---" not in prose:
        return []
    for found in _SECOND_BLOCK.finditer(prose):
        is_code = len(_FENCE.findall(prose, 0, found.start())) % 2 == 1
        if not is_code and _OF_A_BLOCK.search(found["fields"]):
            message = "a second block of fields stands in the text, and nothing in it counts"
            fix = "Move its lines into the block at the top of the file, and delete the rest of it here."
            position = Position(line + prose.count("\n", 0, found.start()), 1)
            return [Diagnostic("error", message, fix, position, check="front-matter")]
    return []


def _front_matter(text: str, kind: Kind) -> tuple[FrontMatter, Front, str, int]:
    """The front matter of a file with all that is wrong with it, its front, its prose, and the line of that.

    Where something is wrong, the slips of hand in it are mended first: what they lead to is no mistake of its own.
    """
    matter, prose, line = split(text)
    matter = as_plain_text(matter, kind, text[: len(text) - len(prose)])
    front = _typed(matter, kind)
    is_wrong = not matter.ok or any(fault.severity == "error" for fault in matter.faults)
    is_wrong = is_wrong or has_slips(text[: len(text) - len(prose)])
    if is_wrong and (mended := mend(text, kind)) is not None:
        if mended.block is None:
            return FrontMatter(faults=[*mended.faults], ok=False), UNREADABLE, "", 1
        matter, prose, line = values_of(mended.block), mended.body, mended.line
        matter = as_plain_text(matter, kind, mended.block)
        front = _typed(matter, kind)
        matter.faults[:0] = mended.faults
    return matter, front, prose, line


def _typed(matter: FrontMatter, kind: Kind) -> Front:
    """The front of a kind from the values of front matter, where these could be read; faults are added there."""
    if not matter.ok:
        return UNREADABLE
    front, faults = front_of(kind, matter.values, matter.positions)
    matter.faults += faults
    return front


def digest_of_file(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _names(front: Front, matter: FrontMatter) -> tuple[str, tuple[str, ...]]:
    """The title and the other names of an entry. A broken one keeps its title, so that links to it do not break too."""
    title = front.title or matter.values.get("title") or matter.values.get("name")
    return (title if isinstance(title, str) else ""), front.other_names
