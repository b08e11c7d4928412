//! The HTTP server of nodes and oracles: few enough connections, headers that come in time, and an end that
//! comes too.

use std::{future::Future, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{watch, Semaphore},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tracing::{debug, warn};

/// Until a connection is accepted again after the system could not.
const AGAIN: Duration = Duration::from_millis(200);

/// How much a server bears.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Open connections; more wait to be accepted.
    pub connections: usize,
    /// For how long a request's head may take to come, counted from the end of the request before.
    pub head: Duration,
    /// For how long a client may not take what it asked for.
    pub stall: Duration,
    /// For how long open requests may take once the server is to end.
    pub grace: Duration,
}

/// Serves `router` until `until` resolves; open requests have their grace to come to an end.
pub async fn run(listener: TcpListener, router: Router, until: impl Future<Output = ()>, patience: Patience) {
    let permits = Arc::new(Semaphore::new(patience.connections));
    let stop = watch::Sender::new(false);
    let mut open = JoinSet::new();
    tokio::pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = async {
                let permit = permits.clone().acquire_owned().await;
                (permit, listener.accept().await)
            } => accepted,
            () = &mut until => break,
        };
        match accepted {
            (Ok(permit), Ok((stream, _))) => {
                let serving = serve(stream, router.clone(), stop.subscribe(), patience);
                open.spawn(async move {
                    serving.await;
                    drop(permit);
                });
            }
            (_, Err(error)) => {
                warn!(%error, "no connection accepted");
                sleep(AGAIN).await;
            }
            // The semaphore is never closed.
            (Err(_), Ok(_)) => break,
        }
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    stop.send_replace(true);
    if timeout(patience.grace, async { while open.join_next().await.is_some() {} }).await.is_err() {
        warn!(connections = open.len(), "connections that did not end are dropped");
        open.shutdown().await;
    }
}

async fn serve(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>, patience: Patience) {
    // Without HTTP/2, whose connections have no such time limit.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.head);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.stall));
    let connection =
        builder.serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(router));
    tokio::pin!(connection);
    let mut ending = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    debug!(error, "connection ended");
                }
                return;
            }
            _ = stop.wait_for(|stopped| *stopped), if !ending => {
                ending = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests;
