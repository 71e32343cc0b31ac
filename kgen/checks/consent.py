"""Consent: who agreed, until when, and whether the story may be in a repository that anybody can read."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from kgen.checks.codes import telling_codes
from kgen.checks.common import MOST_ALIKE, in_the_future, is_wrong, noticed_while_reading, of_field
from kgen.checks.unnamed import how_to_ask, is_told, unnamed
from kgen.diagnostic import Code
from kgen.english import in_words
from kgen.field_parts import Consent
from kgen.field_types import SITE
from kgen.frontmatter import StoryMeta
from kgen.model import MEETING, QUESTION, STORY, Diagnostic, Entry, Story
from kgen.read.misplaced import is_misplaced
from kgen.read.schema import Tombstone
from kgen.read.to_fill_in import to_fill_in
from kgen.safeguarding.receipts import RULE as RECEIPT
from kgen.weave import Garden


def consent(garden: Garden) -> Iterator[Diagnostic]:
    """A story does not say, or does not fully say, who agreed to its being told.

    A story is published only while somebody's consent covers it. The evidence itself (a form, a recording, a letter) is
    kept by the stewards elsewhere and never enters the repository; the file holds only a reference to it.

    `kgen schema story` says what each word means. With the right value after each colon, it looks like this:

        consent:
          whose:     own, with-permission, composite or illustrative
          others:    none, agreed or disguised
          given:     the month in which they agreed, such as 2026-10
          ref:       the stewards' own number for it, needed with with-permission and agreed
          review:    the month by which to ask again, needed with with-permission
          uses:      [site, meetings, news, research, machines], or those of them that they said yes to
        about_child: true or false, needed unless others is none

    Without `uses`, a story is only on the site: its pages, lists, the search and feeds. It is then on no sheet that is
    read aloud at a meeting, and not a word of it is in the open data or in what the site tells programs.

    A story about a child is published only once two stewards have read its final text. Each of them adds their own id
    from the register to `read_by`, below `consent`. Real names stay only if those people agreed (`named`).

    A code (`ref`, `read_by`) says nothing by itself: no name, no address, no sentence. The register says whose it is,
    and several files may have the same. A receipt belongs to one entry: anyone who shows it can have exactly that one
    changed or taken back. So a file holds only its hash (`ref`), never the receipt itself.

    A person has a page only if they agreed to be named here. Until then their stories are anonymous, and each file that
    says their full name gets a warning. A person's consent needs only `given`: the month in which they agreed.

    What was heard at a meeting (`heard`) is shown only once those who were there have agreed to it, in the same way.
    Nothing is published while `to_being_published` or `settle_first` says what a teller answered against it.
    """
    yield from noticed_while_reading(garden, "consent")
    for entry in garden.entries.values():
        if _says_nothing(entry) and not (_may_wait(garden, entry) or is_misplaced(entry.faults)):
            yield _unsaid(entry)
    yield from telling_codes(garden)
    for entry in garden.entries.values():
        given = entry.meta.agreement
        if given is not None and given.given > garden.settings.month:
            fix = "Write the month in which they agreed. If nobody has agreed yet, ask first."
            yield of_field(entry, "error", in_the_future("given", given.given), fix, "consent", "given")
    for story in garden.readable(STORY):
        if story.meta.consent is not None:
            yield from _incomplete(garden, story, story.meta.consent)
    yield from unnamed(garden)
    yield from _heard_without_consent(garden)
    yield from _shared_receipts(garden)
    yield from _readable_receipts(garden)


def _heard_without_consent(garden: Garden) -> Iterator[Diagnostic]:
    for meeting in garden.readable(MEETING):
        if meeting.meta.heard and meeting.meta.consent is None and not is_told(meeting):
            message = "nothing says that those who were there agreed, so pages do not show what was heard"
            yield of_field(meeting, "warning", message, how_to_ask(meeting), "heard")


def _unsaid(entry: Entry) -> Diagnostic:
    is_there = ("consent",) in entry.positions
    fix = to_fill_in(StoryMeta, "consent", is_there=is_there)
    return of_field(
        entry, "error", f"`consent` is {'empty' if is_there else 'missing'}", fix, "consent", missing="consent"
    )


def _may_wait(garden: Garden, entry: Entry) -> bool:
    """Whether what is missing may still come: a draft is not published, and nobody else can read this source."""
    return STORY.includes(entry) and entry.meta.draft and garden.settings.source == "private"


def _says_nothing(entry: Entry) -> bool:
    """Whether a story's front matter, even if other fields in it are wrong, holds nothing about consent."""
    if entry.kind is not STORY or isinstance(entry.meta, Tombstone):
        return False
    if STORY.includes(entry):
        return entry.meta.consent is None and not is_told(entry)
    could_be_read = bool(entry.positions) and not any(
        fault.check == "front-matter" and fault.severity == "error" for fault in entry.faults
    )
    return could_be_read and ("consent",) not in entry.positions and ("withdrawn",) not in entry.positions


