"""What the tests share: the option `--update`, and the vectors and gardens that lie beside this repository."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write what kgen says now into tests/cases and messages.md.")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--update writes files: run it in one process, without -n")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether the expectations are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of specifications and real gardens that lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs the specifications and gardens in ../shared, which are not part of this repository")
    return SHARED
