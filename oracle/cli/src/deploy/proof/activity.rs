//! What has happened since the contracts were made: nothing, if that was just now.

use tributary_client::{
    abi::{IAttributionLedger, IGovernance, IPausable, IRoyaltySplitter},
    ClientError, Deployment, Governance,
};
use tributary_core::governance::State;

use super::{
    words::{number, pause, under_way, NONE},
    Against, Reading,
};
use crate::scheduled::is_answer;

/// How many of the newest proposals are asked where they stand.
const NEWEST: usize = 20;

impl Reading<'_> {
    /// Proposals, epochs and pauses. Only what was just made is held against there being none.
    pub(super) async fn activity(&mut self, against: Against<'_>) -> anyhow::Result<()> {
        let Deployment { governance: dao, royalty_splitter: splitter, attribution_ledger: ledger, .. } =
            *self.deployment;
        let none = || matches!(against, Against::Fresh(_)).then(|| NONE.to_owned());
        let call = IGovernance::proposalCountCall {};
        self.proposals = self.hear("proposals made", dao, call, none(), number).await?;
        self.proposals_under_way().await?;
        let call = IAttributionLedger::headEpochCall {};
        self.ask("newest epoch of the ledger", ledger, call, none(), number).await?;
        let call = IAttributionLedger::finalEpochCall {};
        self.ask("final epoch of the ledger", ledger, call, none(), number).await?;
        let call = IRoyaltySplitter::rootCall {};
        self.ask("final epoch of the splitter", splitter, call, none(), |root| number(&root.epoch)).await?;
        // If it does not answer, that is noted with the wiring.
        if let Some(read) = self.earned.as_ref().map(|earned| number(&earned.epoch)) {
            self.note("epoch of the votes that the DAO has read", none(), read);
        }
        let now = self.number;
        for (name, contract) in [("splitter", splitter), ("ledger", ledger)] {
            let call = IPausable::pausedUntilCall {};
            let words = |until: &u32| pause(*until, now);
            self.ask(format!("pause of the {name}"), contract, call, none(), words).await?;
        }
        Ok(())
    }

    /// Where the newest proposals stand that are not over.
    async fn proposals_under_way(&mut self) -> anyhow::Result<()> {
        let made = self.proposals.unwrap_or_default();
        if made.is_zero() {
            return Ok(());
        }
        let what = "proposals under way";
        match self.newest_states().await {
            Ok(states) => self.note(what, None, under_way(&states, made)),
            Err(error) if is_answer(&error) || matches!(error, ClientError::Inconsistent { .. }) => {
                self.unreadable(what, None, &error);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn newest_states(&self) -> tributary_client::Result<Vec<State>> {
        let dao = Governance::new(self.client.clone(), self.deployment.governance);
        let mut states = Vec::new();
        let mut next = dao.latest(self.at).await?;
        while let Some(id) = next.filter(|_| states.len() < NEWEST) {
            let record = dao.record(id, self.at).await?;
            next = Some(record.kept.previous).filter(|previous| !previous.is_zero());
            states.push(record.state);
        }
        Ok(states)
    }
}
