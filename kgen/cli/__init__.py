"""The command line: where it begins and ends. `app` holds the commands."""

import os
import sys
from contextlib import suppress


def entry() -> None:
    """Run the command line, and end without tidying up a memory that the system takes back whole.

    Importing what kgen consists of takes a while. It happens in here, so that Ctrl+C is as quiet then as later.
    """
    try:
        from kgen.cli.app import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, KeyboardInterrupt):
            if stream:
                stream.flush()
    os._exit(code)
