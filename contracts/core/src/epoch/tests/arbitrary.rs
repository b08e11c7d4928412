//! Any value of what is encoded, sensible or not.

use proptest::{array::uniform32, collection::vec, prelude::*};

use crate::{
    account::Account,
    agreement::{Endorsement, Proposal, Quorum, Range, ReportsRequest, SignedProposal, SignedRequest},
    epoch::{Commitment, Inputs, PayerCursor, State},
    governance::Earning,
    history::History,
    ids::{Address, DatasetId, EpochId, Hash, ModelId, NodeId},
    merkle::Node,
    money::Wei,
    policy::FeePolicy,
    ppm::Ppm,
    registry::{
        DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, Reserve, Standing, VersionRecord,
        VersionStatus,
    },
    report::{Report, SignedReport},
    secp256k1::OracleSignature,
    voucher::Voucher,
};

pub fn hash() -> impl Strategy<Value = Hash> {
    uniform32(any::<u8>())
}

pub fn address() -> impl Strategy<Value = Address> {
    proptest::array::uniform20(any::<u8>()).prop_map(Address)
}

pub fn wei() -> impl Strategy<Value = Wei> {
    any::<u128>().prop_map(Wei)
}

pub fn signature() -> impl Strategy<Value = [u8; 64]> {
    (hash(), hash()).prop_map(|(r, s)| {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        signature
    })
}

pub fn account() -> impl Strategy<Value = Account> {
    prop_oneof![
        any::<u64>().prop_map(|id| Account::Dataset(DatasetId(id))),
        any::<u64>().prop_map(|id| Account::Node(NodeId(id))),
        any::<u64>().prop_map(|id| Account::Developer(ModelId(id))),
        address().prop_map(Account::Oracle),
        Just(Account::Treasury),
        address().prop_map(Account::Payer),
    ]
}

pub fn node() -> impl Strategy<Value = Node> {
    (hash(), wei()).prop_map(|(hash, sum)| Node { hash, sum })
}

pub fn voucher() -> impl Strategy<Value = Voucher> {
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

pub fn signed_report() -> impl Strategy<Value = SignedReport> {
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

pub fn commitment() -> impl Strategy<Value = Commitment> {
    let numbers = (any::<u64>(), any::<u32>(), any::<u64>());
    let hashes = (hash(), hash(), hash());
    let nodes = (node(), node(), node(), node(), node(), node(), node());
    (numbers, hashes, nodes).prop_map(|((epoch, cut_block, report_count), hashes, nodes)| {
        let (prev, corpus_root, data_hash) = hashes;
        let (reports, credits, debits, payout, spend, cursors, votes) = nodes;
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
            votes,
        }
    })
}

pub fn state() -> impl Strategy<Value = State> {
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
        vec((account(), wei()), 0..4),
    )
        .prop_map(|(head, payouts, spends, next, cursors, votes)| State {
            head,
            payouts: payouts.into_iter().collect(),
            spends: spends.into_iter().collect(),
            next_sequence: next.into_iter().map(|(node, next)| (NodeId(node), next)).collect(),
            cursors: cursors
                .into_iter()
                .map(|((payer, node), cursor)| ((payer, NodeId(node)), cursor))
                .collect(),
            votes: votes.into_iter().collect(),
        })
}

pub fn history<T: Clone + PartialEq + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = History<T>> {
    vec((any::<u32>(), value), 0..4).prop_map(|mut changes| {
        changes.sort_by_key(|(block, _)| *block);
        History::from_changes(changes).unwrap()
    })
}

pub fn dataset() -> impl Strategy<Value = (DatasetId, DatasetRecord)> {
    let parents = vec((any::<u64>().prop_map(DatasetId), any::<u32>().prop_map(Ppm)), 0..3);
    (any::<u64>(), hash(), history(any::<bool>()), parents).prop_map(|(id, content_root, active, parents)| {
        (DatasetId(id), DatasetRecord { content_root, active, parents })
    })
}

pub fn node_record() -> impl Strategy<Value = (NodeId, NodeRecord)> {
    let prices = vec((any::<u64>().prop_map(ModelId), history(wei())), 0..3);
    (any::<u64>(), history(hash()), history(any::<bool>()), prices).prop_map(|(id, keys, active, prices)| {
        (NodeId(id), NodeRecord { keys, active, prices: prices.into_iter().collect() })
    })
}

