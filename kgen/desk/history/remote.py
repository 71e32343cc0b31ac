"""The remote that a garden is sent to, and what came of asking it."""

import re
from dataclasses import dataclass

from dulwich.config import StackedConfig
from dulwich.refs import Ref

from kgen.desk.history.errors import HistoryError, RemoteMovedOn, RemoteUnreachable
from kgen.desk.history.repository import Repository

QUIET = 60.0
"""Seconds after which a remote that says nothing is given up on."""
ASKS_NOBODY = "ssh -o BatchMode=yes -o ConnectTimeout=30"
"""How `ssh` is started where the machine's settings do not say."""
MOVED_ON = "[rejected] (fetch first)"

_UNREACHABLE = re.compile(
    r"could not resolve|name resolution|name or service not known|nodename nor servname|connection (refused|timed out"
    r"|reset|closed|aborted)|network is unreachable|no route to host|host is down|failed to connect|operation timed out"
    r"|couldn't connect|recv failure|send failure|early eof|gnutls|ssl_|max retries|returned error: 5|http resp 5\d\d"
    r"|timed out|hung up unexpectedly",
    re.IGNORECASE,
)
_EXPLAINED = (
    (
        re.compile("No such file or directory: 'ssh'"),
        "The remote is reached by `ssh`, which this machine does not have.",
        "Install Git, which brings it: https://git-scm.com",
    ),
    (
        re.compile("Host key verification failed"),
        "This machine does not know the remote's host yet, or knows it by another key.",
        "Connect to it once by hand with ssh, and compare its key. Nothing is lost; it can be sent again.",
    ),
    (
        re.compile("dubious ownership"),
        "Git does not trust this folder, because it belongs to somebody else.",
        "If you trust it: git config --global --add safe.directory FOLDER, with the folder's full path",
    ),
    (
        re.compile(
            r"authentication failed|permission denied|could not read (username|password)|terminal prompts disabled"
            r"|access denied|no valid credentials|permission to .* denied|returned error: 40[13]|http resp 40[13]"
            r"|not auth|publickey|insufficient permission|read-only file system|unpacker error",
            re.IGNORECASE,
        ),
        "The remote did not let the desk in: this machine has no key or password for it, or one without the right.",
        "Ask the person who looks after the remote for access. Nothing is lost; it can be sent again.",
    ),
    (
        re.compile(
            r"does not appear to be a git repository|NotGitRepository|repository .*not found"
            r"|no git repository was found|returned error: 404|http resp 404|no such file or directory|does not exist",
            re.IGNORECASE,
        ),
        "There is no repository at the remote's address.",
        "See that its address is right and, if it is a folder or a disk, that it is connected.",
    ),
)
"""What is said of a remote that cannot be used, what is wrong, and what to do; the first that fits counts."""
_MOVED = re.compile(r"\[rejected\] \((fetch first|non-fast-forward|stale info)\)|but expected|reference already exists")
_REFUSED = re.compile(r"\[(?:remote )?rejected\] \((.*)\)|pre-receive hook declined|protected branch")


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a branch is sent to."""

    name: str
    fetched_from: str
    """An address, or the path of a folder."""
    pushed_to: str
    branch: Ref
    """The branch there, `refs/heads/main`."""

    @property
    def tracking(self) -> Ref:
        """What we know of the branch there."""
        return Ref(b"refs/remotes/" + self.name.encode() + self.branch[len("refs/heads") :])


def remote_of(repository: Repository) -> Remote | None:
    """The remote of the branch that is checked out; None where there is none.

    It is the one that the branch names, or the only one, or `origin`. Raises HistoryError where there are several
    others.
    """
    config = repository.repo.get_config_stack()
    names = sorted(
        {section[1].decode() for section in config.sections() if section[0].lower() == b"remote" and len(section) == 2}
    )
    names = [name for name in names if _value(config, "remote", name, "url")]
    if not names:
        return None
    branch = repository.branch
    short = branch[len("refs/heads/") :].decode(errors="surrogateescape")
    named = _value(config, "branch", short, "remote")
    theirs = _value(config, "branch", short, "merge")
    if named in names and theirs.startswith("refs/heads/"):
        branch = Ref(theirs.encode(errors="surrogateescape"))
    usual = next((name for name in (named, _value(config, "remote", "", "pushDefault"), "origin") if name in names), "")
    name = names[0] if len(names) == 1 else usual
    if not name:
        raise HistoryError(
            f"This garden has several remotes ({', '.join(names)}), and none is named as the one to send to.",
            str(repository.top),
            f"Name it once: git branch --set-upstream-to={names[0]}/{short}",
        )
    url = _value(config, "remote", name, "url")
    return Remote(name, url, _value(config, "remote", name, "pushurl") or url, branch)


def needed_remote(repository: Repository) -> Remote:
    """The remote of the branch that is checked out; there must be one. Raises HistoryError."""
    remote = remote_of(repository)
    if remote is None:
        raise HistoryError(
            "This garden has no remote to ask or to send to.",
            str(repository.top),
            "Name one once: git remote add origin ADDRESS",
        )
    return remote


def _value(config: StackedConfig, section: str, name: str, key: str) -> str:
    place = (section.encode(), name.encode(errors="surrogateescape")) if name else (section.encode(),)
    try:
        return config.get(place, key.encode()).decode(errors="surrogateescape")
    except KeyError:
        return ""


def explained(said: str, remote: Remote) -> HistoryError:
    """What went wrong, from what Git, dulwich or the remote said of it."""
    if _MOVED.search(said):
        return moved_on(remote)
    refused = _REFUSED.search(said)
    if refused:
        return HistoryError(
            f"The remote refused what was sent: {_told(said) or refused[1] or refused[0]}.",
            remote.name,
            "Ask the person who looks after the remote. Nothing is lost; it can be sent again.",
        )
    for pattern, what, fix in _EXPLAINED:
        if pattern.search(said):
            return HistoryError(what, remote.name, fix)
    if _UNREACHABLE.search(said):
        return unreachable(remote)
    return HistoryError(
        f"The remote could not be asked: {_last_line(said)}.",
        remote.name,
        "Try again later. Nothing is lost; it can be sent again.",
    )


def moved_on(remote: Remote) -> RemoteMovedOn:
    return RemoteMovedOn(
        "The remote holds changes that are not here yet.", remote.name, "Fetch them, then send yours again."
    )


def unreachable(remote: Remote) -> RemoteUnreachable:
    return RemoteUnreachable(
        "The remote does not answer.",
        remote.name,
        "See that this machine is online, and try again. Nothing is lost: all that was decided is kept here.",
    )


def _told(said: str) -> str:
    """What the remote itself says, on one line."""
    lines = (line[len("remote:") :].strip(" \t*-=") for line in said.splitlines() if line.startswith("remote:"))
    return _without_secrets(" ".join(line for line in lines if line))[:300].rstrip(".")


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return _without_secrets(lines[-1] if lines else "it gave no reason")[:300].rstrip(".")


def _without_secrets(text: str) -> str:
    return re.sub(r"://[^/@\s]*@", "://", text)
