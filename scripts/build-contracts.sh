#!/usr/bin/env bash
# Builds the contracts named, or all, and prints where they are and how big their code is:
#   scripts/build-contracts.sh [--force] [dataset-nft ...]
# A contract is built again when anything it is made of changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/progress.sh

ALL=(dataset-nft royalty-splitter attribution-ledger node-registry model-registry governance)
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# The contract target is a JSON file, which cargo takes only when asked to.
export CARGO_UNSTABLE_JSON_TARGET_SPEC=true
# cargo-contract builds in a copy of the contract's own manifest, where the workspace's profile does
# not reach; the environment does. Level 3 is a third cheaper on chain than cargo-contract's "z".
export CARGO_PROFILE_RELEASE_OPT_LEVEL=3
export RUSTC_WRAPPER=$PWD/scripts/contract-rustc.sh INK_RUSTC_WRAPPER=$PWD/scripts/contract-rustc.sh
# It reads .cargo/config.toml for one step of two: the copy needs its own, above itself, with the patch.
export TMPDIR=$CARGO_TARGET_DIR/ink/copies
mkdir -p "$TMPDIR/.cargo"
printf '[patch.crates-io]\nkeccak-const = { path = "%s" }\n' "$PWD/contracts/keccak-const" >"$TMPDIR/.cargo/config.toml"
# Set for other builds, these would be taken for the contracts' too.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS INK_STATIC_BUFFER_SIZE

force=false
[ "${1:-}" = --force ] && { force=true; shift; }
names=("$@")
[ ${#names[@]} -gt 0 ] || names=("${ALL[@]}")
out=$CARGO_TARGET_DIR/ink
mkdir -p "$out"
# Cargo does not see what a wrapper does: with another one, nothing compiled before counts.
compiler=$(sha256sum <scripts/contract-rustc.sh)
(
  flock -n 9 || { note "waiting for another build of contracts"; flock 9; }
  if [ "$(cat "$out/.compiler" 2>/dev/null)" != "$compiler" ]; then
    rm -rf "$out/abi"
    printf '%s\n' "$compiler" >"$out/.compiler"
  fi
) 9>"$out/.building"
cargo contract --version >/dev/null 2>&1 || fail "cargo-contract is missing: run scripts/setup.sh"

# Everything that decides a contract's code: sources, manifests, locked versions, tools, this script.
inputs() {
  {
    find "contracts/$1" contracts/core contracts/interfaces contracts/keccak-const -type f \
      \( -name '*.rs' -o -name Cargo.toml -o -name abi.json \) ! -name tests.rs ! -path '*/tests/*' -print0
    printf '%s\0' Cargo.toml Cargo.lock rust-toolchain.toml .cargo/config.toml scripts/build-contracts.sh scripts/contract-rustc.sh scripts/publish_abi.py
  } | sort -z | xargs -0 sha256sum
  rustc --version --verbose
  cargo contract --version
}

# cargo-contract names files after the crate: dashes become underscores.
outputs() { (cd "$out/$1" && sha256sum "$1.polkavm" "$1.abi" "$1.json"); }

# What a finished build is known by: its inputs and the files it left.
stamp() { { printf '%s\n' "$2"; outputs "$1"; } 2>/dev/null | sha256sum; }

# One at a time: all contracts' ABIs come out of one file name in the target directory.
build() {
  (
    flock -n 9 || { echo "waiting for another contract's build"; flock 9; }
    cd "contracts/$1" && cargo contract build --release --metadata solidity 9>&-
  ) 9>"$out/.building"
}

for name in "${names[@]}"; do
  [ -f "contracts/$name/Cargo.toml" ] || fail "there is no contract '$name' (known: ${ALL[*]})"
  crate=${name//-/_}
  made_of=$(inputs "$name")
  if ! $force && [ "$(cat "$out/$crate/.stamp" 2>/dev/null)" = "$(stamp "$crate" "$made_of")" ]; then
    continue
  fi
  rm -f "$out/$crate/.stamp"
  step "contract $name" build "$name"
  if [ -f "contracts/$name/abi.json" ]; then
    python3 scripts/publish_abi.py "contracts/$name/abi.json" "$out/$crate/$crate.abi"
  fi
  stamp "$crate" "$made_of" >"$out/$crate/.stamp"
done

for name in "${names[@]}"; do
  crate=${name//-/_}
  printf '%-20s %7d bytes of code  %s\n' "$name" "$(stat -c %s "$out/$crate/$crate.polkavm")" "$out/$crate/$crate.{polkavm,abi,json}"
done
