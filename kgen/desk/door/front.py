"""The pages that the server gives by itself, before anybody has signed in, and what every answer looks like."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from kgen.desk.door.gate import RequestRefused
from kgen.serve.answer import Answer
from kgen.settings import package_folder

FILES = "/desk/"
_STYLE = f"{FILES}desk.css"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_MEDIA = ("literata.woff2", "literata-ext.woff2", "sprout.svg")
"""What the desk has in common with the garden's own pages."""


class Front:
    """Renders the sign-in pages of one garden, and holds the files of the desk's theme."""

    def __init__(self, site_name: str) -> None:
        theme = package_folder("theme")
        folder = theme / "desk"
        self._environment = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.globals["garden"] = site_name
        self.files = files(theme)

    def sign_in(self, csrf: str, *, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> Response:
        """The page to sign in, or that of somebody new; `shown` is what was written and what is wrong with it."""
        values = {"to": "/", "name": "", "is_new": False, "errors": {}, **shown}
        values["problems"] = [
            (field, why) for why, field in {why: field for field, why in values["errors"].items()}.items()
        ]
        return response(self._page("sign_in.html", status, {"csrf": csrf, **values}))

    def refused(self, refused: RequestRefused) -> Response:
        shown = {"title": refused.title, "why": refused.why, "written": refused.written}
        answer = self._page("refused.html", refused.status, shown)
        return response(answer, refused.headers)

    def _page(self, template: str, status: HTTPStatus, values: Mapping[str, Any]) -> Answer:
        return Answer(status, self._environment.get_template(template).render(values).encode(errors="replace"))


def files(theme: Path) -> Mapping[str, Answer]:
    """What pages of the desk load, by its address: of a garden's own site its colours, font and icon."""
    paths = [*(theme / "desk").iterdir(), *(theme / "media" / name for name in _MEDIA)]
    found = {
        f"{FILES}{path.name}": Answer(HTTPStatus.OK, path.read_bytes(), _KINDS[path.suffix])
        for path in sorted(paths)
        if path.suffix in _KINDS
    }
    style = found[_STYLE]
    return {**found, _STYLE: style._replace(data=_colours(theme / "styles") + style.data)}


def _colours(styles: Path) -> bytes:
    """The colours of a garden by day and, where a device asks for them, at night; and those of paper."""
    day, night, paper = ((styles / f"{name}.css").read_bytes() for name in ("light", "dark", "print"))
    dark = b"@media screen and (prefers-color-scheme: dark) {\n" + night + b"}\n"
    return day + dark + b"@media print {\n" + paper + b"}\n"


def response(answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    """What a browser is sent. Raises ValueError where it would lead to another host."""
    sent = dict(headers or {})
    if answer.location:
        sent["Location"] = _own(answer.location)
    kind = "text/html; charset=utf-8" if answer.kind == "text/html" else answer.kind
    return Response(answer.data, answer.status, {"Content-Type": kind, **sent})


def redirect(location: str, headers: Mapping[str, str] | None = None) -> Response:
    return response(Answer(HTTPStatus.SEE_OTHER, location=location), headers)


def _own(location: str) -> str:
    if not location.startswith("/") or location.startswith(("//", "/\\")):
        raise ValueError("An answer of the desk leads to another host.")
    return quote(location, safe="/?#[]@!$&'()*+,;=:%~")
