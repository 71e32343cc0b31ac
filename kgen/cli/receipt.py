"""The command line of `kgen receipt`, which has commands of its own."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kgen.cli.options import DEFAULT_CONFIG, ConfigFile


class _ReceiptGroup(TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Where `check` was forgotten, the receipt is not repeated: logs keep what is printed."""
        if self.get_command(ctx, args[0]) is None:
            ctx.fail("Write kgen receipt new, or kgen receipt check.")
        return super().resolve_command(ctx, args)


receipt = typer.Typer(
    cls=_ReceiptGroup,
    help="Make a receipt for a teller, or find the story that one belongs to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@receipt.command("new")
def new_receipt() -> int:
    """Make a receipt, and its hash, which goes into the story."""
    from kgen.commands.receipt import new

    return new()


@receipt.command("check")
def check_receipt(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="RECEIPT", help="Asked for if left out, so that no log keeps it.")
    ] = None,
    config_file: ConfigFile = DEFAULT_CONFIG,
) -> int:
    """Say which story somebody's receipt belongs to. The receipt is never printed."""
    from kgen.commands.receipt import check

    return check(config_file, words or [])
