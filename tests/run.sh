#!/bin/sh
# Runs the tests and counts the lines they reach, those in started processes too: first the fast
# ones, then those that start and kill whole processes, both several at a time; at last, one after
# the other, those that need the machine for themselves.
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
beside="--maxprocesses 5 --dist loadfile --no-loadscope-reorder"  # whole files, in our own order
slow="drill or browser or service"
# shellcheck disable=SC2086
"$bin/coverage" run -m pytest -n auto $beside -m "not ($slow or alone)" || status=$?
# One worker more than processors, as most of these wait; with many more, recognition, which makes
# itself small, would starve. Only the files that are meant: looking through all takes seconds.
files=$(grep -rlE --include='test_*.py' 'mark\.(drill|browser|service|alone)' tests | sort)
workers=$(($(getconf _NPROCESSORS_ONLN) + 1))
# shellcheck disable=SC2086
"$bin/coverage" run -m pytest -n "$workers" $beside --durations=15 \
    -m "($slow) and not alone" $files || status=$?
# shellcheck disable=SC2086
"$bin/coverage" run -m pytest --durations=5 -m alone $files || status=$?
"$bin/coverage" combine -q
"$bin/coverage" report --skip-covered --fail-under="$least" || status=1
exit "$status"
