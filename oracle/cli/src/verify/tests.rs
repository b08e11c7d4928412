use ed25519_dalek::{Signer, SigningKey};
use scale::Encode;
use tributary_core::{
    governance::Earning,
    merkle::Tree,
    registry::{EpochParams, Registry},
    voucher::{request_hash, response_hash},
    EpochId, ModelId, NodeId, Voucher,
};

use super::*;
use crate::exit::Exit;

const NODE: [u8; 32] = [1; 32];
const SESSION: [u8; 32] = [2; 32];
const PASSAGE: &str =
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was \
                       the age of foolishness, it was the epoch of belief.";

/// A change to a scene, which has to be found out.
type Alteration = Box<dyn FnOnce(&mut Scene)>;

/// One answer with everything that proves it, and the files to re-derive it from.
struct Scene {
    answer: Answer,
    domain: Domain,
    facts: Facts,
    commitment: Commitment,
    place: ReportPlace,
    data: Vec<u8>,
    files: tempfile::TempDir,
}

fn history<T>(value: T) -> History<T> {
    History::since(10, value)
}

impl Scene {
    fn new() -> Self {
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("dickens"), PASSAGE).unwrap();
        std::fs::write(files.path().join("unrelated"), "something that nobody registered").unwrap();
        let content_root = HostHashing::sha256(PASSAGE.as_bytes());
        let record = DatasetRecord { content_root, active: history(true), parents: vec![] };
        let datasets = BTreeMap::from([(DatasetId(1), record)]);
        let (node, session) = (SigningKey::from_bytes(&NODE), SigningKey::from_bytes(&SESSION));
        let facts = Facts {
            node_keys: history(node.verifying_key().to_bytes()),
            session_keys: history(session.verifying_key().to_bytes()),
            datasets: datasets.clone(),
        };
        let domain = Domain { genesis_hash: [3; 32], splitter: tributary_core::Address([4; 20]) };
        let (salt, request) = ([5; 32], "{}".to_owned());
        let text = format!("As it is written: {PASSAGE}");
        let wanted = BTreeMap::from([(DatasetId(1), content_root)]);
        let attribution = corpus(&wanted, files.path()).unwrap().attribute(&text);
        assert!(!attribution.shares.is_empty(), "the passage is long enough to be credited");
        let voucher = Voucher {
            payer: tributary_core::Address([6; 20]),
            node: NodeId(1),
            nonce: 1,
            model: ModelId(1),
            model_version: 1,
            max_fee: Wei(100),
            request_hash: request_hash::<HostHashing>(&salt, request.as_bytes()),
            expires_at_block: 60,
            audit_consent: true,
        };
        let report = Report {
            node: NodeId(1),
            sequence: 1,
            voucher_signature: session.sign(&voucher.digest::<HostHashing>(&domain)).to_bytes(),
            voucher,
            response_hash: response_hash::<HostHashing>(&salt, text.as_bytes()),
            prompt_tokens: 1,
            completion_tokens: 30,
            fee: Wei(40),
            anchor_block: 50,
            method: 1,
            corpus_root: corpus_root::<HostHashing>([(DatasetId(1), content_root)]).unwrap(),
            shares: attribution.shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect(),
        };
        let signature = node.sign(&report.digest::<HostHashing>(&domain)).to_bytes();
        let answer = Answer { request, text, salt, signed: SignedReport { report, signature } };
        let mut scene = Self {
            answer,
            domain,
            facts,
            commitment: Commitment::GENESIS,
            place: ReportPlace { epoch: 1, fee_wei: Wei(40), reason: None, proof: vec![].into() },
            data: vec![],
            files,
        };
        scene.settle(datasets);
        scene
    }

    /// Puts the report into an epoch beside another one.
    fn settle(&mut self, datasets: BTreeMap<DatasetId, DatasetRecord>) {
        let signed = &self.answer.signed;
        let params =
            EpochParams { max_report_age: 100, max_voucher_life: 50, dead_after: 50, retirement_grace: 10 };
        let registry = Registry {
            params,
            datasets,
            nodes: BTreeMap::new(),
            versions: BTreeMap::new(),
            payers: BTreeMap::new(),
            oracles: vec![],
            earning: Earning::NONE,
        };
        let mut other = signed.clone();
        other.report.sequence = 2;
        let reports = vec![signed.clone(), other];
        self.data = Inputs { prev: [0; 32], cut_block: 70, registry, reports: reports.clone() }.encode();
        let fields = |report: &Report| LeafFields::Report {
            node: report.node,
            sequence: report.sequence,
            digest: report.digest::<HostHashing>(&self.domain),
        };
        let leaves = reports.iter().map(|signed| Leaf { fields: fields(&signed.report), amount: Wei(40) });
        let tree = Tree::build::<HostHashing>(leaves.collect()).unwrap();
        let (_, proof) = tree.find(&fields(&signed.report)).unwrap();
        self.place.proof = proof.to_bytes().into();
        self.commitment = Commitment {
            epoch: EpochId(1),
            cut_block: 70,
            reports: tree.root(),
            report_count: 2,
            data_hash: HostHashing::sha256(&self.data),
            ..Commitment::GENESIS
        };
    }

    fn check(&self) -> anyhow::Result<Vec<(DatasetId, Ppm)>> {
        let (signed, domain) = (&self.answer.signed, &self.domain);
        self.answer.check_hashes()?;
        self.facts.check_signatures(signed, domain)?;
        check_inclusion(signed, domain, &self.commitment, &self.place, &self.data)?;
        Ok(self.facts.rederive(&signed.report, &self.answer.text, self.files.path())?.shares)
    }

    fn refused(alter: impl FnOnce(&mut Self)) -> (Exit, String) {
        let mut scene = Self::new();
        alter(&mut scene);
        let error = scene.check().unwrap_err();
        (Exit::of(&error), format!("{error:#}"))
    }
}

