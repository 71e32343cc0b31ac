"""The menu in mkdocs.yml, which names files of the garden and is refused where it leads to none."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from kgen.editing.source_file import Edit, SourceFile
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
    menu = Menu()
    places: dict[str, set[Position]] = {}
    for item in _leaves(settings.nav):
        if item.place is not None and _is_of(entry, item.address or ""):
            places.setdefault(item.place.path, set()).add(item.place.position)
    for path, positions in places.items():
        file = SourceFile((settings.root / path).read_bytes())
        edits = {}
        for node in _values(yaml.compose(file.text, Loader=yaml.SafeLoader), positions):
            before, mark, behind = parted(node.value)
            new = re.sub(rf"(.*(?:^|/)){re.escape(entry.slug)}(?=\.md$|/|$)", rf"\g<1>{slug}", before) + mark + behind
            if new == node.value:
                continue
            written = new if node.style is None else quoted(new)
            edits[node.start_mark.index] = Edit(node.start_mark.index, node.end_mark.index, written)
        if edits:
            menu.files[path] = file.edited([*edits.values()])
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


def _values(root: yaml.Node | None, positions: set[Position]) -> Iterator[yaml.ScalarNode]:
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
            if isinstance(value, yaml.ScalarNode) and Position.of(key.start_mark) in positions:
                yield value
