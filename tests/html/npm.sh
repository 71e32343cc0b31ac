#!/bin/sh
# Installs what package-lock.json pins, beside it. Where there is no npm, the system's package is installed first.
cd "$(dirname "$0")" || exit 1

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
    as_root apt-get update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends nodejs npm
fi
if ! command -v npm >/dev/null; then
    echo "There is no npm here. Install Node.js 20.19 or newer (https://nodejs.org/), which brings it." >&2
    exit 1
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
