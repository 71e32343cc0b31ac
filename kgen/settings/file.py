"""mkdocs.yml and the files that it inherits from, read with the line of every value. Nothing in them runs."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

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
from kgen.settings.slips import equals_signs, what_is_wrong
from kgen.settings.yaml_errors import Loader

WEB_ADDRESS = r"(?=.{1,2000}$)[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s<>\"\\/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?(?:[/?#][^\s<>\"\\]*)?"
"""A web address. No name comes before its host: `https://good.example@bad.example` looks like the first and is the
second. So does what has a `\\` in it, which browsers read as `/`."""


def is_web_address(text: str) -> bool:
    """Whether it is one that programs can parse too: `https://[1:2]/` and `https://a.example:99999/` are not."""
    try:
        return re.fullmatch(WEB_ADDRESS, text) is not None and urlsplit(text).port != 0
    except ValueError:
        return False


def with_small_scheme(address: str) -> str:
    """An address whose `HTTPS://`, as phones begin a line with a capital, is in small letters, as programs look for."""
    return _SCHEME.sub(lambda scheme: scheme[0].lower(), address)


def in_ascii(address: str) -> str:
    """A web address in the letters that programs expect: the host as IDNA has it, percent signs in the rest.

    Source: RFC 3492; Unicode Technical Standard 46, in which a ß stays a ß. What is such an address stays as it is, but
    for capitals in its scheme and host, which mean nothing (RFC 3986, section 6.2.2.1).
    """
    address = _SCHEME_AND_HOST.sub(lambda both: both[0].lower(), address)
    if address.isascii():
        return address
    try:
        parts = urlsplit(unicodedata.normalize("NFC", address))
    except ValueError:  # A sign in the host that another reads as a slash.
        return address
    host, colon, port = parts.netloc.partition(":")
    labels = (each if each.isascii() else f"xn--{each.lower().encode('punycode').decode()}" for each in host.split("."))
    rest = (quote(each, safe="/%:@!$&'()*+,;=~?-._") for each in parts[2:])
    return urlunsplit((parts.scheme, f"{'.'.join(labels)}{colon}{port}", *rest))


def in_letters(address: str) -> str:
    """A web address as people read and type it."""
    shown = _IN_PUNYCODE.sub(_from_punycode, address)
    return _IN_PERCENT_SIGNS.sub(lambda found: unquote(found[0]), shown)


_IN_PUNYCODE = re.compile(r"(?<=[/.])xn--([a-z0-9-]+)", re.IGNORECASE)
_IN_PERCENT_SIGNS = re.compile("(?:%[89A-F][0-9A-F])+", re.IGNORECASE)


def _from_punycode(found: re.Match[str]) -> str:
    try:
        return found[1].encode().decode("punycode")
    except UnicodeError:
        return found[0]


_SCHEME = re.compile(r"\A(?:https?|mailto):", re.IGNORECASE)
_SCHEME_AND_HOST = re.compile(r"\Ahttps?://[^/?#]*", re.IGNORECASE)
_SCHEME_MISTYPED = re.compile(r"(https?)(?::[/\\]{0,3}|[;.]?//|[;.]//)", re.IGNORECASE)
"""`https:/`, `https//`, `http:\\\\`."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d]{2,}(?::[0-9]+)?(?:[/?#]\S*)?")


def address_in(text: str) -> str:
    """A whole web address, from one in brackets or without its beginning; empty if it is not one."""
    bare = re.sub(r"^\[[^\]]*\]\((.*)\)$", r"\1", text.strip()).strip("<>()[]\"' ")
    if (slip := _SCHEME_MISTYPED.match(bare)) and _HOST.fullmatch(bare[slip.end() :]):
        bare = f"{slip[1]}://{bare[slip.end() :]}"
    bare = with_small_scheme(bare)
    whole = bare if "://" in bare else f"https://{bare}"
    is_one = "://" in bare or _HOST.fullmatch(bare)
    return whole if is_one and is_web_address(whole) else ""


def without_spaces(text: str) -> str:
    """What to write in place of a text in which there are web addresses and spaces; empty for any other text."""
    words = text.split()
    found = [address_in(word.rstrip(".,;")) for word in words if "://" in word or word.startswith("www.")]
    if len(words) < 2 or not all(found):
        return ""
    if len(found) != 1:
        return "Write one address, without spaces." if found else ""
    whole = address_in("%20".join(words).replace("/%20", "/"))
    has_path = "/" in found[0].partition("://")[2]
    if has_path and words[1][0].isalnum() and whole.startswith(found[0]):
        return f"An address has no spaces. Write `{whole}`, or `{found[0]}` if what follows does not belong to it."
    return f"Write `{found[0]}` alone."


