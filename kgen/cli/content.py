"""The command lines of what concerns single files and their fields."""

from pathlib import Path
from typing import Annotated

import typer

from kgen.cli.options import DEFAULT_CONFIG, ConfigFile, Today


def new(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="story, topic, network, question, person, sector, meeting, source or page."
        ),
    ],
    title: Annotated[list[str] | None, typer.Argument(metavar="TITLE", help="May be left out for a meeting.")] = None,
    bibtex: Annotated[
        str | None, typer.Option(metavar="FILE", help="Sources, from BibTeX; - for standard input.")
    ] = None,
    network: Annotated[
        str, typer.Option("--network", metavar="SLUG", help="Of a meeting: the network, whose next day it takes.")
    ] = "",
    config_file: ConfigFile = DEFAULT_CONFIG,
) -> int:
    """Begin a file, its front matter filled in as far as possible."""
    words = " ".join(title or ())  # As many forget the quotation marks.
    if bibtex is not None:
        from kgen.commands.new_sources import run as run_for_sources

        return run_for_sources(config_file, kind, words, bibtex)
    from kgen.commands.new import run

    return run(config_file, kind, words, network=network)


def withdraw(
    slugs: Annotated[
        list[str], typer.Argument(metavar="SLUG...", help="The names of the stories' files, without .md.")
    ],
    no_trace: Annotated[bool, typer.Option("--no-trace", help="Leave no tombstone either.")] = False,
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Take stories out of the garden and out of every reference, and say what still holds them."""
    from kgen.commands.withdraw import run

    return run(config_file, slugs, no_trace=no_trace, today=today)


def mv(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The name of a file, such as topics/trust or images/a.jpg.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name, in the same folder.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Give a file a new name; every link and reference follows, and the old address still works."""
    from kgen.commands.mv import run

    return run(config_file, old, new, today=today)


def clean_image(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> int:
    """Take everything out of pictures that they do not show: where they were taken, by which phone."""
    from kgen.commands.clean_image import run

    return run(files)


def explain(check: Annotated[str, typer.Argument(metavar="CHECK")] = "") -> int:
    """Explain a check: what it looks for, why, and what to write."""
    from kgen.commands.explain import run

    return run(check)


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="All kinds if left out.")] = "",
    text: Annotated[bool, typer.Option("--text", help="As a table for people, instead of JSON Schema.")] = False,
) -> int:
    """Print the fields of a kind as JSON Schema, for editors."""
    from kgen.commands.schema import run

    return run(kind, text=text)
