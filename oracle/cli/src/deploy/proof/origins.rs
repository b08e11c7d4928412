//! How the contracts were made, and for whom: their addresses say so.
//!
//! An address follows from the deployer, a salt, the code and what the constructor took, the owner among it. The
//! deployment file says all of these; were any of it untrue, the contract would be elsewhere. So no history is asked,
//! which a node may have forgotten, and nothing that happened since makes a difference.

use tributary_client::{
    abi::constructors::{self, AttributionLedgerArguments, GovernanceArguments, RoyaltySplitterArguments},
    Address, ConstructorArguments, Deployment, Making,
};

use super::{
    words::{delays, of, windows, FOUNDED},
    Against, Finding, Reading,
};
use crate::{
    deploy::{Artifacts, Plan},
    scheduled::listed,
};

/// Of a contract whose address shows that it was made for the DAO, among the contracts of the file.
pub(super) const DAO_FIRST: &str = "the DAO, by its address";
/// Of the DAO, which has no owner: what it was made with is what the file records.
const AS_RECORDED: &str = "as the deployment file says, by its address";

/// What is found of the arguments in a file that no constructor can have taken.
const UNREADABLE: &str = "nothing that the constructor takes";

/// Of recorded arguments that are what they should be.
const IN_ORDER: &str = "in order";

/// What an address is to show of a contract.
#[derive(Debug)]
pub(super) struct Claim {
    /// What it is about.
    pub(super) what: String,
    /// What it says.
    pub(super) says: &'static str,
    /// How the contract was made, by the file.
    pub(super) made: Making,
    /// What of that should be otherwise.
    pub(super) otherwise: Vec<String>,
}

impl Claim {
    /// Whether the address shows it.
    pub(super) fn finding(self, address: Address, code: &[u8]) -> Finding {
        let Self { what, says, made, otherwise } = self;
        let derived = made.address(code);
        let found = if derived != address {
            let deployer = made.deployer;
            format!("unproven (made by {deployer} as the deployment file says, it would be at {derived})")
        } else if otherwise.is_empty() {
            says.to_owned()
        } else {
            format!("made otherwise ({})", otherwise.join(", "))
        };
        let holds = found == says;
        Finding { what, expected: Some(says.to_owned()), found, holds }
    }
}

/// One argument that a constructor took, and what it should have taken.
pub(super) struct Told {
    what: &'static str,
    is: String,
    should: String,
}

fn told<T: std::fmt::Display>(what: &'static str, is: T, should: T) -> Told {
    Told { what, is: is.to_string(), should: should.to_string() }
}

/// What of the arguments should be otherwise; arguments that cannot be read should.
pub(super) fn otherwise(told: Option<Vec<Told>>) -> Vec<String> {
    let Some(told) = told else { return vec![UNREADABLE.to_owned()] };
    let wrong = told.into_iter().filter(|told| told.is != told.should);
    wrong.map(|Told { what, is, should }| format!("{what} {is}, not {should}")).collect()
}

pub(super) fn of_owned(arguments: &[u8], deployment: &Deployment) -> Option<Vec<Told>> {
    let owner = constructors::decode_owner(arguments)?;
    Some(vec![told("owner", owner, deployment.governance)])
}

pub(super) fn of_nodes(arguments: &[u8], deployment: &Deployment, plan: Option<&Plan>) -> Option<Vec<Told>> {
    let (owner, node, oracle, unbonding) = constructors::decode_node_registry(arguments)?;
    let mut all = vec![told("owner", owner, deployment.governance)];
    if let Some(plan) = plan {
        all.push(told("least stake of a node", node, plan.min_node_stake));
        all.push(told("least stake of an oracle", oracle, plan.min_oracle_stake));
        all.push(told("unbonding", unbonding, plan.unbonding_blocks));
    }
    Some(all)
}

pub(super) fn of_splitter(
    arguments: &[u8],
    deployment: &Deployment,
    plan: Option<&Plan>,
) -> Option<Vec<Told>> {
    let made = RoyaltySplitterArguments::decode(arguments)?;
    let dao = deployment.governance;
    let mut all = vec![
        told("owner", made.owner, dao),
        told("datasets", made.dataset_nft, deployment.dataset_nft),
        told("nodes", made.node_registry, deployment.node_registry),
        told("models", made.model_registry, deployment.model_registry),
    ];
    if let Some(plan) = plan {
        all.push(told("guardian", made.guardian, plan.guardian));
        all.push(told("treasury", made.treasury, plan.treasury.unwrap_or(dao)));
        all.push(told("delays", delays(&made.params), delays(&plan.splitter)));
    }
    Some(all)
}

pub(super) fn of_ledger(arguments: &[u8], deployment: &Deployment, plan: Option<&Plan>) -> Option<Vec<Told>> {
    let made = AttributionLedgerArguments::decode(arguments)?;
    let mut all = vec![
        told("owner", made.owner, deployment.governance),
        told("splitter", made.splitter, deployment.royalty_splitter),
        told("genesis hash", made.genesis_hash, deployment.genesis_hash),
    ];
    if let Some(plan) = plan {
        all.push(told("guardian", made.guardian, plan.guardian));
        all.push(told("committee", listed(&made.committee), listed(&plan.committee)));
        all.push(told("windows", windows(&made.params), windows(&plan.ledger)));
    }
    Some(all)
}

