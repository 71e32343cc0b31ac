"""What the fields of front matter hold: texts that fit a pattern, lists of them, and fields with parts of their own.

Every scalar arrives as text (see kgen.read.front_matter), so the types here only narrow text; none of them guesses.
"""

import re
from dataclasses import dataclass
from sys import intern
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.config import JsonDict
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from kgen.settings.file import WEB_ADDRESS
from kgen.settings.options import LICENCE


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field whose values name entries: of `kinds`, by any name they answer to (see kgen.weave.name_index)."""

    kinds: tuple[str, ...]
    required: bool = True
    """Whether a value that names nothing is a mistake; else it is printed as the words it is."""


def _matching(pattern: str, complaint: str, form: Literal["month", "day", "slug", ""] = "") -> AfterValidator:
    """A text that fits a pattern. Its digits are written `[0-9]`: `\\d` takes those of every script, and months are
    compared by their signs."""
    compiled = re.compile(pattern)

    def match(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError("pattern", "{complaint}", {"complaint": complaint, "form": form})
        return intern(text)

    return AfterValidator(match)


def _as_tuple(value: Any) -> Any:
    """Accept a single value where a list is expected, and drop repetitions (reported by the reader)."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise PydanticCustomError("list_expected", "should be a list of names, one to a line, each after `- `")
    for each in value:
        if not isinstance(each, str):
            raise PydanticCustomError("list_of_text", "holds something that is not plain text")
    return tuple(dict.fromkeys(value))


def _true_or_false(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("true_or_false", "should be exactly `true` or `false`")


def says(words: dict[str, str]) -> JsonDict:
    """What whoever chooses one of a field's values says by it."""
    return {"says": {**words}}


MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"
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
    WithJsonSchema({"type": "string", "format": "date"}),
]
Period = Annotated[
    str,
    _matching("[0-9]{4}(-(spring|summer|autumn|winter))?", "should be a year or a season, such as 2025 or 2025-autumn"),
]
Language = Annotated[str, _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "should be a language code, such as en or cy")]
Licence = Annotated[str, _matching(LICENCE, "should be read-only or an SPDX code, such as CC-BY-4.0")]
WebAddress = Annotated[str, _matching(WEB_ADDRESS, "should be a web address, such as https://example.org/page")]
Cite = Annotated[
    str,
    _matching(
        rf"({WEB_ADDRESS}|(doi:)?10\.[0-9]{{4,9}}/\S{{1,300}})", "should be a web address or a DOI, such as 10.1000/182"
    ),
]
Orcid = Annotated[str, _matching("([0-9]{4}-){3}[0-9]{3}[0-9X]", "should be an ORCID, such as 0000-0002-1825-0097")]
TrueOrFalse = Annotated[bool, BeforeValidator(_true_or_false)]
Slug = Annotated[
    str,
    _matching(
        r"[a-z0-9][a-z0-9-]{0,79}",
        "should be small letters, digits and hyphens, at most 80, such as a-warm-handover",
        "slug",
    ),
]
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
RegisterId = Annotated[
    str,
    _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "should hold ids from the stewards' register, not names"),
]
RegisterIds = Annotated[tuple[RegisterId, ...], one_or_many]
Texts = Annotated[tuple[Text, ...], one_or_many]
Aliases = Annotated[tuple[Alias, ...], one_or_many]
Cites = Annotated[tuple[Cite, ...], one_or_many]
WebAddresses = Annotated[tuple[WebAddress, ...], one_or_many]

