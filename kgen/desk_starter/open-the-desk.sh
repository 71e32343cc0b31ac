#!/bin/sh
# Opens the steward's desk of this garden in the browser. Close the window that it runs in to stop it.
# The first time it installs kgen into the folder .venv beside it: that takes some minutes and needs the internet.
here=$(cd "$(dirname "$0")" && pwd)
opener="$here/.github/kgen/open_desk.py"

give_up() {
    printf '%s\n' "$@"
    if [ -t 0 ]; then
        printf 'Press Enter to close this window. '
        read -r _
    fi
    exit 1
}

if [ ! -f "$opener" ]; then
    give_up "This file works only inside the folder of its garden. Put it back there, or open it there."
fi
PATH="$PATH:/opt/homebrew/bin:/usr/local/bin"
# On a Mac `python3` may be an old one, or nothing but an offer to install it.
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" -I "$opener" "$@"
    fi
done
give_up "The desk needs Python 3.11, 3.12, 3.13 or 3.14, and this computer has none of them." \
    "Get one from https://www.python.org/downloads/ and open this file again."
