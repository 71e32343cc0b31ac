"""A menu as MkDocs reads and shows it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import escape

from kgen.settings.nav import NavItem, parted
from kgen.site import FIXED_ADDRESSES, PUBLIC_FILES
from kgen.weave.menu import leaves


def flat(items: Iterable[NavItem]) -> Iterator[NavItem]:
    """A menu of two rows: a section holds no other, and one that leads to no page of the site is taken apart."""
    for item in items:
        below = tuple(leaves([item]))
        if item.address is None and any(map(_is_page, below)):
            yield item._replace(items=below)
        else:
            yield from below


def _is_page(item: NavItem) -> bool:
    if item.address is None or ":" in item.address:
        return False
    page, mark, _ = parted(item.address)
    return page not in PUBLIC_FILES and not mark


def nav_of(items: Iterable[NavItem], seen: set[str] | None = None) -> Iterator[Any]:
    """Yield the items of a menu as MkDocs reads them in `nav`. It knows only one title for a page, so what leads to a
    page for the second time is a link to it."""
    seen = set() if seen is None else seen
    for item in items:
        if item.address is None:
            yield {item.label: list(nav_of(item.items, seen))}
            continue
        is_page = _is_page(item) and not (item.label and item.address in seen)
        seen.add(item.address)
        leads = source_name(parted(item.address)[0]) if is_page else item.address or "."
        yield {item.label: leads} if item.label else leads


def source_name(url: str) -> str:
    """The name MkDocs gives a page: `stories/` is stories/index.md, `stories/a/` is stories/a.md."""
    name = url.rstrip("/")
    return f"{name}/index.md".lstrip("/") if url in FIXED_ADDRESSES else f"{name}.md"


def labels_in(nav: Any, label: str = "") -> dict[str, str]:
    """The source names that a navigation lists, at any depth, with the label each has there, if it has one."""
    if isinstance(nav, str):
        return {nav: label}
    labels: dict[str, str] = {}
    for each, value in nav.items() if isinstance(nav, Mapping) else (("", value) for value in nav or ()):
        labels |= labels_in(value, each)
    return labels


def escape_all(items: Iterable[Any]) -> None:
    """Escape what a navigation of MkDocs' names besides pages, whose labels are escaped already."""
    for item in items:
        if item.is_section or item.is_link:
            item.title = str(escape(item.title))
        if item.is_link:
            item.url = str(escape(item.url))
        escape_all(item.children or ())
