# Everything a developer or a build machine does. `make` lists the targets.
# Needed beforehand: python3 (3.11 or newer) and make. All else is set up in .venv/ on first use.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SERVERS_READY := .venv/.servers-ready
export PYTHONUTF8 := 1
# Every test that starts a program would compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

##### Set-up: each step leaves a stamp in .venv/ and is done again only when what it depends on has changed.

.PHONY: setup
setup: $(READY) ## make .venv/ with Muster and all its tools

.venv/bin/uv:
	@scripts/make_venv "$(PYTHON)"

$(READY): .venv/bin/uv pyproject.toml uv.lock
	@$(BIN)/uv sync --quiet --frozen
	@touch $@

$(SERVERS_READY): $(READY) scripts/install_servers
	@scripts/install_servers
	@touch $@

##### Use

.PHONY: demo
demo: $(READY) ## import the example customers into demo-data/, show the report and where the e-mail is
	@scripts/demo

##### Prove

.PHONY: test
test: $(SERVERS_READY) ## run all tests, on SQLite, on a real PostgreSQL and in a real browser
	@$(BIN)/pytest -q -n 3 --dist loadgroup

.PHONY: quick
quick: $(SERVERS_READY) ## run the tests that take less than a minute together
	@$(BIN)/pytest -q -n 2 --dist loadgroup -m "not slow"

.PHONY: check
check: $(READY) ## check form, types, layers, and that generated pages are fresh
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/django-admin makemigrations --settings muster.server.settings --check --dry-run >/dev/null
	@$(BIN)/python scripts/rule_docs.py --check
	@$(BIN)/python scripts/header_docs.py --check
	@$(BIN)/python scripts/decision_index.py --check
	@$(BIN)/python scripts/messages.py check

.PHONY: format
format: $(READY) ## put the code into form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: new-rule
new-rule: $(READY) ## begin a rule: make new-rule NAME=unlikely-post-code CODE=ZIP001 FIELD=zip
	@$(BIN)/python scripts/new_rule.py $(NAME) $(CODE) $(FIELD)

.PHONY: rule-docs
rule-docs: $(READY) ## write the pages that are made from the sources: rules, headers, list of decisions
	@$(BIN)/python scripts/rule_docs.py
	@$(BIN)/python scripts/header_docs.py
	@$(BIN)/python scripts/decision_index.py

.PHONY: messages
messages: $(READY) ## bring new texts into the translations and compile these
	@$(BIN)/python scripts/messages.py update
	@$(BIN)/python scripts/messages.py compile

##### Measure

.PHONY: bench
bench: $(SERVERS_READY) ## measure Muster beside its floors and peers; options: make bench BENCH="--rows 1000000"
	@$(BIN)/uv sync --quiet --frozen --group bench
	@$(BIN)/python -m benchmarks.run $(BENCH)
