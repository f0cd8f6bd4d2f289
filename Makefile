# run: the service with the seed articles. test: all tests. lint: every check. Each may be run again at any time.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test eval floors lint
run: .venv/installed ; $(BIN)/conflict-records demo
test: .venv/installed-dev ; $(BIN)/pytest
eval: .venv/installed ; $(BIN)/python -m evaluation
floors: .venv/installed ; $(BIN)/python -m evaluation --raise
lint: .venv/installed-dev ; $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/hadolint Dockerfile

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
