"""Renders the pages of the desk from the templates in theme/desk."""

import dataclasses
from functools import cache

import jinja2

from kgen.desk.contexts import DeskFrame, DeskPage
from kgen.desk.unseen import with_unseen
from kgen.views import templates


def render(page: DeskPage, frame: DeskFrame) -> bytes:
    """A page as HTML. Its template is given the fields of the page by their names, and the frame as `frame`; to ask for
    anything else is an error (jinja2.UndefinedError). Characters that cannot be seen are shown as their numbers."""
    given = {field.name: getattr(page, field.name) for field in dataclasses.fields(page)}
    return with_unseen(environment().get_template(page.template).render(given, frame=frame)).encode(errors="replace")


@cache
def environment() -> jinja2.Environment:
    """An environment with the templates of the desk. It escapes all that it prints."""
    return templates.environment("desk")
