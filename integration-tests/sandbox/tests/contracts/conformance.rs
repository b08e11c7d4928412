//! That the ABI which cargo-contract wrote is the published one: `contracts/interfaces/abi/*.sol` and
//! the standards, no more and no less.

mod interfaces;
mod openzeppelin;
mod standards;
