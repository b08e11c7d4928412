//! What the command line does, as a library: each module is one thing that a user wants done.

pub mod amount;
pub mod ask;
pub mod claim;
pub mod consumer;
pub mod dao;
pub mod datasets;
pub mod deploy;
pub mod exit;
pub mod final_root;
pub mod http;
pub mod key_folder;
pub mod leaving;
pub mod ledgers;
pub mod models;
pub mod nodes;
pub mod oracle_http;
pub mod recipients;
pub mod scheduled;
pub mod share;
pub mod terms;
pub mod verify;
