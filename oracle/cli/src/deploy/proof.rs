//! What a deployment is, read from the chain, against what it should be.

use serde::Serialize;
use tributary_client::{
    abi::{IAttributionLedger, IGovernance, INodeRegistry, IOwned, IPausable, IRoyaltySplitter},
    Address, Block, Client, ClientError, Deployment, SolCall, B256, U256,
};
use tributary_core::BlockNumber;

use super::{Artifacts, Founding, Plan};
use crate::{
    exit::Failure,
    scheduled::{is_answer, listed, Waiting},
};
use origins::LedgerMade;
use words::{blocks, delays, of, same, stake, waiting, windows, NONE};

mod activity;
mod dao;
mod origins;
mod words;

#[cfg(test)]
mod tests;

/// What a deployment is held against, beside its file and the code that was built.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// What it was just made with, the first holders' votes included, and nothing has happened since.
    Fresh(&'a Plan),
    /// What it was made with, but for votes that may have moved.
    Plan(&'a Plan),
    /// What its DAO was made with. What votes can change is shown.
    Founding(&'a Founding),
    /// Nothing else: what the DAO was made with and what votes can change is shown.
    File,
}

impl<'a> Against<'a> {
    const fn plan(self) -> Option<&'a Plan> {
        match self {
            Self::Fresh(plan) | Self::Plan(plan) => Some(plan),
            Self::Founding(_) | Self::File => None,
        }
    }

    const fn founding(self) -> Option<&'a Founding> {
        match self {
            Self::Fresh(plan) | Self::Plan(plan) => Some(&plan.dao),
            Self::Founding(founding) => Some(founding),
            Self::File => None,
        }
    }

    /// The rules that still have to hold.
    const fn rules(self) -> Option<&'a Founding> {
        match self {
            Self::Fresh(plan) | Self::Plan(plan) => Some(&plan.dao),
            Self::Founding(_) | Self::File => None,
        }
    }

    fn holders(self) -> &'a [(Address, u128)] {
        match self {
            Self::Fresh(plan) => &plan.dao.holders,
            Self::Plan(_) | Self::Founding(_) | Self::File => &[],
        }
    }
}

/// One thing that was read from the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub what: String,
    /// What it should be; `None` if anything will do.
    pub expected: Option<String>,
    /// What it is, or why it cannot be read.
    pub found: String,
    /// Whether that is as it should be; where anything will do, whether there was an answer.
    pub holds: bool,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, expected, found, holds } = self;
        match expected {
            Some(expected) if !holds => write!(f, "{what} is {found}, not {expected}"),
            _ => write!(f, "{what} is {found}"),
        }
    }
}

/// All that was read of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Proof {
    /// In the order of reading.
    pub findings: Vec<Finding>,
}

impl Proof {
    /// Whether all of it is as it should be.
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.holds)
    }

    /// How much was judged, and how much only shown, as nothing says what it should be.
    pub fn tally(&self) -> String {
        let (judged, shown): (Vec<_>, Vec<_>) =
            self.findings.iter().partition(|finding| finding.expected.is_some() || !finding.holds);
        let held = judged.iter().filter(|finding| finding.holds).count();
        format!(
            "{held} of {} findings are as they should be, {} more are only shown",
            judged.len(),
            shown.len()
        )
    }

    /// Passes if all of it is as it should be.
    ///
    /// # Errors
    /// [`crate::exit::Exit::NotVerified`] with everything that is not, what it is and what it should be.
    pub fn ensure(&self) -> anyhow::Result<()> {
        let wrong: Vec<_> =
            self.findings.iter().filter(|finding| !finding.holds).map(ToString::to_string).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let (wrong, tally) = (wrong.join("; "), self.tally());
        Err(Failure::not_verified(format!("the deployment is not as it should be: {wrong}; {tally}")).into())
    }
}

/// Reads a deployment in the newest final state: the code that each contract runs, its owner, every
/// contract's idea of where the others are, that the deployer's right to wire is over, what is scheduled to
/// follow, the DAO's rules, guardian and supply, who pauses, signs and is paid, what was proposed, settled and paused,
/// and, by each contract's address, how it was made: for whom, and the DAO with which rules and holders.
///
/// # Errors
/// If the node does not answer, or code is missing in `artifacts`. What differs is in the proof.
pub async fn prove(
    client: &Client,
    deployment: &Deployment,
    artifacts: &Artifacts,
    against: Against<'_>,
) -> anyhow::Result<Proof> {
    client.check(deployment)?;
    let Block { number, hash: at } = client.finalized_block().await?;
    let ledger = LedgerMade::of(deployment, &artifacts.code("attribution-ledger")?);
    let findings = Vec::new();
    let mut reading =
        Reading { client, deployment, at, number, ledger, findings, earned: None, proposals: None };
    reading.code(artifacts).await?;
    reading.owners().await?;
    reading.wiring().await?;
    reading.scheduled(against.plan()).await?;
    reading.dao(against).await?;
    reading.roles(against.plan()).await?;
    reading.terms(against.plan()).await?;
    reading.activity(against).await?;
    reading.origins(artifacts, against)?;
    Ok(Proof { findings: reading.findings })
}

