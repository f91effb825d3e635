# Everything is a target that works on a fresh clone: make run, make test.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
COMMAND := .venv/bin/digibank
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes
PYTEST := $(BIN)/pytest -q -rs
BROWSER := $(PYTEST) -n 2 --dist loadfile -m browser
POSTGRES := PG_FSYNC=off scripts/with_postgres
BENCHES ?= names lending booking pages reports post rest help circular
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

test: $(DEV) $(WORDS) ## everything: both databases, the browser, many processes
	scripts/needs chromium postgresql dovecot-imapd
	$(PYTEST) -n 2 -m "not browser and not load"
	$(POSTGRES) $(PYTEST) -n 2 -m "not browser and not load"
	$(BROWSER)
	$(POSTGRES) $(BROWSER)
	$(PYTEST) -m load
	$(POSTGRES) $(PYTEST) -m load

e2e: $(DEV) $(WORDS) ## the browser journeys alone
	scripts/needs chromium
	$(BROWSER)

screens: $(DEV) $(WORDS) ## the pictures in docs/screens, which the handbook shows
	scripts/needs chromium
	SCREENS=1 $(PYTEST) tests/e2e -m browser --deselect tests/e2e/test_harness.py

bench: $(DEV) $(WORDS) ## measure on both databases: var/bench/*.json and the table
	scripts/needs postgresql
	@for name in $(BENCHES); do \
	  $(BIN)/python -m bench.$$name $$(test $$name = names && echo 200000) && \
	  scripts/with_postgres $(BIN)/python -m bench.$$name $$(test $$name = names && echo 200000) || exit 1; \
	done
	@$(BIN)/python scripts/table

demo: $(RUN) $(COMMAND) $(WORDS) ## fill an empty database with a fictitious digibank
	@$(BIN)/python -m digibank migrate --verbosity=0
	@$(BIN)/python -m digibank demo

sizes: $(DEV) ## how long functions and files are
	@$(BIN)/python -m tests.architecture.sizes

fmt: $(DEV) ## format the code
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

messages: $(DEV) ## new sentences into the catalogues
	$(BIN)/python scripts/catalogue.py

pins: $(DEV) ## resolve the dependencies again, with hashes
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras --python-version 3.11 --universal pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras --python-version 3.11 --universal --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

.PHONY: help run check test e2e screens bench demo sizes fmt messages pins
