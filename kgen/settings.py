"""The steward's choices: the options under `plugins: - kgen:` and the few facts kgen needs from mkdocs.yml.

This module is read by `kgen check`, which must start fast, so it reads mkdocs.yml itself and imports no MkDocs.
"""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
LICENCE = "read-only|[A-Za-z0-9][A-Za-z0-9.+-]{0,99}"
"""`read-only`, or the code of a licence as SPDX lists them."""
WEB_ADDRESS = r"(?=.{1,2000}$)https?://(?![^/?#]*@)[^\s<>\"\\/?#]+(?:[/?#][^\s<>\"\\]*)?"
"""A web address. No name stands before its host: `https://good.example@bad.example` looks like the one and is the
other. So does what has a `\\` in it, which browsers read as `/`."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, the marks that change the direction of text, and invisible line breaks."""
_FORM_ADDRESS = re.compile(
    r"(?:https://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~/?=&%+-]*)?"
)
"""Encrypted, unless it is this machine. No sign that means something in HTML or in a content security policy."""


class ConfigurationError(Exception):
    """mkdocs.yml, or a word on the command line, is wrong; the text says what to write instead."""


def _web_address(text: str) -> str:
    if text and not re.fullmatch(WEB_ADDRESS, text):
        raise ValueError("should be a web address, such as https://example.org/page")
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
    name: str
    number: str = ""
    url: Annotated[str, AfterValidator(_web_address)] = ""


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


def _standpoints(value: Any) -> Any:
    """Let a garden name a standpoint by one phrase, or by a slug alone."""
    if isinstance(value, list):
        value = {str(slug): str(slug).replace("-", " ") for slug in value}
    if isinstance(value, dict):
        return {
            slug: {"says": named, "one": named, "many": named} if isinstance(named, str) else named
            for slug, named in value.items()
        }
    return value


class Options(Choice):
    """What a steward may write under `plugins: - kgen:` in mkdocs.yml."""

    safeguarding: Literal["block", "warn", "none"] = Field(
        "block", description="what a safeguarding finding does to a story"
    )
    unresolved_links: Literal["error", "warn"] = Field(
        "error", description="what a link in prose that leads nowhere is"
    )
    consent_review_months: int = Field(24, ge=1, le=120, description="the longest time between consent and its review")
    source: Literal["public", "private"] = Field("public", description="who can read the repository itself")
    standpoints: Annotated[dict[str, Standpoint], BeforeValidator(_standpoints)] = Field(
        STANDPOINTS, description="the standpoints people may speak from"
    )
    mentions: tuple[str, ...] = Field(MENTIONS, description="what a content note may name")
    helplines: tuple[Helpline, ...] = Field((), description="where a reader in distress can turn")
    contact: str = Field("", description="how to reach the stewards: a web or e-mail address")
    inbox: str = Field("", description="a form address that receives stories from /write/")
    safeguarding_lead: str = Field("", description="who decides when a story shows somebody at risk")
    controller: str = Field("", description="who is responsible for personal data")
    reply_within: str = Field("", description='how soon the stewards answer, such as "three working days"')
    licence: Annotated[str, AfterValidator(_licence)] = Field(
        "read-only", description="the licence of a story that names none"
    )
    notice: str = Field("", description="one sentence shown on every page")
    allow_plugins: tuple[str, ...] = Field((), description="other MkDocs plugins and hooks that may run on content")


_OWED = ("contact", "controller", "reply_within", "safeguarding_lead")
"""Options without which the pages on accessibility, privacy and complaints are incomplete."""


class Settings(Options):
    """The options, and what kgen needs to know of the site. Paths are absolute."""

    config_path: Path
    site_name: str
    site_url: Annotated[str, AfterValidator(_web_address)] = ""
    content_dir: Path
    site_dir: Path
    repo_url: Annotated[str, AfterValidator(_web_address)] = ""
    edit_uri: str = ""
    language: str = "en"
    custom_dir: Path | None = None
    """The steward's own overrides of the theme."""
    search: bool = True
    """Whether this run makes a search index."""
    configuration: str = ""
    """All that mkdocs.yml and what it inherits say, environment variables filled in."""
    today: str = Field(description="the day of this run, YYYY-MM-DD")

    @model_validator(mode="after")
    def _inbox(self) -> "Settings":
        if self.inbox and not _FORM_ADDRESS.fullmatch(self.inbox):
            raise ValueError(
                "inbox should be a web address that begins with https://, such as https://forms.example.org/stories"
            )
        return self

    @model_validator(mode="after")
    def _slugs(self) -> "Settings":
        for word in (*self.standpoints, *self.mentions):
            if not SLUG.fullmatch(word):
                raise ValueError(f"{word!r} must be small letters, digits and hyphens")
        return self

    @model_validator(mode="after")
    def _no_hidden_characters(self) -> "Settings":
        for name, text in _texts(self.model_dump(exclude={"configuration"})):
            if hidden := FORBIDDEN.search(text):
                raise ValueError(
                    f"{name} holds an invisible control character (U+{ord(hidden[0]):04X}). Retype it, or paste it as"
                    " plain text."
                )
        return self

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

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the stewards publish of themselves and of helplines, which a story may repeat; empty where not given."""
        helplines = (text for line in self.helplines for text in (line.name, line.number, line.url))
        return (self.contact, self.inbox, self.safeguarding_lead, self.controller, self.notice, *helplines)

    @property
    def unsaid(self) -> str:
        """What readers are owed and the options do not say, as a sentence; nothing where they say it all."""
        names = ", ".join(name for name in _OWED if not getattr(self, name))
        said = f"mkdocs.yml does not say {names}: the pages on accessibility, privacy and complaints lack it."
        return said if names else ""


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in some settings, with the name of the option that holds it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key, name)
            yield from _texts(inner, name or key)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner, name)


class _ConfigLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads mkdocs.yml; tags that name Python objects, which belong to MkDocs, are read as nothing."""


