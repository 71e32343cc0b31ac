"""kgen verify: a built site, looked over as a browser would: no call elsewhere, no heavy page, no dead link."""

import gzip
import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from kgen import parallel
from kgen.diagnostic import Diagnostic
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable

PAGE_BYTES, ZIPPED_BYTES = 60_000, 15_000
LONG_STORY = 20_000
"""Bytes of HTML, about 3,000 words."""
MOST_SHOWN = 50
FEWEST = 200
"""Pages below which another process costs more than it saves."""
_PROSE = re.compile(rb'<div class="kg-prose".*?<section class="kg-section kg-about"', re.DOTALL)
_LOADING = {
    **dict.fromkeys("script img iframe frame embed video audio source track input".split(), "src"),
    **dict.fromkeys("base image use feimage".split(), "href"),
    "object": "data",
}
"""The elements for which a browser fetches what an attribute names, or, below `base`, all that it fetches. `link`
depends on its `rel`; the pictures of a drawing have `xlink:href` too."""
_FETCHED_RELS = frozenset(
    "stylesheet icon apple-touch-icon manifest preload prefetch modulepreload preconnect dns-prefetch".split()
)
_CSS_ADDRESS = re.compile(
    r"""(?:url\(\s*["']?|(?:@import|image-set\()\s*["']|,\s*["'](?=[^"']*["']\s+[\d.]+x))"""
    r"""((?<=["'])[^"'#][^"']*|(?<!["'])[^"')\s#][^"')\s]*)""",
    re.IGNORECASE,
)
_NOT_LOADED_BY_CSS = re.compile(r"/\*.*?\*/|@namespace[^;]*", re.DOTALL)
_CALL = re.compile(
    r"""(?:\b(?:fetch|import|importScripts|sendBeacon|WebSocket|EventSource|Worker)\s*\(|\bimport\b"""
    r"""|\b(?:import|export)\b[\w\s{},*$]{1,2000}?\bfrom\b)\s*["'`]((?:(?:https?|wss?):)?//[^"'`\s]+)"""
)
"""What a script plainly fetches from a host. What else it could reach is for the policy to forbid."""
_REMARK_OF_SCRIPT = re.compile(r"(?:^|[;}])\s*/\*.*?\*/|^[ \t]*//[^\n]*", re.MULTILINE | re.DOTALL)
"""A remark that begins a line or a statement; elsewhere it may be part of a text, such as `"image/*"`."""
_ENTRY = re.compile(r"<loc>([^<]*)</loc>")


def _in_style(text: str) -> list[str]:
    return _CSS_ADDRESS.findall(_NOT_LOADED_BY_CSS.sub("", text))


def _in_script(text: str) -> list[str]:
    return _CALL.findall(_REMARK_OF_SCRIPT.sub("\n", text))


def _in_sitemap(text: str) -> list[str]:
    return [unescape(each) for each in _ENTRY.findall(text)]


_BY_TAG = {"style": _in_style, "script": _in_script}
_BY_SUFFIX = {".css": _in_style, ".js": _in_script, ".xml": _in_sitemap}
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


class _Seen(NamedTuple):
    """What was found on one page, or in another file; addresses are as they are written there."""

    loads: tuple[str, ...]
    links: tuple[str, ...]
    ids: frozenset[str]
    has_policy: bool
    runs: bool
    bytes: int
    zipped: int
    is_cut_off: bool


