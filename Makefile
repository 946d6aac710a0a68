# Needs Python 3.11 or newer, git and make; everything else goes into .venv. `make help` lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
WORKERS ?= auto

# what stands in the caller's environment must not reach into ours
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_USER PIP_TARGET PIP_PREFIX
.DELETE_ON_ERROR:
.PHONY: help demo test test-long explore lint format docs build clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: $(VENV)/.installed ## set up, solve china-to-world, show the plan
	@$(BIN)/cbeclogistics solve china-to-world --out demo-plan || test $$? -eq 5  # a limit came first: there is a plan
	@$(BIN)/cbeclogistics show demo-plan

test: lint ## set up, lint, check types and import rules, run all tests but the long ones
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not long"

test-long: $(VENV)/.installed-dev ## run the tests that take minutes
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m long

explore: $(VENV)/.installed-dev ## run the property tests on examples never drawn before; run it over and over
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not long" --hypothesis-profile=explore tests/property tests/robustness

lint: $(VENV)/.installed-dev ## lint, check the format, the types and the import rules
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted; run: make format" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache >$(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

format: $(VENV)/.installed-dev ## format, and mend what the linter can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

docs: $(VENV)/.installed-dev ## write the generated pages of docs/ anew
	@$(BIN)/python -m cbeclogistics.network.format_page >docs/format.md
	@$(BIN)/python -m cbeclogistics.cli.reference >docs/cli.md

build: $(VENV)/.installed-dev ## wheel and sdist in dist/
	@$(BIN)/python -m build --outdir dist . >$(VENV)/build.log || { cat $(VENV)/build.log; exit 1; }
	@ls dist

clean: ## remove what the other targets made
	@rm -rf $(VENV) build dist demo-plan .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests instances -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 -m venv failed (Debian: apt install python3-venv)" >&2; exit 1; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV)" >&2
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV) with what the tests need" >&2
	@$(PIP) install --editable ".[dev]"
	@touch $@ $(VENV)/.installed
