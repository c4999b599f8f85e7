#!/bin/sh
# Measures the simulation against catsim, which is installed into an environment that is removed afterwards. Needs
# Python 3.11 or later with venv, and a package index.
set -eu
cd "$(dirname "$0")/../.."
cargo build --release -p adaptive
cargo build --release -p benches --example simulation_runs
target="${CARGO_TARGET_DIR:-target}/release"
environment="$(mktemp -d)"
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r benches/peers/requirements.txt
"$environment/bin/python" benches/peers/compare.py "$target/adaptive" "$target/examples/simulation_runs"
