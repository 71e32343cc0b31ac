"""What a steward does that is not about one draft or entry: take files in, publish, take a decision back."""

from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import ReceivedPage
from kgen.desk.decisions import DecisionRefused, declining
from kgen.desk.requests import Done, Result, gone_to, one
from kgen.desk.taking import holder_of, took_all, took_from
from kgen.desk.undoing import undoing
from kgen.desk.workplace import Workplace
from kgen.serve.answer import redirect


def received(place: Workplace, asked: DeskRequest) -> ReceivedPage:
    """Files dropped onto a page."""
    if not asked.files:
        raise DecisionRefused("No file was sent.", ["Choose one or several, or drop them onto the page."])
    return ReceivedPage("What you took in", took_all(place, asked.steward.id, asked.files))


def fetched(place: Workplace, asked: DeskRequest) -> Result:
    """What a receiver has put into its folder; or one file from it, which is deleted."""
    if name := one(asked, "delete"):
        for path in place.received_files():
            if path.name == name:
                path.unlink(missing_ok=True)
        return gone_to("/", Done.DELETED)
    return ReceivedPage("What has arrived", took_from(place, asked.steward.id, place.received_files()))


def shows_receipt(place: Workplace, asked: DeskRequest) -> Result:
    """Whose receipt somebody shows. It comes in a form, so that neither an address nor a browser's history holds it."""
    found = holder_of(place, one(asked, "receipt"))
    if found is None:
        raise DecisionRefused(
            "This receipt fits nothing here.",
            [
                "It may be mistyped, or belong to something that was never published.",
                "A receipt has 32 characters, from 0 to 9 and a to f.",
            ],
        )
    return redirect(found[1])


def publish(place: Workplace, asked: DeskRequest) -> Result:
    """Publish what is there again; where two people decided differently, with what was chosen."""
    conflict = place.publisher.conflict
    if conflict is None:
        place.publish()
        return gone_to("/history/", Done.PUBLISHING)
    sides = {"ours": conflict.ours, "theirs": conflict.theirs}
    chosen = {path: one(asked, f"keep:{path}") for path in conflict.paths}
    if missing := [path for path, side in chosen.items() if side not in sides]:
        raise DecisionRefused("Choose which version to keep, for each file.", missing)
    place.publisher.resolve({path: sides[side][path] for path, side in chosen.items()})
    place.kept.refresh()
    return gone_to("/history/", Done.RESOLVED)


def undo(place: Workplace, asked: DeskRequest, id: str) -> Result:
    """Take a decision back, by a decision of its own."""
    place.decide(undoing(place, id, asked.steward.id))
    return gone_to("/history/", Done.TAKEN_BACK)


def delete_old(place: Workplace, asked: DeskRequest) -> Result:
    """Delete what has waited longer than it may be kept."""
    if not asked.form.get("name"):
        raise DecisionRefused("Nothing was ticked, so nothing was deleted.", [])
    known = {each.name for each in place.too_old()}
    for name in asked.form.get("name", ()):
        source = place.draft(name) if name in known else None
        if source is not None:
            place.decide(declining(source, asked.steward.id, place.settings))
            place.notes.forget(name)
    return gone_to("/old/", Done.DELETED)
