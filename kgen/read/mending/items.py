"""The items of lists: where the lines of one begin, and what stands in them."""

from collections.abc import Sequence

from kgen.read.mending.sheet import Field, Sheet, lines_rewritten


def align_items(sheet: Sheet, name: str, parts: Sequence[int]) -> None:
    """The lines below `promises` and its like: each item begins with a hyphen, and its parts stand below each other."""
    fields = [(number, here) for number in parts if (here := sheet.field_in(number))]
    items = _items(fields)
    if not items or (len(items) == 1 and _is_a_map(items[0])) or _are_a_list(items):
        return
    found: list[tuple[int, str]] = []
    for item in items:
        for place, (number, here) in enumerate(item):
            line = f"{'    ' if place else '  - '}{here.name}: {here.value}".rstrip()
            if line != sheet.lines[number].rstrip():
                found.append((number, line))
                sheet.lines[number] = line
    has_hyphens = all(item[0][1].mark for item in items)
    message = f"the lines of each item of `{name}` should begin below each other"
    if not has_hyphens:
        message = f"each item of `{name}` begins with a hyphen and a space"
    sheet.say(message, f"Write {lines_rewritten(found)}.", found[0][0])


def _items(fields: Sequence[tuple[int, Field]]) -> list[list[tuple[int, Field]]]:
    """Lines by the item they belong to. One begins with a hyphen; without any, where a part is named again."""
    has_marks = any(here.mark for _, here in fields)
    items: list[list[tuple[int, Field]]] = []
    for number, here in fields:
        is_again = bool(items) and any(here.name == each.name for _, each in items[-1])
        if not items or (here.mark if has_marks else is_again):
            items.append([])
        items[-1].append((number, here))
    return items


def _is_a_map(item: Sequence[tuple[int, Field]]) -> bool:
    """Whether the parts of one item stand below each other without a hyphen, which is read as a list of one."""
    indents = {here.indent for _, here in item}
    return len(indents) == 1 and indents != {""} and not any(here.mark or here.indent.strip(" ") for _, here in item)


def _are_a_list(items: Sequence[Sequence[tuple[int, Field]]]) -> bool:
    begins = {item[0][1].indent for item in items}
    if len(begins) > 1 or any(begin.strip(" ") for begin in begins):
        return False
    return all(
        first.mark.strip() == "-" and all(here.indent == " " * len(first.indent + first.mark) for _, here in others)
        for (_, first), *others in items
    )
