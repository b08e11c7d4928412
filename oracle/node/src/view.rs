//! The chain as this node last saw it, and the block that its answers are anchored to.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use tributary_attribution::Corpus;
use tributary_core::{
    registry::{EpochParams, Registry},
    BlockNumber, DatasetId, Hash, Wei,
};

/// A corpus with its root on chain.
#[derive(Clone, Debug)]
pub struct LoadedCorpus {
    /// The root that reports name.
    pub root: Hash,
    /// The indexed texts.
    pub corpus: Arc<Corpus>,
    /// Datasets under the root whose text is not indexed, because the operator goes without them.
    pub without: BTreeSet<DatasetId>,
}

/// One final block, what the chain says of it, and its corpus: an answer is anchored to it.
#[derive(Clone, Debug)]
pub struct View {
    /// The anchor.
    pub block: BlockNumber,
    /// What reports are judged by there; read at the newest final block, so later changes are in it too.
    pub registry: Arc<Registry>,
    /// The corpus there.
    pub corpus: LoadedCorpus,
}

/// What was seen at one look at the chain.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The newest final block.
    pub head: BlockNumber,
    /// When the chain answered.
    pub seen: Instant,
    /// The chain there.
    pub registry: Arc<Registry>,
    /// What the final root leaves to payers of all that the splitter holds. What is pending, and what nodes
    /// answered since, comes off that too.
    pub withdrawable: Wei,
    /// Datasets that count at the head and that no file holds.
    pub missing: BTreeSet<DatasetId>,
    /// The newest block whose whole corpus is at hand, unless it is too old for an anchor.
    pub view: Option<Arc<View>>,
}

/// Why no answer can be given now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The chain was never read.
    #[error("the node has not read the chain and its corpus yet")]
    Unseen,
    /// The chain has not answered for long: keys, reserves and exits may have changed unseen.
    #[error("the chain was last read {elapsed_ms} ms ago, more than {most_ms} ms")]
    Stale {
        /// How long ago.
        elapsed_ms: u128,
        /// The most allowed.
        most_ms: u128,
    },
    /// No block that is young enough has a corpus that is at hand.
    #[error("no block since {oldest} has a corpus that this node holds; missing datasets: {missing:?}")]
    Incomplete {
        /// The oldest block that may be an anchor.
        oldest: BlockNumber,
        /// The datasets that are missing at the head.
        missing: Vec<u64>,
    },
    /// Payers are gone with more than they had: after a false root or an escape.
    #[error("the splitter holds {withdrawable} wei of payers, less than a fee of {fee} wei")]
    Unbacked {
        /// What the final root leaves to payers.
        withdrawable: Wei,
        /// The most that the answer may cost.
        fee: Wei,
    },
    /// Neither of the node's keys is the one that the chain has for it.
    #[error("this node's key at block {block} is another one on chain")]
    OtherKey {
        /// The anchor.
        block: BlockNumber,
    },
}

/// The most blocks between an anchor and the head: half of what an epoch's cut allows, so that the other
/// half is left for the epoch to be made.
pub const fn oldest_anchor(params: &EpochParams, head: BlockNumber) -> BlockNumber {
    head.saturating_sub(params.max_report_age.div_euclid(2))
}

impl Sighting {
    /// The view to answer by, if the chain was seen at most `stale` ago.
    ///
    /// # Errors
    /// [`Unready::Stale`] or [`Unready::Incomplete`].
    pub fn view(&self, stale: Duration) -> Result<Arc<View>, Unready> {
        let elapsed = self.seen.elapsed();
        if elapsed > stale {
            let (elapsed_ms, most_ms) = (elapsed.as_millis(), stale.as_millis());
            return Err(Unready::Stale { elapsed_ms, most_ms });
        }
        self.view.clone().ok_or_else(|| Unready::Incomplete {
            oldest: oldest_anchor(&self.registry.params, self.head),
            missing: self.missing.iter().map(|dataset| dataset.0).collect(),
        })
    }
}
