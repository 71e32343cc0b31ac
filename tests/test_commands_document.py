"""docs/commands.md is made from what the commands say about themselves; `--update` writes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from kgen.cli.app import app

DOCUMENT = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """\
# All commands

`kgen COMMAND --help` lists the options of each. Commands work in the garden whose mkdocs.yml is in this folder or in
the nearest one above; `-f` names another. They end with 0 where nothing is wrong, 1 for an error in the content, and 2
where the command or mkdocs.yml is wrong. This page is made from the commands themselves by
`pytest tests/test_commands_document.py --update`.

| command | what it does |
|---|---|
"""


def document() -> str:
    return HEAD + "".join(f"| `{used}` | {says} |\n" for used, says in _commands(get_command(app), "kgen"))


def _commands(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """How each command is written, with what it cannot do without, and what it says it does."""
    for each, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{name} {each}")
    if not hasattr(command, "commands"):
        yield " ".join([name, *filter(None, map(_needed, command.params))]), command.help


def _needed(param: Any) -> str:
    metavar = (param.metavar or param.name.upper()).strip("[]{}")
    if param.param_type_name == "argument":
        return metavar if param.required else f"[{metavar}]"
    return f"{param.opts[0]} {metavar}" if param.required else ""


def test_the_document_lists_every_command_as_it_describes_itself(update: bool) -> None:
    if update:
        DOCUMENT.write_text(document(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document()
