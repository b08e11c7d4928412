#!/usr/bin/env bash
# Every check of the project, in stages; stops at the first that fails. Ends with each stage's time.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/progress.sh
. scripts/target.sh

stages=()
stage() {
  local label=$1 started=$SECONDS
  shift
  printf '%s\n' "== $label" >&2
  "$@" || { printf '%s\n' "== $label failed" >&2; exit 1; }
  stages+=("$(printf '%-44s %5d s' "$label" $((SECONDS - started)))")
}

# Always the whole workspace: another choice of packages would choose other features of their
# dependencies and compile those again. With nextest a filter makes stages of it.
nextest() { cargo nextest run --workspace --no-tests fail -E "$1"; }

clippy() { step "clippy" cargo clippy --workspace --all-targets -- -D warnings; }
compile() { step "binaries and tests" cargo build --workspace --bins --tests; }
unit_tests() { nextest 'not (package(tributary-sandbox) or package(tributary-scenarios))'; }
sandbox_tests() { nextest 'package(tributary-sandbox)'; }
# Fails if a message of an ABI was not measured.
costs() { "$CARGO_TARGET_DIR/debug/costs" >/dev/null; }
# What this run does without.
left_out=
[ "${TRIBUTARY_WITHOUT_MOUNTS:-}" != 1 ] || left_out="left out: the scenario of full disks (TRIBUTARY_WITHOUT_MOUNTS=1)"
tell_left_out() { [ -z "$left_out" ] || note "$left_out"; }
scenario_tests() { tell_left_out && nextest 'package(tributary-scenarios)'; }
all_tests() { tell_left_out && cargo test --workspace --lib --bins --tests; }
examples() { cargo test --workspace --doc; }
second_implementations() {
  local golden=oracle/attribution/golden
  python3 contracts/core/vectors/second_implementation &&
    python3 $golden/reference.py integration-tests/data/corpora check <$golden/v1.json
}

# Said now, not after an hour of building.
can_mount() {
  local at status=0
  at=$(mktemp -d)
  mount -t tmpfs -o size=64k tmpfs "$at" 2>/dev/null && umount "$at" || status=1
  rmdir "$at"
  return $status
}
[ -n "$left_out" ] || can_mount ||
  fail "the scenario of full disks mounts a tmpfs, which takes root or CAP_SYS_ADMIN: set TRIBUTARY_WITHOUT_MOUNTS=1 to leave it out"

stage "setup" scripts/setup.sh --for-tests
stage "format" cargo fmt --all --check
stage "dependency rules" python3 scripts/check_dependencies.py
stage "licences, bans, sources" cargo deny --log-level error check licenses bans sources
stage "second implementation agrees" second_implementations
stage "contract builds" scripts/build-contracts.sh
stage "clippy" clippy
stage "build" compile
stage "examples in the documentation" examples
stage "cost of every message" costs
if command -v cargo-nextest >/dev/null; then
  stage "unit and property tests" unit_tests
  stage "contract tests in the sandbox" sandbox_tests
  stage "end-to-end tests on the dev chain" scenario_tests
else
  stage "unit, contract and end-to-end tests" all_tests
fi

printf '\n%s\n' "stage                                          time"
printf '%s\n' "${stages[@]}" "$(printf '%-44s %5d s' "all" "$SECONDS")"
[ -z "$left_out" ] || printf '%s\n' "$left_out"
