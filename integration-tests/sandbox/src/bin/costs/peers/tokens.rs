//! ERC721URIStorage, beside the dataset registry.
#![allow(missing_docs, clippy::arithmetic_side_effects, reason = "what `sol!` makes of the interface")]

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::sol;
use tributary_sandbox::{
    abi::IERC721::{
        approveCall, safeTransferFrom_0Call, safeTransferFrom_1Call, setApprovalForAllCall, transferFromCall,
    },
    probe, Contract, Sandbox,
};

use super::build::{Build, PeerCollection};
use crate::meter::Meter;

sol! {
    function mint(string uri) external returns (uint256 tokenId);
}

/// Measures what the registry does too, as `datasets` does.
///
/// # Errors
/// If the contract was not compiled.
pub fn measure(meter: &mut Meter, build: &Build) -> anyhow::Result<()> {
    let sandbox = Sandbox::new();
    let [owner, alice, bob] = ["owner", "alice", "bob"].map(|name| sandbox.actor(name));
    let collection: Contract<PeerCollection> = build.deploy(meter, &sandbox, &owner, &[])?;
    let mint =
        || mintCall { uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi".to_owned() };
    meter.call(&collection, &alice, mint(), "first dataset of its owner");
    meter.call(&collection, &alice, mint(), "");
    collection.call(&alice, mint(), 0).ok();
    meter.call(&collection, &bob, mint(), "first dataset of its owner");

    let [one, two, three] = [1, 2, 3].map(U256::from);
    let (from, to) = (alice.address(), bob.address());
    meter.call(&collection, &alice, approveCall { to, tokenId: one }, "");
    meter.call(&collection, &alice, setApprovalForAllCall { operator: to, approved: true }, "");
    meter.call(&collection, &alice, transferFromCall { from, to, tokenId: one }, "receiver has datasets");
    let fresh = sandbox.actor("fresh").address();
    meter.call(&collection, &alice, transferFromCall { from, to: fresh, tokenId: two }, "receiver has none");
    meter.call(&collection, &alice, safeTransferFrom_1Call { from, to, tokenId: three }, "to a wallet");
    let receiver = probe::answering(&sandbox, &owner, [0x15, 0x0b, 0x7a, 0x02]);
    let data = Bytes::from(vec![1; 32]);
    let call = safeTransferFrom_0Call { from: to, to: receiver, tokenId: three, data };
    meter.call(&collection, &bob, call, "to a contract, with data");
    Ok(())
}