pub fn version() -> impl Strategy<Value = ((ModelId, u32), VersionRecord)> {
    const STATUSES: [VersionStatus; 6] = [
        VersionStatus::Proposed,
        VersionStatus::Approved,
        VersionStatus::Training,
        VersionStatus::Evaluated,
        VersionStatus::Live,
        VersionStatus::Retired,
    ];
    let id = (any::<u64>().prop_map(ModelId), any::<u32>());
    let cuts = proptest::array::uniform5(any::<u32>().prop_map(Ppm));
    let base =
        proptest::option::of((any::<u64>().prop_map(ModelId), any::<u32>(), any::<u32>().prop_map(Ppm)));
    let status = history((0..STATUSES.len()).prop_map(|index| STATUSES[index]));
    (id, status, cuts, wei(), any::<u16>(), base).prop_map(|(id, status, cuts, price_floor, method, base)| {
        let [datasets, node, developer, oracles, treasury] = cuts;
        let policy = FeePolicy { datasets, node, developer, oracles, treasury };
        (id, VersionRecord { status, policy, price_floor, method, base })
    })
}

pub fn payer() -> impl Strategy<Value = (Address, PayerRecord)> {
    let standing =
        history((any::<u32>(), any::<bool>()).prop_map(|(generation, open)| Standing { generation, open }));
    let reserve = (any::<u32>(), wei()).prop_map(|(generation, total)| Reserve { generation, total });
    let reserves = vec((any::<u64>().prop_map(NodeId), history(reserve)), 0..3);
    (address(), any::<u32>(), standing, history(hash()), reserves).prop_map(
        |(address, generation, standing, keys, reserves)| {
            let reserves = reserves.into_iter().collect();
            (address, PayerRecord { generation, standing, keys, reserves })
        },
    )
}

pub fn some_registry() -> impl Strategy<Value = Registry> {
    let limits = proptest::array::uniform4(any::<u32>());
    let parts = (
        vec(dataset(), 0..4),
        vec(node_record(), 0..3),
        vec(version(), 0..3),
        vec(payer(), 0..3),
        vec(address(), 0..5),
        (any::<u64>(), any::<u128>()).prop_map(|(rate, cap)| Earning { rate, cap }),
    );
    (limits, parts).prop_map(|(limits, (datasets, nodes, versions, payers, oracles, earning))| {
        let [max_report_age, max_voucher_life, dead_after, retirement_grace] = limits;
        Registry {
            params: EpochParams { max_report_age, max_voucher_life, dead_after, retirement_grace },
            datasets: datasets.into_iter().collect(),
            nodes: nodes.into_iter().collect(),
            versions: versions.into_iter().collect(),
            payers: payers.into_iter().collect(),
            oracles,
            earning,
        }
    })
}

pub fn inputs() -> impl Strategy<Value = Inputs> {
    (hash(), any::<u32>(), some_registry(), vec(signed_report(), 0..4))
        .prop_map(|(prev, cut_block, registry, reports)| Inputs { prev, cut_block, registry, reports })
}

pub fn oracle_signature() -> impl Strategy<Value = OracleSignature> {
    (signature(), any::<u8>()).prop_map(|(rs, v)| {
        let mut signature = [v; 65];
        signature[..64].copy_from_slice(&rs);
        signature
    })
}

pub fn range() -> impl Strategy<Value = Range> {
    (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(node, from, until)| Range {
        node: NodeId(node),
        from,
        until,
    })
}

pub fn signed_proposal() -> impl Strategy<Value = SignedProposal> {
    let proposal = (any::<u32>(), hash(), vec(range(), 0..5), commitment()).prop_map(
        |(stage, config_digest, ranges, commitment)| Proposal { stage, config_digest, ranges, commitment },
    );
    (proposal, oracle_signature()).prop_map(|(proposal, signature)| SignedProposal { proposal, signature })
}

pub fn signed_request() -> impl Strategy<Value = SignedRequest> {
    let request = (address(), any::<u32>(), range());
    (request, oracle_signature()).prop_map(|((to, at, range), signature)| SignedRequest {
        request: ReportsRequest { to, at, range },
        signature,
    })
}

pub fn quorum() -> impl Strategy<Value = Quorum> {
    let endorsement =
        (any::<u8>(), oracle_signature()).prop_map(|(index, signature)| Endorsement { index, signature });
    (commitment(), hash(), vec(endorsement, 0..17)).prop_map(|(commitment, config_digest, endorsements)| {
        Quorum { commitment, config_digest, endorsements }
    })
}
