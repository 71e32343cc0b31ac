#!/usr/bin/env bash
# Puts kgen into .venv, in the version that requirements.txt names.
set -euo pipefail
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --only-binary :all: -r requirements.txt
