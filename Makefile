# Two commands matter: `make run` and `make test`. `make help` lists the others.

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
VENV := $(ROOT)/.venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done)
PACKAGES := redis-server redis-sentinel postgresql nginx chromium prometheus tesseract-ocr \
	tesseract-ocr-deu tesseract-ocr-heb tesseract-ocr-fra tesseract-ocr-spa fonts-dejavu \
	fonts-noto-core shellcheck

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: run test lint bench eval services help

run: $(VENV)/.installed ## start the desk: pages, sockets and workers (PORT=8000)
	@cd '$(ROOT)' && exec '$(BIN)/python' manage.py serve

test: $(VENV)/.installed-dev ## run every test; ARGS="-k name" picks some
	@cd '$(ROOT)' && exec sh tests/run.sh $(ARGS)

lint: $(VENV)/.installed-dev ## ruff, mypy, Django's checks, missing migrations
	@cd '$(ROOT)' && '$(BIN)/ruff' check . && '$(BIN)/ruff' format --check . && '$(BIN)/mypy' \
		&& '$(BIN)/python' manage.py check --fail-level WARNING \
		&& '$(BIN)/python' manage.py makemigrations --check --dry-run
	@cd '$(ROOT)' && if command -v shellcheck >/dev/null; then shellcheck .ci/run tests/run.sh; fi

bench: $(VENV)/.installed-dev ## how fast the predictor and the search in a manual are
	@cd '$(ROOT)' && '$(BIN)/python' -m tests.bench $(ARGS)
	@cd '$(ROOT)' && exec '$(BIN)/python' -m tests.bench.retrieval

eval: $(VENV)/.installed-dev ## how good the answers are, against the last time (ARGS="--mode lexical")
	@cd '$(ROOT)' && exec '$(BIN)/python' -m tests.evaluation $(ARGS)

services: ## install what the tests of real services need (Debian; needs root)
	apt-get update -qq
	RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$(PACKAGES)

help: ## this list
	@grep -hE '^[a-z]+:.*## ' '$(ROOT)/Makefile' | sed -E 's/^([a-z]+):.*## /\1\t/' \
		| while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

$(VENV)/bin/python:
	@if [ -z '$(PYTHON)' ]; then echo "make: Python 3.11 or newer is needed (set PYTHON=...)" >&2; exit 1; fi
	@'$(PYTHON)' -c 'import sys; sys.exit("make: %s is Python %d.%d; 3.11 or newer is needed" \
		% (sys.executable, *sys.version_info[:2]) if sys.version_info < (3, 11) else 0)'
	@'$(PYTHON)' -m venv '$(VENV)' || { rm -rf '$(VENV)'; exit 1; }

$(VENV)/.installed: $(VENV)/bin/python $(ROOT)/requirements.txt
	@echo "Installing what the desk needs (once, about a minute) ..."
	@'$(BIN)/python' -m pip install -qq --disable-pip-version-check -r '$(ROOT)/requirements.txt'
	@touch '$@'

$(VENV)/.installed-dev: $(VENV)/.installed $(ROOT)/requirements-dev.txt
	@'$(BIN)/python' -m pip install -qq --disable-pip-version-check -r '$(ROOT)/requirements-dev.txt'
	@touch '$@'
