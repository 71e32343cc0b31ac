"""The page where readers look for words. The index and what reads it are loaded when somebody begins to look."""

from collections.abc import Iterator

from kgen.model import KIND_BY_NAME, Page
from kgen.views.here import Here, Linked
from kgen.views.rendering import Renderer

URL = "search/"
ASSETS = ("search/search.css", "search/search.js")
_WAYS_ON = ("story", "topic", "question", "network", "person", "sector")


def search(renderer: Renderer) -> Iterator[Page]:
    if not renderer.garden.settings.search:
        return

    def data(here: Here) -> dict[str, object]:
        kinds = [KIND_BY_NAME[name] for name in _WAYS_ON]
        return {
            "index": here.href("pagefind/pagefind.js"),
            "ways_on": [Linked(kind.title, here.href(f"{kind.folder}/"), kind.name) for kind in kinds],
        }

    description = "Look for words in the stories, topics, questions, networks and people of this garden."
    yield renderer.page(URL, "search.html", "Search", description, data, section=URL, assets=ASSETS)
