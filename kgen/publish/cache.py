"""What the last build left behind, so that the next need not do the same again.

`.kgen/cache/state` says what was built from what; the files beside it hold the entries as they were read, the published
ones only. All of it is signed with a secret of this user: a pull request can bring a file `.kgen/cache/state` along,
but none that is believed. Whatever is cut off, altered, of another version or signed by somebody else counts as not
being there.
"""

import hashlib
import hmac
import importlib.metadata
import marshal
import os
import secrets
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from kgen.publish.lock import WORKPLACE, can_keep
from kgen.read import Known, digest_of_file
from kgen.read.records import canonical
from kgen.settings import Settings, package_folder

ORDINARY = "cache"
SHARDS = 64
"""Files over which the records are spread, so that little has to be written when one story changes."""
_DIGEST = 16
_SIGNATURE = 32
_LIBRARIES = ("jinja2", "markupsafe", "mkdocs", "mkdocs-material", "nh3", "pagefind", "pydantic", "pyromark", "pyyaml")

Record = tuple[str, bytes, list[tuple[str, ...]]]
"""Of one entry: the digest of its file, the entry as it was read, and what the links in its prose are on its page."""
Shard = dict[str, Record]
"""Some of the records, by the names of the files."""
Seal = tuple[bytes, int, int]
"""An output: the key of all it was made of, its size in bytes, and its time of change in nanoseconds.

The key alone decides whether an output is still right. Size and time say whether the file is still the one written.
"""


@dataclass(frozen=True, slots=True)
class State:
    """What a build was made of, and what it made."""

    settings: bytes
    """mkdocs.yml and what it inherits, the steward's overrides of the theme, and the kind of build."""
    site: str
    day: str
    history: str
    """The commit that the months of undated stories were taken from; nothing where there are none."""
    sources: dict[str, str]
    """The digest of every file below content/, by the digest of its name."""
    clean: bool
    """Whether no error stood in the garden."""
    said: str
    """What was said of problems that are no errors."""
    pages: int
    outputs: dict[str, Seal]
    sharing: bytes
    related: dict[str, tuple[str, ...]]
    """See kgen.publish.keys.Nearness."""
    embedded: frozenset[str]
    """The keys of entries whose prose other pages than their own print."""
    shards: tuple[bytes, ...]
    """The digest of each shard of records."""


@dataclass
class Cache:
    """The cache of one garden, as far as it can be believed."""

    settings: Settings
    code: bytes
    """A digest of kgen itself, its templates, the libraries that render, Python, and the garden's own web address, by
    which links are read: the version of the cache."""
    made_with: bytes
    """The digest of the settings of this run."""
    state: State | None = None
    name: str = ORDINARY
    _known: dict[str, tuple[str, bytes]] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.settings.root / WORKPLACE / self.name

    def known(self) -> Known:
        """The records of entries by the names of their files, each with the digest of the file it was read from."""
        if self._known is None:
            self._known = {}
            for number in range(len(self.state.shards) if self.state is not None else 0):
                self._known.update((name, record[:2]) for name, record in self.shard(number).items())
        return self._known

    def shard(self, number: int) -> Shard:
        """The records of a shard; none if the file is not what the state says."""
        assert self.state is not None
        data = _read(self._shard_file(number))
        if hashlib.blake2b(data, digest_size=_DIGEST).digest() != self.state.shards[number]:
            return {}
        records: Shard = marshal.loads(data)
        return records

    def usable(self) -> bool:
        """Whether the outputs of the last build are of this code and these settings."""
        state = self.state
        return state is not None and state.settings == self.made_with and state.site == str(self.settings.site_dir)

    def outputs(self) -> Mapping[str, Seal]:
        """The outputs of the last build, if it was one of this code, these settings and this site."""
        return self.state.outputs if self.state is not None and self.usable() else {}

    def write_shard(self, number: int, records: Shard) -> bytes:
        """Write the records of one shard, unless they are there already, and return their digest."""
        data = canonical(dict(sorted(records.items())))
        digest = hashlib.blake2b(data, digest_size=_DIGEST).digest()
        before = self.state.shards if self.state is not None else ()
        if number >= len(before) or before[number] != digest or not self._shard_file(number).exists():
            _write(self._shard_file(number), data)
        return digest

    def save(self, state: State) -> None:
        self.state = state
        if not self.prepare():
            return
        body = marshal.dumps([getattr(state, each.name) for each in fields(state)])
        if key := _key(make=True):
            _write(self.folder / "state", _sign(key, self.code + body) + self.code + body)

    def prepare(self) -> bool:
        """Make the folder, in kgen's own folder of the garden; False where nothing can be kept."""
        if _key(make=True) is None or not can_keep(self.settings.root):
            return False
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError:
            return False
        return os.access(self.folder, os.W_OK | os.X_OK)

    def _shard_file(self, number: int) -> Path:
        return self.folder / f"{number:02}"


def load(settings: Settings, name: str = ORDINARY) -> Cache:
    """Read the cache of a garden, from the folder of that name. What cannot be believed is left out."""
    code = digest_of_file(code_digest() + settings.site_url.encode()).encode()
    cache = Cache(settings, code, _settings_digest(settings), name=name)
    key = _key(make=False)
    data = _read(cache.folder / "state") if key else b""
    signed = data[_SIGNATURE:]
    if key is None or not signed.startswith(cache.code):
        return cache
    if hmac.compare_digest(_sign(key, signed), data[:_SIGNATURE]):
        cache.state = State(*marshal.loads(signed.removeprefix(cache.code)))
    return cache


def digest_of_name(name: str) -> str:
    return digest_of_file(name.encode(errors="surrogateescape"))


def shard_of(name: str) -> int:
    return zlib.crc32(name.encode(errors="surrogateescape")) % SHARDS


@cache
def code_digest() -> bytes:
    """A digest of all that turns content into pages: kgen's own files, its theme, the libraries, Python."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=_DIGEST)
    for library in _LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    for folder in (Path(__file__).parents[1], package_folder("theme")):
        _add_folder(digest, folder, (".py", ".json", ".html", ".css", ".js", ".svg"))
    return digest.digest()


def _settings_digest(settings: Settings) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for name in settings.frame_pictures:
        digest.update(_read(settings.content_dir / name))
    digest.update(settings.model_dump_json(exclude={"today", "site_dir"}).encode())
    if settings.custom_dir is not None:
        _add_folder(digest, settings.custom_dir, ("",))
    return digest.digest()


def _add_folder(digest: "hashlib.blake2b", folder: Path, endings: tuple[str, ...]) -> None:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != "__pycache__")
        for name in sorted(names):
            if name.endswith(endings):
                data = (Path(parent) / name).read_bytes()
                digest.update(f"{name} {len(data)}\n".encode(errors="surrogateescape"))
                digest.update(data)


def _sign(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=_SIGNATURE).digest()


def _key(*, make: bool) -> bytes | None:
    """This user's secret, made when it is first needed; None where it cannot be kept."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = Path(home) / "kgen" / "key"
    key = _read(path)
    if len(key) == _SIGNATURE:
        return key
    if not make:
        return None
    key = secrets.token_bytes(_SIGNATURE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, key, mode=0o600)
    except OSError:
        return None
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _write(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file so that it is there whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:
        file.write(data)
    new.replace(path)


def in_shards(names: Iterable[str]) -> list[list[str]]:
    """The names of each shard."""
    shards: list[list[str]] = [[] for _ in range(SHARDS)]
    for name in names:
        shards[shard_of(name)].append(name)
    return shards
