//! Answers under way, so that the process can end without losing one.

use std::sync::Arc;

use tokio::sync::watch;

/// Counts answers under way and tells them when to end.
#[derive(Debug)]
pub struct Running {
    count: watch::Sender<usize>,
    ending: watch::Sender<bool>,
}

/// One answer under way, until it is dropped.
#[derive(Debug)]
pub struct Underway(Arc<Running>);

impl Default for Running {
    fn default() -> Self {
        Self { count: watch::Sender::new(0), ending: watch::Sender::new(false) }
    }
}

impl Running {
    /// Counts one more answer until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> Underway {
        self.count.send_modify(|count| *count = count.saturating_add(1));
        Underway(self.clone())
    }

    /// Tells all answers, and those that begin later, to end with what they have.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Resolves when answers shall end.
    pub async fn ending(&self) {
        // The sender is in `self`, so waiting cannot fail.
        drop(self.ending.subscribe().wait_for(|ending| *ending).await);
    }

    /// Resolves when no answer is under way.
    pub async fn idle(&self) {
        drop(self.count.subscribe().wait_for(|count| *count == 0).await);
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.count.send_modify(|count| *count = count.saturating_sub(1));
    }
}
