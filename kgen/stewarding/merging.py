"""Two topics become one: every reference to the first leads to the second, which takes over what it held."""

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import quote

import yaml

from kgen.checks import check
from kgen.diagnostic import errors_in
from kgen.editing.changes import Changes
from kgen.editing.joined_bodies import joined_bodies
from kgen.editing.source_file import Edit, SourceFile, items_of, with_field
from kgen.letters import one_line
from kgen.markdown.link_spans import link_spans
from kgen.model import TOPIC, Entry, Reference, Topic
from kgen.read import Reading
from kgen.read.walk import LARGEST
from kgen.read.yaml_text import quoted, scalar
from kgen.settings import ConfigurationError
from kgen.stewarding.called import entry_called
from kgen.stewarding.menu import menu_led_on
from kgen.stewarding.outcome import reading_after
from kgen.stewarding.plan import Plan
from kgen.stewarding.renaming import with_address, words_kept
from kgen.stewarding.rewriting import FoundLink, Rules, references_rewritten
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, unbracketed
from kgen.weave.resolve import anchor_in

_JOINED = ("same_as", "cites")
"""Fields in which the topic that stays has the items of both."""


def merging(garden: Garden, reading: Reading, topic: str, into: str) -> Plan:
    """Plan to merge one topic into another, in a garden that leaves out nothing of what was read.

    Every reference to the first leads to the second. Its title and labels become labels of the second, its slug and
    aliases lead on, what it is part of and is related to is joined to the second's, and its text goes below the
    second's, under its title. What names it is written first, then the second topic; its own file goes afterwards.

    Raises ConfigurationError where that cannot be done, or would leave an error in the garden.
    """
    settings = garden.settings
    old, new = (_topic(garden, reading, name) for name in (topic, into))
    if old is new:
        raise ConfigurationError(f"{old.key} cannot be merged into itself. Name two topics.")
    plan = references_rewritten(garden, old, lambda entry: _rules(garden, old, new, entry), own=True)
    own, other = plan.take(new, settings), plan.take(old, settings)
    try:
        joined = _with_text(_with_fields(own, other, garden, old, new), other, garden, old, new)
    except (ValueError, yaml.YAMLError):
        raise ConfigurationError(
            f"{old.path} and {new.path} cannot be put together: both have a footnote or a definition of one name, or"
            f" something in {new.path} is not closed. Mend that first."
        ) from None
    if len(joined) > LARGEST:
        raise ConfigurationError(f"{new.path} would be larger than {LARGEST // 1024} KB. Shorten one of the two first.")
    plan.changes.files[new.path] = joined
    plan.done.append(f"{old.path} is part of {new.path} now; its old address leads there (aliases: {old.slug}).")
    plan.add(menu_led_on(old, new.slug, settings))
    plan.end(old, settings, leads_to=new.key)
    _refuse_errors(plan.changes, garden, reading, old, new)
    return plan


def _topic(garden: Garden, reading: Reading, written: str) -> Topic:
    entry = entry_called(garden, written, reading, (TOPIC,))
    if entry.kind is not TOPIC:
        raise ConfigurationError(f"{entry.key} is a {entry.kind}, and only topics are merged.")
    if not TOPIC.includes(entry):
        raise ConfigurationError(f"{entry.path} cannot be understood. Run `kgen check` and mend it first.")
    if entry.is_read_in_part:
        raise ConfigurationError(f"{entry.path} cannot be read whole. Run `kgen check` and mend it first.")
    return entry


def _refuse_errors(changes: Changes, garden: Garden, reading: Reading, old: Entry, new: Entry) -> None:
    """See that the garden would have no error that it does not have now, such as a topic that is part of itself."""
    left = errors_in(check(weave(garden.settings, reading_after(changes, reading, garden.settings))))
    before = errors_in(check(garden)) if left else ()
    known = Counter((new.path if each.path == old.path else each.path, each.check) for each in before)
    for each in left:
        known[each.path, each.check] -= 1
        if known[each.path, each.check] < 0:
            raise ConfigurationError(f"Merged, they would leave an error in {each.path}: {each.message}. {each.advice}")


# --- references


def _rules(garden: Garden, old: Topic, new: Topic, entry: Entry) -> Rules:
    named = garden.names.in_fields(entry.meta)
    there = {each.field for each in named if each.found[:1] == (new,)}

    def name(field: str, written: str) -> str:
        """The new name; empty where the field has it already, and in the two topics themselves."""
        if field in there or entry in (old, new):
            return ""
        there.add(field)
        bare = written.rstrip("/")  # It may be the address of its page.
        folder, slash, _ = bare.rpartition("/")
        return f"{folder}{slash}{new.slug}{written[len(bare) :]}"

    def link(found: FoundLink) -> str | None:
        reference = found.reference
        heading = _heading(reference, old, new)
        if reference.form == "markdown":
            return _with_address(found, heading, old, new)
        if not reference.target and heading == reference.heading:
            return None
        folder, slash, _ = reference.target.rpartition("/")
        target = f"{folder}/{new.slug}" if slash else new.slug if reference.target else ""
        is_embed = reference.form == "embed" and entry not in (old, new)
        words = found.label if found.label is not None or is_embed else _words(garden, reference, new)
        return found.as_wikilink(target, heading, words, shows=is_embed)

    return Rules(name, link, in_definitions=True)


