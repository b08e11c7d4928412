//! Blocks and time as a decision of the DAO waits for them, on a chain where neither passes by itself.

use std::time::Duration;

use tributary_client::{Client, Until};
use tributary_devnode::Devnode;

/// Sees to it that `until` is over.
pub async fn let_pass(chain: &Devnode, client: &Client, until: Until) -> tributary_client::Result<()> {
    match until {
        Until::Block(number) => {
            let now = client.finalized_block().await?.number;
            chain.mine(number.saturating_sub(now)).await.unwrap();
        }
        Until::Second(second) => {
            let left = second.saturating_sub(client.seconds_at(None).await?);
            chain.mine_over(1, Duration::from_secs(left)).await.unwrap();
        }
    }
    Ok(())
}
