#!/usr/bin/env bash
# The whole path on this machine, from a paid answer to a creator's wallet:
#   scripts/demo.sh [--json PATH] [--serve]
# Builds what is missing; the first run takes a while and says what it is doing.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
. scripts/progress.sh
. scripts/target.sh

arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --json) [ $# -ge 2 ] || fail "--json needs a path"
      case $2 in /*) arguments+=(--json "$2") ;; *) arguments+=(--json "$here/$2") ;; esac; shift 2 ;;
    --serve) arguments+=(--serve); shift ;;
    -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "unknown option $1 (known: --json PATH, --serve)" ;;
  esac
done

scripts/setup.sh
# Beside each other: a contract's build is mostly one crate after the other. If it fails, all ends.
contracts() {
  scripts/build-contracts.sh >/dev/null &
  local build=$!
  trap 'kill "$build" 2>/dev/null' TERM
  wait "$build" || { kill "$$" 2>/dev/null; return 1; }
}
contracts &
contracts=$!
trap 'kill "$contracts" 2>/dev/null' EXIT
# The whole workspace, so that features and what is compiled are the same as for the tests.
step "chain, node, oracle, demo" cargo build --workspace \
  --bin tributary-devnode --bin tributary-node --bin tributary-oracle --bin tributary --bin tributary-demo
wait "$contracts"
trap - EXIT
exec "$CARGO_TARGET_DIR/debug/tributary-demo" \
  --artifacts "$CARGO_TARGET_DIR/ink" --corpora integration-tests/data/corpora "${arguments[@]}"
