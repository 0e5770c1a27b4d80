# `make run` and `make test` do all the set-up themselves. `make help` names the rest.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := pip install --quiet --disable-pip-version-check
PIP := $(BIN)/python -m $(INSTALL)
SYSTEM := PYTHON=$(PYTHON) sh installer/system.sh

.DEFAULT_GOAL := help
.PHONY: help run test test-desktop test-qgis check bench fuzz bundle lock clean system-run system-test

help:            ## name the targets
	@sed -n 's/^\([a-z]*\): .*##/    make \1\t/p' $(MAKEFILE_LIST)

run: .venv       ## open Watchfield on its demonstration; without a display, write its picture and print its movements
	@$(BIN)/watchfield demo --directory build/demonstration

# ------------------------------------------------------------------ set-up

.PHONY: .venv
.venv: system-run .venv/filled .venv/bin/watchfield

system-run:
	@$(SYSTEM) run

# Made anew where it is missing or its Python has gone; a changed lock is installed over it.
.venv/filled: requirements.lock | system-run
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Filling .venv from requirements.lock; the first time that is a download of some 270 MB."
	@$(PIP) --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@touch $@

.venv/bin/watchfield: pyproject.toml .venv/filled
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

# QGIS has its own Python, and its own numpy: only pytest is added to them.
.venv-qgis/filled: tests/plugin_qgis/requirements.lock | system-test
	@.venv-qgis/bin/python -c '' 2>/dev/null || /usr/bin/python3 -m venv --clear --system-site-packages .venv-qgis
	@.venv-qgis/bin/python -m $(INSTALL) --require-hashes --no-deps --only-binary :all: -r $<
	@touch $@

system-test:
	@$(SYSTEM) test

# ------------------------------------------------------------------ tests

HAS_QGIS := /usr/bin/python3 -c 'import sys; from qgis.core import Qgis; sys.exit(Qgis.QGIS_VERSION_INT < 34000)'

test: test-desktop test-qgis  ## the whole suite; the plugin's with QGIS's own Python, where QGIS is

test-desktop: system-test .venv
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not qgis"

test-qgis: system-test test-desktop
	@if $(HAS_QGIS) 2>/dev/null; then \
	    $(MAKE) --no-print-directory .venv-qgis/filled && \
	    QT_QPA_PLATFORM=offscreen .venv-qgis/bin/python -m pytest -c tests/plugin_qgis/pytest.ini tests/plugin_qgis; \
	fi

check: .venv     ## ruff, mypy, the import contracts, and bandit over core
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy installer/*.py installer/frozen/*.py
	@rm -rf build/plugin && $(BIN)/python installer/build_plugin.py --out build/plugin/plugin.zip
	@cd build/plugin && $(CURDIR)/$(BIN)/python -m zipfile -e plugin.zip .
	$(BIN)/mypy --config-file plugin_qgis/mypy.ini build/plugin/watchfield_qgis/*.py
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --ini plugin_qgis/.bandit --recursive desktop/watchfield/core plugin_qgis

bench: .venv     ## measure, beside peers in the same run; ONLY=open_1m runs one
	@QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks --only '$(ONLY)'

SECONDS ?= 60
fuzz: .venv      ## feed every reader broken files for SECONDS=60, and count crashes and hangs
	@PYTHONPATH=tests $(BIN)/python -W error -m faults.fuzz $(SECONDS) build/fuzz $(ONLY)

# ------------------------------------------------------------------ what goes on the stick

bundle: system-bundle .venv  ## freeze the program and build the plugin's zip, into dist/, and try both
	@$(BIN)/python installer/bundle.py
	@$(BIN)/python -m pytest -q tests/installer/test_bundle.py

.PHONY: system-bundle
system-bundle:
	@$(SYSTEM) bundle

# ------------------------------------------------------------------ keeping house

LOCK = build/lock/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header \
       --universal --fork-strategy fewest --python-version 3.11

lock:            ## settle requirements.lock anew: versions and hashes, without addresses
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet --disable-pip-version-check uv
	$(LOCK) --all-extras --output-file requirements.lock pyproject.toml
	echo pytest | $(LOCK) --constraints requirements.lock --output-file tests/plugin_qgis/requirements.lock -

clean:           ## delete what was made, the environments too
	rm -rf build dist .venv .venv-qgis bench.json .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
