"""Texts that are put together from several files: each place that names another file of the source gets its text.

Sources: MyST's guide, "Including other files", "Table of contents"; PyMdown Extensions', "Snippets"; Quarto's guide,
"Includes"; Docsy's documentation, "readfile"; Jekyll's, "Includes"; Docusaurus', "Importing Markdown".
"""

import posixpath
import re
from collections.abc import Iterator

from kgen.importing.blocks import settings_of
from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import split

DEEPEST = 5
"""Files inside each other."""
LARGEST = 1024**2
"""Characters of a text with all that is put into it."""
MOST = 500
"""Files that are put into one text, and lines of a block that names some."""
_ENDINGS = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".txt", ".inc")
_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*(?:\{(include|toctree)\}[ \t]*(.*))?")
_SNIPPET = re.compile(r"([ \t]*)-{1,}8<-{1,}(?:[ \t]+[\"']([^\"'\n]+)[\"'])?[ \t]*$")
_TAG = re.compile(
    r"([ \t]*)(?:\{\{[<%]\s*(?:include|readfile)\s+(?:file=)?[\"']?([^\"'\s{}<>%]+)[\"']?\s*/?[>%]\}\}"
    r"|\{%-?\s*include_relative\s+([^\s{}%]+)\s*-?%\}"
    r"|\{%-?\s*include\s+([^\s{}%]+\.(?:md|markdown|txt))\s*-?%\})[ \t]*$"
)
_IMPORT = re.compile(r"^import\s+([A-Z]\w*)\s+from\s+['\"]([^'\"\n]+\.mdx?)['\"];?[ \t]*$", re.MULTILINE)
_PART = re.compile(r"([ \t]*)<([A-Z]\w*)\b[^<>\n]*/>[ \t]*$")
_SIGNS = re.compile(
    r"8<-|\{(?:include|toctree)\}|include_relative|\b(?:include|readfile)\s|^import\s+[A-Z]",
    re.MULTILINE,
)
_ENTRY = re.compile(r"(.*\S)\s*<([^<>\s]+)>$")


