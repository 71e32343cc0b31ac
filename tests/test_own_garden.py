"""What this repository publishes itself. No other test reads its content/, so what people write there breaks none."""

from pathlib import Path

from sites import kgen

ROOT = Path(__file__).parents[1]


def test_it_checks_clean() -> None:
    kgen(ROOT / "mkdocs.yml", "check")
