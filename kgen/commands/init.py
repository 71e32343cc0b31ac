"""kgen init: a new garden, of the files in kgen/starter."""

import json
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kgen.settings import ConfigurationError, package_folder

SOURCES = ("public", "private")
LONGEST_NAME = 100
_NAME, _SOURCE = "site_name: Our garden\n", "source: public\n"
"""What stands in the starter's mkdocs.yml in place of the answers."""


def run(folder: Path, *, name: str | None, source: str | None) -> int:
    """Begin a garden in a folder, which may be there already. Raises ConfigurationError before anything is written.

    What nobody answered is asked on a terminal. Elsewhere the source is public: of the two this refuses more, and a
    garden that is private after all loses nothing by it.
    """
    if source is not None and source not in SOURCES:
        raise ConfigurationError(f"--source {source} is unknown. Choose one of: {', '.join(SOURCES)}.")
    if name is not None:
        _refuse_name(name)
    files = _files()
    _refuse_folder(folder, list(files))
    is_asked = sys.stdin.isatty() and sys.stdout.isatty()
    try:
        name = name if name is not None else _name_for(folder, is_asked)
        said_source = source or (_asked_source() if is_asked else "public")
    except EOFError:
        raise ConfigurationError("No answer, so nothing was written.") from None
    files["mkdocs.yml"] = _configured(files["mkdocs.yml"], name, said_source)
    _write(folder, files)
    print("\n".join(_next_steps(folder, len(files), said_source, was_said=bool(source) or is_asked)))
    return 0


def _files() -> dict[str, bytes]:
    """The files of a new garden, by their names in it."""
    starter = package_folder("starter")
    paths = sorted(path for path in starter.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(starter).as_posix(): path.read_bytes() for path in paths}


# --- what is asked


def _name_for(folder: Path, is_asked: bool) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in folder.resolve().name).split()
    proposed = " ".join(words)[:LONGEST_NAME]
    proposed = proposed[:1].upper() + proposed[1:] or "Our garden"
    if not is_asked:
        return proposed
    while True:
        name = input(f"What is your garden called? [{proposed}] ").strip() or proposed
        try:
            _refuse_name(name)
        except ConfigurationError as error:
            print(error)
        else:
            return name


def _refuse_name(name: str) -> None:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ConfigurationError(
            f"A garden's name has 1 to {LONGEST_NAME} characters and no invisible ones. Write for example: Our garden"
        )


def _asked_source() -> str:
    print(
        "Who can read the repository that these files will lie in?\n"
        "  public   anybody: a story is published from the moment it is sent. Stories about a child, or told for\n"
        "           somebody else, are refused.\n"
        "  private  only you and your stewards. The website itself is public either way."
    )
    while True:
        answer = input("public or private? [public] ").strip().lower() or "public"
        for source in SOURCES:
            if len(answer) > 1 and source.startswith(answer):
                return source
        print("Write public or private.")


def _configured(config: bytes, name: str, source: str) -> bytes:
    text = config.decode()
    assert text.count(_NAME) == text.count(_SOURCE) == 1
    quoted = json.dumps(name.strip(), ensure_ascii=False)
    return text.replace(_SOURCE, f"source: {source}\n").replace(_NAME, f"site_name: {quoted}\n").encode()


# --- writing


def _refuse_folder(folder: Path, names: Sequence[str]) -> None:
    """See that nothing is in the way of the files: nothing is overwritten, and nothing is written through a link."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each) and not each.is_dir():
            raise ConfigurationError(f"{each} is a file, so no garden can lie in it. Name a folder, or a new one.")
    folders = {parent.as_posix() for name in names for parent in Path(name).parents if parent != Path()}
    there = [name for name in names if os.path.lexists(folder / name)]
    there += [name for name in sorted(folders) if (folder / name).is_symlink() or (folder / name).is_file()]
    if there:
        lines = "".join(f"  {name}\n" for name in there)
        raise ConfigurationError(
            f"{folder} holds these already, and nothing of it is overwritten:\n{lines}"
            "Nothing was written. Move them somewhere else, or name another folder."
        )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files; if one cannot be written, take away those that were, and the folders made for them."""
    made: list[Path] = []
    try:
        for name, data in files.items():
            path = folder / name
            for parent in reversed([path.parent, *path.parent.parents]):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with path.open("xb") as file:
                made.append(path)
                file.write(data)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _next_steps(folder: Path, count: int, source: str, *, was_said: bool) -> list[str]:
    is_here = folder.resolve() == Path.cwd()
    where = "this folder" if is_here else folder
    lines = [f"A garden of {count} files is in {where}. Its six examples can be read, changed and deleted."]
    if not was_said:
        lines.append(
            f"Nobody said who can read its repository: mkdocs.yml says source: {source}. See that it is right."
        )
    steps = [
        *([] if is_here else [f"cd {shlex.quote(str(folder))}"]),
        "kgen check                       # is all well?",
        "kgen serve                       # look at it in the browser",
        'kgen new story "A first story"   # then open the file it names, and tell it',
    ]
    return [
        *lines,
        "Next:",
        *(f"    {step}" for step in steps),
        "docs/stewarding.md says what comes before the first real story.",
    ]
