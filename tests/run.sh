#!/usr/bin/env bash
# All tests: on SQLite, on PostgreSQL when TEST_DATABASE_URL is set, and in a browser when one is
# found. REQUIRE_POSTGRES=1, REQUIRE_REDIS=1 and REQUIRE_BROWSER=1 turn what is missing into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
export BROWSER_PATH=${BROWSER_PATH:-$browser}
export DJANGO_SETTINGS_MODULE=cms.settings.test
missing() {
  echo "!!!!!!!! SKIPPED: $1 !!!!!!!!" >&2
  [ "${2:-0}" = 1 ] && exit 1 || true
}

echo "== unit tests on SQLite"
env -u TEST_DATABASE_URL "$python" -m pytest -n 2 -m "not browser" "$@"

if [ -n "${TEST_DATABASE_URL:-}" ]; then
  echo "== unit tests on PostgreSQL"
  "$python" -m pytest -n 2 -m "not browser and not walk" "$@"
else
  missing "PostgreSQL: TEST_DATABASE_URL is not set" "${REQUIRE_POSTGRES:-0}"
fi

if [ -n "$BROWSER_PATH" ]; then
  echo "== journeys in $BROWSER_PATH"
  env -u TEST_DATABASE_URL "$python" -m pytest -n 2 --dist loadfile -m browser "$@"
else
  missing "the browser journeys: no Chromium was found" "${REQUIRE_BROWSER:-0}"
fi
