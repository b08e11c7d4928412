//! What is encoded is read back as it was, and bytes from outside never panic.

use std::any::type_name;

use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use scale::{Decode, DecodeAll, Encode};

use super::arbitrary::{
    account, commitment, inputs, quorum, signed_proposal, signed_report, signed_request, state,
};
use crate::{
    account::Account,
    agreement::{Endorsement, Proposal, Quorum, Range, ReportsRequest, SignedProposal, SignedRequest},
    committee::Committee,
    dataset, domain,
    epoch::{Commitment, Head, Inputs, Judged, PayerCursor, State, Worthless},
    history::History,
    ids::{Address, DatasetId, EpochId, ModelId, NodeId},
    ledger::{self, COMMITMENT_BYTES},
    merkle, models,
    money::Wei,
    nodes, pause,
    policy::FeePolicy,
    ppm::Ppm,
    registry, report, schedule, splitter,
    voucher::Voucher,
};

/// Reads what was written, all of it.
fn read<T: Encode + Decode>(value: &T) -> T {
    let bytes = value.encode();
    let mut rest = bytes.as_slice();
    let read = T::decode(&mut rest).unwrap();
    assert!(rest.is_empty());
    read
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn reports_round_trip(signed in signed_report()) {
        prop_assert_eq!(read(&signed.report.voucher), signed.report.voucher.clone());
        prop_assert_eq!(read(&signed), signed);
    }

    #[test]
    fn commitments_round_trip_in_constant_size(commitment in commitment()) {
        prop_assert_eq!(commitment.encode().len(), COMMITMENT_BYTES);
        prop_assert_eq!(read(&commitment), commitment);
    }

    #[test]
    fn states_round_trip(state in state()) {
        prop_assert_eq!(read(&state), state);
    }

    #[test]
    fn an_epochs_data_round_trips(inputs in inputs()) {
        prop_assert_eq!(read(&inputs), inputs);
    }

    #[test]
    fn messages_between_oracles_round_trip(
        proposal in signed_proposal(),
        request in signed_request(),
        quorum in quorum(),
    ) {
        prop_assert_eq!(read(&proposal), proposal);
        prop_assert_eq!(read(&request), request);
        prop_assert_eq!(read(&quorum), quorum);
    }

    #[test]
    fn accounts_round_trip_as_keys_and_words(account in account()) {
        prop_assert_eq!(read(&account), account);
        prop_assert_eq!(Account::from_key(&account.key()), Ok(account));
        prop_assert_eq!(Account::from_word(account.to_word()), Ok(account));
    }
}

