#!/bin/sh
# Everything in one command for people who change Feilun: server and worker, and Vite with hot reload where Node is.
set -eu
cd "$(dirname "$0")/.."
address=http://127.0.0.1:${FEILUN_PORT:-8400}

if command -v npm >/dev/null 2>&1; then
  (cd console && FEILUN_URL=$address exec npx vite --clearScreen false) &
  vite=$!
  trap 'kill $vite 2>/dev/null || true' EXIT INT TERM
fi
.venv/bin/feilun up
