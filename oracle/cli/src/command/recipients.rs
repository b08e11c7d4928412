//! Who shares what an account earns.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{
    final_root::under_final_root,
    http,
    oracle_http::{self, Oracle, TotalProof},
    recipients::{self, Recipients, Waiting},
    share,
};
use tributary_client::{abi::IRoyaltySplitter, Address};
use tributary_core::{Account, Ppm};

use super::{
    connection::{Connected, Connection},
    earner::{name_of, Earner},
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum RecipientsCommand {
    /// Show who shares an account's earnings, and a pending change with when it can take effect.
    Show {
        /// Whose: a dataset's number, or node:1, developer:1 (by the model's number), oracle:0x…, treasury.
        #[arg(value_name = "ACCOUNT")]
        earner: Earner,
    },
    /// Propose who shares them, in place of any pending change. It takes effect by `apply`, after a delay in
    /// which a buyer can see it. For whoever gets everything while there are none: a dataset's owner, a node's
    /// or an oracle's payout address, a model's developer. The treasury's earnings are shared by nobody.
    Set {
        /// Whose: a dataset's number, or node:1, developer:1 (by the model's number), oracle:0x….
        #[arg(value_name = "ACCOUNT")]
        earner: Earner,
        /// Who gets what, as WHO=SHARE: an address or a key's name, and percent or ppm, together all of it.
        /// The first bears the rounding. Such as: alice=60% 0x…=400000ppm.
        #[arg(required = true, value_name = "WHO=SHARE", value_parser = recipient)]
        recipients: Vec<(Who, Ppm)>,
    },
    /// Put a pending change in place, as far as it is due. What was earned before goes to the recipients of
    /// before.
    Apply {
        /// Whose: a dataset's number, or node:1, developer:1 (by the model's number), oracle:0x….
        #[arg(value_name = "ACCOUNT")]
        earner: Earner,
        /// An oracle's URL, for the proof of what was earned before; a registered one if absent.
        #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
        oracle: Option<String>,
    },
    /// End the recipients of before a dataset was reassigned: what is claimed from then on is its owner's.
    /// Anyone may.
    End {
        /// Whose: a dataset's number.
        #[arg(value_name = "ACCOUNT")]
        earner: Earner,
        /// An oracle's URL, for the proof of what was earned before; a registered one if absent.
        #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
        oracle: Option<String>,
    },
}

fn recipient(text: &str) -> Result<(Who, Ppm), String> {
    share::parse_of(text, str::parse)
}

impl RecipientsCommand {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        match self {
            Self::Show { earner } => {
                let account = earner.account(&keys)?;
                standing(&connection.connect().await?, &account).await
            }
            Self::Set { earner, recipients: wanted } => {
                let account = earner.account(&keys)?;
                let table = wanted
                    .iter()
                    .map(|(who, share)| Ok((who.address(&keys)?, *share)))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                recipients::check(&table)?;
                let (connected, signer) = connection.connect_signing().await?;
                recipients::propose(&connected.suite, &signer, &account, &table).await?;
                standing(&connected, &account).await
            }
            Self::Apply { earner, oracle } => {
                let account = earner.account(&keys)?;
                let (connected, signer) = connection.connect_signing().await?;
                let suite = &connected.suite;
                if Recipients::read(suite, &account).await?.table.is_empty() {
                    // An account's first table needs no proof.
                    recipients::apply(suite, &signer, &account, None).await?;
                } else {
                    settling(&connected, oracle.as_ref(), &account, async |proof| {
                        recipients::apply(suite, &signer, &account, proof).await
                    })
                    .await?;
                }
                standing(&connected, &account).await
            }
            Self::End { earner, oracle } => {
                let account = earner.account(&keys)?;
                let (connected, signer) = connection.connect_signing().await?;
                let suite = &connected.suite;
                settling(&connected, oracle.as_ref(), &account, async |proof| {
                    recipients::end(suite, &signer, &account, proof).await
                })
                .await?;
                standing(&connected, &account).await
            }
        }
    }
}

/// Does what settles the claim of an account, with an oracle's proof under the newest root.
async fn settling(
    connected: &Connected,
    oracle: Option<&String>,
    account: &Account,
    send: impl AsyncFn(Option<&TotalProof>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let http = http::client()?;
    let url = connected.oracle(&http, oracle).await?;
    let oracle = Oracle { http: &http, url: &url };
    under_final_root(async || send(oracle_http::settling_proof(oracle, account).await?.as_ref()).await).await
}

async fn standing(connected: &Connected, account: &Account) -> anyhow::Result<Value> {
    let (client, suite) = (&connected.client, &connected.suite);
    let found = Recipients::read(suite, account).await?;
    let now = client.finalized_block().await?.number;
    let cut = suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await?.cutBlock;
    Ok(described(account, &found, now, cut))
}

/// The recipients as people see them: without a table everything is the payee's.
fn described(account: &Account, found: &Recipients, now: u32, final_cut: u32) -> Value {
    let rows = |table: &[(Address, Ppm)]| -> Vec<Value> {
        table.iter().map(|(address, share)| json!({ "address": address, "share_ppm": share })).collect()
    };
    let own = [(found.payee, Ppm::WHOLE)];
    let current = if found.table.is_empty() { own.as_slice() } else { found.table.as_slice() };
    let waiting = found.waiting(now, final_cut);
    let apply = format!("by `recipients apply {}`", name_of(account));
    let takes_effect = waiting.map(|waiting| match waiting {
        Waiting::Nothing => format!("now: {apply}"),
        Waiting::Delay { blocks } => format!("in {blocks} blocks at the earliest, then {apply}"),
        Waiting::Epoch { cut } => format!("once an epoch cut at block {cut} or later is final, {apply}"),
    });
    let (kind, id) = oracle_http::path_of(account);
    json!({
        "kind": kind,
        "id": id,
        "payee": found.payee,
        "at_block": now,
        "pending_takes_effect": takes_effect,
        "pending_due_at_block": found.pending.as_ref().map(|pending| pending.due_at),
        "pending_can_be_applied": waiting.map(|waiting| waiting == Waiting::Nothing),
        "recipients": rows(current),
        "pending": found.pending.as_ref().map(|pending| rows(&pending.table)),
    })
}

#[cfg(test)]
mod tests;
