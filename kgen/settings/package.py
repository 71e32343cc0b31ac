"""Where the folders that ship with kgen are."""

from pathlib import Path


def package_folder(name: str) -> Path:
    """Return a folder that ships with kgen (`theme`): inside the wheel, else beside the package in a checkout.

    Raises FileNotFoundError if the installation is incomplete.
    """
    here = Path(__file__).parents[1]
    for folder in (here / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"kgen's {name} folder is missing; install kgen again")
