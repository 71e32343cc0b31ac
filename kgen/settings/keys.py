"""What mkdocs.yml may say besides kgen's own options: which settings of MkDocs count, which are refused or unused."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kgen.diagnostic import Diagnostic, Severity, unusable
from kgen.english import in_words
from kgen.settings.file import Configuration, KeyPath, texts
from kgen.settings.quotes import in_quotes, in_quotes_if_needed

TAKEN = {
    "site_name": "What the garden is called. Required.",
    "site_url": "The address of the site's folder: `https://stories.example.org/` or `https://example.org/garden/`. "
    "Without it there is no sitemap, and feeds have no web addresses.",
    "site_description": "One sentence on the garden, for search engines: the description of its home page.",
    "docs_dir": "The folder of the content, beside mkdocs.yml: `content`.",
    "site_dir": "The folder that the site is built into; default: `site`. A build replaces it whole: a folder of other "
    "files, or with a `.git` in it, is refused. Keep nothing of your own there.",
    "theme": "How the site looks: see below.",
    "plugins": "`- kgen`, with its options below it. Others are refused unless `allow_plugins` names them.",
    "hooks": "Refused unless `allow_plugins` names them.",
    "nav": "The menu: files (`pages/about.md`), pages of kgen's own (`/map/`) and web addresses. What leads nowhere is "
    "refused; what is not published at present is left out. Without it kgen makes one.",
    "repo_url": "The web address of the repository; the header of each page leads there.",
    "repo_name": "What the header calls the repository.",
    "edit_uri": "Where the content is in the repository (`edit/main/content/`), below `repo_url`: pages of a public "
    "source then have *Edit this page*.",
    "extra_css": "Style sheets of your own, by their names below `custom_dir`.",
    "extra_javascript": "Scripts of your own, by their names below `custom_dir`.",
    "use_directory_urls": "`true`, which is the default.",
    "INHERIT": "Another file of settings that this one adds to.",
}
"""The settings of MkDocs that count, and what each is for."""


class Unused(NamedTuple):
    why: str
    severity: Severity = "warning"


_BY_OTHERS: Severity = "info"
UNUSED = {
    "site_author": Unused("each story's page says who tells it"),
    "copyright": Unused("each story's page names its licence"),
    "edit_uri_template": Unused("it reads `edit_uri`"),
    "extra": Unused("the header and footer of its pages show none of it"),
    "extra_templates": Unused("no file of the content may hold a template"),
    "markdown_extensions": Unused("stories are GitHub-flavoured Markdown with [[links]]"),
    "mdx_configs": Unused("stories are GitHub-flavoured Markdown with [[links]]"),
    "not_in_nav": Unused("pages need not be listed in `nav`", _BY_OTHERS),
    "validation": Unused("`kgen check` says what leads nowhere", _BY_OTHERS),
    "watch": Unused("`kgen serve` watches the content, the settings and custom_dir", _BY_OTHERS),
    "dev_addr": Unused("`kgen serve` has the option -a", _BY_OTHERS),
    "strict": Unused("errors always stop a build", _BY_OTHERS),
    "remote_branch": Unused("only `mkdocs gh-deploy` does", _BY_OTHERS),
    "remote_name": Unused("only `mkdocs gh-deploy` does", _BY_OTHERS),
}
"""The settings of MkDocs that kgen does not use, and why not."""
REFUSED = {
    "exclude_docs": (
        "kgen would publish what `exclude_docs` names all the same",
        "Take it out, and write `draft: true` into the stories that are not to be published yet.",
    ),
    "draft_docs": (
        "kgen would publish what `draft_docs` names all the same",
        "Take it out, and write `draft: true` into the stories that are not to be published yet.",
    ),
    "google_analytics": (
        "a garden does not tell other companies who reads it, so `google_analytics` is refused",
        "Take the line out.",
    ),
    "pages": ("`pages` is the old name of `nav`", "Write `nav` in place of `pages`."),
}
"""The settings of MkDocs that no garden may have: what is wrong with each, and what to do."""
KNOWN = (*TAKEN, *UNUSED, *REFUSED)
_TEXTS = ("site_name", "site_url", "site_description", "docs_dir", "site_dir", "repo_url", "repo_name", "edit_uri")


def problems(configuration: Configuration, options: Collection[str]) -> Iterator[Diagnostic]:
    """What is wrong with the names at the left of mkdocs.yml, and with values that are not text.

    `options` are the names of kgen's own options.
    """
    data = configuration.data
    # Other plugins and hooks may need settings that kgen does not use.
    has_others = bool(data.get("hooks")) or any(name != "kgen" for name, _, _ in each_plugin(data.get("plugins")))
    for_plugins = {"extra", "markdown_extensions", "mdx_configs", "validation"} if has_others else set()
    for name in data:
        way = (name,)
        if name in REFUSED and data[name] not in (None, "", []):
            yield configuration.problem(way, *REFUSED[name])
        elif name in for_plugins:
            continue
        elif name in UNUSED and data[name] not in (None, "", [], {}):
            yield _unused(configuration, name)
        elif name not in KNOWN:
            yield _unknown(configuration, name, options)
        elif name in _TEXTS and is_no_text(configuration, name):
            yield _no_text(configuration, way, data[name])
    if isinstance(extra := data.get("extra"), Mapping) and extra.get("analytics"):
        message = "a garden does not tell other companies who reads it, so `extra.analytics` is refused"
        yield configuration.problem(("extra", "analytics"), message, "Take it out.")
    yield from _tags(configuration)
    if data.get("use_directory_urls") not in (None, True):
        message = "kgen's addresses end in a slash, so `use_directory_urls` has to be true"
        yield configuration.problem(("use_directory_urls",), message, "Take the line out.")


def is_no_text(configuration: Configuration, name: str) -> bool:
    """Whether a setting holds something else than a text. `problems` says so, and nothing else need be said of it."""
    return not isinstance(configuration.data.get(name), str | None)


def is_misspelt(configuration: Configuration, name: str) -> bool:
    """Whether a setting seems to be there under another name, so that nobody has to hear that it is missing."""
    return any(key not in KNOWN and most_like(key, KNOWN) == name for key in configuration.data)


def _unused(configuration: Configuration, name: str) -> Diagnostic:
    why, severity = UNUSED[name]
    value = configuration.data[name]
    parts = f" ({', '.join(value)})" if name == "extra" and isinstance(value, Mapping) else ""
    message = f"kgen does not use `{name}`{parts}: {why}"
    return configuration.problem((name,), message, "Take it out; nothing depends on it.", severity)


def _unknown(configuration: Configuration, name: str, options: Collection[str]) -> Diagnostic:
    message = f"neither kgen nor MkDocs knows a setting `{name}`"
    if name in options:
        fix = (
            "It is an option of kgen: write it below `- kgen:`, four spaces further to the right than that line's `-`."
        )
        return configuration.problem((name,), f"`{name}` is at the left margin, where MkDocs' settings go", fix)
    if near := most_like(name, KNOWN):
        return configuration.problem((name,), message, meant_or_there(near, configuration.data))
    return configuration.problem((name,), message, "Take it out, or correct its name.", "warning")


def meant_or_there(near: str, given: Collection[str]) -> str:
    """What to do about a name that is like another: correct it, unless the other is there too."""
    return (
        f"There is a line `{near}` too: keep what is right there, and delete this."
        if near in given
        else (f"Did you mean `{near}`?")
    )


def _no_text(configuration: Configuration, way: KeyPath, value: Any) -> Diagnostic:
    name = way[-1]
    if isinstance(value, Mapping | list):
        words = ", ".join(text for _, text in texts(value))
        fix = f"Write `{name}: {in_quotes_if_needed(words) if words else '…'}` in one line."
        return configuration.problem(way, f"`{name}` should be one line of text", fix)
    kind = "yes or no" if isinstance(value, bool) else "a number" if isinstance(value, int | float) else "a date"
    text = configuration.written.get(way) or str(value)
    message = f"YAML reads `{name}` as {kind}, not as text"
    return configuration.problem(way, message, f"Put it in quotes: `{name}: {in_quotes(text)}`.")


def _tags(configuration: Configuration) -> Iterator[Diagnostic]:
    """YAML tags where their values would count. Those of Markdown extensions belong to settings that are not used."""
    for way, tag in configuration.tags.items():
        if way and way[0] in UNUSED:
            continue
        if way[:1] == ("plugins",) and "kgen" not in way[1:3]:
            continue
        message = f"kgen runs nothing that mkdocs.yml names, so `{tag}` has no meaning here"
        yield configuration.problem(way, message, "Write the value itself.")


def most_like(name: str, known: Iterable[str]) -> str:
    """The known name that is most like one, letter by letter; empty where none is."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.75)
    return close[0] if close else ""


