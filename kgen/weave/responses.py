"""What a response without a title is called where its licence keeps its words together."""

from collections.abc import Callable

from kgen.model import Entry


def response_title(voice: str, answered: str) -> str:
    """`A response from a manager to “Nine keys”`."""
    return f"A response from {voice} to “{answered}”" if answered else f"A response from {voice}"


def title_at_the_end(entry: Entry, answered: Callable[[Entry], Entry | None], known: dict[str, str]) -> str:
    """The title that a response goes back to, by what each on the way answers first; empty where there is none.

    `known` keeps it for all on the way, so that a long chain of responses is walked once, and a circle ends.
    """
    way: dict[str, None] = {}
    while not entry.title and entry.key not in known and entry.key not in way:
        way[entry.key] = None
        entry = answered(entry) or entry
    title = entry.title or known.get(entry.key, "")
    known |= dict.fromkeys(way, title)
    return title
