//! The rules that the DAO decides by, and its votes.

use tributary_client::abi::IGovernance;

use super::{
    words::{blocks, earning, floors, same, seconds, share, votes},
    Against, Reading,
};
use crate::deploy::{
    founding::{earning_to_abi, params_to_abi},
    Founding,
};

impl Reading<'_> {
    /// Its rules, its guardian and its votes. The wiring was read before.
    pub(super) async fn dao(&mut self, against: Against<'_>) -> anyhow::Result<()> {
        let dao = self.deployment.governance;
        let founding = against.rules();
        let params = founding.map(|founding| params_to_abi(&founding.params));
        let expected = |words: fn(&IGovernance::Params) -> String| params.as_ref().map(words);
        let fixed = expected(|params| blocks(&params.votingDelay));
        self.ask("voting delay", dao, IGovernance::votingDelayCall {}, fixed, blocks).await?;
        let fixed = expected(|params| blocks(&params.votingPeriod));
        self.ask("voting period", dao, IGovernance::votingPeriodCall {}, fixed, blocks).await?;
        let fixed = expected(|params| blocks(&params.lateQuorumExtension));
        let call = IGovernance::lateQuorumVoteExtensionCall {};
        self.ask("extension after a late quorum", dao, call, fixed, blocks).await?;
        let fixed = expected(|params| seconds(&params.timelockDelay));
        self.ask("timelock", dao, IGovernance::getMinDelayCall {}, fixed, seconds).await?;
        let fixed = expected(|params| seconds(&params.gracePeriod));
        self.ask("grace period", dao, IGovernance::GRACE_PERIODCall {}, fixed, seconds).await?;
        let fixed = expected(|params| share(&params.quorumNumerator));
        self.ask("quorum", dao, IGovernance::quorumNumerator_0Call {}, fixed, share).await?;
        let fixed = expected(|params| votes(&params.proposalThreshold));
        self.ask("votes to propose", dao, IGovernance::proposalThresholdCall {}, fixed, votes).await?;
        let fixed = founding.map(|founding| floors(&founding.arguments().floors));
        let call = IGovernance::floorsCall {};
        self.ask("least voting period and timelock", dao, call, fixed, floors).await?;
        let fixed = founding.map(|founding| earning(&earning_to_abi(&founding.earning)));
        self.ask("votes earned by work", dao, IGovernance::earningCall {}, fixed, earning).await?;
        let fixed = founding.map(|founding| founding.guardian.unwrap_or_default().to_string());
        self.ask("guardian of the DAO", dao, IGovernance::proposalGuardianCall {}, fixed, same).await?;
        // What work earned comes on top, without anybody's decision. If the DAO does not say, that is noted with the
        // wiring.
        let earned = self.earned.as_ref().map_or(0, |earned| earned.minted);
        let fixed = founding.and_then(Founding::supply).map(|supply| votes(&supply.saturating_add(earned)));
        self.ask("supply of votes", dao, IGovernance::totalSupplyCall {}, fixed, votes).await?;
        for (holder, held) in against.holders() {
            let call = IGovernance::balanceOfCall { account: *holder };
            self.ask(format!("votes of {holder}"), dao, call, Some(votes(held)), votes).await?;
        }
        Ok(())
    }
}
