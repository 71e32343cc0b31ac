"""kgen build: check, then publish."""

import time
from pathlib import Path

from rich.console import Console

from kgen import report
from kgen.publish.build import Build
from kgen.publish.prepare import prepare
from kgen.publish.progress import Progress
from kgen.settings import load


def run(
    config_file: Path, *, site_dir: Path | None, clean: bool, keep_going: bool, search: bool, today: str | None
) -> int:
    started = time.monotonic()
    settings = load(config_file, today=today)
    if site_dir is not None:
        settings = settings.model_copy(update={"site_dir": site_dir.absolute()})
    progress = Progress()
    build = Build(settings)
    prepared = prepare(settings, keep_going=keep_going, meanwhile=build.set_up)
    console = Console(highlight=False)
    errors = prepared.errors
    if errors:
        report.print_text(errors, console)
    if errors and not keep_going:
        console.print("Nothing was published. Mend these, or leave their files out with --keep-going.")
        return 1
    count = build.publish(prepared, progress)
    progress.end()
    others = [problem for problem in prepared.problems if problem.severity != "error"]
    took = time.monotonic() - started
    console.print(f"{count} pages in {settings.site_dir.name}/, {took:.1f} s.", soft_wrap=True)
    if others:
        console.print(f"{report.summary(others)} `kgen check` shows them.", soft_wrap=True)
    return 1 if errors else 0
