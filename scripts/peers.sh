#!/usr/bin/env bash
# Compiles the Solidity contracts that ours are measured beside (integration-tests/sandbox/peers) from npm's
# OpenZeppelin with npm's solc, and prints where they are and how big their code is:
#   scripts/peers.sh
# `costs` measures what this leaves in the target directory. Takes network; no test needs it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/progress.sh
. scripts/target.sh

for tool in jq node npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
sources=integration-tests/sandbox/peers
out=$CARGO_TARGET_DIR/peers
mkdir -p "$out"

# Versions and hashes are those of the lock file; nothing that a package brings is run on installing it.
cp "$sources/package.json" "$sources/package-lock.json" "$out"
step "packages of the peers" npm --prefix "$out" ci --ignore-scripts --no-audit --no-fund
rm -f "$out"/*.sol
cp "$sources"/*.sol "$out"

# The timelock is used as it is. 200 runs is what solc optimises for unless told otherwise; the chain knows the
# instructions of Cancun.
TIMELOCK=@openzeppelin/contracts/governance/TimelockController.sol
(cd "$out" && jq -n --arg timelock "$TIMELOCK" '{
  language: "Solidity",
  sources: ([$ARGS.positional[], $timelock] | map({ (.): { urls: [.] } }) | add),
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    outputSelection: { "*": { "*": ["evm.bytecode.object", "evm.deployedBytecode.object"] } }
  }
}' --args *.sol) >"$out/input.json"

compile() {
  # To a file: solc's program ends before a pipe has taken all of it. The JSON begins behind a line of its own.
  (cd "$out" && node node_modules/solc/solc.js --standard-json --base-path . --include-path node_modules \
    <input.json >printed && sed -n '/^{/,$p' printed >output.json)
  if ! jq -e '[.errors[]? | select(.severity == "error")] == []' "$out/output.json" >/dev/null; then
    jq -r '.errors[].formattedMessage' "$out/output.json"
    return 1
  fi
}
step "contracts of the peers" compile

# By name: init code, and how many bytes of it stay on chain.
jq --arg compiler "$(node "$out/node_modules/solc/solc.js" --version)" \
  --arg openzeppelin "$(jq -r .version "$out/node_modules/@openzeppelin/contracts/package.json")" \
  --arg timelock "$TIMELOCK" '{
  compiler: $compiler,
  openzeppelin: $openzeppelin,
  contracts: (
    [.contracts | to_entries[]
      | select((.key | startswith("@") | not) or .key == $timelock) | .value | to_entries[]
      | { (.key): {
          init: .value.evm.bytecode.object,
          code_bytes: ((.value.evm.deployedBytecode.object | length) / 2)
        } }]
    | add
  )
}' "$out/output.json" >"$out/peers.json"
jq -r '.contracts | to_entries[] | "\(.key) \(.value.code_bytes)"' "$out/peers.json" |
  while read -r name size; do printf '%-20s %7d bytes of code\n' "$name" "$size"; done
note "$out/peers.json"