CHECK = "settings"
"""The name under which problems of mkdocs.yml are reported."""
LARGEST = 1_000_000
"""Bytes of a file of settings, and values in it once copies (`*name`) are written out."""
_STANDARD = "tag:yaml.org,2002:"
_PYTHON = f"{_STANDARD}python/"
_LOST = re.compile(r":[ \t]+([#&][^\s#&].*?)\s*$")


Version = Callable[[Path], bytes | None]
"""What a file holds in some version; None where it is not there."""


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
    written: dict[KeyPath, str] = field(default_factory=dict)
    """What the file has where YAML reads something other than text: `yes`, `12:30`, `#ours`."""
    files: tuple[Path, ...] = ()
    """mkdocs.yml, and what it inherits."""

    def place(self, way: KeyPath) -> Place:
        """Where a value is, or the nearest thing around it; else the first line."""
        return place_in(self.places, way, Place(self.path.name))

    def problem(self, way: KeyPath, message: str, fix: str, severity: Severity = "error") -> Diagnostic:
        return self.place(way).problem(message, fix, severity)


_ODD_SPACE = re.compile("^[ \t-]*[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]", re.MULTILINE)
"""Spaces of other kinds, and of no width, that copying puts where a line is indented: YAML takes them for letters."""


def read(path: Path, version: Version | None = None) -> Configuration:
    """Read mkdocs.yml, and join it with what it inherits as MkDocs does: mappings by key, all else replaced. Another
    `version` of the files than the one on disk can be read.

    Raises ConfigurationError where it cannot be read.
    """
    return _read(path, path, (), version)


def _read(path: Path, top: Path, below: tuple[Path, ...], version: Version | None) -> Configuration:
    name = Path(os.path.relpath(path, top.parent)).as_posix()
    built = _SettingsBuilder(top, name).build(_text(path, name, version))
    built.files = (path,)
    if "INHERIT" not in built.data:
        return built
    parent = _inherited(built, path, (*below, path.resolve()), version)
    below_it = _read(parent, top, (*below, path.resolve()), version)
    data = _merged(below_it.data, {key: value for key, value in built.data.items() if key != "INHERIT"})
    files = (path, *below_it.files)
    return Configuration(
        top, data, below_it.places | built.places, below_it.tags | built.tags, below_it.written | built.written, files
    )


def _inherited(built: Configuration, path: Path, before: tuple[Path, ...], version: Version | None) -> Path:
    """The file that INHERIT names. Raises ConfigurationError where there is none, or it comes round again."""
    named = built.data["INHERIT"]
    if not isinstance(named, str) or not named:
        raise _refused(built, ("INHERIT",), "`INHERIT` should be the name of one file", "Write, for example, base.yml.")
    parent = path.parent / named
    if not (version(parent) is not None if version else parent.is_file()):
        message = f"`INHERIT` names {named}, and there is no such file"
        raise _refused(built, ("INHERIT",), message, "Correct the name, or take the line out.")
    if parent.resolve() in before:
        message = f"`INHERIT` names {named}, which inherits from this file in turn"
        raise _refused(built, ("INHERIT",), message, "Take one of the two lines out.")
    return parent


def _refused(built: Configuration, way: KeyPath, message: str, fix: str) -> ConfigurationError:
    return unusable([built.problem(way, message, fix)])


def _text(path: Path, name: str, version: Version | None) -> str:
    try:
        data = version(path) if version else path.read_bytes()
        if data is None:
            raise FileNotFoundError
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
        self._lines = text.split("\n")
        try:
            node = self._loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                position, message, fix = equals_signs(text.split("\n")) or (
                    Position.of(node.start_mark) if node is not None else TOP,
                    "the file holds no settings",
                    "Write lines such as `site_name: Our garden`.",
                )
                raise unusable([Place(self.name, position).problem(message, fix)])
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
        if node.tag != f"{_STANDARD}str":
            self.built.written[way] = node.value or self._behind_a_sign(node)
        try:
            return self._loader.construct_object(node)
        except ValueError:  # 2026-02-31 looks like a day to YAML, and is not one.
            return node.value

    def _behind_a_sign(self, node: Any) -> str:
        """What YAML takes for a comment or a mark for copying in place of a value: `#ours`, `&ours`."""
        line = self._lines[node.start_mark.line] if node.start_mark.line < len(self._lines) else ""
        found = _LOST.search(line)
        return found[1] if found else ""

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
        position, message, fix = what_is_wrong(error, text)
        return unusable([Place(self.name, position).problem(message, fix)])


def _is_own_option(way: KeyPath) -> bool:
    """Whether a value is below `- kgen:`, in either form of `plugins`."""
    return way[:1] == ("plugins",) and "kgen" in way[1:3]


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
