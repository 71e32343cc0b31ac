"""One file for each kind of page, and VIEWS, all of them in order, as the table of addresses names them.

A view says which pages there are, as plain values, and has a function that asks the garden what each shows.
"""

from collections.abc import Callable, Iterator
from pkgutil import resolve_name

from kgen.model import Page
from kgen.site import PAGES
from kgen.weave import Garden

View = Callable[[Garden], Iterator[Page]]
VIEWS: tuple[View, ...] = tuple(resolve_name(f"{__name__}.{name}") for name in dict.fromkeys(own.view for own in PAGES))


def pages(garden: Garden) -> Iterator[Page]:
    """Yield every page of the site. A kgen.views.rendering.PageRenderer makes its HTML."""
    for view in VIEWS:
        yield from view(garden)
