"""What `nav` in mkdocs.yml leads to: files of the content, pages of kgen's own, web addresses."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from kgen.diagnostic import Diagnostic
from kgen.english import first_of
from kgen.settings.file import Configuration, KeyPath, Place, is_web_address
from kgen.settings.place import text
from kgen.site import FIXED, LISTINGS, PUBLIC_FILES

FOLDERS = tuple(sorted(page.name for page in LISTINGS))
"""The folders whose entries have a listing, at the same address."""
PAGES = tuple(sorted(page.name for page in FIXED if page.name and page not in LISTINGS))
"""The pages of kgen's own that every garden has and that are not listings."""
FILES = tuple(sorted(PUBLIC_FILES))
"""The files of kgen's own that a menu can lead to."""
_SCHEMES = ("http", "https", "mailto", "tel")


class NavItem(NamedTuple):
    """One item of the menu. `address` is that of a page or file of the site (`about/`, empty for the home page), or a
    web address, which has a colon in it; for a section, whose `items` are below it, it is None."""

    label: str
    address: str | None
    items: tuple["NavItem", ...] = ()
    place: Place | None = None


def checked(configuration: Configuration, content: Path) -> tuple[tuple[NavItem, ...], list[Diagnostic]]:
    """The items of `nav`, and what leads nowhere, which is left out of them."""
    nav = configuration.data.get("nav")
    if nav in (None, []):
        return (), []
    checker = _MenuChecker(configuration, content)
    if not isinstance(nav, list):
        fix = f"Write `nav: [{nav}]`." if isinstance(nav, str) else "Write a hyphen and a space before each item."
        checker.say(("nav",), "`nav` should be a list", fix)
        return (), checker.problems
    items = tuple(checker.items(nav, ("nav",)))
    nowhere = list(dict.fromkeys(written for _, written in checker.nowhere))
    if len(nowhere) < _OF_ANOTHER_SITE or len(nowhere) < 3 * checker.found:
        return items, checker.problems
    problem = configuration.problem(
        ("nav",),
        f"`nav` leads to {len(nowhere)} pages or files that are not there: {first_of(nowhere, _NAMED)}",
        "If it is the menu of another site, take `nav` out: kgen makes a menu.",
    )
    said = [each for each, _ in checker.nowhere]
    return items, [problem, *(each for each in checker.problems if each not in said)]


_OF_ANOTHER_SITE = 8
"""Where so many items lead nowhere, and hardly any to a page, one problem says so of all."""
_NAMED = 3


