# Two commands for a newcomer: `make run`, `make test`. Needs git, make, python3 (3.11 or newer) with venv; nothing else.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
export REGISTRY_DATA ?= var

.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/runtime ## set up, load the real sample data, serve at http://127.0.0.1:$(PORT); Ctrl-C stops all
	@exec $(BIN)/registry serve --demo --port $(PORT)

test: check ## lint, format, types, import contracts; then unit, functional, contract and rules tests
	@$(BIN)/python -m pytest -q -n 2

check: .venv/development ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/development ## measure, and print the tables
	@$(BIN)/python -m bench

lock: ## renew the lock files (needs `uv`)
	@for each in runtime tantivy postgresql development; do \
	  uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --no-annotate --custom-compile-command "make lock" requirements/$$each.in -o requirements/$$each.lock || exit 1; done

.venv/runtime: requirements/runtime.lock requirements/tantivy.lock setup.cfg
	@echo "Installing what the register needs into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements/runtime.lock
	@$(INSTALL) --only-binary :all: -r requirements/tantivy.lock || \
	  echo "tantivy has no wheel for this platform: \`registry setup\` chooses the search engine whoosh instead."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: .venv/runtime requirements/development.lock
	@echo "Installing what the tests need …"
	@$(INSTALL) -r requirements/development.lock
	@touch $@

.PHONY: help run test check bench lock
