"""The pages that the server itself gives, before anybody has signed in, and what every answer looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from starlette.responses import Response

from kgen.desk.door.gate import RequestRefused
from kgen.desk.rendering import rendered
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


@dataclass(frozen=True, slots=True)
class FrontPage:
    """A page that is shown to anyone who has not signed in. Its template is given its fields, and the garden's name."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class SignInPage(FrontPage):
    template: ClassVar[str] = "sign_in.html"
    csrf: str
    to: str
    """Where somebody wanted to go."""
    name: str = ""
    is_new: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with each field that was filled in."""


@dataclass(frozen=True, slots=True)
class RefusedPage(FrontPage):
    template: ClassVar[str] = "refused.html"
    title: str
    why: str
    written: Sequence[str]
    """What somebody had written, so that it is not lost."""


class Front:
    """Renders the sign-in pages of one garden, and holds the files of the desk's theme."""

    def __init__(self, site_name: str) -> None:
        self._site_name = site_name
        self.files = files(package_folder("theme"))

    def sign_in(self, page: SignInPage, status: HTTPStatus = HTTPStatus.OK) -> Response:
        return response(self._rendered(page, status))

    def refused(self, refused: RequestRefused) -> Response:
        page = RefusedPage(refused.title, refused.why, refused.written)
        return response(self._rendered(page, refused.status), refused.headers)

    def _rendered(self, page: FrontPage, status: HTTPStatus) -> Answer:
        return Answer(status, rendered(page, garden=self._site_name).encode(errors="replace"))


def files(theme: Path) -> Mapping[str, Answer]:
    """What pages of the desk load, by address: from a garden's own site, its colours, font and icon."""
    paths = [*(theme / "desk").iterdir(), *(theme / "media" / name for name in _MEDIA)]
    found = {
        f"{FILES}{path.name}": Answer(HTTPStatus.OK, path.read_bytes(), _KINDS[path.suffix])
        for path in sorted(paths)
        if path.suffix in _KINDS
    }
    style = found[_STYLE]
    return {**found, _STYLE: style._replace(data=_colours(theme / "styles") + style.data)}


def _colours(styles: Path) -> bytes:
    """The colours of a garden by day and, where a device asks for them, at night; and those for paper."""
    day, night, paper = ((styles / f"{name}.css").read_bytes() for name in ("light", "dark", "print"))
    dark = b"@media screen and (prefers-color-scheme: dark) {\n" + night + b"}\n"
    return day + dark + b"@media print {\n" + paper + b"}\n"


def response(answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    """What a browser is sent. Raises ValueError where it would lead to another host."""
    sent = dict(headers or {})
    if answer.location:
        if not answer.location.startswith("/") or answer.location.startswith(("//", "/\\")):
            raise ValueError("An answer of the desk leads to another host.")
        sent["Location"] = quote(answer.location, safe="/?#[]@!$&'()*+,;=:%~")
    kind = "text/html; charset=utf-8" if answer.kind == "text/html" else answer.kind
    return Response(answer.data, answer.status, {"Content-Type": kind, **sent})


def redirect(location: str, headers: Mapping[str, str] | None = None) -> Response:
    return response(Answer(HTTPStatus.SEE_OTHER, location=location), headers)
