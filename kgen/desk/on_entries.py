"""What a steward does with what is in the garden. Each answers with where to go next, or with a page shown once."""

from collections.abc import Callable, Mapping

from kgen.desk.addresses import GARDEN, MAKES, entry_address
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import DonePage
from kgen.desk.decisions import DecisionRefused, needs_second
from kgen.desk.draft_page import Tried
from kgen.desk.entry_contexts import NewPage, Possible
from kgen.desk.entry_page import edit_entry, possible
from kgen.desk.fields import fields_of, without_receipts
from kgen.desk.requests import Done, Result, gone_to, one, refuse_other_form, refuse_unsure, typed
from kgen.desk.showing import nothing
from kgen.desk.upkeep import Upkeep, making
from kgen.desk.workplace import Workplace
from kgen.letters import one_line
from kgen.model import STORY, Entry
from kgen.read import digest_of
from kgen.stewarding.plan import Plan
from kgen.stewarding.still_held import listed


def _on_entry(what: Possible, act: Callable[[Workplace, DeskRequest, Upkeep], Result]) -> Callable[..., Result]:
    """What does something with an entry, where that can be done with it."""

    def made(place: Workplace, asked: DeskRequest, name: str) -> Result:
        found = place.entry(name)
        if found is None:
            return nothing(GARDEN)
        if what not in possible(found[0], place.kept):
            raise DecisionRefused(
                "This cannot be done with it as it is now.", ["Open its page again: it shows what can."]
            )
        # The garden with all that was read, including what has an error.
        garden, reason = place.kept.whole_garden(), one_line(one(asked, "reason"))
        return act(place, asked, Upkeep(*found, garden, place.kept.reading, asked.steward.id, reason))

    return made


def _hide(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    place.decide(upkeep.hide())
    return gone_to(entry_address(upkeep.entry.key), Done.HIDDEN)


def _show(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    entry = upkeep.entry
    if not needs_second(entry, place.settings):
        place.decide(upkeep.show())
        return gone_to(entry_address(entry.key), Done.SHOWN)
    if digest_of(upkeep.data) != one(asked, "digest"):
        raise DecisionRefused("It has been changed since you opened it.", ["Read it as it is now, then show it."])
    place.decide(upkeep.read())
    return gone_to(entry_address(entry.key), _shown_or_second(place, entry))


def _shown_or_second(place: Workplace, entry: Entry, shown: Done = Done.SHOWN) -> Done:
    """What became of a story: whether readers see it, or a second steward has to read it first."""
    now = place.kept.version.garden.entries.get(entry.key)
    is_hidden = now is not None and STORY.includes(now) and now.meta.draft
    return Done.SECOND if now is not None and is_hidden and needs_second(now, place.settings) else shown


def _withdraw(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    refuse_unsure(asked)
    decision, planned = upkeep.withdraw(no_trace=bool(one(asked, "no_trace")))
    place.decide(decision)
    place.log.forget(_names_of(upkeep.entry))
    mine = (one_line(each.says) for each in planned.still_held if each.is_stewards)
    others = listed([each for each in planned.still_held if not each.is_stewards])
    return DonePage("The story is withdrawn", tuple(planned.what_was_done), (*mine, *planned.look), others)


def _renew(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    if not one(asked, "agreed"):
        raise DecisionRefused(
            "The consent is not renewed.", ["Ask its teller first, then tick that they agreed again."]
        )
    place.decide(upkeep.renew(one(asked, "review")))
    return gone_to(entry_address(upkeep.entry.key), Done.RENEWED)


def _rename(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    decision, key, planned = upkeep.rename(one(asked, "slug"))
    place.decide(decision)
    return _left_to_do("It has its new name", planned) or gone_to(entry_address(key), Done.RENAMED)


def _merge(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    into = one(asked, "into")
    if not into:
        raise DecisionRefused("Nothing was merged.", ["Choose the topic that stays."])
    decision, planned = upkeep.merge(into)
    place.decide(decision)
    stays = entry_address(f"{upkeep.entry.kind.folder}/{into}")
    return _left_to_do("The two are one now", planned) or gone_to(stays, Done.MERGED)


def _delete(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    refuse_unsure(asked)
    decision, planned = upkeep.delete()
    place.decide(decision)
    place.log.forget(_names_of(upkeep.entry))
    return _left_to_do("It is deleted", planned) or gone_to(GARDEN, Done.DELETED)


def _left_to_do(title: str, planned: Plan) -> DonePage | None:
    """The page that says what a steward has to see to; None where nothing is left."""
    return DonePage(title, (), tuple(planned.look), "") if planned.look else None


def _names_of(entry: Entry) -> set[str]:
    """All keys that an entry has had."""
    return {entry.key, *(f"{entry.kind.folder}/{alias}" for alias in entry.meta.aliases)}


def _save(place: Workplace, asked: DeskRequest, upkeep: Upkeep) -> Result:
    entry, data = upkeep.entry, upkeep.data
    written = typed(asked, entry.kind, place.settings, data)
    if digest_of(data) != one(asked, "digest"):
        return edit_entry(entry, data, place.kept, Tried(written, data.decode(errors="replace")))
    refuse_other_form(asked, entry, data)
    try:
        if not upkeep.reason:
            raise DecisionRefused("It is not saved yet: say why you change it.")
        if "file" in asked.form:
            decision = upkeep.rewrite(written[1].encode())
        else:
            decision = upkeep.correct(without_receipts(written[0], data), written[1], one(asked, "seen"))
    except DecisionRefused as reason:
        refused = (str(reason), *reason.lines)
        return edit_entry(entry, data, place.kept, Tried(written, refused=refused, reason=upkeep.reason))
    place.decide(decision)
    return gone_to(entry_address(entry.key), _shown_or_second(place, entry, Done.CORRECTED))


def make(place: Workplace, asked: DeskRequest, kind: str) -> Result:
    """Something new: a topic, a question, a network."""
    found = MAKES.get(kind)
    if found is None:
        return nothing(GARDEN)
    values, text = typed(asked, found, place.settings)
    try:
        filled_in = {name: each for name, each in values.items() if each}
        decision, key = making(found, filled_in, text, asked.steward.id, place.kept.reading, place.settings)
    except DecisionRefused as reason:
        fields = fields_of(found, values, place.settings, place.kept.version.garden, {})
        return NewPage(f"A new {found.word}", found.word, fields, text, (str(reason), *reason.lines))
    place.decide(decision)
    return gone_to(entry_address(key), Done.MADE)


ON_ENTRIES: Mapping[str, Callable[..., Result]] = {
    "hide": _on_entry("hide", _hide),
    "show": _on_entry("show", _show),
    "withdraw": _on_entry("withdraw", _withdraw),
    "renew": _on_entry("renew", _renew),
    "rename": _on_entry("rename", _rename),
    "merge": _on_entry("merge", _merge),
    "delete": _on_entry("delete", _delete),
    "save": _on_entry("correct", _save),
}
