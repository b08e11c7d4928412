//! royalty-splitter
