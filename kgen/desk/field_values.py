"""The values of front matter by their paths (`consent.given`, `promises.0.what`), and a file with other values.

Whatever is not changed stays as it was written, to the byte.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kgen.editing.source_file import Edit, SourceFile, with_field
from kgen.model import Kind
from kgen.read.unsettled import UNSETTLED
from kgen.read.yaml_text import composed
from kgen.settings import Settings
from kgen.stewarding.form_file import typed_line, written
from kgen.views.form import every_field

Value = str | tuple[str, ...]
MADE = ("published", "withdrawn", "draft", "consent.read_by")
"""What the desk writes itself."""
_ALONE = {"cites": "source"}
"""Fields whose items may be written without the name of their one part."""
_Tree = dict[str, Any]


class NotReadable(ValueError):
    """The front matter cannot be parsed: only the whole file can be edited."""


def written_in(data: bytes) -> dict[str, Value]:
    """What each field holds, by its path. What a form cannot show is left out. Raises NotReadable."""
    return {path: value for path, value in _all_written(data).items() if value is not None}


def _all_written(data: bytes) -> dict[str, Value | None]:
    found: dict[str, Value | None] = {}
    for key, value in _root_of(data).value:
        if not isinstance(key, yaml.ScalarNode):
            raise NotReadable("a name that is not text")
        found |= _below(key.value, value)
    return found


def _root_of(data: bytes) -> yaml.MappingNode:
    try:
        root = composed(SourceFile(data).block)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotReadable(str(error)) from None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NotReadable("no fields, or all of them in braces")
    return root


def _below(path: str, node: yaml.Node) -> dict[str, Value | None]:
    """The values at a path and below it; None where a form cannot show one."""
    if isinstance(node, yaml.ScalarNode):
        return {f"{path}.0.{_ALONE[path]}": str(node.value)} if path in _ALONE else {path: str(node.value)}
    found: dict[str, Value | None] = {}
    if isinstance(node, yaml.MappingNode):
        above = f"{path}.0" if path in _ALONE else path
        for name, inner in node.value:
            if not isinstance(name, yaml.ScalarNode) or path.count(".") > 2:
                return {path: None}
            found |= _below(f"{above}.{name.value}", inner)
        return found
    if path not in _ALONE and all(isinstance(each, yaml.ScalarNode) for each in node.value):
        return {path: tuple(str(each.value) for each in node.value)}
    for number, item in enumerate(node.value):
        if isinstance(item, yaml.ScalarNode) and path in _ALONE:
            found[f"{path}.{number}.{_ALONE[path]}"] = str(item.value)
        elif isinstance(item, yaml.MappingNode):
            found |= _below(f"{path}.{number}", item)
        else:
            found[path] = None
    return found


def unshown(data: bytes, kind: Kind, settings: Settings) -> Iterator[str]:
    """The lines of fields that a form cannot show, as they were written. Raises NotReadable."""
    tops = {each.name.partition(".")[0] for each in every_field(kind, settings)} | {*MADE, *UNSETTLED}
    values = _all_written(data)
    block = SourceFile(data).block
    for key, value in _root_of(data).value:
        of_it = [each for path, each in values.items() if path.partition(".")[0] == key.value]
        if key.value not in tops or None in of_it:
            yield block[key.start_mark.index : value.end_mark.index].strip()


def with_values(data: bytes, values: Mapping[str, Value]) -> bytes:
    """A file with other values in some fields; a field with an empty value is taken out. Raises NotReadable."""
    before = _all_written(data)
    parents: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        top, _, part = path.partition(".")
        if part:
            parents.setdefault(top, {})[path] = value
        elif not _same(before.get(path), value):
            data = _with_field(data, path, written(value))
    for top, parts in parents.items():
        if all(_same(before.get(path), value) for path, value in parts.items()):
            continue
        inner = {path: each for path, each in before.items() if path.startswith(f"{top}.") or path == top}
        if any(each is None for each in inner.values()):
            raise NotReadable(f"{top} holds what a form cannot show")
        tree = _tree({**inner, **parts}, f"{top}.")
        data = _with_field(data, top, "".join(f"\n{line}" for line in _lines(tree, top)))
    return data


def _tree(values: Mapping[str, Value | None], above: str) -> _Tree:
    """Values by the parts of their paths, without those that hold nothing."""
    tree: _Tree = {}
    for path, value in values.items():
        text = written(value or "")
        if not text:
            continue
        *way, last = path.removeprefix(above).split(".")
        place = tree
        for part in way:
            place = place.setdefault(part, {})
        place[last] = text
    return tree


def _lines(tree: _Tree, top: str) -> Iterator[str]:
    """A field with parts as it is written below its name; numbered parts are the items of a list."""
    for name, inner in tree.items():
        if not name.isdecimal():
            yield f"  {name}: {_in_braces(inner)}"
        elif inner.keys() == {_ALONE.get(top)}:
            yield f"  - {next(iter(inner.values()))}"
        else:
            for number, (part, each) in enumerate(inner.items()):
                yield f"{'    ' if number else '  - '}{part}: {_in_braces(each)}"


def _in_braces(value: str | _Tree) -> str:
    if isinstance(value, str):
        return value
    return f"{{{', '.join(f'{name}: {_in_braces(each)}' for name, each in value.items())}}}"


def _with_field(data: bytes, name: str, text: str) -> bytes:
    try:
        return with_field(data, name, text)
    except (ValueError, yaml.YAMLError) as error:
        raise NotReadable(str(error)) from None


def _same(before: Value | None, now: Value) -> bool:
    """Whether two values are written alike: one item is the same in brackets and without."""
    return items_of(before or "") == items_of(now)


def items_of(value: Value) -> tuple[str, ...]:
    items = (value,) if isinstance(value, str) else value
    return tuple(filter(None, map(typed_line, items)))


def text_in(data: bytes) -> str:
    """The text below the front matter; none where there is no front matter."""
    try:
        return SourceFile(data).body.strip("\n")
    except UnicodeDecodeError:
        return ""


def with_text(data: bytes, text: str) -> bytes:
    """A file with another text below its front matter. Raises NotReadable where there is none."""
    try:
        file = SourceFile(data)
    except UnicodeDecodeError as error:
        raise NotReadable(str(error)) from None
    if not file.block:
        raise NotReadable("no fields")
    new = text.replace("\r\n", "\n").rstrip("\n")
    if new.strip() == file.body.strip():
        return data
    return file.edited([Edit(file.body_at, len(file.text), f"\n\n{new.lstrip(chr(10))}\n" if new.strip() else "\n")])
