//! What is encoded is read back as it was, and bytes from outside never panic.

use std::collections::BTreeMap;

use proptest::{array::uniform32, collection::vec, prelude::*};
use scale::{Decode, Encode};

use super::scene::registry;
use crate::{
    account::Account,
    epoch::{Commitment, Inputs, PayerCursor, State},
    history::History,
    ids::{Address, DatasetId, EpochId, Hash, ModelId, NodeId},
    ledger::COMMITMENT_BYTES,
    merkle::Node,
    money::Wei,
    ppm::Ppm,
    registry::{DatasetRecord, EpochParams, Registry},
    report::{Report, SignedReport},
    voucher::Voucher,
};

fn hash() -> impl Strategy<Value = Hash> {
    uniform32(any::<u8>())
}

fn address() -> impl Strategy<Value = Address> {
    proptest::array::uniform20(any::<u8>()).prop_map(Address)
}

fn wei() -> impl Strategy<Value = Wei> {
    any::<u128>().prop_map(Wei)
}

fn signature() -> impl Strategy<Value = [u8; 64]> {
    (hash(), hash()).prop_map(|(r, s)| {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        signature
    })
}

fn account() -> impl Strategy<Value = Account> {
    prop_oneof![
        any::<u64>().prop_map(|id| Account::Dataset(DatasetId(id))),
        any::<u64>().prop_map(|id| Account::Node(NodeId(id))),
        any::<u64>().prop_map(|id| Account::Developer(ModelId(id))),
        address().prop_map(Account::Oracle),
        Just(Account::Treasury),
        address().prop_map(Account::Payer),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    (hash(), wei()).prop_map(|(hash, sum)| Node { hash, sum })
}

fn voucher() -> impl Strategy<Value = Voucher> {
    let first = (address(), any::<u64>(), any::<u64>(), any::<u64>(), any::<u32>());
    (first, wei(), hash(), any::<u32>(), any::<bool>()).prop_map(
        |(
            (payer, node, nonce, model, model_version),
            max_fee,
            request_hash,
            expires_at_block,
            audit_consent,
        )| {
            Voucher {
                payer,
                node: NodeId(node),
                nonce,
                model: ModelId(model),
                model_version,
                max_fee,
                request_hash,
                expires_at_block,
                audit_consent,
            }
        },
    )
}

fn signed_report() -> impl Strategy<Value = SignedReport> {
    let shares = vec((any::<u64>(), any::<u32>()), 0..5);
    let numbers = (any::<u64>(), any::<u64>(), any::<u32>(), any::<u32>(), any::<u32>(), any::<u16>());
    let hashes = (hash(), hash(), signature(), signature());
    (numbers, voucher(), hashes, wei(), shares).prop_map(
        |(
            (node, sequence, prompt_tokens, completion_tokens, anchor_block, method),
            voucher,
            hashes,
            fee,
            shares,
        )| {
            let (response_hash, corpus_root, voucher_signature, signature) = hashes;
            let report = Report {
                node: NodeId(node),
                sequence,
                voucher,
                voucher_signature,
                response_hash,
                prompt_tokens,
                completion_tokens,
                fee,
                anchor_block,
                method,
                corpus_root,
                shares: shares.into_iter().map(|(dataset, ppm)| (DatasetId(dataset), Ppm(ppm))).collect(),
            };
            SignedReport { report, signature }
        },
    )
}

fn commitment() -> impl Strategy<Value = Commitment> {
    let numbers = (any::<u64>(), any::<u32>(), any::<u64>());
    let hashes = (hash(), hash(), hash());
    let nodes = (node(), node(), node(), node(), node(), node());
    (numbers, hashes, nodes).prop_map(|((epoch, cut_block, report_count), hashes, nodes)| {
        let (prev, corpus_root, data_hash) = hashes;
        let (reports, credits, debits, payout, spend, cursors) = nodes;
        Commitment {
            epoch: EpochId(epoch),
            prev,
            cut_block,
            corpus_root,
            reports,
            report_count,
            credits,
            debits,
            payout,
            spend,
            cursors,
            data_hash,
        }
    })
}

fn state() -> impl Strategy<Value = State> {
    let cursor = (any::<u32>(), any::<u64>(), wei()).prop_map(|(generation, nonce, spent)| PayerCursor {
        generation,
        nonce,
        spent,
    });
    (
        commitment(),
        vec((account(), wei()), 0..4),
        vec((address(), wei()), 0..4),
        vec((any::<u64>(), any::<u64>()), 0..4),
        vec(((address(), any::<u64>()), cursor), 0..4),
    )
        .prop_map(|(head, payouts, spends, next, cursors)| State {
            head,
            payouts: payouts.into_iter().collect(),
            spends: spends.into_iter().collect(),
            next_sequence: next.into_iter().map(|(node, next)| (NodeId(node), next)).collect(),
            cursors: cursors
                .into_iter()
                .map(|((payer, node), cursor)| ((payer, NodeId(node)), cursor))
                .collect(),
        })
}

/// The scene's, with other limits and more datasets.
fn some_registry() -> impl Strategy<Value = Registry> {
    let dataset = (
        any::<u64>(),
        hash(),
        vec((any::<u32>(), any::<bool>()), 0..4),
        vec((any::<u64>(), any::<u32>()), 0..3),
    );
    ((any::<u32>(), any::<u32>(), any::<u32>(), any::<u32>()), vec(dataset, 0..4)).prop_map(
        |(limits, datasets)| {
            let (max_report_age, max_voucher_life, dead_after, retirement_grace) = limits;
            let mut registry = registry();
            registry.params = EpochParams { max_report_age, max_voucher_life, dead_after, retirement_grace };
            let more: BTreeMap<_, _> = datasets
                .into_iter()
                .map(|(id, content_root, mut changes, parents)| {
                    changes.sort_by_key(|(block, _)| *block);
                    let parents = parents.into_iter().map(|(id, ppm)| (DatasetId(id), Ppm(ppm))).collect();
                    let active = History::from_changes(changes).unwrap();
                    (DatasetId(id), DatasetRecord { content_root, active, parents })
                })
                .collect();
            registry.datasets.extend(more);
            registry
        },
    )
}

fn inputs() -> impl Strategy<Value = Inputs> {
    (hash(), any::<u32>(), some_registry(), vec(signed_report(), 0..4))
        .prop_map(|(prev, cut_block, registry, reports)| Inputs { prev, cut_block, registry, reports })
}

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
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn decoding_arbitrary_bytes_never_panics(bytes in vec(any::<u8>(), 0..600)) {
        fn decode<T: Decode>(mut bytes: &[u8]) {
            drop(T::decode(&mut bytes));
        }
        decode::<Voucher>(&bytes);
        decode::<Report>(&bytes);
        decode::<SignedReport>(&bytes);
        decode::<Commitment>(&bytes);
        decode::<Inputs>(&bytes);
        decode::<State>(&bytes);
    }

    /// Bytes that begin well go deeper than arbitrary ones.
    #[test]
    fn decoding_damaged_bytes_never_panics(
        inputs in inputs(),
        at in any::<prop::sample::Index>(),
        damage in any::<u8>(),
    ) {
        let mut bytes = inputs.encode();
        let at = at.index(bytes.len());
        bytes[at] ^= damage;
        drop(Inputs::decode(&mut bytes.as_slice()));
        drop(Inputs::decode(&mut &bytes[..at]));
    }
}
