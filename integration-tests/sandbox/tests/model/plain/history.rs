//! Values by block.

/// Changes in block order; the later of two in one block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T>(pub Vec<(u32, T)>);

impl<T> Default for History<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> History<T> {
    /// Adds a change; of several in one block the last stays.
    pub fn set(&mut self, block: u32, value: T) {
        self.0.retain(|(at, _)| *at != block);
        self.0.push((block, value));
    }

    /// What held at the end of `block`.
    pub fn at(&self, block: u32) -> Option<T> {
        self.entry_at(block).map(|(_, value)| value)
    }

    /// What held at the end of `block`, with the block since which it did.
    pub fn entry_at(&self, block: u32) -> Option<(u32, T)> {
        self.0.iter().rfind(|(from, _)| *from <= block).cloned()
    }

    /// What holds now.
    pub fn last(&self) -> Option<T> {
        self.0.last().map(|(_, value)| value.clone())
    }
}
