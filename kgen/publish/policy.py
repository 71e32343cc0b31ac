"""The content security policy of every page: what it may run and load.

Scripts run only if they are the theme's own: files of this site, or inline with a hash that is in the policy. Nothing
is loaded from another host. The policy is in a <meta>, because a static host may send no headers.

Source: W3C, Content Security Policy Level 3.
"""

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

_SCRIPT_TYPES = {"", "text/javascript", "module"}


class _InlineScripts(HTMLParser):
    """Collects the inline scripts of a page, byte for byte as a browser hashes them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._inside = tag == "script" and "src" not in values and (values.get("type") or "") in _SCRIPT_TYPES
        self._text = []

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self.found.append("".join(self._text))
            self._inside = False


def inline_scripts(html: str) -> list[str]:
    """The text of each inline script in some HTML, in order."""
    parser = _InlineScripts()
    parser.feed(html)
    parser.close()
    return parser.found


def _policy(scripts: Iterable[str], sends_to: str, searches: bool) -> str:
    """The policy of a page that holds these inline scripts. It may send what is written on it to a web address, and run
    the program that searches, which is WebAssembly. A directive that would repeat `default-src` is left out, since that
    applies in its place."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
    parts = urlsplit(sends_to)
    elsewhere = [f"{parts.scheme}://{parts.netloc}"] if sends_to else []
    default = ["'self'"]
    directives = {
        "script-src": ["'self'", *(["'wasm-unsafe-eval'"] if searches else []), *hashes],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-src": ["'none'"],
        "connect-src": ["'self'", *elsewhere],
        "form-action": ["'self'", *elsewhere],
    }
    own = {name: values for name, values in directives.items() if values != default or name == "form-action"}
    return "; ".join(f"{name} {' '.join(values)}" for name, values in {"default-src": default, **own}.items())


def policy_tag(html: str, *, sends_to: str = "", searches: bool = False) -> str:
    """A <meta> with the policy of a page whose own HTML this is. kgen.settings lets no character into `sends_to` that
    has a meaning in a policy or in HTML."""
    rules = _policy(inline_scripts(html), sends_to, searches)
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
