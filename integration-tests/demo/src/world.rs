//! The people, their keys and the chain they meet on.

use std::path::{Path, PathBuf};

use anyhow::Context;
use ed25519_dalek::SigningKey;
use futures::future::try_join_all;
use tributary_cli::{
    consumer,
    datasets::{self, Description},
    deploy::{self, Artifacts, Plan},
    nodes::{self, NewNode},
};
use tributary_client::{
    abi::{IAttributionLedger, IModelRegistry, IRoyaltySplitter},
    Address, Client, Deployment, Signer, Suite,
};
use tributary_core::{
    hashing::HostHashing, registry::VersionStatus, Account, DatasetId, FeePolicy, ModelId, NodeId, Ppm, Wei,
};
use tributary_oracle::keys::OracleKey;

use crate::{
    members::{Members, VOTE},
    versions::{self, Terms},
};

/// A coin, in wei.
pub const TOKEN: u128 = 1_000_000_000_000_000_000;
/// What a node asks per token, in wei.
pub const PRICE: u128 = TOKEN / 1_000;
/// Blocks between epochs.
pub const EPOCH_BLOCKS: u32 = 24;
/// Blocks that an epoch stays pending.
pub const CHALLENGE_WINDOW: u32 = 6;
/// Blocks of each oracle's turn to lead an epoch.
pub const STAGE_BLOCKS: u32 = 12;
/// Milliseconds between two looks at the chain, of a node and of an oracle.
pub const LOOK_MS: u64 = 500;
/// The model's name at the nodes.
pub const MODEL_NAME: &str = "tributary-infinigram";
/// How the fees of its first version divide.
pub const FIRST_POLICY: FeePolicy = FeePolicy {
    datasets: Ppm(600_000),
    node: Ppm(250_000),
    developer: Ppm(80_000),
    oracles: Ppm(50_000),
    treasury: Ppm(20_000),
};

/// What the DAO's members hold, in votes: the first, who proposes, less than the second, and with the third more.
pub const VOTES: [u128; 3] = [350, 400, 250];

/// A dataset of the demo.
pub struct Work {
    /// Its name in the table.
    pub name: &'static str,
    /// Its file.
    pub file: &'static str,
    /// Its creator's name.
    pub creator: &'static str,
    /// The work it derives from, by place in the list, with its part in ppm.
    pub parent: Option<(usize, u32)>,
    /// Whether three people share it.
    pub shared: bool,
}

/// The five datasets, in order of registration.
pub const WORKS: [Work; 5] = [
    work("Washington, addresses", "sotu-george-washington.txt", "Amara"),
    work("Lincoln, addresses", "sotu-abraham-lincoln.txt", "Bela"),
    work("T. Roosevelt, addresses", "sotu-theodore-roosevelt.txt", "Chidi"),
    Work { shared: true, ..work("Moby-Dick", "moby-dick.txt", "Dalia") },
    Work { parent: Some((2, 100_000)), ..work("Wilson, addresses", "sotu-woodrow-wilson.txt", "Emre") },
];

const fn work(name: &'static str, file: &'static str, creator: &'static str) -> Work {
    Work { name, file, creator, parent: None, shared: false }
}

/// Who shares the shared work with its creator, in the order of [`World::partners`].
pub const PARTNERS: [&str; 2] = ["Farid", "Greta"];

/// A node operator with the node's key and place.
pub struct NodeSeat {
    /// Its id on chain.
    pub id: NodeId,
    /// Its ed25519 secret.
    pub key: SigningKey,
    /// Where it will listen.
    pub port: u16,
    /// Whose it is.
    pub operator: Signer,
}

/// An oracle operator with keys and place.
pub struct OracleSeat {
    /// The committee key's secret.
    pub secret: [u8; 32],
    /// The seed of the account that pays its transactions.
    pub account: [u8; 32],
    /// Where it will listen.
    pub port: u16,
    /// Whose it is: staked for it, and gets what it earns.
    pub operator: Signer,
}

/// What whoever acts as a member or a creator signs with: 32 bytes each.
#[derive(Clone)]
pub struct Seeds {
    /// Those of the DAO's members, in the order of [`Members::signers`].
    pub members: [[u8; 32]; VOTES.len()],
    /// Those of the creators, in the order of [`WORKS`].
    pub creators: [[u8; 32]; WORKS.len()],
}

/// Everything that stands before the first question.
pub struct World {
    /// The chain.
    pub client: Client,
    /// The deployment.
    pub deployment: Deployment,
    /// Its file.
    pub deployment_file: PathBuf,
    /// Its contracts.
    pub suite: Suite,
    /// Who decides what the DAO does, which owns the contracts.
    pub members: Members,
    /// The creators, in the order of [`WORKS`].
    pub creators: Vec<Signer>,
    /// The other two recipients of the shared work.
    pub partners: Vec<Signer>,
    /// Dataset ids, in the order of [`WORKS`].
    pub datasets: Vec<DatasetId>,
    /// The model.
    pub model: ModelId,
    /// Who develops it.
    pub developer: Signer,
    /// The nodes.
    pub nodes: Vec<NodeSeat>,
    /// The oracles.
    pub oracles: Vec<OracleSeat>,
    /// Who asks and pays.
    pub consumer: Signer,
    /// The consumer's session key.
    pub session: SigningKey,
    /// What the consumer prepaid.
    pub deposited: Wei,
    /// The secrets of members and creators.
    pub seeds: Seeds,
    /// How often whoever is started next looks at the chain, in milliseconds between.
    pub look_ms: u64,
}

