"""Every address of kgen's own, each once: what is there, what makes it, and where links to it are shown.

PAGES and FILES determine menus, the foot of pages, what a menu in mkdocs.yml may name, and which names no entry may
have. A part of an address in `<>` stands for one of many.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

LISTING = "listing.listings"
HOME = "home"
"""The slug of the plain page that opens the home page."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page that kgen makes."""

    address: str
    """Below the site's root, as kgen.model.Page has it: `map/`; for the home page it is empty."""
    title: str
    view: str
    """The function of kgen.views that makes it."""
    menu: int = 0
    """Its place in the menu of a garden that has none of its own, counted from 1; 0 if it is not there."""
    label: str = ""
    """What the menu calls it, if that is not its title."""
    foot: int = 0
    """Its place at the foot of every page, likewise."""
    guide: str = ""
    """What llms.txt says about it."""
    is_replaceable: bool = False
    """Whether a plain page of this name takes its place."""
    is_optional: bool = False
    """Whether some builds are without it."""

    @property
    def name(self) -> str:
        """Its address without the slash: `map`."""
        return self.address.rstrip("/")

    @property
    def head(self) -> tuple[str, str]:
        """What kgen.model.Page begins with: its address and its title."""
        return self.address, self.title


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that kgen makes and that is not a page."""

    address: str
    title: str
    export: str = ""
    """The function of kgen.exports that makes it; kgen.publish takes care of the rest."""
    guide: str = ""
    """What llms.txt says about it."""
    is_public: bool = False
    """Whether it is made for people and other programs, so that a menu may lead to it."""


PAGES = (
    OwnPage("", "Home", "home.home"),
    OwnPage("stories/", "Stories", LISTING, menu=1),
    OwnPage("topics/", "Topics", LISTING, menu=2),
    OwnPage("networks/", "Networks", LISTING, menu=4, label="Meet"),
    OwnPage("questions/", "Questions", LISTING, menu=3),
    OwnPage("people/", "People", LISTING, foot=3),
    OwnPage("sectors/", "Services", LISTING, foot=4),
    OwnPage("meetings/", "Meetings", LISTING),
    OwnPage("sources/", "Sources", LISTING),
    OwnPage("stories/from/<standpoint>/", "Stories from one standpoint", LISTING),
    OwnPage("stories/<slug>/", "A story", "story.stories"),
    OwnPage("topics/<slug>/", "A topic", "topic.topics"),
    OwnPage("networks/<slug>/", "A network", "network.networks"),
    OwnPage("networks/<slug>/meet/", "A sheet for a network's next meeting", "meet.sheets"),
    OwnPage("questions/<slug>/", "A question", "question.questions"),
    OwnPage("questions/<slug>/poster/", "A poster of a question", "poster.posters"),
    OwnPage("people/<slug>/", "A person", "person.people"),
    OwnPage("sectors/<slug>/", "A sector", "sector.sectors"),
    OwnPage("meetings/<slug>/", "A meeting", "meeting.meetings"),
    OwnPage("sources/<slug>/", "A source", "source.sources"),
    OwnPage("new/", "What is new", "new.new", foot=5, guide="what was published lately, month by month"),
    OwnPage(
        "changes/",
        "What changed",
        "changes.changes",
        foot=6,
        guide="what people say changed, planned or made",
    ),
    OwnPage(
        "introductions/",
        "Introductions",
        "introductions.introductions",
        foot=7,
        guide="who asks for what somebody else offers, and where they could meet",
    ),
    OwnPage(
        "bridges/",
        "Bridges",
        "bridges.bridges",
        foot=8,
        guide="who answers whom, between services and people who use them, against chance",
    ),
    OwnPage("map/", "The map", "garden_map.garden_map", foot=9),
    OwnPage("<slug>/", "A plain page", "plain.plain_pages"),
    OwnPage("accessibility/", "Accessibility", "legal_pages.legal_pages", is_replaceable=True),
    OwnPage("privacy/", "Privacy", "legal_pages.legal_pages", is_replaceable=True),
    OwnPage("complaints/", "Complaints and concerns", "legal_pages.legal_pages", is_replaceable=True),
    OwnPage("search/", "Search", "search.search", is_optional=True),
    OwnPage("write/", "Tell a story", "write.write", foot=1),
    OwnPage("write/paper/", "Tell a story on paper", "paper.paper"),
    OwnPage("join/", "Put your name down", "short_forms.join"),
    OwnPage("ask/", "Ask a question", "short_forms.ask"),
    OwnPage("my-story/", "What happened to my story", "my_story.my_story", foot=2),
)
"""In the order in which they are made."""
FILES = (
    OwnFile(
        "feed.xml",
        "Atom feed",
        "feeds.feeds",
        "the newest stories; each page that changes with what people tell has a feed of its own",
        is_public=True,
    ),
    OwnFile("<folder>/<slug>/feed.xml", "The feed of an entry", "feeds.feeds"),
    OwnFile("<folder>/feed.xml", "The feed of what is new, or of what changed", "feeds.feeds"),
    OwnFile(
        "calendar.ics",
        "The next meetings",
        "calendar.calendars",
        "when networks meet next, as calendars read it; each network has one of its own",
        is_public=True,
    ),
    OwnFile("networks/<slug>/calendar.ics", "The next meetings of a network", "calendar.calendars"),
    OwnFile(
        "data/garden.json",
        "The garden as a graph",
        "data.garden_json",
        "every entry and link, as networkx reads it",
        is_public=True,
    ),
    OwnFile(
        "data/garden.csv",
        "The entries as a table",
        "data.garden_csv",
        "with garden-connections.csv beside it, as Kumu reads them",
        is_public=True,
    ),
    OwnFile("data/garden-connections.csv", "The links as a table", "data.connections_csv", is_public=True),
    OwnFile(
        "data/topics.ttl",
        "The topics as a vocabulary",
        "topics.topics_ttl",
        "SKOS in Turtle: labels, definitions, broader and related topics",
        is_public=True,
    ),
    OwnFile(
        "data/sources.bib",
        "The sources as BibTeX",
        "sources.sources_bib",
        "what was published elsewhere and is cited here",
        is_public=True,
    ),
    OwnFile("data/receipts.json", "What is published, by the hash of its teller's receipt", "receipts.receipts"),
    OwnFile("data/receipts/<digits>.json", "A part of these receipts", "receipts.receipts"),
    OwnFile("llms.txt", "The garden in short, for language models", "llms.llms", is_public=True),
    OwnFile("stories/facts.json", "What the list of stories is narrowed down by", "stories.stories_json"),
    OwnFile("search/names.json", "The names that the search matches first", "names.names"),
    OwnFile("search/names-<number>.json", "A part of these names", "names.names"),
    OwnFile("sitemap.xml", "The sitemap", "sitemap.sitemap"),
    OwnFile("sitemap-<number>.xml", "A part of the sitemap", "sitemap.sitemap"),
    OwnFile("<folder>/<alias>/index.html", "An old address, which leads on", "redirects.redirects"),
    OwnFile("write/names.json", "The names that the form offers", "write.names"),
    OwnFile("write/rules.json", "The rules that the form checks by, and the names that it knows", "write.rules"),
    OwnFile("404.html", "The page for what is not here"),
    OwnFile("assets/<name>.<digest>", "The styles and scripts of kgen's own"),
    OwnFile("assets/<path>", "The theme's own files"),
    OwnFile("images/<picture>", "The garden's pictures"),
    OwnFile("pagefind/<file>", "The search index"),
)
"""In the order in which they are made."""

FIXED = tuple(page for page in PAGES if "<" not in page.address)
"""The pages that every garden has."""
FIXED_ADDRESSES = frozenset(page.address for page in FIXED)
LISTINGS = tuple(page for page in FIXED if page.view == LISTING)
"""Those that list all entries of a kind."""
MENU = tuple(sorted((page for page in FIXED if page.menu), key=lambda page: page.menu))
FOOT = tuple(sorted((page for page in FIXED if page.foot), key=lambda page: page.foot))
REPLACEABLE = tuple(page for page in FIXED if page.is_replaceable)
PUBLIC_FILES = tuple(file.address for file in FILES if file.is_public)
BELOW = {
    "page": "the later pages of a list",
    "meet": "the sheet for a network's next meeting",
    "poster": "the poster of a question",
}
"""What kgen puts below the address of a listing or an entry, by its name there."""

Own = OwnPage | OwnFile
_ALL: tuple[Own, ...] = (*PAGES, *FILES)
ROOT = {
    own.address.partition("/")[0].removesuffix(".html"): own
    for own in reversed(_ALL)
    if own.address and not own.address.startswith("<") and own not in REPLACEABLE
}
"""The names at the root of the site that no plain page can have, each with the first page or file that is there."""
_BY_NAME = {page.name: page for page in FIXED}


def own_page(name: str) -> OwnPage:
    """A page that every garden has, by its name: `map`; the home page's is empty. Raises KeyError."""
    return _BY_NAME[name]


