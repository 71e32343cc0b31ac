"""What is left to the night is one more of what the day tries."""

from itertools import combinations, product
from typing import Any

from nightly import by_turns, pairwise


def test_by_day_each_two_values_meet_and_by_night_all() -> None:
    axes = ("abc", [1, 2], [True, False, None])
    cases = pairwise(*axes)
    daily = [case for case in cases if not hasattr(case, "marks")]
    night = [case.values for case in cases if hasattr(case, "marks")]
    assert sorted(map(str, [*daily, *night])) == sorted(map(str, product(*axes)))
    for one, other in combinations(range(3), 2):
        assert {(case[one], case[other]) for case in daily} == set(product(axes[one], axes[other]))
    assert len(daily) == 9


def test_of_two_axes_each_value_is_tried_by_day() -> None:
    daily = [case for case in pairwise("abc", [1, 2]) if not hasattr(case, "marks")]
    assert len(daily) == 3
    assert {one for one, _ in daily} == set("abc") and {other for _, other in daily} == {1, 2}


def test_each_has_its_turn_to_be_tried_in_one_look() -> None:
    def daily(cases: list[Any]) -> list[Any]:
        return [case for case in cases if not hasattr(case, "marks")]

    assert daily(by_turns("abcd", [1, 2, 3])) == [("a", 1), ("b", 2), ("c", 3), ("d", 1)]
    assert daily(by_turns("abcdefg", [1, 2], one_in=3)) == [("a", 1), ("d", 2), ("g", 1)]
    assert len(by_turns("abcdefg", [1, 2], one_in=3)) == 14
