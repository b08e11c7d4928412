//! The whole path from a paid answer to a creator's wallet, on one machine
