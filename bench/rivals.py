"""What one would use instead of kgen, each set up as well as we know how, and the floor that nothing can beat.

Each gets a copy of the garden in the form it reads. None of them knows wikilinks, so theirs are written as ordinary
links: Material is given the file (`story-7.md`) and finds the address, Hugo is given the address.
"""

import re
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from kgen.views.pager import PAGE_LENGTH

_MONTH = re.compile(r"^(date: \d{4}-\d\d)$", re.M)
_WIKILINK = re.compile(r"\[\[([a-z0-9-]+)\]\]")

MATERIAL = """\
site_name: The same files
site_url: https://example.org/
docs_dir: content
theme:
  name: material
  font: false
nav:
  - Home: index.md
not_in_nav: "*"
validation:
  links:
    not_found: ignore
    anchors: ignore
    absolute_links: ignore
    unrecognized_links: ignore
"""

_TAGS = "tags: {tags_name_property: topics}"
_SAME_MARKDOWN = "footnotes, tables, pymdownx.magiclink, pymdownx.tasklist, pymdownx.tilde"
"""What makes Python-Markdown read what kgen reads."""
_RECOMMENDED = (
    "abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, toc: {permalink: true}, "
    "pymdownx.betterem, pymdownx.caret, pymdownx.details, pymdownx.emoji, pymdownx.highlight, pymdownx.inlinehilite, "
    "pymdownx.keys, pymdownx.magiclink, pymdownx.mark, pymdownx.smartsymbols, pymdownx.snippets, pymdownx.superfences, "
    "pymdownx.tasklist, pymdownx.tilde"
)
"""The recommended configuration of squidfunk.github.io/mkdocs-material/setup/extensions, less what needs icons."""

_HUGO = """\
title = "The same files"
baseURL = "https://example.org/"
locale = "en"
[pagination]
pagerSize = LENGTH
[services.rss]
limit = 50
[taxonomies]
topic = "topics"
network = "networks"
sector = "sectors"
"""
_HUGO_RELATED = """\
[related]
threshold = 1
[[related.indices]]
name = "topics"
weight = 100
[[related.indices]]
name = "networks"
weight = 50
"""
_HUGO_BASE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Summary | plainify | truncate 150 }}">
<link rel="canonical" href="{{ .Permalink }}">
</head>
<body>
<nav>
<a href="/">Home</a> <a href="/stories/">Stories</a> <a href="/topics/">Topics</a> <a href="/people/">People</a>
</nav>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
"""
_HUGO_PAGE = """\
{{ define "main" }}<article data-pagefind-body>
<h1>{{ .Title }}</h1>
{{ range slice "topics" "networks" "sectors" }}{{ $name := . }}{{ with $.GetTerms . }}<ul>
{{ range . }}<li><a href="{{ .RelPermalink }}" data-pagefind-filter="{{ $name }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}{{ end }}
{{ .Content }}
</article>RELATED{{ end }}
"""
_HUGO_FIVE_RELATED = """
<ul>{{ range first 5 (site.RegularPages.Related .) }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>
"""
_HUGO_LIST = """\
{{ define "main" }}{{ $pages := .Paginate .Pages }}
<article{{ if eq $pages.PageNumber 1 }} data-pagefind-body{{ end }}><h1>{{ .Title }}</h1>
{{ .Content }}</article>
<ul>
{{ range $pages.Pages }}<li>
<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ .Summary | plainify | truncate 150 }}
</li>
{{ end }}</ul>
<nav>
{{ with $pages.Prev }}<a href="{{ .URL }}">Back</a>{{ end }}
{{ with $pages.Next }}<a href="{{ .URL }}">On</a>{{ end }}
</nav>
{{ end }}
"""
_HUGO_HOME = """\
{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range first 50 (where site.RegularPages "Section" "stories") }}
<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}
"""


def kgen(garden: Path, folder: Path) -> None:
    """kgen's own copy of a garden, as it is."""
    shutil.copytree(garden / "content", folder / "content")
    shutil.copy(garden / "mkdocs.yml", folder)


