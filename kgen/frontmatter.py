"""The front matter of each kind, declared once.

The checks, `kgen schema`, `kgen new`, the guide and the form all come from these fields; `title` is how the form asks,
and the first of `examples` what a message tells people to write. `kgen.field_types` says what a field may hold.
"""

import re
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic.functional_validators import AfterValidator

from kgen.field_types import (
    Aliases,
    Answered,
    Authors,
    Brief,
    Change,
    Cites,
    Consent,
    Day,
    Language,
    Licence,
    Month,
    Names,
    Networks,
    Orcid,
    Period,
    PersonConsent,
    Reference,
    Sectors,
    Somebody,
    Summary,
    Text,
    Texts,
    Title,
    Topics,
    TrueOrFalse,
    WebAddress,
    WebAddresses,
    one_or_many,
)

_HASH = re.compile("[0-9a-fA-F]{64}")


class Meta(BaseModel):
    """What every kind shares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title = Field(description="the name of this page", examples=["What the handover leaves out"])
    aliases: Aliases = Field(
        (), description="old slugs and old addresses of this page, which become redirects", examples=["old-name"]
    )

    @property
    def other_names(self) -> tuple[str, ...]:
        """Names besides the slug and the title under which this entry is found."""
        return self.old_slugs

    @property
    def old_slugs(self) -> tuple[str, ...]:
        """Its aliases without the old addresses among them."""
        return tuple(alias for alias in self.aliases if not alias.startswith("/"))

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
    def reference(self) -> str:
        """What stands for whoever agreed or asked: an id of the stewards' register, or the hash of a receipt."""
        return (self.agreement.ref or "") if self.agreement else ""

    @property
    def receipt_hash(self) -> str:
        """That of the receipt of whoever told or asked it, 64 digits from 0 to f; empty where it has none."""
        return self.reference.lower() if _HASH.fullmatch(self.reference) else ""

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


class Unreadable(Meta):
    """Stands for the front matter of a file that could not be understood: only the file's name is known."""

    title: None = None  # type: ignore[assignment]

    def __reduce__(self) -> str:
        """There is one object of it, in every process."""
        return "UNREADABLE"


UNREADABLE = Unreadable()


class _WithAlt(Meta):
    alt: Texts = Field((), description="other words people use for it", examples=["thresholds of need"])
    same_as: WebAddresses = Field(
        (), description="web addresses of the same thing elsewhere", examples=["https://example.org/trust"]
    )

    @property
    def other_names(self) -> tuple[str, ...]:
        return (*self.alt, *self.old_slugs)


class StoryMeta(Meta):
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
    standpoint: Annotated[tuple[Text, ...], one_or_many] = Field(
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
    handbrake: Brief | None = Field(None, title="What got in the way?", description="what held change back")
    release: Brief | None = Field(None, title="What helped?", description="what let it go")
    change: Change | None = Field(None, description="what changed")
    mentions: Annotated[tuple[Text, ...], one_or_many] = Field(
        (),
        title="Does it mention any of these?",
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
        title="Which real names are still in it?",
        description="real names in the text, of people who agreed to be named or who hold a public office; never in a "
        "story about a child",
        examples=["Ada Lovelace"],
    )
    place: Text | None = Field(None, title="In which region did it happen?", description="a region, never a town")
    period: Period | None = Field(
        None, title="When did it happen?", description="a year or a season", examples=["2025-autumn"]
    )
    lang: Language | None = Field(
        None,
        title="Which language is it in, if not that of this page?",
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


class TopicMeta(_WithAlt):
    broader: Topics = Field((), description="topics this one is part of", examples=["trust"])
    related: Topics = Field((), description="topics beside this one", examples=["trust"])
    definition: Text | None = Field(None, description="what it means here, in a sentence or two")

    @property
    def in_short(self) -> str:
        return self.definition or ""


class NetworkMeta(Meta):
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


class QuestionMeta(Meta):
    title: Title = Field(
        title="What do you want to ask?", description="the question, in a sentence", examples=["What holds us back?"]
    )
    asked_by: Somebody | None = Field(None, description="who asks")
    opened: Month | None = Field(None, description="when it was first asked", examples=["2026-10"])
    wanted: Annotated[tuple[Text, ...], one_or_many] = Field(
        (),
        title="Whom would you most like to hear from?",
        description="the standpoints it hopes to hear from",
        examples=["family-carer"],
    )
    topics: Topics = Field(
        (),
        max_length=5,
        title="What is it about?",
        description="topics that an answer without its own takes on",
        examples=["trust"],
    )
    ref: Reference | None = Field(None, description="the hash of the receipt of whoever asked it")

    @property
    def month(self) -> str | None:
        return self.opened

    @property
    def reference(self) -> str:
        return self.ref or ""


class PersonMeta(Meta):
    title: Title = Field(
        alias="name",
        title="What should others call you here?",
        description="a name; a pseudonym is welcome",
        examples=["Dee"],
    )
    standpoint: Annotated[tuple[Text, ...], one_or_many] = Field(
        (),
        max_length=2,
        title="Where do you speak from?",
        description="where they speak from",
        examples=["practitioner"],
    )
    sectors: Sectors = Field(
        (),
        title="In which services do you work, volunteer or get help?",
        description="where they work, volunteer or use services",
        examples=["schools"],
    )
    networks: Networks = Field(
        (),
        title="Which networks would you like to come to?",
        description="networks they take part in",
        examples=["thursday-circle"],
    )
    offers: Topics = Field(
        (), title="What can you help others with?", description="topics they can help with", examples=["trust"]
    )
    asks: Topics = Field(
        (), title="What would you like to learn?", description="topics they want to learn about", examples=["trust"]
    )
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


class SectorMeta(_WithAlt):
    pass


class PlainPageMeta(Meta):
    summary: Summary | None = Field(None, description="the page in one or two sentences")

    @property
    def in_short(self) -> str:
        return self.summary or ""


FRONTS: tuple[type[Meta], ...] = (
    StoryMeta,
    TopicMeta,
    NetworkMeta,
    QuestionMeta,
    PersonMeta,
    SectorMeta,
    PlainPageMeta,
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
    info.alias or name for meta in FRONTS for name, info in meta.model_fields.items() if _holds_words(info)
)
"""The fields whose value is printed as it is written, such as a title."""
