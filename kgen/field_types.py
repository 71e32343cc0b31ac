"""What the fields of front matter hold: texts that fit a pattern, lists of them, and fields with parts of their own.

Every scalar arrives as text (see kgen.read.front_matter), so the types here only narrow text; none of them guesses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Annotated, Any, Literal, LiteralString
from urllib.parse import quote, unquote

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic.config import JsonDict
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from kgen import languages
from kgen.settings.file import WEB_ADDRESS, with_small_scheme
from kgen.settings.licences import EXPECTED, licence_code


@dataclass(frozen=True, slots=True)
class EntryNames:
    """Marks a field whose values name entries: of `kinds`, by any name they answer to (see kgen.weave.name_index)."""

    kinds: tuple[str, ...]
    required: bool = True
    """Whether a value that names nothing is a mistake; otherwise it is printed as it is."""
    unless: str = ""
    """A value that fits this pattern need not name anything."""


Form = Literal["month", "day", "time", "slug", "year", "period", "language", "licence", "address", "orcid", "code", ""]
"""What a text is, if it may also be written in another way that is understood (see kgen.read.as_meant)."""


def _matching(pattern: str, complaint: str, form: Form = "", is_one: Callable[[str], bool] = bool) -> AfterValidator:
    """A text that fits a pattern, and of which `is_one` is true. Its digits are written `[0-9]`: `\\d` matches those of
    every script, and months are compared character by character."""
    compiled = re.compile(pattern)

    def match(text: str) -> str:
        if not (compiled.fullmatch(text) and is_one(text)):
            raise PydanticCustomError("pattern", "{complaint}", {"complaint": complaint, "form": form})
        return intern(text)

    return AfterValidator(match)


def _licence(text: str) -> str:
    if not (code := licence_code(text)):
        raise PydanticCustomError("pattern", "{complaint}", {"complaint": EXPECTED, "form": "licence"})
    return intern(code)


def _in_the_calendar(day: str) -> str:
    """Refuse the 31st of February, which looks like a day."""
    try:
        date.fromisoformat(day)
    except ValueError:
        says = {"complaint": "should be a day that exists, YYYY-MM-DD, such as 2026-12-03", "form": ""}
        raise PydanticCustomError("pattern", "{complaint}", says) from None
    return day


NAMES_EXPECTED: LiteralString = "should be a list of names in one pair of square brackets"


def _as_tuple(value: Any) -> Any:
    """Accept a single value where a list is expected, and drop repetitions (reported by the reader)."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise PydanticCustomError("list_expected", NAMES_EXPECTED)
    for each in value:
        if not isinstance(each, str):
            raise PydanticCustomError("list_of_text", "holds something that is not plain text")
    return tuple(dict.fromkeys(value))


def _as_sentences(value: Any) -> Any:
    """Like `_as_tuple`, for a list of sentences."""
    if not isinstance(value, str | list):
        raise PydanticCustomError(
            "list_expected", "should be a list of sentences in square brackets, each in quotation marks"
        )
    return _as_tuple(value)


