# Where the services of the service-backed tests and of the benchmarks are.
export TEST_REDIS_URL := env("TEST_REDIS_URL", "redis://127.0.0.1:6379")
export TEST_DATABASE_URL := env("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")

# List the recipes.
default:
    @just --list

# Everything that needs no service. CI runs this.
check: format lint features docs test examples package dependencies

# Everything that needs Redis, PostgreSQL, curl, chromium (CHROMIUM names another browser of its kind) or the tools of the contract.
# CI runs this too.
services *FLAGS: contract-tools page-tools && faults
    cargo test --workspace -- --ignored --skip golden_forms --skip golden_shadow {{ FLAGS }}

# Test assembly on item pools of others, which are not in the repository: ASSEMBLY_BANKS and ASSEMBLY_GOLDEN are their directories.
assembly-pools *FLAGS:
    cargo test --release -p test-assembly --test it -- --ignored golden_ {{ FLAGS }}

# The OpenAPI document as other programs read it: validators, generated clients, and schemathesis against a server.
contract *FLAGS: contract-tools
    cargo test -p adaptive-server --test contract -- --include-ignored {{ FLAGS }}

# The tools that the tests of the contract need, below target/contract.
contract-tools:
    bins/adaptive-server/tests/contract/pinned/install.sh target/contract

# The pages in a browser (CHROMIUM names another one of its kind).
pages *FLAGS: page-tools
    cargo test -p adaptive-server --test pages -- --include-ignored {{ FLAGS }}

# The tools that the tests of the pages need, below target/pages.
page-tools:
    bins/adaptive-server/tests/pages/pinned/install.sh target/pages

# Inputs of any kind, drawn at random for about FUZZ_SECONDS: banks and designs, requests, stored values, working copies.
fuzz:
    #!/usr/bin/env bash
    set -euo pipefail
    end=$((SECONDS + ${FUZZ_SECONDS:-60}))
    fuzz() { PROPTEST_CASES=$1 cargo test --quiet -p "$2" --test "$3" "$4"; }
    while [ $SECONDS -lt $end ]; do
        fuzz 20000 irt-core it any_input
        fuzz 2000 api http any_
        fuzz 5000 state-store store hostile_values
        fuzz 500 exam it hostile_copies
    done

# Faults of every part under load, on services that the tests start. FAULT_ROUNDS repeats each with other moments.
faults *FLAGS:
    rm -rf target/tmp/faults
    cargo test -p adaptive-server --features failpoints --test faults -- --include-ignored --skip long_run {{ FLAGS }}
    @echo '| fault | rounds | exams | answers | lost | requests | sent again (after 503) | sessions nobody knows | longest |'
    @echo '|---|--:|--:|--:|--:|--:|--:|--:|--:|'
    @cat target/tmp/faults/*

# MINUTES of load with restarts of server, Redis and PostgreSQL: what was acknowledged is counted, memory is watched.
slow MINUTES="30" *FLAGS:
    FAULT_MINUTES={{ MINUTES }} cargo test -p adaptive-server --features failpoints --test faults -- --include-ignored --nocapture long_run {{ FLAGS }}

# Serve the sample exam on http://127.0.0.1:8080.
run *FLAGS:
    cargo run --release -- {{ FLAGS }}

# The tests that need no service.
test *FLAGS:
    cargo test --workspace {{ FLAGS }}

# The example programs of irt-core.
examples:
    cargo run --quiet -p irt-core --example bank_from_csv
    cargo run --quiet -p irt-core --example save_and_restore
    cargo run --quiet -p irt-core --example own_stopping_rule
    cargo run --quiet -p irt-core --example polytomous
    cargo run --quiet -p irt-core --example own_simulation

# Write the OpenAPI document, docs/openapi.json, from the code. A test compares the two.
openapi:
    cargo run --quiet -p api --example openapi > target/openapi.json
    mv target/openapi.json docs/openapi.json

# The packages of all libraries. `just package ''` builds each of them from its package.
package *FLAGS="--no-verify":
    cargo package --quiet --allow-dirty --workspace --exclude testkit --exclude adaptive --exclude adaptive-server --exclude benches {{ FLAGS }}

# Formatting, without changing anything.
format:
    cargo fmt --all --check

# Lints, warnings denied.
lint:
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Every set of features that an embedding program may choose.
features:
    cargo clippy -p irt-core --no-default-features -- -D warnings
    cargo clippy -p state-store --no-default-features -- -D warnings
    cargo clippy -p persistence --no-default-features -- -D warnings
    cargo clippy -p persistence --no-default-features --features sqlite -- -D warnings
    cargo clippy -p persistence --no-default-features --features postgres -- -D warnings

# The documentation of every item, private ones too, warnings denied.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

# Licences and sources of dependencies, and dependencies nobody uses.
dependencies:
    cargo deny --all-features check licenses bans sources
    cargo machete

# Criterion benchmarks; those of the store need Redis.
bench *FLAGS:
    cargo bench -p benches {{ FLAGS }}

# Whole exams over HTTP on the server and on a floor, in turn; needs Redis and PostgreSQL. `just load --help` has the options.
load *FLAGS:
    cargo build --release -p adaptive-server -p benches --bin adaptive-server --bin load
    target/release/load {{ FLAGS }}

# The simulation beside that of catsim, which is fetched from the package index.
bench-peers:
    benches/peers/run.sh

# Format everything.
fix:
    cargo fmt --all
