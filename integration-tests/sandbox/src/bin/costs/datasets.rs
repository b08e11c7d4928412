//! The dataset registry.

use alloy_primitives::{B256, U256};
use tributary_core::{
    dataset::registration::{commitment, REVEAL_DELAY},
    hashing::HostHashing,
};
use tributary_sandbox::{
    abi::{
        IDatasetNft::{
            commitRegistrationCall, datasetByContentRootCall, datasetCall, datasetCountCall, delistCall,
            liftQuarantineCall, quarantineCall, reassignCall, reassignmentCall, registerCall, relistCall,
            statusChangesCall,
        },
        IERC721Metadata::{nameCall, symbolCall, tokenURICall},
        IOwned::{ownerCall, transferOwnershipCall},
        IERC165::supportsInterfaceCall,
        IERC2981::royaltyInfoCall,
        IERC721::{
            approveCall, balanceOfCall, getApprovedCall, isApprovedForAllCall, ownerOfCall,
            safeTransferFrom_0Call, safeTransferFrom_1Call, setApprovalForAllCall, transferFromCall,
        },
    },
    constructors, probe, Actor, Contract, DatasetNft, Sandbox,
};

use crate::meter::Meter;

/// Measures all messages.
///
/// # Errors
/// If the contract was not built.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let sandbox = Sandbox::new();
    let [owner, alice, bob] = ["owner", "alice", "bob"].map(|name| sandbox.actor(name));
    let arguments = constructors::dataset_nft(owner.address());
    let registry: Contract<DatasetNft> = meter.deploy(&sandbox, &owner, &arguments)?;

    register(meter, &registry, &alice, (1, &[]), "first dataset of its owner");
    register(meter, &registry, &alice, (2, &[]), "");
    register(meter, &registry, &alice, (3, &[1, 2]), "two parents");
    register(meter, &registry, &bob, (4, &[]), "first dataset of its owner");

    let (one, two) = (U256::from(1), U256::from(2));
    let (from, to) = (alice.address(), bob.address());
    meter.call(&registry, &alice, approveCall { to, tokenId: one }, "");
    meter.call(&registry, &alice, setApprovalForAllCall { operator: to, approved: true }, "");
    meter.call(&registry, &alice, transferFromCall { from, to, tokenId: one }, "receiver has datasets");
    let fresh = sandbox.actor("fresh").address();
    meter.call(&registry, &alice, transferFromCall { from, to: fresh, tokenId: two }, "receiver has none");
    let three = U256::from(3);
    let call = safeTransferFrom_1Call { from, to, tokenId: three };
    meter.call(&registry, &alice, call, "to a wallet");
    let receiver = probe::answering(&sandbox, &owner, [0x15, 0x0b, 0x7a, 0x02]);
    let call = safeTransferFrom_0Call { from: to, to: receiver, tokenId: three, data: vec![1; 32].into() };
    meter.call(&registry, &bob, call, "to a contract, with data");

    meter.call(&registry, &bob, delistCall { id: 4 }, "");
    sandbox.advance(1);
    meter.call(&registry, &bob, relistCall { id: 4 }, "");
    sandbox.advance(1);
    meter.call(&registry, &owner, quarantineCall { id: 4 }, "");
    sandbox.advance(1);
    meter.call(&registry, &owner, liftQuarantineCall { id: 4 }, "");
    meter.call(&registry, &owner, reassignCall { id: 4, to: from }, "");

    meter.view(&registry, datasetCall { id: 3 });
    meter.view(&registry, datasetCountCall {});
    meter.view(&registry, datasetByContentRootCall { contentRoot: root(3) });
    meter.view(&registry, statusChangesCall { id: 4 });
    meter.view(&registry, reassignmentCall { id: 4 });
    meter.view(&registry, supportsInterfaceCall { interfaceID: [0x80, 0xac, 0x58, 0xcd].into() });
    meter.view(&registry, nameCall {});
    meter.view(&registry, symbolCall {});
    meter.view(&registry, tokenURICall { tokenId: one });
    meter.view(&registry, royaltyInfoCall { tokenId: one, salePrice: U256::from(1_000_000_u64) });
    meter.view(&registry, balanceOfCall { owner: to });
    meter.view(&registry, ownerOfCall { tokenId: one });
    meter.view(&registry, getApprovedCall { tokenId: one });
    meter.view(&registry, isApprovedForAllCall { owner: from, operator: to });
    meter.view(&registry, ownerCall {});
    meter.call(&registry, &owner, transferOwnershipCall { newOwner: from }, "");
    Ok(())
}

const fn root(number: u8) -> B256 {
    B256::repeat_byte(number)
}

/// Commits and reveals the dataset of this number, with parents of equal shares.
fn register(
    meter: &mut Meter,
    registry: &Contract<DatasetNft>,
    who: &Actor,
    (number, parents): (u8, &[u64]),
    case: &'static str,
) {
    let salt = B256::repeat_byte(0xaa);
    let commitment = commitment::<HostHashing>(&who.core_address(), &root(number).0, &salt.0);
    let call = commitRegistrationCall { commitment: commitment.into() };
    if number == 1 {
        meter.call(registry, who, call, "");
    } else {
        registry.call(who, call, 0).ok();
    }
    registry.sandbox().advance(REVEAL_DELAY);
    let call = registerCall {
        contentRoot: root(number),
        byteSize: 1_234_567,
        mediaType: "text/plain; charset=utf-8".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi".to_owned(),
        parents: parents.to_vec(),
        parentShares: vec![100_000; parents.len()],
        royaltyPpm: 50_000,
        salt,
    };
    meter.call(registry, who, call, case);
}
