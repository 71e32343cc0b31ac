"""Which of the cases of a test are tried every day, and which only at night (`make test-all`)."""

from collections.abc import Iterable
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import settings


def at_night(*case: Any, id: str | None = None) -> Any:
    """A case of `parametrize` that is one more of a kind."""
    return pytest.param(*case, marks=pytest.mark.nightly, id=id)


def pairwise(*axes: Iterable[Any]) -> list[Any]:
    """All combinations of values, of which enough are tried every day for every two values to meet; if there are only
    two axes, enough for each value to occur."""
    width = min(2, len(axes) - 1)
    cases = list(product(*axes))
    missing = {pair for case in cases for pair in _pairs(case, width)}
    daily: set[tuple[Any, ...]] = set()
    while missing:
        best = max(cases, key=lambda case: len(_pairs(case, width) & missing))
        daily.add(best)
        missing -= _pairs(best, width)
    return [case if case in daily else at_night(*case) for case in cases]


def by_turns(each: Iterable[Any], looks: Iterable[Any], *, one_in: int = 1) -> list[Any]:
    """All combinations of two axes, of which every day the first of `each` is tried in the first look, the next in the
    next, and so on round; or only one in so many of `each`."""
    looks = list(looks)
    return [
        (one, look) if (place % one_in, looks.index(look)) == (0, place // one_in % len(looks)) else at_night(one, look)
        for place, one in enumerate(each)
        for look in looks
    ]


def one_in(number: int, each: Iterable[Any]) -> list[Any]:
    """Cases of `parametrize`, of which one in so many is tried every day, from the first on."""
    return [one if place % number == 0 else _case_at_night(one) for place, one in enumerate(each)]


def _case_at_night(case: Any) -> Any:
    """A case as `parametrize` takes it: what pytest.param gives, a value for each name in a tuple, or one value."""
    if isinstance(case, type(pytest.param())):
        return case._replace(marks=[*case.marks, pytest.mark.nightly])
    return at_night(*case) if isinstance(case, tuple) else at_night(case)


def first_of(each: Iterable[Any]) -> list[Any]:
    """Cases of `parametrize` or of a fixture, of which only the first is tried every day."""
    first, *others = each
    return [first, *map(at_night, others)]


def _pairs(case: tuple[Any, ...], width: int) -> set[tuple[tuple[int, Any], ...]]:
    return set(combinations(enumerate(case), width))


def examples(daily: int, nightly: int, **more: Any) -> settings:
    """How many examples Hypothesis makes up; `more` are its other settings."""
    return settings(max_examples=times(daily, nightly), **more)


def times(daily: int, nightly: int) -> int:
    """How often something is tried at random, or one in how many cases is tried."""
    return nightly if is_night() else daily


def is_night() -> bool:
    """Whether every test is run."""
    return settings.get_current_profile_name() == "nightly"
