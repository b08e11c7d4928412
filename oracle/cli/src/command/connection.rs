//! Reaching the chain, and the keys of who reaches it.

use std::path::PathBuf;

use clap::Args;
use tributary_cli::{exit::Failure, key_folder::KeyFolder};
use tributary_client::{
    abi::INodeRegistry,
    contracts::{Contract, Kind},
    Address, Client, ClientOptions, Deployment, Journal, NodeRegistry, Receipt, Signer, SolCall, Suite,
};
use tributary_core::Wei;

use super::{named_key::NamedKey, sent::Sent};
use crate::output::Output;

/// Where the chain, the deployment and the keys are, and who signs.
#[derive(Args)]
pub(super) struct Connection {
    /// The chain's WebSocket URL.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TRIBUTARY_CHAIN",
        default_value = "ws://127.0.0.1:9944"
    )]
    chain: String,
    /// The deployment file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TRIBUTARY_DEPLOYMENT",
        default_value = "deployment.json"
    )]
    pub(super) deployment: PathBuf,
    /// The folder of the keys; ~/.tributary/keys if absent.
    #[arg(long, global = true, value_name = "FOLDER", env = "TRIBUTARY_KEYS")]
    keys: Option<PathBuf>,
    /// The key of the account that signs, by name or path.
    #[arg(long, global = true, value_name = "KEY", env = "TRIBUTARY_ACCOUNT")]
    account: Option<String>,
    /// Print JSON instead of tables; errors too.
    #[arg(long, global = true)]
    json: bool,
    /// What the command did.
    #[arg(skip)]
    journal: Journal,
}

/// A connection to a deployment.
pub(super) struct Connected {
    /// The chain.
    pub(super) client: Client,
    /// The addresses.
    pub(super) deployment: Deployment,
    /// The contracts.
    pub(super) suite: Suite,
}

impl Connection {
    /// How results are shown.
    pub(super) const fn output(&self) -> Output {
        if self.json {
            Output::Json
        } else {
            Output::Table
        }
    }

    /// The user's keys.
    pub(super) fn keys(&self) -> anyhow::Result<KeyFolder> {
        match &self.keys {
            Some(folder) => Ok(KeyFolder::at(folder.clone())),
            None => KeyFolder::of_user(),
        }
    }

    /// The transactions that the command made final, in order.
    pub(super) fn done(&self) -> Vec<Receipt> {
        self.journal.receipts()
    }

    /// Connects to the chain.
    pub(super) async fn client(&self) -> anyhow::Result<Client> {
        let options = ClientOptions { journal: Some(self.journal.clone()), ..ClientOptions::default() };
        Ok(Client::connect_with(&self.chain, options).await?)
    }

    /// Connects to the chain and reads the deployment file.
    pub(super) async fn connect(&self) -> anyhow::Result<Connected> {
        let (client, deployment) = self.client_and_file().await?;
        let suite = deployment.connect(&client).await?;
        Ok(Connected { client, deployment, suite })
    }

    /// Connects with an account that signs: unlocked first, so that nobody waits for a chain before they
    /// mistype a passphrase, and known to the chain under its address.
    pub(super) async fn connect_signing(&self) -> anyhow::Result<(Connected, Signer)> {
        let signer = self.signer()?;
        let connected = self.connect().await?;
        map_account(&connected.client, &signer).await?;
        Ok((connected, signer))
    }

    /// Connects to the chain with an account that signs, as [`Connection::connect_signing`] does, and reads
    /// the deployment file as it is: its ledger may have been replaced.
    pub(super) async fn client_signing(&self) -> anyhow::Result<(Client, Deployment, Signer)> {
        let signer = self.signer()?;
        let (client, deployment) = self.client_and_file().await?;
        map_account(&client, &signer).await?;
        Ok((client, deployment, signer))
    }

    /// Connects to the chain and reads the deployment file as it is.
    pub(super) async fn client_and_file(&self) -> anyhow::Result<(Client, Deployment)> {
        let deployment = Deployment::load(&self.deployment)?;
        let client = self.client().await?;
        client.check(&deployment)?;
        Ok((client, deployment))
    }

    /// Sends one call to one contract of the suite, in a transaction.
    pub(super) async fn send<K: Kind, C: SolCall>(
        &self,
        contract: impl FnOnce(&Suite) -> &Contract<K>,
        call: C,
    ) -> anyhow::Result<Sent> {
        self.pay(contract, call, Wei::ZERO).await
    }

    /// Sends one call to one contract of the suite, in a transaction that pays it `value`.
    pub(super) async fn pay<K: Kind, C: SolCall>(
        &self,
        contract: impl FnOnce(&Suite) -> &Contract<K>,
        call: C,
        value: Wei,
    ) -> anyhow::Result<Sent> {
        let (connected, signer) = self.connect_signing().await?;
        let receipt: Receipt = contract(&connected.suite).pay(&signer, call, value).await?;
        Ok(Sent { connected, signer, receipt })
    }

    /// The account that signs, known to the chain under its address.
    pub(super) async fn signer_on(&self, client: &Client) -> anyhow::Result<Signer> {
        let signer = self.signer()?;
        map_account(client, &signer).await?;
        Ok(signer)
    }

    /// The account that signs.
    pub(super) fn signer(&self) -> anyhow::Result<Signer> {
        Ok(self.account_key().secret(&self.keys()?)?.signer()?)
    }

    /// The address of the account that is named; asks for no passphrase.
    pub(super) fn account_address(&self) -> anyhow::Result<Address> {
        let public = self.account_key().public(&self.keys()?)?;
        public.address().ok_or_else(|| Failure::usage("the account has no address").into())
    }

    /// Whether an account is named.
    pub(super) fn names_account(&self) -> bool {
        self.account_key().is_given()
    }

    fn account_key(&self) -> NamedKey<'_> {
        NamedKey::account(self.account.as_deref())
    }
}

/// Sees to it that contracts know the account by its address; says so if that took a transaction.
async fn map_account(client: &Client, signer: &Signer) -> anyhow::Result<()> {
    if client.map_account(signer).await?.is_some() {
        eprintln!("account {} was mapped to its address {}", signer.ss58(), signer.address());
    }
    Ok(())
}

impl Connected {
    /// The oracle to ask, as [`oracle_of`] finds it.
    pub(super) async fn oracle(
        &self,
        http: &reqwest::Client,
        named: Option<&String>,
    ) -> anyhow::Result<String> {
        oracle_of(&self.suite.node_registry, http, named).await
    }
}

/// The oracle to ask: the one that is named, else the first registered one that answers.
pub(super) async fn oracle_of(
    registry: &NodeRegistry,
    http: &reqwest::Client,
    named: Option<&String>,
) -> anyhow::Result<String> {
    if let Some(url) = named {
        return Ok(url.clone());
    }
    let count = registry.read(INodeRegistry::oracleCountCall {}).await?;
    for index in 0..count {
        let signer = registry.read(INodeRegistry::oracleAtCall { index }).await?;
        let endpoint = registry.read(INodeRegistry::oracleCall { signer }).await?.endpoint;
        let answer = http.get(tributary_cli::http::under(&endpoint, "v1/status")).send().await;
        match answer.and_then(reqwest::Response::error_for_status) {
            Ok(_) => return Ok(endpoint),
            Err(error) => tracing::info!(%endpoint, %error, "oracle does not answer"),
        }
    }
    let words = format!("none of {count} registered oracles answers: name one with --oracle");
    Err(Failure::new(tributary_cli::exit::Exit::Unreachable, words).into())
}
