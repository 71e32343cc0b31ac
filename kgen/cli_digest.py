"""The command line of `kgen digest`."""

from typing import Annotated

import typer

from kgen.cli_options import DEFAULT_CONFIG, ConfigFile, Today


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
) -> None:
    """Write a letter about what is new, to paste into whatever you use."""
    from kgen.commands.digest import run

    raise typer.Exit(run(config_file, since, network, today=today))
