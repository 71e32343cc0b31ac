"""The command line. Each command imports what it needs when it runs, so that `kgen --version` is instant."""

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kgen import __version__
from kgen.cli_digest import digest
from kgen.cli_options import DEFAULT_CONFIG, ConfigFile, Today, named_folder
from kgen.cli_receipt import receipt
from kgen.terminal import guard_streams

USAGE_ERROR = 2
"""Where the command or mkdocs.yml is wrong. The `run` of a command returns 0, or 1 for an error in the content."""

app = typer.Typer(
    help="kgen grows a knowledge garden: Markdown stories in, a cross-linked site out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


app.add_typer(receipt, name="receipt")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kgen {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new garden.", parser=named_folder)],
    name: Annotated[str | None, typer.Option("--name", help="What the garden is called.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Who can read its repository: public or private.")
    ] = None,
    git: Annotated[bool | None, typer.Option("--git/--no-git", help="Whether to keep its history with git.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Only put this kgen into the garden that is there, for its workflows.")
    ] = False,
    desk: Annotated[
        bool, typer.Option("--desk", help="Also write files to double-click that open the desk; see docs/desk.md.")
    ] = False,
) -> None:
    """Begin a new garden: settings, examples, workflows, guides, and kgen itself for the workflows."""
    from kgen.commands import init

    raise typer.Exit(init.begin(folder, name=name, source=source, with_git=git, update=update, desk=desk))


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Report only these files.")] = None,
    config_file: ConfigFile = DEFAULT_CONFIG,
    base: Annotated[
        str | None, typer.Option("--base", metavar="REV", help="Fail only on errors that are not in this revision.")
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, github, markdown or json.")] = "text",
    each: Annotated[bool, typer.Option("--all", help="Print each problem, even where many are alike.")] = False,
    today: Today = None,
) -> None:
    """Check the garden, and say what to write instead of what is wrong."""
    from kgen.commands.check import run

    raise typer.Exit(run(config_file, paths=paths or [], base=base, format=format, each=each, today=today))


@app.command()
def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A branch, tag or commit to compare with.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    format: Annotated[str, typer.Option("--format", help="text, markdown or json.")] = "text",
    today: Today = None,
) -> None:
    """Say what readers will meet that they did not meet at BASE: pages, links, and what a steward looks at."""
    from kgen.commands.diff import run

    raise typer.Exit(run(config_file, base, format=format, today=today))


@app.command()
def build(
    config_file: ConfigFile = DEFAULT_CONFIG,
    site_dir: Annotated[
        Path | None, typer.Option("-d", "--site-dir", help="Where the site goes; default: site.")
    ] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Build everything anew.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave out what has an error, publish the rest.")
    ] = False,
    no_search: Annotated[bool, typer.Option("--no-search", help="Build without the search index.")] = False,
    today: Today = None,
) -> None:
    """Build the site."""
    from kgen.commands.build import run

    raise typer.Exit(
        run(config_file, site_dir=site_dir, clean=clean, keep_going=keep_going, search=not no_search, today=today)
    )


@app.command()
def serve(
    config_file: ConfigFile = DEFAULT_CONFIG,
    address: Annotated[
        str, typer.Option("-a", "--address", metavar="HOST:PORT", help="Where to serve.")
    ] = "127.0.0.1:8000",
) -> None:
    """Show the garden in the browser, and reload pages when a file is saved."""
    from kgen.commands.serve import run

    raise typer.Exit(run(config_file, address))


@app.command()
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
) -> None:
    """Look after the garden in the browser: what waits, one story, what stands, publishing."""
    from kgen.commands.desk import run

    raise typer.Exit(run(config_file, address, received, opens=opens))


