"""Plain English: several things in one sentence, counts, months and days, the first letter of a sentence."""

from collections.abc import Sequence
from datetime import date

from kgen.letters import cut_between


def in_words(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; with `or` before the last if asked for."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def author_as_said(author: str) -> str:
    """`Granovetter, Mark S.` as `Mark S. Granovetter`; a name without a comma, or with several, is left as it is."""
    family, _, given = author.partition(", ")
    return f"{given} {family}" if given and "," not in given else author


def licence_in_words(code: str) -> str:
    """The name of a licence as people write it: `CC-BY-NC-4.0` is `CC BY-NC 4.0`. Other codes stay as they are."""
    name, *terms, version = code.split("-") if code.startswith(("CC-", "CC0-")) else (code, "")
    return " ".join(filter(None, (name, "-".join(terms), version)))


_WHO = "somebody who "


def voice_in_words(voices: Sequence[str], *, is_one: bool = False) -> str:
    """Who speaks, as a label: `Works in services`, `A family carer and somebody who works in services`; of what is
    surely one person, `A family carer who also works in services`."""
    return sentence_case(voice_inside(voices) if is_one else in_words(_joined(voices)).removeprefix(_WHO))


def voice_inside(voices: Sequence[str]) -> str:
    """The same of one person after a name: `works in services`."""
    return one_voice(voices).removeprefix(_WHO)


def one_voice(voices: Sequence[str]) -> str:
    """One person who speaks, inside a sentence: `somebody who uses services and works in them`."""
    first, *others = _joined(voices) or [""]
    if not others:
        return first
    also = [f"also {each.removeprefix(_WHO)}" if each.startswith(_WHO) else f"is also {each}" for each in others]
    return f"{first} {'and' if first.startswith(_WHO) else 'who'} {in_words(also)}"


def _joined(voices: Sequence[str]) -> list[str]:
    """Voices that can be said in one breath as one: `somebody who uses services and plans them`."""
    if voices and all(voice.startswith(_WHO) for voice in voices):
        return [_WHO + in_words([voice.removeprefix(_WHO) for voice in voices])]
    return [*voices]


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return in_words(words, "or")


def first_of(words: Sequence[str], most: int) -> str:
    """`a, b, c`; of more than `most`, the first and how many are left: `a, b, c and 4 more`."""
    left = len(words) - most
    return ", ".join(words[:most]) + (f" and {left} more" if left > 0 else "")


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_in_words(month: str | None) -> str:
    """`2026-10` as `October 2026`; an empty text stays empty."""
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}" if month else ""


def period_in_words(period: str | None) -> str:
    """`2025-autumn` as `autumn 2025`."""
    if not period:
        return ""
    year, _, season = period.partition("-")
    return f"{season} {year}".strip()


def day_in_words(day: str) -> str:
    """`2026-12-03` as `Thursday 3 December 2026`; nothing for nothing, and a day that does not exist stays as it is."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    weekday = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][parsed.weekday()]
    return f"{weekday} {parsed.day} {MONTHS[parsed.month - 1]} {parsed.year}"


def time_in_words(time: str | None) -> str:
    """`18:30` as `6:30pm`, as GOV.UK writes times; nothing for nothing."""
    if not time:
        return ""
    if time in ("00:00", "12:00"):
        return "midnight" if time == "00:00" else "midday"
    hour, minute = divmod(int(time[:2]) * 60 + int(time[3:]), 60)
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''}{'am' if hour < 12 else 'pm'}"


def count_of(number: int, one: str, many: str) -> str:
    """`1 story`, `2,000 stories`."""
    return f"{number:,} {one if number == 1 else many}"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def shortened(text: str, longest: int) -> str:
    """Cut text at a word, with an ellipsis, to at most `longest` characters; within a word where there is no space."""
    return text if len(text) <= longest else f"{cut_between(text, longest - 1)}…"
