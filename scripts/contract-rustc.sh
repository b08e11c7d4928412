#!/usr/bin/env bash
# The compiler as build-contracts.sh lets cargo-contract call it.
# For the chain: with the loads and stores of unaligned words that PolkaVM has and the target's
# description leaves out. Without, 32 bytes are copied one by one: a claim costs half as much again. The compiler's
# routines that copy memory are told the same (their feature "mem-unaligned"), else they shift words together.
# And without jump tables: where the compiler loads an entry of one at a known place, polkavm-linker takes the entry's
# bytes for a constant before it has put the address there, and the contract jumps to nowhere.
# For this machine (macros, and the programs that print a contract's ABI once): not optimised at all.
set -euo pipefail
# cargo-contract passes flags for all crates, macros included, in this way.
flags=()
[ -z "${RUSTC_WRAPPER_ENCODED_FLAGS:-}" ] || IFS=$'\x1f' read -ra flags <<<"$RUSTC_WRAPPER_ENCODED_FLAGS"
for argument in "$@"; do
  [ "$argument" = --target ] || continue
  flags+=(-Ctarget-feature=+unaligned-scalar-mem -Cjump-tables=no)
  [[ " $* " != *" --crate-name compiler_builtins "* ]] || flags+=(--cfg 'feature="mem-unaligned"')
  exec "$@" "${flags[@]}"
done
exec "${@//opt-level=3/opt-level=0}" ${flags[@]+"${flags[@]}"}
