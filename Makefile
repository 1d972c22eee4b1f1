# Everything happens in tools/ and in the lianxin command; here are only the names.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV = .venv/bin/python

# What Python has compiled is kept: else each start compiles two thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run install dev test check fix messages settings bench lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: install  ## Run the product with a living demo town; installs what is missing first
	@exec .venv/bin/lianxin demo

install:  ## Make the environment, the scripts and styles, and the lianxin command
	@$(PYTHON) tools/install.py

dev:  ## The same, with what tests and checks need
	@$(PYTHON) tools/install.py --dev

test: dev  ## Run all tests on SQLite and PostgreSQL, and all checks
	@exec $(VENV) tools/test.py

check: dev  ## Check style, types, floors, migrations and translations
	@exec $(VENV) tools/check.py

fix: dev  ## Put right what a machine can put right
	@exec $(VENV) tools/check.py --fix

messages: dev  ## Collect the texts to translate into the catalogues
	@exec $(VENV) manage.py messages

settings: install  ## Write docs/operate/settings.md from the declared settings
	@mkdir -p docs/operate
	@.venv/bin/lianxin manage list_settings > docs/operate/settings.md

bench: dev  ## Measure the budgets and write bench/RESULTS.md
	@exec $(VENV) -m bench

lock: dev  ## Resolve all versions anew into the lock files
	@$(VENV) tools/lock.py

clean:  ## Remove what was built and installed; the data in var/ stays
	rm -rf .venv frontend/node_modules src/lianxin/web/static/build var/static
