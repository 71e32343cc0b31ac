"""What a steward decides about a draft: to publish it, to ask its teller, to hold it, to decline it.

Each is only a plan, which changes nothing; kgen.desk.journal carries it out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgen.checks import check
from kgen.checks.consent import STEWARDS_FOR_A_CHILD
from kgen.desk.entry_contexts import Checkbox
from kgen.desk.field_values import NotReadable, Value, with_values, written_in
from kgen.desk.journal import Decision
from kgen.desk.kept import DraftSummary, is_set_aside
from kgen.desk.notes import Act, Note
from kgen.desk.wording import sentences
from kgen.diagnostic import errors_in
from kgen.editing.source_file import SourceFile
from kgen.importing.drafts import FOLDER, shown
from kgen.model import STORY, Diagnostic, Entry, Source, kind_of
from kgen.read import Reading, digest_of
from kgen.settings import Settings
from kgen.stewarding.accepting import acceptance, accepted_changes
from kgen.stewarding.declining import declined_changes
from kgen.weave import weave

_TOLD = ("title", "summary", "handbrake", "release", "change.what", "place", "period")
"""Fields that hold a teller's words."""


class DecisionRefused(Exception):
    """Something is not done: why, and in `lines` what is missing, or what to do instead."""

    def __init__(self, message: str, lines: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.lines = tuple(lines)


def told_in(data: bytes, *, without: str = "") -> str:
    """The digest of what its teller told: the text, and the fields that hold their words, `without` one of them."""
    try:
        values = {**written_in(data), without: ""}
        notes = [value for path, value in values.items() if path.startswith("tries.")]
        words: list[Value] = [SourceFile(data).body.strip(), *(values.get(name, "") for name in _TOLD), *notes]
    except (NotReadable, UnicodeDecodeError):
        words = [data.decode(errors="replace")]
    return digest_of("\0".join("\n".join([each] if isinstance(each, str) else each) for each in words).encode())


def is_as_told(data: bytes, came: str) -> bool:
    """Whether what its teller told is as it came (`told_in`). A title that a steward found for a story without one
    changes nothing of it: the form says that somebody else can find one."""
    return came in ("", told_in(data), told_in(data, without="title"))


_SAYS_CHILD = re.compile(rb"^about_child[ \t]*:[ \t]*[\"']?true\b", re.MULTILINE)


def is_about_child(data: bytes) -> bool:
    """Whether a file says that it is about a child, even where its front matter cannot be parsed."""
    try:
        return written_in(data).get("about_child") == "true"
    except NotReadable:
        return bool(_SAYS_CHILD.search(data))


# --- reading


@dataclass(frozen=True, slots=True)
class Readers:
    """How many stewards have to read the final text, why, and who has."""

    needed: int
    why: str
    read_by: tuple[str, ...]

    def lacks(self, steward: str) -> int:
        """How many more have to read it, if this steward has."""
        return max(0, self.needed - len({*self.read_by, steward}))


def readers(summary: DraftSummary, note: Note) -> Readers:
    read_by = tuple(note.read_by(summary.digest))
    if summary.about_child:
        return Readers(STEWARDS_FOR_A_CHILD, "It is about a child.", read_by)
    if note.about_child:
        return Readers(STEWARDS_FOR_A_CHILD, "It was said to be about a child, and now is not.", read_by)
    if summary.is_set_aside:
        return Readers(STEWARDS_FOR_A_CHILD, "Something that could tell who somebody is would stay in it.", read_by)
    return Readers(1, "", read_by)


def needs_second(entry: Entry, settings: Settings) -> bool:
    """Whether two stewards have to read a story of the garden before anybody else does."""
    if not STORY.includes(entry):
        return False
    alone = check(weave(settings, Reading((shown(entry),), (), ())), only_errors_mended=True)
    return bool(entry.meta.about_child) or is_set_aside(entry, alone)


# --- the checklist


def checklist(entry: Entry, note: Note, data: bytes, problems: Sequence[Diagnostic]) -> Iterator[Checkbox]:
    """What has to be ticked to publish this draft."""
    yield Checkbox("read", f"I have read all of this {entry.kind.word}, as its readers will.", "")
    if not STORY.includes(entry):
        return
    meta, consent = entry.meta, entry.meta.consent
    if meta.illustrative:
        yield Checkbox("invented", "It is invented, and nobody will take it for somebody’s own story.", "")
        return
    help = "They said so in a form, a letter or in person. Their receipt or your register is the proof."
    yield Checkbox("yes", "Its teller said that it may be published on this website.", help)
    yield Checkbox("danger", "Nobody in it seems to be in danger now.", "If somebody may be, open Help first.")
    if meta.pseudonyms or entry.people or (consent and consent.others == "disguised"):
        help = "Think of what a neighbour or a colleague would put together: place, time, work, family."
        names = f"Names are changed, in its address ({entry.slug}) too, and nothing in it shows who anybody is."
        yield Checkbox("names", names, help)
    if consent and consent.others == "agreed":
        yield Checkbox("others", "Everybody in it knows about it and agreed.", "Your register says so.")
    if meta.about_child:
        help = "They will be able to find it when they are grown. If you are not sure, hold it."
        yield Checkbox("child", "It does this child no harm, today or later.", help)
    notes = "Its content notes name all that could hurt a reader." if meta.mentions else "It needs no content note."
    yield Checkbox("notes", notes, "")
    if any(reference.form == "picture" for reference in entry.body.references):
        yield Checkbox(
            "pictures", "Everybody who can be seen in its pictures agreed, and each picture is described.", ""
        )
    if consent and len(consent.uses) > 1:
        yield Checkbox("uses", "Its teller said yes to each of its uses.", "They are under Consent.")
    if not is_as_told(data, note.came):
        help = "What they told has been changed here since it came. If they have not seen it yet, choose Ask."
        yield Checkbox("seen", "Its teller has seen the text as it is now, and agrees.", help)
    if is_set_aside(entry, problems):
        yield Checkbox("aside", "What was found may stay, and I know why.", "A second steward has to read it too.")


# --- deciding


def publishing(
    source: Source,
    summary: DraftSummary,
    note: Note,
    steward: str,
    reading: Reading,
    settings: Settings,
    *,
    is_seen: bool,
) -> Decision:
    """Publish a draft. `is_seen` says whether its teller has seen it as it is now.

    Raises DecisionRefused where somebody still has to read it, or it does not pass the checks.
    """
    who = readers(summary, note)
    if lacks := who.lacks(steward):
        more = "a second steward" if lacks == 1 else f"{lacks} more stewards"
        raise DecisionRefused(
            f"It is not published yet: {more} has to read it.",
            [
                who.why,
                "They sign in as themselves, open its page, read the text as it is now, and publish it.",
                "The desk has noted that you have read it.",
            ],
        )
    data = _as_published(source, [*dict.fromkeys([*who.read_by, steward])], is_seen, settings)
    accepted = acceptance([Source(source.name, data)], settings, reading)
    if problems := accepted.refused.get(source.key):
        kind = kind_of(source.name)
        raise DecisionRefused("It cannot be published yet.", sentences(errors_in(problems), kind, settings))
    changes, _ = accepted_changes(accepted, settings)
    changes.made_from[f"{FOLDER}/{source.name}"] = digest_of(source.data)  # Without what is added to it here.
    about = tuple(each.removesuffix(".md") for each in accepted.files)
    return Decision(f"Publish a {summary.kind}", changes, steward, about=about, act=Act.PUBLISH)


def _as_published(source: Source, stewards: Sequence[str], is_seen: bool, settings: Settings) -> bytes:
    """The file with who has read it, and with the month in which its teller saw it."""
    if not STORY.holds(source.name):
        return source.data
    try:
        values = written_in(source.data)
        if not any(path.startswith("consent.") for path in values):
            return source.data  # The check says what is missing.
        more: dict[str, Value] = {"consent.read_by": tuple(stewards)}
        if is_seen:
            more["consent.seen"] = settings.month
        return with_values(source.data, more)
    except NotReadable:
        return source.data


def declining(source: Source, steward: str, settings: Settings) -> Decision:
    """Delete a draft. Nothing about it is noted, not even its name."""
    kind = kind_of(source.name)
    return Decision(f"Decline a {kind.word}", declined_changes([source], settings), steward, is_committed=False)
