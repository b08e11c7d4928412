//! Acting under the final root, which may move on while a proof is on its way.

use std::time::Duration;

use tributary_client::ClientError;

/// How often something is tried in all.
const ATTEMPTS: u32 = 6;
/// How long to wait before the second attempt; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(500);

/// Names of the contracts' errors that a proof of another epoch than the final one meets.
const STALE: [&str; 2] = ["ProofRoot", "TreeNotEmpty"];

/// A proof of another epoch than the final one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof is under epoch {proven}, the final one is {last}: try again soon")]
pub struct StaleProof {
    /// The epoch that it is proven under.
    pub proven: u64,
    /// The final one.
    pub last: u64,
}

/// Makes an `attempt`, which fetches a proof and sends it. As long as chain and oracle are at different
/// epochs it is made again, a few times: one may become final in between, and an oracle learns of it a
/// moment after the chain.
///
/// # Errors
/// What an attempt fails with, unless by its proof's epoch; that if the last one does.
pub async fn under_final_root<T>(attempt: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    repeated(PAUSE, attempt).await
}

async fn repeated<T>(
    mut pause: Duration,
    mut attempt: impl AsyncFnMut() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    for number in 1..ATTEMPTS {
        match attempt().await {
            Err(error) if is_stale(&error) => {
                tracing::info!(error = format!("{error:#}"), number, "fetching the proof again");
            }
            done => return done,
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
    }
    attempt().await.map_err(|error| match is_stale(&error) {
        true => error.context(format!("{ATTEMPTS} times the proof was not of the final epoch")),
        false => error,
    })
}

/// Whether it is its epoch that a proof was refused for.
fn is_stale(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| match cause.downcast_ref::<ClientError>() {
        Some(ClientError::Reverted { error, .. }) => STALE.contains(&error.name()),
        _ => cause.is::<StaleProof>(),
    })
}

#[cfg(test)]
mod tests;
