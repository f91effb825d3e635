# Everything is a target that works on a fresh clone: make run, make test.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(RUN): requirements/run.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

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

.PHONY: help check test fmt messages pins
