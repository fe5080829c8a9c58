# The table of contents of development. `make` lists what there is; each target sets up what it needs.
# Kept to what GNU make 3.81 understands, which is what macOS ships.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --require-hashes

# What a user may set: make review REPO=../other ARGS='--base v1.0 --head v1.1'
REPO ?= .
ARGS ?=
export REPO

## First steps

.PHONY: review
review: $(VENV)/.runtime ## the main job: the comment for REPO's last merged change (REPO=path ARGS='--base A --head B')
	@$(BIN)/teammemory --repo "$$REPO" review $(ARGS)

.PHONY: test
test: $(VENV)/.dev ## the fast suite, on all cores (ARGS='-k name' narrows it)
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 $(ARGS)

.PHONY: setup
setup: $(VENV)/.dev ## everything for development into .venv; the other targets do it by themselves

## Before a commit

LINTERS := lint-format lint-python lint-types lint-doors lint-packages lint-spelling lint-shell lint-image \
  lint-workflows
WORKFLOWS := .github/workflows/*.yml examples/*.yml

.PHONY: lint $(LINTERS)
lint: $(VENV)/.dev ## every static check, all of them even if one fails
	@$(MAKE) --keep-going $(LINTERS)

lint-format:
	@$(BIN)/ruff format --quiet --check .
lint-python:
	@$(BIN)/ruff check --quiet .
lint-types:
	@$(BIN)/mypy --no-error-summary
lint-doors:
	@told=$$($(BIN)/lint-imports --no-logo) || { echo "$$told"; exit 1; }
lint-packages:
	@$(PIP) check
lint-spelling:
	@$(BIN)/codespell
lint-shell:
	@$(BIN)/shellcheck .ci/run .ci/image .ci/release .ci/stamp .ci/find-python composite/install
lint-image:
	@$(BIN)/hadolint Dockerfile
lint-workflows:
	@$(BIN)/actionlint $(WORKFLOWS)
	@told=$$($(BIN)/zizmor --offline --no-progress --pedantic . examples/*.yml 2>&1) || { echo "$$told"; exit 1; }
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml composite/action.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*.yml

.PHONY: format
format: $(VENV)/.dev ## rewrite the code in the one layout, and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: golden
golden: $(VENV)/.dev ## write anew what is generated: README's comment, docs/{rules,configuration,action,commands}.md, cache keys; read the difference
	@$(BIN)/python -m testing.readme
	@$(BIN)/python -m testing.stories
	@$(BIN)/python -m testing.rules_page
	@$(BIN)/python -m testing.configuration_page
	@$(BIN)/python -m testing.action_page
	@$(BIN)/python -m testing.commands_page
	@$(BIN)/python -m testing.cache_keys

.PHONY: picture
picture: $(VENV)/.dev ## draw the README's picture of a comment anew, with Chromium
	@$(BIN)/python -m testing.picture

## Long runs

.PHONY: prove
prove: $(VENV)/.dev ## the long proofs: full counts of kills, races, random inputs (minutes to an hour)
	@$(BIN)/python -m pytest -m 'prove or hypothesis' -n auto --maxprocesses 8 --durations 0 -o faulthandler_timeout=3600 $(ARGS)

# The two bars: of everything, and of the rules that everything else leans on, which `make mutation` mutates.
COVERED := 95
RULES := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["tool"]["mutmut"]["only_mutate"], sep=",")
# Python 3.11 may refuse the tracer to a thread while another one sets it; that thread ends, and nobody waits for it.
LOST_TRACER := ignore:Exception ignored in thread started by:pytest.PytestUnraisableExceptionWarning

.PHONY: coverage
coverage: $(VENV)/.dev ## the fast suite, and which lines and branches of the package it never takes
	@failed=0; \
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --cov --cov-report= -o faulthandler_timeout=1800 \
	  -W '$(LOST_TRACER)' $(ARGS) || failed=1; \
	$(BIN)/python -m coverage report --fail-under=$(COVERED) || failed=1; \
	$(BIN)/python -m coverage report --fail-under=100 --include="$$($(BIN)/python -c '$(RULES)')" || failed=1; \
	exit $$failed

.PHONY: mutation
mutation: $(VENV)/.dev ## wrong rules, one at a time, and which of them no test notices (half an hour)
	@$(BIN)/python -m testing.mutation $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## measure: time and memory, beside a baseline of the same run
	@set -e; for file in $(wildcard benchmarks/[a-z]*.py); do echo "== $$file"; $(BIN)/python "$$file" $(ARGS); done

## The project's own upkeep

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras
export UV_CUSTOM_COMPILE_COMMAND := make lock

.PHONY: lock
lock: $(VENV)/.dev ## compile the lock files anew (ARGS=--upgrade takes the newest releases)
	@$(COMPILE) $(ARGS) pyproject.toml --extra postgres --group dev -o requirements/dev.txt
	@$(COMPILE) $(ARGS) -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
	@$(COMPILE) $(ARGS) -c requirements/dev.txt --group build -o requirements/build.txt
	@$(COMPILE) $(ARGS) -c requirements/dev.txt --group release -o requirements/release.txt

.PHONY: build
build: $(VENV)/.dev ## wheel and source archive into dist/
	@rm -rf dist
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build -d dist

.PHONY: release
release: $(VENV)/.dev ## a dry run of a release: packages, SBOM and image of HEAD, built twice and tried; nothing is published
	@.ci/release $(BIN)/python dist

.PHONY: image
image: ## the action's image, with Docker or with buildah and podman; build/image/env names it
	@.ci/image build/image

.PHONY: clean
clean: ## remove everything that make made
	@rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":[^#]*## " } /^## / { print "\n" substr($$0, 4) } \
	  /^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

# How the environment comes about: a stamp for each layer, so that a second call does nothing.

$(VENV)/.made:
	@python=$$(sh .ci/find-python $(PYTHON)) && echo "Setting up $(VENV) with $$python" >&2 && \
	  "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements/build.txt requirements/runtime.txt pyproject.toml
	@echo "Installing what the product needs, locked by hash" >&2
	@$(LOCKED) -r requirements/build.txt -r requirements/runtime.txt >&2
	@$(PIP) install --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo "Installing what development needs, locked by hash" >&2
	@$(LOCKED) -r requirements/dev.txt >&2
	@touch $@
