"""kgen check: every problem of the garden in one pass."""

import glob
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kgen import report
from kgen.checks import BY_NAME, CHECKS, check, new_since, reported
from kgen.diagnostic import errors_in
from kgen.git import GitError, has_no_commit_yet
from kgen.importing.drafts import FOLDER
from kgen.model import Diagnostic
from kgen.read import Reading, read, read_at
from kgen.settings import ConfigurationError, Settings, load
from kgen.settings.file import CHECK
from kgen.weave import Garden, weave

FORMATS = ("text", "github", "markdown", "json")
URGENT = ("safeguarding", "consent-public", "consent")
"""The checks whose errors are fixed first: they are about what readers could see of somebody."""


def run(
    config_file: Path, *, paths: Sequence[Path], base: str | None, format: str, each: bool, today: str | None
) -> int:
    report.refuse_unknown(format, FORMATS)
    try:
        settings = load(config_file, today=today)
    except ConfigurationError as error:
        unplaced = Diagnostic("error", str(error).rstrip("."), check=CHECK, path=config_file.name)
        _say_of_settings(error.problems or (unplaced,), config_file.absolute().parent, format)
        raise
    reading = read(settings, with_names=True)
    then, before = (settings, None) if base is None else _read_before(base, settings, reading)
    garden = weave(settings, reading, new=_new_entries(reading, before) if before else frozenset())
    problems = check(garden)
    _try_frame(garden)
    if paths:
        problems = _only(problems, paths, settings)
    problems = reported(problems)
    new = problems
    if before is not None:
        new = new_since(reported(check(weave(then, before), only_errors_mended=True)), problems)
    failing = errors_in(new)
    if format == "json":
        print(report.as_json(problems))
    elif format == "github":
        print(report.as_github(new, _in_repository(settings.root)), end="\n" if new else "")
    elif format == "markdown":
        print(_page(problems, new, failing))
    else:
        report.print_text(problems, report.styled_console(), each=each)
        if base is not None:
            print(f"{len(failing)} of the errors {'is' if len(failing) == 1 else 'are'} new since {base}.")
    return 1 if failing else 0


def _try_frame(garden: Garden) -> None:
    """Where a steward has templates, see that pages come out of them. Raises ConfigurationError if they do not."""
    if garden.settings.custom_dir is not None:
        from kgen.publish.mkdocs import try_frame
        from kgen.publish.prepare import Prepared
        from kgen.weave.insight import Insight

        try_frame(Prepared(garden.settings, garden, (), Insight(garden)))


def _say_of_settings(problems: Sequence[Diagnostic], root: Path, format: str) -> None:
    """Say that there is nothing to check by, also to programs and where people who never open a log look."""
    if format == "github":
        print(report.as_github(problems, _in_repository(root)))
    elif format == "markdown":
        print(report.as_markdown(problems, [], [], ""))
    elif format == "json":
        print(report.as_json(problems))


def _in_repository(root: Path) -> str:
    """The garden's folder, from the top of what the host checked out, else from here; empty where it is elsewhere."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    try:
        return root.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        return ""


def _page(problems: list[Diagnostic], new: list[Diagnostic], failing: list[Diagnostic]) -> str:
    names = [check.name for check in CHECKS]
    failing = sorted(failing, key=lambda problem: (problem.check not in URGENT, names.index(problem.check)))
    others = [problem for problem in new if problem.severity != "error"]
    older = list((Counter(problems) - Counter(new)).elements())
    return report.as_markdown(failing, others, older, _example(failing[0]) if failing else "")


def _example(problem: Diagnostic) -> str:
    """What to write instead of what, where the check shows it."""
    last = BY_NAME[problem.check].explanation.split("\n\n")[-1]
    return last if last.startswith(("Instead of ", "Write ", " ")) else ""


def _refuse_unchecked(name: str, settings: Settings) -> None:
    """Raise ConfigurationError for a file or folder that is not checked: “0 problems” would say that it is right."""
    place = settings.root / name
    own = [settings.content_dir, *settings.config_files, *([settings.custom_dir] if settings.custom_dir else [])]
    if not any(place.is_relative_to(each) or each.is_relative_to(place) for each in own):
        drafts = (
            " `kgen accept NAME` checks a draft, and `kgen todo` says what it lacks."
            if name.partition("/")[0] == FOLDER
            else ""
        )
        raise ConfigurationError(f"{name} is not in {settings.content_name}/, so nothing in it is checked.{drafts}")


def _called(path: Path, folder: Path) -> list[Path]:
    """What a name below the content folder, or that of drafts, may mean: `stories`, `stories/a.md`, `stories/a`,
    `a`."""
    name = path.name.removesuffix(".md")
    below = [folder / path, (folder / path).with_name(f"{name}.md"), path.with_name(f"{name}.md")]
    found = [each for each in below if each.exists()][:1]
    return found or sorted(folder.glob(f"*/{glob.escape(name)}.md") if path.parent == Path() else ())


def _only(problems: list[Diagnostic], paths: Sequence[Path], settings: Settings) -> list[Diagnostic]:
    """Keep the problems of some files or folders, which must exist, and what was not read that may explain them."""
    wanted = []
    for path in paths:
        found = [path] if path.exists() else _called(path, settings.content_dir)
        if len(found := found or _called(path, settings.root / FOLDER)) != 1:
            which = f" Write which one you mean: {' or '.join(map(os.path.relpath, found))}." if found else ""
            raise ConfigurationError(f"There is no file or folder {path}.{which}")
        try:
            wanted.append(found[0].resolve().relative_to(settings.root.resolve()).as_posix())
        except ValueError:
            raise ConfigurationError(f"{path} is outside this garden.") from None
        _refuse_unchecked(wanted[-1], settings)
    own = [each for each in problems if any(name == "." or f"{each.path}/".startswith(f"{name}/") for name in wanted)]
    kept = {each.path for each in own} | {each.follows for each in own if each.follows}
    return [each for each in problems if each.path in kept]


def _read_before(base: str, settings: Settings, now: Reading) -> tuple[Settings, Reading]:
    """The garden at a revision. Before the first commit, HEAD holds nothing."""
    try:
        return read_at(base, settings, now)
    except GitError as error:
        if base == "HEAD" and has_no_commit_yet(settings.content_dir):
            return settings, Reading((), (), ())
        raise ConfigurationError(f"--base {base}: {error}.") from None


def _new_entries(now: Reading, before: Reading) -> frozenset[str]:
    """The keys of entries that a revision does not hold, under this name or one that they had before."""
    known = {entry.key for entry in before.entries}
    return frozenset(
        entry.key
        for entry in now.entries
        if entry.key not in known and known.isdisjoint(name.removesuffix(".md") for name in entry.former_paths)
    )
