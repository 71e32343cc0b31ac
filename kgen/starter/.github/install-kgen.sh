#!/usr/bin/env bash
# Puts kgen into .venv. What it needs comes from the package index, each file known by its hash; kgen itself is the wheel
# in .github/kgen. No index is asked for kgen: its name there is somebody else's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python3 -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kgen needs Python 3.11 or newer.")'
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r .github/kgen/requirements.txt
.venv/bin/python -m pip install --quiet --no-deps --no-index --force-reinstall .github/kgen/kgen_garden-*.whl