class _MenuChecker:
    def __init__(self, configuration: Configuration, content: Path) -> None:
        self._configuration = configuration
        self._content = content
        self._site_url = text(configuration, "site_url")
        self.problems: list[Diagnostic] = []
        self.nowhere: list[tuple[Diagnostic, str]] = []
        """What leads to no page or file, as it is written."""
        self.found = 0
        """How many items lead to one."""

    def say(self, way: KeyPath, message: str, fix: str) -> None:
        self.problems.append(self._configuration.problem(way, message, fix))

    def items(self, written: list[Any], way: KeyPath) -> Iterator[NavItem]:
        for number, item in enumerate(written):
            here = (*way, number)
            if isinstance(item, str):
                yield from self._leaf("", item, here)
            elif isinstance(item, Mapping) and len(item) == 1:
                ((label, value),) = item.items()
                yield from self._labelled(label, value, (*here, label))
            else:
                fix = "Write each on a line of its own, as `- About: pages/about.md`."
                self.say(here, "an item of `nav` should be one name, a colon, and where it leads", fix)

    def _labelled(self, label: str, value: Any, way: KeyPath) -> Iterator[NavItem]:
        if isinstance(value, list):
            yield NavItem(label, None, tuple(self.items(value, way)))
        elif isinstance(value, str) and value:
            yield from self._leaf(label, value, way)
        else:
            fix = f"Write a file or an address after the colon, as `- {label}: pages/about.md`."
            self.say(way, f"“{label}” in `nav` leads nowhere", fix)

    def _leaf(self, label: str, written: str, way: KeyPath) -> Iterator[NavItem]:
        scheme, colon, _ = written.partition(":")
        if self._site_url and written.startswith(self._site_url.rstrip("/") + "/"):
            written = written.removeprefix(self._site_url.rstrip("/"))
        elif colon and scheme.strip().lower() in ("http", "https") and not is_web_address(written.strip()):
            fix = "Write a file, a page of this site, or an address as a browser shows it."
            self.say(way, f"`nav` leads to {written}, which is not a web address", fix)
            return
        elif colon and scheme.strip().lower() in _SCHEMES:
            yield NavItem(label, written.strip())
            return
        elif colon and "/" not in scheme:
            message = f"`nav` leads to {scheme}: which is not a web address"
            self.say(way, message, "Write a file, a page of this site, or an address that begins with https://.")
            return
        elif written.startswith("//"):
            self.say(way, f"`nav` leads to {written}, which is not a complete address", f"Write https:{written}.")
            return
        address = self._address(written)
        if address is None:
            near = self._nearest(written)
            fix = f"Did you mean {near}?" if near else "Name a file below the content folder, such as pages/about.md."
            self.say(way, f"`nav` leads to {written}, and there is no such page or file", fix)
            self.nowhere.append((self.problems[-1], written))
        else:
            self.found += 1
            yield NavItem(label, address, (), self._configuration.place(way))

    def _address(self, written: str) -> str | None:
        """The address of what a file name or an address of this site means; None where there is no such thing."""
        path, mark, place = parted(written)
        parts = [part for part in unquote(path).split("/") if part not in ("", ".")]
        if parts and parts[-1] in ("index.md", "index.html"):
            parts.pop()
        elif parts and parts[-1].endswith(".md"):
            parts[-1] = parts[-1].removesuffix(".md")
        if "/".join(parts) in FILES:
            return f"{'/'.join(parts)}{mark}{place}"
        address = self._page(parts)
        return None if address is None else f"{address}{mark}{place}"

    def _page(self, parts: list[str]) -> str | None:
        match parts:
            case [] | ["pages", "home"]:
                return ""
            case [*names] if (name := "/".join(names)) in FOLDERS or name in PAGES:
                return f"{name}/"
            case [name] | ["pages", name] if self._is_there("pages", name):
                return f"{name}/"
            case [folder, slug] if folder in FOLDERS and self._is_there(folder, slug):
                return f"{folder}/{slug}/"
            case ["networks", slug, "meet"] if self._is_there("networks", slug):
                return f"networks/{slug}/meet/"
            case ["questions", slug, "poster"] if self._is_there("questions", slug):
                return f"questions/{slug}/poster/"
        return None

    def _is_there(self, folder: str, slug: str) -> bool:
        return slug not in ("", "..") and (self._content / folder / f"{slug}.md").is_file()

    def _nearest(self, written: str) -> str:
        """What was most likely meant: a file of that name elsewhere, or a page that is surely published."""
        below = written.removeprefix(f"{self._content.name}/")
        if below != written and self._address(below) is not None:
            return below
        name = written.strip("/").rpartition("/")[2].removesuffix(".md")
        for folder in (*FOLDERS, "pages"):
            if self._is_there(folder, name):
                return f"{folder}/{name}.md"
        plain = (f"pages/{path.name}" for path in sorted((self._content / "pages").glob("*.md")))
        known = [*plain, *(f"/{page}/" for page in (*FOLDERS, *PAGES)), *(f"/{file}" for file in FILES)]
        close = difflib.get_close_matches(written, known, n=1, cutoff=0.75)
        return close[0] if close else ""


def parted(written: str) -> tuple[str, str, str]:
    """A path, and what follows it: the character `?` or `#` and the rest."""
    places = [written.index(sign) for sign in "?#" if sign in written]
    if not places:
        return written, "", ""
    cut = min(places)
    return written[:cut], written[cut], written[cut + 1 :]
