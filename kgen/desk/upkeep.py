"""What a steward decides about what is in the garden: to hide it, correct it, take it back, ask again, rename, merge.

Hiding never waits for anything. Everything else is refused where the garden would have an error afterwards that it
does not have now.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kgen.checks import check, new_since
from kgen.checks.consent import STEWARDS_FOR_A_CHILD
from kgen.desk.decisions import DecisionRefused, is_about_child, needs_second, told_in
from kgen.desk.field_values import NotReadable, Value, items_of, with_text, with_values, written_in
from kgen.desk.journal import Decision
from kgen.desk.notes import Act
from kgen.desk.wording import sentences
from kgen.diagnostic import errors_in
from kgen.editing.changes import Changes
from kgen.editing.source_file import with_field
from kgen.model import KIND_BY_FOLDER, PERSON, STORY, TOPIC, Diagnostic, Entry, Kind, Source
from kgen.read import Reading, read_entry
from kgen.read.slugs import slug_or_number, suggested_slug
from kgen.read.walk import fault_of_name
from kgen.settings import Settings
from kgen.stewarding.deleting import deletion
from kgen.stewarding.form_file import written
from kgen.stewarding.merging import merging
from kgen.stewarding.outcome import reading_after
from kgen.stewarding.plan import Plan
from kgen.stewarding.renaming import renaming
from kgen.stewarding.withdrawing import withdrawal
from kgen.weave import Garden, weave
from kgen.weave.old_addresses import old_address, once_of

_WOULD_BREAK = "The garden would then have an error, so nothing was changed."


@dataclass(frozen=True, slots=True)
class Upkeep:
    """An entry with the bytes of its file, the garden as it is, and who decides about it, and why."""

    entry: Entry
    data: bytes
    garden: Garden
    reading: Reading
    steward: str
    reason: str

    @property
    def settings(self) -> Settings:
        return self.garden.settings

    # --- what never waits

    def hide(self) -> Decision:
        """Take a story off the site; it stays in the garden's files."""
        return self._decided("Hide a story", self._as_draft("true"), Act.HIDE)

    def withdraw(self, *, no_trace: bool) -> tuple[Decision, Plan]:
        """Take a story out of the garden, and every reference to it. The reason is not noted: nothing of it stays."""
        planned = withdrawal(self.garden, self.reading, self.entry.slug, no_trace=no_trace)
        return Decision("Withdraw a story", planned.changes, self.steward, act=Act.WITHDRAW), planned

    # --- what must not give the garden an error

    def show(self) -> Decision:
        """Put a story that was hidden back on the site."""
        return self._without_new_errors("Show a story again", self._as_draft(""))

    def read(self) -> Decision:
        """Note that a story which is hidden, and which two stewards have to read, was read as it is now. The second to
        read it puts it back on the site."""
        try:
            readers = dict.fromkeys((*items_of(written_in(self.data).get("consent.read_by", ())), self.steward))
            new = with_values(self.data, {"consent.read_by": tuple(readers)})
        except NotReadable as reason:
            raise DecisionRefused("Its fields cannot be read.", [str(reason)]) from None
        if len(readers) < STEWARDS_FOR_A_CHILD:
            return self._without_new_errors("Read a story", new)
        return self._without_new_errors("Show a story again", with_field(new, "draft", ""))

    def correct(self, values: Mapping[str, Value], text: str, seen: str) -> Decision:
        """Change fields and text. A story that two stewards have to read is hidden until the second has.

        `seen` says what its teller knows of it: `agreed`, or `less` where the change only takes something out or mends
        a slip; where the words of a story change, it is one of them.
        """
        entry = self.entry
        try:
            new = with_text(with_values(self.data, values), text)
            if STORY.includes(entry) and not entry.meta.illustrative and told_in(new) != told_in(self.data):
                if seen not in ("agreed", "less"):
                    raise DecisionRefused(
                        "The text of a story was changed: say whether its teller has seen it.",
                        ["If they have not, and it says more than before, or something else, ask them first."],
                    )
                if seen == "agreed":
                    new = with_values(new, {"consent.seen": self.settings.month})
        except NotReadable as reason:
            raise DecisionRefused("Its fields cannot be read.", [str(reason)]) from None
        if new == self.data:
            raise DecisionRefused("Nothing was changed.")
        return self.rewrite(new)

    def rewrite(self, whole: bytes) -> Decision:
        """Replace the whole of a file: also of one that no form can show."""
        what = f"Correct a {self.entry.kind.word}"
        return self._without_new_errors(what, self._to_be_read(whole), Act.CORRECT)

    def _to_be_read(self, new: bytes) -> bytes:
        """A story that was changed; hidden, and signed only by whoever changed it, where two have to read it."""
        if self.entry.kind is not STORY:
            return new
        if is_about_child(self.data) and not is_about_child(new):
            raise DecisionRefused(
                "It was published as a story about a child, and stays one.",
                ["If that is wrong, undo its publishing under History. It then waits until two of you have decided."],
            )
        after = read_entry(Source(f"{self.entry.key}.md", new), self.entry.path, self.settings.site_url)
        if not needs_second(after, self.settings) or _reads_alike(self.data, new):
            return new
        try:
            return with_values(with_field(new, "draft", "true"), {"consent.read_by": (self.steward,)})
        except ValueError:
            return new  # It cannot be read, so nobody is shown it.

    def renew(self, review: str) -> Decision:
        """Its teller, or whoever gave permission, was asked this month and said yes again. `review` is the month by
        which to ask the next time (`2029-03`); it may be empty."""
        new = with_values(self.data, {"consent.given": self.settings.month, "consent.review": review})
        return self._without_new_errors("Renew a consent", new)

    def rename(self, slug: str) -> tuple[Decision, str, Plan]:
        """Another name for the file and its address; the old one leads there. Also returns the new key."""
        entry, slug = self.entry, suggested_slug(slug) if any(map(str.isalnum, slug)) else ""
        self._refuse_name(slug)
        planned = renaming(self.garden, self.reading, entry.key, slug)
        _refuse_errors(planned.changes, self.reading, self.settings)
        about = (entry.key, f"{entry.kind.folder}/{slug}")
        decision = Decision(f"Rename a {entry.kind.word}", planned.changes, self.steward, self.reason, about)
        return decision, about[1], planned

    def merge(self, into: str) -> tuple[Decision, Plan]:
        """Two topics become one: all that named the first leads to the second."""
        planned = merging(self.garden, self.reading, self.entry.slug, into)
        _refuse_errors(planned.changes, self.reading, self.settings)
        about = (self.entry.key, f"{TOPIC.folder}/{into}")
        return Decision("Merge two topics", planned.changes, self.steward, self.reason, about), planned

    def delete(self) -> tuple[Decision, Plan]:
        """Take out what is not a story, with every reference to it. Nothing about a person is noted."""
        entry = self.entry
        planned = deletion(self.garden, self.reading, entry.key)
        _refuse_errors(planned.changes, self.reading, self.settings)
        about = () if entry.kind is PERSON else (entry.key,)
        what = f"Delete a {entry.kind.word}"
        return Decision(what, planned.changes, self.steward, self.reason, about, act=Act.DELETE), planned

    def _refuse_name(self, slug: str) -> None:
        """Refuse a name that an entry cannot have, in the words of the form it was written into."""
        entry = self.entry
        if not slug:
            raise DecisionRefused("Write the new name.")
        if slug == entry.slug:
            raise DecisionRefused("This is its name already.", ["Write another one."])
        if fault := fault_of_name(f"{entry.kind.folder}/{slug}.md"):
            raise DecisionRefused(f"It cannot have that name: {fault.message}.", ["Write another one."])
        if (self.settings.root / f"{self.settings.content_name}/{entry.kind.folder}/{slug}.md").exists():
            raise DecisionRefused(f"There is a {entry.kind.word} of this name already.", ["Write another one."])

    def _as_draft(self, draft: str) -> bytes:
        try:
            return with_field(self.data, "draft", draft)
        except ValueError:
            raise DecisionRefused("Its fields cannot be read. Edit the whole file.") from None

    def _decided(self, what: str, data: bytes, act: Act = Act.OTHER) -> Decision:
        about = (self.entry.key,)
        return Decision(what, Changes({self.entry.path: data}), self.steward, self.reason, about, act=act)

    def _without_new_errors(self, what: str, data: bytes, act: Act = Act.OTHER) -> Decision:
        decision = self._decided(what, data, act)
        _refuse_errors(decision.changes, self.reading, self.settings)
        return decision


