#!/bin/sh
# Runs the tests and counts the lines they reach, those in started processes too: first the fast
# ones, several at a time, then those that start, kill or time whole processes, one after the other.
# With arguments: only what pytest is told, and no coverage to reach.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin

# No test asks the network: without the encoders those that need them skip, or fail with CI=true.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/hscjit-tests"
nowhere=$(mktemp -d)
env DATA_DIR="$nowhere" MODEL_DIR="${TEST_MODEL_DIR:-$cache/models}" \
    "$bin/python" manage.py fetch_models >&2 || true
rm -rf "$nowhere"

if [ "$#" -gt 0 ]; then
    exec "$bin/pytest" "$@"
fi

rm -f .coverage .coverage.*
export COVERAGE_FILE="$PWD/.coverage"
least=0
if [ "${CI:-}" = true ]; then
    least=90  # elsewhere a service may be missing, and the lines that talk to it with it
fi
status=0
alone="drill or browser or service"
"$bin/coverage" run -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not ($alone)" \
    || status=$?
"$bin/coverage" run -m pytest --durations=15 -m "$alone" || status=$?
"$bin/coverage" combine -q
"$bin/coverage" report --skip-covered --fail-under="$least" || status=1
exit "$status"
