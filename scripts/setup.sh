#!/bin/sh
# Makes .venv and installs Feilun into it; does nothing when nothing changed. Needs Python 3.11 or newer, not make.
#
#   scripts/setup.sh         what `feilun` needs to run, with the demo
#   scripts/setup.sh test    also what the tests and checks need
#
# PYTHON=/path/to/python chooses the Python. FEILUN_SKIP_WEB=1 leaves out the console and the SDK.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
venv=${VENV:-.venv}

say() { printf '%s\n' "setup: $*" >&2; }

fits() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1
}

find_python() {
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# The checksum of some files, or of all files in folders, by content.
sum_of() {
  find "$@" -name node_modules -prune -o -name '*.pyc' -prune -o -type f -print 2>/dev/null |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum | cksum
}

# Runs a step when the checksum it was done with last time is another one.
once() {
  name=$1 sum=$2
  shift 2
  if [ "$(cat "$venv/$name.sum" 2>/dev/null || true)" != "$sum" ]; then
    say "$name …"
    "$@"
    printf '%s' "$sum" >"$venv/$name.sum"
  fi
}

install() {
  "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet "$@"
}

if ! "$venv/bin/python" -c '' >/dev/null 2>&1; then
  python=$(find_python) || {
    say "Feilun needs Python 3.11 to 3.14 with venv (Debian: apt-get install python3 python3-venv)."
    say "If it has another name here, write PYTHON=/path/to/python before the command."
    exit 1
  }
  say "$venv with $("$python" --version 2>&1) …"
  rm -rf "$venv"
  "$python" -m venv "$venv"
fi

# Hashes fix every package; they are the same on every machine, so no address is in the files.
once packages "$(sum_of requirements.txt)" install --no-compile --require-hashes -r requirements.txt
if [ "$what" = test ]; then
  once test-packages "$(sum_of requirements-test.txt)" install --no-compile --require-hashes -r requirements-test.txt
fi
sources=$(sum_of pyproject.toml hatch_build.py console sdk)
once feilun "$sources ${FEILUN_SKIP_WEB:-}" install --no-deps --editable .
