# What a person does here, one line each: `make help`.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WHAT ?=
# As many test processes as cores: a third starves the servers that the others measure time by.
TOGETHER ?= -n 2 --dist loadfile

.PHONY: help venv demo up down status reset test soak check format cover histories lock bench

help: ## Say what can be done here
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):[^#]*## */  make \1|/' | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

venv: $(READY) ## Make the environment in .venv from the hash-locked requirements

$(READY): requirements.lock deploy/environment.py
	@$(PYTHON) deploy/environment.py

demo: $(READY) ## Watch real claims and crises travel to their ends, then stop everything
	@exec $(BIN)/makegood demo

up: $(READY) ## Start Temporal, the bank simulator, the webhook door and the workers; state in ./var
	@exec $(BIN)/python -m starters.stack up

down: $(READY) ## Stop what `make up` started; claims go on at the next `make up`
	@exec $(BIN)/python -m starters.stack down

status: $(READY) ## Say whether the stack runs, and where
	@exec $(BIN)/python -m starters.stack status

reset: $(READY) ## Throw the state in ./var away (only when the stack is down)
	@exec $(BIN)/python -m starters.stack reset

test: check ## Every gate and every test, as CI runs them
	$(BIN)/pytest tests/rules --cov=makegood.rules --cov-branch --cov-report=term:skip-covered --cov-fail-under=100 $(TOGETHER) -q
	$(BIN)/pytest --ignore=tests/rules $(TOGETHER) -q

soak: $(READY) ## The killer of processes for longer, with more claims in flight; not part of `make test`
	FAULT_CLAIMS=60 FAULT_SECONDS=60 $(BIN)/pytest tests/faults/test_kill_loop.py -q

check: $(READY) ## Lint, format, types and the laws of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY) ## Mend what the linter can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

cover: $(READY) ## Coverage of the whole suite; the rules must be whole
	$(BIN)/pytest $(TOGETHER) --cov --cov-report=term:skip-covered -q
	$(BIN)/coverage report --include='makegood/rules/*' --fail-under=100

histories: $(READY) ## Record the histories of every story anew, after a wanted change of steps
	$(BIN)/python -m tests.replay.record

lock: ## Pin every dependency again, with hashes (needs uv and a network)
	uv pip compile pyproject.toml --extra dev --extra detector --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header -o requirements.lock

bench: $(READY) ## Claims a second and CPU a claim against a bare floor
	$(BIN)/python -m benchmarks $(WHAT)
