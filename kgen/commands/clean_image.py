"""kgen clean-image: pictures without anything but what they show, as they are published.

No pixel changes, unless a picture has too many bytes: then it is made smaller until it fits.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from kgen.editing.smaller_pictures import made_smaller
from kgen.editing.whole_files import write_whole
from kgen.model import Diagnostic
from kgen.read.image_metadata import BrokenImage, format_of, without_metadata
from kgen.read.pictures import FORMATS, LARGEST, faults_of, not_one, too_much
from kgen.settings import ConfigurationError
from kgen.terminal import printable

LARGEST_READ = 64 * 1024 * 1024
"""Bytes of a file that is cleaned. The largest photos of phones have some 50 MB."""


def run(files: Sequence[Path]) -> int:
    """Clean each file, and say what was done to each. One that cannot be cleaned does not stop the others.

    Return 0 where all are clean, 1 where a picture is not, 2 where something else was named.
    """
    return max(_run(file) for file in files)


def _run(file: Path) -> int:
    try:
        code, lines = _clean(file)
    except ConfigurationError as error:
        code, lines = 2, [str(error)]
    for line in lines:
        print(printable(line), file=sys.stderr if code == 2 else sys.stdout)
    return code


def _clean(file: Path) -> tuple[int, list[str]]:
    """Clean a file; return the exit code and what there is to say. Raises ConfigurationError."""
    data = _bytes_of(file)
    format = format_of(data)
    if format is None:
        fault = not_one(data)
        raise ConfigurationError(f"{file}: {fault.message}. {fault.fix}")
    if format != FORMATS[file.suffix[1:].lower()]:
        return 1, _cannot(file, faults_of(data, file.name))
    try:
        clean, told = without_metadata(data)
        if faults := too_much(clean):
            return 1, _cannot(file, faults)
    except BrokenImage:
        return 1, [f"{file} is damaged or cut off. Export it again from the program that made it."]
    if clean == data and len(data) <= LARGEST:
        return 0, [f"{file} holds nothing but the picture. It stays as it is."]
    changes = [f"  Taken out: {thing}." for thing in told]
    if len(clean) > LARGEST:
        clean, change = made_smaller(clean)
        if not change:
            most = LARGEST // 1024**2
            return 1, [f"{file} moves, and has more than {most} MB. Export it with fewer frames, or smaller ones."]
        changes.append(f"  Made smaller: {change}.")
    if faults := faults_of(clean, file.name):
        return 1, _cannot(file, faults)
    try:
        write_whole(file, clean)
    except OSError as error:
        return 1, [f"{file} cannot be written ({error.strerror}). Check its permissions; it was left as it was."]
    return 0, [f"{file} is clean.", *changes]


def _bytes_of(file: Path) -> bytes:
    """The bytes of a picture named on the command line. Raises ConfigurationError."""
    if file.is_dir() and not file.is_symlink():
        raise ConfigurationError(f"{file} is a folder. Name the pictures in it, as in {file}/*.jpg.")
    if file.is_symlink():
        raise ConfigurationError(f"{file} is a link to another file. Name that file.")
    if not file.is_file():
        raise ConfigurationError(f"There is no picture {file}. Name a file, such as content/images/waiting-room.jpg.")
    if file.suffix[1:].lower() not in FORMATS:
        endings = ", ".join(FORMATS)
        raise ConfigurationError(f"{file} is not a picture that kgen knows. It cleans files that end in {endings}.")
    if file.stat().st_size > LARGEST_READ:
        most = LARGEST_READ // 1024**2
        raise ConfigurationError(f"{file} has more than {most} MB. Export it with 2,000 pixels a side first.")
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read ({error.strerror}). Check its permissions.") from None


def _cannot(file: Path, faults: Iterable[Diagnostic]) -> list[str]:
    return [f"{file} cannot be cleaned: {fault.message}. {fault.fix}" for fault in faults]
