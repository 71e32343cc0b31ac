"""The frame: kgen as an ordinary MkDocs plugin. The only file that imports MkDocs.

MkDocs and a theme put navigation, header and footer around pages that kgen has already rendered. `mkdocs build` asks
for those pages through the plugin's hooks; `kgen build` runs the same hooks and writes the pages itself, on all cores.
"""

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import jinja2

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from markupsafe import escape
from mkdocs.commands import build as stages
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError as MkDocsConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents
from mkdocs.theme import Theme

from kgen import report
from kgen.exports import EXPORTS
from kgen.letters import one_line
from kgen.model import Output, Page
from kgen.publish import search
from kgen.publish.beside import LAST, Beside, running
from kgen.publish.frame import FRAME_ADVICE, FrameError, Frames
from kgen.publish.mkdocs_config import config_values, frame_pictures, theme_values
from kgen.publish.navigation import escape_all, flat, labels_in, nav_of, source_name
from kgen.publish.output_dir import refuse_foreign_folder, write
from kgen.publish.own_templates import GuardedTemplate, fault_of_template, find_frame, unused
from kgen.publish.policy import policy_tag
from kgen.publish.prepare import Prepared, prepare, published_picture
from kgen.settings import ConfigurationError, Settings, load, package_folder
from kgen.settings.theme import MATERIAL, path_of
from kgen.terminal import printable
from kgen.views import pages
from kgen.views.assets import ICON, SCRIPT, STYLE, assets
from kgen.views.page_context import nothing
from kgen.views.rendering import PageRenderer, Slots
from kgen.views.templates import compile_all
from kgen.weave.menu import menu

log = logging.getLogger("mkdocs.plugins.kgen")

_PRINTED_AS_THEY_ARE = ("site_name", "site_description", "site_author", "repo_name", "repo_url")
"""What the theme's frame prints from mkdocs.yml without escaping it."""
_POLICY_PLACE = "<!-- policy -->"


class GardenPage(MkDocsPage):
    """A page whose inner HTML kgen renders; MkDocs reads no file and no front matter for it."""

    def __init__(self, page: Page, label: str, file: File, config: MkDocsConfig, plugin: "KgenPlugin") -> None:
        # Material prints titles as they are, so it is given escaped ones.
        super().__init__(str(escape(label)), file, config)
        self.garden_page = page
        self._plugin = plugin
        self.edit_url = None

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        self.meta = {"template": "kgen.html"}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.own_content = self._plugin.renderer.html(self.garden_page)
        self.toc = TableOfContents([])

    def around(self, content: str) -> str:
        """The page with its frame around its content, as the template `kgen.html` prints it."""
        frames = self._plugin.frames
        assert frames is not None
        return frames.of(self.garden_page).around(self.garden_page, self._plugin.renderer, content).decode()


class PictureFile(File):
    """A picture, published without anything but what it shows."""

    def copy_file(self, dirty: bool = False) -> None:
        try:
            write(self.abs_dest_path, published_picture(self.src_uri, self.content_bytes))
        except ConfigurationError as error:
            raise PluginError(str(error)) from None


