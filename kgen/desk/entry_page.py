"""The page of something that is in the garden, and the form in which it is corrected."""

from collections.abc import Iterator, Mapping

from kgen.checks.consent import STEWARDS_FOR_A_CHILD, later
from kgen.desk.addresses import SITE, entry_address
from kgen.desk.contexts import ListItem
from kgen.desk.decisions import needs_second
from kgen.desk.draft_page import NOTHING_TRIED, Tried, edit_page
from kgen.desk.entry_contexts import EditPage, EntryPage, Possible
from kgen.desk.kept import Kept, called
from kgen.desk.lists import visibility_in_words
from kgen.desk.moments import in_local_time
from kgen.desk.notes import Logged
from kgen.desk.shown import Shown, appearances
from kgen.desk.workplace import Workplace
from kgen.model import PAGE, SECTOR, STORY, TOPIC, Entry
from kgen.read import digest_of
from kgen.read.schema import Tombstone
from kgen.settings import Settings


def entry_page(place: Workplace, entry: Entry, data: bytes) -> EntryPage:
    kept, names = place.kept, place.names
    garden = kept.version.garden
    settings = garden.settings
    problems = kept.errors.get(entry.path, ())
    shown = Shown(entry, data, problems, "edit/", garden)
    appears, preview = appearances(garden, entry.key, SITE)
    can = tuple(possible(entry, kept))
    others = tuple(
        (each.slug, garden.title(each)) for each in garden.entries.values() if each.kind is TOPIC and each is not entry
    )
    return EntryPage(
        called(entry),
        kind=entry.kind.word,
        name=entry.key,
        state=_state_of(entry, kept),
        is_hidden=STORY.includes(entry) and entry.meta.draft,
        is_withdrawn=isinstance(entry.meta, Tombstone),
        findings=shown.findings(),
        lines=shown.lines(),
        facts=shown.facts(),
        preview=preview,
        appears=appears,
        can=can,
        others=others if "merge" in can else (),
        next_review=_next_review(entry, settings) if "renew" in can else "",
        decisions=tuple(_decided(each, names) for each in reversed(place.log.decisions()) if entry.key in each.about),
        digest=digest_of(data),
    )


def _next_review(entry: Entry, settings: Settings) -> str:
    has_review = STORY.includes(entry) and entry.meta.consent is not None and entry.meta.consent.review
    return later(settings.month, settings.consent_review_months) if has_review else ""


def _state_of(entry: Entry, kept: Kept) -> str:
    is_hidden = STORY.includes(entry) and entry.meta.draft
    read_by = entry.meta.consent.read_by if STORY.includes(entry) and entry.meta.consent else ()
    lacks_reader = len(read_by) < STEWARDS_FOR_A_CHILD
    if is_hidden and lacks_reader and entry.path not in kept.errors and needs_second(entry, kept.settings):
        return "hidden: two stewards must read this version before it is shown again"
    return visibility_in_words(kept, entry)


def _decided(decision: Logged, names: Mapping[str, str]) -> ListItem:
    by = f"by {names.get(decision.by, 'a steward')}."
    return ListItem(decision.what, "", " ".join(filter(None, (in_local_time(decision.when), by, decision.reason))))


def possible(entry: Entry, kept: Kept) -> Iterator[Possible]:
    """What can be done with it."""
    if isinstance(entry.meta, Tombstone):
        return
    if STORY.includes(entry):
        yield "show" if entry.meta.draft else "hide"
    yield "correct"
    if entry.kind is STORY:
        if STORY.includes(entry) and entry.meta.consent is not None and not entry.meta.illustrative:
            yield "renew"
        yield "withdraw"
    if entry.kind is not PAGE and entry.path not in kept.errors:
        yield "rename"
    if entry.kind is TOPIC and entry.path not in kept.errors:
        yield "merge"
    if entry.kind not in (STORY, SECTOR):
        yield "delete"


def edit_entry(entry: Entry, data: bytes, kept: Kept, tried: Tried = NOTHING_TRIED) -> EditPage:
    return edit_page(
        entry,
        data,
        kept.errors.get(entry.path, ()),
        kept.version.garden,
        entry_address(entry.key),
        tried,
        is_published=True,
        asks_seen=STORY.includes(entry) and not entry.meta.illustrative,
        hides=needs_second(entry, kept.settings),
    )
