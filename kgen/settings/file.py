"""mkdocs.yml and the files that it inherits from, read with the line of every value. Nothing in them runs."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from kgen.diagnostic import (
    TOP,
    ConfigurationError,
    Diagnostic,
    KeyPath as KeyPath,
    Position,
    Severity,
    place_in,
    unusable,
)
from kgen.settings.quotes import in_quotes, inner_text
from kgen.settings.yaml_errors import Loader, in_plain_words, place_of, reason_of

WEB_ADDRESS = (
    r"(?=.{1,2000}$)https?://(?:[^\s<>\"\\/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?(?:[/?#][^\s<>\"\\]*)?"
)
"""A web address. No name comes before its host: `https://good.example@bad.example` looks like the first and is the
second. So does what has a `\\` in it, which browsers read as `/`."""


def is_web_address(text: str) -> bool:
    """Whether it is one that programs can parse too: `https://[1:2]/` and `https://a.example:99999/` are not."""
    try:
        return re.fullmatch(WEB_ADDRESS, text) is not None and urlsplit(text).port != 0
    except ValueError:
        return False


_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d]{2,}(?::[0-9]+)?(?:[/?#]\S*)?")


def address_in(text: str) -> str:
    """A whole web address, from one in brackets or without its beginning; empty if it is not one."""
    bare = re.sub(r"^\[[^\]]*\]\((.*)\)$", r"\1", text.strip()).strip("<>()[]\"' ")
    whole = bare if "://" in bare else f"https://{bare}"
    is_one = "://" in bare or _HOST.fullmatch(bare)
    return whole if is_one and is_web_address(whole) else ""


CHECK = "settings"
"""The name under which problems of mkdocs.yml are reported."""
LARGEST = 1_000_000
"""Bytes of a file of settings, and values in it once copies (`*name`) are written out."""
_STANDARD = "tag:yaml.org,2002:"
_PYTHON = f"{_STANDARD}python/"


class Place(NamedTuple):
    """Where a value is: the file as seen from the folder of mkdocs.yml, and where in it."""

    path: str
    position: Position = TOP

    def problem(self, message: str, fix: str, severity: Severity = "error") -> Diagnostic:
        """Something that is wrong there."""
        return Diagnostic(severity, message, fix, self.position, CHECK, self.path)


@dataclass
class Configuration:
    """What mkdocs.yml says. `data` holds the values; those of kgen's own options are texts, as they were written.

    `places` says where each value is, by the way to it; `tags` names the YAML tags that kgen does not follow, such as
    `!!python/name`, whose values are None.
    """

    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    tags: dict[KeyPath, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    """mkdocs.yml, and what it inherits."""

    def place(self, way: KeyPath) -> Place:
        """Where a value is, or the nearest thing around it; else the first line."""
        return place_in(self.places, way, Place(self.path.name))

    def problem(self, way: KeyPath, message: str, fix: str, severity: Severity = "error") -> Diagnostic:
        return self.place(way).problem(message, fix, severity)


_ODD_SPACE = re.compile("^[ \t-]*[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]", re.MULTILINE)
"""Spaces of other kinds, and of no width, that copying puts where a line is indented: YAML takes them for letters."""


def read(path: Path) -> Configuration:
    """Read mkdocs.yml, and join it with what it inherits as MkDocs does: mappings by key, all else replaced.

    Raises ConfigurationError where it cannot be read.
    """
    return _read(path, path, ())


def _read(path: Path, top: Path, below: tuple[Path, ...]) -> Configuration:
    name = Path(os.path.relpath(path, top.parent)).as_posix()
    built = _SettingsBuilder(top, name).build(_text(path, name))
    built.files = (path,)
    if "INHERIT" not in built.data:
        return built
    parent = _inherited(built, path, (*below, path.resolve()))
    below_it = _read(parent, top, (*below, path.resolve()))
    data = _merged(below_it.data, {key: value for key, value in built.data.items() if key != "INHERIT"})
    files = (path, *below_it.files)
    return Configuration(top, data, below_it.places | built.places, below_it.tags | built.tags, files)


def _inherited(built: Configuration, path: Path, before: tuple[Path, ...]) -> Path:
    """The file that INHERIT names. Raises ConfigurationError where there is none, or it comes round again."""
    named = built.data["INHERIT"]
    if not isinstance(named, str) or not named:
        raise _refused(built, ("INHERIT",), "`INHERIT` should be the name of one file", "Write, for example, base.yml.")
    parent = path.parent / named
    if not parent.is_file():
        message = f"`INHERIT` names {named}, and there is no such file"
        raise _refused(built, ("INHERIT",), message, "Correct the name, or take the line out.")
    if parent.resolve() in before:
        message = f"`INHERIT` names {named}, which inherits from this file in turn"
        raise _refused(built, ("INHERIT",), message, "Take one of the two lines out.")
    return parent


def _refused(built: Configuration, way: KeyPath, message: str, fix: str) -> ConfigurationError:
    return unusable([built.problem(way, message, fix)])


def _text(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no {path.name} in {path.parent}. Run kgen in the garden's folder or below, or name it with -f."
        ) from None
    except IsADirectoryError:
        raise ConfigurationError(f"{path} is a folder. Name the file: -f {path / 'mkdocs.yml'}") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. Name the garden's mkdocs.yml.") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{name} is larger than a megabyte, so it is not a garden's mkdocs.yml.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, fix = "the file is not saved as UTF-8 from here on", "Save it as UTF-8 in your editor."
        raise unusable([Place(name, Position(line)).problem(message, fix)]) from None
    if odd := _ODD_SPACE.search(text):
        message = "this line begins with a kind of space that only looks like an ordinary one"
        fix = "Delete what is before the first letter, and type spaces with the space bar."
        raise unusable([Place(name, Position.at(text, odd.end() - 1)).problem(message, fix)])
    return text


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both


class _SettingsBuilder:
    """Builds the values of one file from YAML's nodes."""

    def __init__(self, top: Path, name: str) -> None:
        self.built = Configuration(top)
        self.name = name
        self._left = LARGEST
        self._around: list[int] = []

    def build(self, text: str) -> Configuration:
        self._loader = Loader(text)
        try:
            node = self._loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                raise self._refused(node, "the file holds no settings", "Write lines such as `site_name: Our garden`.")
            self.built.data = self._value(node, ())
        except yaml.YAMLError as error:
            raise self._not_yaml(error, text) from None
        except RecursionError:
            raise self._refused(None, "values are nested too deeply here", "Use fewer levels.") from None
        finally:
            self._loader.dispose()
        return self.built

    def _value(self, node: Any, way: KeyPath) -> Any:
        self._left -= 1
        if self._left < 0 or id(node) in self._around:
            raise self._refused(node, "copies (`*name`) make this endless or very long", "Write the values out.")
        if node.tag == "!ENV":
            return self._environment(node, way)
        if node.tag.startswith(_PYTHON) or not node.tag.startswith(_STANDARD):
            self.built.tags[way] = node.tag.replace(_STANDARD, "!!")
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, way)
        self._around.append(id(node))
        value = self._mapping(node, way) if isinstance(node, yaml.MappingNode) else self._list(node, way)
        self._around.pop()
        return value

    def _mapping(self, node: Any, way: KeyPath) -> dict[str, Any]:
        self._refuse_repeated(node)
        self._loader.flatten_mapping(node)
        values: dict[str, Any] = {}
        for key, inner in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            self.built.places[(*way, name)] = self._place(key)
            values[name] = self._value(inner, (*way, name))
        return values

    def _refuse_repeated(self, node: Any) -> None:
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag.endswith(":merge"):
                continue
            if key.value in lines:
                message = f"`{key.value}` is both here and in line {lines[key.value]}; only one of them would count"
                raise self._refused(key, message, "Keep one, or join what is below them.")
            lines[key.value] = key.start_mark.line + 1

    def _list(self, node: Any, way: KeyPath) -> list[Any]:
        values = []
        for number, inner in enumerate(node.value):
            self.built.places[(*way, number)] = self._place(inner)
            values.append(self._value(inner, (*way, number)))
        return values

    def _scalar(self, node: Any, way: KeyPath) -> Any:
        if _is_own_option(way):
            return None if node.tag.endswith(":null") else node.value.strip()
        try:
            return self._loader.construct_object(node)
        except ValueError:  # 2026-02-31 looks like a day to YAML, and is not one.
            return node.value

    def _environment(self, node: Any, way: KeyPath) -> Any:
        """`!ENV NAME`, or `!ENV [NAME, OTHER, default]`, as MkDocs reads it."""
        if isinstance(node, yaml.ScalarNode):
            names, default = [node], None
        elif isinstance(node, yaml.SequenceNode) and node.value:
            names, default = (node.value[:-1], node.value[-1]) if len(node.value) > 1 else (node.value, None)
        else:
            raise self._refused(node, "`!ENV` needs the name of a variable", "Write, for example, !ENV SITE_URL.")
        found = next((os.environ[name.value] for name in names if name.value in os.environ), None)
        if found is None:
            return None if default is None else self._value(default, way)
        if _is_own_option(way):
            return found.strip()
        tag = self._loader.resolve(yaml.ScalarNode, found, (True, False))
        return self._scalar(yaml.ScalarNode(tag, found, node.start_mark, node.end_mark), way)

    def _place(self, node: Any) -> Place:
        return Place(self.name, Position.of(node.start_mark))

    def _refused(self, node: Any, message: str, fix: str) -> ConfigurationError:
        place = self._place(node) if node is not None else Place(self.name)
        return unusable([place.problem(message, fix)])

    def _not_yaml(self, error: yaml.YAMLError, text: str) -> ConfigurationError:
        position = _where(error, text)
        lines = text.split("\n")
        if _STOPPED_BELOW.search(reason_of(error)) and (above := _slip_above(lines, position.line)):
            position, message, fix = above
        else:
            line = lines[position.line - 1] if position.line <= len(lines) else ""
            message, fix = _in_plain_words(error, line)
            fix = _line_meant(line, error) or fix
        return unusable([Place(self.name, position).problem(message, fix)])