class Includes:
    """Puts the text of other files in its place. `whole` holds the names of the files that came whole into each file,
    `tables` the names of the files with a table of contents."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._names: dict[str, list[str]] = {}
        for name in folder.names:
            if name.lower().endswith(_ENDINGS):
                self._names.setdefault(posixpath.basename(name), []).append(name)
        self._count = 0
        self.whole: dict[str, list[str]] = {}
        self.tables: set[str] = set()

    def resolved(self, name: str, text: str) -> str:
        """The text of a file with what it includes. What is outside the folder, is not text, or goes too deep stays
        named."""
        if not _SIGNS.search(text):
            return text
        if "{toctree}" in text:
            self.tables.add(name)
        self._count = 0
        return self._resolved(name, text, (name,), name)

    def _resolved(self, name: str, text: str, above: tuple[str, ...], top: str) -> str:
        parts = {part: path.removeprefix("@site/") for part, path in _IMPORT.findall(text)}
        out: list[str] = []
        length = 0
        for piece, indent, paths, options in _pieces(text.split("\n"), parts):
            found = [self._text_of(path, options, name, above, top) for path in paths]
            if paths and all(each is not None for each in found):
                piece = "\n".join(f"{indent}{line}".rstrip() for each in found for line in (each or "").split("\n"))
            length += len(piece)
            if length > LARGEST:
                return text
            out.append(piece)
        return "\n".join(out)

    def _text_of(self, path: str, options: dict[str, str], name: str, above: tuple[str, ...], top: str) -> str | None:
        """The text that a path means; None if it is not in the folder, is no text, or is around this one already."""
        path, _, lines = path.partition(":")
        file = self._found(path.strip().lstrip("/"), name)
        self._count += 1
        if (
            not file
            or file in above
            or len(above) > DEEPEST
            or self._count > MOST
            or {"literal", "code"} & options.keys()
        ):
            return None
        try:
            body = split(self._folder.text_of(file))[1].strip("\n")
        except UnreadableSource:
            return None
        part = _part_of(body, lines, options)
        if part == body:
            self.whole.setdefault(top, []).append(file)
        return None if part is None else self._resolved(file, part, (*above, file), top)

    def _found(self, path: str, name: str) -> str:
        """The file that a path means: seen from the file that names it, from the folder, or from where only one is."""
        path, beside = posixpath.normpath(path), posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        if path.startswith("_includes/") and (self._folder.root / path).is_file():  # No text by itself.
            return path
        names = self._names.get(posixpath.basename(path), [])
        ends = [each for each in names if each.endswith(f"/{path}")]
        return next((each for each in (beside, path) if each in names), ends[0] if len(ends) == 1 else "")


def _pieces(lines: list[str], parts: dict[str, str]) -> Iterator[tuple[str, str, list[str], dict[str, str]]]:
    """The lines of a text, or several of them together that name files, with what comes before them, the files, and
    what is said of which part of them."""
    at, fence = 0, ""
    while at < len(lines):
        line = lines[at]
        end = at
        indent, paths, options = "", list[str](), dict[str, str]()
        mark = _FENCE.match(line)
        if mark and not fence and mark[3] and (close := _end(lines, at, mark[2])):
            end, indent = close, mark[1]
            options, inner = settings_of(lines[at + 1 : close], by_colons=True)
            if mark[3] == "toctree":
                line = (
                    _toctree(options, list(map(str.strip, inner)))
                    if "hidden" not in options
                    else "\n".join(lines[at : close + 1])
                )
            else:
                line, paths = "\n".join(lines[at : close + 1]), [mark[4].strip()]
        elif mark and mark[2][0] in "`~":
            fence = "" if fence and mark[2].startswith(fence) else fence or mark[2]
        elif snippet := _SNIPPET.match(line):
            indent, paths = snippet[1], [snippet[2]] if snippet[2] else []
            close = 0 if snippet[2] else next((n for n in range(at + 1, len(lines)) if _SNIPPET.match(lines[n])), 0)
            if close:
                end, line = close, "\n".join(lines[at : close + 1])
                paths = [each.strip() for each in lines[at + 1 : close] if each.strip() and not each.startswith(";")]
        elif not fence and (tag := _TAG.match(line)):
            indent, paths = tag[1], [tag[2] or tag[3] or f"_includes/{tag[4]}"]
        elif not fence and (tag := _PART.match(line)) and tag[2] in parts:
            indent, paths = tag[1], [parts[tag[2]]]
        yield line, indent, paths, options
        at = end + 1


def _end(lines: list[str], at: int, mark: str) -> int:
    """The number of the line that closes a block; 0 if none does."""
    ahead = range(at + 1, min(len(lines), at + MOST))
    return next((number for number in ahead if lines[number].strip() == mark), 0)


def _part_of(text: str, lines: str, options: dict[str, str]) -> str | None:
    """The part of a text that is asked for: between lines, as PyMdown and MyST count them, or between words; None if
    it is not there."""
    first, _, last = lines.partition(":")
    if (first and not first.isdigit()) or (last and not last.isdigit()):
        return None
    first = first or str(int(options["start-line"]) + 1) if options.get("start-line", "").isdigit() else first
    last = last or (options.get("end-line", "") if options.get("end-line", "").isdigit() else "")
    if first or last:
        text = "\n".join(text.split("\n")[max(0, int(first or 1) - 1) : int(last) if last else None])
    for name, place in (("start-after", 2), ("end-before", 0)):
        if words := options.get(name):
            if words not in text:
                return None
            text = text.partition(words)[place].strip("\n")
    return text


def _toctree(options: dict[str, str], entries: list[str]) -> str:
    """A table of contents as a list of links; a pattern of names stays as it is."""
    lines = [f"**{options['caption']}**", ""] if options.get("caption") else []
    for entry in filter(None, entries):
        named = _ENTRY.match(entry)
        words, path = (named[1], named[2]) if named else ("", entry)
        if path != "self":
            is_address = "://" in path or "*" in path
            lines.append(f"- {path}" if is_address and not words else f"- [{words}](<{path}>)")
    return "\n".join(("", *lines, ""))
