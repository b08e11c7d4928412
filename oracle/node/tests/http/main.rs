//! A whole node over HTTP: the real server, store, keys, attribution and texts, against a registry as the
//! chain would give it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod answers;
mod consumers;
mod ending;
mod events;
mod model_server;
mod readiness;
mod refusals;
mod repeats;
mod scene;
mod streaming;
mod upstream;
