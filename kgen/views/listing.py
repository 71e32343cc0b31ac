"""The listing of each kind: all stories, all topics and so on, PAGE_LENGTH to a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Kind, Page
from kgen.settings import SLUG
from kgen.views.here import Here, Linked, day_in_words, sentence_case
from kgen.views.rendering import Renderer, Slice
from kgen.views.topic import counted
from kgen.weave import Garden

MOST_WAYS = 12

_BESIDE = {
    NETWORK: ("introductions/", "Whose offers and asks meet"),
    PERSON: ("introductions/", "Whose offers and asks meet"),
    QUESTION: ("bridges/", "Who answers whom, and who has not yet"),
    SECTOR: ("bridges/", "Who answers whom, and which bridges are missing"),
}
"""Pages that say more about entries of a kind: their address, and words for the link."""

_LISTED = {
    STORY: "What people tell, the newest first.",
    TOPIC: "What the stories are about.",
    NETWORK: "Where people meet and learn from each other.",
    QUESTION: "What the garden asks, and who has not answered yet.",
    PERSON: "Who offers what they know, and who wants to learn.",
    SECTOR: "The services the stories are about.",
}


def listings(renderer: Renderer) -> Iterator[Page]:
    for kind in _LISTED:
        yield from _pages(renderer, kind)
    by_standpoint = _by_standpoint(renderer.garden)
    for slug, stories in by_standpoint.items():
        yield from _told_from(renderer, slug, stories)


def _by_standpoint(garden: Garden) -> dict[str, list[Entry]]:
    """The stories told from each standpoint, newest first, in the garden's order of standpoints."""
    found: dict[str, list[Entry]] = {slug: [] for slug in garden.settings.standpoints}
    for story in garden.of(STORY):
        for slug in garden.story(story).standpoint:
            found.setdefault(slug, []).append(story)
    return {slug: stories for slug, stories in found.items() if stories and SLUG.fullmatch(slug)}


def _told_from(renderer: Renderer, slug: str, stories: list[Entry]) -> Iterator[Page]:
    many = Here(renderer.garden, "").standpoint(slug).many
    words = f"What {many} tell, the newest first."

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        shown = here.cards(part.of(stories))
        return {
            "kind": STORY.name,
            "words": words,
            "count": len(stories),
            "cards": shown,
            "rows": (),
            "ways": None,
            "beside": None,
        }

    title = f"Stories from {many}"
    url = f"{STORY.folder}/from/{slug}/"
    return renderer.paginated(url, "listing.html", title, words, [stories], data, section=f"{STORY.folder}/")


def _ways(renderer: Renderer, here: Here) -> list[tuple[str, tuple[Linked, ...], str]]:
    """Ways to narrow the stories down by plain links: a heading, the most frequent ones, and where all of them are."""
    garden = renderer.garden
    stories = garden.of(STORY)
    standpoints = tuple(
        Linked(sentence_case(here.standpoint(slug).many), here.href(f"{STORY.folder}/from/{slug}/"), "", str(len(each)))
        for slug, each in _by_standpoint(garden).items()
    )
    kinds = ((SECTOR, "sectors"), (TOPIC, "topics"), (NETWORK, "networks"))
    return [
        ("Who tells it", standpoints, ""),
        *(
            (kind.title, counted(here, stories, relation)[:MOST_WAYS], here.href(f"{kind.folder}/"))
            for kind, relation in kinds
        ),
    ]


def _pages(renderer: Renderer, kind: Kind) -> Iterator[Page]:
    entries = renderer.garden.of(kind)
    words = _LISTED[kind]
    url = f"{kind.folder}/"

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        shown = part.of(entries)
        address, label = _BESIDE.get(kind, ("", ""))
        return {
            "kind": kind.name,
            "words": words,
            "beside": Linked(label, here.href(address), "") if address and entries and part.is_first else None,
            "count": len(entries),
            "cards": here.cards(shown) if kind is STORY else (),
            "ways": _ways(renderer, here) if kind is STORY and entries and part.is_first else None,
            "rows": () if kind is STORY else tuple(_row(here, entry) for entry in shown),
        }

    feed = "feed.xml" if kind is STORY else ""
    assets = ("stories/filter.js",) if kind is STORY else ()
    return renderer.paginated(
        url, "listing.html", kind.title, words, [entries], data, section=url, feed=feed, assets=assets
    )


def _row(here: Here, entry: Entry) -> dict[str, Any]:
    """An entry in a list: its link, a summary, and one fact that helps to choose."""
    return {"linked": here.linked(entry), "summary": here.garden.summary(entry), "fact": _fact(here, entry)}


def _fact(here: Here, entry: Entry) -> str:
    garden = here.garden
    front: Any = entry.front
    match entry.kind.name:
        case "topic" | "sector":
            relation = "topics" if entry.kind is TOPIC else "sectors"
            return _count(len(garden.sources(entry, relation, STORY)), "story", "stories")
        case "network":
            if front.next and front.next >= garden.settings.today:
                return f"Meets next on {day_in_words(front.next)}"
            return front.meets or ""
        case "question":
            answers = _count(len(garden.sources(entry, "answers")), "answer", "answers")
            seats = [here.standpoint(slug).many for slug in here.empty_seats(entry)]
            return f"{answers}; not yet heard from {', '.join(seats)}" if seats else answers
        case _:
            return here.voice(entry)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
