use alloy_sol_types::SolError;
use tributary_client::KnownError;

use super::*;

fn refused(error: impl SolError) -> ClientError {
    let error = Box::new(KnownError::read(&error.abi_encode()));
    ClientError::Reverted { contract: alloy_primitives::Address::ZERO, error }
}

#[test]
fn a_refusal_is_final_unless_it_is_of_the_moment() {
    let gone = ClientError::BlockUnknown { number: 1 };
    assert!(is_passing(&gone), "the chain did not answer");
    assert!(is_passing(&refused(IPausable::Paused { untilBlock: 9 })));
    assert!(is_passing(&refused(IAttributionLedger::TooManyPending { pending: 4, most: 4 })));
    assert!(is_passing(&refused(IAttributionLedger::WrongEpoch { expected: 3, found: 2 })));
    let cut = |found| IAttributionLedger::CutOutOfRange { after_: 90, latest: 100, found };
    assert!(is_passing(&refused(cut(101))), "the next block's ledger takes it");
    for voided in [80, 90] {
        assert!(!is_passing(&refused(cut(voided))), "what was voided never comes back");
    }
    assert!(!is_passing(&refused(IAttributionLedger::SignatureInvalid { index: 0 })), "another committee");
    assert!(!is_passing(&refused(IAttributionLedger::QuorumMissed { found: 2, needed: 3 })));
}

#[test]
fn only_a_refused_settlement_is_voided() {
    assert!(is_unsettled(&refused(IAttributionLedger::SettlementRefused { epoch: 1 })));
    assert!(!is_unsettled(&refused(IAttributionLedger::WindowOpen { epoch: 1, untilBlock: 9 })));
    assert!(!is_unsettled(&ClientError::BlockUnknown { number: 1 }));
}
