//! Putting the whole suite on a chain, wired, resumable.

use std::path::{Path, PathBuf};

use anyhow::{bail, Context};
use serde::{Deserialize, Serialize};
use tributary_client::{
    abi::{IAttributionLedger, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    contracts::constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
    Address, Client, Code, Deployment, Estimate, Instantiation, Requirements, Signer, B256,
};
use tributary_core::Wei;

/// What a deployment sets once.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The role that the DAO will hold.
    pub owner: Address,
    /// Who may pause.
    pub guardian: Address,
    /// Where the treasury's cut goes.
    pub treasury: Address,
    /// The first committee's signing addresses, 3f + 1.
    pub committee: Vec<Address>,
    /// The least stake of a node, in wei.
    pub min_node_stake: u128,
    /// The least stake of an oracle, in wei.
    pub min_oracle_stake: u128,
    /// Blocks that a stake stays bound after leaving.
    pub unbonding_blocks: u32,
    /// The ledger's windows and limits.
    pub ledger: IAttributionLedger::Params,
    /// The splitter's delays.
    pub splitter: IRoyaltySplitter::Params,
}

/// Where contract code is found: the folder that contract builds write to.
#[derive(Clone, Debug)]
pub struct Artifacts(PathBuf);

impl Artifacts {
    /// The folder with one folder per contract.
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The PolkaVM blob of a contract such as `dataset-nft`.
    ///
    /// # Errors
    /// If it is not there; the error says how to build it.
    pub fn code(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let name = name.replace('-', "_");
        let path = self.0.join(&name).join(format!("{name}.polkavm"));
        std::fs::read(&path).with_context(|| {
            format!("{}: build the contracts with scripts/build-contracts.sh", path.display())
        })
    }
}

/// What was done so far; kept beside the deployment file until it is complete.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    genesis_hash: B256,
    dataset_nft: Option<Address>,
    node_registry: Option<Address>,
    model_registry: Option<Address>,
    royalty_splitter: Option<Address>,
    attribution_ledger: Option<Address>,
    wired: bool,
}

/// One contract's part of the cost.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// The contract.
    pub contract: &'static str,
    /// Bytes of its code.
    pub code_bytes: usize,
    /// What it costs.
    pub estimate: Estimate,
}

/// Refuses a chain that does not fit.
///
/// # Errors
/// Naming every way in which it does not.
pub async fn check_chain(client: &Client) -> anyhow::Result<()> {
    let shortfalls = client.properties().await?.shortfalls(&Requirements::default());
    if shortfalls.is_empty() {
        return Ok(());
    }
    let reasons: Vec<_> = shortfalls.iter().map(ToString::to_string).collect();
    bail!("the chain does not fit: {}", reasons.join("; "))
}

/// What deploying would cost, contract by contract. Contracts that name others are estimated with the
/// deployer's address in their place: it costs the same.
///
/// # Errors
/// If the chain refuses a dry run.
pub async fn estimate(
    client: &Client,
    signer: &Signer,
    artifacts: &Artifacts,
    plan: &Plan,
) -> anyhow::Result<Vec<Item>> {
    let own = signer.address();
    let mut items = Vec::new();
    for (contract, arguments) in [
        ("dataset-nft", constructors::dataset_nft(plan.owner)),
        ("node-registry", node_registry(plan)),
        ("model-registry", constructors::model_registry(plan.owner)),
        ("royalty-splitter", splitter(plan, own, own, own)),
        ("attribution-ledger", ledger(client, plan, own)),
    ] {
        let code = artifacts.code(contract)?;
        let code_bytes = code.len();
        let (_, estimate) = client
            .estimate_instantiate(signer, instantiation(code, arguments))
            .await
            .with_context(|| format!("dry run of {contract}"))?;
        items.push(Item { contract, code_bytes, estimate });
    }
    Ok(items)
}

/// Deploys and wires the suite; writes the deployment to `file`. A run that broke off is taken up where
/// it stopped: what it did is kept in `<file>.progress`.
///
/// # Errors
/// If the chain refuses; what was done until then is kept.
pub async fn deploy(
    client: &Client,
    signer: &Signer,
    artifacts: &Artifacts,
    plan: &Plan,
    file: &Path,
) -> anyhow::Result<Deployment> {
    let kept = kept_at(file);
    let mut progress = load(&kept, client.genesis_hash())?;
    let deployed_at = client.finalized_block().await?.number;
    macro_rules! contract {
        ($field:ident, $name:literal, $arguments:expr) => {{
            if progress.$field.is_none() {
                let made = instantiation(artifacts.code($name)?, $arguments);
                let (address, receipt) =
                    client.instantiate(signer, made).await.with_context(|| format!("deploying {}", $name))?;
                tracing::info!(contract = $name, %address, block = receipt.block_number, "deployed");
                progress.$field = Some(address);
                save(&kept, &progress)?;
            }
            progress.$field.unwrap_or_default()
        }};
    }
    let dataset_nft = contract!(dataset_nft, "dataset-nft", constructors::dataset_nft(plan.owner));
    let node_registry = contract!(node_registry, "node-registry", node_registry(plan));
    let model_registry =
        contract!(model_registry, "model-registry", constructors::model_registry(plan.owner));
    let royalty_splitter = contract!(
        royalty_splitter,
        "royalty-splitter",
        splitter(plan, dataset_nft, node_registry, model_registry)
    );
    let attribution_ledger =
        contract!(attribution_ledger, "attribution-ledger", ledger(client, plan, royalty_splitter));
    if !progress.wired {
        let call = IRoyaltySplitter::wireCall { ledger: attribution_ledger };
        client.write(signer, royalty_splitter, call, Wei::ZERO).await.context("wiring the splitter")?;
        progress.wired = true;
        save(&kept, &progress)?;
    }
    let deployment = Deployment {
        genesis_hash: client.genesis_hash(),
        deployed_at,
        dataset_nft,
        royalty_splitter,
        attribution_ledger,
        node_registry,
        model_registry,
    };
    prove(client, &deployment, plan).await?;
    deployment.save(file)?;
    std::fs::remove_file(&kept).with_context(|| kept.display().to_string())?;
    Ok(deployment)
}

