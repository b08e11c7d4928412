//! The oracle's secp256k1 key, by which the committee knows it.

pub use tributary_client::keys::{recover, OracleKey, OracleKeyError as KeyError, OracleSignature};
