//! Which reports are kept.

use std::sync::Arc;

use scale::Encode;
use tributary_core::{registry::Registry, BlockNumber, Domain, NodeId, SignedReport};

use crate::{
    signatures::Verifier,
    store::{Store, StoreError},
};

/// The most bytes of a report: 64 shares take 768, everything else less than 500.
pub const MAX_REPORT_BYTES: usize = 2 * 1024;

/// Takes reports into the store, judged by the chain as of one block.
#[derive(Clone, Debug)]
pub struct Intake {
    store: Store,
    verifier: Arc<Verifier>,
    registry: Arc<Registry>,
    domain: Domain,
    block: BlockNumber,
    window: u32,
}

/// Why a report is not kept; all of them are its node's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It names another node.
    #[error("report {sequence} names node {named}")]
    OtherNode {
        /// Its sequence.
        sequence: u64,
        /// The node named.
        named: NodeId,
    },
    /// It is too far beyond what is due.
    #[error("report {sequence} is not before {until}")]
    Beyond {
        /// Its sequence.
        sequence: u64,
        /// The first sequence that is not taken.
        until: u64,
    },
    /// It is larger than any report that counts.
    #[error("report {sequence} has {found} bytes, at most {MAX_REPORT_BYTES}")]
    TooLarge {
        /// Its sequence.
        sequence: u64,
        /// Its bytes.
        found: usize,
    },
    /// The node's key at its anchor did not sign it.
    #[error("report {sequence} is not signed by its node")]
    NotSigned {
        /// Its sequence.
        sequence: u64,
    },
}

/// What became of reports that a node gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many are new here.
    pub new: u64,
    /// How many were refused or could not be decoded.
    pub refused: u64,
    /// Why the first one was refused.
    pub first_fault: Option<Fault>,
    /// The first sequence that was passed over because its anchor is not final here yet.
    pub early: Option<u64>,
}

impl Taken {
    pub(super) fn add(&mut self, other: Self) {
        self.new = self.new.saturating_add(other.new);
        self.refused = self.refused.saturating_add(other.refused);
        self.first_fault = self.first_fault.take().or(other.first_fault);
        self.early = self.early.or(other.early);
    }

    pub(super) fn note_undecodable(&mut self, count: usize) {
        self.refused = self.refused.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    fn fault(&mut self, fault: Fault) {
        self.refused = self.refused.saturating_add(1);
        self.first_fault.get_or_insert(fault);
    }
}

impl Intake {
    /// Takes reports as the registry of `block` says, `window` sequences beyond what is due at most.
    pub const fn new(
        store: Store,
        verifier: Arc<Verifier>,
        registry: Arc<Registry>,
        domain: Domain,
        block: BlockNumber,
        window: u32,
    ) -> Self {
        Self { store, verifier, registry, domain, block, window }
    }

    /// Where reports are kept.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The first sequence that is not taken while `due` is due.
    pub fn until(&self, due: u64) -> u64 {
        due.saturating_add(u64::from(self.window)).min(i64::MAX.unsigned_abs())
    }

    /// Keeps what `node` signed of `reports`, `due` being the first sequence that no epoch consumed.
    /// Consumed ones are passed over. So are reports anchored after the block that the registry was read
    /// at: the key that they have to be signed by may still change. They can be had again later.
    ///
    /// # Errors
    /// [`StoreError`]; then none is kept.
    pub async fn take(
        &self,
        node: NodeId,
        due: u64,
        reports: Vec<SignedReport>,
    ) -> Result<Taken, StoreError> {
        let mut taken = Taken::default();
        let until = self.until(due);
        let mut candidates = Vec::with_capacity(reports.len());
        for signed in reports {
            let report = &signed.report;
            let (sequence, found) = (report.sequence, signed.encoded_size());
            if report.node != node {
                taken.fault(Fault::OtherNode { sequence, named: report.node });
            } else if sequence >= until {
                taken.fault(Fault::Beyond { sequence, until });
            } else if found > MAX_REPORT_BYTES {
                taken.fault(Fault::TooLarge { sequence, found });
            } else if sequence >= due && report.anchor_block <= self.block {
                candidates.push(signed);
            } else if sequence >= due {
                taken.early.get_or_insert(sequence);
            }
        }
        let (verifier, registry, domain) = (self.verifier.clone(), self.registry.clone(), self.domain);
        let checked =
            tokio::task::spawn_blocking(move || verifier.authenticate(&registry, &domain, candidates));
        // The task only ends without an answer if the process does.
        let checked = checked.await.unwrap_or_default();
        let mut kept = Vec::with_capacity(checked.len());
        for (digest, signed, valid) in checked {
            if valid {
                kept.push((digest, signed));
            } else {
                taken.fault(Fault::NotSigned { sequence: signed.report.sequence });
            }
        }
        taken.new = self.store.add_reports(&kept).await?;
        Ok(taken)
    }
}
