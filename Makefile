# Two commands matter: `make run` and `make test`. Everything they need, they set up themselves.
PYTHON ?= python3
VENV = .venv/bin

.PHONY: run test lint bench lock migration prepare prepare-test

run: prepare
	@$(VENV)/python setup/serve.py

test: prepare-test
	@$(VENV)/python setup/check.py test

lint: prepare-test
	@$(VENV)/python setup/check.py lint

# Makes data of national size and prints times, memory and ratios. Takes several minutes.
bench: prepare-test
	@set -e; for file in tests/bench/bench_*.py; do echo "— $$file"; $(VENV)/python $$file; done

# Pins every package anew from requirements/*.in and package.json.
lock: prepare-test
	@$(VENV)/python setup/lock.py

# Writes the first migration anew from the models (only while nothing has been released).
migration: prepare-test
	@$(VENV)/python setup/first_migration.py

prepare:
	@$(PYTHON) setup/prepare.py run

prepare-test:
	@$(PYTHON) setup/prepare.py test
