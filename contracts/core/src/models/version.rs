//! A version of a model: terms that never change, and how far it has come.

use alloc::{string::String, vec::Vec};

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{
    lifecycle::{advance, StatusError},
    terms::{Terms, TermsError},
};
use crate::{ids::BlockNumber, registry::VersionStatus};

/// A status, from a block on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StatusChange {
    /// The block.
    pub from_block: BlockNumber,
    /// The status.
    pub status: VersionStatus,
}

/// A version, in one cell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Version {
    terms: Terms,
    uri: String,
    created_at: BlockNumber,
    /// At most six, as it never goes back.
    statuses: Vec<StatusChange>,
}

impl Version {
    /// Proposes a version on `terms`; `base` is what they derive from, `uri` says where to read more and
    /// may be empty. The base exists before, so there are no cycles; its status does not matter.
    ///
    /// # Errors
    /// [`TermsError`] naming the first rule broken.
    pub fn propose(
        terms: Terms,
        uri: String,
        base: Option<&Self>,
        now: BlockNumber,
    ) -> Result<Self, TermsError> {
        let terms = terms.check(base.map(|base| base.terms.depth), &uri)?;
        let proposed = StatusChange { from_block: now, status: VersionStatus::Proposed };
        Ok(Self { terms, uri, created_at: now, statuses: alloc::vec![proposed] })
    }

    /// Moves to the status of number `to` at block `now`. It holds from that block on; of two changes in
    /// one block the last one does.
    ///
    /// # Errors
    /// [`StatusError`] where the lifecycle has no such step.
    pub fn set_status(mut self, to: u8, now: BlockNumber) -> Result<Self, StatusError> {
        let status = advance(self.status(), to)?;
        if self.statuses.last().is_some_and(|last| last.from_block == now) {
            self.statuses.pop();
        }
        self.statuses.push(StatusChange { from_block: now, status });
        Ok(self)
    }

    /// Its terms.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Where to read more.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The block of the proposal.
    pub const fn created_at(&self) -> BlockNumber {
        self.created_at
    }

    /// Its present status.
    pub fn status(&self) -> VersionStatus {
        // The history begins with the proposal and never becomes empty.
        self.statuses.last().map_or(VersionStatus::Proposed, |change| change.status)
    }

    /// Its statuses, oldest first.
    pub fn statuses(&self) -> &[StatusChange] {
        &self.statuses
    }
}
