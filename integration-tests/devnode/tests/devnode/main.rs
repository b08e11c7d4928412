//! The development chain as its users see it: through JSON-RPC, and as a process.

mod blocks;
mod connection;
mod contracts;
mod ethereum;
mod lifetime;
mod program;
mod transactions;
