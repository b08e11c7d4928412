//! A Merkle distributor, beside claims of royalties.
#![allow(missing_docs, clippy::arithmetic_side_effects, reason = "what `sol!` makes of the interface")]

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{sol, SolValue};
use tributary_sandbox::{abi::IGovernance::transferCall, Contract, Sandbox, TOKEN};

use super::build::{Build, PeerCoin, PeerDistributor};
use crate::{deep::LEVELS, meter::Meter};

sol! {
    function claim(uint256 index, address account, uint256 amount, bytes32[] proof) external;
}

/// Measures an account's first claim, and one that finds the account and the cell of marks in use.
///
/// # Errors
/// If a contract was not compiled.
pub fn measure(meter: &mut Meter, build: &Build) -> anyhow::Result<()> {
    let sandbox = Sandbox::new();
    let [owner, creator] = ["owner", "creator"].map(|name| sandbox.actor(name));
    let (account, amount) = (creator.address(), U256::from(TOKEN));
    let supply = U256::from(TOKEN.saturating_mul(100));
    let coin: Contract<PeerCoin> = build.deploy(meter, &sandbox, &owner, &supply.abi_encode())?;

    let [first, second] = [0, 1].map(|index| leaf(index, account, amount));
    let rest: Vec<B256> = (1..LEVELS).map(|level| keccak256(U256::from(level).to_be_bytes::<32>())).collect();
    let root = rest.iter().fold(parent(first, second), |node, sibling| parent(node, *sibling));
    let arguments = (coin.address(), root).abi_encode_params();
    let distributor: Contract<PeerDistributor> = build.deploy(meter, &sandbox, &owner, &arguments)?;
    coin.call(&owner, transferCall { to: distributor.address(), value: supply }, 0).ok();
    sandbox.advance(1);
    for (index, sibling, case) in [(0, second, "17 levels, first of an account"), (1, first, "17 levels")] {
        let proof = [&[sibling], rest.as_slice()].concat();
        let call = claimCall { index: U256::from(index), account, amount, proof };
        meter.call(&distributor, &creator, call, case);
        sandbox.advance(1);
    }
    Ok(())
}

fn leaf(index: u64, account: Address, amount: U256) -> B256 {
    keccak256((U256::from(index), account, amount).abi_encode_packed())
}

/// The smaller of the two is hashed first.
fn parent(one: B256, other: B256) -> B256 {
    keccak256([one.min(other).0, one.max(other).0].concat())
}
