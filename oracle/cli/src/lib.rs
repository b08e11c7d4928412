//! What the command line does, as a library: each module is one thing that a user wants done.

pub mod ask;
pub mod claim;
pub mod consumer;
pub mod datasets;
pub mod deploy;
pub mod nodes;
pub mod oracle_http;
pub mod verify;
