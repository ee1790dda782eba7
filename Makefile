# The words of this project. People and CI use the same ones.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
TESTS ?= tests
timed := scripts/timed
# Tests run on two workers, what shares a server on the same one: tests/conftest.py says what.
# Those of `check` wait for half of their time, so that three find room on two cores
pytest := $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder
# so that jlpm finds the Node that pip installed, on a machine that has none
export PATH := $(abspath $(BIN)):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo lab check test oldest lint typescript fix docs pictures bench openstack openstack-down clean

help:  ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

demo: $(VENV)/installed  ## the dashboard on a demo cloud (ARGS="--no-browser --port 8890")
	$(BIN)/canfar-jupyter demo $(ARGS)

lab: $(VENV)/installed  ## JupyterLab on the tutorials, on the demo cloud
	$(BIN)/canfar-jupyter demo --lab $(ARGS)

# What a wheel is made of besides Python, which an editable install reads where it is
BUILT_FROM := pyproject.toml $(shell git ls-files labextension notebooks canfar_jupyter/voila_template \
	'canfar_jupyter/widgets/*.ts')

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --upgrade pip

$(VENV)/installed: $(VENV)/bin/python $(BUILT_FROM)
	$(timed) "install the package" $(BIN)/pip install -q -e ".[all]"
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(timed) "install the test tools" $(BIN)/pip install -q -e ".[all,test,test-userdata]"
	touch $@

check: $(VENV)/installed-test  ## lint, types and all tests that need no browser, no real OpenStack and no Tempest
	@$(timed) "cloud-init" scripts/cloud-init
	@$(timed) "openssh-server" scripts/openssh-server
	@$(timed) "lint" $(MAKE) -s lint
	@$(pytest) -n 3 -m "not browser and not real and not tempest" $(TESTS)

test: $(VENV)/installed-test  ## everything: lint, types, TypeScript, then all tests (TESTS=tests/pure for some)
	@$(timed) "chromium" scripts/chromium
	@$(timed) "cloud-init" scripts/cloud-init
	@$(timed) "openssh-server" scripts/openssh-server
	@$(timed) "qemu" scripts/qemu
	@$(timed) "lint" $(MAKE) -s lint
	@$(timed) "typescript" $(MAKE) -s typescript
	@$(timed) "real OpenStack: install" $(BIN)/python -m tests.openstack install
	@$(timed) "tempest: install" $(BIN)/python -m tests.tempest install
	@$(pytest) $(TESTS)

lint: $(VENV)/installed-test  ## ruff, mypy --strict, import-linter, deptry
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry canfar_jupyter
	$(BIN)/deptry tests benchmarks --ignore DEP002,DEP004

OLDEST := .venv-oldest
uv := $(BIN)/uv
# What needs neither browser nor real OpenStack
FAST := tests/pure tests/local tests/widgets tests/cloud tests/bootlog

oldest: $(VENV)/installed-test  ## the fast tests on the lower bounds of pyproject.toml
	$(uv) venv -q --clear --python $(BIN)/python $(OLDEST)
	$(uv) pip compile -q --python $(OLDEST) --resolution lowest-direct --extra all \
		pyproject.toml -o $(OLDEST)/constraints.txt
	$(timed) "the lower bounds" $(uv) pip install -q --python $(OLDEST) -c $(OLDEST)/constraints.txt \
		-r pyproject.toml --extra all --extra test
	$(OLDEST)/bin/python -m pytest -m "not real and not browser" $(FAST)

typescript: $(VENV)/installed-test  ## eslint, prettier, tsc, vitest
	cd labextension && jlpm install --immutable >/dev/null && jlpm lint && jlpm test

fix: $(VENV)/installed-test  ## format, mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/nbstripout notebooks/*/*.ipynb

docs: $(VENV)/installed  ## what of docs/ is made of the code: the table of settings
	$(BIN)/python scripts/settings-table > docs/settings.md

pictures: $(VENV)/installed-test  ## take the pictures of docs/images (ARGS="launch keys" for some)
	@$(timed) "chromium" scripts/chromium
	$(BIN)/python -m tests.pictures $(ARGS)

$(VENV)/installed-bench: $(VENV)/installed-test
	$(timed) "install what is compared with" $(BIN)/pip install -q -e ".[all,bench]"
	touch $@

bench: $(VENV)/installed-bench  ## the figures and their limits (ARGS="reads table" for some); benchmarks/README.md
	@scripts/chromium
	$(BIN)/python -m benchmarks $(ARGS)

openstack: $(VENV)/installed-test  ## start the real OpenStack of the tests
	$(BIN)/python -m tests.openstack up

openstack-down:  ## end it
	$(BIN)/python -m tests.openstack down

clean:  ## forget what was installed and built (the cached OpenStack stays in .cache)
	rm -rf $(VENV) $(OLDEST) canfar_jupyter/labextension canfar_jupyter/widgets/bundles labextension/lib labextension/node_modules
