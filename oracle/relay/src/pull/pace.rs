//! How often a node is asked.

use std::collections::BTreeMap;

use tributary_core::NodeId;

/// The most rounds that a failing node is left alone.
const LONGEST: u32 = 64;

/// Lets failing nodes wait 1, 2, 4 and up to 64 rounds, so that dead ones cost little.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    failing: BTreeMap<NodeId, Wait>,
}

#[derive(Clone, Copy, Debug)]
struct Wait {
    step: u32,
    left: u32,
}

impl Pace {
    /// Whether it is the node's turn in this round; counts the round.
    pub fn is_due(&mut self, node: NodeId) -> bool {
        match self.failing.get_mut(&node) {
            Some(wait) if wait.left > 0 => {
                wait.left = wait.left.saturating_sub(1);
                false
            }
            _ => true,
        }
    }

    /// Notes how asking it went.
    pub fn note(&mut self, node: NodeId, answered: bool) {
        if answered {
            self.failing.remove(&node);
            return;
        }
        let step = self.failing.get(&node).map_or(1, |wait| wait.step.saturating_mul(2).min(LONGEST));
        self.failing.insert(node, Wait { step, left: step });
    }
}
