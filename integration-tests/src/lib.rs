//! Scenarios across contracts, nodes and oracles on a real chain
