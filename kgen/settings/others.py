"""Plugins and hooks of MkDocs beside kgen: which may run, which would do nothing, and which no garden may have."""

import importlib.metadata
from collections.abc import Collection, Iterator

from kgen.diagnostic import Diagnostic, Severity
from kgen.settings.file import Configuration, KeyPath
from kgen.settings.keys import each_plugin

_OF_MATERIAL = "material/"
_MENU = "the menu is kgen's, or what `nav` says"
_GIT = "it names who changed a file, and a story names its teller only if that person wants it"
_MACHINES = "it gives whole stories to machines, which each teller is asked about; kgen writes /llms.txt itself"
REFUSED = {
    "search": "kgen brings a search of its own",
    "rss": "kgen brings feeds of its own, such as /feed.xml",
    "blog": "it writes files into the content; stories, and what is new on /new/, are kgen's own",
    "i18n": "it builds a site for each language; here a story says its language itself, with `lang`",
    "print-site": "it makes an empty page; kgen has sheets to print of its own",
    "mike": "it keeps old versions of the site, in which what was taken back can still be read",
    "same-dir": "it leaves the feeds and the sitemap out of the site",
    **dict.fromkeys(("awesome-nav", "awesome-pages", "literate-nav", "include_dir_to_nav", "section-index"), _MENU),
    **dict.fromkeys(("git-authors", "git-committers", "git-committers-2"), _GIT),
    **dict.fromkeys(("llmstxt", "llmstxt-md", "llms-source"), _MACHINES),
}
"""Plugins that no garden may have, whatever `allow_plugins` names, and why not. It may name `search` all the same."""
_MARKDOWN = "it works on Markdown that MkDocs reads, and kgen reads the stories itself"
IDLE = {
    **dict.fromkeys(
        ("macros", "include-markdown", "markdownextradata", "roamlinks", "ezlinks", "autolinks", "table-reader"),
        _MARKDOWN,
    ),
    **dict.fromkeys(("autorefs", "mkdocstrings", "termynal", "typeset", "meta", "bibtex"), _MARKDOWN),
    "tags": "topics stand in the front matter of a story, and each has a page",
    "exclude": "kgen publishes no other file than what it knows; `draft: true` keeps a story back",
    "social": "each page has a picture for sharing already",
    "privacy": "pages load nothing from another host",
    "offline": "kgen's addresses end in a slash, which only a web server understands",
    **dict.fromkeys(
        ("git-revision-date", "git-revision-date-localized"), "pages show the month of a story, and never a day"
    ),
}
"""Plugins that would change nothing, and why not."""
WORKING = {
    "glightbox": "Pictures open large.",
    "minify": "Shorter HTML.",
    "redirects": "Pages at old addresses. `aliases` of a story are made by kgen, and are simpler.",
}
"""Plugins that were tried, and what they do."""


def problems(configuration: Configuration, allowed: Collection[str], *, in_material: bool) -> Iterator[Diagnostic]:
    """What is wrong with the plugins and hooks beside kgen: those that are refused or not allowed, since they would run
    on what contributors write, those that do nothing, and those that are allowed and not there."""
    hooks = configuration.data.get("hooks")
    named = [(name, way) for name, _, way in each_plugin(configuration.data.get("plugins")) if name != "kgen"]
    if hooks and not isinstance(hooks, list):
        message = "`hooks` should be a list of files that would run on what contributors write"
        yield configuration.problem(("hooks",), message, "Take it out.")
    installed = {each.name for each in importlib.metadata.entry_points(group="mkdocs.plugins")} if named else set()
    for name, way in named:
        plain = name.removeprefix(_OF_MATERIAL)
        is_allowed = plain in allowed or name in allowed
        if plain in REFUSED and not (plain == "search" and is_allowed):
            yield configuration.problem(way, f"the plugin `{name}` is refused: {REFUSED[plain]}", "Take it out.")
        elif plain in IDLE:
            severity: Severity = "warning" if is_allowed else "error"
            message = f"the plugin `{name}` would do nothing here: {IDLE[plain]}"
            yield configuration.problem(way, message, "Take it out.", severity)
        elif not is_allowed:
            yield _not_allowed(configuration, way, "plugin", name, allowed)
        elif not {plain, f"{_OF_MATERIAL}{plain}"} & installed:
            fix = "Install it beside kgen, or take it out."
            yield configuration.problem(way, f"the plugin `{name}` is not installed", fix)
        elif name not in installed and not in_material:
            message = f"MkDocs knows the plugin `{name}` by this name only in Material's theme"
            yield configuration.problem(way, message, f"Write `{_OF_MATERIAL}{plain}`.")
    for number, hook in enumerate(hooks if isinstance(hooks, list) else []):
        name, way = str(hook), ("hooks", number)
        if name not in allowed:
            yield _not_allowed(configuration, way, "hook", name, allowed)
        elif not (configuration.path.parent / name).is_file():
            yield configuration.problem(way, f"there is no file {name}", "Correct its name, or take it out.")


def _not_allowed(
    configuration: Configuration, way: KeyPath, kind: str, name: str, allowed: Collection[str]
) -> Diagnostic:
    message = f"the {kind} `{name}` would run on what contributors write"
    names = ", ".join([*allowed, name])
    fix = f"Take it out or, if you trust it, name it under kgen's options: `allow_plugins: [{names}]`."
    return configuration.problem(way, message, fix)
