"""Names: fields that name something, labels that two topics claim, addresses that collide."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kgen.checks.common import (
    GONE_PERSON,
    GONE_STORY,
    MOST_ALIKE,
    VOCABULARY,
    a_new_one,
    as_list,
    in_this_garden,
    is_sentence,
    named,
    named_on,
    not_hidden,
    of_field,
    parts_of_a_list,
)
from kgen.checks.cycles import Cycles
from kgen.checks.sources import instead_of_reference, instead_of_spaces, works_in
from kgen.diagnostic import Addition, Nearest
from kgen.english import either
from kgen.field_types import CITE, doi_in
from kgen.model import PERSON, SOURCE, STORY, TOPIC, Diagnostic, Entry, Position, Severity
from kgen.read.walk import fault_of_name
from kgen.safeguarding import holds_name_in_small_letters, may_name_somebody
from kgen.settings.file import WEB_ADDRESS, address_in
from kgen.weave import Garden
from kgen.weave.name_index import FILE_ENDING, Named, fold, unbracketed
from kgen.weave.unread import Unread

_ADDRESS = re.compile(WEB_ADDRESS)
_CITE = re.compile(CITE)
_LONGEST_NAME = 5
"""Words of a sentence that are looked up as one name."""


_SLUG = re.compile(r"(?:[a-z]+/)?[a-z0-9][a-z0-9-]*(?:\.md)?")


def reference(garden: Garden) -> Iterator[Diagnostic]:
    """A field names a topic, network, person, sector, question or story that is not in the garden.

    The story would be missing from a page on which somebody looks for it. Nothing names itself. Names are found
    by slug, title, alias or another label; case, spaces, dashes, underscores and the form of quotation marks do not
    count. The address of a page of this garden names its entry.

    `steward` and `asked_by` may hold words instead, which are printed. Anything there that looks like a slug, or like a
    name in small letters, but leads to nobody gets a warning: it may be that of somebody whose file was deleted.

    Instead of   topics: [thrust]
    write        topics: [trust]

    or add the topic: `kgen new topic "Thrust"`.
    """
    unread = Unread(garden)
    for entry in garden.entries.values():
        for each in garden.names.in_fields(entry.meta):
            way = each.way
            if _is_itself(garden, entry, each):
                other = entry.kind if entry.kind in each.kinds else each.kinds[0]
                message = f"`{each.field}` names “{each.written}”, which is this {entry.kind} itself"
                severity: Severity = "error" if entry.kind is STORY else "warning"
                yield of_field(entry, severity, message, f"Name another {other}, or delete it.", *way)
                continue
            if not each.required:
                yield from _gone(entry, each, unread)
                continue
            if not each.found and _is_sentence(entry, each):
                message = f"`{each.field}` holds a sentence, and it lists names"
                fix, adds = _names_in_sentence(garden, entry, each)
                yield of_field(entry, "error", message, fix, *way, adds=adds)
            elif not each.found and SOURCE in each.kinds and (instead := instead_of_reference(garden, each)):
                message = f"`{each.field}` holds a full bibliographic reference"
                yield of_field(entry, "error", message, instead, *way)
            elif not each.found and SOURCE in each.kinds and (meant := _address_meant(each.name)):
                message = f"`{each.field}` names “{each.written}”, which is not a whole address"
                yield of_field(entry, "error", message, f"Write `{meant}` in place of `{each.written}`.", *way)
            elif not each.found and (several := _several_in_one(garden, entry, each)):
                fix, adds = several
                yield of_field(entry, "error", f"`{each.field}` holds several names as one", fix, *way, adds=adds)
            elif not each.found and SOURCE in each.kinds and (instead := instead_of_spaces(each.name)):
                message = f"`{each.field}` names “{each.written}”, which is not just an address or a DOI"
                yield of_field(entry, "error", message, instead, *way)
            elif not each.found:
                unknown = _unknown(garden, entry, each)
                yield replace(unknown, follows=unread.holding(each.name, each.kinds))


def _is_itself(garden: Garden, entry: Entry, name: Named) -> bool:
    """Whether an entry names itself, or the address of its own page. What is part of itself is told by topic_cycle."""
    found = name.found or garden.names.look_up(garden.names.own_name(name.name))
    return name.field != "broader" and bool(found) and found[0] is entry


def _address_meant(written: str) -> str:
    """The DOI or the whole web address that somebody wrote in part; empty if it is neither, or whole already."""
    meant = doi_in(written) or address_in(written)
    return "" if meant == written else meant


def _is_sentence(entry: Entry, name: Named) -> bool:
    is_list = isinstance(entry.meta.__dict__.get(name.field), tuple)
    return is_list and name.kinds[0] in VOCABULARY and is_sentence(name.name)


def _names_in_sentence(garden: Garden, entry: Entry, name: Named) -> tuple[str, Addition | None]:
    """What to write in place of a sentence: the names that it holds, or those that there are; and what to add."""
    words = [word.strip(".,;:!?()“”‘’\"'") for word in name.name.split()]
    found: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            entries = garden.names.look_up(" ".join(words[start:end]), name.kinds)
            if entries and entries[0].key in garden.published:
                found.append(entries[0].slug)
                start = end - 1
                break
        start += 1
    if not found:
        folder = name.kinds[0].folder
        return in_this_garden(garden, folder), a_new_one(folder)
    names = [each.written for each in garden.names.in_fields(entry.meta, name.field)]
    written = dict.fromkeys([*names[: name.number], *found, *names[name.number + 1 :]])
    return f"Write `{as_list(name.field, list(written))}`.", None


def _gone(entry: Entry, name: Named, unread: Unread) -> Iterator[Diagnostic]:
    """A slug or a name in lower case that leads to nobody, in a field whose words are printed. It may be that of
    somebody who was taken out of the garden, so it is not repeated."""
    if name.found or PERSON not in name.kinds or unread.holding(name.name, name.kinds):
        return
    is_slug = _SLUG.fullmatch(name.name) is not None
    if is_slug or holds_name_in_small_letters(name.name):
        what = "is written like the name of a file" if is_slug else "holds what looks like a name in small letters"
        message = f"`{name.field}` {what}, and there is no such person or network, so pages show it as it is"
        fix = (
            "If it meant somebody whose file is gone, delete the line. If it is meant as words, write them as people"
            f" should read them, such as `{name.field}: the volunteers`."
        )
        nearest = Nearest(name.name, tuple(kind.name for kind in name.kinds))
        yield of_field(entry, "warning", message, fix, *name.way, nearest=nearest)


def _several_in_one(garden: Garden, entry: Entry, name: Named) -> tuple[str, Addition | None] | None:
    """What to write, and to add, where somebody put no brackets round several names; None if it is one name."""
    field, number, kinds = name.field, name.number, name.kinds
    if _ADDRESS.fullmatch(name.name):
        return None
    is_work = SOURCE in kinds
    parts = works_in(name.name) if is_work else parts_of_a_list(name.name)
    unknown = [part for part in parts if not garden.names.look_up(unbracketed(part), kinds)]
    unknown = [part for part in unknown if not (is_work and _CITE.fullmatch(part))]
    if len(parts) < 2 or (len(unknown) == len(parts) and "," not in name.written and ";" not in name.written):
        return None
    if ("." in name.path and not is_work) or not isinstance(entry.meta.__dict__.get(field), tuple):
        known = [f"`{name.path.rpartition('.')[2]}: {part}`" for part in parts if part not in unknown]
        return f"Name one. Write {either(known)}." if known else "Name one.", None
    names = [each.written for each in garden.names.in_fields(entry.meta, field)]
    written = [*names[:number], *parts, *names[number + 1 :]]
    if not unknown:
        return f"Write `{as_list(field, written)}`.", None
    kept = [name for name in written if name not in unknown]
    first = f"Write `{as_list(field, kept)}`. " if kept else ""
    new = either([f"“{part}”" for part in unknown])
    here = " ".join(filter(None, ("yet.", in_this_garden(garden, kinds[0].folder))))
    fix = f"{first}There is no {kinds[0]} {new} {here} Or add what is missing and write `{as_list(field, written)}`."
    return fix, Addition(kinds[0].name, tuple(unknown))


def _unknown(garden: Garden, entry: Entry, name: Named) -> Diagnostic:
    what = either([kind.name for kind in name.kinds])
    way = name.way
    elsewhere = garden.names.look_up(name.name)
    if elsewhere and elsewhere[0].key in garden.published:
        message = f"`{name.field}` names “{name.written}”, which is a {elsewhere[0].kind}"
        return of_field(entry, "error", message, f"Write the name of a {what} here.", *way)
    message = f"`{name.field}` names “{name.written}”, and there is no such {what}"
    kinds = tuple(kind.name for kind in name.kinds)
    if _ADDRESS.fullmatch(name.name):
        fix = f"Write the slug of a {what} of this garden, which is the name of its file without .md."
        last = FILE_ENDING.sub("", re.split("[?#]", name.name)[0]).rpartition("/")[2]
        return of_field(entry, "error", message, fix, *way, nearest=Nearest(last, kinds))
    said = [_IN_PLACE_OF.get(kind, "") for kind in name.kinds]
    fix = " ".join(filter(None, (in_this_garden(garden, name.kinds[0].folder), *said)))
    adds = Addition(kinds[0], (name.name,))
    return of_field(entry, "error", message, fix, *way, nearest=Nearest(name.name, kinds), adds=adds)


_IN_PLACE_OF = {
    SOURCE: "Write a DOI (10.1000/182) or a whole web address (https://example.org).",
    PERSON: GONE_PERSON,
    STORY: GONE_STORY,
}


def ambiguous_name(garden: Garden) -> Iterator[Diagnostic]:
    """A name could mean several entries.

    It is linked to the first in the order topic, network, question, story, person, sector, meeting, source, page; never
    to the page it is on.

    Instead of   [[analytics]]
    write        [[networks/analytics]]
    """
    for entry in garden.entries.values():
        for each in garden.names.in_fields(entry.meta):
            if len(found := not_hidden(garden, each.found)) > 1:
                yield _ambiguous(entry, each.written, found, entry.position(*each.way))
        for reference, target in garden.prose_links(entry):
            if reference.form in ("wiki", "embed") and len(found := not_hidden(garden, target.entries)) > 1:
                yield _ambiguous(entry, reference.target, found, reference.position)


def _ambiguous(entry: Entry, name: str, found: tuple[Entry, ...], position: Position) -> Diagnostic:
    keys = [named(each) for each in found[:MOST_ALIKE]]
    more = len(found) - len(keys)
    keys += [f"one of {more:,} more"] if more else []
    message = f"“{name}” could mean {either(keys)}; it is linked to {keys[0]}"
    fix = "Write the folder of the one you mean before its name, such as topics/trust."
    return Diagnostic("warning", message, fix, position, path=entry.path, meant=tuple(keys))


def shared_label(garden: Garden) -> Iterator[Diagnostic]:
    """Two topics answer to the same label, so a link by that label may lead to the wrong one.

    Give the label to the topic that people mean by it, and take it out of the other's `alt`; or say with `broader` or
    `related` how the two belong together.
    """
    for folded, topics in garden.names.sharing():
        labels = {entry.key: label for entry in topics if (label := _label(entry, folded))}
        for entry in topics:
            if entry.key in labels and len(labels) > 1:
                written, position = labels[entry.key]
                rivals = (each for each in topics if each is not entry and each.key in labels)
                others = [named(each) for each in islice(rivals, MOST_ALIKE)]
                more = len(labels) - 1 - len(others)
                and_more = f" and {more:,} more" if more else ""
                message = f"the label “{written}” also belongs to {', '.join(others)}{and_more}"
                yield Diagnostic("warning", message, "Keep it in one of them.", position, path=entry.path)


def _label(entry: Entry, folded: str) -> tuple[str, Position] | None:
    """A label as an entry writes it, and where; None if only an alias is like it (see `address`)."""
    for number, name in enumerate(entry.meta.words("alt")):
        if fold(name) == folded:
            return name, entry.position("alt", number)
    return (entry.title, entry.position("title")) if fold(entry.title) == folded else None


def renamed(garden: Garden) -> Iterator[Diagnostic]:
    """A file no longer has the name it had in git, and its old address leads nowhere.

    Somebody may have printed the old address, or kept it. An alias leads on from there:

        aliases: [the-old-name]

    `kgen mv stories/the-old-name the-new-name` renames a file, writes its alias, and changes every link to it.

    An old name is not asked for if it is another page's now, if it is a person's, or if it holds something by which
    somebody could be recognised: such names are best forgotten. Nor are those of stories that are not published.
    """
    led = {f"{entry.kind.folder}/{alias}" for entry in garden.entries.values() for alias in entry.meta.aliases}
    for entry in garden.published.values():
        names = (name.removesuffix(".md") for name in entry.former_paths if fault_of_name(name) is None)
        lost = [name for name in names if name not in led and name not in garden.entries and _is_of(entry, name)]
        if lost:
            slugs = [name.rpartition("/")[2] for name in lost]
            message = f"this file was {lost[-1]}.md, and its old address leads nowhere"
            fix = (
                f"Add `aliases: [{', '.join([*entry.meta.aliases, *slugs])}]`. To rename a file, write for example"
                f" `kgen mv {lost[-1]} {entry.slug}`: it adds the alias, and every link follows."
            )
            yield of_field(entry, "warning", message, fix, "aliases")


def _is_of(entry: Entry, name: str) -> bool:
    """Whether a name that an entry had may be one of its aliases."""
    folder, _, slug = name.partition("/")
    if folder != entry.kind.folder or entry.kind is PERSON:
        return False
    return not may_name_somebody(slug, entry.kind)


def topic_cycle(garden: Garden) -> Iterator[Diagnostic]:
    """A topic is part of itself through `broader`.

    Decide which is the wider one, and delete `broader` from that one.
    """
    broader = _broader(garden)
    cycles = Cycles(broader)
    for entry in garden.entries.values():
        ways = (cycles.shortest_cycle(entry.key, wider) for wider in broader.get(entry.key, ()))
        if way := min(filter(None, ways), key=len, default=None):
            message = f"this topic is part of itself: {' → '.join(named_on(garden, way))}"
            fix = "Delete `broader` in the widest one."
            yield of_field(entry, "error", message, fix, "broader")


def topic_related(garden: Garden) -> Iterator[Diagnostic]:
    """A topic is both `related` to another and part of it (`broader`), directly or through others.

    Related topics are side by side. Keep `broader`, and delete the other from `related`.
    """
    broader = _broader(garden)
    for topic in garden.readable(TOPIC):
        wider = _all_broader(topic.key, broader) if topic.meta.related else set()
        for each in garden.names.in_fields(topic.meta, "related"):
            found = each.found
            if found and (found[0].key in wider or topic.key in _all_broader(found[0].key, broader)):
                message = f"`related` names “{each.written}”, but one of the two is part of the other"
                fix = f"Delete “{each.written}” from `related`."
                yield of_field(topic, "error", message, fix, "related", each.number)


def _broader(garden: Garden) -> dict[str, list[str]]:
    table = {}
    for entry in garden.entries.values():
        if entry.kind is TOPIC:
            named = garden.names.in_fields(entry.meta, "broader")
            table[entry.key] = [each.found[0].key for each in named if each.found]
    return table


def _all_broader(key: str, broader: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(broader.get(key, ()))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(broader.get(each, ()))
    return found