def _true_or_false(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("true_or_false", "should be exactly `true` or `false`")


def says(words: dict[str, str]) -> JsonDict:
    """What somebody says by choosing each of a field's values."""
    return {"says": {**words}}


MONTH = r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Brief = Title
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Month = Annotated[
    str,
    _matching(MONTH, "should be a month, YYYY-MM, such as 2026-10 (a day can identify a person)", "month"),
    WithJsonSchema({"type": "string", "pattern": f"^{MONTH}$"}),
]
Day = Annotated[
    str,
    _matching(MONTH + r"-(0[1-9]|[12][0-9]|3[01])", "should be a day, YYYY-MM-DD, such as 2026-12-03", "day"),
    AfterValidator(_in_the_calendar),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Period = Annotated[
    str,
    _matching(
        "(?!0000)[0-9]{4}(-(spring|summer|autumn|winter))?",
        "should be a year or a season, such as 2025 or 2025-autumn",
        "period",
    ),
]
Language = Annotated[
    str,
    _matching(languages.FORM, "should be a language code, such as en or cy", "language", languages.is_language),
]
Licence = Annotated[str, AfterValidator(_licence)]
WebAddress = Annotated[
    str,
    _matching(WEB_ADDRESS, "should be a web address, such as https://example.org/page", "address"),
    AfterValidator(with_small_scheme),
]
DOI = r"10\.[0-9]{4,9}/\S{1,300}"


_BEFORE_DOI = re.compile(r"\s*(https?://(dx\.|www\.)?doi\.org/|doi:? ?)", re.IGNORECASE)
BEFORE_DOI = (
    "",
    "doi:",
    *(f"{scheme}://{host}doi.org/" for scheme in ("https", "http") for host in ("", "dx.", "www.")),
)
"""What people write before a DOI."""


def doi_in(text: str) -> str:
    """The DOI in a text that is one, bare or as its address; empty for any other text."""
    before = _BEFORE_DOI.match(text)
    bare = text[before.end() :] if before else text
    bare = unquote(bare) if before and "://" in before[0] else bare
    return bare if _DOI.fullmatch(bare) else ""


def doi_address(doi: str) -> str:
    """Where a DOI is resolved. Some old ones hold characters that end an address, such as `#`."""
    return f"https://doi.org/{quote(doi, safe=_IN_PATH)}"


def _bare_doi(value: Any) -> Any:
    """A bare DOI, taken from its address, which is how many people write it."""
    return (doi_in(value) or value) if isinstance(value, str) else value


_DOI = re.compile(DOI)
_IN_PATH = "/:;()@!$&'*+,=-._~"
Doi = Annotated[str, BeforeValidator(_bare_doi), _matching(DOI, "should be a DOI, such as 10.1000/182")]
CITE = rf"({WEB_ADDRESS}|(doi:)?{DOI})"
"""A web address or a DOI, which is cited as it is."""
Year = Annotated[str, _matching("[12][0-9]{3}", "should be a year, such as 2004", "year")]
Time = Annotated[str, _matching("([01][0-9]|2[0-3]):[0-5][0-9]", "should be a time, such as 18:30", "time")]
Orcid = Annotated[
    str, _matching("([0-9]{4}-){3}[0-9]{3}[0-9X]", "should be an ORCID, such as 0000-0002-1825-0097", "orcid")
]
TrueOrFalse = Annotated[bool, BeforeValidator(_true_or_false)]
OLD_ADDRESS = r"(/[a-z0-9][a-z0-9-]{0,79}){1,10}/"
Alias = Annotated[
    str,
    _matching(
        rf"([a-z0-9][a-z0-9-]{{0,79}}|{OLD_ADDRESS})",
        "should be small letters, digits and hyphens, at most 80, such as a-warm-handover; or an old address, such as"
        " /2019/03/a-post/",
        "slug",
    ),
]
one_or_many = BeforeValidator(_as_tuple)


def _as_parts(value: Any) -> Any:
    """Accept one set of parts where a list of them is expected."""
    if isinstance(value, str):
        raise PydanticCustomError("parts_expected", "needs lines of its own below it")
    return [value] if isinstance(value, dict) else value


parts_or_many = BeforeValidator(_as_parts)
RegisterId = Annotated[
    str,
    _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "should hold ids from the stewards' register, not names"),
]
RegisterIds = Annotated[tuple[RegisterId, ...], one_or_many]
Texts = Annotated[tuple[Text, ...], one_or_many]
Sentences = Annotated[tuple[Text, ...], BeforeValidator(_as_sentences)]
Aliases = Annotated[tuple[Alias, ...], one_or_many]
WebAddresses = Annotated[tuple[WebAddress, ...], one_or_many]

Name = Annotated[Text, AfterValidator(intern)]
"""Many stories use the same name, and one string is kept for all of them."""
Topics = Annotated[tuple[Name, ...], one_or_many, EntryNames(("topic",))]
Networks = Annotated[tuple[Name, ...], one_or_many, EntryNames(("network",))]
Sectors = Annotated[tuple[Name, ...], one_or_many, EntryNames(("sector",))]
Authors = Annotated[tuple[Name, ...], one_or_many, EntryNames(("person",))]
Stories = Annotated[tuple[Name, ...], one_or_many, EntryNames(("story",))]
StoryName = Annotated[Name, EntryNames(("story",))]
NetworkName = Annotated[Name, EntryNames(("network",))]
Answered = Annotated[tuple[Name, ...], one_or_many, EntryNames(("question", "story"))]
Use = Literal["site", "meetings", "news", "research", "machines"]
"""What a story may be used for, if its teller said yes to it."""
SITE: Use = "site"
"""What every story here is used for: its pages, lists, the search and feeds."""
Somebody = Annotated[Text, EntryNames(("person", "network"), required=False)]


HASH = re.compile("[0-9a-fA-F]{64}")
"""What `ref` holds where the teller has a receipt."""
_MOST_WORDS_OF_CODE = 3
"""Words without a digit in a code, such as `Consent form 12`: more of them are a sentence."""


def _code(text: str) -> str:
    """A text that says nothing by itself. Whether it names somebody all the same is for kgen.checks.consent to say."""
    if HASH.fullmatch(text):
        return intern(text)
    words = [word for word in text.split() if not any(map(str.isdigit, word))]
    has_digit = len(words) < len(text.split())
    if len(words) > (_MOST_WORDS_OF_CODE if has_digit else 1) or "@" in text or "://" in text:
        complaint = "should be a code, which says nothing by itself: no name, address or sentence"
        raise PydanticCustomError("pattern", "{complaint}", {"complaint": complaint, "form": "code"})
    return intern(text)


Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_code)
]
"""An id of the stewards' register, or the hash of a receipt."""
