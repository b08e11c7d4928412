//! Who owned each contract first: its address says so.
//!
//! An address follows from the deployer, a salt, the code and what the constructor took, the owner among it. Made for
//! another owner, the contract would be elsewhere, whoever it was handed to later. So no history is asked, which a
//! node may have forgotten.

use tributary_client::{
    abi::constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
    Address, Deployment, Origin,
};

use super::{Against, Finding, Reading};
use crate::deploy::Artifacts;

/// Of a contract whose address shows that it was made for the DAO.
const DAO_FIRST: &str = "the DAO, by its address";
/// Of the DAO, which has no owner: who holds its first votes, by which rules.
const AS_IN_FILE: &str = "as in the DAO's file, by its address";

/// What an address is to show of a contract.
#[derive(Debug)]
pub(super) struct Claim {
    /// What it is about.
    pub(super) what: String,
    /// What it says.
    pub(super) says: &'static str,
    /// What the constructor took, if it is true.
    pub(super) arguments: Arguments,
    /// Why the address may be another although it is true; `None` if it may not.
    pub(super) unless: Option<&'static str>,
}

/// What a constructor took.
#[derive(Debug)]
pub(super) enum Arguments {
    /// This, ABI-encoded.
    Known(Vec<u8>),
    /// A contract that should say some of it does not.
    Unread,
    /// No contract says all of it; why, and who does.
    Untold(&'static str),
}

impl From<Option<Vec<u8>>> for Arguments {
    fn from(read: Option<Vec<u8>>) -> Self {
        read.map_or(Self::Unread, Self::Known)
    }
}

impl Claim {
    /// Whether the address shows it. Where that cannot be said and need not be, the finding says why, and expects
    /// nothing; a deployment that was just made has to show it.
    pub(super) fn finding(
        self,
        address: Address,
        origin: Option<Origin>,
        code: &[u8],
        just_made: bool,
    ) -> Finding {
        let Self { what, says, arguments, unless } = self;
        let says = says.to_owned();
        let unsaid = |what: String, why: &str| Finding {
            what,
            expected: just_made.then(|| says.clone()),
            found: format!("not derivable: {why}"),
            holds: !just_made,
        };
        let Some(origin) = origin else {
            return unsaid(what, "the deployment file does not say who deployed, and with which salt");
        };
        let arguments = match arguments {
            Arguments::Known(arguments) => arguments,
            Arguments::Untold(why) => return unsaid(what, why),
            Arguments::Unread => {
                let found = "not derivable: a contract does not say what it was made with".to_owned();
                return Finding { what, expected: Some(says), found, holds: false };
            }
        };
        let derived = origin.address(code, &arguments);
        let shown = derived == address;
        match unless {
            Some(why) if !shown => unsaid(what, why),
            Some(_) => Finding { what, expected: None, found: says, holds: true },
            None if shown => Finding { what, expected: Some(says.clone()), found: says, holds: true },
            None => {
                let deployer = origin.deployer;
                let found = format!("unproven (made so by {deployer}, it would be at {derived})");
                Finding { what, expected: Some(says), found, holds: false }
            }
        }
    }
}

impl Reading<'_> {
    /// Holds every contract's address against the one that it has if it was made for the DAO, and the DAO's against
    /// its file. What is not in a plan is what contracts answered before this is asked.
    pub(super) fn origins(&mut self, artifacts: &Artifacts, against: Against<'_>) -> anyhow::Result<()> {
        let origin = self.deployment.origin;
        let just_made = matches!(against, Against::Fresh(_));
        let claims = self.claims(against);
        for ((contract, address), claim) in self.contracts().into_iter().zip(claims) {
            let code = artifacts.code(contract)?;
            self.findings.push(claim.finding(address, origin, &code, just_made));
        }
        Ok(())
    }

    /// In the order of [`Reading::contracts`].
    fn claims(&self, against: Against<'_>) -> [Claim; 6] {
        let Deployment { governance: dao, royalty_splitter, genesis_hash, .. } = *self.deployment;
        let Deployment { dataset_nft, node_registry, model_registry, .. } = *self.deployment;
        let registries = [dataset_nft, node_registry, model_registry];
        let (heard, plan) = (&self.heard, against.plan());
        // A plan says what was there before any vote, and where nothing was ever proposed the chain does.
        let unless = |why: &'static str| (plan.is_none() && !heard.unvoted()).then_some(why);
        let owned = |contract: &str, arguments: Arguments, unless: Option<&'static str>| Claim {
            what: format!("first owner of {contract}"),
            says: DAO_FIRST,
            arguments,
            unless,
        };
        let nodes = match plan {
            Some(plan) => Some(plan.node_registry(dao)),
            None => heard.node_registry(dao),
        };
        let splitter = match plan {
            Some(plan) => Some(plan.royalty_splitter(dao, registries)),
            None => heard.royalty_splitter(dao, registries),
        };
        let ledger = match plan {
            Some(plan) => Some(plan.attribution_ledger(dao, royalty_splitter, genesis_hash)),
            None => heard.attribution_ledger(dao, royalty_splitter, genesis_hash),
        };
        let governance = match against.founding() {
            Some(founding) => Arguments::Known(founding.arguments().encode()),
            None => {
                Arguments::Untold("no contract says who held the first votes; the DAO's file does (--dao)")
            }
        };
        [
            Claim {
                what: "constructor of governance".to_owned(),
                says: AS_IN_FILE,
                arguments: governance,
                unless: unless("votes have changed what the file says, or it was made otherwise"),
            },
            owned("dataset-nft", Arguments::Known(constructors::dataset_nft(dao)), None),
            owned("node-registry", nodes.into(), None),
            owned("model-registry", Arguments::Known(constructors::model_registry(dao)), None),
            owned(
                "royalty-splitter",
                splitter.map(RoyaltySplitterArguments::encode).into(),
                unless("votes have changed its guardian or the treasury, or another owner was first"),
            ),
            owned(
                "attribution-ledger",
                ledger.map(AttributionLedgerArguments::encode).into(),
                unless(
                    "votes have changed its guardian, its committee or the ledger itself, or another owner was \
                     first",
                ),
            ),
        ]
    }
}
