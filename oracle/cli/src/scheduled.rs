//! Who is scheduled to take office, and what that means to who deposits.

use serde::Serialize;
use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Address, AttributionLedger, Block, ClientError, RoyaltySplitter, Suite,
};
use tributary_core::{
    schedule::{Term, TermError},
    BlockNumber,
};

/// Addresses in order.
pub fn listed(who: &[Address]) -> String {
    who.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Who waits to take office, or lapsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The ledger, or the members of the committee in order.
    pub who: Vec<Address>,
    /// When it may take office.
    pub term: Term,
}

impl Waiting {
    /// The ledger that a splitter has scheduled, in the state of a block.
    ///
    /// # Errors
    /// If the chain does not answer, or the address is no splitter's.
    pub async fn ledger(splitter: &RoyaltySplitter, at: Block) -> Result<Option<Self>, ClientError> {
        let found = splitter.read_at(IRoyaltySplitter::scheduledLedgerCall {}, at.hash).await?;
        Ok(Self::of_splitter(&found))
    }

    /// The committee that a ledger has scheduled, in the state of a block.
    ///
    /// # Errors
    /// If the chain does not answer, or the address is no ledger's.
    pub async fn committee(ledger: &AttributionLedger, at: Block) -> Result<Option<Self>, ClientError> {
        let found = ledger.read_at(IAttributionLedger::scheduledCommitteeCall {}, at.hash).await?;
        Ok(Self::of_ledger(&found))
    }

    /// The ledger in a splitter's answer, which is zero for none.
    pub fn of_splitter(found: &IRoyaltySplitter::scheduledLedgerReturn) -> Option<Self> {
        let term = Term { from_block: found.fromBlock, until_block: found.untilBlock };
        (!found.ledger.is_zero()).then(|| Self { who: vec![found.ledger], term })
    }

    /// The committee in a ledger's answer, which is empty for none.
    pub fn of_ledger(found: &IAttributionLedger::ScheduledCommittee) -> Option<Self> {
        let term = Term { from_block: found.fromBlock, until_block: found.untilBlock };
        (!found.members.is_empty()).then(|| Self { who: found.members.clone(), term })
    }

    /// Whether its time is over as of block `at`: a transaction sent now is in the next block at the earliest.
    pub const fn is_lapsed(&self, at: BlockNumber) -> bool {
        matches!(self.term.check(at.saturating_add(1)), Err(TermError::Lapsed { .. }))
    }

    /// Who, and when, as of block `at`.
    pub fn words(&self, at: BlockNumber) -> String {
        let who = listed(&self.who);
        let Term { from_block, until_block } = self.term;
        if self.is_lapsed(at) {
            format!("{who}, which lapsed at block {until_block}")
        } else {
            format!("{who} from block {from_block} until block {until_block}")
        }
    }
}

/// What may take office before who deposits now had the time to see it and leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// `ledger`, `committee`, or `committee of the scheduled ledger`.
    pub office: &'static str,
    /// The ledger, or the members of the committee in order.
    pub who: Vec<Address>,
    /// Who decides on the ledger if it takes office as it is, in order: its committee. `None` for a committee, and for
    /// a ledger that does not say.
    pub committee: Option<Vec<Address>>,
    /// The first block in which it may take office.
    pub from_block: BlockNumber,
    /// The last one.
    pub until_block: BlockNumber,
    /// The block by which who deposits now had the time that every payer has from the moment in which something is
    /// scheduled: `exitDelay` and `escapeAfter` blocks.
    pub notice_ends_at_block: BlockNumber,
}

impl Warning {
    /// What somebody should know who deposits now, in the newest final state.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn read(suite: &Suite) -> anyhow::Result<Vec<Self>> {
        let (splitter, ledger) = (&suite.royalty_splitter, &suite.attribution_ledger);
        let at = splitter.client().finalized_block().await?;
        let delays = splitter.read_at(IRoyaltySplitter::paramsCall {}, at.hash).await?;
        let mut found = Vec::new();
        if let Some(waiting) = Waiting::ledger(splitter, at).await? {
            found.extend(Self::of("ledger", waiting, &delays, at.number));
        }
        if let Some(waiting) = Waiting::committee(ledger, at).await? {
            found.extend(Self::of("committee", waiting, &delays, at.number));
        }
        // A ledger can change its committee before it is in office.
        let next = found.iter_mut().find(|warning| warning.office == "ledger");
        if let Some((address, next)) = next.and_then(|next| Some((next.who.first().copied()?, next))) {
            let ledger = AttributionLedger::new(splitter.client().clone(), address);
            let members = ledger.read_at(IAttributionLedger::committeeCall {}, at.hash).await;
            next.committee = answered(members)?;
            if let Some(waiting) = answered(Waiting::committee(&ledger, at).await)?.flatten() {
                found.extend(Self::of("committee of the scheduled ledger", waiting, &delays, at.number));
            }
        }
        Ok(found)
    }

    /// What is to be said of it to who deposits as of block `at`; nothing if it lapsed, or comes late enough.
    pub fn of(
        office: &'static str,
        waiting: Waiting,
        delays: &IRoyaltySplitter::Params,
        at: BlockNumber,
    ) -> Option<Self> {
        let notice = delays.exitDelay.saturating_add(delays.escapeAfter);
        let notice_ends_at_block = at.saturating_add(1).saturating_add(notice);
        let Term { from_block, until_block } = waiting.term;
        let concerns = !waiting.is_lapsed(at) && from_block < notice_ends_at_block;
        let (who, committee) = (waiting.who, None);
        concerns.then_some(Self { office, who, committee, from_block, until_block, notice_ends_at_block })
    }
}

/// What an address answers; `None` if it is no such contract that it could.
fn answered<T>(answer: Result<T, ClientError>) -> anyhow::Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if is_answer(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether it is what the address answers, or that it does not, and not the node's failing.
pub(crate) const fn is_answer(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::Reverted { .. }
            | ClientError::Dispatch(_)
            | ClientError::NoContract { .. }
            | ClientError::Output { .. }
    )
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { office, who, committee, from_block, until_block, notice_ends_at_block } = self;
        write!(
            f,
            "another {office} ({}) may take office in any block from {from_block} to {until_block}",
            listed(who)
        )?;
        match committee {
            Some(members) => write!(f, ", with the committee {}", listed(members))?,
            None if *office == "ledger" => write!(f, ", with a committee that it does not name")?,
            None => {}
        }
        write!(
            f,
            ". Whoever deposits now is only sure to be out by block {notice_ends_at_block}; in office it decides \
             what a deposit was spent on: deposit only if you trust it"
        )
    }
}

#[cfg(test)]
mod tests;
