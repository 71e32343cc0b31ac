"""What mkdocs.yml says of the theme: what the frame around a garden's pages can be, and what of it is left out."""

import importlib.util
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kgen.diagnostic import Diagnostic, Position, path_from
from kgen.letters import one_line
from kgen.settings.file import Configuration, KeyPath, Place
from kgen.settings.keys import most_like

OWN, MATERIAL = "kgen", "material"
NAMES = (OWN, MATERIAL)
LANGUAGES = ("en",)
"""The languages of kgen's own words on its pages."""
KEYS = {
    "name": "`kgen`, the frame of kgen's own, which is also what a garden has that names none; or `material`. No other "
    "can be used.",
    "language": "The language of kgen's own words: `en`. The option `lang` says what people write in.",
    "features": "For `material` alone: its features. Those whose names begin with `navigation.instant` are refused: "
    "they exchange pages without loading them, and kgen's pages bring scripts and policies of their own.",
    "palette": "For `material` alone: its colours. The option `accent` is for both.",
    "logo": "A picture for the header, by its name below docs_dir or `custom_dir`. The option `logo` is the same.",
    "favicon": "A picture for the browser's tab, likewise.",
    "icon": "For `material` alone: its icons by their names, such as `logo: material/sprout`.",
    "direction": "`ltr` or `rtl`.",
    "custom_dir": "A folder of your own templates, styles and pictures, beside the content. A `main.html` there begins "
    'with `{% extends "base.html" %}`, which is kgen\'s frame; it may fill blocks '
    "such as `announce`, `extrahead` and `styles`. Its other files are published under the names that they have there, "
    "which may be none of a page or file of the garden.",
    "static_templates": "Templates in `custom_dir` that are pages of their own.",
}
"""The settings of the theme that count, and what each is for."""
OF_MATERIAL = {
    "features": "it has a menu and a search of its own",
    "palette": "its colours are day and night; the option `accent` of kgen sets the colour of links and buttons",
    "icon": "it has icons of its own; `logo` names a picture for the header",
}
"""Those that count only in Material's frame, and why kgen's own has none."""
UNUSED = {"font": "pages load no font from another host", "locale": "it reads `language`"}
_COLOUR = re.compile(r"[a-z][a-z -]*")
_TEMPLATE_FOLDERS = ("partials",)


@dataclass
class Theme:
    """What is used of the theme's settings, and the problems that were found.

    Problems in `of_content` are about files that a contribution can delete.
    """

    name: str = OWN
    custom_dir: Path | None = None
    language: str = LANGUAGES[0]
    settings: dict[str, Any] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    """Pictures below the content folder that the frame shows."""
    styles: tuple[str, ...] = ()
    scripts: tuple[Any, ...] = ()
    """The steward's own that are there, as `extra_css` and `extra_javascript` name them."""
    problems: list[Diagnostic] = field(default_factory=list)


def checked(configuration: Configuration, content: Path, logo: str, options: KeyPath) -> Theme:
    """Check the theme's settings. `content` is the folder of the content, `logo` the option of that name, and `options`
    the way to kgen's options."""
    checker = _ThemeChecker(configuration, content)
    checker.check()
    if logo:
        checker.way = options  # The option `logo` is written below kgen's options.
        checker.picture("logo", logo)
    checker.theme.styles = tuple(map(path_of, checker.linked("extra_css")))
    checker.theme.scripts = tuple(checker.linked("extra_javascript"))
    return checker.theme


