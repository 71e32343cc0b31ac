"""python -m kgen.desk.sending fetch|push ROOT: takes in what others sent, or sends what was decided here.

Says in plain words why it could not. Ends with MOVED_ON where the remote holds something that has to be taken in first.
"""

import sys
from pathlib import Path

from kgen.desk.history import History, HistoryError, RemoteMovedOn

MOVED_ON = 3


def main(step: str, root: Path) -> int:
    try:
        history = History.begin(root, (), site_name="", message="")
        history.fetch() if step == "fetch" else history.push()
    except RemoteMovedOn as reason:
        print(reason)
        return MOVED_ON
    except HistoryError as reason:
        print(reason)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
