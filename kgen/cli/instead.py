"""What to run instead of commands that kgen does not have and that somebody in a hurry may type."""

from itertools import takewhile
from typing import Any

import typer
from typer.core import TyperGroup

_HYPHENS = "-\u2013\u2014"
"""Word processors make a dash of two hyphens."""
_HIDE = (
    "To hide a story, write `draft: true` on a line between the two --- of its file, and run"
    " `kgen build --keep-going`. At the desk: Hide."
)
_TAKE_OUT = (
    "`kgen withdraw NAME` takes a story back, and `kgen decline NAME` deletes a draft. To hide a story while you think,"
    " write `draft: true` in its file. For a person, take `consent` out of theirs, and run `kgen check`."
)
_UNDO = (
    "At the desk: History, Undo. In a terminal, `git restore content mkdocs.yml` brings back what was committed last,"
    " and takes away all that was changed there since: look at `git diff` first."
)
_RENAME = "`kgen mv OLD NEW` gives a file another name, and every link follows."
_MERGE = (
    "The desk merges two topics. For two files of one person: put both into one, with `aliases: [the-other]`, and"
    " delete the other."
)
_RENEW = "Ask again first. Then change `given` and `review` in the file, or choose Renew at the desk."
_PUBLISH = (
    "`kgen build` makes the site, in site/; where a workflow publishes it, commit and push. A draft goes into the"
    " garden with `kgen accept NAME`. docs/hosting.md says more."
)
INSTEAD = {
    **dict.fromkeys(("deploy", "publish", "push", "upload"), _PUBLISH),
    **dict.fromkeys(("list", "ls", "status"), "`kgen todo` lists what waits, and `kgen check` what is wrong."),
    **dict.fromkeys(("lint", "test", "validate"), "`kgen check` says what is wrong, and what to write instead."),
    **dict.fromkeys(("open", "run", "start", "view"), "`kgen serve` shows the garden in the browser."),
    **dict.fromkeys(("add", "create", "write"), '`kgen new story "A title"` begins a story.'),
    "version": "`kgen --version` shows it.",
    **dict.fromkeys(("hide", "unpublish"), _HIDE),
    **dict.fromkeys(("delete", "remove", "retract", "rm", "takedown"), _TAKE_OUT),
    **dict.fromkeys(("restore", "revert", "undo"), _UNDO),
    **dict.fromkeys(("move", "rename"), _RENAME),
    "merge": _MERGE,
    **dict.fromkeys(("extend", "renew"), _RENEW),
}


class Commands(TyperGroup):
    """The commands of kgen; for some that it does not have, it says what to do instead. `kgen help check` is
    `kgen check --help`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] == "help":
            known = [each for each in args[1:2] if each in self.commands]
            if not known:
                typer.echo(ctx.get_help())
                ctx.exit()
            args = [*known, "--help"]
        if args and args[0] not in self.commands and (instead := INSTEAD.get(args[0])):
            ctx.fail(f"No such command '{args[0]}'. {instead}")
        name, command, rest = super().resolve_command(ctx, args)
        options = {option for each in command.params for option in each.opts} if command else set()
        for each in takewhile(lambda word: word != "--", rest):
            option, _, value = each.partition("=")
            meant = f"--{option.lstrip(_HYPHENS)}"
            if option[:1] in _HYPHENS and option not in options and meant in options:
                ctx.fail(f"No such option: {option}. Write {meant}{f'={value}' if value else ''}, with two hyphens.")
        return name, command, rest