class _ThemeChecker:
    def __init__(self, configuration: Configuration, content: Path) -> None:
        self.configuration = configuration
        self.content = content
        self.theme = Theme()
        self.way: KeyPath = ("theme",)

    def check(self) -> None:
        written = self.configuration.data.get("theme")
        if isinstance(written, str):
            written = {"name": written}
        if not isinstance(written, Mapping | None):
            named = next((each for each in written if each in NAMES), OWN) if isinstance(written, list) else OWN
            self._say((), "`theme` should be a name, or hold lines of its own", f"Write `theme: {named}`.")
            return
        checks: dict[str, Callable[[Any], None]] = {
            "language": self._language,
            "features": self._features,
            "palette": self._palette,
            "logo": partial(self.picture, "logo"),
            "favicon": partial(self.picture, "favicon"),
            "icon": self._icon,
            "direction": self._direction,
            "custom_dir": self._custom_dir,
            "static_templates": self._static_templates,
        }
        values = dict(written or {})
        if not self._is_named(values.pop("name", None), others=values):
            return
        for key, value in values.items():
            if key in UNUSED:
                if value not in (None, False):
                    self._say((key,), f"kgen does not use `theme.{key}`: {UNUSED[key]}", "Take it out.", is_error=False)
            elif key in OF_MATERIAL and self.theme.name == OWN:
                if value is not None:
                    message = f"kgen's own theme does not use `theme.{key}`: {OF_MATERIAL[key]}"
                    self._say((key,), message, "Take it out.", is_error=False)
            elif key not in checks:
                near = most_like(key, KEYS)
                fix = f"Did you mean `{near}`?" if near else "Take it out, or correct its name."
                self._say((key,), f"a theme has no setting `{key}`", fix, is_error=bool(near))
            elif value is not None:
                checks[key](value)

    def linked(self, key: str) -> Iterator[Any]:
        """The style sheets or scripts of the steward's own that are there."""
        written = self.configuration.data.get(key)
        if written is not None and not isinstance(written, list):
            problem = self.configuration.problem((key,), f"`{key}` should be a list", "Write each after `- `.")
            self.theme.problems.append(problem)
            return
        folder = self.theme.custom_dir
        for number, item in enumerate(written or []):
            name = path_of(item)
            if folder is not None and ".." not in Path(name).parts and (folder / name).is_file():
                yield item
                continue
            if "://" in name or name.startswith("//"):
                message = f"`{key}` names {name}, and pages load nothing from another host; it is left out"
            else:
                message = f"`{key}` names {name}, and there is no such file in `theme.custom_dir`; it is left out"
            fix = "Put the file into the folder that `theme.custom_dir` names, or take the line out."
            self.theme.problems.append(self.configuration.problem((key, number), message, fix, "warning"))

    def _say(self, way: KeyPath, message: str, fix: str, *, is_error: bool = True) -> None:
        problem = self.configuration.problem((*self.way, *way), message, fix, "error" if is_error else "warning")
        self.theme.problems.append(problem)

    def _is_named(self, name: Any, *, others: Collection[str]) -> bool:
        """Whether the theme is one that can be used. Of another, the lines below it mean nothing here."""
        if name in (None, "", *NAMES):
            self.theme.name = name or OWN
            return True
        message = f"kgen cannot put its pages into the theme `{one_line(str(name))}`"
        is_alone = isinstance(self.configuration.data.get("theme"), str)
        near = most_like(str(name), NAMES) or OWN
        begin = f"Write `{'theme' if is_alone else 'name'}: {near}`"
        its_own = " Then take out what else is below `theme`, which was for the other." if others else ""
        self._say(("name",), message, f"{begin}, or name no theme: then it is {OWN}.{its_own}")
        return False

    def _language(self, language: Any) -> None:
        if language in LANGUAGES:
            return
        code = str(language).replace("_", "-")
        fix = f"Take the line out. What people write in is an option of kgen: `lang: {code}`."
        if code.lower().partition("-")[0] in LANGUAGES:
            return self._say(("language",), f"the theme knows one English, `en`, and not `{language}`", fix)
        message = f"kgen's own words are in English alone, so `language: {language}` would mix two languages on a page"
        self._say(("language",), message, fix)

    def _features(self, features: Any) -> None:
        if not isinstance(features, list) or not all(isinstance(each, str) for each in features):
            return self._say(("features",), "`features` should be a list of names", "Write each on a line, after `- `.")
        for number, feature in enumerate(features):
            if feature.strip().startswith("navigation.instant"):
                message = f"`{feature}` exchanges pages without loading them, and kgen's pages would not work"
                self._say(("features", number), message, "Take the line out.")
        self.theme.settings["features"] = features

    def _palette(self, palette: Any) -> None:
        parts = palette if isinstance(palette, list) else [palette]
        for number, part in enumerate(parts):
            way: KeyPath = ("palette", number) if isinstance(palette, list) else ("palette",)
            if not isinstance(part, Mapping):
                return self._say(way, "`palette` should hold lines such as `primary: teal`", "Write them below it.")
            for name in ("scheme", "primary", "accent"):
                if part.get(name) is not None and not _COLOUR.fullmatch(str(part[name])):
                    message = f"`{name}: {part[name]}` is not a colour or scheme that Material has"
                    self._say((*way, name), message, "Write a name in small letters, such as teal.")
            toggle = part.get("toggle")
            if toggle is not None and not (isinstance(toggle, Mapping) and toggle.get("icon")):
                fix = "Write `icon: material/weather-night` below it."
                self._say((*way, "toggle"), "`toggle` needs an icon and a name", fix)
            elif toggle is not None:
                self._icon_named(toggle["icon"], (*way, "toggle", "icon"))
        self.theme.settings["palette"] = palette

    def _icon(self, icons: Any) -> None:
        if not isinstance(icons, Mapping):
            return self._say(("icon",), "`icon` should hold lines such as `logo: material/sprout`", "Write them below.")
        used = {name: icon for name, icon in icons.items() if isinstance(icon, str)}
        for name, icon in icons.items():
            if isinstance(icon, str):
                self._icon_named(icon, ("icon", name))
            elif icon is not None:
                message = f"kgen does not use `theme.icon.{name}`: its pages have no such icon"
                self._say(("icon", name), message, "Take it out.", is_error=False)
        self.theme.settings["icon"] = used

    def _icon_named(self, icon: Any, way: KeyPath) -> None:
        folders = [folder for folder in (self._custom_dir_named(), material_templates()) if folder is not None]
        if any((folder / ".icons" / f"{icon}.svg").is_file() for folder in folders) and ".." not in str(icon):
            return
        near = most_like(str(icon), (name for folder in folders for name in _icons_beside(folder, str(icon))))
        fix = f"Did you mean {near}?" if near else "Write the name of one, such as material/sprout."
        self._say(way, f"Material has no icon `{icon}`", fix)

    def picture(self, key: str, name: Any) -> None:
        if not isinstance(name, str):
            return self._say((key,), f"`{key}` should be the name of a picture", f"Write `{key}: images/logo.png`.")
        if "://" in name or name.startswith("//"):
            message = f"`{key}` is a picture on another host, and pages load nothing from there"
            return self._say((key,), message, "Put the picture into the content's images folder, and name it here.")
        plain = name.lstrip("/")
        custom = self._custom_dir_named()
        inside = ".." not in Path(plain).parts
        if inside and custom is not None and (custom / plain).is_file():
            self.theme.settings[key] = plain
        elif inside and plain.startswith("images/") and (self.content / plain).is_file():
            self.theme.settings[key] = plain
            self.theme.pictures = (*self.theme.pictures, plain)
        else:
            message = f"`{key}` names {name}, and there is no such picture; kgen's own is shown"
            self._say((key,), message, "Put it into the content's images folder, or take the line out.", is_error=False)

    def _direction(self, direction: Any) -> None:
        if direction not in ("ltr", "rtl"):
            return self._say(("direction",), "`direction` should be ltr or rtl", "Take the line out: it is ltr.")
        self.theme.settings["direction"] = direction

    def _custom_dir_named(self) -> Path | None:
        """The folder that custom_dir names, whether it can be used or not."""
        theme = self.configuration.data.get("theme")
        named = theme.get("custom_dir") if isinstance(theme, Mapping) else None
        return self.configuration.path.parent / named if isinstance(named, str) and named else None

    def _custom_dir(self, named: Any) -> None:
        folder = self._custom_dir_named()
        if folder is None or not folder.is_dir():
            return self._say(("custom_dir",), f"there is no folder {named}", "Make it, or take `custom_dir` out.")
        mine, content = folder.resolve(), self.content.resolve()
        if mine.is_relative_to(content) or content.is_relative_to(mine):
            message = "templates run, and what contributors write never does, so `custom_dir` cannot hold the content"
            return self._say(("custom_dir",), message, "Name a folder beside it, such as overrides.")
        self.theme.custom_dir = folder
        paths = [folder / "main.html", folder / "404.html"]
        paths += [path for name in _TEMPLATE_FOLDERS for path in sorted((folder / name).rglob("*.html"))]
        self.theme.problems += template_faults(paths, self.configuration.path.parent)

    def _static_templates(self, names: Any) -> None:
        if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            return self._say(("static_templates",), "`static_templates` should be a list", "Write each after `- `.")
        folder = self._custom_dir_named()
        for number, name in enumerate(names):
            if folder is None or not (folder / name).is_file():
                self._say(("static_templates", number), f"there is no template {name} in custom_dir", "Take it out.")
        paths = [folder / name for name in names] if folder is not None else []
        self.theme.problems += template_faults(paths, self.configuration.path.parent)
        self.theme.settings["static_templates"] = names


