"""What the desk shows of a draft, of an entry and of the past. Nothing is decided by looking."""

from kgen.desk.addresses import GARDEN, MAKES, WAITING, entry_address
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import ConflictingFile, DeskPage, HelpPage, HistoryPage, ListItem, PastDecision, ProblemPage
from kgen.desk.draft_page import draft_page, edit_draft as edit_draft_page
from kgen.desk.entry_contexts import NewPage
from kgen.desk.entry_page import edit_entry as edit_entry_page, entry_page
from kgen.desk.fields import fields_of
from kgen.desk.kept import called
from kgen.desk.lists import LONGEST_WAIT, paged, said_of
from kgen.desk.moments import in_local_time
from kgen.desk.notes import Act
from kgen.desk.workplace import Workplace
from kgen.serve.answer import Answer

MOST_DECISIONS = 500
_WARNINGS = {
    Act.WITHDRAW: "The story comes back, hidden. Do it only if it was withdrawn by mistake; then choose Show again.",
    Act.HIDE: "It would be public again.",
    Act.DELETE: "It would be public again.",
    Act.CORRECT: "What was there before is public again, also what you took out on purpose.",
}
"""What a steward is told before they take such a decision back."""
_GONE = "It may have been published, declined or renamed since."


def nothing(back: str) -> ProblemPage:
    return ProblemPage("There is nothing here", _GONE, (), back)


def draft(place: Workplace, asked: DeskRequest, name: str) -> DeskPage:
    source = place.draft(name)
    if source is None:
        return nothing(WAITING)
    place.kept.wait(LONGEST_WAIT)
    return draft_page(place, source, asked.steward.id)


def edit_draft(place: Workplace, asked: DeskRequest, name: str) -> DeskPage:
    source = place.draft(name)
    if source is None:
        return nothing(WAITING)
    place.kept.wait(LONGEST_WAIT)
    return edit_draft_page(source, place.kept)


def entry(place: Workplace, asked: DeskRequest, name: str) -> DeskPage:
    found = place.entry(name)
    return nothing(GARDEN) if found is None else entry_page(place, *found)


def edit_entry(place: Workplace, asked: DeskRequest, name: str) -> DeskPage:
    found = place.entry(name)
    return nothing(GARDEN) if found is None else edit_entry_page(*found, place.kept)


def help_page(place: Workplace, asked: DeskRequest) -> HelpPage:
    settings = place.settings
    return HelpPage("Help", settings.safeguarding_lead, settings.controller, place.publisher.sends)


def new(place: Workplace, asked: DeskRequest, kind: str) -> DeskPage:
    found = MAKES.get(kind)
    if found is None:
        return nothing(GARDEN)
    garden = place.kept.version.garden
    return NewPage(f"A new {found.word}", found.word, fields_of(found, {}, place.settings, garden, {}), "", ())


def site(place: Workplace, asked: DeskRequest) -> Answer:
    return place.kept.page(asked.path)


def preview(place: Workplace, asked: DeskRequest, name: str) -> Answer | DeskPage:
    source = place.draft(name)
    return nothing(WAITING) if source is None else place.kept.preview(source, asked.path)


# --- history


def history(place: Workplace, asked: DeskRequest) -> HistoryPage:
    logged = {each.commit: each for each in place.log.decisions() if each.commit}
    names = place.names
    commits = place.history.decisions(MOST_DECISIONS)
    shown, pages = paged(commits, asked, "/history/")
    entries = place.kept.version.garden.entries
    decisions = []
    for commit in shown:
        known = logged.get(commit.id)
        about = known.about if known else ()
        what = known.what if known else commit.message.partition("\n")[0]
        decisions.append(
            PastDecision(
                when=in_local_time(commit.when),
                what=what,
                by=names.get(known.by, "a steward") if known else "",
                reason=known.reason if known else "",
                about=tuple(ListItem(called(entries[key]), entry_address(key)) for key in about if key in entries),
                is_sent=commit.is_sent or not place.publisher.sends,
                undo=f"/history/undo/{commit.id}" if known else "",
                warning=_WARNINGS.get(known.act, "") if known else "",
            )
        )
    conflict = place.publisher.conflict
    return HistoryPage(
        "History",
        tuple(decisions),
        pages,
        said_of(place.publisher),
        not place.publisher.is_busy,
        place.publisher.unsent,
        tuple(_version(path, place) for path in conflict.paths) if conflict else (),
    )


def _version(path: str, place: Workplace) -> ConflictingFile:
    conflict = place.publisher.conflict
    assert conflict is not None

    def text(data: bytes | None) -> str | None:
        return None if data is None else data.decode(errors="replace")

    return ConflictingFile(path, text(conflict.ours[path]), text(conflict.theirs[path]))