# --- plugins


def kgen_options(configuration: Configuration) -> tuple[dict[str, Any], KeyPath, list[Diagnostic]]:
    """Kgen's own options, the way to them, and what is wrong with how they are written there.

    Raises ConfigurationError where there are none.
    """
    plugins = configuration.data.get("plugins")
    found = [(options, way) for name, options, way in each_plugin(plugins) if name == "kgen"]
    if not found:
        way, fix = _how_to_switch_on(configuration, plugins)
        message = f"{configuration.path.name} does not switch kgen on"
        if _is_of_documents(configuration):
            message = f"{message}, and this looks like a site of documents, which a garden is not added to"
            fix = f"Begin a garden in a folder of its own: `kgen init garden`. If this is to be one: {fix}"
        raise unusable([configuration.problem(way, message, fix)])
    options, way = found[0]
    if len(found) > 1:
        message = "`kgen` is here twice"
        return {}, way, [configuration.problem(found[1][1], message, "Keep one, with all options below it.")]
    if beside := _beside(plugins):
        number, name = beside
        message = f"`{name}` is beside `kgen:`, not below it"
        fix = f"Put two more spaces before `{name}`, and before each line that belongs to kgen."
        return {}, way, [configuration.problem(("plugins", number, name), message, fix)]
    if options is not None and not isinstance(options, Mapping):
        message, fix = (
            "there are no options below `- kgen:`",
            "Write lines such as `source: private`, or leave it empty.",
        )
        if isinstance(options, list) and (
            names := [each for item in options if isinstance(item, Mapping) for each in item]
        ):
            message = "the options below `- kgen:` are written as a list"
            fix = f"Remove the hyphen before {in_words([f'`{name}`' for name in names])}."
        return {}, way, [configuration.problem(way, message, fix)]
    given = {name: value for name, value in (options or {}).items() if value is not None or name in _NEVER_EMPTY}
    return given, way, []


