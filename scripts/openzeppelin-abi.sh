#!/usr/bin/env bash
# Makes the ABIs that the DAO is compared with anew out of OpenZeppelin's npm package, and compares:
#   scripts/openzeppelin-abi.sh [--write] [TARBALL]
# Gets the package from npm, unless TARBALL is it. With --write it replaces the file. To be run by hand: it is no
# part of the tests, which need no network.
set -euo pipefail
. "$(dirname "$0")/progress.sh"

CONTRACTS=(
  IGovernor IVotes IERC20 IERC20Metadata IERC20Permit IERC6372 IERC5267 IERC165
  Governor GovernorSettings GovernorCountingSimple GovernorTimelockControl GovernorPreventLateQuorum
  GovernorVotesQuorumFraction GovernorProposalGuardian ERC20Votes ERC20Permit
)

write=false
[ "${1:-}" = --write ] && { write=true; shift; }
[ $# -le 1 ] || fail "usage: scripts/openzeppelin-abi.sh [--write] [TARBALL]"
for tool in jq openssl; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
tarball=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
# The version that the peers are compiled from, and its hash as npm publishes it.
locked() { jq -er ".packages[\"node_modules/@openzeppelin/contracts\"].$1" integration-tests/sandbox/peers/package-lock.json; }
VERSION=$(locked version)
INTEGRITY=$(locked integrity)
file=integration-tests/sandbox/tests/contracts/conformance/openzeppelin/abi-$VERSION.json

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$tarball" ]; then
  command -v npm >/dev/null || fail "npm is missing"
  tarball=$work/$(cd "$work" && npm pack --silent "@openzeppelin/contracts@$VERSION")
fi
found=sha512-$(openssl dgst -sha512 -binary "$tarball" | base64 -w0)
[ "$found" = "$INTEGRITY" ] || fail "$tarball has integrity $found, not $INTEGRITY"

# An object of each contract's abi array, an entry per line as the compiler wrote it.
made=$work/made.json
separator=$'{\n'
for contract in "${CONTRACTS[@]}"; do
  printf '%s"%s": [\n' "$separator" "$contract"
  tar -xzOf "$tarball" "package/build/contracts/$contract.json" | jq -c '.abi[]' | sed '$!s/$/,/'
  separator=$'],\n'
done >"$made"
printf ']\n}\n' >>"$made"
jq -e 'all(length > 0)' "$made" >/dev/null || fail "a contract without functions, events and errors"

if $write; then
  cp "$made" "$file"
  note "wrote $file"
elif cmp -s "$made" "$file"; then
  note "$file is as npm has it"
else
  diff "$file" "$made" || true
  fail "$file is not what $VERSION of the package makes; --write replaces it"
fi