def making(
    kind: Kind, values: Mapping[str, Value], text: str, steward: str, reading: Reading, settings: Settings
) -> tuple[Decision, str]:
    """A new topic, question, network or the like. Also returns its key."""
    name = str(values.get("name" if kind is PERSON else "title", ""))
    taken = {*once_of(reading.entries), *(entry.url for entry in reading.entries)}
    key = f"{kind.folder}/{slug_or_number(kind, name, lambda slug: old_address(kind, slug) not in taken)}"
    path = f"{settings.content_name}/{key}.md"
    if not name:
        raise DecisionRefused(f"A {kind.word} needs a {'name' if kind is PERSON else 'title'}.")
    if fault := fault_of_name(f"{key}.md"):
        raise DecisionRefused(f"It cannot have that name: {fault.message}.", [fault.fix])
    if (settings.root / path).exists():
        raise DecisionRefused(f"There is a {kind.word} of this name already.")
    first = next(iter(values))
    data = with_values(f"---\n{first}: {written(values[first])}\n---\n".encode(), values)
    data = with_text(data, text) if text.strip() else data
    changes = Changes({path: data})
    _refuse_errors(changes, reading, settings)
    return Decision(f"Add a {kind.word}", changes, steward, about=(key,)), key


def _refuse_errors(changes: Changes, reading: Reading, settings: Settings) -> None:
    """Refuse what would give the garden an error that it does not have now."""
    then = _errors(reading_after(changes, reading, settings), settings)
    if errors := new_since(_errors(reading, settings), then) if then else []:
        raise DecisionRefused(_WOULD_BREAK, [f"{_said(problem, settings)} ({problem.path})" for problem in errors])


def _errors(reading: Reading, settings: Settings) -> list[Diagnostic]:
    return errors_in(check(weave(settings, reading), only_errors_mended=True))


def _said(problem: Diagnostic, settings: Settings) -> str:
    """What is wrong and what to do, in the words of the desk's forms."""
    folder = problem.path.removeprefix(f"{settings.content_name}/").partition("/")[0]
    return sentences([problem], KIND_BY_FOLDER.get(folder, STORY), settings)[0]


_NOT_READ = ("topics", "networks", "sectors", "answers", "came_of_it", "cites", "aliases", "lang", "licence")
"""Fields that say where a story belongs, and nothing about the people in it."""


def _reads_alike(data: bytes, new: bytes) -> bool:
    """Whether a change leaves alone all that stewards sign with a story."""
    try:
        before, after = written_in(data), written_in(new)
    except NotReadable:
        return False
    names = {each for each in before.keys() | after.keys() if each.partition(".")[0] not in _NOT_READ}
    return told_in(data) == told_in(new) and all(before.get(each) == after.get(each) for each in names)
