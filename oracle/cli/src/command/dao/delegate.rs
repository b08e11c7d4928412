//! Letting tokens count as votes.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::dao::whole;
use tributary_client::abi::IGovernance::{balanceOfCall, delegateCall, getVotes_0Call};
use tributary_core::Wei;

use super::{chamber::Chamber, Connection};
use crate::command::who::Who;

#[derive(Args)]
pub(in crate::command) struct Delegate {
    /// Who is to vote with them: an address or a key's name; the signing account itself if absent.
    to: Option<Who>,
}

impl Delegate {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let to = self.to.map(|who| who.address(&connection.keys()?)).transpose()?;
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let delegatee = to.unwrap_or_else(|| signer.address());
        let receipt = chamber.send(&signer, delegateCall { delegatee }, None).await?;
        let chamber = chamber.again().await?;
        let balance = chamber.read(balanceOfCall { account: signer.address() }).await?;
        if balance.is_zero() {
            eprintln!("note: the account holds no tokens; those that it gets will count for {delegatee}");
        }
        let votes = chamber.read(getVotes_0Call { account: delegatee }).await?;
        Ok(json!({
            "delegator": signer.address(),
            "delegate": delegatee,
            "delegated_votes": Wei(whole(balance)),
            "delegate_has_votes": Wei(whole(votes)),
            // Proposing looks at the block before, a snapshot at its own block's end.
            "counts_from_block": receipt.block_number.saturating_add(1),
        }))
    }
}
