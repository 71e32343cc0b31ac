"""The front matter of each kind, declared once.

The checks, `kgen schema`, `kgen new`, the guide and the form all come from these fields; `title` is how the form asks,
and the first of `examples` what a message tells people to write. `kgen.field_types` says what a field may hold.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic.functional_validators import AfterValidator

from kgen.field_parts import Change, Cites, Consent, PersonConsent, Tries
from kgen.field_types import (
    BEFORE_DOI,
    Answered,
    Authors,
    Brief,
    Doi,
    EntryNames,
    Language,
    Licence,
    Month,
    Networks,
    Orcid,
    Period,
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
    Year,
    doi_address,
    doi_in,
    one_or_many,
    says,
)
from kgen.fields import model_in
from kgen.meta import Meta, marks_of
from kgen.network_meta import MeetingMeta, NetworkMeta


class _WithAlt(Meta):
    alt: Texts = Field((), description="other words people use for it", examples=["thresholds of need"])
    same_as: WebAddresses = Field(
        (), description="web addresses of the same thing elsewhere", examples=["https://example.org/trust"]
    )

    @property
    def other_names(self) -> tuple[str, ...]:
        return (*self.alt, *self.old_slugs)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.alt


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
    came_of_it: Literal["yes", "partly", "not-for-me"] | None = Field(
        None,
        title="Did what was changed help you?",
        json_schema_extra=says({"yes": "Yes", "partly": "In part", "not-for-me": "Not for me"}),
        description="what its teller says of the changes that others credit to it: yes, partly or not-for-me",
        examples=["partly"],
    )
    tries: Tries = Field(
        (),
        title="Did you try what another story describes?",
        description="what its teller took over from other stories, and how it went",
    )
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
        title="Which language is it in, if not the garden’s?",
        description="the language it is written in",
        examples=["cy"],
    )
    licence: Licence | None = Field(None, description="read-only (default) or an SPDX code", examples=["CC-BY-4.0"])
    cites: Cites = Field((), description="DOIs, web addresses or sources it builds on")
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
    cites: Cites = Field((), description="DOIs, web addresses or sources about it")

    @property
    def in_short(self) -> str:
        return self.definition or ""


class SourceMeta(Meta):
    authors: Texts = Field((), description="who wrote it, each as `Family, Given`", examples=["Wenger, Etienne"])
    year: Year | None = Field(None, description="the year in which it was published", examples=["1998"])
    container: Text | None = Field(
        None, description="the journal, book or publisher it appeared in", examples=["Administrative Science Quarterly"]
    )
    doi: Doi | None = Field(None, description="its DOI", examples=["10.1000/182"])
    url: WebAddress | None = Field(
        None, description="where it is found, without a DOI", examples=["https://example.org"]
    )

    @property
    def address(self) -> str:
        """Where it is found on the web; empty if nobody said."""
        return doi_address(self.known_doi) if self.known_doi else self.url or ""

    @property
    def known_doi(self) -> str:
        """Its DOI, even if only its address gives it."""
        return self.doi or doi_in(self.url or "")

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.authors, *((self.known_doi,) if self.known_doi else ()))

    @property
    def other_names(self) -> tuple[str, ...]:
        """Anyone who cites it by its DOI or its address means it too."""
        doi, url = self.known_doi, (self.url or "").rstrip("/")
        by_doi = [f"{before}{doi}" for before in BEFORE_DOI] if doi else []
        by_url = [url, f"{url}/"] if url else []
        return tuple(dict.fromkeys([*self.old_slugs, *by_doi, *filter(None, [self.address]), *by_url]))


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
    cites: Cites = Field((), description="DOIs, web addresses or sources about it")
    ref: Reference | None = Field(
        None, description="the hash of the receipt of whoever asked it", examples=["register-0142"]
    )

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


METAS: tuple[type[Meta], ...] = (
    StoryMeta,
    TopicMeta,
    NetworkMeta,
    QuestionMeta,
    PersonMeta,
    SectorMeta,
    MeetingMeta,
    SourceMeta,
    PlainPageMeta,
)


def _holds_words(info: FieldInfo) -> bool:
    marks = marks_of(info)
    is_text = info.annotation in (str, str | None) or any(
        get_args(kind)[:1] == (str,) for kind in get_args(info.annotation)
    )
    return is_text and not any(isinstance(mark, AfterValidator | BeforeValidator | EntryNames) for mark in marks)


def _words_in(model: type[BaseModel], above: str = "") -> Iterator[str]:
    for field, info in model.model_fields.items():
        name = f"{above}{info.alias or field}"
        if inner := model_in(info):
            yield from _words_in(inner, f"{name}.")
        elif _holds_words(info):
            yield name


WORDS = frozenset(name for meta in METAS for name in _words_in(meta))
"""The fields whose value is printed as it is written, such as a title; for one with parts, the part: `change.what`."""
