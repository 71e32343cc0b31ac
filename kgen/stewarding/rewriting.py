"""Rewriting every reference to an entry, and no other byte: what `kgen withdraw` and `kgen mv` share.

Front matter is parsed by the YAML parser and prose by the Markdown parser, both with the place of everything they find;
nothing is looked for in raw text. Anything that no rule fits is left as it is, and named.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from kgen.editing.source_file import Edit, SourceFile, items_of, with_field
from kgen.english import count_of
from kgen.fields import field_of, model_in
from kgen.letters import one_line
from kgen.markdown.addresses import own_address
from kgen.markdown.autolinks import bare_address
from kgen.markdown.link_spans import LinkSpan, address_span, link_spans
from kgen.meta import UNREADABLE
from kgen.model import MEETING, SECTOR, Entry, Position, Reference
from kgen.read.front_matter import CHECK as FRONT_MATTER
from kgen.read.walk import PICTURES
from kgen.read.yaml_text import composed
from kgen.stewarding.plan import Plan
from kgen.stewarding.written_fields import WrittenField
from kgen.weave import Garden
from kgen.weave.name_index import name_fields, unbracketed

_HTML_LINK = re.compile(r"""<a\b(?:[^>"']|"[^"]*"|'[^']*')*>(.*?)</a\s*>""", re.IGNORECASE | re.DOTALL)
_MARKUP_BEHIND = re.compile(r"\||==")
"""What ends an address that stands in a table or in marked text."""
_BY_WHOM = "promises.who"
"""The one field that names a service without linking to it: an open promise is only on the stewards' sheet."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link in prose to the entry: the reference, how it is written in the file (or, for rules that rewrite addresses,
    the definition that holds its address), and its label as written there. In HTML it is a whole element `<a>`."""

    reference: Reference
    written: str
    label: str | None
    in_table: bool
    is_html: bool = False
    address: tuple[int, int] | None = None
    """Where its address is in `written`; None in a wikilink, and where that is not known."""

    def as_wikilink(self, target: str, heading: str, words: str | None, *, shows: bool) -> str:
        """A wikilink in its place; in a table, the | before its words is escaped."""
        mark = r"\|" if self.in_table else "|"
        within, label = f"#{heading}" if heading else "", "" if words is None else f"{mark}{words}"
        return f"{'!' if shows else ''}[[{target}{within}{label}]]"


@dataclass(frozen=True, slots=True)
class Rules:
    """What becomes of each reference in one file.

    `name` is given a field and the name written there, and `link` a link in prose; they return what to write instead,
    or None to leave it as it is. An empty answer from `name` deletes the item. `instead` holds, by field, the lines to
    write in place of a field of which nothing is left. A link whose address is in a definition (`[label]: address`) is
    rewritten there if `in_definitions`, and else where it is, without its definition. `look` is given the file as it is
    then, and says what else a steward has to see to.
    """

    name: Callable[[str, str], str | None]
    link: Callable[[FoundLink], str | None]
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_definitions: bool = False
    look: Callable[["Rewritten"], Iterable[str]] = lambda rewritten: ()


@dataclass(slots=True)
class Rewritten:
    """A file after rewriting: its bytes, how many names and links changed, the fields of which nothing was left, where
    something could not be changed, and what else a steward has to see to."""

    data: bytes
    names: int = 0
    links: int = 0
    emptied: list[str] = field(default_factory=list)
    left: list[Position] = field(default_factory=list)
    look: list[str] = field(default_factory=list)

    @property
    def counted(self) -> str:
        """What changed, in words: `1 name in a field and 2 links`."""
        counts = ((self.names, "name in a field", "names in fields"), (self.links, "link", "links"))
        return " and ".join(count_of(*each) for each in counts if each[0])


def references_rewritten(garden: Garden, target: Entry, rules: Callable[[Entry], Rules], *, own: bool = False) -> Plan:
    """Rewrite the references to an entry in all files of a garden; its `own` among them, where it does not go. `rules`
    gives those for one file."""

    def each(data: bytes, entry: Entry) -> Rewritten:
        file, result, of_file = SourceFile(data), Rewritten(data), rules(entry)
        edits = [*_in_front_matter(file, entry, target, garden, of_file, result)]
        edits += _in_prose(file, entry, target, garden, of_file, result)
        result.data = file.edited(edits)
        result.look += of_file.look(result)
        return result

    return each_rewritten(garden, each, "names", without=None if own else target)


def each_rewritten(
    garden: Garden, rewrite: Callable[[bytes, Entry], Rewritten], verb: str, without: Entry | None = None
) -> Plan:
    """The files of a garden that a rewriting changes, and what it leaves to a person. `verb` is what a file does to
    what is rewritten (`names`, `shows`); an entry can be left out."""
    plan = Plan()
    for entry in garden.entries.values():
        if entry is without:
            continue
        try:
            changed = rewrite((garden.settings.root / entry.path).read_bytes(), entry) if entry.digest else None
        except (OSError, UnicodeDecodeError):
            changed = None
        if changed is None:
            plan.look.append(f"{entry.path} cannot be read as text, so nothing was changed in it.")
            continue
        plan.look += changed.look
        plan.look += [f"{entry.path}:{line}:{column} {verb} it; correct it by hand." for line, column in changed.left]
        if entry.is_read_in_part:
            plan.look.append(f"{entry.path} could be read only in part. See whether it {verb} it.")
        if counted := changed.counted:
            plan.changes.files[entry.path] = changed.data
            plan.changes.made_from[entry.path] = entry.digest
            plan.counted[entry.path] = counted
    unread = (stray.path for stray in garden.strays if f"/{PICTURES}" not in stray.path)
    plan.look += [f"{path} was not read. See whether it {verb} it." for path in unread]
    return plan


# --- front matter


def _in_front_matter(
    file: SourceFile, entry: Entry, target: Entry, garden: Garden, rules: Rules, result: Rewritten
) -> Iterator[Edit]:
    named = {name: each.kinds for name, each in name_fields(entry.kind.meta).items()}
    named |= {_BY_WHOM: (SECTOR,)} if MEETING.includes(entry) else {}
    kinds = {name: each for name, each in named.items() if target.kind in each}
    is_named = any(each.found[:1] == (target,) for each in garden.names.in_fields(entry.meta))
    if entry.valid and not is_named and not (_BY_WHOM in kinds and entry.meta.words(_BY_WHOM)):
        return  # Most entries do not name it, and parsing is what takes time.
    root = _root_of(file, entry)
    if root is None:
        return
    for key, value in root.value:
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        found = WrittenField(file, key, value, items, root.flow_style, model_in(field_of(entry.kind.meta, key.value)))
        new = {}
        for number, path, name in found.names(kinds):
            plain = unbracketed(one_line(name.value))
            leads_there = plain and garden.names.look_up(plain, kinds[path])[:1] == (target,)
            text = rules.name(key.value, plain) if leads_there else None
            if text == "" and path == _BY_WHOM:  # What was promised stays.
                result.left.append(Position.at(file.text, file.block_at + name.start_mark.index))
            elif text is not None:
                new[number] = (name, text)
        if not new:
            continue
        edits = found.edits(new, rules.instead.get(key.value, ()))
        if edits is None:
            result.left.append(Position.at(file.text, file.block_at + key.start_mark.index))
            continue
        result.names += len(new)
        gone = [number for number, (_, text) in new.items() if not text]
        for words in found.said(gone, kinds):
            result.look.append(f"{entry.path} said of it “{words}”. That is gone too: tell the person who wrote it.")
        for comment in found.comments(gone):
            result.look.append(f"{entry.path} held the comment “{comment}” beside its name. It is gone too.")
        if len(new) == len(items) and not any(text for _, text in new.values()):
            result.emptied.append(key.value)
        yield from edits


def _root_of(file: SourceFile, entry: Entry) -> yaml.MappingNode | None:
    """The fields of front matter, each with its place; None where kgen cannot read them either."""
    is_wrong = any(fault.check == FRONT_MATTER and fault.severity == "error" for fault in entry.faults)
    if entry.meta is UNREADABLE and is_wrong:
        return None
    try:
        root = composed(file.block)
    except yaml.YAMLError:  # A forbidden character, which the reader has reported.
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def added_alias(data: bytes, slug: str, *, without: str) -> bytes:
    """Add a slug to the `aliases` of a file, and take another out.

    Raises ValueError, or yaml.YAMLError, if its front matter cannot be parsed.
    """
    names = [name for name in items_of(data, "aliases") if name != without]
    return with_field(data, "aliases", f"[{', '.join(dict.fromkeys([*names, slug]))}]")


# --- prose


def _in_prose(
    file: SourceFile, entry: Entry, target: Entry, garden: Garden, rules: Rules, result: Rewritten
) -> Iterator[Edit]:
    leading = [
        reference for reference, led in garden.prose_links(entry) if reference.form != "picture" and led.entry is target
    ]
    new: dict[tuple[int, int], str] = {}
    unused: set[tuple[int, int]] = set()
    used: set[tuple[int, int]] = set()
    for reference, place in placed(file, leading):
        if place is None:
            written = _without_span(file.body, file.offset_in_body(reference.position), reference, garden)
            if written is None:
                result.left.append(reference.position)
            elif (text := rules.link(written)) is not None:
                start = file.offset_in_body(reference.position)
                new[start, start + len(written.written)] = text
            continue
        defined = place.definition if rules.in_definitions else None
        start, end = defined or (place.start, place.end)
        label = file.body[slice(*place.label)] if place.label else None
        address = address_span(file.body, place.start, place) if defined or not place.definition else None
        within = (address[0] - start, address[1] - start) if address else None
        text = rules.link(FoundLink(reference, file.body[start:end], label, place.in_table, address=within))
        if text is not None:
            new[start, end] = text
        if place.definition and not defined:
            (used if text is None else unused).add(place.definition)
    result.links = len(new)
    new |= {_with_its_line(file.body, *each): "" for each in unused - used}
    yield from (Edit(file.body_at + start, file.body_at + end, text) for (start, end), text in new.items())


def _without_span(body: str, start: int, reference: Reference, garden: Garden) -> FoundLink | None:
    """A link that is an element of HTML, or an address in the text with nothing around it."""
    if element := _HTML_LINK.match(body, start):
        href = address_span(body, start, None)
        within = (href[0] - start, href[1] - start) if href else None
        return FoundLink(reference, element[0], element[1], False, is_html=True, address=within)
    address = _MARKUP_BEHIND.split(bare_address(body, start), 1)[0]
    meant = (reference.target, reference.heading)
    while address and own_address(address, garden.settings.site_url) != meant:
        address = address[:-1]
    return FoundLink(reference, address, None, False, address=(0, len(address))) if address else None


def _with_its_line(body: str, start: int, end: int) -> tuple[int, int]:
    """Where the lines of a definition begin and end, if nothing else is on them."""
    begin, behind = body.rfind("\n", 0, start) + 1, body.find("\n", end) + 1 or len(body)
    return (start, end) if (body[begin:start] + body[end:behind]).strip() else (begin, behind)


def placed(file: SourceFile, references: Sequence[Reference]) -> Iterator[tuple[Reference, LinkSpan | None]]:
    """Each reference with its place in the body; without one where it is HTML, or an address and nothing else."""
    if not references:
        return
    found = link_spans(file.body)
    for reference in references:
        yield reference, found.get(file.offset_in_body(reference.position))
