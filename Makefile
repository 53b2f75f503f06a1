# Everything runs from .venv, built from the hashed locks; only python3 (3.11+, with venv), git and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help chat run test test-long check format docs lock bench clean

help:
	@echo "make chat    talk with the bot in this terminal"
	@echo "make run     answer on every platform that has a token"
	@echo "make test    run the tests          make test-long   the long rounds"
	@echo "make check   format, lint, types, import contracts, dependencies"
	@echo "make format  format the code        make bench       run the benchmarks"
	@echo "make docs    write docs/commands.md and the texts for translators anew"
	@echo "make lock    renew the locks (needs uv)              make clean   remove $(VENV)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hypecheck needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	@echo "Installing what the bot needs into $(VENV) (once) ..." >&2
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml $(VENV)/run.stamp
	@echo "Installing what development needs into $(VENV) (once) ..." >&2
	@$(PIP) -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/platforms.stamp: requirements-run.lock $(VENV)/run.stamp
	@echo "Installing what the platforms need into $(VENV) (once) ..." >&2
	@$(PIP) -r requirements-run.lock
	@touch $@

chat: $(VENV)/run.stamp
	@$(BIN)/python -m bot chat

run: $(VENV)/platforms.stamp
	@$(BIN)/python -m bot run

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n auto -m "not long"

test-long: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -m long

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: $(VENV)/dev.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m benchmarks

docs: $(VENV)/dev.stamp
	@$(BIN)/python -m bot.ops.reference
	@$(BIN)/python -m bot.i18n.extract

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header -q pyproject.toml --all-extras -o requirements-run.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header -q pyproject.toml --all-extras --group dev \
		-o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header -q --group build -o requirements-build.lock

clean:
	@rm -rf $(VENV)
