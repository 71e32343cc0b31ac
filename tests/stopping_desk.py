"""python stopping_desk.py MOMENT ...: kgen with a desk that the system ends at a moment of publishing a story.

No part of kgen knows about this: what it calls is wrapped here, so that it ends as by a power cut (SIGKILL).
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from kgen.cli import entry
from kgen.desk import journal, publishing
from kgen.desk.history import History, repository
from kgen.editing import changes

NOTHING_DECIDED = "half written down"
MOMENTS: dict[str, tuple[Any, str, bool]] = {
    NOTHING_DECIDED: (os, "replace", False),
    "written down": (changes.Changes, "carry_out", False),
    "first file written": (changes, "write_whole", True),
    "half a file written": (os, "replace", False),
    "files written": (History, "commit", False),
    "commit made": (repository.Repository, "move", True),
    "committed": (History, "commit", True),
    "carried out": (publishing.Publisher, "begin", False),
    "building": (publishing.Publisher, "begin", True),
}
"""What is called at each moment, and whether the process ends once that is done, or before."""
_CALLS = {"half a file written": 2}
"""How often it is called until then, where not once: the first file of all is that in which a decision is written."""


def arm(moment: str) -> None:
    """Let this process end at a moment, once a story is being published."""
    owner, name, is_done = MOMENTS[moment]
    wrapped: Callable[..., Any] = getattr(owner, name)
    carry_out = journal.Journal.carry_out
    calls = 0
    is_armed = False

    def stopping(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += is_armed
        is_now = calls == _CALLS.get(moment, 1)
        if is_now and not is_done:
            os.kill(os.getpid(), signal.SIGKILL)
        result = wrapped(*arguments, **options)
        if is_now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    def armed(self: journal.Journal, decision: journal.Decision) -> Any:
        nonlocal is_armed
        is_armed = is_armed or decision.what.startswith("Publish a ")
        return carry_out(self, decision)

    journal.Journal.carry_out = armed  # type: ignore[method-assign]
    setattr(owner, name, stopping)


if __name__ == "__main__":
    arm(sys.argv.pop(1))
    entry()
