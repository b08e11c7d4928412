//! What a ballot says is one byte, and its word has nothing else.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, castVoteCall, castVoteWithReasonAndParamsBySigCall,
        castVoteWithReasonAndParamsCall, castVoteWithReasonCall, castVotesBySigCall, hasVotedCall,
    },
    dao::FOR,
    typed_data::{domain, Ballot, ExtendedBallot},
    Dao, TOKEN,
};

use super::{
    states::harmless,
    unreadable::{is_unreadable, with_word},
    wallet::holding,
};

/// Words whose last byte says what the ballot says.
fn wide() -> [U256; 4] {
    let support = U256::from(FOR);
    [U256::from(256) | support, (U256::ONE << 128) | support, (U256::ONE << 255) | support, U256::MAX]
}

#[test]
fn a_wider_support_is_unreadable() {
    let dao = Dao::builder().build();
    let (wallet, signer) = holding(&dao, "signer", TOKEN);
    let id = dao.open(&harmless(&dao, "Voted on"));
    let (support, voter, nonce) = (FOR, wallet.address(), U256::ZERO);
    let (reason, params) = ("Because".to_owned(), Bytes::new());
    let domain = domain(dao.address());
    let ballot = Ballot { proposalId: id, support, voter, nonce };
    let signature = Bytes::from(wallet.sign_typed(&ballot, &domain));
    let (said, given) = (reason.clone(), params.clone());
    let extended = ExtendedBallot { proposalId: id, support, voter, nonce, reason: said, params: given };
    let extended = Bytes::from(wallet.sign_typed(&extended, &domain));
    let own = castVoteCall { proposalId: id, support }.abi_encode();
    let calls = [
        own.clone(),
        castVoteWithReasonCall { proposalId: id, support, reason: reason.clone() }.abi_encode(),
        castVoteWithReasonAndParamsCall {
            proposalId: id,
            support,
            reason: reason.clone(),
            params: params.clone(),
        }
        .abi_encode(),
        castVoteBySigCall { proposalId: id, support, voter, signature: signature.clone() }.abi_encode(),
        castVoteWithReasonAndParamsBySigCall {
            proposalId: id,
            support,
            voter,
            reason,
            params,
            signature: extended,
        }
        .abi_encode(),
    ];
    for word in wide() {
        for calldata in &calls {
            is_unreadable(&dao, &signer, with_word(calldata, 1, word));
        }
    }
    // In a batch it stands in a list, behind the head of four words and the length.
    let (supports, voters, signatures) = (vec![support], vec![voter], vec![signature]);
    let batch = castVotesBySigCall { proposalId: id, support: supports, voters, signatures }.abi_encode();
    for word in wide() {
        is_unreadable(&dao, &signer, with_word(&batch, 5, word));
    }
    assert!(!dao.contract().view(hasVotedCall { proposalId: id, account: voter }));
    dao.sandbox().call(&signer, dao.address(), own, U256::ZERO).ok();
    assert!(dao.contract().view(hasVotedCall { proposalId: id, account: voter }));
}
