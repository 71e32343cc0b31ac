"""The part of the menu in mkdocs.yml that readers can follow now: nothing that is hidden, withdrawn or a draft."""

from collections.abc import Iterable, Iterator

from kgen.diagnostic import Diagnostic
from kgen.model import KIND_BY_FOLDER, NETWORK, PAGE, QUESTION
from kgen.settings.nav import NavItem, parted
from kgen.site import FIXED_ADDRESSES, MENU, PUBLIC_FILES, own_page
from kgen.weave import Garden

_SEARCH = own_page("search").address


def menu(garden: Garden) -> tuple[NavItem, ...]:
    """The menu without what is not published now, and without sections that are empty then.

    An item without a label gets the title of its page; one that leads elsewhere, its address. If nothing is left, the
    menu is kgen's: a handful of sections, never a story.
    """
    return tuple(_followed(garden.settings.nav, _titles(garden), garden)) or tuple(_usual(garden))


def _usual(garden: Garden) -> Iterator[NavItem]:
    for page in MENU:
        if garden.of(KIND_BY_FOLDER[page.name]):
            yield NavItem(page.label or page.title, page.address)
    match tuple(NavItem(garden.title(entry), entry.url) for entry in garden.of(PAGE) if entry.url):
        case (about,):
            yield NavItem("About", about.address)
        case (_, *_) as several:
            yield NavItem("About", None, several)


def left_out(garden: Garden) -> Iterator[Diagnostic]:
    """A note on each item that leads to what is not published now."""
    titles = _titles(garden)
    for item in leaves(garden.settings.nav):
        if _page(item) not in titles and item.place is not None:
            message = "this item of `nav` leads to something that is not published now, so the menu leaves it out"
            yield item.place.problem(message, "Take the line out, unless it will come back.", "warning")


def _titles(garden: Garden) -> dict[str, str]:
    """The addresses that a menu can lead to, with the titles of entries; empty if there is no menu to make."""
    if not garden.settings.nav:
        return {}
    entries = garden.published.values()
    below = {NETWORK: "meet", QUESTION: "poster"}
    sheets = (f"{entry.url}{below[entry.kind]}/" for entry in entries if entry.kind in below)
    untitled = dict.fromkeys((*FIXED_ADDRESSES, *PUBLIC_FILES, *sheets), "")
    return untitled | {entry.url: garden.title(entry) for entry in entries if entry.url}


def _page(item: NavItem) -> str:
    """The address of the page or file that an item leads to, without `?` and `#` and what follows; else empty."""
    return "" if item.address is None or ":" in item.address else parted(item.address)[0]


def _followed(items: Iterable[NavItem], titles: dict[str, str], garden: Garden) -> Iterator[NavItem]:
    for item in items:
        page = _page(item)
        if item.address is None:
            if below := tuple(_followed(item.items, titles, garden)):
                yield item._replace(items=below)
        elif page in titles and (page != _SEARCH or garden.settings.search):
            yield item._replace(label=item.label or titles[page] or ("" if page in FIXED_ADDRESSES else item.address))


def leaves(items: Iterable[NavItem]) -> Iterator[NavItem]:
    """What leads somewhere, at any depth of a menu."""
    for item in items:
        if item.address is not None:
            yield item
        yield from leaves(item.items)
