"""What a steward may write under `plugins: - kgen:` in mkdocs.yml, declared once."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kgen.languages import is_language
from kgen.settings import licences
from kgen.settings.accent import Accent
from kgen.settings.file import address_in, is_web_address, with_small_scheme
from kgen.settings.licences import licence_code, licence_meant

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, the marks that change the direction of text, and invisible line breaks."""


def _fits(accepts: Callable[[str], object], should: str) -> AfterValidator:
    """Pass a text that is accepted; for any other, say what it should be."""

    def passed(text: str) -> str:
        if not accepts(text):
            raise ValueError(f"should be {should}")
        return text

    return AfterValidator(passed)


_FORM_ADDRESS = re.compile(
    r"(?:(?:https://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~/?=&%+-]*)?)?"
)
"""Encrypted, unless it is this machine. No sign that means something in HTML or in a content security policy."""
_HTTPS = "a web address that begins with https://, such as https://forms.example.org/stories"


def _form_address(text: str) -> str:
    text = with_small_scheme(text)
    secure = address_in(text).replace("http://", "https://", 1) if "@" not in text else ""
    return _address(text, _FORM_ADDRESS.fullmatch(text), secure if _FORM_ADDRESS.fullmatch(secure) else "", _HTTPS)


def _web_address(text: str) -> str:
    text = with_small_scheme(text)
    meant = address_in(text) if "@" not in text else ""
    return _address(text, not text or is_web_address(text), meant, "a web address, such as https://example.org/page")


def _address(text: str, is_one: object, meant: str, should: str) -> str:
    if not is_one:
        raise ValueError(f"should be {should}", *([f"Write `{meant}` in place of `{text}`."] if meant else []))
    return text