_ConfigLoader.add_multi_constructor("", lambda loader, suffix, node: None)


def _environment(loader: Any, node: Any) -> Any:
    """`!ENV NAME`, or `!ENV [NAME, OTHER, default]`, as MkDocs reads it."""
    if isinstance(node, yaml.ScalarNode):
        names, default = [node.value], None
    else:
        *first, last = loader.construct_sequence(node)
        names, default = (first, last) if first else ([last], None)
    return next((os.environ[name] for name in names if name in os.environ), default)


_ConfigLoader.add_constructor("!ENV", _environment)


def _read_yaml(path: Path, below: tuple[Path, ...] = ()) -> dict[str, Any]:
    if path.resolve() in below:
        raise ConfigurationError(f"{path.name} inherits from itself. Take its INHERIT line out.")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no {path.name} in {path.parent}. Run kgen in the folder that holds it, or name it with -f."
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not saved as UTF-8. Save it so in your editor.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. Name the garden's mkdocs.yml.") from None
    try:
        data = yaml.load(text, Loader=_ConfigLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ConfigurationError(
            f"{path.name} is not valid YAML{where}: {why}. Look there for a bracket or a quotation mark that is never "
            f"closed, a tab, or a line that begins too far to the right."
        ) from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path.name} should hold lines such as `site_name: Our garden`.")
    if parent := data.pop("INHERIT", None):
        return _merged(_read_yaml(path.parent / str(parent), (*below, path.resolve())), data)
    return data


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Join two configurations as MkDocs' INHERIT does: mappings by key, all else replaced."""
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _plugin_options(plugins: Any) -> dict[str, Any]:
    """Find kgen's own options in either form MkDocs accepts: a list, or a mapping."""
    if isinstance(plugins, Mapping):
        plugins = [{name: options} for name, options in plugins.items()]
    for plugin in plugins if isinstance(plugins, list) else []:
        if plugin == "kgen":
            return {}
        if isinstance(plugin, Mapping) and "kgen" in plugin:
            options = plugin["kgen"] or {}
            if not isinstance(options, Mapping):
                raise ConfigurationError("Below `- kgen:` in mkdocs.yml should stand lines such as `source: private`.")
            return dict(options)
    raise ConfigurationError("mkdocs.yml does not switch kgen on. Add the lines:\nplugins:\n  - kgen")


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


def load(config_file: Path | str, *, today: str | None = None) -> Settings:
    """Read mkdocs.yml and return the settings of this run.

    Raises ConfigurationError, whose text a person who has never programmed can act on.
    """
    path = Path(config_file).absolute()
    raw = _read_yaml(path)
    root = path.parent
    theme = raw.get("theme")
    custom_dir = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    facts = {
        "config_path": path,
        "site_name": str(raw.get("site_name") or ""),
        "site_url": str(raw.get("site_url") or ""),
        "content_dir": root / str(raw.get("docs_dir") or "docs"),
        "site_dir": root / str(raw.get("site_dir") or "site"),
        "repo_url": str(raw.get("repo_url") or ""),
        "edit_uri": str(raw.get("edit_uri") or ""),
        "language": str(theme.get("language") or "en") if isinstance(theme, Mapping) else "en",
        "custom_dir": root / str(custom_dir) if custom_dir else None,
        "configuration": repr(raw),
        "today": _day_of_this_run(today),
    }
    if not facts["site_name"]:
        raise ConfigurationError("mkdocs.yml has no site_name. Add a line such as `site_name: Our garden`.")
    if raw.get("use_directory_urls") is False:
        raise ConfigurationError("kgen's addresses end in a slash. Take `use_directory_urls: false` out of mkdocs.yml.")
    options = _plugin_options(raw.get("plugins"))
    if unknown := sorted(set(map(str, options)) - set(Options.model_fields)):
        known = ", ".join(Options.model_fields)
        raise ConfigurationError(f"kgen has no option {', '.join(unknown)}. It knows: {known}.")
    try:
        settings = Settings.model_validate({**options, **facts})
    except ValidationError as error:
        raise ConfigurationError(_in_plain_words(error)) from None
    _refuse_links(settings)
    if not settings.content_dir.is_dir():
        raise ConfigurationError(
            f"There is no folder {settings.content_name}. Make it beside {path.name}, or set docs_dir to where it lies."
        )
    return settings


def _refuse_links(settings: Settings) -> None:
    """The content folder is a folder, and so is each folder on the way to it from mkdocs.yml.

    A link in a contribution could lead to any folder of the machine that builds. Raises ConfigurationError.
    """
    content, root = settings.content_dir, settings.root
    above = content.parents if root in content.parents else ()
    for folder in (content, *(each for each in above if root in each.parents)):
        if folder.is_symlink():
            raise ConfigurationError(
                f"{os.path.relpath(folder, root)} is a link to another folder, which kgen does not follow. Put the"
                " folder itself there, or write its path as docs_dir in mkdocs.yml."
            )


def _in_plain_words(error: ValidationError) -> str:
    lines = []
    for each in error.errors():
        place = ".".join(map(str, each["loc"]))
        lines.append(f"  {place}{': ' if place else ''}{each['msg'].removeprefix('Value error, ')}")
    return "These options of kgen in mkdocs.yml cannot be used:\n" + "\n".join(lines)


def package_folder(name: str) -> Path:
    """Return a folder that ships with kgen (`theme`): inside the wheel, else beside the package in a checkout.

    Raises FileNotFoundError if the installation is incomplete.
    """
    here = Path(__file__).parent
    for folder in (here / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"kgen's {name} folder is missing; install kgen again")