@app.command()
def new(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="story, topic, network, question, person, sector, meeting, source or page."
        ),
    ],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="May be left out for a meeting.")] = "",
    bibtex: Annotated[
        str | None, typer.Option(metavar="FILE", help="Sources, from BibTeX; - for standard input.")
    ] = None,
    network: Annotated[
        str, typer.Option("--network", metavar="SLUG", help="Of a meeting: the network, whose next day it takes.")
    ] = "",
    config_file: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Begin a file, its front matter filled in as far as possible."""
    if bibtex is not None:
        from kgen.commands.new_sources import run as run_for_sources

        raise typer.Exit(run_for_sources(config_file, kind, title, bibtex))
    from kgen.commands.new import run

    raise typer.Exit(run(config_file, kind, title, network=network))


@app.command()
def withdraw(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The name of the story's file, without .md.")],
    no_trace: Annotated[bool, typer.Option("--no-trace", help="Leave no tombstone either.")] = False,
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> None:
    """Take a story out of the garden and out of every reference, and say what still holds it."""
    from kgen.commands.withdraw import run

    raise typer.Exit(run(config_file, slug, no_trace=no_trace, today=today))


@app.command()
def mv(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The name of a file, such as topics/trust or images/a.jpg.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name, in the same folder.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> None:
    """Give a file a new name; every link and reference follows, and the old address leads on."""
    from kgen.commands.mv import run

    raise typer.Exit(run(config_file, old, new, today=today))


@app.command()
def intake(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="What was sent: a file, a posted form, an e-mail, a table, .docx."),
    ],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> None:
    """Make drafts of what somebody sent, and say what is missing."""
    from kgen.commands.intake import run

    raise typer.Exit(run(config_file, files, today=today))


@app.command("import")
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
) -> None:
    """Bring stories that people have elsewhere into drafts/, where they wait until they are accepted."""
    from kgen.commands.import_stories import run

    raise typer.Exit(
        run(
            config_file,
            source,
            sectors=sector or [],
            standpoints=standpoint or [],
            dry_run=dry_run,
            today=today,
        )
    )


@app.command()
def accept(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help="The names of drafts, without .md.")],
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> None:
    """Move drafts that check clean into the garden, and say on which pages they will stand."""
    from kgen.commands.accept import run

    raise typer.Exit(run(config_file, slugs, today=today))


@app.command()
def decline(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help="The names of drafts, without .md.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config_file: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Delete drafts that will not be published, after asking."""
    from kgen.commands.decline import run

    raise typer.Exit(run(config_file, slugs, is_sure=yes))


@app.command()
def clean_image(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> None:
    """Take everything out of pictures that they do not show: where they were taken, by which phone."""
    from kgen.commands.clean_image import run

    raise typer.Exit(run(files))


@app.command()
def explain(check: Annotated[str, typer.Argument(metavar="CHECK")] = "") -> None:
    """Explain a check: what it looks for, why, and what to write."""
    from kgen.commands.explain import run

    raise typer.Exit(run(check))


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="All kinds if left out.")] = "",
    text: Annotated[bool, typer.Option("--text", help="As a table for people, instead of JSON Schema.")] = False,
) -> None:
    """Print the fields of a kind as JSON Schema, for editors."""
    from kgen.commands.schema import run

    raise typer.Exit(run(kind, text=text))


@app.command()
def todo(
    config_file: ConfigFile = DEFAULT_CONFIG,
    format: Annotated[str, typer.Option("--format", help="text, or markdown for an issue.")] = "text",
    letter: Annotated[
        str | None, typer.Option("--letter", metavar="SLUG", help="Write the letter that asks for consent to a draft.")
    ] = None,
    today: Today = None,
) -> None:
    """List what waits for a steward: drafts, reviews due, what is hidden, unanswered questions, past plans."""
    from kgen.commands import letter as letters, todo

    if letter is not None:
        raise typer.Exit(letters.run(config_file, letter, today=today))
    raise typer.Exit(todo.run(config_file, format=format, today=today))


app.command()(digest)


@app.command()
def verify(
    config_file: ConfigFile = DEFAULT_CONFIG,
    site_dir: Annotated[Path | None, typer.Option("-d", "--site-dir", help="The built site; default: site.")] = None,
) -> None:
    """Look over a built site: does a page call another host, is it too heavy, does a link of its own lead nowhere?"""
    from kgen.commands.verify import run

    raise typer.Exit(run(config_file, site_dir=site_dir))


@app.command()
def preview(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The revision to compare with, such as origin/main.")],
    site_dir: Annotated[Path, typer.Option("-d", "--site-dir", help="Where the pages go; a new folder.")] = Path(
        "preview"
    ),
    config_file: ConfigFile = DEFAULT_CONFIG,
    today: Today = None,
) -> None:
    """Build the pages that differ from a revision, for a reviewer. Only where the source is private."""
    from kgen.commands.preview import run

    raise typer.Exit(run(config_file, base, site_dir, today=today))


def _disable_gc() -> None:
    """Disable cyclic garbage collection: commands are short, and it takes about 14 % of their time."""
    gc.disable()


def _open_streams() -> None:
    """Give a stream that was closed before the command began somewhere to lead: nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open


def main() -> NoReturn:
    """Run the command line. People see sentences, never a traceback, unless they ask with KGEN_TRACEBACK=1."""
    from kgen.parallel import WorkFailed, unexpected, why_of
    from kgen.settings import ConfigurationError

    _disable_gc()
    _open_streams()
    guard_streams()
    try:
        sys.exit(app(standalone_mode=True))
    except (ConfigurationError, WorkFailed) as error:
        complain(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        complain(why_of(error))
    except Exception as error:
        if os.environ.get("KGEN_TRACEBACK"):
            raise
        complain(unexpected(error))
    sys.exit(USAGE_ERROR)


def entry() -> NoReturn:
    """Run the command line, and end without tidying up a memory that the system takes back whole."""
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def complain(text: Any) -> None:
    print(f"kgen: {text}", file=sys.stderr)
