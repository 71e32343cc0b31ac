"""The command lines of what concerns a whole garden."""

from pathlib import Path
from typing import Annotated

import typer

from kgen.cli.options import DEFAULT_CONFIG, ConfigFile, Today, named_folder


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new garden.", parser=named_folder)],
    name: Annotated[str | None, typer.Option("--name", help="What the garden is called.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="WHO", parser=str.lower, help="Who can read its repository: public or private."
        ),
    ] = None,
    git: Annotated[bool | None, typer.Option("--git/--no-git", help="Whether to keep its history with git.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Only put this kgen into the garden that is there, for its workflows.")
    ] = False,
    desk: Annotated[
        bool, typer.Option("--desk", help="Also write files to double-click that open the desk; see docs/desk.md.")
    ] = False,
) -> int:
    """Begin a new garden: settings, examples, workflows, guides, and kgen itself for the workflows."""
    from kgen.commands import init

    return init.begin(folder, name=name, source=source, with_git=git, update=update, desk=desk)


def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Report only these files.")] = None,
    config_file: ConfigFile = DEFAULT_CONFIG,
    base: Annotated[
        str | None, typer.Option("--base", metavar="REV", help="Fail only on errors that are not in this revision.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", parser=str.lower, help="text, github, markdown or json.")
    ] = "text",
    each: Annotated[bool, typer.Option("--all", help="Print each problem, even where many are alike.")] = False,
    today: Today = None,
) -> int:
    """Check the garden, and say what to write instead of what is wrong."""
    from kgen.commands.check import run

    return run(config_file, paths=paths or [], base=base, format=format, each=each, today=today)


def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A branch, tag or commit to compare with.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", parser=str.lower, help="text, markdown or json.")
    ] = "text",
    today: Today = None,
) -> int:
    """Say what readers will meet that they did not meet at BASE: pages, links, and what a steward looks at."""
    from kgen.commands.diff import run

    return run(config_file, base, format=format, today=today)


def build(
    config_file: ConfigFile = DEFAULT_CONFIG,
    site_dir: Annotated[
        Path | None, typer.Option("-d", "--site-dir", help="Where the site goes; default: site.")
    ] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Build everything again.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave out what has an error, publish the rest.")
    ] = False,
    no_search: Annotated[bool, typer.Option("--no-search", help="Build without the search index.")] = False,
    today: Today = None,
) -> int:
    """Build the site."""
    from kgen.commands.build import run

    return run(config_file, site_dir=site_dir, clean=clean, keep_going=keep_going, search=not no_search, today=today)


def serve(
    config_file: ConfigFile = DEFAULT_CONFIG,
    address: Annotated[
        str, typer.Option("-a", "--address", metavar="HOST:PORT", help="Where to serve.")
    ] = "127.0.0.1:8000",
) -> int:
    """Show the garden in the browser, and reload pages when a file is saved."""
    from kgen.commands.serve import run

    return run(config_file, address)


def verify(
    config_file: ConfigFile = DEFAULT_CONFIG,
    site_dir: Annotated[Path | None, typer.Option("-d", "--site-dir", help="The built site; default: site.")] = None,
) -> int:
    """Look over a built site: does a page call another host, is it too heavy, does a link of its own lead nowhere?"""
    from kgen.commands.verify import run

    return run(config_file, site_dir=site_dir)


def preview(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The revision to compare with, such as origin/main.")],
    site_dir: Annotated[Path, typer.Option("-d", "--site-dir", help="Where the pages go; a new folder.")] = Path(
        "preview"
    ),
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> int:
    """Build the pages that differ from a revision, for a reviewer. Only where the source is private."""
    from kgen.commands.preview import run

    return run(config_file, base, site_dir, today=today)
