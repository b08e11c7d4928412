//! Being asked to end.

use tokio::signal::unix::{signal, Signal, SignalKind};

#[cfg(test)]
mod tests;

/// SIGINT and SIGTERM: while this exists they end nothing by themselves, and are kept until they are asked for.
#[derive(Debug)]
pub struct Termination {
    interrupt: Signal,
    terminate: Signal,
}

impl Termination {
    /// Listens from now on. A program does so before it says that it runs: who reads that may end it at once.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Resolves once either signal came, since this was created or asked before.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
