# run: the service with the seed articles. test: all tests. lint: every check. train: the model that parses, anew, in half
# an hour. Each may be run again at any time.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test eval floors train bench bench-serve lint
run: .venv/installed ; $(BIN)/conflict-records demo
test: .venv/installed-dev ; $(BIN)/pytest
eval: .venv/installed ; $(BIN)/python -m evaluation
floors: .venv/installed ; $(BIN)/python -m evaluation --raise
train: export OPENBLAS_NUM_THREADS = 1
train: .venv/installed-train ; $(BIN)/python -m training.train && $(BIN)/python -m training.refine && $(BIN)/python -m training.measure
bench: .venv/installed-bench ; $(BIN)/python -m benchmarks.extraction
bench-serve: .venv/installed-bench ; $(BIN)/python -m benchmarks.serve all
lint: .venv/installed-dev ; $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/hadolint Dockerfile

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-train: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[train]'
	touch $@

.venv/installed-bench: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
