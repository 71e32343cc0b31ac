"""Open data: the garden as a graph in JSON, and as the pair of tables that Kumu reads.

Only published entries are here, and of stories only those whose tellers said yes to research. Body text that may only
be read is not here: a summary taken from the first paragraph, or the sentence around a link, is body text, and is here
only if `may_be_copied` says so. What people wrote to be shown on its own (a title, a summary, a definition, a purpose)
is always given.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kgen.letters import one_line
from kgen.model import PERSON, SOURCE, STORY, Entry, Link, Output, Page, Story
from kgen.read.slugs import suggested_slug
from kgen.settings import Settings
from kgen.weave import LONGEST_SUMMARY, PROSE_RELATIONS, Garden
from kgen.weave.changes import status_of
from kgen.weave.citations import Citation
from kgen.weave.outcomes import prompted_by
from kgen.weave.text import cut_at_sentence

_FORMULA = re.compile(r"^(?=[\t\r\n])|(?:^|[;\t\r\n])[^\S\t\r\n]*(?=[=+\-@＝＋－＠])")
"""The places before what a spreadsheet may run as a formula (OWASP, "CSV Injection"): at the start of a cell, and after
what some take for the end of one. In a country that writes decimals with a comma, that is a semicolon. Full-width
characters count too: a spreadsheet set to Chinese or Japanese reads them as formulas."""
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as short as it can be written."""
_ENDS_IN_KEY = re.compile(r"\([a-z]+/[a-z0-9-]+\)$")


