"""Every message a contributor can see is in tests/messages.md, where it is reviewed.

The gallery is made from the gardens in tests/cases/ and the few faults that no garden can show. Two tests ensure
that nothing escapes it: each place in the source that makes a message was run, and each sentence there was printed.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from casebook import cases

import kgen
from kgen.checks import BY_NAME, CHECKS, Check
from kgen.model import KINDS, Diagnostic, Source
from kgen.read import read_sources
from kgen.read.walk import fault_at_revision, walk

GALLERY = Path(__file__).parent / "messages.md"
SOURCE = Path(kgen.__file__).parent
MODULES = sorted(path for folder in ("read", "markdown", "checks") for path in (SOURCE / folder).rglob("*.py"))
MODULES.append(SOURCE / "settings" / "yaml_errors.py")
FOR_FIELDS_TO_COME = {"cannot be used"}
"""Sentences that no field of today can bring about."""
FIELD_TYPES = SOURCE / "field_types.py"
HEAD = """\
# What kgen says

Every message a contributor can meet, by check, with what it tells them to write, in the words of the first garden in
`cases/` that shows it. Made by `pytest tests/test_messages.py --update`. Read it as somebody who has never programmed:
does it say what is wrong, and what to write instead?
"""


class Made(NamedTuple):
    """All that was said while every case was checked, and the lines of the source that said it."""

    problems: list[Diagnostic]
    places: set[tuple[str, int]]


@cache
def made() -> Made:
    places: set[tuple[str, int]] = set()
    problems: list[Diagnostic] = []
    with noting_places(places):
        for case in cases():
            with TemporaryDirectory() as folder:
                problems += case.found(Path(folder))
        problems += unreadable()
    return Made(problems, places)


@contextmanager
def noting_places(places: set[tuple[str, int]]) -> Iterator[None]:
    """Note the file and line of each call that makes a Diagnostic."""
    made = Diagnostic.__init__

    def noted(self: Diagnostic, *arguments: object, **named: object) -> None:
        for frame in (sys._getframe(1), sys._getframe(2)):  # The second calls `of_field`.
            places.add((frame.f_code.co_filename, frame.f_lineno))
        made(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Diagnostic, "__init__", noted)
        yield


def unreadable() -> list[Diagnostic]:
    """What is said about files and folders that the system lets nobody read, or that are not files or folders."""

    def refuse(path: object = "", *_: object, **__: object) -> None:
        if str(path).endswith("gone.md"):
            raise FileNotFoundError(2, "No such file or directory")
        raise PermissionError(13, "Permission denied")

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        changed = changing(Path(folder))
        for name in ("stories", "topics"):
            (Path(folder) / name).mkdir()
        for name in ("a", "gone"):
            (Path(folder) / "stories" / f"{name}.md").touch()
        os.mkfifo(Path(folder) / "stories" / "b.md")
        (Path(folder) / "questions" / ".git").mkdir(parents=True)
        scan = os.scandir
        patch.setattr(os, "open", refuse)
        patch.setattr(os, "scandir", lambda path: refuse() if path.name == "topics" else scan(path))
        at_revision = Source("stories/c.md", fault=fault_at_revision("stories/c.md", "120000", 1))
        reading = read_sources([*walk(Path(folder)), at_revision, changed], "content")
    faults = [(entry.path, fault) for entry in reading.entries for fault in entry.faults]
    return [
        *reading.problems,
        *(replace(fault, path=path) for path, fault in faults),
    ]


def changing(folder: Path) -> Source:
    """A file that grows while it is read."""
    file = folder / "people" / "a.md"
    file.parent.mkdir()
    file.touch()
    before = file.stat()
    file.write_text("x")
    looks = iter([before, file.stat()])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fstat", lambda _: next(looks))
        (source,) = walk(folder)
    file.unlink()
    return source


def same(problem: Diagnostic) -> tuple[str, ...]:
    """What two problems share that are one message to a reader: the check, and the sentences of the source in them."""
    said = f"{problem.message}\n{problem.advice}"
    return problem.check, problem.severity, *(text for _, _, text in sentences() if text in said)


def gallery() -> str:
    """One entry for each sentence, in the words of the first garden that shows it."""
    first: dict[tuple[str, ...], Diagnostic] = {}
    for problem in made().problems:
        first.setdefault(same(problem), problem)
    parts = [HEAD]
    for check in sorted({key[0] for key in first}):
        parts.append(f"\n## {check}\n\n{BY_NAME[check].explanation.splitlines()[0]}\n")
        parts += sorted(_entry(problem) for key, problem in first.items() if key[0] == check)
    return "".join(parts)


def _entry(problem: Diagnostic) -> str:
    fix = problem.advice.replace("\n", "\n      ")
    return f"\n- {problem.severity}: {problem.message}\n\n      {fix}\n"


def test_the_gallery_shows_what_kgen_says(update: bool) -> None:
    if update:
        GALLERY.write_text(gallery(), encoding="utf-8")
    assert GALLERY.read_text(encoding="utf-8") == gallery()


def test_every_message_says_what_to_write_instead() -> None:
    for problem in made().problems:
        assert problem.advice, problem.message
        assert problem.message[-1] not in ".!", problem.message
        assert not re.search(r"[A-Z]", problem.message[0]), problem.message


def calls(path: Path) -> Iterator[ast.Call]:
    """The calls in a module that make a Diagnostic."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Diagnostic", "of_field")
        ):
            yield node


