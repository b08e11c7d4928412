//! The golden vectors under `vectors/`: what a second implementation must reproduce.
//!
//! `TRIBUTARY_WRITE_VECTORS=1` writes them anew, which a change of the protocol's version needs.

mod agreement;
mod crooked;

use std::{collections::BTreeMap, path::Path};

use scale::Encode;
use serde_json::{json, Value};

use super::scene::{domain, node_key, registry, report, run, session_key, sign};
use crate::{
    account::Account,
    committee::Committee,
    dataset::registration,
    domain::{Domain, Kind},
    ed25519::Zip215,
    epoch::{Epoch, Signatures, State},
    hashing::HostHashing,
    ids::{Address, DatasetId, ModelId, NodeId},
    merkle::{Absence, Leaf, LeafFields, Tree},
    models::{Base, Substance},
    money::Wei,
    nodes::ConsentTerms,
    policy::FeePolicy,
    ppm::Ppm,
    secp256k1::signing,
};

const LEDGER: Address = Address([4; 20]);

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// The same with the fields of every object by name, which a feature of the library would leave as they came.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.into_iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn check(name: &str, found: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    if std::env::var_os("TRIBUTARY_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&sorted(found)).unwrap() + "\n";
        std::fs::write(&path, &text).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept, *found, "{} no longer holds", path.display());
}

/// Another chain, and another deployment on the same one: what is signed for the scene's is not for these.
fn elsewhere() -> [Domain; 2] {
    [Domain { genesis_hash: [8; 32], ..domain() }, Domain { splitter: Address([6; 20]), ..domain() }]
}

fn totals(books: impl Iterator<Item = (Account, Wei)>) -> Vec<Value> {
    books.map(|(account, total)| json!({ "account": hex_of(&account.to_word()), "total": total })).collect()
}

#[test]
fn signed_messages() {
    let signed = sign(report(&registry(), 1, 1, 1, 1));
    let (report, voucher) = (&signed.report, &signed.report.voucher);
    let payer_key = session_key(1).verifying_key().to_bytes();
    let its_key = node_key(1).verifying_key().to_bytes();
    let elsewhere = elsewhere().map(|domain| {
        let voucher_digest = voucher.digest::<HostHashing>(&domain);
        let report_digest = report.digest::<HostHashing>(&domain);
        assert!(!Zip215.verify(&payer_key, &voucher_digest, &report.voucher_signature));
        assert!(!Zip215.verify(&its_key, &report_digest, &signed.signature));
        json!({
            "genesis_hash": hex_of(&domain.genesis_hash),
            "splitter": domain.splitter,
            "voucher": hex_of(&voucher_digest),
            "report": hex_of(&report_digest),
        })
    });
    check(
        "messages.json",
        &json!({
            "genesis_hash": hex_of(&domain().genesis_hash),
            "splitter": domain().splitter,
            "voucher": {
                "scale": hex_of(&voucher.encode()),
                "preimage": hex_of(&domain().preimage(Kind::Voucher, voucher)),
                "digest": hex_of(&voucher.digest::<HostHashing>(&domain())),
                "key": hex_of(&payer_key),
                "signature": hex_of(&report.voucher_signature),
            },
            "report": {
                "scale": hex_of(&report.encode()),
                "digest": hex_of(&report.digest::<HostHashing>(&domain())),
                "key": hex_of(&its_key),
                "signature": hex_of(&signed.signature),
            },
            "elsewhere": elsewhere,
            "dataset_registration": dataset_registration(),
            "oracle_registration": oracle_registration(),
            "versions": versions(),
            "request_hash": hex_of(&crate::voucher::request_hash::<HostHashing>(&[5; 32], b"{}")),
            "response_hash": hex_of(&crate::voucher::response_hash::<HostHashing>(&[5; 32], b"yes")),
        }),
    );
}

/// What the creator `[0x64; 20]` commits to, and what another one would with the same root and salt.
fn dataset_registration() -> Value {
    let (creator, content_root, salt) = (Address([0x64; 20]), [0x65; 32], [0x66; 32]);
    let commitment = |creator| registration::commitment::<HostHashing>(&creator, &content_root, &salt);
    let by_another = commitment(Address([0x67; 20]));
    assert_ne!(commitment(creator), by_another);
    json!({
        "creator": creator,
        "content_root": hex_of(&content_root),
        "salt": hex_of(&salt),
        "commitment": hex_of(&commitment(creator)),
        "by_another": hex_of(&by_another),
    })
}