def own_in_words(own: Own) -> str:
    """What kgen makes and where, as a message says it: `“The map” at /map/`."""
    folder, part, _ = own.address.partition("<")
    is_one_of_many = part and folder.endswith("/")
    return f"“{own.title}” below /{folder}" if is_one_of_many else f"“{own.title}” at /{own.address}"


_INDEX = re.compile(r"(?:^|/)index\.html$|\.html$")
_FURTHER = re.compile(r"/(?:page(?:/[0-9]+)?|meet|poster)$")


def disk_key(path: str) -> str:
    """A key shared by all paths that some disk takes for one another: `Map/a.css` and `map/A.css`."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold()).strip("/")


def host_key(path: str) -> str:
    """Like `disk_key`, for hosts, which may also show `map/index.html` and `map.html` at `/map`."""
    return _INDEX.sub("", disk_key(path))


def claim_key(path: str) -> str:
    """Like `host_key`, but the further pages of a list have the key of the first."""
    return _FURTHER.sub("", host_key(path))


def claim_keys(path: str) -> Iterator[str]:
    """The key of a file, and those of the folders on the way to it that have a file's name: `feed.xml/a.css`."""
    yield claim_key(path)
    folders = path.split("/")[:-1]
    yield from (claim_key("/".join(folders[:depth])) for depth, name in enumerate(folders, 1) if "." in name)


