"""A walk over content/ that follows nothing and copies nothing unseen."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, count
from pathlib import Path
from sys import intern

from kgen.model import KIND_BY_FOLDER, STORY, Diagnostic, Kind, Source, kind_meant
from kgen.read import pictures
from kgen.read.ordinary_file import NotOrdinaryError, ordinary_file
from kgen.read.slugs import RESERVED, suggested_slug, why_taken
from kgen.settings import ConfigurationError
from kgen.settings.options import SLUG

CHECK = "file"
LARGEST = 256 * 1024
"""Bytes of one Markdown file."""
MOST_FILES = 200_000
MOST_BYTES = 2 * 1024**3
"""Bytes of all files together."""
PICTURES = "images"
PICTURE_ENDINGS = tuple(pictures.FORMATS)

_LEFT_OVER_FILES = re.compile(
    r"\.ds_store|\._.*|\.apdisk|\.localized|\.volumeicon\.icns|\.com\.apple\..*|icon\r"  # macOS
    r"|(eh)?thumbs(_vista)?\.db(:encryptable)?|desktop\.ini|~\$.*"  # Windows and its Office
    r"|\.directory|\.nfs[0-9a-f]+|\.fuse_hidden.*|\.~lock\..*#|\.goutputstream-.*|\.smbdelete.*"  # desktops, disks
    r"|.*~|#.*#|\.#.*|\..*\.(sw[a-z]|kate-swp)|.*___jb_(tmp|old|bak)___"  # editors
    r"|\.(git|hg)?keep|\.git(ignore|attributes)|\.editorconfig"  # settings of git and of editors
    r"|\.dropbox(\.attr)?|\.stignore|\.syncthing\..*\.tmp|~syncthing~.*\.tmp|.*\.icloud",  # programs that copy folders
    re.IGNORECASE | re.DOTALL,
)
_LEFT_OVER_FOLDERS = re.compile(
    r"\.appledouble|\.spotlight-v100|\.fseventsd|\.temporaryitems|\.documentrevisions-v100|__macosx"
    r"|\.trash(es|-.*)?|\$recycle\.bin|system volume information|lost\+found|@eadir"
    r"|\.obsidian|\.vscode|\.idea|\.zed|\.dropbox\.cache|\.stfolder|\.stversions",
    re.IGNORECASE,
)
"""What systems, editors and programs that copy folders leave behind. Nobody means to publish it, and it comes back when
somebody deletes it. Anything else in content/ that is not read is an error."""

_FOLDERS = ", ".join([*KIND_BY_FOLDER, PICTURES])
_TEXTS = ("txt", "text", "markdown", "mdown", "mkd", "mdx", "md")
_SENT = ("docx", "eml", "csv")
"""What `kgen intake` reads."""
_DOCUMENTS = ("doc", "odt", "rtf", "pages")
_NO_FILE = ("this is not an ordinary file", "Replace it with a text file.")
_LINK = ("this is a link to somewhere else, which kgen does not follow", "Replace it with the file itself.")
_REPOSITORY = (
    "this folder is a git repository of its own (a submodule), which kgen does not read",
    "Copy its files here and take the submodule out: git rm --cached FOLDER, and delete the .git in it.",
)
_CHANGED = ("the file changed while kgen was reading it", "Run kgen again when no other program is writing to it.")


def walk(content: Path) -> Iterator[Source]:
    """Yield every file below the content folder, in order of name. What cannot be read safely has a fault instead; what
    systems and editors left behind is passed over.

    Raises ConfigurationError if the folder holds more than kgen reads.
    """
    return _bounded(_walk(content))


def _bounded(sources: Iterable[Source]) -> Iterator[Source]:
    size = 0
    for files, source in enumerate(sources, 1):
        size += len(source.data)
        if files > MOST_FILES or size > MOST_BYTES:
            raise ConfigurationError(
                f"The content folder holds more than kgen reads: at most {MOST_FILES:,} files and"
                f" {MOST_BYTES // 1024**2:,} MB in all. Split it into several gardens, or make its pictures smaller."
            )
        yield source


def _walk(content: Path) -> Iterator[Source]:
    for entry in _listing(content):
        if entry.is_symlink():
            yield _refuse(entry.name, *_LINK, hides=_folder_meant(entry.name))
        elif entry.name == ".git":
            yield _refuse(entry.name, *_REPOSITORY)
        elif entry.is_dir():
            yield from _folder(entry)
        else:
            yield _stray(entry.name)


def walk_pictures(content: Path) -> Iterator[Source]:
    """Yield what `walk` yields of the folder of pictures."""
    for entry in _listing(content):
        if entry.name == PICTURES and entry.is_dir(follow_symlinks=False):
            yield from _folder(entry)


def read_again(content: Path, name: str) -> Source:
    """What `walk` yields of a file in one of the folders; it has a fault if it is gone."""
    if (content / name).parent.is_symlink():
        folder = name.partition("/")[0]
        return _refuse(folder, *_LINK, hides=folder)
    return _read(content / name, name)


def _folder(folder: os.DirEntry[str]) -> Iterator[Source]:
    if not _has_place(folder.name):
        yield _unknown_folder(folder.name)
        return
    try:
        entries = _listing(Path(folder.path))
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror})"
        yield _refuse(folder.name, message, "Check its permissions.", hides=folder.name)
        return
    if any(entry.name == ".git" for entry in entries):
        yield _refuse(folder.name, *_REPOSITORY, hides=folder.name)
        return
    for entry in entries:
        name = f"{folder.name}/{entry.name}"
        if entry.is_symlink():
            yield _refuse(name, *_LINK)
        elif entry.is_dir(follow_symlinks=False):
            yield _inner_folder(folder.name, entry.name)
        elif not entry.is_file(follow_symlinks=False):
            yield _refuse(name, *_NO_FILE)
        else:
            yield _read(Path(entry.path), name)


def _unknown_folder(folder: str) -> Source:
    meant = _folder_meant(folder)
    fix = f"Move what it holds to one of: {_FOLDERS}."
    if meant:
        fix = f"Rename it to {meant}/, or move what it holds there."
    return _refuse(folder, f"content/ has no place for a folder “{folder}”", fix, hides=meant)


def _inner_folder(folder: str, name: str) -> Source:
    fix = f"Move its files up into {folder}/, each with its own name."
    return _refuse(f"{folder}/{name}", "folders inside a folder are not read", fix, hides=folder)


def _refused_folder(name: str) -> Source | None:
    """The folder on the way to `name` that the walk does not enter, if there is one."""
    folder, below, rest = name.partition("/")
    if below and not _has_place(folder):
        return _unknown_folder(folder)
    inner, further_below, _ = rest.partition("/")
    return _inner_folder(folder, inner) if further_below else None


def _folder_meant(name: str) -> str:
    """The folder of content/ that one under such a name is meant to be: `Topics`, `topic`; empty if none is."""
    kind = kind_meant(name)
    return kind.folder if kind else PICTURES if name.lower() == PICTURES else ""


def _has_place(folder: str) -> bool:
    return folder in KIND_BY_FOLDER or folder == PICTURES


def as_walked(sources: Iterable[Source]) -> Iterator[Source]:
    """Yield files from elsewhere as the walk would: in its order, one source for a folder that it does not enter."""
    refused = set()
    found = (source for source in sources if not is_left_over_path(source.name))
    for source in _bounded(sorted(found, key=lambda source: source.name.split("/"))):
        folder = _refused_folder(source.name)
        if folder is None:
            yield source
        elif folder.name not in refused:
            refused.add(folder.name)
            yield folder


def fault_at_revision(name: str, mode: str, size: int) -> Diagnostic | None:
    """Why the walk would not read a file whose name, mode and size git gives."""
    if mode not in ("100644", "100755"):
        return Diagnostic("error", *{"120000": _LINK, "160000": _REPOSITORY}.get(mode, _NO_FILE), check=CHECK)
    if fault := fault_of_name(name):
        return fault
    return _fault_of_size(name, size)


def _fault_of_size(name: str, size: int) -> Diagnostic | None:
    if name.endswith(".md"):
        return too_large(size) if size > LARGEST else None
    return pictures.too_large(size) if size > pictures.LARGEST else None


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        kept = (entry for entry in entries if not is_left_over(entry))
        return sorted(kept, key=lambda entry: entry.name)


def is_left_over(entry: os.DirEntry[str]) -> bool:
    """Whether a system or an editor left this behind. A link counts by its name: Emacs marks open files with one."""
    if entry.name.endswith(".md") and entry.name[0].isalnum():  # as nearly all files are named
        return False
    pattern = _LEFT_OVER_FOLDERS if entry.is_dir(follow_symlinks=False) else _LEFT_OVER_FILES
    return bool(pattern.fullmatch(entry.name))


def is_left_over_path(name: str) -> bool:
    """Like `is_left_over`, for the name of a file below content/."""
    *folders, file = name.split("/")
    return bool(_LEFT_OVER_FILES.fullmatch(file)) or any(map(_LEFT_OVER_FOLDERS.fullmatch, folders))


def _read(path: Path, name: str) -> Source:
    if fault := fault_of_name(name):
        return Source(name, fault=fault)
    try:
        return _read_regular(path, name)
    except NotOrdinaryError:
        return _refuse(name, *_NO_FILE)
    except OSError as error:
        is_gone = isinstance(error, FileNotFoundError)
        fix = "It was deleted or renamed a moment ago: run this again." if is_gone else "Check its permissions."
        folder = name.partition("/")[0]
        return _refuse(name, f"the file cannot be read ({error.strerror})", fix, hides=folder)


def _read_regular(path: Path, name: str) -> Source:
    with ordinary_file(path) as (descriptor, status):
        if fault := _fault_of_size(name, status.st_size):
            return Source(name, fault=fault)
        data = os.read(descriptor, status.st_size + 1)
        now = os.fstat(descriptor)
        if (len(data), now.st_size, now.st_mtime_ns) != (status.st_size, status.st_size, status.st_mtime_ns):
            return _refuse(name, *_CHANGED)
        return Source(name, data)


def too_large(size: int) -> Diagnostic:
    message = f"the file has {size // 1024} KB; at most {LARGEST // 1024} KB are read"
    fix = "Split it into several stories that answer each other."
    return Diagnostic("error", message, fix, check=CHECK)


def place_of(name: str) -> tuple[Kind, str]:
    """The kind and slug of a Markdown file, from a name such as `stories/a.md` that has no fault."""
    folder, file = name.split("/")
    return KIND_BY_FOLDER[folder], intern(file.removesuffix(".md"))


def fault_of_name(name: str, others: Collection[str] = ()) -> Diagnostic | None:
    """What is wrong with the name of a file below content/, if anything is. None of the `others` there is suggested."""
    folder, _, file = name.partition("/")
    if "/" in file or not _has_place(folder):
        return _stray(name).fault
    stem, dot, ending = file.rpartition(".")
    if folder == PICTURES:
        return None if stem and ending.lower() in PICTURE_ENDINGS else _unknown_picture(file)
    if not dot or ending.lower() != "md":
        return _stray(name, others).fault
    return _fault_of_slug(KIND_BY_FOLDER[folder], stem, file, others)


def _unknown_picture(file: str) -> Diagnostic:
    endings = ", ".join(PICTURE_ENDINGS)
    message = f"“{file}” is not a picture that kgen can publish"
    fix = f"Export it as JPEG or PNG, or take it out of content/. The names of pictures end in one of: {endings}."
    return Diagnostic("error", message, fix, check=CHECK)


def _fault_of_slug(kind: Kind, slug: str, file: str, others: Collection[str]) -> Diagnostic | None:
    if not SLUG.fullmatch(slug) or not file.endswith(".md"):
        message = f"the file name “{file}” cannot become an address"
        fix = f"Rename it with small letters, digits and hyphens, at most 80: for example {_free(kind, slug, others)}."
        return Diagnostic("error", message, fix, check=CHECK)
    if taken := why_taken(kind, slug):
        return Diagnostic("error", taken, f"Rename the file, for example {_free(kind, slug, others)}.", check=CHECK)
    return None


def _free(kind: Kind, text: str, others: Collection[str]) -> str:
    """A file name that no other file has, and that an entry may have."""
    slug = suggested_slug(text)
    if why_taken(kind, slug):
        slug = f"{slug}-{kind}"
    numbered = (f"{slug[:76]}-{number}.md" for number in count(2))
    return next(name for name in chain([f"{slug}.md"], numbered) if f"{kind.folder}/{name}" not in others)


def _refuse(name: str, message: str, fix: str, *, hides: str = "") -> Source:
    """A source that is not read; `hides` as in Diagnostic."""
    return Source(name, fault=Diagnostic("error", message, fix, check=CHECK, hides=hides))


def _stray(name: str, others: Collection[str] = ()) -> Source:
    message = "kgen does not know what to do with this file, so it is not published"
    return _refuse(name, message, _where_it_belongs(name, others))


def _where_it_belongs(name: str, others: Collection[str]) -> str:
    """What to do with a file below content/ that is not read, by its ending and its place."""
    folder, _, file = name.rpartition("/")
    stem, _, ending = file.rpartition(".")
    ending = ending.lower()
    if ending in PICTURE_ENDINGS and stem:
        return f"Move it to {PICTURES}/, which holds the pictures."
    if ending in _TEXTS and stem and folder in KIND_BY_FOLDER:
        bare = stem[: -len(".md")] if stem.lower().endswith(".md") else stem
        return f"Rename it, so that its name ends in .md: for example {_free(KIND_BY_FOLDER[folder], bare, others)}."
    if ending == "md" and stem and not folder and stem.lower() not in RESERVED:
        return f"Move it into the folder of what it is: {STORY.folder}/ if it is a story. The folders are: {_FOLDERS}."
    if ending in _SENT and stem:
        return f"Move it out of content/. Then make a draft of it: kgen intake {_on_a_line(file)}."
    if ending in _DOCUMENTS and stem:
        return (
            f"Save it as .docx outside content/. Then make a draft of that: kgen intake {_on_a_line(f'{stem}.docx')}."
        )
    return f"Take it out of content/. Stories and other entries are .md files in one of its folders: {_FOLDERS}."


def _on_a_line(file: str) -> str:
    """The name of a file as a word of a command."""
    return file if re.fullmatch(r"[\w.-]+", file) else f'"{file}"'