FormAddress = Annotated[str, AfterValidator(_form_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


def _licence(text: str) -> str:
    if code := licence_code(text):
        return code
    raise ValueError(licences.EXPECTED, licence_meant(text))


Licence = Annotated[str, AfterValidator(_licence)]


class Choice(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Standpoint(Choice):
    """Where somebody speaks from. `says` is in their own words, `one` and `many` are how pages speak of them."""

    says: str
    one: str
    many: str


class Helpline(Choice):
    name: str = Field(description="who answers", examples=["Samaritans, any time, about anything"])
    number: str = Field("", description="the number to call", examples=["116 123"])
    url: WebAddress = Field("", description="a web address", examples=["https://www.samaritans.org/"])

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Helpline":
        if not (self.number or self.url):
            raise ValueError("should say how to reach it: `number`, `url`, or both")
        return self


def as_list(value: Any) -> Any:
    """A single value is accepted where a list is expected."""
    return [value] if isinstance(value, str | Mapping) else value


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


Day = Annotated[str, _fits(_is_day, "a day that exists, written YYYY-MM-DD")]


class Accessibility(Choice):
    """What a garden says in its accessibility statement. Source: GOV.UK, sample accessibility statement."""

    status: Literal["full", "partial", "not"] = Field(
        description="how far the site meets the Web Content Accessibility Guidelines 2.2, level AA",
        examples=["partial"],
    )
    problems: Annotated[tuple[str, ...], BeforeValidator(as_list)] = Field(
        (),
        description="what does not meet them, a sentence for each",
        examples=["[Two photographs have no description.]"],
    )
    prepared: Day = Field(description="the day on which the statement was prepared", examples=["2026-11-28"])
    reviewed: Day = Field(description="the day on which it was last reviewed", examples=["2026-11-28"])
    tested: Day = Field(description="the day on which the site was last tested", examples=["2026-11-28"])
    tested_by: str = Field(
        "the stewards of this garden", description="who tested it, and how", examples=["the stewards, with a keyboard"]
    )

    @model_validator(mode="after")
    def _problems_fit_the_status(self) -> "Accessibility":
        if self.status == "full" and self.problems:
            raise ValueError("should say `status: partial`, because it lists problems")
        if self.status != "full" and not self.problems:
            raise ValueError("should list under `problems` what does not meet the guidelines, a sentence for each")
        return self


STANDPOINTS = {
    "lived-experience": Standpoint(
        says="I use or used services", one="somebody who uses services", many="people who use services"
    ),
    "family-carer": Standpoint(says="I care for someone", one="a family carer", many="family carers"),
    "community": Standpoint(
        says="I am a volunteer, a peer or a councillor",
        one="somebody from the community",
        many="people from the community",
    ),
    "practitioner": Standpoint(
        says="I work with people", one="somebody who works in services", many="people who work in services"
    ),
    "manager": Standpoint(says="I run services", one="a manager", many="managers"),
    "commissioner": Standpoint(says="I plan or pay for services", one="a commissioner", many="commissioners"),
    "researcher": Standpoint(says="I study services", one="a researcher", many="researchers"),
}
MENTIONS = tuple("abuse suicide self-harm bereavement child-death violence addiction discrimination".split())


def _slugs(words: Any) -> Any:
    for word in words:
        if not SLUG.fullmatch(word):
            says = f"should hold small letters, digits and hyphens alone, and `{word}` does not"
            slug = re.sub("[^a-z0-9]+", "-", word.lower()).strip("-")
            raise ValueError(says, *([f"Write `{slug}` in place of `{word}`."] if SLUG.fullmatch(slug) else []))
    return words


def _standpoints(value: Any) -> Any:
    """Let a garden name a standpoint by one phrase, or by a slug alone."""
    if value in ([], {}):
        fix = "Name those that people may speak from, or take `standpoints` out: the usual ones then apply."
        raise ValueError("should name at least one standpoint", fix)
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        value = {str(slug): str(slug).replace("-", " ") for slug in value}
    if isinstance(value, dict):
        return {
            slug: {"says": named, "one": named, "many": named} if isinstance(named, str) else named
            for slug, named in value.items()
        }
    return value


_PROVIDERS = (
    "gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.com live.co.uk msn.com yahoo.com"
    " yahoo.co.uk icloud.com me.com mac.com aol.com btinternet.com sky.com talktalk.net virginmedia.com"
    " proton.me protonmail.com gmx.com gmx.co.uk gmx.de gmx.net web.de t-online.de mail.com nhs.net"
    " fastmail.com zoho.com hushmail.com yandex.com tutanota.com tuta.io tuta.com pm.me ymail.com ntlworld.com"
    " blueyonder.co.uk tiscali.co.uk o2.co.uk facebook.com instagram.com twitter.com x.com tiktok.com"
    " snapchat.com youtube.com linkedin.com threads.net bsky.app bsky.social t.me telegram.me whatsapp.com"
    " wa.me discord.com discord.gg reddit.com pinterest.com medium.com tumblr.com mastodon.social wordpress.com"
    " blogspot.com justgiving.com gofundme.com nextdoor.com nextdoor.co.uk vk.com linktr.ee sites.google.com"
    " docs.google.com co.uk org.uk me.uk"
).split()
"""Domains at which anybody may have a mailbox or a page."""
_OTHER_COUNTRY = re.compile(r"(?:yahoo|hotmail|outlook|gmx|live)\.(?:com?\.)?[a-z]{2}")
_FRONT = re.compile(r"\A(?:(?:www|m|l|web|mobile|touch|old|en|uk|gb|[a-z]{2}-[a-z]{2})\.)+")
"""What may stand before a domain and leads to the same pages: `https://m.facebook.com`."""
_PUBLIC = re.compile(
    r"[^\s@/]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}"
    r"|(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?:/\S*)?"
    r"|\+?[0-9][0-9 ()-]{2,20}"
)
_BEFORE_PUBLIC = re.compile(r"\A[^:@]{0,30}:(?!//)", re.IGNORECASE)
"""What people write before a number or a mailbox: `tel:`, `mailto:`, `Phone: `."""


def _public_addresses(texts: Any) -> Any:
    """Raises ValueError where one is not an address, or is a domain at which anybody may have a mailbox."""
    texts = tuple(map(with_small_scheme, texts))
    for text in texts:
        if not _PUBLIC.fullmatch(text):
            meant = _BEFORE_PUBLIC.sub("", text).strip("<> ")
            raise ValueError(
                "should be mail addresses, telephone numbers, web pages or domains, without other words",
                *([f"Write `{meant}` in place of `{text}`."] if _PUBLIC.fullmatch(meant) else []),
            )
        domain = text.lower().removeprefix("https://").removeprefix("http://").strip("/")
        behind = _FRONT.sub("", domain, count=1)
        if domain in _PROVIDERS or behind in _PROVIDERS or _OTHER_COUNTRY.fullmatch(behind):
            raise ValueError(
                f"should not hold {text}, where anybody may have a mailbox or a page. Name the mailbox or page itself"
            )
    return texts


Texts = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Options(Choice):
    """What a steward may write under `plugins: - kgen:` in mkdocs.yml."""

    safeguarding: Literal["block", "warn", "none"] = Field(
        "block", description="what a safeguarding finding does to a story", examples=["warn"]
    )
    unresolved_links: Literal["error", "warn"] = Field(
        "error", description="what a link in prose that leads nowhere is", examples=["warn"]
    )
    consent_review_months: int = Field(
        24, ge=1, le=120, description="the longest time between consent and its review", examples=[12]
    )
    keep_received_months: int = Field(
        6,
        ge=1,
        le=120,
        description="how long what was sent or imported may wait in drafts/ before `kgen todo` lists it for deletion",
        examples=[3],
    )
    source: Literal["public", "private"] = Field(
        "public", description="who can read the repository itself", examples=["private"]
    )
    standpoints: Annotated[dict[str, Standpoint], BeforeValidator(_standpoints), AfterValidator(_slugs)] = Field(
        STANDPOINTS,
        description="the standpoints people may speak from; each with a phrase, or with `says`, `one` and `many`",
        examples=["{practitioner: people who work here, tenant: tenants}"],
    )
    mentions: Annotated[Texts, AfterValidator(_slugs)] = Field(
        MENTIONS, description="what a content note may name", examples=["[abuse, bereavement]"]
    )
    helplines: Annotated[tuple[Helpline, ...], BeforeValidator(as_list)] = Field(
        (),
        description="where a reader in distress can turn: `name`, and `number` or `url`",
        examples=["[{name: Samaritans, number: 116 123}]"],
    )
    contact: Annotated[str, AfterValidator(with_small_scheme)] = Field(
        "", description="how to reach the stewards: a web or e-mail address", examples=["stewards@example.org"]
    )
    inbox: FormAddress = Field(
        "",
        description="a form address that receives stories from /write/",
        examples=["https://forms.example.org/stories"],
    )
    safeguarding_lead: str = Field(
        "", description="who decides when a story shows somebody at risk; readers see it", examples=["the duty manager"]
    )
    controller: str = Field("", description="who is responsible for personal data", examples=["Example Council"])
    reply_within: str = Field("", description="how soon the stewards answer", examples=["three working days"])
    accessibility: Accessibility | None = Field(
        None,
        description="the accessibility statement: `status` (full, partial or not), `problems`, the days on which it was"
        " `prepared` and `reviewed` and the site `tested`, and `tested_by`",
        examples=[
            "{status: partial, problems: [Two photographs have no description.], prepared: 2026-11-28,"
            " reviewed: 2026-11-28, tested: 2026-11-28}"
        ],
    )
    licence: Licence = Field("read-only", description="the licence of a story that names none", examples=["CC-BY-4.0"])
    notice: str = Field(
        "", description="one sentence shown on every page", examples=["This garden is a trial until June."]
    )
    logo: str = Field(
        "", description="a picture for the header, by its name below the content folder", examples=["images/logo.png"]
    )
    accent: Accent = Field(
        Accent(),
        description="the colour of links and buttons: one for both, or `light` and `dark`; one that cannot be read"
        " on its paper is refused",
        examples=['"#2f5d3a"'],
    )
    lang: Annotated[str, _fits(is_language, "a language code, such as en or cy")] = Field(
        "en",
        description="the language of names, and of stories that do not say theirs; kgen's own words stay English",
        examples=["cy"],
    )
    public_addresses: Annotated[Texts, AfterValidator(_public_addresses)] = Field(
        (),
        description="mail addresses, numbers and pages of services that stories may show; a domain passes the"
        " mailboxes of roles at it",
        examples=["[info@example.org, 01632 960001, example.gov.uk]"],
    )
    allow_plugins: Texts = Field(
        (), description="other MkDocs plugins and hooks that may run on content", examples=["[redirects]"]
    )
