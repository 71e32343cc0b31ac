"""What to write where a value is understood, but not written as kgen reads it."""

import re
from collections.abc import Callable, Mapping, Sequence

from kgen.read.months import day_in, month_in, times_in, without_year
from kgen.read.other_forms import address_in, language_in, orcid_in, period_in, year_in
from kgen.read.slugs import suggested_slug
from kgen.read.to_fill_in import HOW_MONTHS_ARE_WRITTEN
from kgen.read.yaml_text import in_brackets
from kgen.settings.file import without_spaces
from kgen.settings.licences import licence_meant

Write = Callable[..., str]
"""Puts a value into the advice to write it, where it belongs. What is added comes at the end of the sentence."""
_READ: Mapping[str, Callable[[str], str]] = {
    "month": month_in,
    "day": day_in,
    "year": year_in,
    "period": period_in,
    "language": language_in,
    "address": address_in,
    "orcid": orcid_in,
}
_HOW_IT_IS_WRITTEN = {
    "month": f"Write the year and the month: {HOW_MONTHS_ARE_WRITTEN}.",
    "day": "Write the year, the month and the day: 3 December 2026 is written 2026-12-03.",
    "time": "Write the hour and the minutes: half past six in the evening is written 18:30.",
    "year": "Write one year, with four digits and nothing else.",
    "period": "Write the year, or the year and the season: autumn 2025 is written 2025-autumn.",
    "language": "Write the code of the language: Welsh is written cy.",
    "address": "Write the whole address, which begins with https://.",
    "orcid": "Write its sixteen digits in fours, with hyphens between them.",
    "code": "Write its number in the stewards' register, such as register-0142, or the hash of a receipt."
    " Names and addresses belong in the register alone.",
}


def as_meant(name: str, form: str, written: str, write: Write) -> str:
    """The advice to write a value in its form; empty if it is not certain what is meant. Nothing that is not there is
    guessed, and what is there is kept."""
    written = written.rstrip(" ,;.") or written
    if name == "published" and written.lower() in ("false", "no", "off", "0"):
        return "To keep it off the site, write `draft: true` in its place."
    if name == "published" and written.lower() in ("true", "yes", "on", "1"):
        return "Delete the line: what is not a draft is published."
    if form in _READ and (meant := _READ[form](written)):
        return write(meant)
    match form:
        case "month" | "day":
            return _undated(form, written, write)
        case "time":
            if times := times_in(written):
                return f"Write {' or '.join(f'`{name}: {time}`' for time in times)}."
        case "slug":
            names = [name for name in re.split(r"\s*[,;]\s*", written.strip("[] ")) if name]
            slugs = [_suggested(name) for name in names]
            if not all(slugs):
                return _NOT_LED_ON.format(names[slugs.index("")])
            return write(f"[{', '.join(slugs)}]") if slugs else ""
        case "licence":
            return licence_meant(written)
        case "address" if instead := without_spaces(written):
            return instead
    return _HOW_IT_IS_WRITTEN.get(form, "")


_BETWEEN = re.compile(r"\s*[,;/&+]\s*(?:and\s+)?|\s+and\s+")
_AROUND = " \t.,;:!()[]\"'“”‘’*_"


def choice_meant(written: str, choices: Sequence[str], write: Write) -> str:
    """The advice to write one of a few words, or several in a list, that somebody wrote in another form; empty if it is
    none of them."""
    found = [re.sub(r"[\s_]+", "-", each.strip(_AROUND).lower()) for each in _BETWEEN.split(written) if each]
    if not found or not all(each in choices for each in found):
        return ""
    return write(found[0] if len(found) == 1 else in_brackets(found))


def _undated(form: str, written: str, write: Write) -> str:
    """What to write for a day or a month that lacks something."""
    rest, month = without_year(written), month_in(written)
    if form == "day" and len(rest) == len("MM-DD"):
        return write(f"YYYY-{rest}", ", with the year in place of YYYY")
    if form == "day" and month:
        return write(f"{month}-DD", ", with the day in place of DD")
    if form == "month" and rest:
        return write(f"YYYY-{rest[:2]}", ", with the year in place of YYYY")
    return f"Write the year and the month: {HOW_MONTHS_ARE_WRITTEN}." if form == "month" else _HOW_IT_IS_WRITTEN[form]


_NOT_LED_ON = (
    "Delete `{}`: readers can be led on only from an address of letters, digits and hyphens that ends in a slash."
    " Perhaps the site's host can lead on from this one."
)
_ON_THE_WEB = re.compile(r"https?://[^/]+(?=/)", re.IGNORECASE)
_OF_A_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def _suggested(name: str) -> str:
    """A slug, or an old address (`/2019/a-post/`) as it is to be written; empty for one from which nobody is led on:
    any other spelling would be an address that never existed."""
    name = re.sub(r"(?:(?<=/)index\.html?|\.md)$", "", _ON_THE_WEB.sub("", name))
    if not name.startswith("/"):
        return "" if _OF_A_FILE.search(name) else suggested_slug(name)
    parts = [part.lower() for part in name.split("/") if part]
    return f"/{'/'.join(parts)}/" if parts and all(part == suggested_slug(part) for part in parts) else ""
