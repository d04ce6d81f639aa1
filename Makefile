# The two commands of the README are `make run` and `make test`.
PYTHON3 ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export DJANGO_SETTINGS_MODULE ?= cms.settings.dev

.PHONY: run test lint bench messages lock clean

$(VENV)/.installed: requirements.txt
	$(PYTHON3) -m venv $(VENV) || { echo 'Python needs its venv module: apt install python3-venv'; rm -rf $(VENV); exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: $(VENV)/.installed
	umask 077 && $(PY) manage.py migrate --verbosity 0 && $(PY) manage.py demo
	PYTHON=$(PY) deploy/run.sh

test: $(VENV)/.installed-dev
	PYTHON=$(PY) tests/run.sh

lint: $(VENV)/.installed-dev
	PYTHON=$(PY) deploy/lint.sh

bench: $(VENV)/.installed-dev
	$(PY) -m benchmarks

messages: $(VENV)/.installed-dev
	$(PY) manage.py makemessages --all --no-location --no-obsolete --ignore=.venv --ignore=var
	$(PY) manage.py compilemessages --ignore=.venv

lock:
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements-sso.in -o requirements-sso.txt

clean:
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
