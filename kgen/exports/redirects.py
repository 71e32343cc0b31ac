"""Old addresses lead on: one small page for each alias."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from kgen.model import Output, Page
from kgen.weave import Garden
from kgen.weave.old_addresses import old_addresses

_PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
{canonical}<title>{title}: moved from /{url}</title>
</head>
<body>
<h1>This page has moved</h1>
<p>It is now at <a href="{address}"{lang}>{title}</a>.</p>
</body>
</html>
""")


def redirects(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield a page at each old slug of a published entry. An address that a page has now is left alone."""
    taken = {page.url for page in pages}
    for url, entry in old_addresses(garden):
        if url not in taken:
            taken.add(url)
            yield Output(f"{url}index.html", _redirect, (entry.key, url))


def _redirect(garden: Garden, key: str, url: str) -> bytes:
    entry = garden.published[key]
    whole = garden.settings.address(entry.url)
    canonical = Markup('<link rel="canonical" href="{}">\n').format(whole) if whole else ""
    address = "../" * url.count("/") + entry.url
    spoken = garden.title_language(entry)
    lang = Markup(' lang="{}"').format(spoken) if spoken else ""
    return _PAGE.format(
        language=garden.settings.language,
        address=address,
        canonical=canonical,
        lang=lang,
        title=garden.title(entry),
        url=url,
    ).encode()
