"""Renders the pages of the desk from the templates in theme/desk."""

import dataclasses
from functools import cache
from typing import Any

import jinja2

from kgen.desk.contexts import DeskFrame, DeskPage
from kgen.desk.unseen import with_unseen
from kgen.views import templates


def render(page: DeskPage, frame: DeskFrame) -> bytes:
    """A page as HTML. Its template is given the fields of the page by their names, and the frame as `frame`; to ask for
    anything else is an error (jinja2.UndefinedError). Characters that cannot be seen are shown as their numbers."""
    return with_unseen(rendered(page, frame=frame)).encode(errors="replace")


def rendered(page: Any, **more: object) -> str:
    """A page, a dataclass that names its template, as HTML."""
    given = {field.name: getattr(page, field.name) for field in dataclasses.fields(page)}
    return environment().get_template(page.template).render(given, **more)


@cache
def environment() -> jinja2.Environment:
    return templates.environment("desk")
