"""Fields of front matter with parts of their own, such as `consent`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kgen.field_types import (
    CITE,
    NAMES_EXPECTED,
    SITE,
    Brief,
    EntryNames,
    Month,
    Name,
    Reference,
    RegisterIds,
    StoryName,
    Use,
    one_or_many,
    parts_or_many,
    says,
)


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
        None,
        description="an opaque id in the stewards' register, or the hash of the teller's receipt",
        examples=["register-0142"],
    )
    review: Month | None = Field(
        None, description="the month after which the story is hidden unless consent is renewed", examples=["2028-10"]
    )
    seen: Month | None = Field(
        None, description="the month in which the teller saw this version of the page", examples=["2026-11"]
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
        """Whether the teller said yes to a use. An illustrative story holds nobody's voice, so it allows every use."""
        return self.whose == "illustrative" or use in (self.uses or (SITE,))


class PersonConsent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    given: Month = Field(description="the month in which consent was given", examples=["2026-10"])
    ref: Reference | None = Field(
        None,
        description="an opaque id in the stewards' register, or the hash of their receipt",
        examples=["register-0142"],
    )


class Checked(BaseModel):
    """Whether a change still held when somebody looked again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Month = Field(
        title="In which month did you look again?",
        description="the month in which somebody looked again",
        examples=["2027-03"],
    )
    holds: Literal["yes", "partly", "no"] = Field(
        title="Is it still so?",
        json_schema_extra=says({"yes": "Yes", "partly": "In part", "no": "No longer"}),
        description="whether it is still so: yes, partly or no",
        examples=["yes"],
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
    checked: Checked | None = Field(None, description="whether it was still so when somebody looked again")


class Tried(BaseModel):
    """Something taken over from another story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    story: StoryName = Field(
        title="Which story did you take it from?",
        description="the story that it was taken over from",
        examples=["nine-keys"],
    )
    went: Literal["worked", "adapted", "did-not"] = Field(
        title="How did it go?",
        json_schema_extra=says(
            {
                "worked": "It worked here too",
                "adapted": "It worked, once we had altered it",
                "did-not": "It did not work",
            }
        ),
        description="how it went: worked, adapted (it worked once it was altered), did-not",
        examples=["adapted"],
    )
    note: Brief | None = Field(
        None, title="What did you alter, or what was in the way?", description="what was altered, or was in the way"
    )


class Cited(BaseModel):
    """Something published elsewhere that is built upon."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"or_alone": "source"})

    source: Annotated[Name, EntryNames(("source",), unless=CITE)] = Field(
        title="What does it build on?",
        description="a DOI, a web address, or a source of the garden",
        examples=["https://doi.org/10.1000/182"],
    )
    says: Literal["bears-out", "complicates"] | None = Field(
        None,
        title="What does this say about it?",
        json_schema_extra=says({"bears-out": "It bears it out", "complicates": "It complicates it"}),
        description="whether this bears it out or complicates it",
        examples=["bears-out"],
    )


def _as_cited(value: Any) -> Any:
    """Accept a bare source where its parts are expected, and a single one where a list is."""
    many = value if isinstance(value, list) else [value]
    if any(isinstance(each, list) or (isinstance(each, dict) and not any(each.values())) for each in many):
        raise PydanticCustomError("list_expected", NAMES_EXPECTED)
    parts = [{"source": each} if isinstance(each, str) else each for each in many]
    return [each for number, each in enumerate(parts) if each not in parts[:number]]


Cites = Annotated[tuple[Cited, ...], BeforeValidator(_as_cited)]
Tries = Annotated[tuple[Tried, ...], parts_or_many]


class Promise(BaseModel):
    """What somebody at a meeting said they would do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: Brief = Field(
        title="What was promised?", description="what was promised", examples=["Ask the landlord about the ramp"]
    )
    who: Name | None = Field(
        None,
        title="By whom?",
        description="by whom: the slug of a service or of a standpoint, never a name",
        examples=["housing"],
    )
    due: Month | None = Field(
        None, title="By which month?", description="the month by which it is to be done", examples=["2027-02"]
    )
    status: Literal["open", "kept", "dropped"] = Field(
        "open",
        title="What came of it?",
        json_schema_extra=says({"open": "It is still open", "kept": "It was kept", "dropped": "It was dropped"}),
        description="open, kept or dropped",
        examples=["open"],
    )


Promises = Annotated[tuple[Promise, ...], parts_or_many]


class Chosen(BaseModel):
    """The story that a meeting chose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    story: StoryName = Field(
        title="Which story did the meeting choose?", description="the story that was chosen", examples=["nine-keys"]
    )
    why: Brief | None = Field(None, title="Why that one?", description="why this one")