def _is_own_option(way: KeyPath) -> bool:
    """Whether a value is below `- kgen:`, in either form of `plugins`."""
    return way[:1] == ("plugins",) and "kgen" in way[1:3]


def _where(error: yaml.YAMLError, text: str) -> Position:
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position].decode(errors="ignore")
        return Position.at(text, len(before))
    return place_of(error)


_IN_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "there is a second colon here, or the line begins too far to the right",
        "Put quotes around a value that holds a colon, or move the line to the left.",
    ),
    (
        "could not find expected ':'",
        "this line is neither `name: value` nor a list item `- value`",
        "Write a space after the colon, and two spaces before what belongs to the line above.",
    ),
    (
        "did not find expected node content",
        "a bracket is opened above and never closed, or a value is missing here",
        "Close the bracket, or write the value.",
    ),
    (
        "found undefined alias",
        "`*` stands for a copy of something, and nothing above has that name",
        "Put quotes around the value, or write out the value it stands for.",
    ),
    ("but found another document", "a line `---` begins a second document here", "Delete it and what follows it."),
    (
        "",
        "the indentation, a bracket or a quotation mark does not match what is above",
        "Begin each line exactly below the others of its list or block.",
    ),
)


_STOPPED_BELOW = re.compile("mapping values are not allowed|expected <?document start")
_WITHOUT_SPACE = re.compile(r"(?P<begin>\s*(?:- +)?)(?P<name>[A-Za-z_-]+):(?P<value>[^\s:/].*)")
_WITHOUT_COLON = re.compile(r"(?P<begin>\s*- +)(?P<name>[A-Za-z_-]+)\s*")


