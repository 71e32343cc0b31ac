"""What the page /my-story/ looks a receipt up in: published entries by the hash of the receipt that their teller keeps.

Anyone who has a receipt can make its hash, and nobody can get the receipt from the hash (see kgen.stewarding.receipts).
Nothing is said here about an entry except where it is, and when its consent is asked for again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kgen.exports.data import compact
from kgen.model import STORY, Entry, Output, Page
from kgen.weave import Garden

NAME = "data/receipts"
MOST = 500
"""How many receipts are in one file. If there are more, a browser asks for one part, and so names two digits of a hash
at most."""
DIGITS = 2
"""Of a hash, by which receipts are divided."""

Row = tuple[str, str, str]
"""The hash of a receipt, the address of its entry below the site's root, and the month of its review, if any."""


def receipts(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/receipts.json`, and for more than MOST receipts the parts, `data/receipts/0a.json`."""
    rows = sorted(_row(entry) for entry in garden.published.values() if entry.meta.receipt_hash)
    if len(rows) <= MOST:
        yield Output(f"{NAME}.json", _file, (tuple(rows), False))
        return
    yield Output(f"{NAME}.json", _file, ((), True))
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row[0][:DIGITS]].append(row)
    for digits, part in parts.items():
        yield Output(f"{NAME}/{digits}.json", _file, (tuple(part), False))


def _row(entry: Entry) -> Row:
    given = entry.meta.consent if STORY.includes(entry) else None
    return entry.meta.receipt_hash, entry.url, (given.review or "") if given else ""


def _file(garden: Garden, rows: Sequence[Row], is_parted: bool) -> bytes:
    """JSON: `receipts`, by their hashes, and whether they are in parts."""
    found = {ref: {"url": url, **({"review": review} if review else {})} for ref, url, review in rows}
    values = {"receipts": found, **({"parts": True} if is_parted else {})}
    return compact(values).encode()
