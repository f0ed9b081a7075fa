# `make data` builds the dataset, `make site` its explorer, `make test` runs the tests; each makes the environment that it needs.
PYTHON ?= python3
SHELL := /bin/bash

.PHONY: data test site serve readers lint benchmark lock resolve
.DELETE_ON_ERROR:

# A folder without git, such as GitHub's ZIP, is built too: DVC is told not to look for a repository.
data: .venv/installed
	@test -e .git || grep -qs no_scm .dvc/config.local || printf '[core]\n    no_scm = true\n' >> .dvc/config.local
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/dvc repro
	@echo "The tables are in data/processed/; codebook.md there says what every column means."

test: .venv-dev/installed
	PATH="$(CURDIR)/.venv-dev/bin:$$PATH" .venv-dev/bin/python -m pytest --numprocesses=auto --dist=worksteal

# The explorer: static pages of the published tables in site/, by Python, and by Node for scripts and charts.
CLIENT := pipeline/site/client
site: data $(CLIENT)/node_modules/.package-lock.json
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m pipeline site

# Made and shown, on PORT or any that is free; the address is printed.
PORT ?= 0
serve: site
	$(PYTHON) -u -m http.server --directory site --bind 127.0.0.1 $(PORT)

$(CLIENT)/node_modules/.package-lock.json: $(CLIENT)/package-lock.json
	npm ci --prefix $(CLIENT) --no-audit --no-fund
	touch $@

# Programs of other makers that read the published files in the tests, from the packages of Debian or Ubuntu and of npm. Without them
# those tests are skipped, but not where CI is set.
BROWSER := $(if $(shell command -v chromium chromium-browser google-chrome),,chromium)
READERS := $(BROWSER) fonts-dejavu-core libreoffice-calc nginx-light nodejs npm r-base-core r-cran-haven
APT := $(if $(filter 0,$(shell id -u)),,sudo )env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2
readers:
	$(APT) update
	$(APT) install --yes --no-install-recommends $(if $(shell command -v npm),$(filter-out nodejs npm,$(READERS)),$(READERS)) > /dev/null
	npm ci --prefix tests/release/readers --no-audit --no-fund
	$(MAKE) $(CLIENT)/node_modules/.package-lock.json

lint: .venv-dev/installed
	.venv-dev/bin/ruff check
	.venv-dev/bin/ruff format --check
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports --no-cache
	.venv-dev/bin/python -m docs.architecture --check
	.venv-dev/bin/python -m docs.tables --check
	.venv-dev/bin/zizmor --offline --quiet .github/workflows
	.venv-dev/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

# What users run is measured: the environment of `make data`; the explorer is measured in a browser, which that of the tests drives.
benchmark: .venv/installed .venv-dev/installed $(CLIENT)/node_modules/.package-lock.json
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m benchmarks.startup
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m benchmarks.check
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m benchmarks.draft
	PATH="$(CURDIR)/.venv-dev/bin:$$PATH" .venv-dev/bin/python -m benchmarks.build
	PATH="$(CURDIR)/.venv-dev/bin:$$PATH" .venv-dev/bin/python -m benchmarks.site

# During a merge of two branches that both rebuilt: what the build makes is taken from this branch and made again (docs/maintaining.md).
MADE := dvc.lock data/metrics.json data/coverage.csv docs/conflicts.md docs/funnel.md
resolve: .venv/installed
	git checkout HEAD -- $(MADE)
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/dvc repro
	git add -- $(MADE)

# Only when dependencies change; needs uv.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -o requirements.txt
	uv pip compile pyproject.toml --extra cluster -c requirements.txt --universal --generate-hashes --no-emit-index-url --no-header -o requirements-cluster.txt
	uv pip compile pyproject.toml --group dev -c requirements.txt --universal --generate-hashes --no-emit-index-url --no-header -o requirements-dev.txt

# With uv if it is there, else with venv and pip; both check every hash.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name it: make PYTHON=python3.12")'
	rm -rf $(@D)
	@echo "Installing the packages of $< into $(@D): a minute or two, some 500 MB ..."
	$(PYTHON) -m venv $(if $(shell command -v uv),--without-pip) $(@D)
	$(if $(shell command -v uv),uv pip install --compile-bytecode --python $(@D)/bin/python,$(@D)/bin/python -m pip install --quiet --disable-pip-version-check) --require-hashes -r $<
	touch $@
endef

.venv/installed: requirements.txt
	$(install)

.venv-dev/installed: requirements-dev.txt
	$(install)
