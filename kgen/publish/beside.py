"""What other plugins may not do to a garden, whatever `allow_plugins` names, and whose fault it is where one fails.

Plugins that stewards allow may change pages and add files. What kgen withholds stays withheld all the same: no plugin
publishes a file of the content, a page that kgen has not made, or words of what is not published.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from kgen.diagnostic import path_from
from kgen.english import first_of
from kgen.publish.policy import policy_tag
from kgen.publish.prepare import Prepared
from kgen.settings import Settings
from kgen.settings.place import is_kept
from kgen.site import own_page
from kgen.weave import Garden

LAST = -1_000_000.0
"""The priority of what kgen does when all other plugins have had their turn."""
DRAFTS = "drafts"
_NAMED = 3
_LARGEST = 20_000_000
"""Bytes of a file that is read."""
_POLICY = re.compile(r"<meta\b[^>]*\bContent-Security-Policy\b[^>]*>", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|name):(.+)$", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z0-9 ,.]+")
"""Letters that Markdown, HTML and JSON all write as they are."""
_SHORTEST_TITLE, _SHORTEST_LINE = 12, 24
"""Characters of a title, and of a line, that are surely no other words."""
_ANY = ""
"""A word that every text holds."""


def at_fault(error: BaseException, plugins: Mapping[str, Any]) -> str:
    """The plugin or hook in whose code something failed; empty where that was kgen's, or MkDocs' own."""
    name = ""
    for where in _frames(error.__traceback__):
        for each, plugin in plugins.items():
            of_hook = getattr(plugin, "__file__", None) == where.f_code.co_filename
            if of_hook or where.f_locals.get("self") is plugin:
                name = each
    return "" if name == "kgen" else name


def _frames(trace: TracebackType | None) -> Iterator[Any]:
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def failed(name: str, error: BaseException) -> str:
    """A sentence for a plugin that failed, in place of a traceback."""
    return (
        f"`{name}` failed ({type(error).__name__}: {error}), so nothing is published. kgen makes its pages itself and"
        f" gives other plugins no Markdown files to read, which some cannot do without. Take `{name}` out."
    )


@contextmanager
def running(plugins: Any, refusal: type[Exception]) -> Iterator[None]:
    """Around a build: what all plugins do before and after it, as in `mkdocs build`. One that fails is named in what is
    raised, in place of a traceback."""
    try:
        plugins.on_startup(command="build", dirty=False)
        try:
            yield
        finally:
            plugins.on_shutdown()
    except Exception as error:
        _blame(error, plugins, refusal)
        raise


def _blame(error: Exception, plugins: Mapping[str, Any], refusal: type[Exception]) -> None:
    """Raise a sentence about the plugin that failed; one that says what is wrong itself is left to do so."""
    name = at_fault(error, plugins)
    if name and not isinstance(error, (refusal, SystemExit)):
        raise refusal(failed(name, error)) from error


def intruder(files: Sequence[Any], own: Sequence[Any], some: str, settings: Settings) -> str:
    """What another plugin, one of `some`, did to the list of files that no garden can bear; empty where nothing is."""
    mine = {id(file) for file in own}
    for file in files:
        if id(file) in mine:
            continue
        who = f"`{file.generated_by}`" if file.generated_by else some
        if file.is_documentation_page():
            return (
                f"{who} adds a page, {file.src_uri}, which kgen has not read or checked. A garden's pages are all"
                f" its own: take the plugin out, or write the page as a file in {settings.content_name}/pages."
            )
        path = Path(file.abs_src_path).resolve() if file.abs_src_path else None
        if path and (path.is_relative_to(settings.content_dir.resolve()) or is_kept(path, settings.root)):
            return f"{who} would publish {path_from(settings.root, path)} as it is. Take the plugin out."
    there = {id(file) for file in files}
    if gone := [file.src_uri for file in own if id(file) not in there]:
        return f"{some} leaves {first_of(gone, _NAMED)} out of the site, which belongs to it. Take the plugin out."
    return ""


class Withheld(NamedTuple):
    """Words of a file that readers must not see, by which they are found elsewhere."""

    path: str
    words: str


class WithheldWords:
    """Finds which words of what is withheld a text holds. A text is asked only for those of which it holds the rarest
    word: one that stands between others, since the first and the last may be parts of longer ones."""

    def __init__(self, all_words: Sequence[Withheld]) -> None:
        inner = {each: each.words.split(" ")[1:-1] for each in all_words}
        often = Counter(word for words in inner.values() for word in words)
        self._by_word: dict[str, list[Withheld]] = {}
        for each, words in inner.items():
            self._by_word.setdefault(min(words, key=often.__getitem__, default=_ANY), []).append(each)

    def in_flat(self, flat: str) -> Iterator[Withheld]:
        """Those that a text holds in which no two spaces follow each other."""
        for word in {_ANY, *flat.split(" ")}:
            yield from (each for each in self._by_word.get(word, ()) if each.words in flat)

    def told_in(self, text: str) -> list[Withheld]:
        """Those that a text holds, be it HTML, JSON or Markdown, in the order of their paths."""
        return sorted(self.in_flat(_flat(html.unescape(text).replace("\\n", " "))))


def withheld(settings: Settings, garden: Garden) -> WithheldWords:
    """Words of what readers must not see: the title and the longest lines of each file that is not published, drafts
    included, and the front matter of every file, which no page shows as it is written. Words that are also in a
    published file tell nothing."""
    published = {entry.path for entry in garden.published.values()}
    public, raw, hidden = [], [], []
    for path, text in _texts(settings):
        front, body = _parted(text)
        if len(_flat(front)) >= _SHORTEST_LINE:
            raw.append(Withheld(path, _flat(front)))
        if path in published:
            public.append(_flat(text))
        else:
            hidden += [Withheld(path, words) for words in _telling(front, body)]
    words = WithheldWords(hidden)
    known = {each.words for flat in public for each in words.in_flat(flat)}
    return WithheldWords([*raw, *(each for each in hidden if each.words not in known)])


def _texts(settings: Settings) -> Iterator[tuple[str, str]]:
    """The text files of the content and the drafts: the path of each from mkdocs.yml, and what it says."""
    for folder in (settings.content_dir, settings.root / DRAFTS):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in (".md", ".txt", ".markdown", ".html") and _is_small_file(path):
                yield path_from(settings.root, path), path.read_text(encoding="utf-8", errors="replace")


def _is_small_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST


def _parted(text: str) -> tuple[str, str]:
    """The front matter of a file, and what follows it."""
    parts = re.split(r"^---[ \t]*\r?$", text, maxsplit=2, flags=re.MULTILINE)
    return (parts[1], parts[2]) if len(parts) == 3 and not parts[0].strip() else ("", text)


def _telling(front: str, body: str) -> Iterator[str]:
    """The title of a file, and the longest of what it says without a sign that may be written in another way."""
    for texts, shortest, most in ((_TITLE.findall(front), _SHORTEST_TITLE, 1), (body.splitlines(), _SHORTEST_LINE, 5)):
        runs = {_flat(run) for each in texts for run in _PLAIN.findall(each)}
        yield from sorted((run for run in runs if len(run) >= shortest), key=len)[-most:]


def _flat(text: str) -> str:
    return " ".join(text.split())


def leaks(site: Path, words: WithheldWords, own: Callable[[str], str]) -> Iterator[tuple[str, Withheld]]:
    """Each file of the site that holds some of these words, and which. `own` gives what kgen itself wrote at a path:
    words that are there too were not brought by another plugin."""
    for path in sorted(site.rglob("*")):
        if not _is_small_file(path):
            continue
        name = path.relative_to(site).as_posix()
        if found := words.told_in(f"{name}\n{path.read_text(encoding='utf-8', errors='ignore')}"):
            written = _flat(html.unescape(own(name)))
            yield from [(name, each) for each in found if each.words not in written][:1]


class Beside:
    """The hooks of kgen's plugin that look after what other plugins do, where there are any."""

    refusal: type[Exception]
    """What MkDocs prints without a traceback."""
    prepared: Prepared
    previewing = False
    """Whether MkDocs shows the site and does not keep it."""
    plugins: Mapping[str, Any] = {}
    """All that run, by their names."""
    own_files: Sequence[Any] = ()
    _built_for_others: Path | None = None
    """The site, if it is built and other plugins act after that."""

    @property
    def others(self) -> list[str]:
        return [name for name in self.plugins if name != "kgen"]

    @property
    def _others(self) -> str:
        return " or ".join(f"`{name}`" for name in self.others)

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.previewing = command == "serve"

    def on_build_error(self, *, error: Exception) -> None:
        _blame(error, self.plugins, self.refusal)

    def refuse_intruders(self, files: Iterable[Any], *, config: Any) -> None:
        if self.others and (why := intruder(list(files), self.own_files, self._others, self.prepared.settings)):
            raise self.refusal(why)

    def as_others_leave_it(self, output: str, *, page: Any, config: Any) -> str:
        """A page that other plugins may have changed, with a policy that lets the scripts run that they added."""
        if not self.others or self.previewing or output == page.around(page.own_content):
            return output
        searches = page.garden_page.url == own_page("search").address
        return self._with_their_scripts(output, page.garden_page.sends_to, searches)

    def template_as_others_leave_it(self, output_content: str, *, template_name: str, config: Any) -> str:
        """An error page, likewise."""
        if not self.others or self.previewing or not template_name.endswith(".html"):
            return output_content
        return self._with_their_scripts(output_content, "", searches=False)

    def _with_their_scripts(self, html: str, sends_to: str, searches: bool) -> str:
        places = _POLICY.findall(html)
        if len(places) != 1:
            raise self.refusal(f"{self._others} takes the content security policy out of pages. Take the plugin out.")
        return html.replace(places[0], policy_tag(html, sends_to=sends_to, searches=searches), 1)

    def refuse_leaks(self, *, config: Any) -> None:
        """Delete the files of the site with words that readers must not see, and stop."""
        if not self.others:
            return
        self._built_for_others = Path(config.site_dir) if len(config.plugins.events["shutdown"]) > 1 else None
        self._refuse_leaks(Path(config.site_dir))

    def refuse_late_leaks(self) -> None:
        """Once more, where others act when all is built."""
        if self._built_for_others is not None:
            self._refuse_leaks(self._built_for_others)

    def _refuse_leaks(self, site: Path) -> None:
        settings = self.prepared.settings
        by_path = {file.dest_uri: file for file in self.own_files}
        found = list(leaks(site, withheld(settings, self.prepared.garden), lambda name: _written(by_path.get(name))))
        for name, _ in found:
            (site / name).unlink()
        if found:
            names, source = first_of([name for name, _ in found], _NAMED), found[0][1].path
            raise self.refusal(
                f"{self._others} wrote what readers must not see, from {source}, into {names} of the site. kgen has"
                " deleted that. Publish nothing of this build, and take the plugin out."
            )


def _written(file: Any) -> str:
    """What kgen wrote into one of its own files of the site."""
    if file is None or not file.generated_by:
        return ""
    page = file.page
    return str(page.around(page.own_content)) if page is not None else file.content_bytes.decode(errors="ignore")
