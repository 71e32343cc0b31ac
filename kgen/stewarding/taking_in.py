"""What somebody sent becomes drafts, with what is missing in each."""

import difflib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count
from typing import TypeVar

from kgen.diagnostic import errors_in
from kgen.editing.changes import Changes
from kgen.frontmatter import PersonMeta, StoryMeta
from kgen.importing.documents import Found
from kgen.importing.drafts import (
    FOLDER,
    GITIGNORE,
    NOTHING_KNOWN,
    KnownDrafts,
    backup_of,
    draft_sources,
    folder_of,
    out_of_git,
    plain_files,
    problems_of,
    read_drafts,
    together,
)
from kgen.importing.pictures import taken
from kgen.model import PERSON, QUESTION, STORY, Diagnostic, Entry, Kind, Picture, Source
from kgen.read import Reading, digest_of, read_entry
from kgen.read.slugs import suggested_slug
from kgen.read.walk import LARGEST as LARGEST_DRAFT, PICTURES, fault_of_name
from kgen.read.yaml_text import quoted
from kgen.safeguarding.receipts import hash_of
from kgen.settings import Settings
from kgen.stewarding.columns import columns_for
from kgen.stewarding.receipts import without_receipts
from kgen.stewarding.sent import NotUnderstood, Request, Sent
from kgen.stewarding.submission import LARGEST, everything_in
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, unbracketed

