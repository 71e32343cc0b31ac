"""What is left to the night is one more of what the day tries."""

from itertools import combinations, product

from nightly import pairwise


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
