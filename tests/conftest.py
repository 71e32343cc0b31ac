"""What the tests share: the option `--update`, and the vectors and gardens beside this repository."""

import gc
import multiprocessing.spawn
import os
import sys
from pathlib import Path
from typing import Any

import bytecode
import pytest
import warm
from corpora import Corpus, checked
from gardens import BASIS, Render, make_garden
from hypothesis import HealthCheck, settings
from nightly import is_night

from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave

# How long an example takes says more about the machine than about the code: a busy one must not turn the suite red.
# Wherever a fixture is used together with them, it is meant to last for all examples.
MEANT = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("kgen", deadline=None, suppress_health_check=MEANT, print_blob=True)
settings.register_profile("nightly", settings.get_profile("kgen"), max_examples=400)
settings.load_profile("kgen")
bytecode.keep()
# Looking for cycles in all that importing and collecting leave behind took a third of their time.
gc.disable()

SHARED = Path(__file__).parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write what kgen says now into tests/cases and messages.md.")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--update writes files: run it in one process, without -n")
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        warm.share()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how well safeguarding finds what it looks for, as tests/test_safeguarding.py has just measured it."""
    names = {report.nodeid.rpartition("::")[2] for report in terminalreporter.stats.get("passed", ())}
    if "test_the_document_holds_the_figures" not in names:
        return
    text = (Path(__file__).parents[1] / "docs" / "safeguarding.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.count("|") == 6 and "---" not in line]
    terminalreporter.section("safeguarding: recall and precision")
    for row in rows:
        terminalreporter.write_line(f"{row[0]:17}" + "".join(f"{cell:>30}" for cell in row[1:]))


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether the expectations are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Renders a garden in memory, as of a day and with options: what each page says, by its address."""

    def render(files: dict[str, str], today: str = "2026-11-23", **options: Any) -> dict[str, str]:
        config = make_garden(tmp_path, {}, {"source": "private", **options})
        sources = [Source(name, text.encode()) for name, text in {**BASIS, **files}.items()]
        garden = weave(load(config, today=today), read_sources(sources, "content"))
        renderer = PageRenderer(garden)
        return {page.url: renderer.html(page) for page in pages(garden)}

    return render


@pytest.fixture
def warm_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a desk in this process starts are forks of one that has imported all it needs."""
    monkeypatch.setattr(sys, "executable", warm.python())
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(warm.python()))


@pytest.fixture(scope="session")
def digitalgov(shared: Path) -> Corpus:
    """3,333 files of digital.gov, by day with a fifth of their stories."""
    return checked(shared / "corpora" / "digitalgov" / "mkdocs.yml", one_in=1 if is_night() else 5)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of specifications and real gardens beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs the specifications and gardens in ../shared, which are not part of this repository")
    return SHARED
