"""The menu in mkdocs.yml, which names files of the garden and is refused where it leads to none.

It is changed in place. Then the new text is read, and where the menu does not hold what it should (some ways to write
YAML, such as copies of one item, cannot be edited so), nothing is changed: a steward is told which lines to edit.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import yaml

from kgen.editing.source_file import Edit, SourceFile, end_of
from kgen.english import count_of
from kgen.model import Entry, Position
from kgen.read import digest_of
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings
from kgen.settings.nav import NavItem, parted
from kgen.stewarding.plan import Plan

_ANCHOR_OR_TAG = re.compile(r"(?:[&!]\S*\s+)*")
_COMMENT = re.compile(r"(?:^|\s)#[ \t]*(\S.*)")
_IN_QUOTES = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")


def menu_led_on(entry: Entry, slug: str, settings: Settings) -> Plan:
    """The menu with another slug wherever it leads to a page of an entry. Raises ConfigurationError where that cannot
    be written."""

    def led_on(written: str) -> str:
        before, mark, behind = parted(written)
        return re.sub(rf"(.*(?:^|/)){re.escape(entry.slug)}(?=\.md$|/|$)", rf"\g<1>{slug}", before) + mark + behind

    return _changed(entry, settings, led_on)


def menu_without(entry: Entry, settings: Settings) -> Plan:
    """The menu without the items that lead to a page of an entry, and without sections of which nothing is left; what
    is only a comment stays. Raises ConfigurationError where they cannot be taken out."""
    return _changed(entry, settings, lambda written: "")


def _changed(entry: Entry, settings: Settings, change: Callable[[str], str]) -> Plan:
    plan = Plan()
    places: dict[str, list[Position]] = {}
    for item in _items(settings.nav):
        if item.place is not None and _is_of(entry, item.address or ""):
            places.setdefault(item.place.path, []).append(item.place.position)
    for path, positions in places.items():
        data = (settings.root / path).read_bytes()
        file = SourceFile(data)
        edits = _edits(file, positions, change)
        if edits is None:
            written = file.text.split("\n")
            lines = [f"  {path}:{line}: {written[line - 1].strip()}" for line, _ in sorted({*positions})]
            raise ConfigurationError(
                f"The menu leads to {entry.path}, written in a way that kgen cannot change, so nothing was changed."
                " Take it out there by hand, and run this again:\n" + "\n".join(lines)
            )
        plan.changes.files[path] = file.edited(edits)
        plan.changes.made_from[path] = digest_of(data)
        plan.counted[path] = count_of(len(positions), "item of the menu", "items of the menu")
        for edit in edits if not change("") else ():
            for comment in _COMMENT.finditer(_IN_QUOTES.sub("", file.text[edit.start : edit.end])):
                plan.look.append(f"{path} held the comment “{comment[1]}” beside it. It is gone too.")
    return plan


def _items(items: Iterable[NavItem]) -> Iterator[NavItem]:
    for item in items:
        yield item
        yield from _items(item.items)


def _is_of(entry: Entry, address: str) -> bool:
    """Whether an address is that of an entry, or of a page below it."""
    return entry.url != "" and f"{parted(address)[0].strip('/')}/".startswith(entry.url)


# --- as it is written


class _Leaf(NamedTuple):
    """An item that leads somewhere: the labels on the way to it, where it begins, and its value."""

    way: tuple[str, ...]
    position: Position
    value: yaml.ScalarNode


def _edits(file: SourceFile, positions: Container[Position], change: Callable[[str], str]) -> list[Edit] | None:
    """What changes the values at some positions, and takes out the items whose new value is empty. None where the menu
    would then hold anything else than it should, or something outside it would change."""
    text = file.text
    key, nav = _menu(text) or (None, None)
    if key is None or nav is None:
        return None
    edits, gone, should_hold = set(), set(), []
    for leaf in _leaves(nav):
        new = old = leaf.value.value
        if leaf.position in positions:
            new = change(old)
            if new == old:
                return None
            if new:
                edits.add(_with_value(text, leaf.value, new))
            else:
                gone.add(leaf.position)
        should_hold += [(leaf.way, new)] if new else []
    taken = _without(nav, gone, text)
    edits |= {*(_lines(text, key.start_mark.index, end_of(nav)) if taken is None else taken)}
    begin, behind = _line_of(text, key.start_mark.index, nav.end_mark.index)
    is_inside = all(begin <= each.start and each.end <= behind for each in edits)
    return sorted(edits) if is_inside and _held(file.edited([*edits])) == should_hold else None


def _held(data: bytes) -> list[tuple[tuple[str, ...], str]] | None:
    """What the menu of settings holds; None where they cannot be read."""
    try:
        menu = _menu(SourceFile(data).text)
    except yaml.YAMLError:
        return None
    return [(leaf.way, leaf.value.value) for leaf in _leaves(menu[1])] if menu else []


def _menu(text: str) -> tuple[yaml.Node, yaml.SequenceNode] | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "nav" and isinstance(value, yaml.SequenceNode):
            return key, value
    return None


def _leaves(nav: yaml.SequenceNode, way: tuple[str, ...] = ()) -> Iterator[_Leaf]:
    for item in nav.value:
        label, value = _parts(item)
        below = way if label is value else (*way, label.value)
        if isinstance(value, yaml.SequenceNode):
            yield from _leaves(value, below)
        elif isinstance(value, yaml.ScalarNode):
            yield _Leaf(below, Position.of(label.start_mark), value)


def _parts(item: yaml.Node) -> Sequence[yaml.Node]:
    """The label of an item and what it leads to; twice the same where it has no label."""
    is_labelled = isinstance(item, yaml.MappingNode) and len(item.value) == 1
    return item.value[0] if is_labelled else (item, item)


def _with_value(text: str, value: yaml.ScalarNode, new: str) -> Edit:
    start, end = value.start_mark.index, value.end_mark.index
    start += len((_ANCHOR_OR_TAG.match(text[start:end]) or [""])[0])
    return Edit(start, end, new if value.style is None else quoted(new))


def _without(nav: yaml.SequenceNode, gone: Container[Position], text: str) -> list[Edit] | None:
    """What takes the items at some positions out of a list; None where nothing is left of it."""
    edits: list[Edit] = []
    goes = []
    for item in nav.value:
        label, value = _parts(item)
        below = _without(value, gone, text) if isinstance(value, yaml.SequenceNode) else []
        edits += below or []
        goes.append(below is None or Position.of(label.start_mark) in gone)
    if goes and all(goes):
        return None
    for number, item in enumerate(nav.value):
        start, end = item.start_mark.index, end_of(item)
        if goes[number] and nav.flow_style:
            edits.append(_in_brackets(text, start, end, is_after_kept=number > 0 and not goes[number - 1]))
        elif goes[number]:
            edits += _lines(text, start, end)
    return edits


def _in_brackets(text: str, start: int, end: int, *, is_after_kept: bool) -> Edit:
    """What takes out an item in brackets, with the comma after it; the last one, with the comma before it."""
    comma = re.compile(r"\s*,[ \t]*").match(text, end)
    before = re.search(r",\s*$", text[:start])
    if comma:
        end = comma.end()
    elif before and is_after_kept:
        start = before.start()
    line, behind = _line_of(text, start, end)
    is_alone = not text[line:start].strip() and not text[end:behind].partition("#")[0].strip()
    return Edit(line, behind, "") if is_alone else Edit(start, end, "")


def _lines(text: str, start: int, end: int) -> Iterator[Edit]:
    """What deletes the lines from one character to another, but for those that are empty or hold only a comment."""
    at, end = _line_of(text, start, end)
    for line in text[at:end].splitlines(keepends=True):
        if line.strip() and not line.lstrip().startswith("#"):
            yield Edit(at, at + len(line), "")
        at += len(line)


def _line_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the lines begin and end that hold the characters from one to another."""
    return text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1 or len(text)
