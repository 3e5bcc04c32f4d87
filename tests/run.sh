#!/bin/sh
# Runs the tests and counts the lines they reach, those in started processes too.
# With arguments: only what pytest is told, and no coverage to reach.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin

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
"$bin/coverage" run -m pytest || status=$?
"$bin/coverage" combine -q
"$bin/coverage" report --skip-covered --fail-under="$least" || status=1
exit "$status"
