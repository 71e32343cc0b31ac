# `make help` lists what can be made. Everything Python needs lives in .venv, pinned by hash in requirements/.

PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --no-python-downloads --generate-hashes \
	--annotation-style line --custom-compile-command "make lock" --extra import --extra desk pyproject.toml

# Tests start kgen hundreds of times: it need not be compiled for each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help site serve check chromium compiled test test-browser test-all web-servers mutate screenshots bench measure lint audit fix lock dist clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

site: .venv/kgen ## build this repository's garden into site/
	$(BIN)/kgen build

serve: .venv/kgen ## show the garden in the browser, its pages reloaded when a file is saved
	$(BIN)/kgen serve

check: .venv/kgen ## say what is wrong in content/, and what to write instead
	$(BIN)/kgen check

# Each process is given tests that stand together, and takes some of another's when it has none left. Tests wait at times:
# one process more than there are processors makes use of that.
SPREAD = -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist worksteal

test: .venv/dev ## run the tests of the day that need only Python
	$(BIN)/pytest $(SPREAD) -p no:playwright --ignore tests/browser

# Fresh from a checkout, each process that tests would compile all that it imports. What is wrong the tests will say.
compiled: .venv/dev
	$(BIN)/pytest --collect-only --quiet -m "" > /dev/null || true

BROWSER = chromium=$$(PYTHON=$(BIN)/python tests/browser/chromium.sh) && KGEN_CHROMIUM="$$chromium"
NODE := tests/html/node_modules/.package-lock.json

chromium: .venv/dev ## fetch a Chromium if there is none
	@PYTHON=$(BIN)/python tests/browser/chromium.sh >&2

test-browser: .venv/dev $(NODE) ## run those that need a browser, and fetch a Chromium if there is none
	$(BROWSER) $(BIN)/pytest $(SPREAD) tests/browser -m "browser and not nightly"

test-all: .venv/dev $(NODE) ## run every test, also those of the night, which try each of a kind in each combination
	$(BIN)/pytest $(SPREAD) -m "not browser" --hypothesis-profile nightly
	$(BROWSER) $(BIN)/pytest $(SPREAD) tests/browser -m browser --hypothesis-profile nightly

web-servers: ## install nginx and Caddy where they are missing; the tests of the guides to them skip without
	tests/web_servers.sh

# make mutate SAMPLE=300 SEED=18
SAMPLE ?= 300
SEED ?= 18

mutate: .venv/mutate ## put small faults into kgen, and say which of them no test notices; takes hours
	$(BIN)/python -m bench.mutate --sample $(SAMPLE) --seed $(SEED)

screenshots: .venv/dev ## picture every kind of page, on a phone and a desk, in light and dark, into test-results/screenshots/
	$(BROWSER) $(BIN)/pytest -m browser tests/browser/screenshots.py

# make bench STORIES="1000 10000 100000" ROUNDS=3 PLACE=/a/folder/on/a/disk
STORIES ?= 1000 10000
ROUNDS ?= 5

bench: .venv/bench ## measure kgen beside Hugo, Material and Pagefind, and write docs/performance.md; RESUME=1 goes on where it stopped
	$(BROWSER) $(BIN)/python -m bench.run --stories $(STORIES) --rounds $(ROUNDS) $(if $(RESUME),--resume) $(if $(PLACE),--place $(PLACE))
	$(BIN)/python -m bench.report

measure: .venv/kgen ## say how well safeguarding does on a file of labelled passages: make measure PASSAGES=file.jsonl
	$(BIN)/python -m bench.passages $(PASSAGES) --misses

$(NODE): tests/html/package-lock.json
	tests/html/npm.sh
	@touch $@

lint: .venv/dev ## check style, types, the direction of imports and the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/zizmor --offline --quiet .github action.yml kgen/starter/.github

audit: .venv/dev ## ask a public list whether a pinned dependency has a known vulnerability; needs the network
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/runtime.txt -r requirements/dev.txt

fix: .venv/dev ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/dev ## pin the dependencies in pyproject.toml; with UPGRADE=--upgrade, at their newest
	$(LOCK) $(UPGRADE) --group build --output-file requirements/runtime.txt
	$(LOCK) $(UPGRADE) --group build --group test --group browser --group lint --constraint requirements/runtime.txt --output-file requirements/dev.txt
	$(LOCK) $(UPGRADE) --group build --group browser --group bench --constraint requirements/dev.txt --output-file requirements/bench.txt
	$(LOCK) $(UPGRADE) --group build --group test --group mutate --constraint requirements/dev.txt --output-file requirements/mutate.txt

dist: .venv/kgen ## make the wheel and the source archive in dist/
	$(BIN)/python -m hatchling build -d dist

clean: ## remove everything that was made
	rm -rf .venv site dist .kgen .hypothesis .import_linter_cache .mutate .mypy_cache .pytest_cache .ruff_cache test-results tests/html/node_modules

# A stamp for each, so that somebody who only wants the site does not wait for the tools.
.venv/runtime: requirements/runtime.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kgen needs Python 3.11 or newer. If you have one under another name: make PYTHON=python3.13")'
	$(PYTHON) -m venv --clear .venv
	@# An old Python brings a pip that takes twice as long.
	sed -n '/^pip==/,/[^\\]$$/p' requirements/dev.txt | $(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r /dev/stdin
	@# Only some of it is ever imported: that is compiled then.
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --only-binary :all: -r requirements/runtime.txt
	@touch $@

.venv/kgen: .venv/runtime pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/kgen requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

.venv/bench: .venv/kgen requirements/bench.txt
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/bench.txt
	@touch $@

.venv/mutate: .venv/kgen requirements/mutate.txt
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/mutate.txt
	@touch $@
