//! What a deployment sets once.

use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Address,
};
use tributary_core::{committee::Committee, ledger, nodes, splitter, Wei};

use crate::exit::Failure;

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

impl Plan {
    /// Checks everything that the constructors will check, so that none refuses halfway.
    ///
    /// # Errors
    /// [`Failure::usage`] for the first rule broken.
    pub fn check(&self) -> anyhow::Result<()> {
        let refused = |what: &str, error: &dyn std::fmt::Display| Failure::usage(format!("{what}: {error}"));
        for (role, address) in
            [("owner", self.owner), ("guardian", self.guardian), ("treasury", self.treasury)]
        {
            if address == Address::ZERO {
                return Err(refused(role, &"the zero address").into());
            }
        }
        let members = self.committee.iter().map(|member| tributary_core::Address(member.into_array()));
        Committee::new(1, members.collect()).map_err(|error| refused("committee", &error))?;
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
        let windows = ledger::Params {
            challenge_window: self.ledger.challengeWindow,
            max_pending: self.ledger.maxPending,
            max_report_age: self.ledger.maxReportAge,
            max_voucher_life: self.ledger.maxVoucherLife,
            dead_after: self.ledger.deadAfter,
            retirement_grace: self.ledger.retirementGrace,
            committee_delay: self.ledger.committeeDelay,
            stage_blocks: self.ledger.stageBlocks,
        };
        windows.check().map_err(|error| refused("the ledger's windows", &error))?;
        let exits = ledger::ExitTimes { delay: delays.exit_delay, escape_after: delays.escape_after };
        windows
            .check_exits(&exits)
            .map_err(|error| refused("the ledger's windows and the exit's delays", &error))?;
        Ok(())
    }
}
