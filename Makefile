# make demo      a fresh clone to the viewer in the browser
# make test      everything that the tests need, and all of them
# make test-anywhere   the player in JupyterHub, Voila, behind nginx and the like; takes minutes
# make install   the environment alone, in .venv
# make lint      what reads the code without running it
# make bundle    the JavaScript that the wheel carries
# make screenshots   the documentation's pictures of the player

.DEFAULT_GOAL := demo
.PHONY: demo install test test-anywhere lint lint-js bundle browser screenshots clean
.DELETE_ON_ERROR:

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTEST_ARGS ?=
# Most of a test of the page is waiting: two at a time take little more of the machine than one.
PYTEST_WORKERS ?= 2

# uv makes the environment where it is installed; else the first Python that is recent enough.
UV := $(shell command -v uv 2>/dev/null)
find_python = $$(for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
    "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
ifdef UV
pip_install = $(UV) pip install --quiet --python $(PYTHON)
else
pip_install = $(PYTHON) -m pip install --quiet --disable-pip-version-check
endif

demo: $(VENV)/.installed
	$(VENV)/bin/nwb-video-panel demo

install: $(VENV)/.installed

test: lint lint-js browser
	$(PYTHON) -m pytest --numprocesses $(PYTEST_WORKERS) --dist loadfile $(PYTEST_ARGS)

# JupyterHub's proxy comes from npm; nginx and libpam-wrapper, where installed, are the system's. A whole run
# writes its page.
test-anywhere: browser $(VENV)/.installed-for-anywhere
	$(PYTHON) -m pytest -m anywhere tests/anywhere -v -p no:xdist -p no:cacheprovider \
	    $(if $(PYTEST_ARGS),$(PYTEST_ARGS),--page docs/anywhere.md)

lint: $(VENV)/.installed-for-tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

lint-js: js/node_modules/.installed
	$(PYTHON) tools/nodejs.py npm run --silent check

bundle: js/node_modules/.installed
	$(PYTHON) tools/nodejs.py npm run --silent build

browser: $(VENV)/.installed-for-tests
	$(PYTHON) tools/chromium.py

screenshots: browser
	$(PYTHON) docs/images/make_screens.py

clean:
	rm -rf $(VENV) js/node_modules

# The stamps lie inside what they vouch for: to delete the one is to delete the other.
$(PYTHON):
ifdef UV
	$(UV) venv --quiet --seed --python '>=3.11' $(VENV)
else
	@python=$(find_python); \
	if [ -z "$$python" ]; then \
	    echo "Python 3.11 or later is needed: install it, or uv (https://docs.astral.sh/uv), which brings one." >&2; \
	    exit 1; \
	fi; \
	echo "$$python -m venv $(VENV)"; "$$python" -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
endif

$(VENV)/.installed: pyproject.toml | $(PYTHON)
	$(pip_install) --editable '.[pose]'
	@touch $@

$(VENV)/.installed-for-tests: pyproject.toml | $(PYTHON)
	$(pip_install) --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-for-anywhere: pyproject.toml | js/node_modules/.installed
	$(pip_install) --editable '.[anywhere]'
	$(PYTHON) tools/nodejs.py npm install --no-audit --no-fund --prefix $(CURDIR)/$(VENV)/anywhere configurable-http-proxy@5
	@touch $@

js/node_modules/.installed: js/package.json js/package-lock.json js/.npmrc | $(VENV)/.installed-for-tests
	$(PYTHON) tools/nodejs.py npm ci --no-audit --no-fund
	@touch $@
