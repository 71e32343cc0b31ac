"""The garden as it is shown between one change and the next."""

from collections.abc import Mapping
from functools import cached_property

from kgen.exports import EXPORTS
from kgen.model import Diagnostic, Output, Page
from kgen.read import Reading
from kgen.settings import Settings
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave
from kgen.weave.insight import Insight
from kgen.weave.link_cache import LinkCache

Errors = Mapping[str, tuple[Diagnostic, ...]]
"""Errors by the path of their file."""


class Version:
    """The garden as it is shown after one change, and its pages."""

    def __init__(self, reading: Reading, settings: Settings, errors: Errors, links: LinkCache) -> None:
        self.reading = reading
        self.errors = errors
        self.garden = weave(settings, reading, frozenset(errors), link_cache=links)
        self.insight = Insight(self.garden)
        self.renderer = PageRenderer(self.garden, self.insight)
        self._listed: dict[str, Page] = {}
        self._to_list = pages(self.garden)

    def page(self, address: str) -> Page | None:
        """The page at an address. In a large garden it takes a while to list all pages, so that ends with this one."""
        while address not in self._listed and (page := next(self._to_list, None)) is not None:
            self._listed[page.url] = page
        return self._listed.get(address)

    @property
    def pages(self) -> dict[str, Page]:
        self._listed |= {page.url: page for page in self._to_list}
        return self._listed

    @cached_property
    def outputs(self) -> dict[str, Output]:
        listed = list(self.pages.values())
        return {output.path: output for export in EXPORTS for output in export(self.garden, listed)}

    @cached_property
    def pictures(self) -> dict[str, str]:
        """The names of the pictures that are shown, by their addresses."""
        return {address: name for name, address in self.garden.picture_addresses.items()}

    @cached_property
    def problems(self) -> dict[str, tuple[Diagnostic, ...]]:
        """The errors of each address that has no page because of them."""
        return {entry.url: self.errors[entry.path] for entry in self.reading.entries if entry.path in self.errors}
