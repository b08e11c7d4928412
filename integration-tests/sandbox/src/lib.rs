//! In-process pallet-revive for contract tests and cost tables
