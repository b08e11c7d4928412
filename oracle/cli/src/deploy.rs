//! Putting the whole suite on a chain, owned by its DAO, wired, resumable, and proven.
//!
//! The DAO comes first, and every other contract's constructor takes it as the owner. The deployer keeps two
//! rights, to name the splitter's first ledger and the DAO's splitter, which end with their use.
//!
//! Every address follows from the deployer, a salt, the code and the options alone (`CREATE2`), and the salt
//! is kept before the first transaction: a run that broke off anywhere finds on chain what it did.

mod artifacts;
mod estimate;
mod founding;
mod layout;
mod plan;
mod progress;
mod proof;

use std::path::{Path, PathBuf};

use anyhow::Context;
use tributary_client::{
    abi::{IGovernance, IRoyaltySplitter},
    Address, Client, ClientError, Code, Deployment, Instantiation, Requirements, Signer, B256,
};
use tributary_core::Wei;

pub use artifacts::Artifacts;
pub use estimate::{Estimates, Item};
pub use founding::Founding;
pub use plan::{check_committee, check_windows, windows_of, Plan};
pub use proof::{prove, Against, Finding, Proof};

use crate::exit::{Exit, Failure};
use layout::{Layout, Part};
use progress::Progress;

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
    Err(Failure::new(Exit::WrongChain, format!("the chain does not fit: {}", reasons.join("; "))).into())
}

/// A deployment under way, or about to be.
#[derive(Debug)]
pub struct Deploying<'a> {
    client: &'a Client,
    signer: &'a Signer,
    artifacts: &'a Artifacts,
    plan: &'a Plan,
    file: &'a Path,
    kept: PathBuf,
    progress: Progress,
    layout: Layout,
    resumed: bool,
}

impl<'a> Deploying<'a> {
    /// Plans a deployment whose addresses will be written to `file`, or takes one up that broke off: what
    /// such a run did is on chain, and what it is known by in `<file>.progress`. Sends nothing.
    ///
    /// # Errors
    /// If the plan cannot work, code is missing, or the run that broke off was another one.
    pub async fn begin(
        client: &'a Client,
        signer: &'a Signer,
        artifacts: &'a Artifacts,
        plan: &'a Plan,
        file: &'a Path,
    ) -> anyhow::Result<Self> {
        plan.check()?;
        let kept = progress::kept_at(file);
        let deployer = signer.address();
        let earlier = Progress::load(&kept)?;
        let resumed = earlier.is_some();
        let salt = earlier.as_ref().map_or_else(|| B256::from(rand::random::<[u8; 32]>()), |kept| kept.salt);
        let layout = Layout::of(client.genesis_hash(), deployer, salt, artifacts, plan)?;
        let progress = Progress::of(client.genesis_hash(), deployer, salt, &layout);
        if let Some(earlier) = earlier {
            earlier.check_same(&progress, &kept)?;
        }
        Ok(Self { client, signer, artifacts, plan, file, kept, progress, layout, resumed })
    }

    /// Whether an earlier run is taken up.
    pub const fn resumes(&self) -> bool {
        self.resumed
    }

    /// Does what is left to do, and returns the deployment with all that was read back of it. Its file is
    /// written if that is as planned. `say` hears what is done now, which may take minutes.
    ///
    /// # Errors
    /// If the chain refuses; what was done until then is found by the next run.
    pub async fn run(self, say: impl Fn(&str)) -> anyhow::Result<(Deployment, Proof)> {
        self.progress.save(&self.kept)?;
        self.client.map_account(self.signer).await.context("mapping the account")?;
        for part in self.layout.parts() {
            say(&format!("{} at {}", part.contract, part.address));
            self.put(part).await.with_context(|| format!("deploying {}", part.contract))?;
        }
        // Whatever matters happens after the wiring, and the contracts exist by now.
        let deployed_at = self.client.finalized_block().await?.number;
        say("wiring the splitter and the DAO");
        self.wire_splitter().await.context("wiring the splitter")?;
        self.wire_dao().await.context("wiring the DAO")?;
        say("reading everything back");
        let deployment = self.layout.deployment(self.client.genesis_hash(), deployed_at);
        // Votes may have moved, and members proposed something, since an earlier run made the DAO. That its address
        // is the planned one says how they were handed out.
        let against = if self.resumed { Against::Plan(self.plan) } else { Against::Fresh(self.plan) };
        let proof = prove(self.client, &deployment, self.artifacts, against).await?;
        if proof.holds() {
            deployment.save(self.file)?;
            std::fs::remove_file(&self.kept).with_context(|| self.kept.display().to_string())?;
        }
        Ok((deployment, proof))
    }

    async fn put(&self, part: &Part) -> anyhow::Result<()> {
        if self.exists(part.address).await? {
            tracing::info!(contract = part.contract, address = %part.address, "found on the chain");
            return Ok(());
        }
        match self.client.instantiate(self.signer, part.instantiation()).await {
            Ok((address, receipt)) => {
                let planned = part.address;
                anyhow::ensure!(address == planned, "the chain put it at {address}, not at {planned}");
                tracing::info!(contract = part.contract, %address, block = receipt.block_number, "deployed");
                Ok(())
            }
            // The run that broke off had sent it, and it was not final yet.
            Err(ClientError::Dispatch(failure)) if failure.name == "DuplicateContract" => {
                let best = self.client.best_block().await?.number;
                self.client.wait_for_block(best).await?;
                anyhow::ensure!(self.exists(part.address).await?, "{} is taken", part.address);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn wire_splitter(&self) -> anyhow::Result<()> {
        let (splitter, ledger) = (self.layout.royalty_splitter(), self.layout.attribution_ledger());
        let found = self.client.read(splitter, IRoyaltySplitter::ledgerCall {}, None).await?;
        if found == Address::ZERO {
            let call = IRoyaltySplitter::wireCall { ledger };
            self.client.write(self.signer, splitter, call, Wei::ZERO).await?;
        }
        Ok(())
    }

    /// The DAO learns whose roots of earned votes it goes by.
    async fn wire_dao(&self) -> anyhow::Result<()> {
        let (dao, splitter) = (self.layout.governance(), self.layout.royalty_splitter());
        let found = self.client.read(dao, IGovernance::earnedCall {}, None).await?.splitter;
        if found == Address::ZERO {
            let call = IGovernance::wireCall { splitter };
            self.client.write(self.signer, dao, call, Wei::ZERO).await?;
        }
        Ok(())
    }

    /// Whether there is a contract, in the newest final state.
    async fn exists(&self, address: Address) -> anyhow::Result<bool> {
        Ok(self.client.code_hash(address, None).await?.is_some())
    }
}

/// Deploys and wires the suite; writes the deployment to `file`. A run that broke off is taken up where
/// it stopped.
///
/// # Errors
/// As [`Deploying::begin`], [`Deploying::run`] and [`Proof::ensure`].
pub async fn deploy(
    client: &Client,
    signer: &Signer,
    artifacts: &Artifacts,
    plan: &Plan,
    file: &Path,
) -> anyhow::Result<Deployment> {
    let (deployment, proof) =
        Deploying::begin(client, signer, artifacts, plan, file).await?.run(|_| {}).await?;
    proof.ensure()?;
    Ok(deployment)
}

impl Part {
    fn instantiation(&self) -> Instantiation {
        Instantiation {
            code: Code::Upload(self.code.clone()),
            arguments: self.arguments.clone(),
            value: Wei::ZERO,
            salt: Some(self.salt.0),
        }
    }
}

#[cfg(test)]
mod tests;