def _incomplete(garden: Garden, story: Story, given: Consent) -> Iterator[Diagnostic]:
    contact = f" ({garden.settings.contact})" if garden.settings.contact else ""
    may_wait = _may_wait(garden, story)
    needs_ref = "with-permission" if given.whose == "with-permission" else "agreed" if given.others == "agreed" else ""
    if needs_ref and given.ref is None and not (may_wait or is_wrong(story, "consent", "ref")):
        fix = (
            f"Ask the stewards{contact} for the number under which they keep it, and write that after `ref:`, below"
            " `consent:`. Never write a name or paste a form."
        )
        yield of_field(story, "error", f"consent that is `{needs_ref}` needs `ref`", fix, "consent")
    if given.seen is not None and given.seen > garden.settings.month:
        fix = "Write the month in which they saw it. If they have not seen it yet, leave the line out."
        yield of_field(story, "error", in_the_future("seen", given.seen), fix, "consent", "seen")
    if given.uses and SITE not in given.uses:
        message = "`uses` leaves out `site`, and everything in this garden is published on this site"
        fix = (
            f"If they said yes to that too, write `uses: [{', '.join((SITE, *given.uses))}]`. If they did not, take the"
            " story out of the garden."
        )
        yield of_field(story, "error", message, fix, "consent", "uses")
    yield from _misreviewed(story, given, garden.settings.consent_review_months, may_wait=may_wait)
    has_others = given.others not in ("none", "") and story.meta.about_child is None
    if has_others and not (may_wait or is_wrong(story, "about_child")):
        message = "`about_child` is missing, and there are other people in this story"
        fix = (
            "Is a child at its centre, or could a child be recognised in it? Add a line `about_child: true` if so, and"
            " `about_child: false` if not."
        )
        yield of_field(story, "error", message, fix, "consent")
    if garden.settings.source == "private" and not may_wait:
        yield from _unread(story, given)
    if story.meta.named and given.others not in ("agreed", ""):
        message = "`named` lists real names, and `others` does not say that these people agreed"
        fix = (
            "Only if all of them know the story and agree to be named in it, write `others: agreed` below `consent:`. "
            "Otherwise change the names in the text, and list the new ones under `pseudonyms`."
        )
        yield of_field(story, "error", message, fix, "named")


def _misreviewed(story: Story, given: Consent, months: int, *, may_wait: bool) -> Iterator[Diagnostic]:
    if not given.given or is_wrong(story, "consent", "review"):
        return
    latest = later(given.given, months)
    if given.review is None:
        if given.whose == "with-permission" and not may_wait:
            message = "a story told with permission needs `review`"
            fix = f"Write the month by which you will ask again, such as `review: {latest}`."
            yield of_field(story, "error", message, fix, "consent")
        return
    if given.review < given.given:
        yield of_field(story, "error", "`review` is earlier than `given`", "Write a later month.", "consent", "review")
    if given.whose == "with-permission" and given.review > latest:
        message = f"`review` is more than {months} months after `given`"
        yield of_field(story, "error", message, f"Write {latest} or earlier.", "consent", "review")


