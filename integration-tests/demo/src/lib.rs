//! A whole network on one machine: the people, their keys and money, the chain, nodes and oracles as
//! processes. The demo shows it working; scenarios make it suffer.

pub mod answers;
pub mod governing;
pub mod guide;
pub mod members;
pub mod processes;
pub mod questions;
pub mod report;
pub mod services;
pub mod settlement;
pub mod versions;
pub mod world;