/// Deploys the suite and settles everybody in.
pub async fn build(
    chain_url: &str,
    artifacts: &Path,
    corpora: &Path,
    folder: &Path,
    say: impl Fn(&str),
) -> anyhow::Result<World> {
    let client = Client::connect(chain_url).await?;
    let bank = Signer::dev("Alice")?;
    let deployer = Signer::dev("Bob")?;
    let seats = oracle_seats()?;
    let committee = seats.iter().map(committee_address).collect::<anyhow::Result<Vec<_>>>()?;
    deploy::check_chain(&client).await?;
    let seeds = Seeds { members: rand::random(), creators: rand::random() };
    let mut others = fund(&client, &bank, "member", &seeds.members).await?;
    let members = Members::new(others.remove(0), others);
    let plan = plan(&members, committee)?;
    let artifacts = Artifacts::at(artifacts.to_owned());
    let deployment_file = folder.join("deployment.json");
    let deployment = deploy::deploy(&client, &deployer, &artifacts, &plan, &deployment_file).await?;
    let suite = deployment.connect(&client).await?;
    say("contracts deployed, wired and proven to be the DAO's");

    let creators = fund(&client, &bank, "creator", &seeds.creators).await?;
    let partners = fund(&client, &bank, "partner", &fresh(PARTNERS.len())).await?;
    let ids = register_datasets(&client, &suite, corpora, &creators).await?;
    say("5 datasets registered as NFTs");
    share_out(&client, &suite, &ids, &creators, &partners).await?;

    let model = register_model(&client, &suite, &deployer, &members).await?;
    say("a model registered, and its version brought live by a vote of the DAO's 3 members");
    let operators = fund(&client, &bank, "operator", &fresh(2)).await?;
    let mut node_seats = Vec::new();
    for operator in operators {
        let (key, port) = (SigningKey::generate(&mut rand::rngs::OsRng), crate::processes::free_port()?);
        let public = key.verifying_key().to_bytes().into();
        let endpoint = format!("http://127.0.0.1:{port}");
        let node = NewNode {
            key: public,
            endpoint,
            payout: operator.address(),
            stake: Wei(100 * TOKEN),
            model: model.0,
            price_per_token: Wei(PRICE),
        };
        let id = nodes::register(&suite, &operator, node).await?;
        node_seats.push(NodeSeat { id, key, port, operator });
    }
    for seat in &seats {
        for account in [&Signer::from_seed(seat.account)?, &seat.operator] {
            client.transfer(&bank, account.account_id(), Wei(1_000 * TOKEN)).await?;
        }
        let (key, endpoint) =
            (OracleKey::from_bytes(&seat.secret)?, format!("http://127.0.0.1:{}", seat.port));
        nodes::register_oracle(&suite, &seat.operator, &key, &endpoint, Wei(100 * TOKEN)).await?;
    }
    say("2 nodes and 4 oracles registered with their stakes");

    let consumer = fund(&client, &bank, "consumer", &fresh(1)).await?.remove(0);
    let session = SigningKey::generate(&mut rand::rngs::OsRng);
    let deposited = Wei(200 * TOKEN);
    consumer::deposit(&suite, &consumer, deposited).await?;
    consumer::register_session_key(&suite, &consumer, session.verifying_key().to_bytes()).await?;
    for seat in &node_seats {
        consumer::reserve(&suite, &consumer, seat.id, Wei(90 * TOKEN)).await?;
    }
    say("a consumer prepaid 200 coins and reserved 90 for each node");
    Ok(World {
        client,
        deployment,
        deployment_file,
        suite,
        members,
        creators,
        partners,
        datasets: ids,
        model,
        developer: deployer,
        nodes: node_seats,
        oracles: seats,
        consumer,
        session,
        deposited,
        seeds,
        look_ms: LOOK_MS,
    })
}

/// The guardian is somebody who never acts; the treasury is the DAO's.
fn plan(members: &Members, committee: Vec<Address>) -> anyhow::Result<Plan> {
    let guardian = Signer::from_seed(rand::random())?.address();
    Ok(Plan {
        dao: members.founding_with(guardian, VOTES.map(|votes| votes.saturating_mul(VOTE))),
        guardian,
        treasury: None,
        committee,
        min_node_stake: 100 * TOKEN,
        min_oracle_stake: 100 * TOKEN,
        unbonding_blocks: 600,
        ledger: IAttributionLedger::Params {
            challengeWindow: CHALLENGE_WINDOW,
            maxPending: 4,
            maxReportAge: 120,
            maxVoucherLife: 80,
            deadAfter: 60,
            retirementGrace: 40,
            committeeDelay: 650,
            stageBlocks: STAGE_BLOCKS,
        },
        splitter: IRoyaltySplitter::Params { exitDelay: 200, escapeAfter: 450, recipientDelay: 2 },
    })
}

