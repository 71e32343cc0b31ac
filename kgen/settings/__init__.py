"""All that mkdocs.yml may say, checked in one place by every command: kgen's own options, and which of MkDocs' settings
count.

This is read by `kgen check`, which must start fast, so it imports no MkDocs. `file` reads mkdocs.yml with its line
numbers; `options` declares kgen's own options, and `wording` says what is wrong with one; `keys`, `place`, `theme`,
`nav` and `others` check what is MkDocs' own.
"""

import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from kgen.diagnostic import ConfigurationError as ConfigurationError, Diagnostic, Position, errors_in, unusable
from kgen.settings import keys, nav as menu, others, place, static_files, theme as frame
from kgen.settings.file import Configuration, KeyPath, Version, in_ascii, is_web_address, read
from kgen.settings.nav import NavItem
from kgen.settings.options import Options, Standpoint, as_list
from kgen.settings.package import package_folder as package_folder
from kgen.settings.static_files import StaticFile
from kgen.settings.wording import misdated, problems_of, unreachable

_NO_ADDRESS = (
    "site_url is not set in mkdocs.yml: there is no sitemap, and feeds have no web addresses. Write the address at"
    " which readers will find the garden, such as `site_url: https://stories.example.org/`."
)
_NOT_UTF8 = (
    "The locale is not UTF-8, so names of files that hold accents cannot be read. Set PYTHONUTF8=1 in the"
    " environment and run it again."
)
_OWED = {
    "accessibility": ("How accessible the site is", "Public services must publish a statement (accessibility)."),
    "contact": ("How to reach you", "Nobody who is in a story, or worried about one, can write to you (contact)."),
    "controller": ("Who is responsible for personal data", "The law asks for it (controller)."),
    "reply_within": (
        "How soon you answer",
        "People who write or complain do not know how long to wait (reply_within).",
    ),
    "safeguarding_lead": ("Who acts where somebody is at risk", "Stewards need the name too (safeguarding_lead)."),
}
"""Options without which the pages on accessibility, privacy and complaints are incomplete, and why."""
_TEXTS = ("site_name", "site_url", "site_description", "repo_url", "repo_name", "edit_uri")
_UNKNOWN_STANDPOINT = Standpoint(says="I speak for myself", one="somebody", many="others")