SentFile = TypeVar("SentFile")
Outcome = TypeVar("Outcome")
LIKE_A_SLIP = 0.85
"""How alike a new name and one of the garden must be to be taken for a slip of the pen (difflib's ratio)."""
LARGEST_SENT = 32 * 1024**2
"""Bytes of a Word document or a mail with pictures."""
_UNNAMED = "a-story"


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of one thing that was sent: a story, a person, a question, or a wish with a receipt.

    `changes` writes the drafts, whose names are in `drafts` (`stories/a`): what was sent last, and before it everybody
    and everything new that it names. `replaced` is the path of a draft with the same receipt, whose place it takes.
    `left_out` says what was sent and is not in it, `missing` what its form was sent without, and `problems` what the
    checks say of it. Where nothing is written, `why` says why.

    `note` holds lines for the stewards alone: they are shown once, and kept nowhere. For a wish (`request`), `about` is
    the entry or draft whose receipt is shown, if there is one. `receipts` says how many stood in the words of anything
    else, from which they were taken out, and `shown` the entries and drafts that have them.
    """

    changes: Changes = field(default_factory=Changes)
    drafts: tuple[str, ...] = ()
    replaced: str = ""
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    why: tuple[str, ...] = ()
    note: tuple[str, ...] = field(default=(), repr=False)
    request: Request | None = None
    about: Entry | None = None
    shown: tuple[Entry, ...] = ()
    receipts: int = 0

    @property
    def refused(self) -> bool:
        """Whether nothing comes of it."""
        return bool(self.why)

    @property
    def errors(self) -> list[Diagnostic]:
        """What has to be fixed before it can come into the garden."""
        return errors_in(self.problems)

    @property
    def lines(self) -> list[str]:
        """In words, why nothing is written; else what is left out, what is missing and what has to change."""
        left_out = (f"Left out: {words}" for words in self.left_out)
        return [*self.why, *left_out, *self.missing, *(problem.message for problem in self.errors)]


def most_bytes(name: str, data: bytes) -> int:
    """The most bytes that may be sent under a name, in what begins as `data` does."""
    is_text = not data.startswith(b"PK") and b"Content-Type:" not in data[:20_000]
    return LARGEST if is_text and not name.lower().endswith((".csv", ".tsv")) else LARGEST_SENT


def taken_in(
    name: str,
    data: bytes,
    settings: Settings,
    reading: Reading,
    columns: Mapping[str, str] | None = None,
    known: KnownDrafts = NOTHING_KNOWN,
    *,
    most: int | None = None,
) -> list[Taken]:
    """Plan what becomes of all that was sent in one file, under a name. `reading` is the garden without its drafts;
    drafts that are `known` are not read again.

    `columns` gives the fields of a table's columns by their headings, folded; left out, they are those that are kept
    (see `columns.columns_for`, which raises ConfigurationError). Nothing is taken in from a file that holds more than
    `most`. The changes of each must be carried out in their order: a later one may replace a draft of an earlier one.
    """
    if len(data) > (largest := most_bytes(name, data)):
        return [Taken(why=(f"{name} is larger than {largest // 1024} KB, which no story is.", _NOTHING))]
    columns = columns_for(name, data, settings) if columns is None else columns
    try:
        found = everything_in(data, name, settings, columns)
    except NotUnderstood as reason:
        return [Taken(why=(f"{reason}.", _NOTHING))]
    if most is not None and len(found) > most:
        return [Taken(why=(f"It holds {len(found):,} stories: at most {most} are taken in at once.", _CUT, _NOTHING))]
    letterbox = _Letterbox(settings, reading, known)
    found.sort(key=lambda each: isinstance(each, Request))  # What a wish is about may be in the same file.
    return [letterbox.heard(each) if isinstance(each, Request) else letterbox.taken_in(each) for each in found]


def in_turn(
    files: Sequence[SentFile], take: Callable[[SentFile], Outcome], is_lost: Callable[[Outcome], bool]
) -> Iterator[Outcome]:
    """What comes of files that are taken in one after another. Those that nothing came of are tried once more after all
    others: a wish to take a story back may have come before the story."""
    lost = []
    for file in files:
        outcome = take(file)
        if is_lost(outcome) and len(files) > 1:
            lost.append(file)
        else:
            yield outcome
    yield from map(take, lost)


_NOTHING = "Nothing was written."
_CUT = "Cut it in several, or take it in with `kgen intake`."


@dataclass(frozen=True, slots=True)
class _New:
    """A draft to be written: its kind, its name (`stories/a.md`) and its bytes."""

    kind: Kind
    name: str
    data: bytes

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}"


class _Letterbox:
    """The garden and what waits, with what has been planned so far: nothing of it is written yet."""

    def __init__(self, settings: Settings, reading: Reading, known: KnownDrafts) -> None:
        self.settings = settings
        self.reading = reading
        self.garden = weave(settings, reading)
        self.drafts = read_drafts(draft_sources(settings), settings, known)
        self.planned: dict[str, bytes | None] = {}

    def heard(self, wish: Request) -> Taken:
        """What comes of the wish of somebody who shows a receipt: nothing is written."""
        found = self._with_receipt(wish.receipt)
        why = () if found else (_FITS_NOTHING, _MISTYPED)
        return Taken(request=wish, about=found, why=why)

    def _with_receipt(self, receipt: str) -> Entry | None:
        return _with_receipt(hash_of(receipt), (*self.reading.entries, *self.drafts))

    def taken_in(self, sent: Sent) -> Taken:
        text, pictures, refused = self._with_pictures(sent)
        text, written = without_receipts(text)
        receipts = {hash_of(each): each for each in written}.values()  # The same may stand there twice.
        if len(text.encode(errors="replace")) > LARGEST_DRAFT:
            return Taken(why=(f"It is longer than any story: at most {LARGEST_DRAFT // 1024} KB are read.", _NOTHING))
        made = _files_of(text.encode(errors="replace"), sent.kind, self.garden, {*self.planned})
        own = read_entry(Source(made[-1].name, made[-1].data), made[-1].path, self.settings.site_url)
        if why := self._why_not(own):
            return Taken(why=why, note=sent.note)
        files = out_of_git(self.settings)
        made_from = {}
        of_its_kind = (each for each in self.drafts if each.kind is own.kind)
        same = _with_receipt(own.meta.receipt_hash, of_its_kind)
        if same is not None:  # It was corrected, and sent or opened again.
            before = self.planned.get(same.path) or (self.settings.root / same.path).read_bytes()
            files[backup_of(same.path, self.settings, self.planned)] = before
            made_from[same.path] = digest_of(before)
            made[-1] = replace(made[-1], name=f"{same.key}.md")
        files |= {f"{FOLDER}/{name}": data for name, data in pictures.items()}
        files |= {each.path: each.data for each in made}
        made_from = {path: "" for path in files if path != GITIGNORE} | made_from
        entries = read_drafts((Source(each.name, each.data) for each in made), self.settings)
        problems = self._problems(entries, pictures)
        self._remember(entries, files)
        return Taken(
            Changes(files, made_from),
            tuple(each.name.removesuffix(".md") for each in made),
            same.path if same is not None else "",
            (*sent.cut, *refused),
            sent.missing,
            tuple(problems[made[-1].name.removesuffix(".md")]),
            note=sent.note,
            shown=tuple(filter(None, map(self._with_receipt, receipts))),
            receipts=len(receipts),
        )

    def _why_not(self, own: Entry) -> tuple[str, ...]:
        """Why something that is here already is not taken in; empty where it is not here."""
        here = (*self.reading.entries, *self.drafts)
        if same := next((each for each in here if each.kind is own.kind and each.digest == own.digest), None):
            return (f"{same.path} is this {own.kind} already, word for word. {_NOTHING}",)
        if same := _with_receipt(own.meta.receipt_hash, self.reading.entries):
            return (
                f"{same.path} has the same `ref`: this may be that {same.kind}, or a change to it. {_NOTHING}",
                "Anybody can read a `ref` on the site. Ask the sender for the receipt itself (kgen receipt check)"
                f" before you change anything in {same.path}.",
            )
        return ()

    def _remember(self, new: Sequence[Entry], files: Mapping[str, bytes | None]) -> None:
        keys = {entry.key for entry in new}
        self.drafts = [*(each for each in self.drafts if each.key not in keys), *new]
        self.planned |= files

    def _with_pictures(self, sent: Sent) -> tuple[str, dict[str, bytes], list[str]]:
        """The text with the pictures that came along, each under its new name (`images/a.jpg`), and those that are not
        pictures."""
        if not sent.pictures:
            return sent.text, {}, []
        found = Found((), files={name: partial(bytes, data) for name, data in sent.pictures.items()})
        pictures = taken(found, sent.pictures, self._digests())
        text = sent.text
        for name, called in pictures.names.items():
            shown = f"(../images/{name})"
            text = text.replace(shown, f"(../{called})") if shown in text else f"{text.rstrip()}\n\n![](../{called})\n"
        refused = [f"“{name}”, because {why}" for name, why in pictures.refused.items()]
        known = {*pictures.names, *pictures.refused}
        refused += [f"“{name}”, which is not a picture" for name in sent.pictures if name not in known]
        for name in sent.pictures.keys() - pictures.names.keys():
            text = re.sub(rf"!\[[^\]]*\]\(\.\./images/{re.escape(name)}\)", "", text)
        return text, pictures.data, refused

    def _digests(self) -> dict[str, str]:
        """The digests of the pictures that are in the garden or wait, by name (`images/a.jpg`)."""
        found = {}
        for folder in (self.settings.content_dir, folder_of(self.settings)):
            for path in plain_files(folder / PICTURES):
                found[f"{PICTURES}/{path.name}"] = digest_of(path.read_bytes())
        waits = f"{FOLDER}/{PICTURES}/"
        planned = ((path, data) for path, data in self.planned.items() if data and path.startswith(waits))
        return found | {path.removeprefix(f"{FOLDER}/"): digest_of(data) for path, data in planned}

    def _problems(self, entries: Sequence[Entry], pictures: Mapping[str, bytes]) -> dict[str, list[Diagnostic]]:
        """What `kgen check` would say of each new draft, in the garden with all of them, by its key."""
        shown = (Picture(name, f"{FOLDER}/{name}", digest_of(data)) for name, data in pictures.items())
        reading = replace(self.reading, pictures=(*self.reading.pictures, *shown))
        return problems_of(together(self.settings, reading, entries, {}), entries)


_FITS_NOTHING = "Somebody shows a receipt that fits nothing here."
_MISTYPED = (
    "It may be mistyped, or belong to a story that was never published or is not taken in yet. Say so if you can reach"
    " them."
)


def _with_receipt(receipt_hash: str, entries: Iterable[Entry]) -> Entry | None:
    """The entry that has a receipt of this hash, if any; none where there is no hash."""
    return next((each for each in entries if receipt_hash and each.meta.receipt_hash == receipt_hash), None)


# --- files


def _files_of(data: bytes, kind: Kind, garden: Garden, planned: set[str]) -> list[_New]:
    """The file that was sent, last, and before it everybody and everything it names that the garden does not have."""
    own = read_entry(Source(f"{kind.folder}/{_UNNAMED}.md", data), "")
    taken_names = {path.removeprefix(f"{FOLDER}/") for path in planned}
    made = []
    if isinstance(own.meta, (StoryMeta, PersonMeta)):
        for other, name in dict.fromkeys(_new_names(own.meta, garden)):
            text = _begun(other, name, own.meta, garden.settings)
            made.append(_New(other, _free_name(other, name, garden, taken_names), text.encode()))
    return [*made, _New(kind, _free_name(kind, _called(own), garden, taken_names), data)]


def _called(entry: Entry) -> str:
    """The words from which a file name is made."""
    answers = entry.meta.words("answers")
    unnamed = _UNNAMED if entry.kind is STORY else str(entry.kind)
    return entry.title or (f"In answer to {unbracketed(answers[0])}" if answers else unnamed)


def _new_names(meta: StoryMeta | PersonMeta, garden: Garden) -> Iterator[tuple[Kind, str]]:
    """The names that fields hold and nothing in the garden answers to; none that may be a slip of the pen."""
    for each in garden.names.in_fields(meta):
        if not each.required or each.kinds == (STORY,):
            continue
        kind = each.kinds[0] if STORY not in each.kinds else QUESTION
        name = each.name
        if "/" not in name and not garden.names.look_up(name) and not _is_slip(name, each.kinds, garden):
            yield kind, name


def _is_slip(name: str, kinds: Sequence[Kind], garden: Garden) -> bool:
    near = garden.names.nearest(name, kinds, count=1, among=frozenset(garden.published))
    return bool(near) and difflib.SequenceMatcher(None, fold(near[0]), fold(name)).ratio() >= LIKE_A_SLIP


def _begun(kind: Kind, name: str, told: StoryMeta | PersonMeta, settings: Settings) -> str:
    """The file of somebody or something new, with what the story says of it."""
    lines = [f"{'name' if kind is PERSON else 'title'}: {quoted(name)}"]
    if kind is PERSON and isinstance(told, StoryMeta) and len(told.author) == 1:
        lines += _of_teller(told)
    if kind is QUESTION:
        lines.append(f"opened: {settings.month}")
    return "\n".join(["---", *lines, "---", ""])


def _of_teller(story: StoryMeta) -> Iterator[str]:
    yield f"standpoint: [{', '.join(map(quoted, story.standpoint))}]"
    yield f"sectors: [{', '.join(map(quoted, story.sectors))}]"
    if story.consent and story.consent.whose == "own":
        # Anyone who tells their own story, and gives one name to show with it, agrees to that name. Nobody else has.
        # The receipt is the story's alone: it stands for one entry.
        yield from ("consent:", f"  given: {story.consent.given}")


def _free_name(kind: Kind, title: str, garden: Garden, taken_names: set[str]) -> str:
    """A name for a new draft that nothing else has: the slug of a title, with a number if need be."""
    settings = garden.settings
    slug = suggested_slug(title)
    slug = str(kind) if slug == suggested_slug("") else slug
    numbered = (f"{slug[: 79 - len(str(number))]}-{number}" for number in count(2))
    for each in chain([slug, f"{slug[: 79 - len(str(kind))]}-{kind}"], numbered):
        name = f"{kind.folder}/{each}.md"
        places = (settings.content_dir / name, folder_of(settings) / name)
        is_free = name not in taken_names and not any(map(os.path.lexists, places)) and not fault_of_name(name)
        if is_free and not garden.names.look_up(each, (kind,)) and not garden.names.was_at(f"{kind.folder}/{each}"):
            taken_names.add(name)
            return name
    raise AssertionError("numbers do not end")
