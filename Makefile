# Two commands do all the set-up: `make book` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help book test lab check notebooks lock bench clean
.DEFAULT_GOAL := help

help: ## Say what each command does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# Hashed requirements and the project itself cannot be installed in one step.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements-uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $(READY)

book: $(READY) ## Run all notebooks and build the HTML book in build/html
	$(BIN)/evidence book

test: $(READY) ## Run all tests; with EVIDENCE_DOCUMENTS=folder also trace every figure to its line
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m pytest tests --ignore=tests/browser --doctest-modules src/evidence -n 2
	$(BIN)/python -m pytest --nbval --nbval-current-env notebooks -n 2 --dist loadfile
	$(BIN)/evidence book --quiet
	EVIDENCE_BOOK=build/html $(BIN)/python -m pytest tests/browser -n 2 --dist loadscope --no-loadscope-reorder

lab: $(READY) ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. notebooks/00_start_here.ipynb

check: $(READY) ## Check the data only
	@$(BIN)/evidence check

notebooks: $(READY) ## Run the notebooks in place and redraw the pictures of their charts (needs Chromium)
	$(BIN)/evidence execute
	$(BIN)/evidence pictures

lock: $(READY) ## Write requirements.txt anew from pyproject.toml
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --no-emit-project --no-header --no-annotate --all-extras --no-default-groups --output-file requirements.txt
	rm uv.lock

bench: $(READY) ## Measure speed and print ratios (not a test)
	for benchmark in benchmarks/*.py; do $(BIN)/python $$benchmark || exit 1; done

clean: ## Remove what was built, but not the environment
	rm -rf build