class Settings(Options):
    """The options, and what kgen needs to know about the site. Paths are absolute."""

    config_path: Path
    site_name: str
    site_url: str = ""
    """In ASCII, without a query or fragment, and never the address of a file."""
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
    """Those of them that are published as they are, or are pages of their own."""
    frame: str = frame.OWN
    """The theme whose header, menu and foot are around every page: kgen's own, or Material's."""
    theme: dict[str, Any] = Field(default_factory=dict)
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

    @property
    def is_mirrored(self) -> bool:
        """Whether its pages are read from right to left."""
        return self.theme.get("direction") == "rtl"

    @property
    def told_in(self) -> str:
        """The language of what people write, where it is not that of kgen's own words; else empty."""
        return "" if self.lang.partition("-")[0] == self.language else self.lang

    def standpoint(self, slug: str) -> Standpoint:
        """A standpoint of the garden, by its slug; words for somebody where it is not one."""
        return self.standpoints.get(slug, _UNKNOWN_STANDPOINT)

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the stewards publish about themselves and helplines, which a story may repeat; empty where not given."""
        helplines = (text for line in self.helplines for text in (line.name, line.number, line.url))
        # A local number counts as one only after a word such as ring.
        public = (text for each in self.public_addresses for text in (each, f"Ring {each}"))
        return (self.contact, self.inbox, self.safeguarding_lead, self.controller, self.notice, *helplines, *public)

    @property
    def owed(self) -> dict[str, tuple[str, str]]:
        """What readers are owed and mkdocs.yml does not say: by its option, what it is, and why it is needed."""
        return {name: said for name, said in _OWED.items() if not getattr(self, name)}

    @property
    def unsaid(self) -> str:
        """What a published site needs and mkdocs.yml does not say, in sentences; empty where it says it all."""
        names = ", ".join(self.owed)
        owed = f"mkdocs.yml does not set {names}, so the pages on accessibility, privacy and complaints are incomplete."
        return " ".join([*([] if self.site_url else [_NO_ADDRESS]), *([owed] if names else [])])


def load(config_file: Path | str, *, today: str | None = None, keep_going: bool = False) -> Settings:
    """Read mkdocs.yml and return the settings of this run. Raises ConfigurationError, in words that anybody can act on.

    With `keep_going`, what is wrong only because a file of the content is gone is one of the `problems`: a story that
    was taken back goes although the menu still names it.
    """
    if sys.getfilesystemencoding() != "utf-8":  # Under MkDocs: kgen's own commands see to it themselves.
        raise ConfigurationError(_NOT_UTF8)
    path = Path(os.path.abspath(config_file))
    if any("\udc80" <= letter <= "\udcff" for letter in str(path)):  # PEP 383
        raise ConfigurationError(f"The name of a folder in {path.parent} is not UTF-8. Rename that folder.")
    day = day_of_this_run(today)
    configuration = read(path)
    own, way, misplaced = keys.kgen_options(configuration)
    options, wrong = _options(configuration, own, way)
    content = place.folder(configuration, "docs_dir", "docs")
    theme = frame.checked(configuration, content, options.logo, way)
    static, in_the_way = static_files.published(configuration, theme)
    items, nowhere = menu.checked(configuration, content) if content.is_dir() else ((), [])
    found = [
        *misplaced,
        *keys.problems(configuration, Options.model_fields),
        *wrong,
        *misdated(options.accessibility, day, configuration, way),
        *theme.problems,
        *in_the_way,
        *others.problems(configuration, options.allow_plugins, in_material=theme.name == frame.MATERIAL),
        *place.addresses(configuration, is_private=options.source == "private"),
        *place.folders(configuration, content, theme.custom_dir),
        *place.hidden_characters(configuration, way),
    ]
    if (errors := errors_in(found)) or (nowhere and not keep_going):
        raise unusable(sorted({*errors, *nowhere}, key=_order))
    return Settings.model_validate(
        {
            **own,
            "config_path": configuration.path,
            **{name: place.text(configuration, name) for name in _TEXTS},
            "site_url": in_ascii(place.text(configuration, "site_url")),
            "content_dir": content,
            "site_dir": place.folder(configuration, "site_dir", "site"),
            "static_files": static,
            **_of_theme(theme),
            "nav": items,
            "problems": tuple(sorted({*found, *nowhere}, key=_order)),
            "configuration": repr(configuration.data),
            "config_files": configuration.files,
            "today": day,
        }
    )


def _of_theme(theme: frame.Theme) -> dict[str, object]:
    return {
        "language": theme.language,
        "custom_dir": theme.custom_dir,
        "frame": theme.name,
        "theme": theme.settings,
        "frame_pictures": theme.pictures,
        "styles": theme.styles,
        "scripts": theme.scripts,
    }


def as_of(settings: Settings, version: Version) -> tuple[Settings, Path]:
    """Settings with kgen's own options as another version of mkdocs.yml has them, and its content folder; both as they
    are, where that cannot be used. Nothing in it runs."""
    here = settings.model_copy(update={"configuration": ""})
    try:
        configuration = read(settings.config_path, version)
        own, way, misplaced = keys.kgen_options(configuration)
    except ConfigurationError:
        return here, settings.content_dir
    options, wrong = _options(configuration, own, way)
    values = {name: getattr(options, name) for name in Options.model_fields}
    if errors_in([*misplaced, *wrong]):
        return here, settings.content_dir
    content = place.folder(configuration, "docs_dir", "docs")
    values["configuration"] = repr(configuration.data)
    there = settings.root in content.parents
    return settings.model_copy(update=values), content if there else settings.content_dir


_LINE = re.compile(r"^(docs_dir|site_url|site_name):[ \t]*[\"']?([^\"'#\n]*[^\"'#\s])", re.MULTILINE)


def salvaged(config_file: Path, today: str | None) -> Settings | None:
    """The settings with which something urgent is done although mkdocs.yml cannot be used: its own lines on where the
    content is and on the site's address, and nothing else of it. None where there is no content."""
    path = Path(os.path.abspath(config_file))
    try:
        found = dict(_LINE.findall(path.read_bytes().decode(errors="replace")))
    except OSError:
        return None
    address = found.get("site_url", "")
    places = (path.parent / name for name in (found.get("docs_dir", "content"), "content"))
    content = next((each for each in places if each.is_dir()), None)
    if content is None:
        return None
    return Settings(
        config_path=path,
        site_name=found.get("site_name", ""),
        site_url=in_ascii(address) if is_web_address(address) else "",
        content_dir=content,
        site_dir=path.parent / "site",
        today=day_of_this_run(today),
    )


def _order(problem: Diagnostic) -> tuple[tuple[str, Position], str]:
    return problem.where, problem.message


def _options(configuration: Configuration, own: Mapping[str, Any], way: KeyPath) -> tuple[Options, list[Diagnostic]]:
    """Kgen's options, and what is wrong with them; where they cannot be used, the options are the defaults."""
    try:
        options = Options.model_validate(own)
    except ValidationError as error:
        allowed = as_list(own.get("allow_plugins", ()))
        named = tuple(name for name in allowed if isinstance(name, str)) if isinstance(allowed, list) else ()
        return Options(allow_plugins=named), problems_of(Options, error.errors(), configuration, way)
    return options, list(unreachable(options.contact, configuration, way))


def day_of_this_run(today: str | None = None) -> str:
    """Say which day it is: the one given, else SOURCE_DATE_EPOCH, else the UTC date.

    An empty SOURCE_DATE_EPOCH is taken out of the environment: it says nothing, and MkDocs would fail on it.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        day = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigurationError(f"SOURCE_DATE_EPOCH={epoch} is not a number of seconds.") from None
    if today is None:
        return day.date().isoformat()
    try:
        meant = date.fromisoformat(today.strip()).isoformat()
    except ValueError:
        meant = ""
    if meant != today:
        fix = f"Write --today {meant}." if meant else "Write it as YYYY-MM-DD, such as 2026-11-30."
        raise ConfigurationError(f"--today {today} is not a day as kgen reads it. {fix}")
    return today