def material_templates() -> Path | None:
    """The folder of Material's templates; None where it is not installed. Nothing in it is imported."""
    spec = importlib.util.find_spec("material")
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(folders[0]) / "templates" if folders else None


def _icons_beside(templates: Path, icon: str) -> Iterator[str]:
    """The icons in the folder in which one should be."""
    folder = (templates / ".icons" / icon).parent
    if ".." not in icon and folder.is_dir():
        for path in folder.glob("*.svg"):
            yield path.relative_to(templates / ".icons").with_suffix("").as_posix()


def template_faults(paths: Iterable[Path], root: Path) -> Iterator[Diagnostic]:
    """What Jinja cannot read in templates of a steward's own, where they are there."""
    there = [path for path in paths if path.is_file()]
    if not there:
        return
    import jinja2

    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    for path in there:
        name = path_from(root, path)
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            message, fix = "the template is not saved as UTF-8", "Save it as UTF-8 in your editor."
            yield Place(name, Position(1)).problem(message, fix)
        except jinja2.TemplateSyntaxError as error:
            yield template_problem(name, error.lineno, error.message)


def template_problem(name: str, line: int | None, why: str | None) -> Diagnostic:
    """A problem with a template of the steward's own."""
    message = f"this template cannot be used: {(why or 'it cannot be read').rstrip('.')}"
    return Place(name, Position(line or 1)).problem(message, "Correct that line, or remove the file.")


def path_of(item: Any) -> str:
    """The name of a style sheet or script, which may have lines of its own: `path`, `type`, `defer`."""
    return str(item.get("path", "")) if isinstance(item, Mapping) else str(item)
