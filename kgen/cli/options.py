"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml")
DEFAULT_CONFIG = Path("mkdocs.yml")


def _config_file(context: typer.Context, written: Path) -> Path:
    """The file that was named; else the nearest mkdocs.yml, here or in a folder above, as git finds its repository."""
    source = context.get_parameter_source("config_file")
    if source is None or source.name != "DEFAULT":
        return written
    here = Path.cwd()
    found = (folder / name for folder in (here, *here.parents) for name in CONFIG_NAMES)
    return next((path for path in found if path.is_file()), written)


ConfigFile = Annotated[
    Path,
    typer.Option(
        "-f",
        "--config-file",
        callback=_config_file,
        help="The garden's mkdocs.yml; default: the one here or in the nearest folder above.",
        show_default=False,
    ),
]
Today = Annotated[str | None, typer.Option("--today", metavar="YYYY-MM-DD", help="Work as if it were this day.")]


def named_folder(written: str) -> Path:
    """A folder that was named: what a script leaves empty by mistake would mean the folder it runs in."""
    if not written.strip():
        raise typer.BadParameter("The name of the folder is empty. Write for example: kgen init my-garden")
    return Path(written)
