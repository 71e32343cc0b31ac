"""The kinds of pages of a site, and the largest page of each."""

from collections.abc import Callable
from pathlib import Path

from kgen import site

LISTINGS = tuple(page.name for page in site.LISTINGS)
KINDS = {
    "home": "index.html",
    **{f"all {each}": f"{each}/index.html" for each in LISTINGS},
    **{f"one of {each}": f"{each}/*/index.html" for each in LISTINGS},
    "story with a content note": "stories/*/index.html",
    "sheet for a meeting": "networks/*/meet/index.html",
    "poster": "questions/*/poster/index.html",
    **{page.name: f"{page.name}/index.html" for page in site.FIXED if page.name and page not in site.LISTINGS},
    "plain page": "*/index.html",
    "not found": "404.html",
}
_ONLY: dict[str, Callable[[Path, Path], bool]] = {
    "plain page": lambda folder, page: (
        page.parts[0] not in {*LISTINGS, *(pattern.split("/")[0] for pattern in KINDS.values())}
    ),
    "story with a content note": lambda folder, page: "kg-content-note" in (folder / page).read_text(),
}


def largest_of(kind: str, folder: Path) -> str:
    """The address, below the root of a built site, of its largest page of a kind."""
    found = [path.relative_to(folder) for path in folder.glob(KINDS[kind])]
    found = [page for page in found if _ONLY.get(kind, lambda *_: True)(folder, page)]
    assert found, f"this garden has no page of the kind: {kind}"
    largest = max(sorted(found), key=lambda page: (folder / page).stat().st_size)
    return largest.as_posix().removesuffix("index.html")
