"""The command lines of what stewards do with what was sent, and of their letter."""

from pathlib import Path
from typing import Annotated

import typer

from kgen.cli.options import DEFAULT_CONFIG, ConfigFile, Today


def desk(
    config_file: ConfigFile = DEFAULT_CONFIG,
    address: Annotated[
        str, typer.Option("-a", "--address", metavar="HOST:PORT", help="Where the desk listens.")
    ] = "127.0.0.1:8010",
    received: Annotated[
        Path | None,
        typer.Option("--received", metavar="FOLDER", help="Where a receiver puts what is sent; see docs/receiver.md."),
    ] = None,
    opens: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> int:
    """Look after the garden in the browser: read what waits, publish, correct, withdraw."""
    from kgen.commands.desk import run

    return run(config_file, address, received, opens=opens)


def intake(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="What was sent: a file, a posted form, an e-mail, a table, .docx."),
    ],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Make drafts of what somebody sent, and say what is missing."""
    from kgen.commands.intake import run

    return run(config_file, files, today=today)


def import_stories(
    source: Annotated[
        Path,
        typer.Argument(metavar="SOURCE", help="A folder (Obsidian, Hugo, Jekyll, HTML), an export, a feed, .docx."),
    ],
    sector: Annotated[
        list[str] | None, typer.Option("--sector", metavar="S", help="A service that all of it is about.")
    ] = None,
    standpoint: Annotated[
        list[str] | None, typer.Option("--standpoint", metavar="S", help="Where all its tellers speak from.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would come.")] = False,
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Bring stories that people have elsewhere into drafts/, where they wait until they are accepted."""
    from kgen.commands.import_stories import run

    return run(config_file, source, sectors=sector or [], standpoints=standpoint or [], dry_run=dry_run, today=today)


def accept(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help="The names of drafts, without .md.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Move drafts that check clean into the garden, and say which pages will show them."""
    from kgen.commands.accept import run

    return run(config_file, slugs, today=today)


def decline(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help="The names of drafts, without .md.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config_file: ConfigFile = DEFAULT_CONFIG,
) -> int:
    """Delete drafts that will not be published, after asking."""
    from kgen.commands.decline import run

    return run(config_file, slugs, is_sure=yes)


def todo(
    config_file: ConfigFile = DEFAULT_CONFIG,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", parser=str.lower, help="text, or markdown for an issue.")
    ] = "text",
    letter: Annotated[
        str | None, typer.Option("--letter", metavar="SLUG", help="Write the letter that asks for consent to a draft.")
    ] = None,
    today: Today = None,
) -> int:
    """List what waits for a steward: drafts, reviews due, what is hidden, unanswered questions, past plans."""
    from kgen.commands.todo import run, run_letter

    if letter is not None:
        return run_letter(config_file, letter, today=today)
    return run(config_file, format=format, today=today)


def digest(
    since: Annotated[
        str, typer.Option("--since", metavar="YYYY-MM", help="Include what is new since the beginning of this month.")
    ],
    network: Annotated[
        str | None,
        typer.Option("--network", metavar="SLUG", help="Only what touches this network.", show_default=False),
    ] = None,
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Write a letter about what is new, to paste into whatever you use."""
    from kgen.commands.digest import run

    return run(config_file, since, network, today=today)
