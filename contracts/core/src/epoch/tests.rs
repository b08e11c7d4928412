#![allow(clippy::arithmetic_side_effects)]

mod arbitrary;
mod arrival;
mod conservation;
mod division;
mod encodings;
mod limits;
mod rules;
mod scene;
mod vectors;
mod votes;
