//! The oracle: fetches attribution reports, verifies them, agrees with its committee on epochs,
//! submits and confirms them, and serves what everybody needs to check and claim.

pub mod agreement;
pub mod api;
pub mod archive;
pub mod books;
pub mod chain;
pub mod config;
pub mod keys;
pub mod ledger;
pub mod member;
pub mod metrics;
pub mod objects;
pub mod outbound;
pub mod pull;
pub mod reading;
pub mod service;
pub mod signatures;
pub mod store;

#[cfg(test)]
mod scene;
