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
scripts/build-contracts.sh >/dev/null
step "chain, node, oracle, demo" cargo build --workspace --bins
exec "$CARGO_TARGET_DIR/debug/tributary-demo" \
  --artifacts "$CARGO_TARGET_DIR/ink" --corpora integration-tests/data/corpora "${arguments[@]}"
