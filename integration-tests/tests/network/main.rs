//! A whole network of real processes, made to suffer.

mod crashes;
mod network;
mod silent_oracle;
