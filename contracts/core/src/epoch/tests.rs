#![allow(clippy::arithmetic_side_effects)]

mod arbitrary;
mod arrival;
mod conservation;
mod division;
mod encodings;
mod rules;
mod scene;
mod vectors;
