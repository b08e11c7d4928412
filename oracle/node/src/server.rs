//! The HTTP server's life.

use std::{future::Future, io, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch, time::timeout};
use tracing::warn;
use tributary_server::Patience;

use crate::api::{router, Node};

/// For how long answers that were told to end are waited for: attribution and one transaction.
const REPORTING: Duration = Duration::from_secs(30);
/// For how long the last bytes may take to leave.
const LEAVING: Duration = Duration::from_secs(2);

/// What the server bears. Each connection may hold a question of up to 4 MiB. When open ones end, [`run`]
/// decides.
const PATIENCE: Patience = Patience {
    connections: 256,
    head: Duration::from_secs(15),
    stall: Duration::from_secs(60),
    grace: Duration::from_secs(86_400),
};

/// Serves `node` until `until` resolves. Then no new connection is taken; open ones have `grace` to come
/// to their end, after which answers still under way end with what they have. It returns when every answer
/// has its report, so that the store can be closed.
///
/// # Errors
/// If the server ends by itself.
pub async fn run(
    node: Arc<Node>,
    listener: TcpListener,
    until: impl Future<Output = ()>,
    grace: Duration,
) -> io::Result<()> {
    let stop = watch::Sender::new(false);
    let mut stopped = stop.subscribe();
    let stopping = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
    // A consumer that stalls is to be noticed as one, not by its connection's end.
    let stall = PATIENCE.stall.max(node.limits.stall.saturating_mul(2));
    let patience = Patience { stall, ..PATIENCE };
    let mut serving = tokio::spawn(tributary_server::run(listener, router(node.clone()), stopping, patience));
    tokio::select! {
        ended = &mut serving => return ended.map_err(io::Error::other),
        () = until => {}
    }
    stop.send_replace(true);
    let mut done = timeout(grace, &mut serving).await.is_ok();
    node.running.end();
    if timeout(REPORTING, node.running.idle()).await.is_err() {
        warn!("answers are still under way; they will have no report");
    }
    if !done {
        done = timeout(LEAVING, &mut serving).await.is_ok();
    }
    if !done {
        warn!("connections that did not end are dropped");
        serving.abort();
    }
    Ok(())
}
