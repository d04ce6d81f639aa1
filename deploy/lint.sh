#!/usr/bin/env bash
# Everything a machine can check without running the product. Stops at the first finding.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
bin=$(dirname "$python")
step() { echo "== $*"; "$@"; }
step "$bin/ruff" check .
step "$bin/ruff" format --check .
step env DJANGO_SETTINGS_MODULE=cms.settings.test "$bin/mypy" cms insights duties courses quizzes plan schools
step "$bin/lint-imports"
step "$bin/curlylint" templates
step "$bin/djhtml" --check --tabwidth 2 templates
step env DJANGO_SETTINGS_MODULE=cms.settings.production SECRET_KEY="$(head -c 60 /dev/urandom | base64 -w0)" \
  "$python" manage.py check --deploy --fail-level WARNING
step env DJANGO_SETTINGS_MODULE=cms.settings.test "$python" manage.py makemigrations --check --dry-run
