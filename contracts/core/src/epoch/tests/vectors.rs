//! The golden vectors under `vectors/`: what a second implementation must reproduce.
//!
//! `TRIBUTARY_WRITE_VECTORS=1` writes them anew, which a change of the protocol's version needs.

use std::path::Path;

use scale::Encode;
use serde_json::{json, Value};

use super::scene::{domain, registry, report, run, sign};
use crate::{
    account::Account,
    committee::Committee,
    epoch::State,
    hashing::HostHashing,
    ids::{Address, DatasetId, NodeId},
    merkle::{Absence, Leaf, LeafFields, Tree},
    money::Wei,
    nodes::ConsentTerms,
    secp256k1::signing,
};

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn check(name: &str, found: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let text = serde_json::to_string_pretty(found).unwrap() + "\n";
    if std::env::var_os("TRIBUTARY_WRITE_VECTORS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept, *found, "{} no longer holds", path.display());
}

#[test]
fn signed_messages() {
    let signed = sign(report(&registry(), 1, 1, 1, 1));
    let voucher = &signed.report.voucher;
    check(
        "messages.json",
        &json!({
            "genesis_hash": hex_of(&domain().genesis_hash),
            "splitter": domain().splitter,
            "voucher": {
                "scale": hex_of(&voucher.encode()),
                "preimage": hex_of(&domain().preimage(crate::domain::Kind::Voucher, voucher)),
                "digest": hex_of(&voucher.digest::<HostHashing>(&domain())),
                "key": hex_of(&super::scene::session_key(1).verifying_key().to_bytes()),
                "signature": hex_of(&signed.report.voucher_signature),
            },
            "report": {
                "scale": hex_of(&signed.report.encode()),
                "digest": hex_of(&signed.report.digest::<HostHashing>(&domain())),
                "key": hex_of(&super::scene::node_key(1).verifying_key().to_bytes()),
                "signature": hex_of(&signed.signature),
            },
            "oracle_registration": oracle_registration(),
            "request_hash": hex_of(&crate::voucher::request_hash::<HostHashing>(&[5; 32], b"{}")),
            "response_hash": hex_of(&crate::voucher::response_hash::<HostHashing>(&[5; 32], b"yes")),
        }),
    );
}

/// The consent of the committee key `[0x61; 32]` to operator `[0x62; 20]`.
fn oracle_registration() -> Value {
    let (registry, operator) = (Address([0x63; 20]), Address([0x62; 20]));
    let terms = ConsentTerms { chain_id: 420_420_421, registry, operator };
    let (key, digest) = (signing::key(0x60), terms.digest::<HostHashing>());
    let (signer, signature) = (signing::address(key.verifying_key()), signing::sign(&key, &digest));
    assert!(terms.check::<HostHashing>(signer, &signature, signing::recover).is_ok());
    json!({
        "chain_id": terms.chain_id,
        "registry": terms.registry,
        "operator": terms.operator,
        "preimage": hex_of(&terms.preimage()),
        "digest": hex_of(&digest),
        "signer": signer,
        "signature": hex_of(&signature),
    })
}

#[test]
fn leaves_and_trees() {
    let dataset = Account::Dataset(DatasetId(258));
    let leaves = [
        LeafFields::Total(dataset),
        LeafFields::Entry { account: dataset, node: NodeId(3), sequence: 4 },
        LeafFields::Report { node: NodeId(3), sequence: 4, digest: [6; 32] },
        LeafFields::NodeCursor { node: NodeId(3) },
        LeafFields::PayerCursor { payer: Address([8; 20]), node: NodeId(3), generation: 2, nonce: 9 },
        LeafFields::Corpus { dataset: DatasetId(258), content_root: [5; 32] },
    ]
    .map(|fields| {
        let leaf = Leaf { fields, amount: Wei(1_000) };
        json!({
            "fields": hex_of(&fields.bytes()),
            "amount": "1000",
            "hash": hex_of(&leaf.node::<HostHashing>().hash),
        })
    });
    let roots: Vec<_> = (0..=5u64)
        .map(|count| {
            let leaves = (1..=count).map(|id| Leaf {
                fields: LeafFields::Total(Account::Dataset(DatasetId(id))),
                amount: Wei(u128::from(id) * 10),
            });
            let tree = Tree::build::<HostHashing>(leaves.collect()).unwrap();
            let proofs: Vec<_> = (0..tree.leaves().len())
                .map(|index| hex_of(&tree.prove(index).unwrap().to_bytes()))
                .collect();
            let root = tree.root();
            json!({ "leaves": count, "hash": hex_of(&root.hash), "sum": root.sum, "proofs": proofs })
        })
        .collect();
    let absences: Vec<_> = (0..=5).map(absences).collect();
    let trees = json!({
        "leaves": leaves,
        "datasets_of_10_wei_times_id": roots,
        "absences_from_even_datasets": absences,
    });
    check("trees.json", &trees);
}

/// A tree of the first `count` datasets of even number, and that those of odd number beside them are absent.
fn absences(count: u64) -> Value {
    let fields = |id| LeafFields::Total(Account::Dataset(DatasetId(id)));
    let leaf = |id: u64| Leaf { fields: fields(id * 2), amount: Wei(u128::from(id) * 10) };
    let tree = Tree::build::<HostHashing>((1..=count).map(leaf).collect()).unwrap();
    let shown = (0..=count).map(|id| {
        let absent = fields(id * 2 + 1);
        let bytes = Absence::prove(&tree, &absent).unwrap().to_bytes();
        let read = Absence::from_bytes(&bytes).unwrap();
        assert_eq!(read.verify::<HostHashing>(&tree.root(), &absent), Ok(()));
        hex_of(&bytes)
    });
    json!({ "hash": hex_of(&tree.root().hash), "absences": shown.collect::<Vec<_>>() })
}

#[test]
fn epochs() {
    let registry = registry();
    let reports = vec![
        sign(report(&registry, 1, 1, 1, 1)),
        sign(report(&registry, 1, 2, 2, 1)),
        sign(report(&registry, 2, 1, 1, 1)),
    ];
    let first = run(&State::genesis(), &registry, reports).unwrap();
    let second = run(&first.state, &registry, vec![sign(report(&registry, 2, 2, 1, 2))]).unwrap();
    let committee = Committee::new(1, registry.oracles.clone()).unwrap();
    let config_digest = committee.config_digest::<HostHashing>(&Address([4; 20]));
    let epochs = [first, second].map(|epoch| {
        let commitment = epoch.commitment;
        json!({
            "commitment": hex_of(&commitment.encode()),
            "hash": hex_of(&commitment.hash::<HostHashing>()),
            "digest": hex_of(&commitment.digest::<HostHashing>(&domain(), &config_digest)),
            "payouts": epoch.state.payouts.iter().map(|(account, total)| json!({
                "account": hex_of(&account.to_word()), "total": total })).collect::<Vec<_>>(),
        })
    });
    check(
        "epochs.json",
        &json!({
            "registry": hex_of(&registry.encode()),
            "ledger": Address([4; 20]),
            "config_digest": hex_of(&config_digest),
            "epochs": epochs,
        }),
    );
}