def _with_address(found: FoundLink, heading: str, old: Topic, new: Topic) -> str | None:
    """A link with the second topic's address; None where it is right already."""
    text = with_address(found, old, new.slug) if found.reference.target else None
    text = text or found.written
    if heading != found.reference.heading:
        begins, _, ends = text.rpartition(f"#{found.reference.heading}")
        text = f"{begins}#{'%23'.join(map(quote, (old.title, found.reference.heading)))}{ends}"
    return None if text == found.written else text


def _words(garden: Garden, reference: Reference, new: Topic) -> str | None:
    """The label that a wikilink without one needs, so that readers go on seeing the same words."""
    if reference.target:
        return words_kept(garden, new, reference.target, new.slug)
    return reference.heading


def _heading(reference: Reference, old: Topic, new: Topic) -> str:
    """The heading to which a link leads: where both topics have one of that name, the one below the first's title."""
    is_in_both = reference.heading and anchor_in(new.body, reference.heading) and anchor_in(old.body, reference.heading)
    return f"{old.title}#{reference.heading}" if is_in_both else reference.heading


# --- the topic that stays


def _with_fields(data: bytes, other: bytes, garden: Garden, old: Topic, new: Topic) -> bytes:
    """The file of the second topic with what the fields of the first (`other`) hold."""

    def both(field: str) -> list[str]:
        return [*items_of(data, field), *items_of(other, field)]

    labels = [*items_of(data, "alt"), old.title, *items_of(other, "alt")]
    aliases = [*items_of(data, "aliases"), old.slug, *items_of(other, "aliases")]
    broader = _topics(both("broader"), garden, (old, new))
    beside = _topics(both("related"), garden, (old, new))
    fields = {
        "alt": _each_once(labels, fold, {fold(new.title), fold(new.slug)}),
        "aliases": _each_once(aliases, str, {new.slug}),
        **{field: _each_once(both(field), str, set()) for field in _JOINED},
        "broader": list(broader.values()),
        "related": [written for key, written in beside.items() if key not in broader],
    }
    for field, items in fields.items():
        if items != items_of(data, field):
            data = with_field(data, field, f"[{', '.join(map(scalar, items))}]" if items else "")
    if old.meta.definition and not new.meta.definition:
        data = with_field(data, "definition", quoted(old.meta.definition))
    return data


def _each_once(items: Sequence[str], key: Callable[[str], str], without: set[str]) -> list[str]:
    found: dict[str, str] = {}
    for item in items:
        if key(item) not in without:
            found.setdefault(key(item), item)
    return list(found.values())


def _topics(items: Sequence[str], garden: Garden, without: Sequence[Topic]) -> dict[str, str]:
    """Each topic that is named, by key, as it is first written; what names nothing, by what is written."""
    found: dict[str, str] = {}
    for item in items:
        entries = garden.names.look_up(unbracketed(item), (TOPIC,))
        if entries[:1] not in [(each,) for each in without]:
            found.setdefault(entries[0].key if entries else item, item)
    return found


def _with_text(data: bytes, other: bytes, garden: Garden, old: Topic, new: Topic) -> bytes:
    """The file of the second topic with the text of the first below its own, and with what the first means, where the
    second says what it means itself."""
    words = (old.meta.definition or "") if new.meta.definition not in (None, old.meta.definition) else ""
    body = _without_embeds(SourceFile(other).body, garden, new)
    file = SourceFile(data)
    if not words and not body.strip():
        return data
    added = joined_bodies(file.body, old.title, one_line(words), body)
    end = len(file.text.rstrip())
    if file.body.rstrip().endswith(added.rstrip()):
        return data
    return file.edited([Edit(end, len(file.text), f"\n\n{added.rstrip()}\n")])


def _without_embeds(body: str, garden: Garden, new: Topic) -> str:
    """A body that links to a topic where it showed it: in its own text a topic cannot be shown."""
    for span in sorted(link_spans(body).values(), key=lambda each: -each.start):
        is_of_new = garden.names.look_up(span.target.partition("#")[0])[:1] == (new,)
        if span.shows and span.is_wikilink and is_of_new:
            body = body[: span.start] + body[span.start + 1 :]
    return body
