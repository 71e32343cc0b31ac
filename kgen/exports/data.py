"""Open data: the garden as a graph in JSON, and as the pair of tables that Kumu reads.

Only published entries are here, and no body text: a story's summary is given only if somebody wrote one, or if its
licence lets it be copied, since a summary taken from the first paragraph is body text.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from kgen.model import STORY, Entry, Output, Page
from kgen.weave import Garden

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet runs as a formula (OWASP, "CSV Injection")."""


def garden_json(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden.json`: what networkx.node_link_graph reads, entries as nodes and links as edges."""
    yield Output("data/garden.json", partial(_json, garden))


def garden_csv(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden.csv`, Kumu's elements: one row for each entry, with a label of its own."""
    yield Output("data/garden.csv", partial(_elements, garden))


def connections_csv(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden-connections.csv`, Kumu's connections: one row for each link, by the labels of its ends."""
    yield Output("data/garden-connections.csv", partial(_connections, garden))


def open_summary(garden: Garden, entry: Entry) -> str:
    """A summary that may stand in open data."""
    written = getattr(entry.front, "summary", None)
    if entry.kind is STORY and not written and garden.licence(entry) == "read-only":
        return ""
    return garden.summary(entry)


def _json(garden: Garden) -> bytes:
    settings = garden.settings
    graph = {"name": settings.site_name, "url": settings.site_url, "licence": settings.licence}
    nodes = (_node(garden, entry) for entry in garden.published.values())
    edges = (
        {"source": link.source, "target": link.target, "key": link.relation, "relation": link.relation}
        for link in garden.links
    )
    head = f'"directed": true,\n"multigraph": true,\n"graph": {_compact(graph)}'
    return f'{{\n{head},\n"nodes": [\n{_lines(nodes)}\n],\n"edges": [\n{_lines(edges)}\n]\n}}\n'.encode()


def _lines(items: Iterable[dict[str, Any]]) -> str:
    """One item to a line, so that two versions can be compared; the encoder in C writes no such breaks."""
    return ",\n".join(map(_compact, items))


def _compact(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False)


def _node(garden: Garden, entry: Entry) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": entry.key,
        "kind": entry.kind.name,
        "title": garden.title(entry),
        "url": entry.url,
        "date": garden.date(entry),
        "summary": open_summary(garden, entry),
        "standpoint": list(getattr(entry.front, "standpoint", ())),
    }
    if entry.kind is STORY:
        change = garden.story(entry).change
        node |= {
            "illustrative": garden.illustrative(entry),
            "licence": garden.licence(entry),
            "change": change.status if change else "none",
        }
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _labels(garden: Garden) -> dict[str, str]:
    """A label for each entry that no other has: its title, or, where several share one, its title and key."""
    counts = Counter(garden.title(entry).casefold() for entry in garden.published.values())
    return {
        key: title if counts[(title := garden.title(entry)).casefold()] == 1 else f"{title} ({key})"
        for key, entry in garden.published.items()
    }


def _elements(garden: Garden) -> bytes:
    labels = _labels(garden)
    header = ["Label", "Type", "Description", "Tags", "Url", "Date", "Standpoint", "Illustrative", "Id"]
    return _table(header, (_row(garden, entry, labels[entry.key]) for entry in garden.published.values()))


def _row(garden: Garden, entry: Entry, label: str) -> list[str]:
    topics = [garden.title(topic) for topic in garden.targeted(entry, "topics")]
    site = garden.settings.site_url.rstrip("/")
    return [
        label,
        entry.kind.name.capitalize(),
        open_summary(garden, entry),
        "|".join(topics),
        f"{site}/{entry.url}" if site else entry.url,
        garden.date(entry) or "",
        "|".join(getattr(entry.front, "standpoint", ())),
        "yes" if garden.illustrative(entry) else "",
        entry.key,
    ]


def _connections(garden: Garden) -> bytes:
    labels = _labels(garden)
    rows = ([labels[link.source], labels[link.target], link.relation, "directed"] for link in garden.links)
    return _table(["From", "To", "Type", "Direction"], rows)


def _table(header: list[str], rows: Iterable[list[str]]) -> bytes:
    """A table as RFC 4180 has it; no cell can be run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
