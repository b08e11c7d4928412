//! How a command ended that did not fail.

use serde_json::Value;
use tributary_cli::exit::Exit;

/// A command's result, and the exit code that goes with it.
pub(super) struct Outcome {
    /// What is shown.
    pub(super) result: Value,
    /// [`Exit::Done`], or [`Exit::Partial`].
    pub(super) exit: Exit,
}

impl From<Value> for Outcome {
    /// All was done.
    fn from(result: Value) -> Self {
        Self { result, exit: Exit::Done }
    }
}
