"""All that mkdocs.yml may say, checked in one place by every command: kgen's own options, declared here, and what of
MkDocs' settings counts.

This is read by `kgen check`, which must start fast, so it imports no MkDocs. `file` reads mkdocs.yml with its line
numbers; `keys`, `theme` and `nav` check what is MkDocs' own; `wording` says what is wrong with an option.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kgen.diagnostic import ConfigurationError as ConfigurationError, Diagnostic, Position, unusable
from kgen.settings import keys, nav as menu, static_files, theme as frame
from kgen.settings.file import Configuration, KeyPath, is_web_address, read, texts
from kgen.settings.nav import NavItem
from kgen.settings.static_files import StaticFile
from kgen.settings.wording import problems_of

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
LICENCE = "read-only|[A-Za-z0-9][A-Za-z0-9.+-]{0,99}"
"""`read-only`, or the code of a licence as SPDX lists them."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, the marks that change the direction of text, and invisible line breaks."""
_FORM_ADDRESS = re.compile(
    r"(?:https://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~/?=&%+-]*)?"
)
"""Encrypted, unless it is this machine. No sign that means something in HTML or in a content security policy."""


def _web_address(text: str) -> str:
    if text and not is_web_address(text):
        raise ValueError("should be a web address, such as https://example.org/page")
    return text


def _form_address(text: str) -> str:
    if text and not _FORM_ADDRESS.fullmatch(text):
        raise ValueError("should be a web address that begins with https://, such as https://forms.example.org/stories")
    return text


def _licence(text: str) -> str:
    if not re.fullmatch(LICENCE, text):
        raise ValueError("should be read-only or an SPDX code, such as CC-BY-4.0")
    return text


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
    url: Annotated[str, AfterValidator(_web_address)] = Field(
        "", description="a web address", examples=["https://www.samaritans.org/"]
    )


def _list(value: Any) -> Any:
    """A single value is accepted where a list is expected."""
    return [value] if isinstance(value, str | Mapping) else value


def _day(text: str) -> str:
    try:
        is_day = date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise ValueError("should be a day that exists, written YYYY-MM-DD")
    return text


Day = Annotated[str, AfterValidator(_day)]


class Accessibility(Choice):
    """What a garden says in its accessibility statement. Source: GOV.UK, sample accessibility statement."""

    status: Literal["full", "partial", "not"] = Field(
        description="how far the site meets the Web Content Accessibility Guidelines 2.2, level AA",
        examples=["partial"],
    )
    problems: Annotated[tuple[str, ...], BeforeValidator(_list)] = Field(
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
        says="I am a volunteer, a peer or a councillor", one="somebody from the community", many="the community"
    ),
    "practitioner": Standpoint(says="I work with people", one="a practitioner", many="practitioners"),
    "manager": Standpoint(says="I run services", one="a manager", many="managers"),
    "commissioner": Standpoint(says="I plan or pay for services", one="a commissioner", many="commissioners"),
    "researcher": Standpoint(says="I study services", one="a researcher", many="researchers"),
}
MENTIONS = (
    "abuse",
    "suicide",
    "self-harm",
    "bereavement",
    "child-death",
    "violence",
    "addiction",
    "discrimination",
)


def _slugs(words: Any) -> Any:
    for word in words:
        if not SLUG.fullmatch(word):
            raise ValueError(f"should hold small letters, digits and hyphens alone, and `{word}` does not")
    return words


def _standpoints(value: Any) -> Any:
    """Let a garden name a standpoint by one phrase, or by a slug alone."""
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
    "gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.com live.co.uk msn.com yahoo.com yahoo.co.uk"
    " icloud.com me.com mac.com aol.com btinternet.com sky.com talktalk.net virginmedia.com proton.me protonmail.com"
    " gmx.com gmx.co.uk mail.com nhs.net facebook.com instagram.com twitter.com x.com tiktok.com snapchat.com"
    " youtube.com linkedin.com threads.net bsky.app bsky.social t.me telegram.me whatsapp.com wa.me discord.com"
    " discord.gg reddit.com pinterest.com medium.com tumblr.com mastodon.social wordpress.com blogspot.com"
    " justgiving.com gofundme.com"
).split()
"""Domains at which anybody may have a mailbox or a page."""
_PUBLIC = re.compile(
    r"[^\s@/]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}"
    r"|(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?:/\S*)?"
    r"|\+?[0-9][0-9 ()-]{2,20}"
)