def _slip_above(lines: list[str], number: int) -> tuple[Position, str, str] | None:
    """A colon that lacks the space after it, or is missing, in the line above one that YAML cannot read because of it:
    where, what is wrong, and what to write instead."""
    above = next((at for at in range(number - 1, 0, -1) if lines[at - 1].split("#")[0].strip()), 0)
    line = lines[above - 1].split(" #")[0].rstrip() if above else ""
    if slip := _WITHOUT_SPACE.fullmatch(line):
        position = Position(above, slip.start("value") + 1)
        return position, "the space after the colon is missing", f"Write `{slip['name']}: {slip['value']}`."
    if slip := _WITHOUT_COLON.fullmatch(line):
        if len(lines[number - 1]) - len(lines[number - 1].lstrip()) <= slip.start("name") - 2:
            return None
        position = Position(above, slip.end("name") + 1)
        spaces = slip.start("name") + 2
        fix = f"Write `- {slip['name']}:`, and begin each line of what belongs to it with {spaces} spaces."
        return position, f"the colon after `{slip['name']}` is missing", fix
    return None


def _in_plain_words(error: yaml.YAMLError, line: str) -> tuple[str, str]:
    if isinstance(error, yaml.reader.ReaderError):
        sign = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
        return f"there is an invisible control character (U+{sign:04X}) here", "Delete it: retype the words around it."
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "there is a tab where there should be spaces", "Replace each tab with two spaces."
    return in_plain_words(reason_of(error), _IN_PLAIN_WORDS)


_ON_ONE_LINE = re.compile(r"\s*(?P<begin>(?:- +)?[A-Za-z_-]+: +|- +)(?P<value>[^\s\[{|>].*?)\s*")
_STAR = re.compile(r"\s*\*[ \t]+(?P<rest>\S.*)")


def _line_meant(line: str, error: yaml.YAMLError) -> str:
    """The advice to write a line that YAML cannot read, if it can with quotation marks around its value, a space after
    its colon, or a hyphen in place of a star; else empty."""
    if (star := _STAR.fullmatch(line)) and _is_readable(f"- {star['rest']}"):
        return f"Write `- {star['rest']}`."
    if (slip := _WITHOUT_SPACE.fullmatch(line)) and "could not find" in reason_of(error):
        return f"Write `{slip['begin'].strip()}{slip['name']}: {slip['value']}`."
    if (found := _ON_ONE_LINE.fullmatch(line)) is None or _is_readable(line.strip()):
        return ""
    meant = f"{found['begin']}{in_quotes(inner_text(found['value']))}"
    return f"Write `{meant}`." if _is_readable(meant) else ""


def _is_readable(line: str) -> bool:
    try:
        yaml.compose(line, Loader=Loader)
    except yaml.YAMLError:
        return False
    return True


def texts(value: Any, way: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text in some values, with the way to it; the name of a key stands for itself."""
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*way, key), key
            yield from texts(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*way, number))
