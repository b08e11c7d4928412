//! Sending tokens.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{amount, dao::whole};
use tributary_client::{
    abi::IGovernance::{self, transferCall},
    U256,
};
use tributary_core::Wei;

use super::{chamber::Chamber, Connection};
use crate::command::who::Who;

#[derive(Args)]
pub(in crate::command) struct Transfer {
    /// Who gets them: an address or a key's name.
    to: Who,
    /// How many: 25coin are 25 tokens; without a unit, in parts of 10^-18 of one.
    #[arg(value_parser = amount::parse)]
    amount: Wei,
}

impl Transfer {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let to = self.to.address(&connection.keys()?)?;
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let call = transferCall { to, value: U256::from(self.amount.0) };
        let receipt = chamber.send(&signer, call, None).await?;
        let sent = receipt.event::<IGovernance::Transfer>(chamber.dao.address())?;
        let chamber = chamber.again().await?;
        let (own, theirs) = (chamber.holding(sent.from).await?, chamber.holding(sent.to).await?);
        if theirs.delegate.is_zero() {
            eprintln!(
                "note: {} delegated to nobody: what it holds counts once it runs `tributary dao delegate`",
                sent.to
            );
        }
        Ok(json!({
            "from": sent.from,
            "to": sent.to,
            "sent_votes": Wei(whole(sent.value)),
            "held_votes": Wei(whole(own.balance)),
            "receiver_holds_votes": Wei(whole(theirs.balance)),
            "receiver_delegate": theirs.delegated_to(),
        }))
    }
}