#[test]
fn an_honest_answer_holds() {
    let scene = Scene::new();
    assert_eq!(scene.check().unwrap(), scene.answer.signed.report.shares);
}

#[test]
fn every_alteration_is_found_and_named() {
    let cases: [(&str, Alteration); 11] = [
        ("another answer", Box::new(|scene| scene.answer.text.push('!'))),
        ("another request", Box::new(|scene| scene.answer.request.push(' '))),
        ("not signed by node", Box::new(|scene| scene.answer.signed.report.fee = Wei(41))),
        ("not signed by node", Box::new(|scene| scene.facts.node_keys = history([9; 32]))),
        ("node 1 had no key", Box::new(|scene| scene.facts.node_keys = History::since(51, [9; 32]))),
        ("session key", Box::new(|scene| scene.facts.session_keys = history([9; 32]))),
        ("had no session key", Box::new(|scene| scene.facts.session_keys = History::new())),
        ("at 41 wei", Box::new(|scene| scene.place.fee_wei = Wei(41))),
        ("not in epoch 1", Box::new(|scene| scene.commitment.reports.sum = Wei(79))),
        ("the data is not what", Box::new(|scene| scene.data.push(0))),
        (
            "another corpus",
            Box::new(|scene| {
                let record = scene.facts.datasets.get_mut(&DatasetId(1)).unwrap();
                record.active = History::since(51, true);
            }),
        ),
    ];
    for (words, alter) in cases {
        let (exit, error) = Scene::refused(alter);
        assert_eq!(exit, Exit::NotVerified, "{error}");
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn data_that_is_committed_to_but_lacks_the_report_is_refused() {
    let (exit, error) = Scene::refused(|scene| {
        let mut inputs = Inputs::decode(&mut scene.data.as_slice()).unwrap();
        inputs.reports.remove(0);
        scene.data = inputs.encode();
        scene.commitment.data_hash = HostHashing::sha256(&scene.data);
    });
    assert_eq!((exit, error.contains("does not hold the report")), (Exit::NotVerified, true), "{error}");
}

/// A node that signs other shares than the method gives, which only re-deriving shows.
#[test]
fn shares_that_were_made_up_are_found_though_they_are_signed_and_settled() {
    let (exit, error) = Scene::refused(|scene| {
        scene.answer.signed.report.shares = vec![(DatasetId(1), Ppm(1))];
        let digest = scene.answer.signed.report.digest::<HostHashing>(&scene.domain);
        scene.answer.signed.signature = SigningKey::from_bytes(&NODE).sign(&digest).to_bytes();
        scene.settle(scene.facts.datasets.clone());
    });
    assert_eq!(exit, Exit::NotVerified);
    assert!(error.contains("re-derived shares") && error.contains("[1=1ppm]"), "{error}");
}

#[test]
fn a_missing_file_is_named_and_is_no_fault_of_the_answer() {
    let (exit, error) = Scene::refused(|scene| {
        std::fs::remove_file(scene.files.path().join("dickens")).unwrap();
    });
    assert_eq!(exit, Exit::NotFound);
    assert!(error.contains(&hex::encode(HostHashing::sha256(PASSAGE.as_bytes()))), "{error}");
}

#[test]
fn what_pays_nothing_is_not_taken_for_paid() {
    let audit = |standing, counted, reason: Option<&str>| Audit {
        shares: Vec::new(),
        spans: Vec::new(),
        epoch: 7,
        fee: Wei(40),
        counted: Wei(counted),
        reason: reason.map(str::to_owned),
        standing,
    };
    audit(Standing::Final, 40, None).check_pays().unwrap();
    audit(Standing::Pending { until: 90 }, 40, None).check_pays().unwrap();
    // What is proven decides, whatever the oracle makes of it.
    audit(Standing::Final, 40, Some("nonce 3 was used")).check_pays().unwrap();
    for (audit, said) in [
        (audit(Standing::Voided, 40, None), "epoch 7, which its report counted in, was voided"),
        (audit(Standing::Final, 0, Some("nonce 3 was used")), "0 of 40 wei in epoch 7: nonce 3 was used"),
        (audit(Standing::Final, 0, None), "0 of 40 wei in epoch 7: the oracle does not say why"),
    ] {
        let error = audit.check_pays().unwrap_err();
        assert_eq!(Exit::of(&error), Exit::NotVerified);
        assert!(error.to_string().contains(said), "{error}");
    }
}
