# Everything is a target that works on a fresh clone: make run, make test.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
COMMAND := .venv/bin/digibank
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes
CATALOGUES := $(wildcard digibank/*/locale/*/LC_MESSAGES/django.po)
WORDS := digibank/.words

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(RUN) $(COMMAND) $(WORDS) ## serve it on this computer: HOST, PORT, DATABASE_URL, DEMO=0
	@exec $(BIN)/python -m digibank run

$(RUN): requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Digibank needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || { echo "Installing, one time: about a minute."; $(PYTHON) -m venv .venv; }
	@$(PIP) -r requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@$(PIP) -r requirements/dev.txt
	@touch $@

$(COMMAND): scripts/digibank $(RUN)
	@install -m 755 scripts/digibank $@

$(WORDS): $(CATALOGUES) $(RUN)
	@$(BIN)/python scripts/catalogue.py --compile
	@touch $@

check: $(DEV) ## style, types, floors, catalogues, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python scripts/catalogue.py --check
	$(BIN)/python scripts/catalogue.py --compile
	$(BIN)/lint-imports
	$(BIN)/mypy
	SECRET_KEY=check $(BIN)/python manage.py makemigrations --check

test: $(DEV) ## everything: both databases, the browser
	$(BIN)/python scripts/catalogue.py --compile
	$(BIN)/pytest -n 2 -q
	scripts/with_postgres $(BIN)/pytest -n 2 -q

fmt: $(DEV) ## format the code
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

messages: $(DEV) ## new sentences into the catalogues
	$(BIN)/python scripts/catalogue.py

pins: $(DEV) ## resolve the dependencies again, with hashes
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

.PHONY: help run check test fmt messages pins
