//! What a command that takes its time is doing.

use std::time::Duration;

use indicatif::ProgressBar;

/// What is being done, aside: a line for each step, and at a terminal how long the last one takes.
pub(super) struct Steps {
    spinner: ProgressBar,
}

impl Default for Steps {
    fn default() -> Self {
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(Duration::from_millis(200));
        Self { spinner }
    }
}

impl Steps {
    /// The next step, which ends when its transaction is final.
    pub(super) fn begin(&self, step: &str) {
        self.spinner.suspend(|| eprintln!("{step}"));
        self.spinner.reset_elapsed();
        self.spinner.set_message("until it is final");
    }

    /// The step ends after so many blocks.
    pub(super) fn left(&self, blocks: u32) {
        self.spinner.set_message(format!("{blocks} blocks to go"));
    }

    /// All is done.
    pub(super) fn end(&self) {
        self.spinner.finish_and_clear();
    }
}