def garden_json(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden.json`: what networkx.node_link_graph reads, entries as nodes and links as edges."""
    yield Output("data/garden.json", _json)


def garden_csv(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden.csv`, Kumu's elements: one row for each entry, with a label of its own."""
    yield Output("data/garden.csv", _elements)


def connections_csv(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/garden-connections.csv`, Kumu's connections: one row for each link, by the labels of its ends."""
    yield Output("data/garden-connections.csv", _connections)


def may_be_copied(garden: Garden, entry: Entry) -> bool:
    """Whether body text of an entry may be in open data.

    A story's only under a licence that says so; a person's words about themselves never, since they belong beside their
    name on their own page; all else is the garden's own description of itself.
    """
    if STORY.includes(entry):
        return garden.licence(entry) != "read-only"
    return entry.kind is not PERSON


def open_summary(garden: Garden, entry: Entry) -> str:
    """A summary that may be in open data, or nothing."""
    return garden.summary(entry) if entry.meta.in_short or may_be_copied(garden, entry) else ""


def address(garden: Garden, url: str) -> str:
    """The address of a page: absolute, or below the site's root if the site's own is not known."""
    return garden.settings.address(url, otherwise=url)


def identity(settings: Settings, url: str) -> str:
    """What something is called for ever: its address, or a tag (RFC 4151) made from the garden's name.

    The tag's authority is the name under `.invalid` (RFC 2606), which nobody can own, since the site has no domain yet.
    A tag names a day on which its authority was known by that name: a fixed year, so that no id ever changes.
    """
    return settings.address(url, otherwise=f"tag:{suggested_slug(settings.site_name)}.invalid,2026:{url}")


def _json(garden: Garden) -> bytes:
    garden = garden.for_use("research")
    settings = garden.settings
    graph = {"name": settings.site_name, "url": settings.site_url, "licence": settings.licence}
    nodes = (_node(garden, entry) for entry in garden.published.values())
    edges = (_edge(garden, link) for link in garden.links)
    head = f'"directed": true,\n"multigraph": true,\n"graph": {compact(graph)}'
    # One item to a line, so that two versions can be compared; the encoder in C writes no such breaks.
    lines = [",\n".join(map(compact, items)) for items in (nodes, edges)]
    return f'{{\n{head},\n"nodes": [\n{lines[0]}\n],\n"edges": [\n{lines[1]}\n]\n}}\n'.encode()


def _node(garden: Garden, entry: Entry) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": entry.key,
        "kind": entry.kind.name,
        "title": garden.title(entry),
        "url": address(garden, entry.url),
    }
    offered: dict[str, Any] = {
        "date": _month(garden, entry),
        "published": entry.meta.published if STORY.includes(entry) else None,
        "summary": open_summary(garden, entry),
        "standpoint": list(entry.meta.voices),
        "sectors": list(garden.linked_keys(entry, "sectors")),
        "cites": [_cited_elsewhere(each) for each in garden.cited(entry) if each.source is None],
    }
    if STORY.includes(entry):
        offered |= {
            "illustrative": garden.illustrative(entry),
            "licence": garden.licence(entry),
            "change": status_of(entry),
            **_told_of_change(garden, entry),
        }
    if SOURCE.includes(entry):
        meta = entry.meta
        offered |= {
            "authors": list(meta.authors),
            "year": meta.year,
            "container": meta.container,
            "doi": meta.known_doi,
            "address": meta.address,
        }
    return node | {name: value for name, value in offered.items() if value not in (None, "", [])}


def _cited_elsewhere(cited: Citation) -> dict[str, str]:
    """A work that is cited and has no page here. One that has is at the end of an edge."""
    known = {"address": cited.address, "doi": cited.doi, "says": cited.says}
    return {name: value for name, value in known.items() if value}


def _told_of_change(garden: Garden, story: Story) -> dict[str, Any]:
    """What a story says held change back and let it go, what changed, and to which stories that is credited."""
    meta = story.meta
    change = meta.change if status_of(story) != "none" else None
    checked = change.checked if change else None
    return {
        "handbrake": meta.handbrake,
        "release": meta.release,
        "change_what": change.what if change else None,
        "change_when": change.when if change else None,
        "change_checked": {"when": checked.when, "holds": checked.holds} if checked else None,
        "credited_to": list(prompted_by(garden, story)),
        "came_of_it": meta.came_of_it if garden.changes_of(story) else None,
    }


def _edge(garden: Garden, link: Link) -> dict[str, str]:
    """A link. `key` tells apart two links between the same entries; networkx wants it in a graph that may have them."""
    edge = {"source": link.source, "target": link.target, "key": link.relation, "relation": link.relation}
    if link.relation in PROSE_RELATIONS and may_be_copied(garden, garden.published[link.source]):
        edge["sentence"] = cut_at_sentence(garden.words(link.sentence), LONGEST_SUMMARY)
    if link.relation == "tries":
        source = garden.published[link.source]
        travel = next((each for each in garden.tried_by(source) if each.origin.key == link.target), None)
        edge |= {"went": travel.went, **({"note": travel.note} if travel.note else {})} if travel else {}
    if link.relation == "cites" and (says := _says(garden, link)):
        edge["says"] = says
    return edge


def _says(garden: Garden, link: Link) -> str:
    """What an entry says of a source that it cites: `bears-out`, `complicates`, both, or nothing."""
    cited = garden.cited(garden.published[link.source])
    return " ".join(each.says for each in cited if each.source is not None and each.source.key == link.target)


def _month(garden: Garden, entry: Entry) -> str | None:
    """When a story was told or a question opened. Git is asked for the first month of stories only."""
    return garden.date(entry) if entry.kind is STORY else entry.meta.month


def _labels(garden: Garden) -> dict[str, str]:
    """A label for each entry that no other has: its title, or, if several share one, its title and key.

    Kumu joins connections to elements by label, and takes `|` for the end of one. A title that itself ends like a key
    is given its own key too: so each label ends in a key that is its own, or is a title that is no other entry's.
    """
    titles = {key: inert(_single(garden.title(entry))) for key, entry in garden.published.items()}
    counts = Counter(title.casefold() for title in titles.values())
    return {
        key: f"{title} ({key})" if counts[title.casefold()] > 1 or _ENDS_IN_KEY.search(title.casefold()) else title
        for key, title in titles.items()
    }


def _elements(garden: Garden) -> bytes:
    """The columns Kumu knows, then kgen's own.

    None is called `ID`: Kumu would then look for the ends of connections by it, not by label.
    """
    garden = garden.for_use("research")
    labels = _labels(garden)
    header = "Label Type Description Tags Url Date Published Standpoint Illustrative Licence Key".split()
    rows = (_row(garden, entry, labels[entry.key]) for entry in garden.published.values())
    return _table(header, ([inert(cell) for cell in row] for row in rows))


def _row(garden: Garden, entry: Entry, label: str) -> list[str]:
    return [
        label,
        entry.kind.name.capitalize(),
        open_summary(garden, entry),
        "|".join(_single(garden.title(topic)) for topic in garden.linked(entry, "topics")),
        address(garden, entry.url),
        _month(garden, entry) or "",
        (entry.meta.published or "") if STORY.includes(entry) else "",
        "|".join(entry.meta.voices),
        "yes" if garden.illustrative(entry) else "",
        garden.licence(entry) if STORY.includes(entry) else "",
        entry.key,
    ]


def _single(text: str) -> str:
    """Text on one line that Kumu takes for one value."""
    return one_line(text.replace("|", "/"))


def _connections(garden: Garden) -> bytes:
    garden = garden.for_use("research")
    labels = _labels(garden)
    rows = (
        (labels[link.source], labels[link.target], link.relation, "directed", _made_up_ends(garden, link))
        for link in garden.links
    )
    return _table(["From", "To", "Type", "Direction", "Illustrative"], rows)


def _made_up_ends(garden: Garden, link: Link) -> str:
    """Which ends of a link are illustrative stories: `from`, `to`, both, or none."""
    ends = {"from": link.source, "to": link.target}
    return "|".join(end for end, key in ends.items() if garden.illustrative(garden.published[key]))


def _table(header: list[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as RFC 4180 has it, of cells that are inert."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def inert(cell: str) -> str:
    """The text of a cell with a `'` before each place that a spreadsheet may run."""
    return _FORMULA.sub(r"\g<0>'", cell)
