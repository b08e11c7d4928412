//! The oracle: fetches attribution reports, verifies them, agrees with its committee on epochs,
//! submits and confirms them, and serves what everybody needs to check and claim.

pub mod agreement;
pub mod api;
pub mod books;
pub mod chain;
pub mod config;
pub mod keys;
pub mod objects;
pub mod pull;
pub mod service;
pub mod store;
