"""Lists that go on over several pages: `/topics/trust/`, `/topics/trust/page/2/`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kgen.model import Page

PAGE_LENGTH = 28
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many a page is, and the part of each list that it shows."""

    page: Page

    @property
    def number(self) -> int:
        return self.page.number

    @property
    def count(self) -> int:
        return self.page.count

    @property
    def is_first(self) -> bool:
        return self.page.number == 1

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        return items[(self.number - 1) * PAGE_LENGTH : self.number * PAGE_LENGTH]

    def address(self, number: int) -> str:
        """The address of one of the pages."""
        return _address(self.page.first_url, number)

    @property
    def previous(self) -> str | None:
        """The address of the page before; None at the beginning."""
        return _address(self.page.first_url, self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The address of the page after; None at the end."""
        return _address(self.page.first_url, self.number + 1) if self.number < self.count else None


def _address(first_url: str, number: int) -> str:
    return first_url if number == 1 else f"{first_url}page/{number}/"


def paginated(first: Page, *lists: Sequence[Any]) -> Iterator[Page]:
    """Yield a page as often as the longest of some lists needs, at least once. Search engines are led to the first, the
    only one that has assets of its own."""
    count = max(1, -(-max(map(len, lists), default=0) // PAGE_LENGTH))
    yield replace(first, count=count, first_url=first.url) if count > 1 else first
    for number in range(2, count + 1):
        yield replace(
            first,
            url=_address(first.url, number),
            title=f"{first.title} (page {number} of {count})",
            number=number,
            count=count,
            first_url=first.url,
            indexed=False,
            assets=(),
        )
