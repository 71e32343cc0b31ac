"""The front matter of each kind, declared once.

The checks, `kgen schema`, `kgen new`, the guide and the form all come from these fields; `title` is how the form asks,
and the first of `examples` what a message tells people to write.
Every scalar arrives as text (see kgen.read.front_matter), so the types here only narrow text; none of them guesses.
"""

import re
from dataclasses import dataclass
from sys import intern
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from kgen.settings.file import WEB_ADDRESS
from kgen.settings.options import LICENCE


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field whose values name entries: of `kinds`, by any name they answer to (see kgen.weave.names)."""

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


def _says(words: dict[str, str]) -> JsonDict:
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
_one_or_many = BeforeValidator(_as_tuple)
RegisterId = Annotated[
    str,
    _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "should hold ids from the stewards' register, not names"),
]
RegisterIds = Annotated[tuple[RegisterId, ...], _one_or_many]
Texts = Annotated[tuple[Text, ...], _one_or_many]
Slugs = Annotated[tuple[Slug, ...], _one_or_many]
Cites = Annotated[tuple[Cite, ...], _one_or_many]
WebAddresses = Annotated[tuple[WebAddress, ...], _one_or_many]

Name = Annotated[Text, AfterValidator(intern)]
"""Many stories name the same, and one string is kept for all of them."""
Topics = Annotated[tuple[Name, ...], _one_or_many, Names(("topic",))]
Networks = Annotated[tuple[Name, ...], _one_or_many, Names(("network",))]
Sectors = Annotated[tuple[Name, ...], _one_or_many, Names(("sector",))]
Authors = Annotated[tuple[Name, ...], _one_or_many, Names(("person",))]
Answered = Annotated[tuple[Name, ...], _one_or_many, Names(("question", "story"))]
Somebody = Annotated[Text, Names(("person", "network"), required=False)]


class Front(BaseModel):
    """What every kind shares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title = Field(description="the name of this page", examples=["What the handover leaves out"])
    aliases: Slugs = Field((), description="old slugs of this page, which become redirects", examples=["old-name"])

    @property
    def other_names(self) -> tuple[str, ...]:
        """Names besides the slug and the title under which this entry is found."""
        return self.aliases

    # What only some kinds say, and is asked of entries of any kind.

    @property
    def month(self) -> str | None:
        """The month in which it was told or asked, YYYY-MM."""
        return None

    @property
    def entered(self) -> str | None:
        """The month in which it came into the garden."""
        return self.month

    @property
    def agreement(self) -> "Consent | PersonConsent | None":
        """Who agreed that it is told, or that they are named."""
        return None

    @property
    def in_short(self) -> str:
        """What it says of itself in a field made for that."""
        return ""

    @property
    def language(self) -> str:
        """The language it is told in, where it names one."""
        return ""

    @property
    def voices(self) -> tuple[str, ...]:
        """The standpoints from which somebody speaks here."""
        return ()

    @property
    def illustrative(self) -> bool:
        return False

    def words(self, field: str) -> tuple[str, ...]:
        """The texts in a field, whether it holds one, many, or none; none if this kind has no such field."""
        value = self.__dict__.get(field) or ()
        return (value,) if isinstance(value, str) else tuple(value)


class Unreadable(Front):
    """Stands for the front matter of a file that could not be understood: only the file's name is known."""

    title: None = None  # type: ignore[assignment]

    def __reduce__(self) -> str:
        """There is one object of it, in every process."""
        return "UNREADABLE"


UNREADABLE = Unreadable()


class _WithAlt(Front):
    alt: Texts = Field((), description="other words people use for it", examples=["thresholds of need"])
    same_as: WebAddresses = Field(
        (), description="web addresses of the same thing elsewhere", examples=["https://example.org/trust"]
    )

    @property
    def other_names(self) -> tuple[str, ...]:
        return (*self.alt, *self.aliases)