Name = Annotated[Text, AfterValidator(intern)]
"""Many stories name the same, and one string is kept for all of them."""
Topics = Annotated[tuple[Name, ...], one_or_many, Names(("topic",))]
Networks = Annotated[tuple[Name, ...], one_or_many, Names(("network",))]
Sectors = Annotated[tuple[Name, ...], one_or_many, Names(("sector",))]
Authors = Annotated[tuple[Name, ...], one_or_many, Names(("person",))]
Answered = Annotated[tuple[Name, ...], one_or_many, Names(("question", "story"))]
Use = Literal["site", "meetings", "news", "research", "machines"]
"""What a story may be used for, if its teller said yes to it."""
SITE: Use = "site"
"""What every story here is used for: its pages, lists, the search and feeds."""
Somebody = Annotated[Text, Names(("person", "network"), required=False)]


Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""An id of the stewards' register, or the hash of a receipt."""


class Consent(BaseModel):
    """Who agreed to a story being told here. The evidence itself never enters the repository."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    whose: Literal["own", "with-permission", "composite", "illustrative"] = Field(
        title="Whose story is it?",
        json_schema_extra=says(
            {
                "own": "It is my own",
                "with-permission": "It is somebody else’s, and they agreed that I may tell it",
                "composite": "It combines several people’s, so that nobody can be recognised",
                "illustrative": "I made it up, to show something",
            }
        ),
        description="whose story it is: own, with-permission (of the person whose it is), composite (several people's, "
        "mixed so that nobody can be known), illustrative (invented)",
        examples=["own"],
    )
    others: Literal["none", "agreed", "disguised"] = Field(
        title="Are other people in it?",
        json_schema_extra=says(
            {
                "none": "No",
                "agreed": "Yes, and they know about it and agree",
                "disguised": "Yes, and I changed enough that nobody could recognise them",
            }
        ),
        description="other people in it: none, agreed (they know and agree), disguised (nobody could recognise them)",
        examples=["none"],
    )
    given: Month = Field(description="the month in which consent was given", examples=["2026-10"])
    ref: Reference | None = Field(
        None, description="an opaque id in the stewards' register, or the hash of the teller's receipt"
    )
    review: Month | None = Field(
        None, description="the month after which the story is hidden unless consent is renewed", examples=["2028-10"]
    )
    seen: Month | None = Field(
        None, description="the month in which the teller saw the page as it stands", examples=["2026-11"]
    )
    uses: Annotated[tuple[Use, ...], one_or_many] = Field(
        (),
        title="What may it be used for?",
        json_schema_extra=says(
            {
                SITE: "This website: its pages, its search and its feeds",
                "meetings": "Meetings: printed on a sheet, and read aloud",
                "news": "News: its beginning in a letter about what is new here",
                "research": "Research: in the open data of this website, which anybody can download",
                "machines": "Programs, such as chatbots, that answer people’s questions",
            }
        ),
        description="what its teller said yes to: site, meetings (printed sheets, read aloud), news (letters about what"
        " is new), research (the files below /data/), machines (llms.txt, and what a page tells programs beyond its "
        "title); left out means site alone; illustrative stories have all",
        examples=[SITE],
    )
    read_by: RegisterIds = Field(
        (),
        description="the stewards who read the final text, each by their id in the register, which they write "
        "themselves; two where the story is about a child",
        examples=["an id of the register"],
    )

    def allows(self, use: Use) -> bool:
        """Whether the teller said yes to a use. Nobody's voice is in an illustrative story, so it has all."""
        return self.whose == "illustrative" or use in (self.uses or (SITE,))


class PersonConsent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    given: Month = Field(description="the month in which consent was given", examples=["2026-10"])
    ref: Reference | None = Field(
        None, description="an opaque id in the stewards' register, or the hash of their receipt"
    )


class Change(BaseModel):
    """What changed because of a story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Literal["none", "planned", "made"] = Field(
        title="Has anything changed because of it?",
        json_schema_extra=says({"none": "Not yet", "planned": "It is planned", "made": "Yes"}),
        description="none, planned or made",
        examples=["planned"],
    )
    what: Brief | None = Field(
        None,
        title="What changed, or will?",
        description="what changed, or will",
        examples=["The form lost eleven pages"],
    )
    when: Month | None = Field(
        None, title="In which month?", description="the month it changed, or will", examples=["2026-12"]
    )
