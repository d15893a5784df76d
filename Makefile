# huilong (回笼). `make demo` shows it, `make test` proves it.

VENV   := .venv
PYTHON ?= python3
STAMP  := $(VENV)/.installed
SPARK  := $(VENV)/.installed-spark
BIN    := $(VENV)/bin
DJANGO := DJANGO_SETTINGS_MODULE=huilong.site.settings $(BIN)/python -m django

.PHONY: demo test test-slow check bench lock clean
.DEFAULT_GOAL := demo

demo: $(STAMP)
	@$(BIN)/huilong demo

test: check
	$(BIN)/python -m pytest

# Everything `make test` runs, and what takes longer: a real Spark cluster, kill -9 at every point, a large book.
test-slow: check $(SPARK)
	$(BIN)/python -m pytest -m "slow or not slow"

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run --skip-checks
	$(BIN)/python -m huilong.shell.messages --check
	$(BIN)/python -m huilong.shell.docs --check

bench: $(STAMP)
	$(BIN)/python -m benchmarks

$(STAMP): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh .ci/make-venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(SPARK): requirements-spark.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes -r requirements-spark.lock
	@touch $@

# Newer versions within pyproject's bounds, with the hashes of every file; no index address is written down.
UV_COMPILE = $(VENV)/lock/bin/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
             --no-emit-index-url --no-annotate --no-header
lock:
	@PYTHON="$(PYTHON)" sh .ci/make-venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet uv
	$(UV_COMPILE) --extra dev pyproject.toml requirements-build.in -o requirements.lock
	$(UV_COMPILE) --extra spark -c requirements.lock pyproject.toml -o requirements-spark.lock

# The environment only: data in .huilong stays.
clean:
	rm -rf $(VENV) build src/*.egg-info
