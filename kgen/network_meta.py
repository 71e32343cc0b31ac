"""The front matter of networks, and of their meetings."""

from typing import Literal

from pydantic import Field

from kgen.field_parts import Chosen, PersonConsent, Promises
from kgen.field_types import (
    Day,
    NetworkName,
    Sectors,
    Sentences,
    Somebody,
    Stories,
    Text,
    Time,
    TrueOrFalse,
    WebAddress,
    says,
)
from kgen.meta import Meta


class NetworkMeta(Meta):
    purpose: Text | None = Field(None, description="what it is for")
    steward: Somebody | None = Field(None, description="who looks after it")
    sectors: Sectors = Field((), description="the services its members come from", examples=["schools"])
    meets: Text | None = Field(None, description="its rhythm, in words", examples=["the first Thursday of the month"])
    next: Day | None = Field(None, description="the day of the next meeting, YYYY-MM-DD", examples=["2026-12-03"])
    time: Time | None = Field(None, description="the time of the next meeting", examples=["18:30"])
    where: Text | None = Field(
        None, description="where it meets; shown only with `open: true`", examples=["The library, upstairs"]
    )
    open: TrueOrFalse = Field(False, description="true if anybody may come, so that pages say where", examples=[True])
    promises: Literal["public"] | None = Field(
        None,
        title="May its page show the promises that were kept?",
        json_schema_extra=says({"public": "Yes"}),
        description="public if its page shows the promises that were kept",
        examples=["public"],
    )
    join: Text | None = Field(None, description="how to take part")
    url: WebAddress | None = Field(None, description="its own website", examples=["https://example.org"])

    @property
    def in_short(self) -> str:
        return self.purpose or ""


class MeetingMeta(Meta):
    network: NetworkName | None = Field(None, description="the network that met", examples=["thursday-circle"])
    when: Day | None = Field(
        None, description="the day, YYYY-MM-DD; once it is past, pages show the month", examples=["2026-12-03"]
    )
    heard: Sentences = Field(
        (), description="what was heard, in a sentence each; shown only with `consent`", examples=["Nobody rang back."]
    )
    consent: PersonConsent | None = Field(
        None, description="when those who were there agreed that what was heard is shown"
    )
    promises: Promises = Field((), description="what was promised, by whom, by when, and what came of it")
    chosen: Chosen | None = Field(None, description="the story that the meeting chose, and why")
    stories: Stories = Field((), description="the stories that it led to", examples=["nine-keys"])

    @property
    def month(self) -> str | None:
        return self.when[:7] if self.when else None

    @property
    def agreement(self) -> PersonConsent | None:
        return self.consent
