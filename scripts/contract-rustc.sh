#!/usr/bin/env bash
# The compiler as build-contracts.sh lets cargo-contract call it: fully optimising for the chain, not
# at all for the programs on this machine that only print a contract's ABI and run once.
set -euo pipefail
for argument in "$@"; do
  [ "$argument" = --target ] && exec "$@"
done
exec "${@//opt-level=3/opt-level=0}"
