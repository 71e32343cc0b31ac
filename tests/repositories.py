"""Throw-away git repositories, which know nothing about the person who runs the tests."""

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str, date: str = "2020-01-15T12:00:00Z") -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    identity = ["-c", "user.name=Dee", "-c", "user.email=dee@example.org", "-c", "init.defaultBranch=main"]
    command = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, date: str = "2020-01-15T12:00:00Z") -> None:
    """Commit all that is in a folder; it becomes a repository if it is not one."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x", date=date)
