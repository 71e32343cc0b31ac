"""Which of the cases of a test are tried every day, and which only at night (`make test-all`)."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations, product
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Case = TypeVar("Case")


def at_night(*case: Any, id: str | None = None) -> Any:
    """A case of `parametrize` that is one more of a kind."""
    return pytest.param(*case, marks=pytest.mark.nightly, id=id)


def one_of_each(kind: Callable[[Any], Hashable], cases: Iterable[Any]) -> list[Any]:
    """All cases, of which the first of each kind are tried every day."""
    seen: set[Hashable] = set()
    found = []
    for case in cases:
        values = case if isinstance(case, tuple) else (case,)
        found.append(at_night(*values) if kind(case) in seen else case)
        seen.add(kind(case))
    return found


def pairwise(*axes: Sequence[Any]) -> list[Any]:
    """All combinations of values, of which so many are tried every day that each two values meet; where there are only
    two axes, so many that each value occurs."""
    width = 2 if len(axes) > 2 else 1
    missing = {
        pair for numbers in combinations(range(len(axes)), width) for pair in product(*(_at(axes, n) for n in numbers))
    }
    daily: set[tuple[int, ...]] = set()
    all_places = list(product(*(range(len(axis)) for axis in axes)))
    while missing:
        best = max(all_places, key=lambda place: len(_pairs(place, width) & missing))
        daily.add(best)
        missing -= _pairs(best, width)
    found = [(place, tuple(axis[number] for axis, number in zip(axes, place, strict=True))) for place in all_places]
    return [case if place in daily else at_night(*case) for place, case in found]


def _at(axes: Sequence[Sequence[Any]], number: int) -> list[tuple[int, int]]:
    return [(number, value) for value in range(len(axes[number]))]


def _pairs(place: tuple[int, ...], width: int) -> set[tuple[tuple[int, int], ...]]:
    return set(combinations(enumerate(place), width))


def examples(daily: int, nightly: int, **more: Any) -> settings:
    """How many examples Hypothesis makes up; `more` are other settings of its."""
    return settings(max_examples=times(daily, nightly), **more)


def times(daily: int, nightly: int) -> int:
    """How often something is tried at random."""
    return nightly if settings.get_current_profile_name() == "nightly" else daily
