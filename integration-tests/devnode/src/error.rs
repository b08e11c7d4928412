use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a chain could not be started, or stopped.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Finality asked to be farther behind than [`MAX_FINALITY_LAG`](crate::MAX_FINALITY_LAG).
    #[error("finality {asked} blocks behind asked for, at most {} are possible", crate::MAX_FINALITY_LAG)]
    FinalityLag {
        /// How many blocks were asked for.
        asked: u32,
    },
    /// The threads the chain runs on could not be started.
    #[error("cannot start the chain's threads: {0}")]
    Threads(#[source] io::Error),
    /// The state at block 0 could not be built.
    #[error("cannot build the genesis state: {0}")]
    Genesis(String),
    /// The database could not be opened, most often because another process holds it.
    #[error("cannot open the database in {path}: {reason}")]
    Database {
        /// The folder given.
        path: PathBuf,
        /// What the database said.
        reason: String,
    },
    /// The client, its transaction pool or its tasks could not be put together.
    #[error("cannot start the client: {0}")]
    Client(String),
    /// JSON-RPC could not listen.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The JSON-RPC methods could not be put together.
    #[error("cannot assemble the JSON-RPC methods: {0}")]
    Methods(String),
    /// The chain stopped by itself.
    #[error("the chain stopped: {0}")]
    Stopped(String),
    /// A block could not be sealed, or made final.
    #[error(transparent)]
    Seal(#[from] crate::SealError),
}
