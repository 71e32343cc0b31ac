"""State that one build keeps, so that the next need not repeat its work.

`.kgen/cache/state` says what was built from what; `reads` says what each file asked the garden for; the other files
hold the published entries as they were read. All of it is JSON, signed with this user's secret: a pull request can
bring a file `.kgen/cache/state`, but kgen will not trust it. A file that is truncated, altered, of another version or
signed by somebody else counts as missing.
"""

import hashlib
import hmac
import importlib.metadata
import json
import os
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from kgen.publish.lock import WORKPLACE, can_keep
from kgen.publish.output_dir import OutputStamp
from kgen.read import KnownRecords, digest_of
from kgen.read.records import Record
from kgen.settings import Settings, package_folder

SHARDS = 64
"""Files over which the records are spread, so that little has to be written when one story changes."""
_FOLDER = "cache"
_READS = "reads"
_DIGEST = 16
_SIGNATURE = 32
_LIBRARIES = "jinja2 markupsafe mkdocs mkdocs-material nh3 pagefind pydantic pyromark pyyaml segno".split()

Shard = dict[str, tuple[str, Record]]
"""Some of the records, by the names of the files: the digest of each file, and the entry as it was read."""


@dataclass(frozen=True, slots=True)
class BuildState:
    """What a build used, and what it made."""

    settings: str
    """A digest of mkdocs.yml and what it inherits, the steward's overrides of the theme, and the kind of build."""
    site: str
    day: str
    history: str
    """The commit that the months of undated stories were taken from, or `none` where git could not say; empty where
    there are none."""
    sources: dict[str, str]
    """The digest of every file below content/, by the digest of its name."""
    clean: bool
    """Whether the garden had no errors."""
    said: str
    """What was printed about warnings and advice."""
    pages: int
    outputs: dict[str, OutputStamp]
    shards: tuple[str, ...]
    """The digest of each shard of records."""
    reads: str
    """The digest of the file of reads."""


@dataclass
class Cache:
    """The cache of one garden, as far as it can be trusted."""

    settings: Settings
    code: str
    """A digest of kgen itself, its templates, the libraries that render, Python, and the garden's own web address, by
    which links are read: the version of the cache."""
    made_with: str
    """The digest of the settings of this run."""
    state: BuildState | None = None
    _known: dict[str, tuple[str, Record]] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.settings.root / WORKPLACE / _FOLDER

    def known(self) -> KnownRecords:
        """The records of entries by the names of their files, each with the digest of the file it was read from."""
        if self._known is None:
            self._known = {}
            for number, digest in enumerate(self.state.shards if self.state is not None else ()):
                self._known |= self._believed(self._shard_file(number), digest) or {}
        return self._known

    def reads(self) -> Any:
        """What the files of the last build asked the garden for, as `save` was given it; None if that is not known."""
        return self._believed(self.folder / _READS, self.state.reads) if self.state is not None else None

    def _believed(self, path: Path, digest: str) -> Any:
        data = _read(path)
        return json.loads(data) if digest_of(data) == digest else None

    def usable(self) -> bool:
        """Whether the outputs of the last build are of this code and these settings."""
        state = self.state
        return state is not None and state.settings == self.made_with and state.site == str(self.settings.site_dir)

    def write_shard(self, number: int, records: Shard) -> str:
        """Write the records of one shard, unless they are there already, and return their digest."""
        data = _json(dict(sorted(records.items())))
        digest = digest_of(data)
        before = self.state.shards if self.state is not None else ()
        if number >= len(before) or before[number] != digest or not self._shard_file(number).exists():
            _write(self._shard_file(number), data)
        return digest

    def write_reads(self, reads: Any) -> str:
        """Write what the files of a build asked the garden for, which is JSON, and return its digest."""
        data = _json(reads)
        if self.prepare():
            _write(self.folder / _READS, data)
        return digest_of(data)

    def save(self, state: BuildState) -> None:
        self.state = state
        if not self.prepare():
            return
        values = {each.name: getattr(state, each.name) for each in fields(state)}
        signed = self.code.encode() + _json(values)
        if key := _key(make=True):
            _write(self.folder / "state", _sign(key, signed) + signed)

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


def load(settings: Settings) -> Cache:
    """Read the cache of a garden. What cannot be trusted is left out."""
    code = digest_of(code_digest() + settings.site_url.encode())
    cache = Cache(settings, code, _settings_digest(settings))
    key = _key(make=False)
    data = _read(cache.folder / "state") if key else b""
    signed = data[_SIGNATURE:]
    if key is None or not signed.startswith(code.encode()):
        return cache
    if hmac.compare_digest(_sign(key, signed), data[:_SIGNATURE]):
        values = json.loads(signed.removeprefix(code.encode()))
        outputs = {path: OutputStamp(*stamp) for path, stamp in values.pop("outputs").items()}
        cache.state = BuildState(**values | {"outputs": outputs, "shards": tuple(values["shards"])})
    return cache


def _json(value: Any) -> bytes:
    try:
        return to_json(value)
    except ValueError:  # Half a pair of surrogates, such as a file name that is not UTF-8 leaves, is written as a code.
        return json.dumps(value).encode()


def digest_of_name(name: str) -> str:
    return digest_of(name.encode(errors="surrogateescape"))


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


def _settings_digest(settings: Settings) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for name in settings.frame_pictures:
        digest.update(_read(settings.content_dir / name))
    digest.update(settings.model_dump_json(exclude={"today", "site_dir", "config_files"}).encode())
    if settings.custom_dir is not None:
        _add_folder(digest, settings.custom_dir, ("",))
    return digest.hexdigest()


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
    """Write a file atomically."""
    new = path.with_name(f".{path.name}.new")
    for each in (new, path):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
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
