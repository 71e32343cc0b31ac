"""What the words that somebody sent may ask of a steward first."""

import pytest

from kgen.desk.signs import COMPLAINT, RISK, signs_in


@pytest.mark.parametrize(
    "text",
    [
        "He had bruises on both arms.",
        "She does not want to go home.",
        "Mum says he hits her when he drinks.",
        "I am scared of him.",
        "I think about killing myself.",
        "He is not safe there.",
        "My uncle touched me where he should not.",
    ],
)
def test_what_may_be_danger_is_told_first(text: str) -> None:
    assert signs_in(text)[:1] == (RISK,)


@pytest.mark.parametrize(
    "text",
    [
        "I want to complain about page four.",
        "Please take it down at once.",
        "I withdraw my consent.",
        "Take my story back.",
    ],
)
def test_what_may_be_a_complaint(text: str) -> None:
    assert COMPLAINT in signs_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "I do not want to complain about anybody.",
        "She hits the right note.",
        "We walked home together.",
        "A safe place.",
    ],
)
def test_what_is_neither(text: str) -> None:
    assert signs_in(text) == ()
