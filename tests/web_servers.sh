#!/bin/sh
# Sees to it that nginx and Caddy are here, which the guides put before the desk and the site: without them the tests
# of those guides skip. Where one is missing, the system's package is installed.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing() {
    command -v nginx >/dev/null || echo nginx-light
    command -v caddy >/dev/null || echo caddy
}

if [ -n "$(missing)" ] && command -v apt-get >/dev/null; then
    as_root apt-get update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(missing)
fi
if [ -n "$(missing)" ]; then
    echo "Not here: $(missing | tr '\n' ' '). Install nginx and Caddy as your system does it, then try again." >&2
    exit 1
fi
