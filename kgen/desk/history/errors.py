"""Why a garden's history could not be read, written or sent, in words that a steward can act on."""


class HistoryError(Exception):
    """Something about the history is in the way; nothing was changed."""

    def __init__(self, what: str, where: str, fix: str) -> None:
        """`what` and `fix` are sentences; `where` is a folder, a file or the name of a remote, or empty."""
        super().__init__(" ".join(part for part in (what, f"({where})" if where else "", fix) if part))
        self.what = what
        self.where = where
        self.fix = fix


class RemoteMovedOn(HistoryError):
    """The remote holds changes that are not here: fetch, merge, then push again."""


class RemoteUnreachable(HistoryError):
    """The remote did not answer; all that was decided is kept here, and can be sent later."""
