"""A graph of Logseq: pages made of bulleted blocks, which carry properties (`key:: value`) and refer to one another.

Source: Logseq's documentation, "Built-in Properties", "Block Reference", "Tasks", "Filename format"; its publishing
settings.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kgen.english import MONTHS
from kgen.importing.between import sub_between
from kgen.importing.embeds import link_of
from kgen.importing.layout import ENDINGS, Layout
from kgen.importing.loose_front_matter import Fields, is_set
from kgen.markdown.callouts import is_known

_PROPERTY = re.compile(r"([ \t]*)(?:- )?([\w.?!/-]+):: ?(.*)$")
_HIDDEN = re.compile(
    r"(?:id|collapsed|heading|logseq[.].*|query-.*|created-at|updated-at|last-modified-at|background-color|card-.*|hl-.*"
    r"|ls-type|template.*|filters|exclude-from-graph-view|icon|todo|doing|now|later|done|public|title)$"
)
"""Properties that Logseq hides, or that say only how it shows a block."""
_OF_NOTE = {"alias": "aliases", "tags": "tags", "title": "title", "created": "date", "date": "date"}
_ID = re.compile(r"[ \t]*(?:- )?id:: ?([0-9a-f-]{36})[ \t]*$")
_NAMED_REFERENCE = re.compile(r"\[([^\[\]\n]+)\]\(\(\(([0-9a-f-]{36})\)\)\)")
_REFERENCE = re.compile(r"(?:\{\{embed )?\(\(([0-9a-f-]{36})\)\)(?:\}\})?")
_EMBED = re.compile(r"\{\{embed \[\[([^\[\]\n]+)\]\]\}\}")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(\[\[([^\[\]\n]+)\]\]\)")
_TASK = re.compile(r"(?:(DONE|CANCELED|CANCELLED)|TODO|DOING|LATER|NOW|WAITING|IN-PROGRESS) (?:\[#[A-C]\] )?(?=\S)")
_BEGIN = re.compile(r"#\+BEGIN_(\w+)(?: +([\w+#-]+))?[^\n]*\n", re.IGNORECASE)
_END = re.compile(r"^([ \t]*)#\+END_\w+[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CODE = ("SRC", "EXAMPLE", "EXPORT", "QUERY")
_FILM = re.compile(r"\{\{(video|youtube|vimeo|bilibili|tweet|twitter) +(https?://[^\s{}]+) *\}\}", re.IGNORECASE)
_HICCUP = re.compile(r"\[:(\w+) \{[^{}\n]*:src \"(https?:[^\"\n]+)\"[^{}\n]*\}\]")
_HTML = re.compile(r"@@html: ?([^@\n]*)@@")
_CLOZE = re.compile(r"\{\{cloze +([^{}\n]+)\}\}")
_DRAWER = re.compile(r"^[ \t]*:LOGBOOK:", re.MULTILINE)
_END_OF_DRAWER = re.compile(r":END:[ \t]*\n?")
_BULLET = re.compile(r"([ \t]*)-(?: (.*)|)$")
_HEADING = re.compile(r"#{1,6} +\S")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_JOURNAL = re.compile(r"journals/(\d{4})[_-](\d\d)[_-](\d\d)\.")


class LogseqGraph(Layout):
    called = "a graph of Logseq"
    texts = ("pages/", "journals/")
    is_obsidian = True

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return (path / "logseq/config.edn").is_file() or ((path / "pages").is_dir() and (path / "journals").is_dir())

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        names = [name for name in self.folder.names if name.startswith(self.texts) and name.endswith(ENDINGS)]
        self._blocks = dict(pair for name in names for pair in _blocks_with_ids(name, self.folder.text_of(name)))

    def why_left_out(self, name: str, fields: Fields) -> str:
        if is_set(fields, "public", "false"):
            return "it was not published there"
        return "it is a template" if "template" in fields else ""

    def as_markdown(self, name: str, text: str) -> str:
        return _as_markdown(name, text, self._blocks)

    def places(self, name: str) -> tuple[str, ...]:
        return _days(name)


def _days(name: str) -> tuple[str, ...]:
    """The names by which links lead to a page of the journal, in the formats that Logseq offers most."""
    if not (found := _JOURNAL.match(name)):
        return ()
    year, month, number = found[1], MONTHS[int(found[2]) - 1], int(found[3])
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    figures = (f"/{sign.join(found.groups())}" for sign in "-/_.")
    return (f"/{month[:3]} {number}{ending}, {year}", f"/{month} {number}{ending}, {year}", *figures)


class _Named(NamedTuple):
    """A block that others refer to: the page it is on, and its words."""

    page: str
    words: str


def _blocks_with_ids(name: str, text: str) -> Iterator[tuple[str, _Named]]:
    above = ""
    for line in text.split("\n"):
        if found := _ID.match(line):
            yield found[1], _Named(_title_of(name), above)
        elif bullet := _BULLET.match(line):
            above = re.sub(r"^#{1,6} +", "", _TASK.sub("", bullet[2] or "")).strip()


def _title_of(name: str) -> str:
    """What Logseq calls the page of a file: a slash in it is written as `%2F`, `___` or a dot."""
    if found := _JOURNAL.match(name):
        return f"Journal {found[1]}-{found[2]}"
    return unquote(re.sub(r"\.\w+$", "", name.rpartition("/")[2]).replace("___", "/"))


def _as_markdown(name: str, text: str, blocks: Mapping[str, _Named]) -> str:
    """A page as a text with front matter: its properties, and its blocks without theirs."""
    if text.startswith("---\n") and (end := text.find("\n---", 3)) >= 0:
        properties, body = "", text[end:].partition("\n---")[2]
        written = text[3:end]
        if _JOURNAL.match(name):
            written = re.sub(r"^title:.*$", "", written, flags=re.MULTILINE)
    else:
        properties, body = _properties_of_page(text)
        written = ""
    if "title:" not in f"{properties}{written}":
        properties += f"title: {json.dumps(_title_of(name))}\n"
    properties += f"slug: {json.dumps(_title_of(name))}\n"
    if found := _JOURNAL.match(name):
        properties += f"date: {found[1]}-{found[2]}\n"
    body = _NAMED_REFERENCE.sub(lambda link: _link(link[1], blocks.get(link[2])), body)
    body = _REFERENCE.sub(lambda block: blocks[block[1]].words if block[1] in blocks else block[0], body)
    body = _HICCUP.sub(lambda shown: "[{}]({})".format(*link_of(shown[2], shown[1])), _HTML.sub(r"\1", body))
    body = _FILM.sub(lambda film: "[{}]({})".format(*link_of(film[2], film[1].lower())), _CLOZE.sub(r"\1", body))
    body = sub_between(_BEGIN, _END, _as_block, body, len(body))
    body = sub_between(_DRAWER, _END_OF_DRAWER, lambda begin, inside: "", body)
    body = _LINK.sub(r"[[\2|\1]]", _EMBED.sub(r"![[\1]]", body))
    return f"---\n{written.strip()}\n{properties}---\n\n{_without_outline(body)}"


def _link(words: str, block: _Named | None) -> str:
    return f"[[{block.page}|{words}]]" if block else words


def _properties_of_page(text: str) -> tuple[str, str]:
    """The properties above the first block of a page, as front matter, and what is below them."""
    lines = text.split("\n")
    above = [found for found in takewhile(bool, map(_PROPERTY.fullmatch, lines)) if found]
    found: dict[str, object] = {}
    for line in above:
        name = _OF_NOTE.get(line[2].lower(), line[2].lower())
        value = re.sub(r"#?\[\[([^\[\]]*)\]\]", r"\1", line[3]).strip().strip('"')
        if name in ("public", "title", "template") or not _HIDDEN.match(name):
            several = [part.strip().lstrip("#") for part in value.split(",")]
            found[name] = several if name in ("aliases", "tags") else value
    front = "".join(f"{json.dumps(name)}: {json.dumps(value)}\n" for name, value in found.items())
    return front, "\n".join(lines[len(above) :])


def _without_outline(body: str) -> str:
    """Blocks as a text: headings are no longer in the list, and what was below them moves out one step."""
    out: list[str] = []
    above: list[tuple[int, bool]] = []  # The depth of each block around this one, and whether it is a heading there.
    fence, is_begun = "", True
    for line in body.split("\n"):
        bullet = None if fence else _BULLET.match(line)
        if bullet:
            depth = len(bullet[1].replace("\t", "  ")) // 2
            above = [each for each in above if each[0] < depth]
            words = (bullet[2] or "").strip()
            is_heading = bool(_HEADING.match(words)) and all(each[1] for each in above)
            above.append((depth, is_heading))
            inside = "  " * sum(not each[1] for each in above[:-1])
            out += _block(words, inside, is_heading=is_heading)
            is_begun = is_heading or not words or not _is_hidden(words)
        else:
            inside = "  " * sum(not each[1] for each in above)
            words = _continued(line, above[-1][0] + 1 if above else 0)
            if fence or not _is_hidden(words):
                begin = inside if is_begun else f"{inside[:-2]}- "  # Its first line was hidden.
                is_begun = is_begun or bool(words.strip())
                out.append(f"{begin}{words if fence else _shown(words)}".rstrip())
        for mark in _FENCE.findall((bullet[2] or "") if bullet else line):
            fence = "" if fence and mark.startswith(fence) else fence or mark
    return "\n".join(out)


def _block(words: str, inside: str, *, is_heading: bool) -> list[str]:
    if not words or _is_hidden(words):
        return []
    if is_heading:
        return ["", words, ""]
    if _HEADING.match(words):
        words = f"**{words.lstrip('#').strip()}**"
    words = _TASK.sub(lambda task: "[x] " if task[1] else "[ ] ", words, count=1) if _TASK.match(words) else words
    return [f"{inside}- {_shown(words)}"]


def _continued(line: str, depth: int) -> str:
    """A further line of a block, without the space that is before each of its lines."""
    spaced = line.replace("\t", "  ") if line[:1] in "\t " else line
    return spaced[min(depth * 2, len(spaced) - len(spaced.lstrip())) :]


def _is_hidden(words: str) -> bool:
    found = _PROPERTY.fullmatch(words)
    return bool(found and _HIDDEN.match(found[2]))


def _shown(words: str) -> str:
    if found := _PROPERTY.fullmatch(words):
        return f"{found[1]}{found[2]}: {found[3]}"
    return words


def _as_block(begin: re.Match[str], inside: str) -> str:
    """What is between `#+BEGIN_NAME` and `#+END_NAME`, as Markdown writes a quote, a box or code."""
    kind = begin[1].upper()
    lines = inside.rstrip().split("\n")
    indent = re.match(r"[ \t]*", lines[0])[0]  # type: ignore[index]
    if kind in _CODE:
        language = (begin[2] or "") if kind == "SRC" else "query" if kind == "QUERY" else ""
        return "\n".join((f"```{language}", *lines, f"{indent}```"))
    if kind == "COMMENT":
        return "\n".join(("%%", *lines, f"{indent}%%"))
    head = [] if kind in ("QUOTE", "VERSE", "CENTER") else [f"[!{kind.lower() if is_known(kind.lower()) else 'note'}]"]
    first, *rest = (*head, *(line.removeprefix(indent) for line in lines))
    return "\n".join((f"> {first}", *(f"{indent}> {line}" for line in rest)))
