"""What was sent comes onto the desk: dropped onto a page, or from the folder of a receiver."""

from collections.abc import Sequence
from pathlib import Path

from kgen.desk.addresses import draft_address, entry_address
from kgen.desk.asked import Dropped
from kgen.desk.contexts import Came, ListItem
from kgen.desk.decisions import told_in
from kgen.desk.journal import Decision
from kgen.desk.kept import called
from kgen.desk.signs import signs_in
from kgen.desk.wording import in_words_of_the_form
from kgen.desk.workplace import Workplace
from kgen.editing.changes import Changes
from kgen.english import sentence_case
from kgen.fields import choices_of
from kgen.frontmatter import StoryMeta
from kgen.importing.drafts import FOLDER, GITIGNORE, draft_sources, read_drafts
from kgen.model import STORY, Entry, kind_of
from kgen.safeguarding.receipts import LENGTH, hash_of, plain_receipt
from kgen.settings import Settings
from kgen.stewarding.taking_in import LARGEST_SENT, Taken, in_turn, taken_in

_SHOWS = "The writer shows its receipt."
MOST_AT_ONCE = 200
"""The most stories of one file, or files of a receiver, taken in while everybody waits: some twenty seconds."""


def took_all(place: Workplace, steward: str, files: Sequence[Dropped]) -> tuple[Came, ...]:
    """Take files in, one after another."""
    return tuple(in_turn(files, lambda each: _took(place, steward, each.name, each.data), _is_lost))


def _is_lost(came: Came) -> bool:
    return came.refused and not (came.drafts or came.note)


def took_from(place: Workplace, steward: str, paths: Sequence[Path]) -> tuple[Came, ...]:
    """Take in what the folder of a receiver holds. A file goes once it has been taken in, unless something in it is
    written down nowhere else: what is for the stewards alone, or a wish. It then stays until somebody says that they
    have copied that, or done it."""
    return tuple(in_turn(paths[:MOST_AT_ONCE], lambda path: _fetched(place, steward, path), _is_lost))


def _fetched(place: Workplace, steward: str, path: Path) -> Came:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_SENT + 1)
    except OSError as error:
        return Came(path.name, (), (f"It cannot be read ({error.strerror}).",), (), True, path.name)
    came = _took(place, steward, path.name, data, is_fetched=True)
    if not came.file:
        path.unlink(missing_ok=True)
    return came


def _took(place: Workplace, steward: str, name: str, data: bytes, *, is_fetched: bool = False) -> Came:
    drafts: list[ListItem] = []
    lines: list[str] = []
    notes: list[str] = []
    refused = is_wish = False
    reading, known = place.kept.reading, place.kept.known_drafts
    for taken in taken_in(name, data, place.settings, reading, known=known, most=MOST_AT_ONCE):
        if taken.changes.files:
            _take_in(place, taken.changes, steward)
            drafts += [_drafted(place, each, is_new=taken.replaced != f"{FOLDER}/{each}.md") for each in taken.drafts]
        drafts += _wished(taken)
        told = b"\n".join(each for each in taken.changes.files.values() if each).decode(errors="replace")
        shown = {entry.key: entry for entry in taken.shown}.values()
        drafts += [ListItem(called(each), _way_to(each), _SHOWS, each.kind.word) for each in shown]
        lines += [f"{sentence_case(sign.short)}. {sign.says} Help says what to do." for sign in signs_in(told)]
        lines += _lines(taken, place.settings)
        notes += taken.note
        refused = refused or taken.refused
        is_wish = is_wish or taken.request is not None
    stays = is_fetched and bool(notes or refused or is_wish)
    return Came(name, tuple(drafts), tuple(lines), tuple(notes), refused, name if stays else "", is_wish)


def _take_in(place: Workplace, changes: Changes, steward: str) -> None:
    """Write drafts, after what keeps them out of Git: that belongs to the garden, since every clone of it needs it."""
    ignoring = Changes({name: data for name, data in changes.files.items() if name == GITIGNORE})
    if ignoring.files:
        place.decide(Decision("Leave what waits out of the history", ignoring, steward))
    written = {name: data for name, data in changes.files.items() if name != GITIGNORE}
    drafts = Changes(written, changes.made_from)
    place.decide(Decision("Take in what was sent", drafts, steward, is_committed=False))


def _drafted(place: Workplace, name: str, *, is_new: bool) -> ListItem:
    """The line of a new draft, whose words are noted as they were sent."""
    source = place.draft(name)
    assert source is not None
    if is_new:
        place.notes.forget(name)
    note = place.note_of(source)
    note.came = told_in(source.data)
    place.notes.keep(name, note)
    entry = read_drafts([source], place.settings)[0]
    return ListItem(called(entry), draft_address(name), "", entry.kind.word)


def _lines(taken: Taken, settings: Settings) -> list[str]:
    """Why nothing came of it; else what is left out, is missing or has to change, in the words of the form."""
    left_out = (f"Left out: {words}" for words in taken.left_out)
    kind = kind_of(taken.drafts[-1]) if taken.drafts else STORY
    errors = (in_words_of_the_form(problem, kind, settings)[0] for problem in taken.errors)
    return [*taken.why, *left_out, *taken.missing, *errors]


def _way_to(entry: Entry) -> str:
    is_draft = entry.path.startswith(f"{FOLDER}/")
    return draft_address(entry.key) if is_draft else entry_address(entry.key)


def holder_of(place: Workplace, receipt: str) -> tuple[Entry, str] | None:
    """The entry or draft that has a receipt, and where the desk shows it."""
    if len(plain_receipt(receipt)) != LENGTH:
        return None
    wanted = hash_of(receipt)
    for entry in (*place.kept.reading.entries, *read_drafts(draft_sources(place.settings), place.settings)):
        if entry.meta.receipt_hash == wanted:
            return entry, _way_to(entry)
    return None


def _wished(taken: Taken) -> list[ListItem]:
    """What somebody who shows a receipt wants, and where that is done."""
    wish, entry = taken.request, taken.about
    if wish is None or entry is None:
        return []
    way = _way_to(entry)
    if wish.came_of_it:
        says = choices_of(StoryMeta, "came_of_it")[wish.came_of_it]
        why = f"Somebody with its receipt says of what changed: “{says}”. Choose that under “What came of it”."
        return [ListItem(called(entry), f"{way}edit/#field-came_of_it", f"{why} {wish.words}".strip(), entry.kind.word)]
    what = "wants to take it back" if wish.wish == "withdraw" else "wants it changed"
    return [ListItem(called(entry), way, f"Somebody with its receipt {what}. {wish.words}".strip(), entry.kind.word)]
