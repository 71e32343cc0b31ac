"""How things are called in sentences and on labels."""

import pytest
from gardens import BASIS, Render, story

from kgen.english import count_of, first_of, licence_in_words, one_voice, shortened, voice_in_words


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("CC-BY-4.0", "CC BY 4.0"),
        ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"),
        ("CC0-1.0", "CC0 1.0"),
        ("OGL-UK-3.0", "OGL-UK-3.0"),
        ("MIT", "MIT"),
    ],
)
def test_a_licence_is_called_as_people_call_it(code: str, name: str) -> None:
    assert licence_in_words(code) == name


@pytest.mark.parametrize(
    ("voices", "label"),
    [
        (["somebody who works in services"], "Works in services"),
        (["somebody who uses services", "somebody who works in services"], "Uses services and works in services"),
        (["a family carer", "somebody who works in services"], "A family carer and somebody who works in services"),
        (["a manager"], "A manager"),
        ([], ""),
    ],
)
def test_who_speaks_is_a_label(voices: list[str], label: str) -> None:
    assert voice_in_words(voices) == label


@pytest.mark.parametrize(
    ("voices", "label"),
    [
        (["somebody who works in services"], "Works in services"),
        (["somebody who uses services", "somebody who works in services"], "Uses services and works in services"),
        (["a family carer", "somebody who works in services"], "A family carer who also works in services"),
        (["somebody who works in services", "a family carer"], "Works in services and is also a family carer"),
        (["a family carer", "a researcher"], "A family carer who is also a researcher"),
        ([], ""),
    ],
)
def test_one_person_does_not_read_as_two(voices: list[str], label: str) -> None:
    assert voice_in_words(voices, is_one=True) == label


def test_one_person_inside_a_sentence() -> None:
    assert one_voice(["somebody who uses services", "somebody who plans them"]) == (
        "somebody who uses services and plans them"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a", "b", "c"], "a, b, c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_of_many_only_the_first_are_named(words: list[str], said: str) -> None:
    assert first_of(words, 3) == said


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("as it is", "as it is"),
        ("at a word if there is one", "at a word…"),
        ("Donaudampfschifffahrt", "Donaudampfs…"),
        ("王 去了社区中心，在那里遇见了邻居", "王 去了社区中心，在那…"),
        ("Zażółcenie e\u0301e\u0301", "Zażółcenie…"),
        ("0123456789e\u0301e\u0301", "0123456789…"),
        ("सामुदायिककार्यकर्ता", "सामुदायिकका…"),
        ("👩🏽‍🦱" * 4, "👩🏽‍🦱👩🏽‍🦱…"),
    ],
)
def test_what_is_too_long_is_cut_and_says_something(text: str, short: str) -> None:
    assert shortened(text, 12) == short


def test_a_thousand_has_a_comma(render: Render) -> None:
    assert [count_of(number, "story", "stories") for number in (1, 999, 2052)] == [
        "1 story",
        "999 stories",
        "2,052 stories",
    ]
    topics = {f"topics/t{number}.md": f"---\ntitle: Topic {number}\n---\n" for number in range(1200)}
    assert ">All 1,201 topics</a>" in render({**BASIS, **topics, "stories/a.md": story()})[""]