_OF_KGEN = {
    "standpoint": "[^/]+",
    "number": "[0-9]+",
    "digits": "[0-9a-f]{2}",
    "name": "[^/]+",
    "digest": "[0-9a-f]{8}.*",
    "file": ".*",
}
"""Parts of addresses that are kgen's in every garden; what entries there are decides the rest."""


def _pattern(own: Own) -> re.Pattern[str] | None:
    pieces = re.split("<([a-z]+)>", claim_key(own.address))
    if not _OF_KGEN.keys() >= set(pieces[1::2]):
        return None
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = map(_OF_KGEN.__getitem__, pieces[1::2])
    return re.compile("".join(pieces))


@cache
def _patterns() -> list[tuple[re.Pattern[str], Own]]:
    """Made when first asked for: few gardens have files of their stewards' own."""
    return [(pattern, own) for own in _ALL if (pattern := _pattern(own)) is not None]


def own_at(path: str) -> Own | None:
    """kgen's own page or file that already has a file's address, or one above it, if any."""
    for key in claim_keys(path):
        for pattern, own in _patterns():
            if pattern.fullmatch(key):
                return own
    is_page = path.lower().endswith(".html")
    return None if is_page else next((own for own in _ALL if own.address.startswith(f"{claim_key(path)}/")), None)