class Consent(BaseModel):
    """Who agreed to a story being told here. The evidence itself never enters the repository."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    whose: Literal["own", "with-permission", "composite", "illustrative"] = Field(
        title="Whose story is it?",
        json_schema_extra=_says(
            {
                "own": "It is my own",
                "with-permission": "It is somebody else’s, and they agreed that I tell it",
                "composite": "It is mixed from several people’s, so that nobody can be known by it",
                "illustrative": "I made it up, to show something",
            }
        ),
        description="whose story it is: own, with-permission (of the person whose it is), composite (several people's, "
        "mixed so that nobody can be known), illustrative (invented)",
        examples=["own"],
    )
    others: Literal["none", "agreed", "disguised"] = Field(
        title="Are other people in it?",
        json_schema_extra=_says(
            {
                "none": "No",
                "agreed": "Yes, and they know of it and agree",
                "disguised": "Yes, and I changed enough that nobody could know them",
            }
        ),
        description="other people in it: none, agreed (they know and agree), disguised (nobody could know them)",
        examples=["none"],
    )
    given: Month = Field(description="the month in which consent was given", examples=["2026-10"])
    ref: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = Field(
        None, description="an opaque id in the stewards' register, or the hash of the teller's receipt"
    )
    review: Month | None = Field(
        None, description="the month after which the story is hidden unless consent is renewed", examples=["2028-10"]
    )
    read_by: RegisterIds = Field(
        (),
        description="the stewards who read the final text, each by their id in the register, which they write "
        "themselves; two where the story is about a child",
        examples=["an id of the register"],
    )


class PersonConsent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    given: Month = Field(description="the month in which consent was given", examples=["2026-10"])
    ref: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = Field(
        None, description="an opaque id in the stewards' register"
    )


class Change(BaseModel):
    """What changed because of a story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Literal["none", "planned", "made"] = Field(
        title="Has anything changed because of it?",
        json_schema_extra=_says({"none": "Not yet", "planned": "It is planned", "made": "Yes"}),
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


class StoryFront(Front):
    title: Title | None = Field(  # type: ignore[assignment]
        None,
        title="A title, if you have one",
        description="what the story is about, in a few words; may be left out where `answers` is given",
        examples=["The form that asked everything except what happened"],
    )
    date: Month | None = Field(
        None, description="when it was told; default: when the file was added", examples=["2026-10"]
    )
    published: Month | None = Field(
        None,
        description="when it came into the garden, which lists and feeds follow; default: date",
        examples=["2026-11"],
    )
    summary: Summary | None = Field(None, description="the story in one or two sentences; default: its first paragraph")
    standpoint: Annotated[tuple[Text, ...], _one_or_many] = Field(
        min_length=1,
        max_length=2,
        title="Where do you speak from?",
        description="where you speak from: one or two",
        examples=["practitioner"],
    )
    sectors: Sectors = Field(
        min_length=1,
        max_length=4,
        title="Which services is it about?",
        description="the services it is about; staff put their own first",
        examples=["schools"],
    )
    topics: Topics = Field(
        (),
        max_length=5,
        title="What is it about?",
        description="1 to 5 topics; may be left out where `answers` is given",
        examples=["trust"],
    )
    networks: Networks = Field(
        (), title="Does it belong to a network?", description="networks it belongs to", examples=["thursday-circle"]
    )
    answers: Answered = Field(
        (),
        title="Does it answer a question?",
        description="the questions or stories it responds to",
        examples=["who-decides"],
    )
    author: Authors = Field(
        (),
        max_length=4,
        title="A name to show with it, if you want one",
        description="one to four people; left out means anonymous",
        examples=["dee"],
    )
    consent: Consent | None = Field(None, description="who agreed to it being told; required")
    about_child: TrueOrFalse | None = Field(
        None,
        title="Is a child at its centre, or could a child be recognised in it?",
        description="whether a child can be recognised or is central to it",
        examples=[False],
    )
    handbrake: Brief | None = Field(None, title="What held change back?", description="what held change back")
    release: Brief | None = Field(None, title="What let it go?", description="what let it go")
    change: Change | None = Field(None, description="what changed")
    mentions: Annotated[tuple[Text, ...], _one_or_many] = Field(
        (),
        title="Does it speak of any of these?",
        description="what a reader may want to know first",
        examples=["bereavement"],
    )
    pseudonyms: Texts = Field(
        (),
        title="Which names in it did you change?",
        description="names in the text that are not real",
        examples=["Sam"],
    )
    named: Texts = Field(
        (),
        title="Which real names stay in it?",
        description="real names in the text, of people who agreed to be named or who hold a public office; never in a "
        "story about a child",
        examples=["Ada Lovelace"],
    )
    place: Text | None = Field(None, title="In which region?", description="a region, never a town")
    period: Period | None = Field(
        None, title="When did it happen?", description="a year or a season", examples=["2025-autumn"]
    )
    lang: Language | None = Field(
        None,
        title="Which language is it in, if not the one of this page?",
        description="the language it is written in",
        examples=["cy"],
    )
    licence: Licence | None = Field(None, description="read-only (default) or an SPDX code", examples=["CC-BY-4.0"])
    cites: Cites = Field((), description="DOIs or web addresses it builds on", examples=["https://doi.org/10.1000/182"])
    draft: TrueOrFalse = Field(False, description="true keeps it off the site", examples=[True])
    withdrawn: Month | None = Field(
        None, description="the month in which it was withdrawn, with nothing else", examples=["2026-10"]
    )

    @property
    def month(self) -> str | None:
        return self.date

    @property
    def entered(self) -> str | None:
        return self.published or self.date

    @property
    def agreement(self) -> Consent | None:
        return self.consent

    @property
    def in_short(self) -> str:
        return self.summary or ""

    @property
    def language(self) -> str:
        return self.lang or ""

    @property
    def voices(self) -> tuple[str, ...]:
        return self.standpoint

    @property
    def illustrative(self) -> bool:
        return self.consent is not None and self.consent.whose == "illustrative"


class TopicFront(_WithAlt):
    broader: Topics = Field((), description="topics this one is part of", examples=["trust"])
    related: Topics = Field((), description="topics beside this one", examples=["trust"])
    definition: Text | None = Field(None, description="what it means here, in a sentence or two")

    @property
    def in_short(self) -> str:
        return self.definition or ""


class NetworkFront(Front):
    purpose: Text | None = Field(None, description="what it is for")
    steward: Somebody | None = Field(None, description="who looks after it")
    sectors: Sectors = Field((), description="the services its members come from", examples=["schools"])
    meets: Text | None = Field(None, description="its rhythm, in words", examples=["the first Thursday of the month"])
    next: Day | None = Field(None, description="the day of the next meeting, YYYY-MM-DD", examples=["2026-12-03"])
    join: Text | None = Field(None, description="how to take part")
    url: WebAddress | None = Field(None, description="its own website", examples=["https://example.org"])

    @property
    def in_short(self) -> str:
        return self.purpose or ""


class QuestionFront(Front):
    asked_by: Somebody | None = Field(None, description="who asks")
    opened: Month | None = Field(None, description="when it was first asked", examples=["2026-10"])
    wanted: Annotated[tuple[Text, ...], _one_or_many] = Field(
        (), description="the standpoints it hopes to hear from", examples=["family-carer"]
    )
    topics: Topics = Field(
        (), max_length=5, description="topics that an answer without its own takes on", examples=["trust"]
    )

    @property
    def month(self) -> str | None:
        return self.opened


class PersonFront(Front):
    title: Title = Field(alias="name", description="a name; a pseudonym is welcome", examples=["Dee"])
    standpoint: Annotated[tuple[Text, ...], _one_or_many] = Field(
        (), max_length=2, description="where they speak from", examples=["practitioner"]
    )
    sectors: Sectors = Field((), description="where they work, volunteer or use services", examples=["schools"])
    networks: Networks = Field((), description="networks they take part in", examples=["thursday-circle"])
    offers: Topics = Field((), description="topics they can help with", examples=["trust"])
    asks: Topics = Field((), description="topics they want to learn about", examples=["trust"])
    reach: Text | None = Field(None, description="how to reach them; default: through the stewards")
    consent: PersonConsent | None = Field(
        None, description="when they agreed to be named here; without it they have no page"
    )
    orcid: Orcid | None = Field(None, description="their ORCID", examples=["0000-0002-1825-0097"])
    url: WebAddress | None = Field(None, description="their own page", examples=["https://example.org"])

    @property
    def agreement(self) -> PersonConsent | None:
        return self.consent

    @property
    def voices(self) -> tuple[str, ...]:
        return self.standpoint


class SectorFront(_WithAlt):
    pass


class PlainPageFront(Front):
    summary: Summary | None = Field(None, description="the page in one or two sentences")

    @property
    def in_short(self) -> str:
        return self.summary or ""


FRONTS: tuple[type[Front], ...] = (
    StoryFront,
    TopicFront,
    NetworkFront,
    QuestionFront,
    PersonFront,
    SectorFront,
    PlainPageFront,
)


def marks_of(info: FieldInfo) -> tuple[Any, ...]:
    """What the annotations of a field hold besides its type, those of an optional value or a list's items too."""
    inner = (mark for kind in get_args(info.annotation) for mark in getattr(kind, "__metadata__", ()))
    return (*info.metadata, *inner)


def _holds_words(info: FieldInfo) -> bool:
    marks = marks_of(info)
    is_text = info.annotation in (str, str | None) or any(
        get_args(kind)[:1] == (str,) for kind in get_args(info.annotation)
    )
    return is_text and not any(isinstance(mark, AfterValidator | BeforeValidator | Names) for mark in marks)


WORDS = frozenset(
    info.alias or name for front in FRONTS for name, info in front.model_fields.items() if _holds_words(info)
)
"""The fields whose value is printed as it is written, such as a title."""
