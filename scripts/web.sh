#!/bin/sh
# Runs an npm script in the console and the SDK: `scripts/web.sh check`, `scripts/web.sh test`.
# Without a fitting Node nothing is run, and it says so.
set -eu
cd "$(dirname "$0")/.."

fits() {
  command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1);'
}

if ! fits; then
  echo "web: no Node 20.19 or newer was found, so \`npm run $1\` is skipped" >&2
  exit 0
fi
for project in console sdk; do
  [ -d "$project/node_modules" ] || (cd "$project" && npm ci --no-audit --no-fund --prefer-offline --silent)
  echo "web: $project: npm run $1"
  (cd "$project" && npm run --silent "$1")
done

# The console's types of the API are generated; a copy that is not current would hide a change of the API.
if [ "$1" = check ]; then
  fresh=$(mktemp)
  trap 'rm -f "$fresh"' EXIT
  (cd console && npm exec --offline -- openapi-typescript openapi.json --output "$fresh" >/dev/null 2>&1)
  if ! cmp -s "$fresh" console/src/api/schema.d.ts; then
    echo "web: console/src/api/schema.d.ts is not current; run \`make api\` and commit it" >&2
    exit 1
  fi
fi
