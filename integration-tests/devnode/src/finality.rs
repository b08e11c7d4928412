//! Which blocks are final: those that enough others have followed.

use sc_client_api::{blockchain, Finalizer, HeaderBackend};

use crate::{sealing::SealError, service::Client};

/// The most blocks by which finality may be behind: subscriptions to `chainHead_v1_follow` end once the
/// newest block is more than 128 ahead of the final one.
pub const MAX_FINALITY_LAG: u32 = 100;

/// Makes the block final that is `lag` before the newest, and all before it. What is final stays so, also
/// if it is nearer to the newest.
///
/// # Errors
/// [`SealError::Finality`].
pub(crate) fn advance(client: &Client, lag: u32) -> Result<(), SealError> {
    let info = client.info();
    let number = info.best_number.saturating_sub(lag);
    if number <= info.finalized_number {
        return Ok(());
    }
    let failed = |error: blockchain::Error| SealError::Finality { number, reason: error.to_string() };
    let missing = || SealError::Finality { number, reason: "there is no such block".to_owned() };
    let hash = client.hash(number).map_err(failed)?.ok_or_else(missing)?;
    client.finalize_block(hash, None, true).map_err(failed)
}
