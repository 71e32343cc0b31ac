"""Rewriting every reference to an entry, and no other byte: what `kgen withdraw` and `kgen mv` share.

Front matter is parsed by the YAML parser and prose by the Markdown parser, both with the place of everything they find;
nothing is looked for in raw text. Anything that no rule fits is left as it is, and named.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import yaml

from kgen.editing.source_file import Edit, SourceFile, items_of, with_field
from kgen.fields import field_of, model_in
from kgen.letters import one_line
from kgen.markdown.link_spans import LinkSpan, link_spans
from kgen.meta import UNREADABLE
from kgen.model import MEETING, SECTOR, Entry, Position, Reference
from kgen.read.front_matter import CHECK as FRONT_MATTER
from kgen.read.yaml_text import composed
from kgen.stewarding.written_fields import WrittenField
from kgen.weave import Garden
from kgen.weave.name_index import name_fields, unbracketed
from kgen.weave.pictures import quoted

_BY_WHOM = "promises.who"
"""The one field that names a service without linking to it: an open promise is only on the stewards' sheet."""
_INLINE_ADDRESS = re.compile(r"\]\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()]|\([^\s()]*\))+))")
_DEFINED_ADDRESS = re.compile(r"\]:[\s>]*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S+))")
_IMG = re.compile(
    r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*?\ssrc\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link in prose to the entry: the reference, how it is written in the file, and its label as written there."""

    reference: Reference
    written: str
    label: str | None
    in_table: bool
    elsewhere: bool
    """Whether its address is on another line, in a definition."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What becomes of each reference.

    `name` is given a field and the name written there, and `link` a link in prose; they return what to write instead,
    or None to leave it as it is. An empty answer from `name` deletes the item. `instead` holds, by field, the lines to
    write in place of a field of which nothing is left. `definition` is given a link whose address is in a definition,
    written as that is (`[label]: address`), and returns what to write instead of the definition.
    """

    name: Callable[[str, str], str | None]
    link: Callable[[FoundLink], str | None]
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definition: Callable[[FoundLink], str | None] = lambda found: None


@dataclass(slots=True)
class Rewritten:
    """A file after rewriting: its bytes, how many names and links changed, the fields of which nothing was left, what
    was said and commented beside names and is gone with them, and where something could not be changed."""

    data: bytes
    names: int = 0
    links: int = 0
    emptied: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    left: list[Position] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.names or self.links)

    @property
    def counted(self) -> str:
        """What changed, in words: `1 name in a field and 2 links`."""
        counts = ((self.names, "name in a field", "names in fields"), (self.links, "link", "links"))
        return " and ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)


def rewritten(data: bytes, entry: Entry, target: Entry, garden: Garden, rules: Rules) -> Rewritten:
    """Rewrite the references to `target` in the file of `entry`. Raises UnicodeDecodeError if it is not UTF-8 text."""
    file = SourceFile(data)
    result = Rewritten(data)
    edits = [*_in_front_matter(file, entry, target, garden, rules, result)]
    edits += _in_prose(file, entry, target, garden, rules, result)
    result.data = file.edited(edits)
    return result


def rewritten_all(
    garden: Garden, target: Entry, rules: Callable[[Entry], Rules]
) -> tuple[dict[str, Rewritten], list[str]]:
    """Rewrite the references to an entry in all files of a garden, including its own: those that change, by their
    paths, and what is left to a person, line by line. `rules` gives those for one file."""

    def each(data: bytes, entry: Entry) -> Rewritten:
        return rewritten(data, entry, target, garden, rules(entry))

    return each_rewritten(garden, each, "names", target.key)


def each_rewritten(
    garden: Garden, rewrite: Callable[[bytes, Entry], Rewritten], verb: str, name: str
) -> tuple[dict[str, Rewritten], list[str]]:
    """The files of a garden that a rewriting changes, by their paths, and what is left to a person, line by line.
    `verb` is what a file does to what is rewritten (`names`, `shows`), and `name` is what that is called."""
    files: dict[str, Rewritten] = {}
    look = []
    for entry in garden.entries.values():
        if not entry.digest:
            look.append(f"{entry.path} cannot be read, so nothing was changed in it.")
            continue
        try:
            changed = rewrite((garden.settings.root / entry.path).read_bytes(), entry)
        except UnicodeDecodeError:
            look.append(f"{entry.path} is not UTF-8 text, so nothing was changed in it.")
            continue
        look += [f"{entry.path}:{line}:{column} {verb} it; mend it by hand." for line, column in changed.left]
        if entry.is_read_in_part:
            look.append(f"{entry.path} could be read only in part. See whether it {verb} {name}.")
        look += said_of_it(entry, changed)
        if changed.changed:
            files[entry.path] = changed
    return files, look


def said_of_it(entry: Entry, changed: Rewritten) -> Iterator[str]:
    """What somebody wrote beside a name and is gone with it, for a steward to look at."""
    for words in changed.said:
        yield f"{entry.path} said of it “{words}”. That is gone too: tell whoever wrote it."
    for comment in changed.comments:
        yield f"{entry.path} held the comment “{comment}” beside its name. It is gone too."


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
        result.comments += found.comments(gone)
        result.said += found.said(gone, kinds)
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
    for reference, place in _placed(file, leading):
        if place is None:
            result.left.append(reference.position)
            continue
        label = file.body[slice(*place.label)] if place.label else None
        found = FoundLink(reference, file.body[place.start : place.end], label, place.in_table, place.elsewhere)
        if (text := rules.link(found)) is not None:
            new[place.start, place.end] = text
        elif place.definition is not None:
            defined = rules.definition(replace(found, written=file.body[slice(*place.definition)]))
            new |= {} if defined is None else {place.definition: defined}
    result.links = len(new)
    yield from (Edit(file.body_at + start, file.body_at + end, text) for (start, end), text in new.items())


def _placed(file: SourceFile, references: Sequence[Reference]) -> Iterator[tuple[Reference, LinkSpan | None]]:
    """Each reference with its place in the body; without one where it is written as HTML."""
    if not references:
        return
    found = link_spans(file.body)
    for reference in references:
        yield reference, found.get(file.offset_in_body(reference.position))


def with_picture_renamed(data: bytes, entry: Entry, name: str, file_name: str, garden: Garden) -> Rewritten:
    """Rewrite what shows a picture in the file of an entry, so that it shows a file of another name in its place.

    Raises UnicodeDecodeError if it is not UTF-8 text.
    """
    file = SourceFile(data)
    result = Rewritten(data)
    showing = [each for each, led in garden.prose_links(entry) if name in (led.picture, led.refused)]
    edits = set()
    for reference, place in _placed(file, showing):
        at = place.start if place is not None else file.offset_in_body(reference.position)
        found = _address_of_picture(file.body, at, place)
        if found is None:
            result.left.append(reference.position)
            continue
        start, end, as_it_is = found
        written = file.body[start:end]
        folder = written[: max(map(written.rfind, ("/", "\\"))) + 1]
        new = folder + (file_name if as_it_is else quoted(file_name))
        edits.add(Edit(file.body_at + start, file.body_at + end, new))
    result.links = len(edits)
    result.data = file.edited([*edits])
    return result


def _address_of_picture(body: str, at: int, place: LinkSpan | None) -> tuple[int, int, bool] | None:
    """Where the address of a picture that begins at a character of a body starts and ends, and whether it holds a space
    as it is. None where it is written in a way that is not known."""
    if place is None:
        tag = _IMG.match(body, at)
        return (*tag.span(tag.lastgroup or 0), False) if tag else None
    if place.definition is not None:
        found = _DEFINED_ADDRESS.search(body, *place.definition)
        return (*found.span(found.lastgroup or 0), found.lastgroup == "angled") if found else None
    if body.startswith("![[", at):
        end = body.find("]]", at)
        pipe = place.label[0] - 1 if place.label else end
        return at + 3, pipe - (place.in_table and body[pipe - 1] == "\\"), True
    behind = place.label[1] if place.label else at
    found = _INLINE_ADDRESS.match(body, behind, place.end)
    return (*found.span(found.lastgroup or 0), found.lastgroup == "angled") if found else None
