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
fn only_what_the_splitter_can_not_pay_is_voided() {
    let unsettled =
        |reason: Vec<u8>| refused(IAttributionLedger::SettlementRefused { epoch: 1, reason: reason.into() });
    for reason in [
        IRoyaltySplitter::Insolvent { needed: 5, backed: 4 }.abi_encode(),
        IRoyaltySplitter::PayoutShrank { before: 5, after_: 4 }.abi_encode(),
        IRoyaltySplitter::SpendShrank { before: 5, after_: 4 }.abi_encode(),
    ] {
        assert!(is_unpayable(&unsettled(reason)));
    }
    let [caller, ledger] = [1, 2].map(alloy_primitives::Address::repeat_byte);
    for reason in [
        Vec::new(),
        IRoyaltySplitter::NotLedger { caller, ledger }.abi_encode(),
        IRoyaltySplitter::EpochNotNext { expected: 2, found: 1 }.abi_encode(),
        IRoyaltySplitter::CutOutOfRange { after_: 5, latest: 9, found: 4 }.abi_encode(),
    ] {
        assert!(!is_unpayable(&unsettled(reason)), "another ledger's matter, or of the moment");
    }
    assert!(!is_unpayable(&refused(IAttributionLedger::WindowOpen { epoch: 1, untilBlock: 9 })));
    assert!(!is_unpayable(&ClientError::BlockUnknown { number: 1 }));
}