def material(garden: Path, folder: Path, *, plugins: str = _TAGS, extensions: str = _SAME_MARKDOWN) -> None:
    """Material with its stories out of the navigation, without fonts from elsewhere, its link check switched off."""
    folder.mkdir(parents=True)
    config = f"{MATERIAL}plugins: [{plugins}]\nmarkdown_extensions: [{extensions}]\n"
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    _copy(garden, folder, lambda path: path, lambda kind, slug: f"../{kind}/{slug}.md")
    tags = "\n\n<!-- material/tags -->\n" if _TAGS in plugins else "\n"
    (folder / "content/index.md").write_text(f"# Home{tags}", encoding="utf-8")


def material_bare(garden: Path, folder: Path) -> None:
    """Material that makes pages and nothing else, from less Markdown than kgen reads."""
    material(garden, folder, plugins="", extensions="")


def material_searched(garden: Path, folder: Path) -> None:
    """Material with tags and its own search, and no Markdown extensions but those that read what kgen reads."""
    material(garden, folder, plugins=f"search, {_TAGS}")


def material_full(garden: Path, folder: Path) -> None:
    """Material with its search and all Markdown extensions that its own documentation recommends."""
    material(garden, folder, plugins=f"search, {_TAGS}", extensions=_RECOMMENDED)


def hugo_related(garden: Path, folder: Path) -> None:
    """Hugo as below, and five related stories on each page, by shared topics and networks."""
    hugo(garden, folder, related=True)


def hugo(garden: Path, folder: Path, *, related: bool = False) -> None:
    """Hugo with one small template for each kind of page: topics, networks and sectors list what names them."""
    layouts = {
        "baseof.html": _HUGO_BASE,
        "page.html": _HUGO_PAGE.replace("RELATED", _HUGO_FIVE_RELATED if related else ""),
        "section.html": _HUGO_LIST,
        "taxonomy.html": _HUGO_LIST,
        "term.html": _HUGO_LIST,
        "home.html": _HUGO_HOME,
    }
    for name, text in layouts.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config = _HUGO + (_HUGO_RELATED if related else "")
    (folder / "hugo.toml").write_text(config.replace("LENGTH", str(PAGE_LENGTH)), encoding="utf-8")
    terms = ("topics", "networks", "sectors")
    _copy(
        garden,
        folder,
        lambda path: path.with_suffix("") / "_index.md" if path.parent.name in terms else path,
        lambda kind, slug: f"/{kind}/{slug}/",
        lambda text: _MONTH.sub(r"\1-01", text.replace("\nname: ", "\ntitle: ", 1)),
    )


def hugo_program() -> Path | None:
    """The program itself: what the `hugo` package puts on the path starts Python first."""
    try:
        package = distribution("hugo")
    except PackageNotFoundError:
        return None
    places = (Path(str(package.locate_file(f"hugo/binaries/{name}"))) for name in ("hugo", "hugo.exe"))
    return next((place for place in places if place.is_file()), None)


def pagefind_program() -> Path:
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise SystemExit("Pagefind is not installed. `make bench` installs all that is measured.")
    return Path(program)


def _copy(
    garden: Path,
    folder: Path,
    place: Callable[[Path], Path],
    address: Callable[[str, str], str],
    mend: Callable[[str], str] = str,
) -> None:
    """Copy a garden's content, each file to `place`, each wikilink as a link to `address`; `mend` does the rest."""
    content = garden / "content"
    texts = {path.relative_to(content): path.read_text(encoding="utf-8") for path in sorted(content.rglob("*.md"))}
    links = {
        path.stem: f"[{_title(text, path.stem)}]({address(path.parent.name, path.stem)})"
        for path, text in texts.items()
    }
    for path, text in texts.items():
        target = folder / "content" / place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(mend(_WIKILINK.sub(lambda link: links[link[1]], text)), encoding="utf-8")


def _title(text: str, slug: str) -> str:
    found = re.search(r"^(?:title|name): *['\"]?(.*?)['\"]?$", text, re.M)
    return found[1].replace("[", "").replace("]", "") if found else slug