/// Reads back every owner and wire.
///
/// # Errors
/// Naming the first that is not as planned.
pub async fn prove(client: &Client, deployment: &Deployment, plan: &Plan) -> anyhow::Result<()> {
    use tributary_client::abi::IOwned;
    for address in deployment.addresses() {
        let owner = client.read(address, IOwned::ownerCall {}, None).await?;
        expect(&format!("owner of {address}"), plan.owner, owner)?;
    }
    let suite = deployment.connect(client)?;
    let ledger = suite.royalty_splitter.read(IRoyaltySplitter::ledgerCall {}).await?;
    expect("ledger of the splitter", deployment.attribution_ledger, ledger)?;
    let splitter = suite.attribution_ledger.read(IAttributionLedger::splitterCall {}).await?;
    expect("splitter of the ledger", deployment.royalty_splitter, splitter)?;
    let datasets = suite.royalty_splitter.read(IRoyaltySplitter::datasetNftCall {}).await?;
    expect("datasets of the splitter", deployment.dataset_nft, datasets)?;
    let nodes = suite.royalty_splitter.read(IRoyaltySplitter::nodeRegistryCall {}).await?;
    expect("nodes of the splitter", deployment.node_registry, nodes)?;
    let models = suite.royalty_splitter.read(IRoyaltySplitter::modelRegistryCall {}).await?;
    expect("models of the splitter", deployment.model_registry, models)?;
    let genesis = suite.attribution_ledger.read(IAttributionLedger::genesisHashCall {}).await?;
    expect("genesis hash of the ledger", deployment.genesis_hash, genesis)?;
    suite.node_registry.read(INodeRegistry::nodeCountCall {}).await?;
    suite.model_registry.read(IModelRegistry::modelCountCall {}).await?;
    Ok(())
}

fn expect<T: PartialEq + std::fmt::Display>(what: &str, expected: T, found: T) -> anyhow::Result<()> {
    anyhow::ensure!(expected == found, "{what} is {found}, not {expected}");
    Ok(())
}

fn instantiation(code: Vec<u8>, arguments: Vec<u8>) -> Instantiation {
    Instantiation { code: Code::Upload(code), arguments, value: Wei::ZERO, salt: None }
}

fn node_registry(plan: &Plan) -> Vec<u8> {
    constructors::node_registry(plan.owner, plan.min_node_stake, plan.min_oracle_stake, plan.unbonding_blocks)
}

fn splitter(plan: &Plan, dataset_nft: Address, node_registry: Address, model_registry: Address) -> Vec<u8> {
    constructors::royalty_splitter(RoyaltySplitterArguments {
        owner: plan.owner,
        guardian: plan.guardian,
        treasury: plan.treasury,
        dataset_nft,
        node_registry,
        model_registry,
        params: plan.splitter.clone(),
    })
}

fn ledger(client: &Client, plan: &Plan, splitter: Address) -> Vec<u8> {
    constructors::attribution_ledger(AttributionLedgerArguments {
        owner: plan.owner,
        guardian: plan.guardian,
        splitter,
        genesis_hash: client.genesis_hash(),
        committee: plan.committee.clone(),
        params: plan.ledger.clone(),
    })
}

fn kept_at(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".progress");
    PathBuf::from(name)
}

fn load(kept: &Path, genesis_hash: B256) -> anyhow::Result<Progress> {
    let fresh = Progress { genesis_hash, ..Progress::default() };
    match std::fs::read(kept) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(fresh),
        Err(error) => Err(error).with_context(|| kept.display().to_string()),
        Ok(bytes) => {
            let progress: Progress =
                serde_json::from_slice(&bytes).with_context(|| kept.display().to_string())?;
            let shown = kept.display();
            anyhow::ensure!(
                progress.genesis_hash == genesis_hash,
                "{shown} is of a deployment to another chain: remove it to start anew"
            );
            Ok(progress)
        }
    }
}

fn save(kept: &Path, progress: &Progress) -> anyhow::Result<()> {
    let text = serde_json::to_vec_pretty(progress)?;
    let mut beside = kept.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, text).with_context(|| kept.display().to_string())?;
    std::fs::rename(&beside, kept).with_context(|| kept.display().to_string())
}
