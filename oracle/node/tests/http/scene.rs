//! A node, a payer and what they say to each other.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ed25519_dalek::{Signer, SigningKey};
use reqwest::{Client, RequestBuilder, Response};
use scale::{Decode, Encode};
use serde_json::{json, Value};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};
use tributary_attribution::METHOD_VERSION;
use tributary_core::{
    epoch::PayerCursor,
    governance::Earning,
    hashing::HostHashing,
    registry::{
        DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, Reserve, Standing, VersionRecord,
        VersionStatus,
    },
    voucher::request_hash,
    Address, Domain, FeePolicy, Hashing, History, ModelId, NodeId, Ppm, SignedReport, Voucher, Wei,
};
use tributary_node::{
    answer::{Embedded, Source},
    api::{Limits, Node, Served},
    keys::{NodeKey, NodeKeys},
    library::Library,
    running::Running,
    server,
    shelf::Shelf,
    store::Store,
    turns::Turns,
    view::Sighting,
};

pub const DOMAIN: Domain = Domain { genesis_hash: [7; 32], splitter: Address([9; 20]) };
pub const NODE: NodeId = NodeId(3);
pub const PAYER: Address = Address([1; 20]);
/// A payer who has asked to exit.
pub const LEAVER: Address = Address([2; 20]);
pub const HEAD: u32 = 1_000;
pub const PRICE: Wei = Wei(10);
pub const RESERVE: Wei = Wei(1_000_000);
/// What payers have at the splitter.
pub const FUNDS: Wei = Wei(10_000_000);
pub const MAX_FEE: Wei = Wei(5_000);
pub const MODEL: &str = "served";
pub const TEXTS: [&str; 4] = [
    "sotu-abraham-lincoln.txt",
    "sotu-george-washington.txt",
    "sotu-woodrow-wilson.txt",
    "sotu-franklin-d-roosevelt.txt",
];

pub fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integration-tests/data/corpora")
}

pub const fn limits() -> Limits {
    Limits {
        max_tokens: 200,
        stale: Duration::from_secs(60),
        stall: Duration::from_secs(30),
        answer: Duration::from_secs(60),
    }
}

pub fn node_key() -> NodeKey {
    NodeKey::from_bytes(&[11; 32])
}

pub fn session() -> SigningKey {
    SigningKey::from_bytes(&[12; 32])
}

/// What the chain says at [`HEAD`].
pub fn registry() -> Registry {
    let datasets = (1..).map(tributary_core::DatasetId).zip(TEXTS.map(|name| DatasetRecord {
        content_root: HostHashing::sha256(&std::fs::read(corpora().join(name)).unwrap()),
        active: History::since(1, true),
        parents: vec![],
    }));
    let policy = FeePolicy {
        datasets: Ppm(500_000),
        node: Ppm(300_000),
        developer: Ppm(100_000),
        oracles: Ppm(50_000),
        treasury: Ppm(50_000),
    };
    let version = VersionRecord {
        status: History::since(1, VersionStatus::Live),
        policy,
        price_floor: Wei(2),
        method: METHOD_VERSION,
        base: None,
    };
    let node = NodeRecord {
        keys: History::since(1, node_key().public()),
        active: History::since(1, true),
        prices: BTreeMap::from([(ModelId(1), History::since(1, PRICE))]),
    };
    let payer = PayerRecord {
        generation: 0,
        standing: History::since(1, Standing { generation: 0, open: true }),
        keys: History::since(1, session().verifying_key().to_bytes()),
        reserves: BTreeMap::from([(NODE, History::since(1, Reserve { generation: 0, total: RESERVE }))]),
    };
    let mut leaver = payer.clone();
    leaver.standing.change(HEAD - 1, Standing { generation: 0, open: false }).unwrap();
    Registry {
        params: EpochParams {
            max_report_age: 600,
            max_voucher_life: 300,
            dead_after: 100,
            retirement_grace: 50,
        },
        datasets: datasets.collect(),
        nodes: BTreeMap::from([(NODE, node)]),
        versions: BTreeMap::from([((ModelId(1), 1), version)]),
        payers: BTreeMap::from([(PAYER, payer), (LEAVER, leaver)]),
        oracles: vec![],
        earning: Earning::NONE,
    }
}

