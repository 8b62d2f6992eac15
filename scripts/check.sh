#!/bin/sh
# All static checks, all of them even when one is red, so that one run shows everything.
cd "$(dirname "$0")/.." || exit 1
bin=${VENV:-.venv}/bin
export PYTHONPATH=src
red=

check() {
  name=$1
  shift
  if "$@"; then echo "check: $name: good"; else red="$red $name"; fi
}

check format "$bin/ruff" format --check --quiet .
check lint "$bin/ruff" check --quiet .
check types "$bin/mypy"
check imports "$bin/lint-imports" --no-logo
check structure "$bin/python" scripts/check_structure.py
check api "$bin/python" scripts/check_api.py
check web scripts/web.sh check

if [ -n "$red" ]; then
  echo "check: red:$red" >&2
  exit 1
fi
