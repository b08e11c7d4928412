//! Whether the database is an old copy.
//!
//! A node that starts on an older copy gives out sequences again that oracles have consumed: those answers
//! are never paid, and vouchers it was paid for are answered again. The oracles know: whoever has the
//! next sequence in an epoch has seen a later database.

use std::time::Duration;

use futures::future::join_all;
use reqwest::{redirect::Policy, Client, StatusCode};
use tracing::warn;
use tributary_core::NodeId;

/// For how long an oracle is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database is older than what oracles have settled.
#[derive(Debug, thiserror::Error)]
#[error(
    "{oracles} oracles have report {next} of node {node} in an epoch, but this database would give that \
     sequence to the next answer: it is an old copy, on which no answer is paid"
)]
pub struct OldCopy {
    /// The node.
    pub node: NodeId,
    /// The sequence that the database would give out.
    pub next: u64,
    /// How many oracles say so.
    pub oracles: usize,
}

/// Asks all of a committee at once whether they have report `next` of `node` in an epoch.
///
/// Oracles that do not answer are passed over, and it takes more than a third of the committee to say so:
/// those that may lie must not keep a node from starting.
///
/// # Errors
/// [`OldCopy`].
pub async fn check(oracles: &[String], node: NodeId, next: u64) -> Result<(), OldCopy> {
    let http = match Client::builder().redirect(Policy::none()).timeout(PATIENCE).build() {
        Ok(http) => http,
        Err(error) => {
            warn!(%error, "the oracles cannot be asked whether the database is current");
            return Ok(());
        }
    };
    let answers = join_all(oracles.iter().map(|oracle| has_report(&http, oracle, node, next))).await;
    let have = answers.iter().filter(|answer| **answer == Some(true)).count();
    let silent = answers.iter().filter(|answer| answer.is_none()).count();
    if silent > 0 {
        warn!(
            silent,
            asked = oracles.len(),
            "not all oracles could be asked whether the database is current"
        );
    }
    let may_lie = oracles.len().saturating_sub(1).div_euclid(3);
    if have > may_lie {
        return Err(OldCopy { node, next, oracles: have });
    }
    Ok(())
}

/// `None` if the oracle does not say.
async fn has_report(http: &Client, oracle: &str, node: NodeId, sequence: u64) -> Option<bool> {
    let url = format!("{}/v1/reports/{node}/{sequence}", oracle.trim_end_matches('/'));
    match http.get(url).send().await.ok()?.status() {
        StatusCode::OK => Some(true),
        StatusCode::NOT_FOUND => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
