# Everything starts here: `make run` for the site, `make test` for every check. `make help` lists the rest.

VENV := .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
DATA := $(or $(HOTELCRM_DATA),.data)
CATALOGUE := hotelcrm/locale/zh_Hans/LC_MESSAGES/django
PACKAGES := hotelcrm guests stays loyalty feedback campaigns tests manage.py
SHELL := /bin/sh
# Compiled once, a further process starts in less time; a suite starts some hundred.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run install static test lint ruff types layers templates migrations messages deploy tests chromium bench lock clean
.DEFAULT_GOAL := help

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

run: install static ## Install what is missing and run the site; demo data on the first start
	@exec $(MANAGE) up --first "migrate --no-input --verbosity 0" \
	  $(if $(filter production,$(HOTELCRM_MODE)),,--first "demo --once")

# Installing. Stamps in the virtual environment make a second run instant.

install: $(VENV)/.installed $(CATALOGUE).mo ## Virtual environment, pinned packages, translations

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Python 3.11 or newer is needed. If it has another name: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get -qq update && apt-get -qq install -y python3-venv >/dev/null; fi; \
	  $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian: sudo apt install python3-venv" >&2; exit 1; }; }

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: tests/requirements.txt $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.txt
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po | $(VENV)/.installed
	@$(MANAGE) messages compile

static: | $(VENV)/.installed
	@if [ ! -e "$(DATA)/static/staticfiles.json" ] || [ "$(VENV)/.installed" -nt "$(DATA)/static/staticfiles.json" ] \
	  || [ -n "$$(find static -newer "$(DATA)/static/staticfiles.json" -print -quit)" ]; then \
	  $(MANAGE) collectstatic --no-input --verbosity 0; fi

# Checking. `make test` goes on after a failure, so that one run shows all of them, and ends with pytest's line.

test: ## Every check and every test, in the browser too
	@$(MAKE) --no-print-directory --keep-going lint tests

lint: ruff types layers templates migrations messages deploy ## The checks without the tests

ruff: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check $(PACKAGES)
	$(VENV)/bin/ruff format --check $(PACKAGES)

types: $(VENV)/.installed-dev
	HOTELCRM_MODE=test $(VENV)/bin/mypy $(PACKAGES)

layers: $(VENV)/.installed-dev
	$(VENV)/bin/lint-imports

templates: $(VENV)/.installed-dev
	$(VENV)/bin/djlint --lint --quiet templates

migrations: $(VENV)/.installed-dev
	$(MANAGE) makemigrations --check --dry-run

messages: install
	$(MANAGE) messages check

# As production would be, with secrets thrown away right after.
deploy: install
	env $$($(PY) -m hotelcrm.running.environment) HOTELCRM_MODE=production ALLOWED_HOSTS=hotel.example \
	  $(MANAGE) check --deploy --fail-level WARNING

tests: $(VENV)/.installed-dev $(CATALOGUE).mo chromium
	$(VENV)/bin/pytest -n 2 --dist worksteal -q

# For the browser tests; without it they are skipped by name.
chromium:
	@for name in "$${CHROMIUM:-chromium}" chromium-browser google-chrome; do \
	  command -v "$$name" >/dev/null && exit 0; done; \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium ..." && apt-get -qq update \
	  && apt-get -qq install -y --no-install-recommends chromium fonts-wqy-microhei >/dev/null; } \
	|| echo "No Chromium on the PATH or in CHROMIUM: the browser tests will be skipped."

bench: install static ## The figures: one JSON object a line
	@$(MANAGE) bench

# Looking after the checkout

lock: $(VENV)/.installed-dev ## Pin the packages of pyproject.toml anew, with hashes
	$(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --quiet \
	  --custom-compile-command "make lock" --output-file requirements.txt
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --constraint requirements.txt --universal --generate-hashes \
	  --quiet --custom-compile-command "make lock" --output-file tests/requirements.txt

clean: ## Remove what the tools made; the virtual environment and the data stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find $(PACKAGES) -name __pycache__ -prune -exec rm -rf {} +