class KgenPlugin(Beside, BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Gives MkDocs the garden's pages in place of the files it would have found."""

    refusal = PluginError
    given: Prepared | None = None
    """What `kgen build` has read already, so that it is not read twice."""
    writes_own_pages = keep_going = False
    frames: Frames | None = None
    """Known once navigation is."""

    def load_config(self, options: Any, config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:
        """Kgen's options are read by kgen.settings, for all commands alike."""
        return [], []

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.plugins = config.plugins
        self.prepared = prepared = self.given or self._prepare(config)
        self.renderer = PageRenderer(prepared.garden, prepared.insight)
        self.pages = list(pages(prepared.garden))
        self.dress(config, prepared.settings)
        items = menu(prepared.garden)
        config.nav = list(nav_of(items if prepared.settings.frame == MATERIAL else flat(items)))
        if not self.writes_own_pages and prepared.settings.unsaid:
            (log.info if prepared.settings.site_url else log.warning)(prepared.settings.unsaid)
        return config

    def _prepare(self, config: MkDocsConfig) -> Prepared:
        try:
            settings = load(config.config_file_path or "mkdocs.yml")
            refuse_foreign_folder(Path(config.site_dir), settings)
        except ConfigurationError as error:
            raise PluginError(str(error)) from None
        prepared = prepare(settings, keep_going=self.keep_going or self.previewing)
        for problem in prepared.of_settings:
            (log.info if problem.severity == "info" else log.warning)(printable(one_line(problem.sentence)))
        for problem in prepared.errors:
            log.error(printable(one_line(f"{problem.path}:{problem.line or 1}: {problem.message}. {problem.advice}")))
        if prepared.errors and not (self.keep_going or self.previewing):
            raise PluginError(f"Nothing is published: {report.summary(prepared.errors)} `kgen check` says more.")
        return prepared

    def dress(self, config: MkDocsConfig, settings: Settings) -> None:
        """Set up the theme, once: what kgen's settings use of it, kgen's frame and style.

        Nothing else that mkdocs.yml says reaches a page, unless other plugins are allowed, which may need it.
        """
        if config.theme.get("kgen"):
            return
        config.site_url = settings.site_url or None
        self._pictures = frame_pictures(settings)
        self._assets = assets(settings)
        config.theme = _theme(settings, theme_values(settings, self._pictures, self._assets))
        for name in _PRINTED_AS_THEY_ARE:
            config[name] = str(escape(config[name])) if config[name] else config[name]
        config.extra_css = [self._assets[STYLE][0], *settings.styles]
        # kgen's own frame has its script where it sets the colours before the page is painted.
        scripts = [self._assets[SCRIPT][0]] if settings.frame == MATERIAL else []
        own = {path_of(script) for script in settings.scripts}
        config.extra_javascript = [*scripts, *(each for each in config.extra_javascript if str(each) in own)]
        config.extra_templates = []
        if not settings.allow_plugins:
            config.extra = {}  # type: ignore[assignment]
        # kgen.settings.nav has checked where `nav` leads.
        config.validation.nav.not_found = config.validation.nav.absolute_links = logging.DEBUG

    @event_priority(100)
    def _give_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace MkDocs' list: nothing of content/ is published but what kgen made or knows."""
        # Their sitemap is a template; kgen makes its own.
        themes = [file for file in files if file.src_dir in config.theme.dirs and file.src_uri != "sitemap.xml"]
        self.own_files = mine = list[File]()
        labels = labels_in(config.nav)
        for page in self.pages:
            if self.writes_own_pages and source_name(page.url) not in labels:
                continue
            file = File.generated(config, source_name(page.url), content="")
            file.inclusion = InclusionLevel.INCLUDED if file.src_uri in labels else InclusionLevel.NOT_IN_NAV
            GardenPage(page, labels.get(file.src_uri) or page.title, file, config, self)
            mine.append(file)
        mine += [File.generated(config, address, content=data) for address, data in self._assets.values()]
        for key, (name, address) in self._pictures.items():
            if name in self.prepared.garden.pictures:
                mine.append(PictureFile.generated(config, address, abs_src_path=f"{config.docs_dir}/{name}"))
            else:  # It is there, and may not be published.
                config.theme[key] = self._assets[ICON][0] if key == "favicon" else None
        if not self.writes_own_pages:
            for name, address in self.prepared.garden.picture_addresses.items():
                included = InclusionLevel.INCLUDED
                mine.append(
                    PictureFile(name, config.docs_dir, config.site_dir, True, dest_uri=address, inclusion=included)
                )
            made = ((output.path, output.made(self.prepared.garden)) for output in self.outputs())
            mine += [File.generated(config, path, content=data) for path, data in made]
        return Files([*themes, *mine])

    on_files = CombinedEvent(_give_files, event_priority(LAST)(Beside.refuse_intruders))
    on_post_page = event_priority(LAST)(Beside.as_others_leave_it)

    def outputs(self) -> list[Output]:
        return [output for export in EXPORTS for output in export(self.prepared.garden, self.pages)]

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Navigation is known: frames can be rendered from now on. One is, so that its faults are found at once."""
        self.refuse_intruders(files, config=config)
        find_frame(env, self.prepared.settings)
        listed = {page.url: page for page in self._nav.pages}
        render = self._frame_renderer(env, config, listed)
        self.frames = Frames(listed, render, with_policy=not self.previewing)
        try:
            self.frames.of(self.pages[0])
        except FrameError as error:
            raise PluginError(str(error)) from None
        for words in unused(env, self.prepared.settings):
            log.warning(printable(words))
        return env

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        escape_all(nav.items)
        self._nav = nav
        return nav

    def _frame_renderer(self, env: Any, config: MkDocsConfig, listed: Mapping[str, MkDocsPage]) -> Any:
        nav = self._nav  # MkDocs keeps one plugin for all that is set up in a process.

        def render(url: str, mark: str | None, slots: Slots) -> str:
            skip = SimpleNamespace(url="#kg-content", level=1, children=[])
            stub: Any = SimpleNamespace(
                url=url, title=slots.title, meta={"title": slots.title}, toc=[skip], is_homepage=False
            )
            marked = listed[mark] if mark is not None else None
            if marked is not None:
                marked.active = True
            try:
                context = stages.get_context(nav, [], config, stub)
                return str(env.get_template("main.html").render({**context, "slots": slots, **self._day}))
            except Exception as error:
                raise self._fault_of_template(error) from None
            finally:
                if marked is not None:
                    marked.active = False

        return render

    @property
    def _day(self) -> dict[str, datetime]:
        """The time that templates may print: the beginning of the day, so that each build of that day is the same."""
        return {"build_date_utc": datetime.fromisoformat(f"{self.prepared.settings.today}T00:00:00+00:00")}

    def _fault_of_template(self, error: Exception) -> Exception:
        """What is raised where a template fails: if it is a steward's own, a sentence with its file and line."""
        settings = self.prepared.settings
        problem = fault_of_template(error, settings) if settings.custom_dir is not None else None
        return PluginError(problem.sentence) if problem is not None else error

    def on_pre_template(self, template: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        return GuardedTemplate(template, self._fault_of_template)

    def _index(self, *, config: MkDocsConfig) -> None:
        """`mkdocs build` has no other place for the index; `kgen build` makes it beside the pages."""
        if not self.writes_own_pages and not self.previewing and self.prepared.settings.search:
            try:
                files = search.index(self.renderer)
            except search.SearchFailed as error:
                raise PluginError(str(error)) from None
            for path, data in files.items():
                write(f"{config.site_dir}/{path}", data)

    on_post_build = CombinedEvent(_index, event_priority(LAST)(Beside.refuse_leaks))
    on_shutdown = event_priority(LAST)(Beside.refuse_late_leaks)

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """Error pages use the frame too; their addresses are absolute, since nobody knows where they are shown."""
        page = Page("", "This page is not here", "", nothing, indexed=False)
        root = urlsplit(self.prepared.settings.site_url).path.rstrip("/") + "/"
        slots = self.renderer.slots(page, "")._replace(head=_POLICY_PLACE, footer=self.renderer.footer_at(root))
        return {**context, "slots": slots, **self._day}

    @event_priority(100)
    def _with_policy(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        tag = "" if self.previewing else policy_tag(output_content)
        if template_name.endswith(".html") and _POLICY_PLACE not in output_content:
            raise PluginError(f"The template {template_name} leaves the content security policy out. {FRAME_ADVICE}")
        return output_content.replace(_POLICY_PLACE, tag, 1)

    on_post_template = CombinedEvent(_with_policy, event_priority(LAST)(Beside.template_as_others_leave_it))


def _theme(settings: Settings, values: Mapping[str, Any]) -> Theme:
    """The theme, as far as the settings go; kgen's templates come before the theme's own."""
    own = str(settings.custom_dir) if settings.custom_dir is not None else None
    pages = settings.theme.get("static_templates", ())
    theme = Theme(settings.frame, custom_dir=own, static_templates=pages, kgen=True)
    for name, value in values.items():
        theme[name] = value
    theirs = [MATERIAL] if settings.frame == MATERIAL else []
    place = 1 if own else 0
    theme.dirs[place:place] = [str(package_folder("theme") / name) for name in ("frame", *theirs)]
    theme.static_templates.discard("sitemap.xml")
    return theme


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a build needs before it knows the garden: the configuration, and the theme's templates and files."""

    config: MkDocsConfig
    plugin: KgenPlugin
    env: Any
    theme_files: Files


def workshop(settings: Settings, site_dir: Path, *, previewing: bool = False) -> Workshop:
    """Set up MkDocs and its theme, which takes a while and can be done while the garden is being read. A preview runs
    no other plugin, and its pages have no policy: it puts a script of its own into them."""
    config = _configured(settings, site_dir, with_others=bool(settings.allow_plugins) and not previewing)
    plugin: KgenPlugin = config.plugins["kgen"]  # type: ignore[assignment]
    plugin.previewing = previewing
    plugin.dress(config, settings)
    env = config.theme.get_env()
    theme_files = Files([])
    theme_files.add_files_from_theme(env, config)
    find_frame(env, settings)
    with suppress(jinja2.TemplateError):  # It is reported when the frame is rendered, which knows whose fault it is.
        env.get_template("main.html")
    compile_all()
    return Workshop(config, plugin, env, theme_files)


def set_up_frames(prepared: Prepared, place: Workshop) -> Frames:
    """Set up the frames of all pages, and write what the theme brings into the workshop's folder: all that
    mkdocs.commands.build.build does but the loop over pages. The same hooks run."""
    config = place.config
    try:
        files, nav, env = _set_stage(prepared, place)
        files.copy_static_files(inclusion=InclusionLevel.is_included)
        for template in sorted(config.theme.static_templates):
            stages._build_theme_template(template, env, files, config, nav)
        for template in config.extra_templates:
            stages._build_extra_template(str(template), files, config, nav)
        config.plugins.on_post_build(config=config)
    except PluginError as error:
        raise ConfigurationError(str(error)) from None
    assert place.plugin.frames is not None
    return place.plugin.frames


def build_with_plugins(prepared: Prepared, place: Workshop) -> int:
    """Let MkDocs build the site, since other plugins may want to see each page; return the number of pages."""
    place.plugin.given = prepared
    try:
        with running(place.config.plugins, PluginError):
            stages.build(place.config)
    except Abort:
        raise ConfigurationError("MkDocs could not build the site; the reason is printed above.") from None
    except PluginError as error:
        raise ConfigurationError(str(error)) from None
    return len(place.plugin.pages)


def _configured(settings: Settings, site_dir: Path, *, with_others: bool) -> MkDocsConfig:
    """MkDocs' configuration, from only what kgen's settings use; where other plugins run, from the file."""
    taken = config_values(settings, site_dir)
    try:
        if with_others:
            return load_config(str(settings.config_path), **taken)
        config = MkDocsConfig(config_file_path=str(settings.config_path))
        config.load_dict({**taken, "plugins": ["kgen"], "markdown_extensions": []})
        errors, _ = config.validate()
    except (MkDocsConfigurationError, Abort) as error:
        raise ConfigurationError(f"MkDocs cannot use mkdocs.yml: {error}") from None
    if errors:
        why = "; ".join(f"{name}: {error}" for name, error in errors)
        raise ConfigurationError(f"MkDocs cannot use mkdocs.yml: {why}")
    return config


def try_frame(prepared: Prepared) -> None:
    """Render one frame and the pages that are templates of a steward's. Raises ConfigurationError if one fails."""
    if prepared.settings.custom_dir is None or prepared.settings.allow_plugins:
        return
    place = workshop(prepared.settings, prepared.settings.site_dir)
    try:
        files, nav, env = _set_stage(prepared, place)
        for name in sorted(place.config.theme.static_templates):
            stages._build_template(name, env.get_template(name), files, place.config, nav)
    except PluginError as error:
        raise ConfigurationError(str(error)) from None


def _set_stage(prepared: Prepared, place: Workshop) -> tuple[Files, Navigation, Any]:
    """What mkdocs.commands.build.build does until the frame is known."""
    place.plugin.given = prepared
    place.plugin.writes_own_pages = True
    config = place.config.plugins.on_config(place.config)
    config.plugins.on_pre_build(config=config)
    files = config.plugins.on_files(place.theme_files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    return files, nav, config.plugins.on_env(place.env, config=config, files=files)
