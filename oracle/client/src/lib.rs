//! Typed client of the Tributary contracts on any pallet-revive chain
