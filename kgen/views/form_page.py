"""What the pages with a form share: /write/, /join/ and /ask/."""

from dataclasses import dataclass

from kgen.settings import Settings
from kgen.views.form import FOR_STEWARDS_ALONE, Form, order
from kgen.views.rendering import mail_address

STYLE = "write/write.css"


@dataclass(frozen=True, slots=True)
class FormParts:
    """What its scripts need to know, and where it may be sent."""

    order: str
    """The paths of all fields in the file of what is told, with commas between."""
    mail_to: str
    """Where an e-mail with it goes, if the contact is an e-mail address."""
    published: str
    """What the stewards say about themselves, in which nothing is found; a line each."""
    alone: str
    """The words above what only the stewards are told."""


def parts_of(form: Form, settings: Settings) -> FormParts:
    return FormParts(
        order=",".join(order(form)),
        mail_to=mail_address(settings.contact),
        published="\n".join(settings.own_words),
        alone=FOR_STEWARDS_ALONE,
    )
