#!/bin/sh
# Finds the browser of the browser tests, or installs it where that is ours to do. Without one those tests are skipped.
set -eu

say() { printf '%s\n' "browser: $*" >&2; }

found() {
  [ -n "${CHROMIUM:-}" ] && return 0
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

has_chinese() {
  ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]
}

if found && has_chinese; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  say "installing chromium and fonts …"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >/dev/null &&
    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null; then
    exit 0
  fi
fi
if found; then
  say "no Chinese font was found; text in pictures will be boxes (Debian: fonts-noto-cjk)"
else
  say "no Chromium was found, so the browser tests are skipped; install it, or set CHROMIUM=/path/to/chromium"
fi