struct Reading<'a> {
    client: &'a Client,
    deployment: &'a Deployment,
    at: B256,
    number: BlockNumber,
    /// How the ledger was made that the file names.
    ledger: LedgerMade,
    findings: Vec<Finding>,
    /// The DAO's splitter, and the votes earned that it has read; `None` before it is asked, or if it does not say.
    earned: Option<IGovernance::Earned>,
    /// How many proposals were made, as far as it is known.
    proposals: Option<U256>,
}

impl Reading<'_> {
    fn note(&mut self, what: impl Into<String>, expected: Option<String>, found: String) {
        let holds = expected.as_ref().is_none_or(|expected| *expected == found);
        self.findings.push(Finding { what: what.into(), expected, found, holds });
    }

    /// Notes that there is no answer.
    fn unreadable(&mut self, what: impl Into<String>, expected: Option<String>, error: &ClientError) {
        let found = format!("unreadable ({error})");
        self.findings.push(Finding { what: what.into(), expected, found, holds: false });
    }

    /// Asks a contract, and notes its answer. A contract that cannot answer is not what it should be.
    async fn ask<C: SolCall>(
        &mut self,
        what: impl Into<String>,
        contract: Address,
        call: C,
        expected: Option<String>,
        words: impl Fn(&C::Return) -> String,
    ) -> anyhow::Result<()> {
        self.hear(what, contract, call, expected, words).await.map(drop)
    }

    /// The same, with the answer for whoever needs it again.
    async fn hear<C: SolCall>(
        &mut self,
        what: impl Into<String>,
        contract: Address,
        call: C,
        expected: Option<String>,
        words: impl Fn(&C::Return) -> String,
    ) -> anyhow::Result<Option<C::Return>> {
        match self.client.read(contract, call, Some(self.at)).await {
            Ok(found) => {
                self.note(what, expected, words(&found));
                Ok(Some(found))
            }
            Err(error) if is_answer(&error) => {
                self.unreadable(what, expected, &error);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Each contract with its name in artifacts and messages.
    const fn contracts(&self) -> [(&'static str, Address); 6] {
        let deployment = self.deployment;
        [
            ("governance", deployment.governance),
            ("dataset-nft", deployment.dataset_nft),
            ("node-registry", deployment.node_registry),
            ("model-registry", deployment.model_registry),
            ("royalty-splitter", deployment.royalty_splitter),
            ("attribution-ledger", deployment.attribution_ledger),
        ]
    }

    async fn code(&mut self, artifacts: &Artifacts) -> anyhow::Result<()> {
        for (name, address) in self.contracts() {
            let built = artifacts.code_hash(name)?;
            let found = self.client.code_hash(address, Some(self.at)).await?;
            let found = found.map_or_else(|| format!("none at {address}"), |hash| hash.to_string());
            self.note(format!("code of {name}"), Some(built.to_string()), found);
        }
        Ok(())
    }

    async fn owners(&mut self) -> anyhow::Result<()> {
        let dao = self.deployment.governance;
        for (name, address) in self.contracts() {
            // The DAO itself is its members'.
            if address != dao {
                self.ask(format!("owner of {name}"), address, IOwned::ownerCall {}, of(&dao), same).await?;
            }
        }
        Ok(())
    }

    async fn wiring(&mut self) -> anyhow::Result<()> {
        let Deployment { governance, royalty_splitter: splitter, attribution_ledger: ledger, .. } =
            *self.deployment;
        let Deployment { dataset_nft, node_registry, model_registry, genesis_hash, .. } = *self.deployment;
        let call = IRoyaltySplitter::datasetNftCall {};
        self.ask("datasets of the splitter", splitter, call, of(&dataset_nft), same).await?;
        let call = IRoyaltySplitter::nodeRegistryCall {};
        self.ask("nodes of the splitter", splitter, call, of(&node_registry), same).await?;
        let call = IRoyaltySplitter::modelRegistryCall {};
        self.ask("models of the splitter", splitter, call, of(&model_registry), same).await?;
        let call = IRoyaltySplitter::ledgerCall {};
        self.ask("ledger of the splitter", splitter, call, of(&ledger), same).await?;
        self.wirer(splitter, ledger).await?;
        let call = IAttributionLedger::splitterCall {};
        self.ask("splitter of the ledger", ledger, call, of(&splitter), same).await?;
        let call = IAttributionLedger::genesisHashCall {};
        self.ask("genesis hash of the ledger", ledger, call, of(&genesis_hash), same).await?;
        // Wired once, it refuses the deployer like everybody else.
        let call = IGovernance::earnedCall {};
        let named = |earned: &IGovernance::Earned| same(&earned.splitter);
        self.earned = self.hear("splitter of the DAO", governance, call, of(&splitter), named).await?;
        self.ask("token of the DAO", governance, IGovernance::tokenCall {}, of(&governance), same).await?;
        self.ask("timelock of the DAO", governance, IGovernance::timelockCall {}, of(&governance), same).await
    }

    /// The splitter refuses everybody once it is wired, and says so before it looks at who calls.
    async fn wirer(&mut self, splitter: Address, ledger: Address) -> anyhow::Result<()> {
        let call = IRoyaltySplitter::wireCall { ledger };
        let found = match self.client.read(splitter, call, Some(self.at)).await {
            Ok(_) => "open to anybody".to_owned(),
            Err(error) if error.revert_as::<IRoyaltySplitter::AlreadyWired>().is_some() => "over".to_owned(),
            Err(error) if is_answer(&error) => format!("not over ({error})"),
            Err(error) => return Err(error.into()),
        };
        self.note("the deployer's right to wire the splitter", Some("over".to_owned()), found);
        Ok(())
    }

    /// The plan, unless a ledger follows the first one, which is what it was made with.
    fn first_only<'p>(&self, plan: Option<&'p Plan>) -> Option<&'p Plan> {
        plan.filter(|_| !self.ledger.later)
    }

    /// Who waits to take office: nobody, where it is as it was made. A ledger that waits has a committee, and another
    /// may wait for that.
    async fn scheduled(&mut self, plan: Option<&Plan>) -> anyhow::Result<()> {
        let Deployment { royalty_splitter: splitter, attribution_ledger: ledger, .. } = *self.deployment;
        let at = self.number;
        let nobody = plan.map(|_| NONE.to_owned());
        let call = IRoyaltySplitter::scheduledLedgerCall {};
        let words =
            |found: &IRoyaltySplitter::scheduledLedgerReturn| waiting(Waiting::of_splitter(found), at);
        let next =
            self.hear("scheduled ledger of the splitter", splitter, call, nobody.clone(), words).await?;
        let call = IAttributionLedger::scheduledCommitteeCall {};
        let words = |found: &IAttributionLedger::ScheduledCommittee| waiting(Waiting::of_ledger(found), at);
        self.ask("scheduled committee of the ledger", ledger, call, nobody.clone(), words).await?;
        let next = next.as_ref().and_then(Waiting::of_splitter).filter(|next| !next.is_lapsed(at));
        let Some(next) = next.and_then(|next| next.who.first().copied()) else { return Ok(()) };
        let call = IAttributionLedger::committeeCall {};
        self.ask("committee of the scheduled ledger", next, call, None, |members| listed(members)).await?;
        let call = IAttributionLedger::scheduledCommitteeCall {};
        self.ask("scheduled committee of the scheduled ledger", next, call, nobody, words).await
    }

    async fn roles(&mut self, plan: Option<&Plan>) -> anyhow::Result<()> {
        let Deployment { governance, royalty_splitter: splitter, attribution_ledger: ledger, .. } =
            *self.deployment;
        let guardian = |plan: Option<&Plan>| plan.map(|plan| plan.guardian.to_string());
        let (of_ledger, of_splitter) = (guardian(self.first_only(plan)), guardian(plan));
        let call = IPausable::guardianCall {};
        self.ask("guardian of the ledger", ledger, call, of_ledger, same).await?;
        let call = IPausable::guardianCall {};
        self.ask("guardian of the splitter", splitter, call, of_splitter, same).await?;
        let treasury = plan.map(|plan| plan.treasury.unwrap_or(governance).to_string());
        let call = IRoyaltySplitter::treasuryCall {};
        self.ask("treasury of the splitter", splitter, call, treasury, same).await?;
        let committee = self.first_only(plan).map(|plan| listed(&plan.committee));
        let call = IAttributionLedger::committeeCall {};
        self.ask("committee of the ledger", ledger, call, committee, |members| listed(members)).await
    }

    async fn terms(&mut self, plan: Option<&Plan>) -> anyhow::Result<()> {
        let Deployment { royalty_splitter: splitter, attribution_ledger: ledger, .. } = *self.deployment;
        let nodes = self.deployment.node_registry;
        let fixed = self.first_only(plan).map(|plan| windows(&plan.ledger));
        let call = IAttributionLedger::paramsCall {};
        self.ask("windows of the ledger", ledger, call, fixed, windows).await?;
        let fixed = plan.map(|plan| delays(&plan.splitter));
        let call = IRoyaltySplitter::paramsCall {};
        self.ask("delays of the splitter", splitter, call, fixed, delays).await?;
        let fixed = plan.map(|plan| stake(&plan.min_node_stake));
        let call = INodeRegistry::minNodeStakeCall {};
        self.ask("least stake of a node", nodes, call, fixed, stake).await?;
        let fixed = plan.map(|plan| stake(&plan.min_oracle_stake));
        let call = INodeRegistry::minOracleStakeCall {};
        self.ask("least stake of an oracle", nodes, call, fixed, stake).await?;
        let fixed = plan.map(|plan| blocks(&plan.unbonding_blocks));
        let call = INodeRegistry::unbondingBlocksCall {};
        self.ask("unbonding of stakes", nodes, call, fixed, blocks).await
    }
}
