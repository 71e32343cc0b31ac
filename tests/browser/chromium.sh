#!/bin/sh
# Prints the path of a Chromium: one that is here already, else Playwright's download, else the system's package.
# Whatever else is said goes to standard error. PYTHON is one that has Playwright.
# A headless shell comes first: the same engine without windows, in which the tests take half the time.
PYTHON=${PYTHON:-python3}

if [ -n "$KGEN_CHROMIUM" ]; then
    [ -x "$KGEN_CHROMIUM" ] && echo "$KGEN_CHROMIUM" && exit
    echo "KGEN_CHROMIUM is $KGEN_CHROMIUM, which is no program. Set it to the path of a Chromium, or unset it." >&2
    exit 1
fi

installed() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    for app in "Google Chrome" Chromium; do
        path="/Applications/$app.app/Contents/MacOS/$app"
        [ -x "$path" ] && echo "$path" && return
    done
    return 1
}

playwrights() {
    path=$("$PYTHON" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null)
    [ -x "$path" ] && echo "$path"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

try() {
    echo "+ $*" >&2
    "$@" >&2
}

if installed || playwrights; then exit; fi

echo "No Chromium here; fetching one." >&2
# Chromium alone is no use where the system lacks its libraries, so it is started once.
if try "$PYTHON" -m playwright install chromium && path=$(playwrights) && "$path" --version >&2; then
    echo "$path"
    exit
fi
if command -v apt-get >/dev/null; then
    try as_root apt-get update
    for package in chromium-headless-shell chromium; do
        try as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$package"
        installed && exit
    done
fi

echo "No Chromium could be fetched. Install Chromium or Google Chrome, or set KGEN_CHROMIUM to its path." >&2
exit 1