def _is_of_documents(configuration: Configuration) -> bool:
    """Whether the content is that of an ordinary MkDocs project: a page of its own at the top, and no stories."""
    named = configuration.data.get("docs_dir")
    folder = configuration.path.parent / (named if isinstance(named, str) and named else "docs")
    return any((folder / name).is_file() for name in ("index.md", "README.md")) and not (folder / "stories").is_dir()


def _how_to_switch_on(configuration: Configuration, plugins: Any) -> tuple[KeyPath, str]:
    """Where kgen is to be named among the plugins, and how, in the form in which they are written there."""
    top: KeyPath = ("plugins",)
    if "plugins" not in configuration.data:
        if near := next((key for key in configuration.data if most_like(key, KNOWN) == "plugins"), ""):
            return (near,), f"Write `plugins` in place of `{near}`."
        return top, "Add the lines:\nplugins:\n  - kgen"
    if not plugins or not isinstance(plugins, list | Mapping):
        named = re.findall(r"[\w/-]+", plugins) if isinstance(plugins, str) else []
        others = [name for name in named if not _is_meant(name)]
        return top, f"Write `plugins: [{', '.join(['kgen', *others])}]`."
    listed = list(each_plugin(plugins))
    for name, options, way in listed:
        if _is_meant(name) and (name not in _SEARCH or not options):
            why = ": kgen brings a search of its own" if name in _SEARCH else ""
            return way, f"Write `kgen` in place of `{name}`{why}."
    first = configuration.place(listed[0][2]).position
    if first.line > configuration.place(top).position.line:
        written, before = ("kgen: {}", 1) if isinstance(plugins, Mapping) else ("- kgen", 3)
        return top, f"Put a line `{' ' * (first.column - before)}{written}` above line {first.line}."
    if isinstance(plugins, list) and all(isinstance(each, str) for each in plugins):
        return top, f"Write `plugins: [{', '.join(['kgen', *plugins])}]`."
    return top, "Name `kgen` before the others, in the same brackets."


_SEARCH = ("search", "material/search")


def _is_meant(name: str) -> bool:
    """Whether the name of a plugin is kgen's, misspelt, or that of one in whose place kgen belongs."""
    return name in _SEARCH or "kgen" in name.lower() or most_like(name, ("kgen",)) != ""


_NEVER_EMPTY = ("accent",)
"""A colour without quotation marks is a comment, so its line looks empty."""


def each_plugin(plugins: Any) -> Iterator[tuple[str, Any, KeyPath]]:
    """The name, options and place of each plugin, in either form MkDocs accepts: a list, or a mapping."""
    if isinstance(plugins, Mapping):
        for name, options in plugins.items():
            yield name, options, ("plugins", name)
    for number, plugin in enumerate(plugins if isinstance(plugins, list) else []):
        if isinstance(plugin, Mapping):
            for name, options in [("kgen", plugin["kgen"])] if "kgen" in plugin else plugin.items():
                yield name, options, ("plugins", number, name)
        elif plugin is not None:
            yield str(plugin), None, ("plugins", number)


def _beside(plugins: Any) -> tuple[int, str] | None:
    """An option that was written at the level of `kgen:`, with the number of the list item that holds both."""
    for number, plugin in enumerate(plugins if isinstance(plugins, list) else []):
        if isinstance(plugin, Mapping) and "kgen" in plugin and len(plugin) > 1:
            return number, next(name for name in plugin if name != "kgen")
    return None
