"""Opens the desk of the garden whose folder `.github/kgen` holds this file.

`Open the desk.bat`, `Open the desk.command` and `open-the-desk.sh` start it, with whichever Python the computer has: it
needs nothing but the standard library. The first time, and whenever the garden carries another kgen than before, it
installs that kgen into `.venv`: what kgen needs comes from the package index, each file known by its hash; kgen itself
is the wheel beside this file.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(os.path.abspath(__file__)).parent
GARDEN = HERE.parents[1]
VENV = GARDEN / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = HERE / "requirements.txt"
INSTALLED = VENV / "kgen-installed"
"""Holds the digest of what was installed; it is written last."""
NEWEST = (3, 14)
"""The newest Python for which all of requirements.txt is known to be there. An older one is preferred to a newer."""
LONGEST_FOLDER = 120
"""Characters. On Windows a path has 260, and the files of .venv need the rest."""
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")


class NotOpened(Exception):
    """The desk could not be opened; the text says why, and what to do."""


def main(arguments: list[str]) -> int:
    """Install kgen if need be, and show the desk until it is stopped. Arguments are passed on to `kgen desk`."""
    try:
        wheel = carried()
        wanted = digest(wheel)
        if not is_installed(wanted):
            install(wheel, wanted)
        code = run("-m", "kgen", "desk", "--open", *arguments)
    except KeyboardInterrupt:
        return 0
    except (NotOpened, OSError) as error:
        print(f"\nThe desk could not be opened. {error}")
        code = 1
    if code and sys.stdin.isatty():
        input("\nPress Enter to close this window. ")
    return code


def carried() -> Path:
    """The wheel that the garden carries."""
    wheels = list(HERE.glob("*.whl"))
    if len(wheels) != 1 or not REQUIREMENTS.is_file():
        raise NotOpened(
            f"{HERE} has to hold kgen, once, and requirements.txt. The person who set this garden up can fix that:"
            " kgen init --update ."
        )
    return wheels[0]


def digest(wheel: Path) -> str:
    """What the garden wants to be installed, in 64 hex digits."""
    return hashlib.sha256(wheel.read_bytes() + REQUIREMENTS.read_bytes()).hexdigest()


def is_installed(wanted: str) -> bool:
    try:
        return INSTALLED.read_text(encoding="ascii") == wanted and run("-c", "") == 0
    except (OSError, ValueError):
        return False


def install(wheel: Path, wanted: str) -> None:
    print(f"Installing kgen into {VENV}. This happens once on each computer, and again whenever kgen is updated.")
    print("It takes some minutes and needs the internet. Please leave this window open.", flush=True)
    INSTALLED.unlink(missing_ok=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        raise NotOpened(
            f"Python could not make the folder {VENV}; the lines above say why. If this desk is open in another window,"
            " close that first. On Debian and Ubuntu, Python can do it after `sudo apt install python3-venv`."
        )
    if run(*PIP, "--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS):
        raise NotOpened(
            "What kgen needs could not be fetched; the lines above say why. Is there a connection to the internet? In"
            " an organisation, ask the person who looks after the network to let this computer reach pypi.org and"
            f" files.pythonhosted.org. Then open this file again. Nothing in the garden was changed.{hints()}"
        )
    if run(*PIP, "--no-deps", "--no-index", "--force-reinstall", wheel):
        raise NotOpened("kgen could not be installed; the lines above say why.")
    INSTALLED.write_text(wanted, encoding="ascii")


def hints() -> str:
    """What else may be in the way on this computer, in sentences."""
    said = ""
    if sys.version_info[:2] > NEWEST:
        newest = ".".join(map(str, NEWEST))
        said += f" This Python may be too new: install Python {newest} as well, which is then used."
    if os.name == "nt" and len(str(GARDEN)) > LONGEST_FOLDER:
        said += r" If a path is too long, move the garden to a place with a short name, such as C:\Gardens."
    return said


def run(*arguments: str | Path) -> int:
    """Run the Python of .venv in the garden's folder, taking no module from there (-P), and return its exit code."""
    with subprocess.Popen([PYTHON, "-P", *arguments], cwd=GARDEN) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # Ctrl+C reaches the process as well, which ends in its own way.
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
