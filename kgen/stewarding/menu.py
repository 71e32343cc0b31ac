"""The menu in mkdocs.yml, which names files of the garden and is refused where it leads to none."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from kgen.editing.source_file import Edit, SourceFile, end_of
from kgen.model import Entry, Position
from kgen.read.yaml_text import quoted
from kgen.settings import Settings
from kgen.settings.nav import NavItem, parted


@dataclass(slots=True)
class Menu:
    """Settings in which the menu leads elsewhere: the new bytes of each file by its path, how many of its items
    changed, in words, and what is left to a person."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    look: list[str] = field(default_factory=list)


def menu_led_on(entry: Entry, slug: str, settings: Settings) -> Menu:
    """The menu with another slug wherever it leads to a page of an entry. No other byte of the settings changes."""

    def edits(root: yaml.Node | None, positions: set[Position], text: str) -> dict[Position, Edit]:
        found = {}
        for place, node in _values(root, positions):
            before, mark, behind = parted(node.value)
            new = re.sub(rf"(.*(?:^|/)){re.escape(entry.slug)}(?=\.md$|/|$)", rf"\g<1>{slug}", before) + mark + behind
            if new != node.value:
                written = new if node.style is None else quoted(new)
                found[place] = Edit(node.start_mark.index, node.end_mark.index, written)
        return found

    return _changed(entry, settings, edits)


def menu_without(entry: Entry, settings: Settings) -> Menu:
    """The menu without the items that lead to a page of an entry, and without sections of which nothing is left."""

    def edits(root: yaml.Node | None, positions: set[Position], text: str) -> dict[Position, Edit]:
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        found: dict[Position, Edit] = {}
        for key, nav in pairs:
            if key.value == "nav" and isinstance(nav, yaml.SequenceNode):
                gone, is_whole = _gone(nav, positions)
                for item, places in [(key, [*positions])] if is_whole else gone:
                    edit = _without_lines(text, item.start_mark.index, end_of(nav if is_whole else item))
                    found |= dict.fromkeys(places, edit) if edit is not None else {}
        return found

    return _changed(entry, settings, edits)


def _gone(nav: yaml.SequenceNode, positions: set[Position]) -> tuple[list[tuple[yaml.Node, list[Position]]], bool]:
    """The items to take out of a list, each with the positions of what it leads to; and whether none is left."""
    gone: list[tuple[yaml.Node, list[Position]]] = []
    whole = 0
    for item in nav.value:
        label, value = item.value[0] if isinstance(item, yaml.MappingNode) and len(item.value) == 1 else (item, item)
        place = Position.of(label.start_mark)
        if isinstance(value, yaml.SequenceNode):
            below, is_whole = _gone(value, positions)
            whole += is_whole
            gone += [(item, [each for _, places in below for each in places])] if is_whole else below
        elif place in positions:
            whole += 1
            gone.append((item, [place]))
    return gone, bool(nav.value) and whole == len(nav.value)


def _without_lines(text: str, start: int, end: int) -> Edit | None:
    """What deletes an item with its lines; None where something else stands on them."""
    begin = text.rfind("\n", 0, start) + 1
    behind = text.find("\n", end)
    behind = len(text) if behind < 0 else behind + 1
    is_alone = not text[begin:start].strip(" -") and not text[end:behind].partition("#")[0].strip()
    return Edit(begin, behind, "") if is_alone else None


def _changed(
    entry: Entry,
    settings: Settings,
    edits_of: Callable[[yaml.Node | None, set[Position], str], Mapping[Position, Edit]],
) -> Menu:
    """The settings after edits of the items that lead to a page of an entry, which are given by their positions."""
    menu = Menu()
    places: dict[str, set[Position]] = {}
    for item in _leaves(settings.nav):
        if item.place is not None and _is_of(entry, item.address or ""):
            places.setdefault(item.place.path, set()).add(item.place.position)
    for path, positions in places.items():
        file = SourceFile((settings.root / path).read_bytes())
        edits = edits_of(yaml.compose(file.text, Loader=yaml.SafeLoader), positions, file.text)
        if edits:
            menu.files[path] = file.edited([*set(edits.values())])
            menu.counted[path] = "1 item of the menu" if len(edits) == 1 else f"{len(edits)} items of the menu"
        if len(edits) < len(positions):
            menu.look.append(f"{path} leads to {entry.path} in its menu; mend it by hand.")
    return menu


def _leaves(items: Iterable[NavItem]) -> Iterator[NavItem]:
    for item in items:
        yield item
        yield from _leaves(item.items)


def _is_of(entry: Entry, address: str) -> bool:
    """Whether an address is that of an entry, or of a page below it."""
    return entry.url != "" and f"{parted(address)[0].strip('/')}/".startswith(entry.url)


def _values(root: yaml.Node | None, positions: set[Position]) -> Iterator[tuple[Position, yaml.ScalarNode]]:
    """The values at some positions, or after a key that is at one."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            pairs = node.value
        elif isinstance(node, yaml.SequenceNode):
            pairs = [(each, each) for each in node.value]
        for key, value in pairs:
            waiting.append(value)
            place = Position.of(key.start_mark)
            if isinstance(value, yaml.ScalarNode) and place in positions:
                yield place, value
