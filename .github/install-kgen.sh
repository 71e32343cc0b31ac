#!/usr/bin/env bash
# Puts kgen into .venv, from this checkout. A garden elsewhere has another file of this name, which installs the wheel that
# it carries (kgen/starter/.github/); the workflows that run it are the same.
set -euo pipefail
make .venv/kgen
