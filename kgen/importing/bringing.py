"""A source becomes drafts: planned whole first, then written, so that a trial shows what would be done."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kgen.editing.whole_files import write_whole
from kgen.importing import pictures as taking
from kgen.importing.documents import Document, Found, LeftOut
from kgen.importing.drafting import Given, fields_of
from kgen.importing.drafts import FOLDER, folder_of, plain_files, problems_of, read_drafts, together, with_more_pictures
from kgen.importing.ledger import KnownDocument, Ledger
from kgen.importing.linking import LinkedText, Linker, Targets
from kgen.importing.markup import verbatim
from kgen.importing.turning import with_bullets
from kgen.markdown.link_spans import link_spans
from kgen.model import STORY, Diagnostic, Entry, Picture, Source
from kgen.read import Reading, digest_of
from kgen.read.pictures import format_named
from kgen.read.slugs import suggested_slug
from kgen.read.walk import LARGEST, PICTURES, fault_of_name
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.old_addresses import old_addresses

NEW, CHANGED, SAME, KEPT, GONE = "new", "changed", "same", "kept", "gone"
"""What becomes of a document: a new draft, a draft written again, one that has not changed, one that somebody has
worked on and that stays, one that has been accepted or declined."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """A document on its way: the name of its draft (`stories/a`), the draft's bytes, and what there is to say of it."""

    document: Document
    name: str
    state: str
    data: bytes = b""
    turned: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Old addresses from which nothing can lead on."""


@dataclass(slots=True)
class Brought:
    """What an import does: its drafts, its pictures by name (`images/a.jpg`), and what it leaves out.

    `topics` are those that the garden lacks, by slug, each with its title and the number of drafts that name it;
    `categories` those of which nothing is known, with their number.
    """

    called: str
    drafts: list[Draft]
    left_out: list[LeftOut]
    pictures: dict[str, bytes]
    topics: dict[str, tuple[str, int]]
    categories: dict[str, int]
    ledger: Ledger
    no_longer_public: list[tuple[str, str]] = field(default_factory=list)
    """The drafts of what is no longer public where it came from, each with why."""
    links: int = 0
    lost: int = 0
    unshown: int = 0
    """Pictures of the source that no text shows."""

    def counted(self, state: str) -> int:
        return sum(draft.state == state for draft in self.drafts)


def brought(called: str, origin: str, found: Found, garden: Garden, reading: Reading, given: Given) -> Brought:
    """Plan an import. `origin` tells this source from others: what it calls two documents alike may be one text."""
    settings = garden.settings
    found = found.on(settings.today)
    ledger = Ledger.read(folder_of(settings))
    drafts = _named(found, origin, garden, ledger)
    result = Brought(called, drafts, list(found.left_out), {}, {}, {}, ledger)
    names = {
        draft.document.name: draft.name
        for draft in drafts
        if draft.state != GONE or (settings.content_dir / f"{draft.name}.md").is_file()
    }
    targets = Targets(found)
    wanted = _shown(found, targets)
    result.unshown = sum(bool(format_named(name)) and name not in wanted for name in found.files)
    taken = taking.taken(found, wanted, ledger.pictures | _digests(settings))
    linker = Linker(targets, names, taken.names, found.site)
    titles: Counter[str] = Counter()
    topics: dict[str, str] = {}
    shown: set[str] = set()
    claimed = {entry.key: entry.key for entry in garden.entries.values()}
    claimed |= {url.strip("/"): entry.key for url, entry in old_addresses(garden)}
    claimed |= {draft.name: draft.name for draft in drafts}
    for draft in drafts:
        if draft.state == GONE:
            continue
        text = linker.linked(draft.document)
        result.links += text.links
        result.lost += text.lost
        shown |= {taken.names[name] for name in text.pictures}
        fields = fields_of(draft.document, draft.name, garden, given, claimed)
        _said(draft, text, fields.by_hand, taken)
        draft.lost = fields.lost
        topics = {**fields.proposed, **topics}
        titles.update(fields.proposed.keys())
        for category in fields.categories:
            result.categories[category] = result.categories.get(category, 0) + 1
        draft.data = "\n".join([*fields.lines, "", with_bullets(text.text).strip("\n"), ""]).encode(errors="replace")
        if len(draft.data) > LARGEST:
            size, most = len(draft.data) // 1024, LARGEST // 1024
            draft.by_hand.insert(0, f"it has {size} KB; at most {most} KB are read. Part it into several")
        _settle(draft, origin, settings, ledger)
    result.topics = {slug: (topics[slug], count) for slug, count in titles.most_common()}
    result.pictures = {name: data for name, data in taken.data.items() if name in shown}
    result.no_longer_public = list(_no_longer_public(found, origin, settings, ledger))
    _look_over(result, settings, reading)
    return result


def _no_longer_public(found: Found, origin: str, settings: Settings, ledger: Ledger) -> Iterator[tuple[str, str]]:
    for each in found.left_out:
        known = ledger.documents.get(key_of(origin, each.document)) if each.document else None
        if known is not None and _state_of(known, settings) != GONE:
            yield known.draft, each.why
    # A folder is seen whole; a feed holds only its newest entries, so nothing follows from what it lacks.
    there = {key_of(origin, each.name) for each in found.documents}
    there |= {key_of(origin, each.document) for each in found.left_out if each.document}
    drafts = {ledger.documents[key].draft for key in there & ledger.documents.keys()}
    for key, known in sorted(ledger.documents.items()):
        is_gone = key.startswith(f"{origin}/") and key not in there and known.draft not in drafts
        if is_gone and _state_of(known, settings) != GONE:
            yield known.draft, "it is no longer in this source"


# --- names


def _named(found: Found, origin: str, garden: Garden, ledger: Ledger) -> list[Draft]:
    """The drafts, each with a name that nothing else has. One that came before keeps its name."""
    taken = {known.draft for known in ledger.documents.values()}
    folder = folder_of(garden.settings)
    taken |= {path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/*.md")}
    drafts = []
    known_here = {key_of(origin, document.name) for document in found.documents} & ledger.documents.keys()
    claimed = {ledger.documents[key].draft for key in known_here}
    for document in found.documents:
        known = ledger.documents.get(key_of(origin, document.name))
        if known is None:  # The same text in a folder of another name.
            known = ledger.documents.get(_key_of_text(document))
            known = None if known is None or known.draft in claimed else known
        if known is not None:
            claimed.add(known.draft)
            drafts.append(Draft(document, known.draft, _state_of(known, garden.settings)))
            continue
        name = _free_name(document, garden, taken)
        taken.add(name)
        drafts.append(Draft(document, name, NEW))
    return drafts


def key_of(origin: str, name: str) -> str:
    """What tells a document from all others: its address, or its path and something that tells where that begins."""
    return name if _SCHEME.match(name) else f"{origin}/{name}"


def _key_of_text(document: Document) -> str:
    """What tells a text from all others, wherever it is."""
    return "text/" + digest_of(f"{document.title}\n{document.text}".encode(errors="replace"))


def _free_name(document: Document, garden: Garden, taken: set[str]) -> str:
    folder = STORY.folder
    slug = suggested_slug(document.slug or document.title)
    if slug == suggested_slug(""):
        slug = suggested_slug(document.title)
    slug = str(STORY) if slug == suggested_slug("") else slug
    number = 1
    while True:
        called = slug if number == 1 else f"{slug[: 79 - len(str(number))].rstrip('-')}-{number}"
        name = f"{folder}/{called}"
        number += 1
        if fault_of_name(f"{name}.md"):
            slug = f"{slug[: 79 - len(str(STORY))]}-{STORY}" if number == 2 else slug
            continue
        if name not in taken and not garden.names.look_up(name) and not garden.names.was_at(name):
            return name


def _state_of(known: KnownDocument, settings: Settings) -> str:
    path = folder_of(settings) / f"{known.draft}.md"
    if not path.is_file():
        return GONE
    return SAME if digest_of(path.read_bytes()) == known.digest else KEPT


# --- pictures


def _shown(found: Found, targets: Targets) -> dict[str, None]:
    """The files that documents show or link to and that are pictures, each once."""
    names = (
        targets.of(span.target, document).file
        for document in found.documents
        for span in link_spans(document.text).values()
    )
    return {name: None for name in names if name and format_named(name)}


def _digests(settings: Settings) -> dict[str, str]:
    """The pictures that are in the garden or wait, by name."""
    folders = (settings.content_dir, folder_of(settings))
    paths = (path for folder in folders for path in plain_files(folder / PICTURES))
    return {f"{PICTURES}/{path.name}": digest_of(path.read_bytes()) for path in paths}


# --- what is said


def _said(draft: Draft, text: LinkedText, by_hand: Iterable[str], taken: taking.Pictures) -> None:
    document = draft.document
    draft.turned += dict.fromkeys(document.turned)
    if text.imprecise:
        lead = "1 link leads" if text.imprecise == 1 else f"{text.imprecise} links lead"
        draft.turned.append(f"{lead} to a whole text and not to a place in it")
    draft.turned += (f"{name}: {taken.changed[name]}" for name in text.pictures if name in taken.changed)
    draft.by_hand += dict.fromkeys((*document.by_hand, *by_hand, *(_with_reason(each, taken) for each in text.by_hand)))


def _with_reason(words: str, taken: taking.Pictures) -> str:
    return next((f"{words} ({why})" for name, why in taken.refused.items() if words.endswith(verbatim(name))), words)


def _settle(draft: Draft, origin: str, settings: Settings, ledger: Ledger) -> None:
    """See whether a draft is new, or as it was, and remember it."""
    digest = digest_of(draft.data)
    key = key_of(origin, draft.document.name)
    known = ledger.documents.get(key) or ledger.documents.get(_key_of_text(draft.document))
    if draft.state == SAME and known is not None and known.digest != digest:
        draft.state = CHANGED
    if draft.state in (NEW, CHANGED):
        came = known.came if known is not None else settings.month
        ledger.documents[key] = ledger.documents[_key_of_text(draft.document)] = KnownDocument(draft.name, digest, came)
    elif known is not None:
        ledger.documents.setdefault(key, known)


def _look_over(result: Brought, settings: Settings, reading: Reading) -> None:
    """Let the checks say what they say of each draft, as though it were in the garden with all others."""
    written = [draft for draft in result.drafts if draft.data and len(draft.data) <= LARGEST]
    sources = [Source(f"{draft.name}.md", draft.data) for draft in written]
    entries: list[Entry] = read_drafts(sources, settings)
    pictures = [Picture(name, f"{FOLDER}/{name}", digest_of(data)) for name, data in result.pictures.items()]
    topics = {slug: title for slug, (title, _) in result.topics.items()}
    garden = together(settings, with_more_pictures(reading, pictures), entries, topics)
    problems = problems_of(garden, entries)
    for draft in written:
        draft.problems = problems.get(draft.name, [])


# --- writing


def write_down(result: Brought, settings: Settings) -> None:
    """Write the drafts and their pictures, and remember what came."""
    folder = folder_of(settings)
    for name, data in result.pictures.items():
        path = folder / name
        if not (path.is_file() or (settings.content_dir / name).is_file()):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        result.ledger.pictures[name] = digest_of(data)
    for draft in result.drafts:
        if draft.state in (NEW, CHANGED):
            path = folder / f"{draft.name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, draft.data)
    result.ledger.write(folder)
