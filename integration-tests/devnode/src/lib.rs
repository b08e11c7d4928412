//! Embedded development chain: a Substrate client with pallet-revive executed natively
