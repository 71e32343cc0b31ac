"""What a steward does with a draft. Each answers with where to go next, or with a page that is shown once."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from kgen.desk.addresses import WAITING, draft_address, entry_address
from kgen.desk.asked import DeskRequest
from kgen.desk.decisions import DecisionRefused, checklist, declining, publishing
from kgen.desk.draft_page import Tried, edit_draft
from kgen.desk.field_values import NotReadable, with_text, with_values, written_in
from kgen.desk.fields import without_receipts
from kgen.desk.kept import called
from kgen.desk.letters import ask, unask
from kgen.desk.notes import Note
from kgen.desk.requests import Done, Result, gone_to, one, refuse_other_form, refuse_unsure, typed
from kgen.desk.showing import nothing
from kgen.desk.workplace import Workplace
from kgen.editing.whole_files import write_whole
from kgen.importing.drafts import FOLDER, backups_of, read_drafts
from kgen.letters import one_line
from kgen.model import Source, kind_of
from kgen.read import digest_of
from kgen.read.slugs import suggested_slug
from kgen.read.walk import LARGEST
from kgen.weave.old_addresses import once_of


def _on_draft(act: Callable[[Workplace, DeskRequest, Source, Note], Result]) -> Callable[..., Result]:
    def made(place: Workplace, asked: DeskRequest, name: str) -> Result:
        source = place.draft(name)
        return nothing(WAITING) if source is None else act(place, asked, source, place.note_of(source))

    return made


def _refuse_other(source: Source, asked: DeskRequest) -> None:
    """Refuse a decision about a text other than the one that was read."""
    if digest_of(source.data) != one(asked, "digest"):
        raise DecisionRefused("It has been changed since you opened it.", ["Read it as it is now, then decide."])


def _publish(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    _refuse_other(source, asked)
    name, steward = source.key, asked.steward.id
    summary = place.kept.awaited_summary(source)
    entry = read_drafts([source], place.settings)[0]
    boxes = list(checklist(entry, note, source.data, summary.problems))
    ticked = {box.name for box in boxes if one(asked, box.name)}
    if missing := [box.label for box in boxes if box.name not in ticked]:
        raise DecisionRefused("It is not published yet: not everything on the checklist is ticked.", missing)
    note.read[steward] = summary.digest  # Whoever publishes it has read it.
    place.notes.keep(name, note)
    reading, settings = place.kept.reading, place.settings
    decision = publishing(source, summary, note, steward, reading, settings, is_seen="seen" in ticked)
    _refuse_unread(place, decision.about, name, steward)
    backups = backups_of(place.settings, (f"{each}.md" for each in decision.about))
    had_earlier = bool(backups) or any(place.notes.earlier(each) for each in decision.about)
    place.decide(decision)
    for each in decision.about:
        place.notes.forget(each)
    return gone_to(entry_address(name), Done.ACCEPTED_ALONE if had_earlier else Done.ACCEPTED)


def _refuse_unread(place: Workplace, about: Sequence[str], name: str, steward: str) -> None:
    """What comes into the garden with a draft that names it, such as a question, may hold a text of its own."""
    for each in about:
        source = place.draft(each) if each != name else None
        if source is None or not source.data.decode(errors="replace").rpartition("\n---")[2].strip():
            continue
        if steward not in place.notes.of(each).read_by(digest_of(source.data)):
            entry = read_drafts([source], place.settings)[0]
            raise DecisionRefused(
                "It is not published yet: it brings something along that waits too.",
                [f"Read the {entry.kind.word} “{called(entry)}” and publish that first."],
            )


def _read(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    _refuse_other(source, asked)
    note.read[asked.steward.id] = digest_of(source.data)
    place.notes.keep(source.key, note)
    return gone_to(draft_address(source.key), Done.READ)


def _hold(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    reason = one(asked, "reason")
    if not reason:
        raise DecisionRefused("Say why it waits.", ["Otherwise nobody will know when to take it up again."])
    note.held = one_line(reason)
    place.notes.keep(source.key, note)
    return gone_to(draft_address(source.key), Done.HELD)


def _resume(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    note.held = ""
    place.notes.keep(source.key, note)
    return gone_to(draft_address(source.key), Done.RESUMED)


def _decline(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    _refuse_other(source, asked)
    refuse_unsure(asked)
    place.decide(declining(source, asked.steward.id, place.settings))
    place.notes.forget(source.key)
    return gone_to(WAITING, Done.DECLINED)


def _save(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    name = source.key
    written = typed(asked, kind_of(name), place.settings, source.data)
    if digest_of(source.data) != one(asked, "digest"):
        theirs = source.data.decode(errors="replace")
        return edit_draft(source, place.kept, Tried(written, theirs))
    refuse_other_form(asked, read_drafts([source], place.settings)[0], source.data)
    try:
        if "file" in asked.form:
            data = written[1].encode()
        else:
            data = with_text(with_values(source.data, without_receipts(written[0], source.data)), written[1])
    except NotReadable:
        raise DecisionRefused("Its fields cannot be read. Open it again: you then see the whole file.") from None
    if len(data) > LARGEST:
        raise DecisionRefused(f"It is not saved: it is longer than any story, at most {LARGEST // 1024} KB.")
    if data != source.data:
        name = _renamed_with_title(place, source, data)
        place.notes.put_by(name, source.data)
        write_whole(place.settings.root / FOLDER / f"{name}.md", data)
    return gone_to(draft_address(name), Done.SAVED)


def _renamed_with_title(place: Workplace, source: Source, data: bytes) -> str:
    """The name of a draft from now on. Where its name was made from its title, it follows the title: what was changed
    there, such as a child's name, must not stay in the address."""
    name = source.key
    folder, _, slug = name.partition("/")
    before, now = (_slug_of_title(each) for each in (source.data, data))
    if not now or now == before or re.sub(r"-(?:\d+|story)\Z", "", slug) != before:
        return name
    root, taken = place.settings.root, place.kept.version.garden.entries
    numbered = (f"{folder}/{now}" if number == 1 else f"{folder}/{now[:76]}-{number}" for number in count(1))
    once = once_of(taken.values())
    free = (each for each in numbered if each not in taken and f"{each}/" not in once)
    new = next(each for each in free if not (root / FOLDER / f"{each}.md").exists())
    own = f"{FOLDER}/{name}.md"
    for path in (own, *backups_of(place.settings, [f"{name}.md"])):
        (root / path).rename(root / f"{FOLDER}/{new}.md{path.removeprefix(own)}")
    place.notes.follow(name, new)
    return new


def _slug_of_title(data: bytes) -> str:
    try:
        title = written_in(data).get("title", "")
    except NotReadable:
        return ""
    return suggested_slug(title) if isinstance(title, str) and title else ""


def _undo(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Result:
    _refuse_other(source, asked)
    name = source.key
    earlier = place.notes.earlier(name)
    if earlier is None:
        raise DecisionRefused("There is no version before this one.")
    path, data = earlier
    write_whole(place.settings.root / FOLDER / source.name, data)
    path.unlink(missing_ok=True)
    return gone_to(draft_address(name), Done.UNDONE)


ON_DRAFTS: Mapping[str, Callable[..., Result]] = {
    "publish": _on_draft(_publish),
    "read": _on_draft(_read),
    "ask": _on_draft(ask),
    "unask": _on_draft(unask),
    "hold": _on_draft(_hold),
    "resume": _on_draft(_resume),
    "decline": _on_draft(_decline),
    "save": _on_draft(_save),
    "undo": _on_draft(_undo),
}