/// Seeds that nobody knows.
fn fresh(count: usize) -> Vec<[u8; 32]> {
    (0..count).map(|_| rand::random()).collect()
}

fn oracle_seats() -> anyhow::Result<Vec<OracleSeat>> {
    (0..4)
        .map(|_| {
            let port = crate::processes::free_port()?;
            let operator = Signer::from_seed(rand::random())?;
            Ok(OracleSeat { secret: rand::random(), account: rand::random(), port, operator })
        })
        .collect()
}

fn committee_address(seat: &OracleSeat) -> anyhow::Result<Address> {
    Ok(Address::from(OracleKey::from_bytes(&seat.secret)?.address().0))
}

/// An account with 1,000 coins for each seed.
async fn fund(client: &Client, bank: &Signer, role: &str, seeds: &[[u8; 32]]) -> anyhow::Result<Vec<Signer>> {
    let mut accounts = Vec::with_capacity(seeds.len());
    for seed in seeds {
        let account = Signer::from_seed(*seed)?;
        client
            .transfer(bank, account.account_id(), Wei(1_000 * TOKEN))
            .await
            .with_context(|| format!("funding a {role}"))?;
        accounts.push(account);
    }
    Ok(accounts)
}

/// Everybody commits, and once all commitments are old enough, they are revealed in the order of [`WORKS`].
async fn register_datasets(
    client: &Client,
    suite: &Suite,
    corpora: &Path,
    creators: &[Signer],
) -> anyhow::Result<Vec<DatasetId>> {
    let commitments = WORKS.iter().zip(creators).map(|(work, creator)| async move {
        let path = corpora.join(work.file);
        let content = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let uri = format!("file:integration-tests/data/corpora/{}", work.file);
        datasets::commit(suite, creator, Description::of_text(&content, "CC0-1.0", &uri)).await
    });
    let commitments = try_join_all(commitments).await?;
    for committed in &commitments {
        committed.ripen(client, |_| {}).await?;
    }
    let mut ids: Vec<DatasetId> = Vec::with_capacity(WORKS.len());
    for ((work, creator), mut committed) in WORKS.iter().zip(creators).zip(commitments) {
        if let Some((parent, share)) = work.parent {
            committed.description.parents = ids.get(parent).map(|id| (id.0, share)).into_iter().collect();
        }
        ids.push(committed.reveal(suite, creator).await?);
    }
    Ok(ids)
}

/// The shared work's creator divides it: 50, 30 and 20 %.
async fn share_out(
    client: &Client,
    suite: &Suite,
    datasets: &[DatasetId],
    creators: &[Signer],
    partners: &[Signer],
) -> anyhow::Result<()> {
    for ((work, dataset), creator) in WORKS.iter().zip(datasets).zip(creators) {
        if !work.shared {
            continue;
        }
        let account = Account::Dataset(*dataset).to_word().into();
        let mut recipients = vec![creator.address()];
        recipients.extend(partners.iter().map(Signer::address));
        let shares = vec![500_000, 300_000, 200_000];
        let call = IRoyaltySplitter::proposeRecipientsCall { account, recipients, shares };
        let receipt = suite.royalty_splitter.write(creator, call).await?;
        let delay = suite.royalty_splitter.read(IRoyaltySplitter::paramsCall {}).await?.recipientDelay;
        client.wait_for_block(receipt.block_number.saturating_add(delay).saturating_add(1)).await?;
        let call = IRoyaltySplitter::applyRecipientsCall { account, cumulative: 0, proof: Vec::new().into() };
        suite.royalty_splitter.write(creator, call).await?;
    }
    Ok(())
}

/// The nodes' embedded model is made of the datasets and nothing else: the root of the corpus names it. Its
/// developer proposes a version, and the DAO brings it live.
async fn register_model(
    client: &Client,
    suite: &Suite,
    developer: &Signer,
    members: &Members,
) -> anyhow::Result<ModelId> {
    let block = client.finalized_block().await?;
    let artifact = suite.registry_at(block.hash).await?.corpus_root_at::<HostHashing>(block.number)?;
    let call =
        IModelRegistry::registerModelCall { name: MODEL_NAME.to_owned(), developer: developer.address() };
    let receipt = suite.model_registry.write(developer, call).await?;
    let registry = suite.model_registry.address();
    let model = ModelId(receipt.event::<IModelRegistry::ModelRegistered>(registry)?.model);
    let terms = Terms { artifact, policy: FIRST_POLICY, features: Vec::new() };
    let version = versions::propose(suite, developer, model, terms).await?;
    let steps = versions::steps_to_live(suite, model, version, VersionStatus::Proposed).await?;
    let description = format!("Bring version {version} of {MODEL_NAME} live");
    members.decide(&suite.governance, steps, &description).await?;
    Ok(model)
}
