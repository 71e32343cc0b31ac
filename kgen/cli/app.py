"""The commands of kgen. Each imports what it needs when it runs, so that `kgen --version` is instant."""

import gc
import os
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from kgen import __version__
from kgen.cli import content, garden, stewarding
from kgen.cli.instead import Commands
from kgen.cli.receipt import receipt
from kgen.terminal import guard_streams

USAGE_ERROR = 2
"""Where the command or mkdocs.yml is wrong. The `run` of a command returns 0, or 1 for an error in the content."""


def _end(code: int, **options: object) -> NoReturn:
    """Exit with what a command returns."""
    raise typer.Exit(code)


app = typer.Typer(
    cls=Commands,
    result_callback=_end,
    help="kgen grows a knowledge garden: Markdown stories in, a cross-linked site out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
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


_COMMANDS: tuple[Callable[..., int], ...] = (
    garden.init,
    garden.check,
    garden.diff,
    garden.build,
    garden.serve,
    stewarding.desk,
    content.new,
    content.withdraw,
    content.mv,
    stewarding.intake,
    stewarding.import_stories,
    stewarding.accept,
    stewarding.decline,
    content.clean_image,
    content.explain,
    content.schema,
    stewarding.todo,
    stewarding.digest,
    garden.verify,
    garden.preview,
)
"""In the order in which `kgen --help` lists them."""
for _command in _COMMANDS:
    app.command("import" if _command is stewarding.import_stories else None)(_command)


def main() -> NoReturn:
    """Run the command line. People see sentences, never a traceback, unless they ask with KGEN_TRACEBACK=1."""
    from kgen.parallel import WorkFailed, unexpected, why_of
    from kgen.settings import ConfigurationError

    gc.disable()  # Commands are short, and looking for cycles takes about 14 % of their time.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # It was closed before the command began, and leads nowhere now.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open
    guard_streams()
    try:
        sys.exit(app(standalone_mode=True))
    except (ConfigurationError, WorkFailed) as error:
        complain(error)
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


def complain(text: Exception | str) -> None:
    print(f"kgen: {text}", file=sys.stderr)
