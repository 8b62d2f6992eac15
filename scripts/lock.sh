#!/bin/sh
# Writes requirements.txt (run, demo, encoders) and requirements-test.txt (tests too) with hashes and without any address.
# The same versions are in both: the smaller set is made under the larger one as a constraint.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
[ -x "$uv" ] || { .venv/bin/python -m pip install --quiet uv; }
compile() {
  "$uv" pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
    --no-emit-find-links --no-annotate pyproject.toml "$@"
}
compile --extra demo --extra encoders --extra test --output-file requirements-test.txt
compile --extra demo --extra encoders --constraint requirements-test.txt --output-file requirements.txt
