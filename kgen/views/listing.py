"""The listing of each kind: all stories, all topics and so on, at most 50 to a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Kind, Page
from kgen.views.here import Here, day_in_words
from kgen.views.rendering import Renderer, Slice

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


def _pages(renderer: Renderer, kind: Kind) -> Iterator[Page]:
    entries = renderer.garden.of(kind)
    words = _LISTED[kind]
    url = f"{kind.folder}/"

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        shown = part.of(entries)
        return {
            "kind": kind.name,
            "words": words,
            "count": len(entries),
            "cards": here.cards(shown) if kind is STORY else (),
            "rows": () if kind is STORY else tuple(_row(here, entry) for entry in shown),
        }

    feed = "feed.xml" if kind is STORY else ""
    return renderer.paginated(url, "listing.html", kind.title, words, [entries], data, section=url, feed=feed)


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
