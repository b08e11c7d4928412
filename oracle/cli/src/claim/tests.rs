use tributary_client::Bytes;
use tributary_core::DatasetId;

use super::*;

/// Proofs of so many steps, as for a tree of that depth.
fn proofs(count: u64, steps: u16) -> Vec<TotalProof> {
    let proof = |id| TotalProof {
        epoch: 1,
        account: Account::Dataset(DatasetId(id)).to_word().into(),
        cumulative_wei: Wei(u128::from(id)),
        proof: Bytes::from([0; 49].repeat(usize::from(steps))),
    };
    (1..=count).map(proof).collect()
}

fn sizes(proofs: &[TotalProof]) -> Vec<usize> {
    let calls = batches(proofs);
    let claimed: Vec<_> = calls.iter().flat_map(|call| call.accounts.clone()).collect();
    assert_eq!(claimed, proofs.iter().map(|proof| proof.account).collect::<Vec<_>>(), "all, once, in order");
    for call in &calls {
        assert!(call.abi_encode().len() <= MAX_INPUT);
        assert_eq!((call.accounts.len(), call.accounts.len()), (call.cumulatives.len(), call.proofs.len()));
    }
    calls.iter().map(|call| call.accounts.len()).collect()
}

#[test]
fn a_batch_has_as_many_claims_as_the_contract_takes() {
    assert_eq!(sizes(&[]), Vec::<usize>::new());
    assert_eq!(sizes(&proofs(1, 3)), [1]);
    assert_eq!(sizes(&proofs(16, 17)), [16]);
    assert_eq!(sizes(&proofs(40, 17)), [16, 16, 8]);
    // As the protocol's section 13.4 says.
    let most = [(17, 16), (18, 15), (20, 14), (22, 13), (24, 12), (26, 11), (30, 10), (32, 9)];
    for (steps, claims) in most {
        assert_eq!(sizes(&proofs(17, steps))[0], claims, "{steps} steps");
    }
    assert_eq!(sizes(&proofs(2, 255)), [1, 1]);
}
