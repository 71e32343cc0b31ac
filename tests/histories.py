"""Gardens with a history, as the desk keeps it, for the tests of it."""

from collections.abc import Mapping
from pathlib import Path

from repositories import git

from kgen.desk.history import History

SITE = {"mkdocs.yml": "site_name: Hill garden\n", "content/stories/bench.md": "A bench.\n"}

Files = Mapping[str, str | bytes | None]
"""What files hold, by their paths from a folder; None for those that are to go."""


def write(root: Path, files: Files) -> None:
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


def begun(root: Path) -> History:
    """The history of the garden in a folder; both are made if they are not there."""
    if not (root / "mkdocs.yml").exists():
        write(root, SITE)
    return History.begin(root, list(SITE), site_name="Hill garden", message="Begin the garden")


def decide(history: History, root: Path, files: Files, message: str = "Publish a story") -> str:
    """Write files and commit them; the id of the commit."""
    write(root, files)
    return history.commit(files, message)


def is_clean(root: Path) -> None:
    """See that Git finds nothing wrong, and nothing that differs from the newest commit."""
    assert git(root, "fsck", "--strict", "--no-dangling") == ""
    assert git(root, "status", "--porcelain") == "", git(root, "diff", "--cached", "HEAD")


def bare(folder: Path) -> Path:
    """An empty repository to send to."""
    folder.mkdir()
    git(folder, "init", "-q", "--bare", "-b", "main")
    return folder


class Elsewhere:
    """Somebody else's clone of the same garden, who uses Git."""

    def __init__(self, folder: Path, remote: Path) -> None:
        git(remote, "clone", "-q", str(remote), str(folder))
        self.folder = folder

    def send(self, files: Files, message: str = "Theirs") -> str:
        """Take in what is new at the remote, then commit and send; the id of the commit."""
        git(self.folder, "pull", "-q", "--ff-only")
        write(self.folder, files)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", message)
        git(self.folder, "push", "-q", "origin", "HEAD")
        return git(self.folder, "rev-parse", "HEAD").strip()
