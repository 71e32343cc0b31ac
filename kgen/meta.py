"""What the front matter of every kind shares, and what entries of any kind may be asked."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from kgen.field_parts import Cited, Consent, PersonConsent
from kgen.field_types import HASH, Aliases, Title


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

    # What only some kinds say, but entries of any kind may be asked.

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
        """Who agreed to its being told, or to being named."""
        return None

    @property
    def reference(self) -> str:
        """What stands for the person who agreed or asked: an id of the stewards' register, or the hash of a receipt."""
        return (self.agreement.ref or "") if self.agreement else ""

    @property
    def receipt_hash(self) -> str:
        """The hash of the receipt of the person who told or asked it, 64 digits from 0 to f; empty if there is none."""
        return self.reference.lower() if HASH.fullmatch(self.reference) else ""

    @property
    def in_short(self) -> str:
        """What it says about itself in a field for that."""
        return ""

    @property
    def language(self) -> str:
        """The language it is told in, if it names one."""
        return ""

    @property
    def voices(self) -> tuple[str, ...]:
        """The standpoints from which somebody speaks here."""
        return ()

    @property
    def cited(self) -> tuple[Cited, ...]:
        """What was published elsewhere and is built upon here."""
        cites: tuple[Cited, ...] = self.__dict__.get("cites", ())
        return cites

    @property
    def labels(self) -> tuple[str, ...]:
        """What else readers looking for it may call it."""
        return ()

    @property
    def illustrative(self) -> bool:
        return False

    def words(self, field: str) -> tuple[str, ...]:
        """The texts in a field, whether it holds one, many, or none; none if this kind has no such field. For a field
        with parts, those in a part: `tries.story`, in the order of the sets and empty where one lacks it."""
        name, _, part = field.partition(".")
        value = self.__dict__.get(name) or ()
        if not part:
            return (value,) if isinstance(value, str) else tuple(value)
        many = (value,) if isinstance(value, BaseModel) else value
        return tuple(getattr(each, part) or "" for each in many)


class UnreadableMeta(Meta):
    """Stands for the front matter of a file that could not be understood: only the file's name is known."""

    title: None = None  # type: ignore[assignment]

    def __reduce__(self) -> str:
        """There is one such object in every process."""
        return "UNREADABLE"


UNREADABLE = UnreadableMeta()


def marks_of(info: FieldInfo) -> tuple[Any, ...]:
    """What the annotations of a field hold besides its type, including those of an optional value or of a list's
    items."""
    inner = (mark for kind in get_args(info.annotation) for mark in getattr(kind, "__metadata__", ()))
    return (*info.metadata, *inner)