def test_every_place_that_makes_a_message_was_run() -> None:
    places = made().places
    silent = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in MODULES
        if path.stem != "records"  # which makes again what was read before
        for call in calls(path)
        if not any((str(path), line) in places for line in range(call.lineno, (call.end_lineno or 0) + 1))
    ]
    assert silent == [], "add a garden to tests/cases/ that shows these"


@cache
def sentences() -> list[tuple[Path, int, str]]:
    """The pieces of text in the source that people are told, with the file and line of each."""
    return [(path, line, text) for path in [*MODULES, FIELD_TYPES] for line, text in _sentences(path)]


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unsaid = set(map(id, _unsaid(tree)))
    for node in _complaints(tree) if path == FIELD_TYPES else ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            for text in node.value.split("{}"):
                if re.search(r"\w \w", text) and not re.search(r'^<[a-z]|="|">', text):
                    yield node.lineno, text.strip(" `“”.;:\n")


def _complaints(tree: ast.Module) -> Iterator[ast.AST]:
    """What the fields say when a value does not fit; the rest of field_types.py describes them."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="_matching" | "PydanticCustomError"), args=[_, complaint, *_]):
                yield complaint


def _unsaid(tree: ast.Module) -> Iterator[ast.AST]:
    """Text that nobody is told: docstrings, regular expressions, word lists, keys, the words of the YAML parser;
    and what ends a command, which is not a problem of a file."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield text
            case ast.Call(func=ast.Attribute(attr="compile" | "split" | "endswith")):
                yield from ast.walk(node)
            case ast.Call(func=ast.Name(id="complaint")):
                yield from ast.walk(node)
            case ast.Dict(keys=keys):
                yield from (key for key in keys if key is not None)
            case ast.Compare() | ast.Raise(exc=ast.Call(func=ast.Name(id="ConfigurationError"))):
                yield from ast.walk(node)
            case ast.Assign(targets=[ast.Name(id="_IN_PLAIN_WORDS")], value=ast.Tuple(elts=rows)):
                yield from (row.elts[0] for row in rows if isinstance(row, ast.Tuple))


def test_every_sentence_in_the_source_was_printed() -> None:
    said = "\n".join(f"{problem.message}\n{problem.fix}" for problem in made().problems)
    unsaid = [
        f"{path.relative_to(SOURCE)}:{line}: {text}"
        for path, line, text in sentences()
        if text not in said and text not in FOR_FIELDS_TO_COME
    ]
    assert unsaid == [], "add a garden to tests/cases/ that shows these, or take them out of the source"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_first_line_about_a_check_is_a_sentence_of_its_own(check: Check) -> None:
    assert check.explanation.splitlines()[0].endswith(".")


def test_what_a_shared_name_means_is_explained_as_it_is_decided() -> None:
    explained = " ".join(BY_NAME["ambiguous-name"].explanation.split())
    assert f"the first in the order {', '.join(map(str, KINDS))};" in explained