/// A running node.
pub struct Scene {
    pub node: Arc<Node>,
    pub sightings: watch::Sender<Option<Arc<Sighting>>>,
    pub http: Client,
    pub url: String,
    pub folder: Arc<tempfile::TempDir>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Scene {
    /// A node that answers from the embedded model.
    pub async fn embedded() -> Self {
        Self::start(Source::Embedded(Embedded), limits(), None).await
    }

    /// The same with these keys.
    pub async fn with_keys(keys: NodeKeys) -> Self {
        Self::open(Source::Embedded(Embedded), limits(), None, keys).await
    }

    /// A node on the database in `folder`, or in a new one.
    pub async fn start(source: Source, limits: Limits, folder: Option<Arc<tempfile::TempDir>>) -> Self {
        Self::open(source, limits, folder, NodeKeys { current: node_key(), next: None }).await
    }

    async fn open(
        source: Source,
        limits: Limits,
        folder: Option<Arc<tempfile::TempDir>>,
        keys: NodeKeys,
    ) -> Self {
        let folder = folder.unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        let sightings = watch::Sender::new(Some(Arc::new(sighting(HEAD, registry()))));
        let node = Arc::new(Node {
            id: NODE,
            domain: DOMAIN,
            keys,
            store: Store::open(&folder.path().join("node.sqlite")).await.unwrap(),
            sightings: sightings.subscribe(),
            models: BTreeMap::from([(MODEL.to_owned(), Served { model: ModelId(1), version: 1, source })]),
            limits,
            turns: Turns::default(),
            running: Arc::new(Running::default()),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let until = async move { drop(stopped.await) };
        let serving = server::run(node.clone(), listener, until, Duration::from_millis(300));
        let serving = tokio::spawn(serving);
        let http = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        Self { node, sightings, http, url, folder, stop: Some(stop), serving }
    }

    /// Ends the node as a signal does, and says when it has ended.
    pub async fn end(&mut self) {
        drop(self.stop.take());
        (&mut self.serving).await.unwrap().unwrap();
    }

    /// Lets the node see another chain.
    pub fn see(&self, head: u32, registry: Registry) {
        self.sightings.send_replace(Some(Arc::new(sighting(head, registry))));
    }

    /// A chat that a valid voucher with `nonce` pays for.
    pub fn chat(&self, nonce: u64, text: &str) -> Ask {
        Ask::new(
            "/v1/chat/completions",
            nonce,
            json!({
                "model": MODEL, "max_tokens": 60, "seed": 1, "messages": [{ "role": "user", "content": text }],
            }),
        )
    }

    /// The same, streamed.
    pub fn streamed(&self, nonce: u64, text: &str) -> Ask {
        let mut ask = self.chat(nonce, text);
        ask.body_mut(|body| body["stream"] = json!(true));
        ask
    }

    pub async fn send(&self, ask: &Ask) -> Response {
        ask.request(self).send().await.unwrap()
    }

    /// The answer to a request that is paid and answered as a whole.
    pub async fn answered(&self, ask: &Ask) -> Value {
        let response = self.send(ask).await;
        let status = response.status();
        let answer = response.json::<Value>().await.unwrap();
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// Status and code of a refusal, after its form was checked.
    pub async fn refused(&self, ask: &Ask) -> (u16, String) {
        refusal(self.send(ask).await).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// All reports, as an oracle gets them.
    pub async fn reports(&self) -> Vec<SignedReport> {
        let page = self.get("/tributary/v1/reports?from=1").await;
        let reports = page["reports"].as_array().unwrap();
        assert_eq!(page["next"], reports.len() + 1);
        reports.iter().map(|report| decode(report.as_str().unwrap())).collect()
    }

    /// Waits until there are `count` reports.
    pub async fn reported(&self, count: usize) -> Vec<SignedReport> {
        for _ in 0..2_000 {
            if self.node.store.next_sequence().await.unwrap() > count as u64 {
                return self.reports().await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no {count} reports: {:?}", self.reports().await);
    }

    /// What [`PAYER`] used up.
    pub async fn cursor(&self) -> PayerCursor {
        let books = self.node.store.books_of(PAYER, NODE).await.unwrap();
        books.cursors.get(&(PAYER, NODE)).copied().unwrap_or_default()
    }

    /// Nothing was stored and nothing charged.
    pub async fn assert_untouched(&self) {
        assert_eq!(self.reports().await, []);
        assert_eq!(self.cursor().await, PayerCursor::default());
    }
}

pub fn sighting(head: u32, registry: Registry) -> Sighting {
    Shelf::new(Library::new(corpora()), [].into()).sight(head, Arc::new(registry), FUNDS).unwrap()
}

/// Checks a refusal's form and returns its status and code.
pub async fn refusal(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    (status, error_code(&body))
}

/// The code of an error in OpenAI's form.
pub fn error_code(body: &Value) -> String {
    let error = body["error"].as_object().unwrap_or_else(|| panic!("{body}"));
    assert!(!error["message"].as_str().unwrap().is_empty());
    assert!(error["type"].as_str().unwrap().ends_with("_error"));
    assert_eq!(error["param"], Value::Null);
    assert_eq!(error.len(), 4, "{body}");
    error["code"].as_str().unwrap().to_owned()
}

pub fn decode(report: &str) -> SignedReport {
    let bytes = hex::decode(report.trim_start_matches("0x")).unwrap();
    SignedReport::decode(&mut bytes.as_slice()).unwrap()
}

/// A request with its payment.
#[derive(Clone)]
pub struct Ask {
    pub path: &'static str,
    pub body: Vec<u8>,
    pub voucher: Voucher,
    pub salt: [u8; 32],
    pub key: SigningKey,
    /// Headers that take the place of the right ones; an empty one is left out.
    pub headers: BTreeMap<&'static str, String>,
}

impl Ask {
    pub fn new(path: &'static str, nonce: u64, body: Value) -> Self {
        let voucher = Voucher {
            payer: PAYER,
            node: NODE,
            nonce,
            model: ModelId(1),
            model_version: 1,
            max_fee: MAX_FEE,
            request_hash: [0; 32],
            expires_at_block: HEAD + 100,
            audit_consent: true,
        };
        let mut ask =
            Self { path, body: vec![], voucher, salt: [5; 32], key: session(), headers: BTreeMap::new() };
        ask.set_body(body.to_string().into_bytes());
        ask
    }

    /// Another body, which the voucher pays for.
    pub fn set_body(&mut self, body: Vec<u8>) {
        self.voucher.request_hash = request_hash::<HostHashing>(&self.salt, &body);
        self.body = body;
    }

    /// Changes the body, which the voucher pays for.
    pub fn body_mut(&mut self, change: impl FnOnce(&mut Value)) {
        let mut body = serde_json::from_slice(&self.body).unwrap();
        change(&mut body);
        self.set_body(body.to_string().into_bytes());
    }

    pub fn digest(&self) -> [u8; 32] {
        self.voucher.digest::<HostHashing>(&DOMAIN)
    }

    pub fn request(&self, scene: &Scene) -> RequestBuilder {
        let mut request = scene
            .http
            .post(format!("{}{}", scene.url, self.path))
            .header("Content-Type", "application/json")
            .body(self.body.clone());
        for (name, value) in self.headers() {
            request = request.header(name, value);
        }
        request
    }

    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let signature = self.key.sign(&self.digest()).to_bytes();
        let mut headers = BTreeMap::from([
            ("Tributary-Voucher", hex::encode(self.voucher.encode())),
            ("Tributary-Signature", hex::encode(signature)),
            ("Tributary-Salt", hex::encode(self.salt)),
        ]);
        headers.extend(self.headers.clone());
        headers.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}