/// The consent of the committee key `[0x61; 32]` to operator `[0x62; 20]`, and what it is not good for.
fn oracle_registration() -> Value {
    let (registry, operator) = (Address([0x63; 20]), Address([0x62; 20]));
    let terms = ConsentTerms { chain_id: 420_420_421, registry, operator };
    let (key, digest) = (signing::key(0x60), terms.digest::<HostHashing>());
    let (signer, signature) = (signing::address(key.verifying_key()), signing::sign(&key, &digest));
    let given =
        |terms: &ConsentTerms| terms.check::<HostHashing>(signer, &signature, signing::recover).is_ok();
    let others = [
        ConsentTerms { chain_id: 420_420_422, ..terms },
        ConsentTerms { registry: Address([0x68; 20]), ..terms },
        ConsentTerms { operator: Address([0x69; 20]), ..terms },
    ];
    assert!(given(&terms) && !others.iter().any(given));
    json!({
        "chain_id": terms.chain_id,
        "registry": terms.registry,
        "operator": terms.operator,
        "preimage": hex_of(&terms.preimage()),
        "digest": hex_of(&digest),
        "signer": signer,
        "signature": hex_of(&signature),
        "other_chain_registry_operator": others.map(|terms| hex_of(&terms.digest::<HostHashing>())),
    })
}

/// A version on its own that is still to be trained, and one that has everything.
fn versions() -> Value {
    let policy = FeePolicy {
        datasets: Ppm(500_000),
        node: Ppm(300_000),
        developer: Ppm(100_000),
        oracles: Ppm(50_000),
        treasury: Ppm(50_000),
    };
    let bare = Substance {
        model: ModelId(1),
        version: 3,
        base: None,
        price_floor: Wei(3),
        method: 1,
        policy,
        features: &[],
        artifact_hash: [0; 32],
        uri: "",
    };
    let base = Base { model: ModelId(4), version: 2, cut: Ppm(250_000) };
    let full = Substance {
        base: Some(base),
        features: &[2, 5],
        artifact_hash: [9; 32],
        uri: "ipfs://model",
        ..bare
    };
    let shown = [bare, full].map(|version| {
        json!({
            "preimage": hex_of(&version.preimage()),
            "hash": hex_of(&version.hash::<HostHashing>()),
        })
    });
    json!(shown)
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

/// The plain scene's first epoch.
fn first_epoch() -> Epoch {
    let registry = registry();
    let reports = vec![
        sign(report(&registry, 1, 1, 1, 1)),
        sign(report(&registry, 1, 2, 2, 1)),
        sign(report(&registry, 2, 1, 1, 1)),
    ];
    run(&State::genesis(), &registry, reports).unwrap()
}

#[test]
fn epochs() {
    let (registry, first) = (registry(), first_epoch());
    let second = run(&first.state, &registry, vec![sign(report(&registry, 2, 2, 1, 2))]).unwrap();
    let committee = Committee::new(1, registry.oracles.clone()).unwrap();
    let config_digest = committee.config_digest::<HostHashing>(&LEDGER);
    let epochs = [first, second].map(|epoch| {
        let commitment = epoch.commitment;
        let payouts = epoch.state.payouts.iter().map(|(account, total)| (*account, *total));
        let votes = epoch.state.votes.iter().map(|(account, total)| (*account, *total));
        json!({
            "commitment": hex_of(&commitment.encode()),
            "hash": hex_of(&commitment.hash::<HostHashing>()),
            "digest": hex_of(&commitment.digest::<HostHashing>(&domain(), &config_digest)),
            "payouts": totals(payouts),
            "votes": totals(votes),
        })
    });
    check(
        "epochs.json",
        &json!({
            "registry": hex_of(&registry.encode()),
            "ledger": LEDGER,
            "config_digest": hex_of(&config_digest),
            "epochs": epochs,
            "crooked": crooked::epochs(),
        }),
    );
}
