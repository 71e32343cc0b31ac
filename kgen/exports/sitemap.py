"""The sitemap (sitemaps.org): every page that search engines should have, without a date from any clock."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from kgen.model import Output, Page
from kgen.weave import Garden

LONGEST = 50_000
"""Addresses in one file; the protocol allows no more."""
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `sitemap.xml`; with more pages than fit, it lists `sitemap-1.xml` and so on. None without site_url."""
    whole = garden.settings.address
    if not whole(""):
        return
    addresses = [whole(quote(page.url)) for page in pages if page.indexed]
    parts = [addresses[start : start + LONGEST] for start in range(0, len(addresses), LONGEST)] or [[]]
    if len(parts) == 1:
        yield Output("sitemap.xml", _file, ("urlset", "url", *parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield Output("sitemap.xml", _file, ("sitemapindex", "sitemap", *map(whole, names)))
    for name, part in zip(names, parts, strict=True):
        yield Output(name, _file, ("urlset", "url", *part))


def _file(garden: Garden, root: str, element: str, *addresses: str) -> bytes:
    lines = [f"<{element}><loc>{escape(address)}</loc></{element}>" for address in addresses]
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {_NAMESPACE}>\n{body}\n</{root}>\n'.encode()
