"""Safeguarding: what could tell readers who somebody is. safeguarding.json holds what is looked for."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import PurePosixPath
from typing import NamedTuple

from kgen.checks.common import elsewhere, of_field
from kgen.checks.people import people
from kgen.frontmatter import StoryMeta
from kgen.model import MEETING, STORY, Detection, Diagnostic, Entry, Meeting, Picture, Position, Severity, Story
from kgen.safeguarding import detect_in_name, detect_in_text
from kgen.safeguarding.expressions import DATA, WORDS
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.rules import DETAILS, RULES, Rule
from kgen.safeguarding.scanner import hits
from kgen.safeguarding.validators import is_below, is_role_mailbox
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.pictures import plain_address

_FIELDS = DATA["fields"]
_BUDGET = DATA["budget"]
_CELLS = DATA["small_cells"]
_SAYS = DATA["messages"]
_REGIONS = frozenset(WORDS["region"])
_RULES = {rule.id: rule for rule in RULES}
_LEVELS: dict[Severity | None, int] = {None: 0, "warning": 1, "error": 2}

DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}")


class PublicDetails(NamedTuple):
    """What the stewards publish themselves, and what any entry may therefore hold."""

    found: frozenset[tuple[str, str]]
    """The id of the rule, and what was found."""
    domains: tuple[str, ...]
    """Where the mailboxes of roles may be."""


def safeguarding(garden: Garden) -> Iterator[Diagnostic]:
    """Something in a story could tell readers who somebody is: a number, an address, a name, a birthday.

    Once published, it is copied, and copies cannot be recalled; a child, or somebody who fled, may be found by it. So
    numbers that belong to one person, e-mail addresses, phone numbers, names on social media, dates of birth and full
    postcodes block a story. Exact days, streets, number plates, case references and names that are not listed under
    `pseudonyms` are pointed out, and so are details that are harmless on their own but together leave only one person.
    In a story with `about_child: true`, a name blocks too.

    What is found is never repeated here, only where it is. The garden's own `contact` and `helplines` may be anywhere,
    and so may phone numbers that are reserved for drama. It finds patterns, not harm: a second reader is still needed.
    docs/safeguarding.md lists everything that is looked for, and how well it is found.

    Instead of   She rang me on 07700 900123 on 3 March, the day after Liam turned seven.
    write        She rang me in spring, the day after my youngest's birthday.
    """
    mode = garden.settings.safeguarding
    if mode == "none":
        return
    for finding in _findings(garden):
        if mode == "warn" and finding.severity == "error":
            finding = replace(finding, severity="warning")
        yield finding


def _findings(garden: Garden) -> Iterator[Diagnostic]:
    known = _published_by_stewards(garden.settings)
    told: list[tuple[Story, frozenset[str]]] = []
    for entry in garden.entries.values():
        yield from _said(entry, known)
        yield from _in_file_name(entry, entry.detections, known)
        if STORY.includes(entry) and not entry.meta.illustrative:
            details = _told(entry)
            told.append((entry, details))
            if severity := _level(details, entry.meta.about_child):
                message = _BUDGET["message_of_child" if entry.meta.about_child else "message"]
                kinds = _in_words(details)
                yield of_field(entry, severity, message.format(kinds=kinds), _BUDGET["mend"], "title")
        if MEETING.includes(entry):
            yield from _told_at(entry)
    for picture in (*garden.pictures.values(), *garden.refused.values()):
        yield from _in_file_name(picture, _in_picture_name(picture), known)
    yield from people(garden)
    yield from _over_budget_by_author(garden, told)
    yield from _small_cells(garden)


# --- what a place holds


def _published_by_stewards(settings: Settings) -> PublicDetails:
    texts = settings.own_words
    found = frozenset((hit.rule.id, hit.key) for text in texts for hit in hits(NormalisedText(text), RULES))
    return PublicDetails(found, tuple(text.lower() for text in texts if DOMAIN.fullmatch(text.lower())))


def _said(entry: Entry, known: PublicDetails) -> Iterator[Diagnostic]:
    """Each error, and each kind of advice once, with all places of it."""
    if not entry.detections:
        return
    advice: dict[tuple[Severity, str, str], list[Position]] = defaultdict(list)
    field_at = entry.field_finder()
    for detection in entry.detections:
        if detection.position is None or detection.rule not in _RULES or _is_allowed(detection, known):
            continue
        rule = _RULES[detection.rule]
        field = field_at(detection.position)
        severity = _severity(rule, entry, field)
        if severity is None:
            continue
        is_contact = field in _FIELDS["contact"].get(entry.kind.name, ())
        says, mend = (_SAYS["contact"], _SAYS["mend_contact"]) if is_contact else (_SAYS["here"], rule.mend)
        message, mend = says.format(finds=rule.finds), mend.replace("{key}", detection.key)
        if severity == "error":
            yield Diagnostic(severity, message, mend, detection.position, path=entry.path)
        else:
            advice[severity, message, mend].append(detection.position)
    for (severity, message, mend), positions in advice.items():
        message += elsewhere(_SAYS["elsewhere"], positions)
        yield Diagnostic(severity, message, mend, positions[0], path=entry.path, more=tuple(positions[1:]))


def _is_allowed(detection: Detection, known: PublicDetails) -> bool:
    if (detection.rule, detection.key) in known.found:
        return True
    host = detection.key.rpartition("@")[2]
    is_mailbox = detection.rule in ("email", "role-mailbox") and is_role_mailbox(detection.key)
    return is_mailbox and is_below(host, known.domains)


def _severity(rule: Rule, entry: Entry, field: str) -> Severity | None:
    """How bad a finding of a rule is in a field (none: in the text) of an entry; None if it may stay."""
    if field in _FIELDS["dates"] or (field in _FIELDS["codes"] and rule.id not in ("email", "social-handle")):
        return None
    if field in _FIELDS["authors"] and rule.id == "date-of-birth":
        return None
    if field in _FIELDS["contact"].get(entry.kind.name, ()) and rule.id in _FIELDS["softened"]:
        return "warning" if rule.blocks else None
    if rule.blocks:
        return "error"
    return "info" if rule.level == "info" else "warning"


def _in_picture_name(picture: Picture) -> Iterator[Detection]:
    """What the name of a picture tells, as it is and as it is published, except an exact day, which every camera
    writes."""
    stems = {PurePosixPath(name).stem: None for name in (picture.name, plain_address(picture.name))}
    return (each for stem in stems for each in detect_in_name(stem) if each.rule != "exact-day")


def _in_file_name(file: Entry | Picture, detections: Iterable[Detection], known: PublicDetails) -> Iterator[Diagnostic]:
    """A number in the name of a file; kgen.checks.people looks for names."""
    by_rule = (each for each in detections if each.rule in _RULES)
    for detection in sorted(by_rule, key=lambda each: not _RULES[each.rule].blocks):
        if detection.position is None and not _is_allowed(detection, known):
            rule = _RULES[detection.rule]
            blocks = rule.blocks or (isinstance(file, Entry) and _severity(rule, file, "") == "error")
            message = _SAYS["file_name"].format(finds=rule.finds)
            yield Diagnostic("error" if blocks else "warning", message, _SAYS["mend_file_name"], path=file.path)
            return


# --- what is harmless on its own


def _told(story: Story) -> frozenset[str]:
    """Which kinds of details a story tells of the people in it (DATA["budget"]["details"])."""
    meta = story.meta
    told = set(story.details)
    if meta.author:
        told.add("author")
    if meta.place and meta.place.casefold() not in _REGIONS:
        told.add("place")
    if "-" in (meta.period or "") or any(detection.rule == "exact-day" for detection in story.detections):
        told.add("time")
    return frozenset(told)


def _told_at(meeting: Meeting) -> Iterator[Diagnostic]:
    """What one sentence of a meeting tells. Each was said by a different person, so they are not added up."""
    meta = meeting.meta
    said: list[tuple[tuple[str | int, ...], str]] = [
        (("heard", number), each) for number, each in enumerate(meta.heard)
    ]
    said += [(("promises", number, "what"), promise.what) for number, promise in enumerate(meta.promises)]
    said += [(("chosen", "why"), meta.chosen.why)] if meta.chosen and meta.chosen.why else []
    for way, words in said:
        _, told = detect_in_text(words, STORY, illustrative=False)
        if severity := _level(told, about_child=False):
            message = _BUDGET["message"].format(kinds=_in_words(told))
            yield of_field(meeting, severity, message, _BUDGET["mend_at_meeting"], *way)


def _level(told: frozenset[str], about_child: bool | None) -> Severity | None:
    if len(told) > _BUDGET["block_above"] or (about_child and len(told) >= _BUDGET["child_block_from"]):
        return "error"
    return "warning" if len(told) > _BUDGET["warn_above"] else None


def _in_words(told: frozenset[str]) -> str:
    return ", ".join(rule.finds for rule in DETAILS if rule.id in told)


def _over_budget_by_author(garden: Garden, told: Sequence[tuple[Story, frozenset[str]]]) -> Iterator[Diagnostic]:
    """Sum up each author's stories in the order in which they were told; the one that goes too far is named."""
    by_author: dict[str, list[tuple[Story, frozenset[str]]]] = defaultdict(list)
    for story, details in told:
        authors = garden.names.in_fields(story.meta, "author")
        for author in {each.found[0].key if each.found else each.name.casefold() for each in authors}:
            by_author[author].append((story, details))
    named: set[tuple[str, Severity]] = set()
    for stories in by_author.values():
        together: frozenset[str] = frozenset()
        about_child, before = False, 0
        for story, details in sorted(stories, key=lambda pair: (garden.date(pair[0]) or "", pair[0].slug)):
            together |= details
            about_child |= bool(story.meta.about_child)
            severity = _level(together, about_child)
            rises = _LEVELS[severity] > max(before, _LEVELS[_level(details, story.meta.about_child)])
            before = max(before, _LEVELS[severity])
            if severity and rises and (story.key, severity) not in named:
                named.add((story.key, severity))
                message = _BUDGET["message_of_author"].format(kinds=_in_words(together))
                yield of_field(story, severity, message, _BUDGET["mend"], "author")


# --- few who could have told it


def _small_cells(garden: Garden) -> Iterator[Diagnostic]:
    stories = [
        (story, _cells(meta))
        for story in garden.readable(STORY)
        if (meta := story.meta).place and meta.period and not meta.draft and not meta.illustrative
    ]
    shared = Counter(cell for _, cells in stories for cell in cells)
    for story, cells in stories:
        if any(shared[cell] < _CELLS["fewest"] for cell in cells):
            message = _CELLS["message"].format(fewest=_CELLS["fewest"])
            yield of_field(story, "warning", message, _CELLS["mend"], "place")


def _cells(meta: StoryMeta) -> set[tuple[str, ...]]:
    place, period = (meta.place or "").casefold(), meta.period or ""
    sectors = {sector.casefold() for sector in meta.sectors}
    return {(*who, place, period) for who in product(set(meta.standpoint), sectors)}
