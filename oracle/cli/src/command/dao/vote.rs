//! Voting.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    dao::whole,
    exit::{Exit, Failure},
};
use tributary_client::{
    abi::IGovernance::{castVoteCall, castVoteWithReasonCall, VoteCast},
    governance::Record,
    Receipt, Signer, SolCall, U256,
};
use tributary_core::{governance::Support, Wei};

use super::{
    chamber::Chamber,
    choice::{word, Choice},
    show,
    which::Which,
    Connection,
};

#[derive(Args)]
pub(in crate::command) struct Vote {
    /// The proposal: its id, the first digits of it, or its number.
    proposal: Which,
    /// The vote. It cannot be changed.
    support: Choice,
    /// Why; published with the vote.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Vote {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let id = self.proposal.find(&chamber).await?;
        let record = chamber.record(id).await?;
        let support = Support::from(self.support) as u8;
        let receipt = match self.reason {
            None => cast(&chamber, &signer, &record, castVoteCall { proposalId: id, support }).await?,
            Some(reason) => {
                let call = castVoteWithReasonCall { proposalId: id, support, reason };
                cast(&chamber, &signer, &record, call).await?
            }
        };
        let event = receipt.event::<VoteCast>(chamber.dao.address())?;
        let chamber = chamber.again().await?;
        let mut shown = show::described(&chamber, &chamber.record(id).await?, Some(signer.address())).await?;
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("cast".to_owned(), json!(word(event.support)));
            fields.insert("cast_votes".to_owned(), json!(Wei(whole(event.weight))));
        }
        Ok(shown)
    }
}

/// Casts a ballot that carries votes: the DAO would take one without, for nothing.
async fn cast<C: SolCall<Return = U256> + Clone>(
    chamber: &Chamber,
    signer: &Signer,
    record: &Record,
    call: C,
) -> anyhow::Result<Receipt> {
    let caller = signer.address();
    match chamber.dao.simulate(signer.account_id(), call.clone(), Wei::ZERO).await {
        Err(error) => return Err(chamber.explained(caller, Some(record), error).await),
        Ok(weight) if weight.is_zero() => {
            let scene = chamber.scene(caller, Some(record)).await?;
            return Err(Failure::new(Exit::Refused, scene.powerless(record.kept.voteStart)).into());
        }
        Ok(_) => {}
    }
    chamber.send(signer, call, Some(record)).await
}
