//! What a deployment sets once.

use tributary_client::{
    abi::{
        constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
        IAttributionLedger, IRoyaltySplitter,
    },
    Address, B256,
};
use tributary_core::{committee::Committee, ledger, nodes, splitter, Wei};

use super::Founding;
use crate::exit::Failure;

/// What a deployment sets once.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The DAO, which owns every other contract from its constructor on.
    pub dao: Founding,
    /// Who may pause.
    pub guardian: Address,
    /// Where the treasury's cut goes; to the DAO if nobody is named.
    pub treasury: Option<Address>,
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

impl Plan {
    /// Checks everything that the constructors will check, so that none refuses halfway.
    ///
    /// # Errors
    /// [`Failure::usage`] for the first rule broken.
    pub fn check(&self) -> anyhow::Result<()> {
        self.dao.check()?;
        for (role, address) in [("guardian", Some(self.guardian)), ("treasury", self.treasury)] {
            if address == Some(Address::ZERO) {
                return Err(refused(role, &"the zero address").into());
            }
        }
        check_committee(&self.committee)?;
        let stakes = nodes::Params {
            min_node_stake: Wei(self.min_node_stake),
            min_oracle_stake: Wei(self.min_oracle_stake),
            unbonding: self.unbonding_blocks,
        };
        stakes.validate().map_err(|error| refused("stakes and unbonding", &error))?;
        let delays = splitter::Params {
            exit_delay: self.splitter.exitDelay,
            escape_after: self.splitter.escapeAfter,
            recipient_delay: self.splitter.recipientDelay,
        };
        delays.validate().map_err(|error| refused("exit delay, escape and recipient delay", &error))?;
        check_windows(&self.ledger, &self.splitter)
    }

    /// What the node registry's constructor takes.
    pub(super) fn node_registry(&self, owner: Address) -> Vec<u8> {
        constructors::node_registry(owner, self.min_node_stake, self.min_oracle_stake, self.unbonding_blocks)
    }

    /// What the splitter's constructor takes; its registries are those of datasets, nodes and models.
    pub(super) fn royalty_splitter(
        &self,
        owner: Address,
        registries: [Address; 3],
    ) -> RoyaltySplitterArguments {
        let [dataset_nft, node_registry, model_registry] = registries;
        RoyaltySplitterArguments {
            owner,
            guardian: self.guardian,
            treasury: self.treasury.unwrap_or(owner),
            dataset_nft,
            node_registry,
            model_registry,
            params: self.splitter.clone(),
        }
    }

    /// What the ledger's constructor takes.
    pub(super) fn attribution_ledger(
        &self,
        owner: Address,
        splitter: Address,
        genesis_hash: B256,
    ) -> AttributionLedgerArguments {
        AttributionLedgerArguments {
            owner,
            guardian: self.guardian,
            splitter,
            genesis_hash,
            committee: self.committee.clone(),
            params: self.ledger.clone(),
        }
    }
}

/// Checks that these may be a ledger's committee.
///
/// # Errors
/// [`Failure::usage`] if not.
pub fn check_committee(members: &[Address]) -> anyhow::Result<()> {
    let members = members.iter().map(|member| tributary_core::Address(member.into_array()));
    Committee::new(1, members.collect()).map_err(|error| refused("committee", &error))?;
    Ok(())
}

/// Checks that a ledger's windows fit each other and the delays of the splitter that it settles on.
///
/// # Errors
/// [`Failure::usage`] for the first that does not.
pub fn check_windows(
    windows: &IAttributionLedger::Params,
    delays: &IRoyaltySplitter::Params,
) -> anyhow::Result<()> {
    let windows = windows_of(windows);
    windows.check().map_err(|error| refused("the ledger's windows", &error))?;
    let exits = ledger::ExitTimes { delay: delays.exitDelay, escape_after: delays.escapeAfter };
    windows
        .check_exits(&exits)
        .map_err(|error| refused("the ledger's windows and the exit's delays", &error))?;
    Ok(())
}

/// A ledger's windows as core has them.
pub const fn windows_of(params: &IAttributionLedger::Params) -> ledger::Params {
    ledger::Params {
        challenge_window: params.challengeWindow,
        max_pending: params.maxPending,
        max_report_age: params.maxReportAge,
        max_voucher_life: params.maxVoucherLife,
        dead_after: params.deadAfter,
        retirement_grace: params.retirementGrace,
        committee_delay: params.committeeDelay,
        stage_blocks: params.stageBlocks,
    }
}

fn refused(what: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format!("{what}: {error}"))
}
