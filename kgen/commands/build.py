"""kgen build: check, then publish."""

import time
from pathlib import Path

from rich.console import Console

from kgen import report
from kgen.english import in_words
from kgen.publish.build import Build, Done
from kgen.publish.lock import only_build
from kgen.publish.progress import Progress
from kgen.settings import load


def run(
    config_file: Path, *, site_dir: Path | None, clean: bool, keep_going: bool, search: bool, today: str | None
) -> int:
    started = time.monotonic()
    settings = load(config_file, today=today, keep_going=keep_going).model_copy(update={"search": search})
    if site_dir is not None:
        settings = settings.model_copy(update={"site_dir": site_dir.absolute()})
    progress = Progress()
    console = report.styled_console()
    with only_build(settings.root):
        build = Build(settings, clean=clean, keep_going=keep_going)
        done = build.unchanged()
        if done is not None:
            console.print(f"Nothing has changed: {done.pages} pages in {settings.site_dir.name}/.", soft_wrap=True)
            _say(done, console)
            return 0
        prepared = build.prepare()
        errors = prepared.errors
        if errors:
            report.print_text(errors, console)
        if errors and not keep_going:
            console.print("Nothing was published. Mend these, or leave their files out with --keep-going.")
            return 1
        if others := sorted({each.path for each in prepared.following} - {each.path for each in errors}):
            console.print(f"Left out with them: {in_words(others)}.", soft_wrap=True, markup=False)
        done = build.publish(prepared, progress)
    progress.end()
    took = time.monotonic() - started
    console.print(f"{done.pages} pages in {settings.site_dir.name}/, {took:.1f} s.", soft_wrap=True)
    _say(done, console)
    return 1 if errors else 0


def _say(done: Done, console: Console) -> None:
    if done.said:
        console.print(done.said, soft_wrap=True, markup=False)
