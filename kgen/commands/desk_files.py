"""The files that open the desk of a garden by a double-click, on Windows, macOS and Linux.

Each is short: it finds a Python and runs `.github/kgen/open_desk.py`, which does the rest alike on every system.
"""

from collections.abc import Iterable
from pathlib import Path

from kgen.settings import package_folder

WINDOWS, MACOS, LINUX = "Open the desk.bat", "Open the desk.command", "open-the-desk.sh"
OPENER = ".github/kgen/open_desk.py"
SAID = f"To open the desk, double-click {WINDOWS} on Windows, {MACOS} on macOS, {LINUX} on Linux. See docs/desk.md."


def files() -> dict[str, bytes]:
    """The files by their names in the garden. Windows reads batch files with lines that end in CR and LF."""
    source = package_folder("desk_starter")
    shell = (source / "open-the-desk.sh").read_bytes()
    batch = (source / "open-the-desk.bat").read_bytes().replace(b"\n", b"\r\n")
    return {WINDOWS: batch, MACOS: shell, LINUX: shell, OPENER: (source / "open_desk.py").read_bytes()}


def are_in(folder: Path) -> bool:
    return (folder / OPENER).is_file()


def make_executable(folder: Path, names: Iterable[str]) -> None:
    """Let those of these files be run that are run by a double-click. Windows has no such permission."""
    for name in names:
        if name in (MACOS, LINUX):
            (folder / name).chmod(0o755)
