# huilong (回笼). `make demo` shows it, `make test` proves it.

VENV   := .venv
PYTHON ?= python3
HOUSE  := $(VENV)/.installed
TOOLS  := $(VENV)/.installed-dev
SPARK  := $(VENV)/.installed-spark
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
DJANGO := DJANGO_SETTINGS_MODULE=huilong.site.settings $(BIN)/python -m django

.PHONY: demo test test-slow check bench lock clean
.DEFAULT_GOAL := demo

demo: $(HOUSE)
	@$(BIN)/huilong demo

# Two halves of about the same length are tested side by side, each with a database of its own: the house with some of
# the rooms, and the other rooms, whose report comes last.
WITH_THE_HOUSE := src/huilong/night $(addprefix src/huilong/rooms/,book scores forecast)
test: check
	@rm -f .test-rooms; $(BIN)/python -m pytest src $(addprefix --ignore=,$(WITH_THE_HOUSE)) > .test-rooms 2>&1 & \
	rooms=$$!; $(BIN)/python -m pytest tests $(WITH_THE_HOUSE); house=$$?; \
	wait $$rooms; code=$$?; cat .test-rooms; rm -f .test-rooms; exit $$(( house > code ? house : code ))

# What takes longer than `make test` may: a real Spark cluster, kill -9 at every point, larger books, a thousand races.
# A quarter is a whole house of its own, and is played in a process of its own.
test-slow: $(TOOLS) $(SPARK)
	@rm -f .test-slow; $(BIN)/python -m pytest src tests/access -m slow > .test-slow 2>&1 & rooms=$$!; \
	$(BIN)/python -m pytest tests -m slow --ignore=tests/site --ignore=tests/access; house=$$?; \
	$(BIN)/python -m pytest tests/site -m slow || house=$$?; \
	wait $$rooms; code=$$?; cat .test-slow; rm -f .test-slow; exit $$(( house > code ? house : code ))

check: $(TOOLS)
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run --skip-checks
	$(BIN)/python -m huilong.shell.messages --check
	$(BIN)/python -m huilong.shell.docs --check

bench: $(TOOLS)
	$(BIN)/python -m benchmarks

$(HOUSE): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh .ci/make-venv $(VENV)
	@echo "正在安装依赖(首次约一至两分钟) … / installing, a minute or two the first time ..."
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): requirements-dev.lock $(HOUSE)
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(SPARK): requirements-spark.lock $(TOOLS)
	$(PIP) --no-build-isolation --require-hashes -r requirements-spark.lock
	@touch $@

# Newer versions within pyproject's bounds, with the hashes of every file; no index address is written down.
UV_COMPILE = $(VENV)/lock/bin/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
             --no-emit-index-url --no-annotate --no-header
lock:
	@PYTHON="$(PYTHON)" sh .ci/make-venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet uv
	$(UV_COMPILE) pyproject.toml requirements-build.in -o requirements.lock
	$(UV_COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV_COMPILE) --extra spark -c requirements.lock pyproject.toml -o requirements-spark.lock

# The environment only: data in .huilong stays.
clean:
	rm -rf $(VENV) build src/*.egg-info
