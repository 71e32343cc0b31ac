"""What a browser is given at an address of the preview."""

import hashlib
import html
import mimetypes
from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from kgen.model import Diagnostic

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 42rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere; }}
li {{ margin-bottom: 1rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{text}
</main>
</body>
</html>
"""


class Answer(NamedTuple):
    """A page, another file, or the way to where it is (`location`)."""

    status: HTTPStatus
    data: bytes = b""
    kind: str = "text/html"
    location: str = ""

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html" and not self.location

    @property
    def digest(self) -> str:
        """The same as long as a page need not be reloaded."""
        return hashlib.blake2b(repr(tuple(self)).encode(), digest_size=16).hexdigest()


def file_answer(path: str, data: bytes) -> Answer:
    return Answer(HTTPStatus.OK, data, mimetypes.guess_type(path)[0] or "application/octet-stream")


def redirect(address: str) -> Answer:
    return Answer(HTTPStatus.FOUND, location=quote(address, safe="/:?#[]@!$&'()*+,;=~%"))


def problems_page(problems: Sequence[Diagnostic]) -> Answer:
    """In place of an entry: what is wrong with it."""
    path = html.escape(problems[0].path)
    items = "".join(
        f"<li>{_place(each)}<strong>{html.escape(each.message)}.</strong> {html.escape(each.advice)}</li>\n"
        for each in problems
    )
    text = f"<p>In <code>{path}</code>. Correct it and save: this page then shows it.</p>\n<ul>\n{items}</ul>"
    return _page("This is not shown yet", text)


def broken_page(why: str) -> Answer:
    """In place of every page: why there is none."""
    text = f"<p>{html.escape(why)}</p>\n<p>Correct it and save: this page then shows the garden.</p>"
    return _page("The garden cannot be built", text)


def _page(title: str, text: str) -> Answer:
    return Answer(HTTPStatus.OK, _PAGE.format(title=title, text=text).encode(errors="xmlcharrefreplace"))


def _place(problem: Diagnostic) -> str:
    return f"Line {problem.line}: " if problem.line else ""