class _PageLoads(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.has_policy = self.runs = False
        self._loads_in: Callable[[str], list[str]] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.update(values[name] for name in ("id", "name") if values.get(name))
        self._loads_in = _BY_TAG.get(tag)
        self.runs |= tag == "script" and values.get("type") != "application/ld+json"
        if tag in _LOADING:
            self.loads += [values[name] for name in (_LOADING[tag], "xlink:href") if values.get(name)]
        self.loads += [each.split()[0] for each in values.get("srcset", "").split(",") if each.strip()]
        self.loads += [values[name] for name in ("poster", "background", "ping") if values.get(name)]
        self.loads += _PageLoads(values["srcdoc"]).loads if "srcdoc" in values else []
        self.loads += _in_style(values.get("style", ""))
        if tag == "link" and not _FETCHED_RELS.isdisjoint(values.get("rel", "").lower().split()):
            self.loads.append(values.get("href", ""))
        elif tag in ("a", "area") and "href" in values:
            self.links.append(values["href"])
        elif tag == "meta":
            name = values.get("http-equiv", "").lower()
            self.has_policy |= name == "content-security-policy"
            if name == "refresh" and (found := _REFRESH.search(values.get("content", ""))):
                self.links.append(found[1])
                self.loads.append(found[1])

    def handle_data(self, data: str) -> None:
        if self._loads_in:
            self.loads += self._loads_in(data)

    def handle_endtag(self, tag: str) -> None:
        self._loads_in = None


def run(config_file: Path, *, site_dir: Path | None) -> int:
    """Print what is wrong with a built site; 1 if anything is. Raises ConfigurationError where there is none."""
    settings = load(config_file, keep_going=True)
    site = (site_dir or settings.site_dir).absolute()
    if not (site / "index.html").is_file():
        raise ConfigurationError(f"There is no site in {site}. Run `kgen build` first, or name its folder with -d.")
    faults = faults_of(site, settings)
    for fault in faults[:MOST_SHOWN]:
        print(printable(f"{fault.path}: {fault.message}"))
    if len(faults) > MOST_SHOWN:
        print(f"and {len(faults) - MOST_SHOWN} more.")
    if not faults:
        print("Every page is light, calls no other host, and its links lead somewhere.")
    return 1 if faults else 0


def faults_of(site: Path, settings: Settings) -> list[Diagnostic]:
    """All that is wrong with a built site, in the order of its files; their paths are those below the site's folder."""
    paths = sorted(path for form in ("**/*.html", "**/*.css", "**/*.js", "sitemap*.xml") for path in site.glob(form))
    seen = dict(zip(paths, parallel.map(_seen, paths, min_items=FEWEST), strict=True))
    faults = {*_calls(site, seen, settings), *_weighed(site, seen), *_dead(site, seen, settings)}
    return sorted(faults, key=lambda fault: (fault.path, fault.message))


def _seen(path: Path) -> _Seen:
    data = path.read_bytes()
    if loads_in := _BY_SUFFIX.get(path.suffix):
        return _Seen(tuple(loads_in(data.decode(errors="replace"))), (), frozenset(), False, False, 0, 0, False)
    page = _PageLoads(data.decode(errors="replace"))
    # How long a story is decides who tells it: a long teller's own words weigh nothing.
    prose = _PROSE.search(data)
    weighed = data.replace(prose[0], b"") if prose and len(prose[0]) > LONG_STORY else data
    loads, links = tuple(dict.fromkeys(page.loads)), tuple(dict.fromkeys(page.links))
    zipped = len(gzip.compress(weighed))
    is_cut_off = not data or (b"<html" in data and b"</html>" not in data)
    return _Seen(loads, links, frozenset(page.ids), page.has_policy, page.runs, len(weighed), zipped, is_cut_off)


def _name(site: Path, path: Path) -> str:
    return path.relative_to(site).as_posix()


def _fault(site: Path, path: Path, message: str) -> Diagnostic:
    return Diagnostic("error", message, path=_name(site, path))


def _weighed(site: Path, seen: dict[Path, _Seen]) -> Iterator[Diagnostic]:
    """Pages that are too heavy, or not whole."""
    for path, page in seen.items():
        if page.is_cut_off:
            yield _fault(site, path, "is cut off before its end. Build it again")
        if page.bytes > PAGE_BYTES or page.zipped > ZIPPED_BYTES:
            limits = f"the limits are {PAGE_BYTES:,} and {ZIPPED_BYTES:,}"
            words = f"weighs {page.bytes:,} bytes, {page.zipped:,} zipped; {limits}"
            yield _fault(site, path, words)


def _calls(site: Path, seen: dict[Path, _Seen], settings: Settings) -> Iterator[Diagnostic]:
    for path, page in seen.items():
        for address in page.loads:
            if _is_elsewhere(address, settings):
                yield _fault(site, path, f"loads {address} from another host")
        if page.runs and not page.has_policy:
            yield _fault(site, path, "runs a script without a content security policy")


def _is_elsewhere(address: str, settings: Settings) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # Brackets around a host that is not an IPv6 address: no browser loads anything from there.
        return False
    return bool(parts.netloc) and parts.netloc != urlsplit(settings.site_url).netloc


def _dead(site: Path, seen: dict[Path, _Seen], settings: Settings) -> Iterator[Diagnostic]:
    """Links and files of the site's own that are not there, or to a place that a page does not have."""
    home = settings.address("", otherwise="https://x/")
    for path, page in seen.items():
        here = urljoin(home, _name(site, path).removesuffix("index.html"))
        for address in (*page.loads, *page.links):
            try:
                whole = urlsplit(urljoin(here, address.strip()))
            except ValueError:
                continue
            if whole.scheme not in ("http", "https") or not whole.geturl().startswith(home):
                continue
            target = site / unquote(whole.path.removeprefix(urlsplit(home).path))
            target = target / "index.html" if target.is_dir() else target
            place = unquote(whole.fragment)
            if not target.is_file():
                yield _fault(site, path, f"leads to {address}, which is not there")
            elif place and target in seen and place not in seen[target].ids:
                yield _fault(site, path, f"leads to {address}, but that page has no such anchor")
