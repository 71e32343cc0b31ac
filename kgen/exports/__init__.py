"""One file for each export, and EXPORTS, all of them in order, as the table of addresses names them."""

from collections.abc import Callable, Iterator, Sequence
from pkgutil import resolve_name

from kgen.model import Output, Page
from kgen.site import FILES
from kgen.weave import Garden

Export = Callable[[Garden, Sequence[Page]], Iterator[Output]]

EXPORTS: tuple[Export, ...] = tuple(
    resolve_name(f"{__name__}.{name}") for name in dict.fromkeys(own.export for own in FILES if own.export)
)
