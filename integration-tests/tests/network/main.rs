//! A whole network of real processes, made to suffer.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod crashes;
mod liar;
mod lying_node;
mod network;
mod silent_oracle;
