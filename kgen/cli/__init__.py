"""The command line: where it begins and ends. `app` holds the commands."""

import os
import sys

_AS_UTF8 = ["-X", "utf8"]


def entry() -> None:
    """Run the command line, and end without tidying up a memory that the system takes back whole.

    Importing what kgen consists of takes a while. It happens in here, so that Ctrl+C is as quiet then as later. What
    this module imports, Python has at hand: only while Python itself begins is Ctrl+C beyond reach.
    """
    if sys.getfilesystemencoding() != "utf-8" and sys.executable and sys.orig_argv[1:3] != _AS_UTF8:
        # The locale is an old one, or PYTHONUTF8 is 0. Names of files are UTF-8 all the same.
        os.execv(sys.executable, [sys.executable, *_AS_UTF8, *sys.orig_argv[1:]])
    try:
        from kgen.cli.app import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except (OSError, KeyboardInterrupt):
            pass
    os._exit(code)
