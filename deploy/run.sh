#!/usr/bin/env bash
# The server and its one worker, together; either one's end ends both.
set -euo pipefail
umask 077  # the database holds children's names
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
export DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-cms.settings.dev}
"$python" manage.py worker --interval 1 &
worker=$!
"$python" -m gunicorn --config deploy/gunicorn.conf.py cms.wsgi:application &
server=$!
trap 'kill "$worker" "$server" 2>/dev/null || true; wait' INT TERM EXIT
wait -n "$worker" "$server"