def _shared_receipts(garden: Garden) -> Iterator[Diagnostic]:
    """One receipt in several entries. Each is reported and so named in any case: the others are named in its message,
    hidden or not, since nobody could mend it without knowing both."""
    by_receipt: dict[str, list[Entry]] = defaultdict(list)
    for entry in garden.entries.values():
        if entry.meta.receipt_hash:
            by_receipt[entry.meta.receipt_hash].append(entry)
    fix = (
        "Keep `ref` only in the entry of the person who holds the receipt, and take it out of the others. If somebody"
        " else told one of those, make a receipt for them: `kgen receipt new`."
    )
    for entries in by_receipt.values():
        for entry in entries if len(entries) > 1 else ():
            others = [each.path for each in islice(entries, MOST_ALIKE) if each is not entry]
            more = len(entries) - 1 - len(others)
            those = in_words([*others, f"{more:,} more"] if more else others)
            way = ("ref",) if entry.kind is QUESTION else ("consent", "ref")
            yield of_field(entry, "error", f"the receipt in `ref` is also used in {those}", fix, *way)


def _readable_receipts(garden: Garden) -> Iterator[Diagnostic]:
    """Receipts of this garden's entries that files hold. One is known by its hash, the `ref` of its entry."""
    known = {entry.meta.receipt_hash for entry in garden.entries.values()}
    for entry in garden.entries.values():
        for each in entry.detections:
            if each.rule == RECEIPT and each.key in known:
                place = "there is a receipt here" if each.position else "the name of this file holds a receipt"
                message = f"{place}; anyone who reads it can have its entry changed or taken back"
                yield Diagnostic("error", message, _TAKE_RECEIPT_OUT, each.position, path=entry.path)


_TAKE_RECEIPT_OUT = (
    "Delete it. If anybody else may have read it, make a new one with `kgen receipt new`, replace the old `ref` with"
    " its `ref`, and give it to the teller."
)
STEWARDS_FOR_A_CHILD = 2


def _unread(story: Story, given: Consent) -> Iterator[Diagnostic]:
    """A story about a child that fewer than two stewards have read. In an illustrative one nobody is real; where the
    source is public, consent_public refuses it in any case."""
    readers = {each.casefold() for each in given.read_by}
    is_read = len(readers) >= STEWARDS_FOR_A_CHILD or is_wrong(story, "consent", "read_by")
    if story.meta.about_child and not (story.meta.illustrative or is_read):
        message = f"a story about a child needs two stewards in `read_by`; it has {len(readers) or 'none'}"
        fix = (
            "Ask two stewards to read the final text. Each of them then adds their own id from the register to "
            "`read_by`, below `consent:`. Nobody adds an id for somebody else."
        )
        yield of_field(story, "error", message, fix, "consent", "read_by", code=Code.UNREAD)


def later(month: str, months: int) -> str:
    """The month that many months after another; both YYYY-MM."""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def consent_public(garden: Garden) -> Iterator[Diagnostic]:
    """A story about somebody else, or about a child, is in a repository that anybody can read.

    A pull request to a public repository is itself a publication, and its history keeps what the site no longer shows.
    So a garden with `source: public` (the default) takes no `with-permission` story and none with `about_child: true`.

    Send such a story to the stewards instead; a garden with a private repository (`source: private` in mkdocs.yml) can
    publish it. If it is already here, ask the stewards to have the text removed: deleting the file is not enough.
    """
    if garden.settings.source == "private":
        return
    contact = f" ({garden.settings.contact})" if garden.settings.contact else ", outside this repository"
    fix = (
        f"Send it to the stewards instead{contact}. If it is already here, ask them to remove it from the history too."
    )
    for story in garden.readable(STORY):
        if story.meta.consent is not None and story.meta.consent.whose == "with-permission":
            message = "this repository is public, and the story is told with somebody's permission"
            yield of_field(story, "error", message, fix, "consent", "whose")
        if story.meta.about_child:
            message = "this repository is public, and the story is about a child"
            yield of_field(story, "error", message, fix, "about_child")