/// How the ledger in the file was made, of those that the file knows; the first one, if it is none of them.
pub(super) struct LedgerMade {
    pub(super) made: Making,
    /// Whether it was made after the first one.
    pub(super) later: bool,
}

impl LedgerMade {
    pub(super) fn of(deployment: &Deployment, code: &[u8]) -> Self {
        let Deployment { origin, attribution_ledger: ledger, .. } = deployment;
        let first = origin.making(&origin.arguments.attribution_ledger);
        let found = origin.ledgers().find(|made| made.address(code) == *ledger);
        let later = found.as_ref().is_some_and(|found| *found != first);
        Self { made: found.unwrap_or(first), later }
    }
}

impl Reading<'_> {
    /// Holds every contract's address against the one that follows from how the file says that it was made, and that
    /// against what it should be: made for the DAO, among the contracts of the file, and as planned where there is a
    /// plan.
    pub(super) fn origins(&mut self, artifacts: &Artifacts, against: Against<'_>) -> anyhow::Result<()> {
        let claims = self.claims(against.plan());
        for ((contract, address), claim) in self.contracts().into_iter().zip(claims) {
            let code = artifacts.code(contract)?;
            self.findings.push(claim.finding(address, &code));
        }
        if self.ledger.later {
            self.first_ledger(artifacts, against.plan())?;
        }
        self.founded(against);
        Ok(())
    }

    /// In the order of [`Reading::contracts`].
    fn claims(&self, plan: Option<&Plan>) -> [Claim; 6] {
        let deployment = self.deployment;
        let origin = &deployment.origin;
        let ConstructorArguments {
            governance,
            dataset_nft,
            node_registry,
            model_registry,
            royalty_splitter,
            ..
        } = &origin.arguments;
        let owned = |contract: &str, made: Making, told: Option<Vec<Told>>| Claim {
            what: format!("first owner of {contract}"),
            says: DAO_FIRST,
            made,
            otherwise: otherwise(told),
        };
        let ledger = &self.ledger.made;
        [
            Claim {
                what: "constructor of governance".to_owned(),
                says: AS_RECORDED,
                made: origin.making(governance),
                otherwise: otherwise(GovernanceArguments::decode(governance).map(|_| Vec::new())),
            },
            owned("dataset-nft", origin.making(dataset_nft), of_owned(dataset_nft, deployment)),
            owned("node-registry", origin.making(node_registry), of_nodes(node_registry, deployment, plan)),
            owned("model-registry", origin.making(model_registry), of_owned(model_registry, deployment)),
            owned(
                "royalty-splitter",
                origin.making(royalty_splitter),
                of_splitter(royalty_splitter, deployment, plan),
            ),
            self.of_ledger_in_office(owned(
                "attribution-ledger",
                ledger.clone(),
                of_ledger(&ledger.arguments, deployment, self.first_only(plan)),
            )),
        ]
    }

    /// A later ledger is another than the first by a decision only, and without a proposal there is none: whoever
    /// wired it would have wired what suits them.
    fn of_ledger_in_office(&self, mut claim: Claim) -> Claim {
        if self.ledger.later && self.proposals.is_some_and(|made| made.is_zero()) {
            claim.otherwise.push("not the first ledger, although nothing was ever proposed".to_owned());
        }
        claim
    }

    /// Where the first ledger is, if another one follows it, and what the file says that it was made with. Nothing on
    /// the chain says which one that was.
    fn first_ledger(&mut self, artifacts: &Artifacts, plan: Option<&Plan>) -> anyhow::Result<()> {
        let deployment = self.deployment;
        let origin = &deployment.origin;
        let first = &origin.arguments.attribution_ledger;
        let at = origin.making(first).address(&artifacts.code("attribution-ledger")?);
        let found = format!("{at}, if it ran the code that this one runs");
        self.note("first ledger, by the deployment file", None, found);
        let wrong = otherwise(of_ledger(first, deployment, plan));
        // That they contradict something is known; that they are true is not.
        let (expected, found) = match wrong.as_slice() {
            [] => (None, IN_ORDER.to_owned()),
            _ => (of(&IN_ORDER), wrong.join(", ")),
        };
        self.note("arguments of the first ledger, by the deployment file", expected, found);
        Ok(())
    }

    /// What the DAO was made with, which the claim on its constructor proves.
    fn founded(&mut self, against: Against<'_>) {
        let Some(made) = GovernanceArguments::decode(&self.deployment.origin.arguments.governance) else {
            return;
        };
        let should = against.founding().map(|founding| founding.arguments());
        for (what, words) in FOUNDED {
            self.note(what, should.as_ref().map(words), words(&made));
        }
    }
}