/// Byte strings of which the protocol's types can be read: lengths, variants and options are small numbers, and
/// so are most of these bytes.
fn strings() -> Vec<Vec<u8>> {
    let byte = prop_oneof![8 => Just(0u8), 6 => Just(1), 3 => 2u8..12, 1 => any::<u8>()];
    let strategy = vec(byte, 0..600);
    let mut runner = TestRunner::deterministic();
    (0..1_000).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Of any bytes a type is read or it is not; what is read is written as it stood there. Maps are the exception:
/// they are read from unsorted pairs as well.
fn is_canonical<T: Encode + Decode + PartialEq + std::fmt::Debug>(strings: &[Vec<u8>]) {
    let found = strings.iter().filter(|bytes| {
        let mut rest = bytes.as_slice();
        let Ok(value) = T::decode(&mut rest) else { return false };
        let (mut used, _) = bytes.split_at(bytes.len() - rest.len());
        assert_eq!(value.encode(), used, "{value:?}");
        assert_eq!(T::decode_all(&mut used).unwrap(), value);
        true
    });
    assert!(found.count() > 0, "{} was never read", type_name::<T>());
}

macro_rules! are_canonical {
    ($strings:expr; $($kind:ty),+ $(,)?) => {
        let strings = $strings;
        $(is_canonical::<$kind>(strings);)+
    };
}

#[test]
fn what_is_read_of_arbitrary_bytes_is_written_as_it_stood_there() {
    are_canonical!(
        &strings();
        Account,
        Address,
        Commitment,
        Committee,
        DatasetId,
        Endorsement,
        EpochId,
        FeePolicy,
        Head,
        History<Wei>,
        Judged,
        ModelId,
        NodeId,
        PayerCursor,
        Ppm,
        Proposal,
        Quorum,
        Range,
        ReportsRequest,
        SignedProposal,
        SignedRequest,
        Voucher,
        Wei,
        Worthless,
        dataset::Parents,
        dataset::Reassignment,
        dataset::Record,
        dataset::Status,
        dataset::StatusChanges,
        dataset::Token,
        domain::Domain,
        ledger::Params,
        ledger::Pending,
        ledger::Queue,
        ledger::Scheduled,
        merkle::Node,
        models::Base,
        models::Feature,
        models::Features,
        models::Model,
        models::StatusChange,
        models::Terms,
        models::Version,
        nodes::Bond,
        nodes::Endpoint,
        nodes::KeyChange,
        nodes::Node,
        nodes::Oracle,
        nodes::Params,
        nodes::PriceChange,
        nodes::Standing,
        pause::Pause,
        registry::DatasetRecord,
        registry::EpochParams,
        registry::Reserve,
        registry::Standing,
        registry::VersionRecord,
        registry::VersionStatus,
        report::Report,
        report::SignedReport,
        schedule::Term,
        splitter::Balance,
        splitter::Books,
        splitter::Earnings,
        splitter::FinalRoot,
        splitter::KeyChange,
        splitter::Page<Wei>,
        splitter::Params,
        splitter::Payer,
        splitter::Proposal,
        splitter::Recipient,
        splitter::ReserveChange,
        splitter::ScheduledLedger,
        splitter::StandingChange,
        splitter::Table,
        splitter::Tenure,
        splitter::Totals,
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn decoding_arbitrary_bytes_never_panics(bytes in vec(any::<u8>(), 0..600)) {
        fn decode<T: Decode>(mut bytes: &[u8]) {
            drop(T::decode(&mut bytes));
        }
        decode::<Voucher>(&bytes);
        decode::<report::Report>(&bytes);
        decode::<report::SignedReport>(&bytes);
        decode::<Commitment>(&bytes);
        decode::<Inputs>(&bytes);
        decode::<State>(&bytes);
        decode::<SignedProposal>(&bytes);
        decode::<SignedRequest>(&bytes);
        decode::<Endorsement>(&bytes);
        decode::<Quorum>(&bytes);
        let word = bytes.first_chunk().copied().unwrap_or_default();
        let account = Account::from_word(word);
        prop_assert!(account.is_ok_and(|account| account.to_word() == word) || account.is_err());
    }

    /// Bytes that begin well go deeper than arbitrary ones.
    #[test]
    fn decoding_damaged_bytes_never_panics(
        inputs in inputs(),
        state in state(),
        signed in signed_report(),
        messages in (signed_proposal(), signed_request(), quorum()),
        at in any::<prop::sample::Index>(),
        damage in any::<u8>(),
    ) {
        let damaged = |mut bytes: Vec<u8>, decode: fn(&[u8])| {
            let at = at.index(bytes.len());
            decode(&bytes[..at]);
            bytes[at] ^= damage;
            decode(&bytes);
        };
        let (proposal, request, quorum) = messages;
        damaged(inputs.encode(), |mut bytes| drop(Inputs::decode(&mut bytes)));
        damaged(inputs.registry.encode(), |mut bytes| drop(registry::Registry::decode(&mut bytes)));
        damaged(state.encode(), |mut bytes| drop(State::decode(&mut bytes)));
        damaged(state.head.encode(), |mut bytes| drop(Commitment::decode(&mut bytes)));
        damaged(signed.encode(), |mut bytes| drop(report::SignedReport::decode(&mut bytes)));
        damaged(signed.report.voucher.encode(), |mut bytes| drop(Voucher::decode(&mut bytes)));
        damaged(proposal.encode(), |mut bytes| drop(SignedProposal::decode(&mut bytes)));
        damaged(request.encode(), |mut bytes| drop(SignedRequest::decode(&mut bytes)));
        damaged(quorum.encode(), |mut bytes| drop(Quorum::decode(&mut bytes)));
    }
}