def _public_addresses(texts: Any) -> Any:
    """Raises ValueError where one is no address, or a domain at which anybody may have a mailbox."""
    for text in texts:
        if not _PUBLIC.fullmatch(text):
            raise ValueError("should be mail addresses, telephone numbers, web pages or domains, without other words")
        if text.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/") in _PROVIDERS:
            raise ValueError(
                f"should not hold {text}, where anybody may have a mailbox or a page. Name the mailbox or page itself"
            )
    return texts


Texts = Annotated[tuple[str, ...], BeforeValidator(_list)]


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
    helplines: Annotated[tuple[Helpline, ...], BeforeValidator(_list)] = Field(
        (),
        description="where a reader in distress can turn: `name`, and `number` or `url`",
        examples=["[{name: Samaritans, number: 116 123}]"],
    )
    contact: str = Field(
        "", description="how to reach the stewards: a web or e-mail address", examples=["stewards@example.org"]
    )
    inbox: Annotated[str, AfterValidator(_form_address)] = Field(
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
    licence: Annotated[str, AfterValidator(_licence)] = Field(
        "read-only", description="the licence of a story that names none", examples=["CC-BY-4.0"]
    )
    notice: str = Field(
        "", description="one sentence shown on every page", examples=["This garden is a trial until June."]
    )
    public_addresses: Annotated[Texts, AfterValidator(_public_addresses)] = Field(
        (),
        description="mail addresses, numbers and pages of services that may stand in stories; a domain passes the"
        " mailboxes of roles at it",
        examples=["[info@example.org, 01632 960001, example.gov.uk]"],
    )
    allow_plugins: Texts = Field(
        (), description="other MkDocs plugins and hooks that may run on content", examples=["[social]"]
    )


_NO_ADDRESS = (
    "site_url is not set in mkdocs.yml: there is no sitemap, and feeds have no web addresses. Write the address at"
    " which readers will find the garden, such as `site_url: https://stories.example.org/`."
)
_OWED = ("accessibility", "contact", "controller", "reply_within", "safeguarding_lead")
"""Options without which the pages on accessibility, privacy and complaints are incomplete."""


_UNKNOWN_STANDPOINT = Standpoint(says="I speak for myself", one="somebody", many="others")


class Settings(Options):
    """The options, and what kgen needs to know of the site. Paths are absolute."""

    config_path: Path
    site_name: str
    site_url: str = ""
    """Without a query or fragment, and never the address of a file."""
    site_description: str = ""
    content_dir: Path
    site_dir: Path
    repo_url: str = ""
    repo_name: str = ""
    edit_uri: str = ""
    language: str = "en"
    custom_dir: Path | None = None
    """The steward's own overrides of the theme."""
    static_files: tuple[StaticFile, ...] = ()
    """What of them is published as it is, or is a page of its own."""
    theme: dict[str, Any] = {}
    """What else of the theme's settings is used."""
    frame_pictures: tuple[str, ...] = ()
    """Pictures below the content folder that the frame of every page shows: `images/logo.png`."""
    styles: tuple[str, ...] = ()
    scripts: tuple[Any, ...] = ()
    """The steward's own, as mkdocs.yml names them below `custom_dir`; a script may be a mapping with its `path`."""
    nav: tuple[NavItem, ...] = ()
    """The menu; where it is empty, kgen makes one."""
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with mkdocs.yml, though the garden can be built: what is not used, and what was left out."""
    search: bool = True
    """Whether this run makes a search index."""
    configuration: str = ""
    """All that mkdocs.yml and what it inherits say, environment variables filled in."""
    config_files: tuple[Path, ...] = ()
    """mkdocs.yml, and what it inherits."""
    today: str = Field(description="the day of this run, YYYY-MM-DD")

    @cached_property
    def root(self) -> Path:
        """The folder of mkdocs.yml, to which the paths in problems are relative."""
        return self.config_path.parent

    @cached_property
    def content_name(self) -> str:
        """The content folder as paths in problems begin: `content`."""
        return Path(os.path.relpath(self.content_dir, self.root)).as_posix()

    @property
    def month(self) -> str:
        return self.today[:7]

    def address(self, path: str, otherwise: str = "") -> str:
        """The whole web address of a path below the site's root; `otherwise`, where the site's own is not known."""
        return f"{self.site_url.rstrip('/')}/{path}" if self.site_url else otherwise

    def standpoint(self, slug: str) -> Standpoint:
        """A standpoint of the garden, by its slug; words for somebody where it is none."""
        return self.standpoints.get(slug, _UNKNOWN_STANDPOINT)

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the stewards publish of themselves and of helplines, which a story may repeat; empty where not given."""
        helplines = (text for line in self.helplines for text in (line.name, line.number, line.url))
        # A local number is one only behind a word such as ring.
        public = (text for each in self.public_addresses for text in (each, f"Ring {each}"))
        return (self.contact, self.inbox, self.safeguarding_lead, self.controller, self.notice, *helplines, *public)

    @property
    def unsaid(self) -> str:
        """What a published site needs and mkdocs.yml does not say, in sentences; nothing where it says it all."""
        names = ", ".join(name for name in _OWED if not getattr(self, name))
        owed = f"mkdocs.yml does not say {names}: the pages on accessibility, privacy and complaints lack it."
        return " ".join([*([] if self.site_url else [_NO_ADDRESS]), *([owed] if names else [])])


def _day_of_this_run(today: str | None) -> str:
    """Say which day it is: the one given, else SOURCE_DATE_EPOCH, else the UTC date."""
    if today is not None:
        try:
            return date.fromisoformat(today).isoformat()
        except ValueError:
            raise ConfigurationError(
                f"--today {today} is no day. Write it as YYYY-MM-DD, such as 2026-11-30."
            ) from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise ConfigurationError(f"SOURCE_DATE_EPOCH={epoch} is not a number of seconds.") from None
    return datetime.now(UTC).date().isoformat()


def load(config_file: Path | str, *, today: str | None = None, keep_going: bool = False) -> Settings:
    """Read mkdocs.yml and return the settings of this run.

    Raises ConfigurationError, whose text a person who has never programmed can act on. With `keep_going`, what is wrong
    only because a file of the content is gone is left out, and stands among the `problems` as an error: a story that
    was taken back goes from the site although the menu still names it.
    """
    day = _day_of_this_run(today)
    configuration = read(Path(os.path.abspath(config_file)))
    own, way, misplaced = keys.kgen_options(configuration)
    if not way:
        raise unusable(misplaced)
    options, wrong = _options(configuration, own, way)
    content = _folder(configuration, "docs_dir", "docs")
    theme = frame.checked(configuration, content)
    styles, scripts, missing = frame.styles_and_scripts(configuration, theme.custom_dir)
    static, in_the_way = static_files.published(configuration, theme)
    site_url = _text(configuration, "site_url")
    items, nowhere = menu.checked(configuration, content, site_url) if content.is_dir() else ((), [])
    found = [
        *misplaced,
        *keys.problems(configuration, Options.model_fields),
        *wrong,
        *theme.problems,
        *in_the_way,
        *missing,
        *keys.others(configuration, options.allow_plugins),
        *_addresses(configuration),
        *_folders(configuration, content),
        *_hidden_characters(configuration, way),
    ]
    errors = [problem for problem in found if problem.severity == "error"]
    if errors or (nowhere and not keep_going):
        raise unusable(sorted({*errors, *nowhere}, key=_order))
    return Settings.model_validate(
        {
            **own,
            "config_path": configuration.path,
            "site_name": _text(configuration, "site_name"),
            "site_url": site_url,
            "site_description": _text(configuration, "site_description"),
            "content_dir": content,
            "site_dir": _folder(configuration, "site_dir", "site"),
            "repo_url": _text(configuration, "repo_url"),
            "repo_name": _text(configuration, "repo_name"),
            "edit_uri": _text(configuration, "edit_uri"),
            "language": theme.language,
            "custom_dir": theme.custom_dir,
            "static_files": static,
            "theme": theme.settings,
            "frame_pictures": theme.pictures,
            "styles": styles,
            "scripts": scripts,
            "nav": items,
            "problems": tuple(sorted({*found, *nowhere}, key=_order)),
            "configuration": repr(configuration.data),
            "config_files": configuration.files,
            "today": day,
        }
    )


def _order(problem: Diagnostic) -> tuple[tuple[str, Position], str]:
    return problem.where, problem.message


def _options(configuration: Configuration, own: Mapping[str, Any], way: KeyPath) -> tuple[Options, list[Diagnostic]]:
    """Kgen's options, and what is wrong with them; where something is, the options are those that nobody set."""
    try:
        return Options.model_validate(own), []
    except ValidationError as error:
        wrong = problems_of(Options, error.errors(), configuration, way)
        return Options(allow_plugins=_allowed(own)), wrong


def _allowed(own: Mapping[str, Any]) -> tuple[str, ...]:
    """What `allow_plugins` names, though other options are wrong."""
    names = _list(own.get("allow_plugins", ()))
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _text(configuration: Configuration, name: str) -> str:
    value = configuration.data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _folder(configuration: Configuration, name: str, usual: str) -> Path:
    """A folder that mkdocs.yml names, from where it stands."""
    return Path(os.path.normpath(configuration.path.parent / (_text(configuration, name) or usual)))


def _addresses(configuration: Configuration) -> Iterator[Diagnostic]:
    """The name of the site, and the web addresses of site and repository."""
    if not _text(configuration, "site_name") and not keys.is_misspelt(configuration, "site_name"):
        fix = "Add a line such as `site_name: Our garden`."
        yield configuration.problem(("site_name",), "the garden has no `site_name`", fix)
    yield from _site_url(configuration)
    for name in ("repo_url", "edit_uri"):
        address = _text(configuration, name)
        if address and (name == "repo_url" or "://" in address) and not is_web_address(address):
            message = f"`{name}` should be a web address"
            yield configuration.problem((name,), message, "Write, for example, https://github.com/you/garden.")


def _site_url(configuration: Configuration) -> Iterator[Diagnostic]:
    """The address of the folder in which the site stands: every other address begins with it."""
    address = _text(configuration, "site_url")
    if not address:
        return
    if not is_web_address(address):
        message = "`site_url` should be a web address"
        yield configuration.problem(("site_url",), message, "Write, for example, https://stories.example.org/.")
        return
    parts = urlsplit(address)
    segments = parts.path.split("/")
    is_file = bool(re.search(r"\.(?:html?|php|aspx?|md)$", segments[-1], re.IGNORECASE))
    folder = f"{parts.scheme}://{parts.netloc}{'/'.join(segments[:-1] if is_file else segments).rstrip('/')}/"
    reason = {
        "has a query (what follows `?`)": "?" in address,
        "has a fragment (what follows `#`)": "#" in address,
        f"names a file, {segments[-1]}": is_file,
        "has `.` or `..` in it": "." in segments or ".." in segments,
    }
    if why := next((why for why, applies in reason.items() if applies), ""):
        message = f"`site_url` {why}, and should be the address of a folder"
        yield configuration.problem(("site_url",), message, f"Write `site_url: {folder}`.")


def _folders(configuration: Configuration, content: Path) -> Iterator[Diagnostic]:
    root, name = configuration.path.parent, configuration.path.name
    shown = os.path.relpath(content, root)
    site = _folder(configuration, "site_dir", "site")
    way: KeyPath = ("docs_dir",)
    if content == root or content in root.parents:
        message = f"`docs_dir` is the folder that holds {name}, and everything in the content is published"
        yield configuration.problem(way, message, "Make a folder beside it for the content: `docs_dir: content`.")
    elif link := _link_on_the_way(content, root):
        message = f"{os.path.relpath(link, root)} is a link to another folder, which kgen does not follow"
        yield configuration.problem(
            way, message, f"Put the folder itself there, or write its path as docs_dir in {name}."
        )
    elif not content.is_dir() and not keys.is_misspelt(configuration, "docs_dir"):
        usual = shown == "docs" and "docs_dir" not in configuration.data and (root / "content").is_dir()
        fix = f"Make it beside {name}, or set docs_dir to where it lies."
        fix = "Write `docs_dir: content`." if usual else fix
        message = f"{shown} is no folder" if content.exists() else f"there is no folder {shown} for the content"
        yield configuration.problem(way, message, fix)
    if content not in (root, *root.parents) and (
        site in (content, root) or content in site.parents or site in content.parents
    ):
        fix = "Write another folder, such as `site_dir: site`, or take the line out."
        yield configuration.problem(("site_dir",), "the site would be built over the content, or into it", fix)


def _link_on_the_way(content: Path, root: Path) -> Path | None:
    """The content folder, or a folder on the way to it from mkdocs.yml, where that is a link.

    A link in a contribution could lead to any folder of the machine that builds.
    """
    above: Sequence[Path] = content.parents if root in content.parents else ()
    folders = (content, *(each for each in above if root in each.parents))
    return next((folder for folder in folders if folder.is_symlink()), None)


def _hidden_characters(configuration: Configuration, options: KeyPath) -> Iterator[Diagnostic]:
    """Invisible characters in what pages print. `options` is the way to kgen's own options."""
    for way, text in texts(configuration.data):
        is_option = way[: len(options)] == options
        if not (hidden := FORBIDDEN.search(text)) or way[0] in keys.UNUSED or (way[0] == "plugins" and not is_option):
            continue
        name = way[len(options)] if is_option and len(way) > len(options) else way[0]
        message = f"`{name}` holds an invisible control character (U+{ord(hidden[0]):04X})"
        yield configuration.problem(way, message, "Retype it, or paste it as plain text.")


def package_folder(name: str) -> Path:
    """Return a folder that ships with kgen (`theme`): inside the wheel, else beside the package in a checkout.

    Raises FileNotFoundError if the installation is incomplete.
    """
    here = Path(__file__).parents[1]
    for folder in (here / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"kgen's {name} folder is missing; install kgen again")
