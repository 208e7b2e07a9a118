# make run    crawl, index and serve on http://127.0.0.1:8000
# make test   every test, on SQLite and on a real PostgreSQL
# make test-tools  the EC2 endpoint and the recipes with the tools themselves, which it installs under build/
# make test-pages  every page of a running service in Chromium, with axe-core, which it installs under build/
# make screenshots  write a picture of every page to build/screenshots
# make check  what CI checks: lint, formatting, strict types, import contracts, tests (migration drift among them)
# make audit  ask whether a locked library has a known weakness; write build/audit/sbom.json (CycloneDX) and licences.md
# make docs   write what comes from code: commands and settings in docs/, operations in amidex_client/
# make bench-crawl  how fast the world is crawled, beside the AWS CLI and boto3 (an hour; BENCH="--images 317323" for less)
# make bench-ec2  how fast the EC2 endpoint answers, beside moto and the simulated EC2 (half an hour; BENCH="--images 317323" for less)
# make bench-load  how two hundred clients at once are answered, on both databases, with a crawl beside (ten minutes)
# make bench-pages  how long the page of a release takes, here and until it is seen
# make bench-search  how fast searches are answered, quiet and during a crawl, beside SQLite FTS5 and PostgreSQL (an hour; BENCH="--images 317323" for less)
# make bench-trust  how many verdicts a second one processor gives, and how long a thousand take to tell
# make readme write the answers in README.md too, from a crawl of the whole demo (a minute)

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: bench-load help run install test test-tools test-pages screenshots bench-pages check lint format types imports docs readme bench-trust bench-crawl bench-ec2 bench-search lock clean audit
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# //p' $(firstword $(MAKEFILE_LIST))

run: install
	@$(BIN)/amidex up

install: $(VENV)/.installed

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto

test-tools: $(VENV)/.installed-dev
	$(BIN)/pytest -m tools

test-pages: $(VENV)/.installed-dev build/axe/node_modules/axe-core/axe.min.js
	$(BIN)/pytest -m pages

screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m tests.pages.screenshots

build/axe/node_modules/axe-core/axe.min.js: Makefile
	npm install --no-save --no-package-lock --silent --prefix build/axe axe-core@4.10.3
	@touch $@

check: lint types imports test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy .

imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev
	$(BIN)/python -m tests.docs

readme: $(VENV)/.installed-dev
	$(BIN)/python -m tests.docs README

bench-crawl: $(VENV)/.installed-dev
	PYTHONPATH=. $(BIN)/python -m tests.bench.crawl $(BENCH)

bench-ec2: $(VENV)/.installed-dev
	PYTHONPATH=. $(BIN)/python -m tests.bench.ec2 $(BENCH)

bench-load: $(VENV)/.installed-dev
	PYTHONPATH=. $(BIN)/python -m tests.bench.load $(BENCH)

bench-pages: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench.pages

bench-search: $(VENV)/.installed-dev
	PYTHONPATH=. $(BIN)/python -m tests.bench.search $(BENCH)

bench-trust: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench.trust
	$(BIN)/python -m tests.bench.verdicts

# Pins every dependency with its hashes, for every platform and every Python the project supports.
audit: $(VENV)/.installed-dev
	$(BIN)/uv venv --quiet --allow-existing build/audit
	$(BIN)/uv pip install --quiet --python build/audit/bin/python pip-audit==2.10.1 cyclonedx-bom==7.5.0 pip-licenses==5.5.5
	build/audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-file build/audit/sbom.json
	build/audit/bin/pip-licenses --python=$(BIN)/python --with-urls --format=markdown --output-file=build/audit/licences.md \
	  --packages $$(sed -n 's/^\([a-z0-9._-]*\)==.*/\1/p' requirements.lock)
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --group build --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# The stamp files say which lock a virtual environment was made from. The development lock holds all of the other.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(call prepare,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml
	$(call prepare,requirements-dev.lock)
	@touch $(VENV)/.installed $@

ifneq ($(UV),)
define prepare
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(1)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
endef
else
define prepare
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endef
endif
