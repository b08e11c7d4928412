//! proposed, approved, training, evaluated, live, retired; and who takes which step.

use super::Model;
use crate::{ids::Address, registry::VersionStatus};

/// A step that the lifecycle does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version cannot go from status {from:?} to {to}")]
pub struct StatusError {
    /// Where it stands.
    pub from: VersionStatus,
    /// The number asked for.
    pub to: u8,
}

/// A step that is not the caller's to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{caller} may not bring a version from status {from:?} to {to}")]
pub struct NotAllowed {
    /// Who called.
    pub caller: Address,
    /// Where the version stands.
    pub from: VersionStatus,
    /// The number asked for.
    pub to: u8,
}

/// The status with number `to`, if a version at `from` may take it: the next one, or retired from any
/// but retired.
///
/// # Errors
/// [`StatusError`] for any other step.
pub fn advance(from: VersionStatus, to: u8) -> Result<VersionStatus, StatusError> {
    let next = match from {
        VersionStatus::Proposed => VersionStatus::Approved,
        VersionStatus::Approved => VersionStatus::Training,
        VersionStatus::Training => VersionStatus::Evaluated,
        VersionStatus::Evaluated => VersionStatus::Live,
        VersionStatus::Live => VersionStatus::Retired,
        VersionStatus::Retired => return Err(StatusError { from, to }),
    };
    [next, VersionStatus::Retired]
        .into_iter()
        .find(|status| status.number() == to)
        .ok_or(StatusError { from, to })
}

/// Who decides on a model's versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Takes any step.
    pub owner: Address,
    /// Takes back what is no more than proposed.
    pub developer: Address,
    /// Has what was approved trained and evaluated. Neither brings it live nor retires it: what users
    /// get, and for how long, is the owner's to say.
    pub steward: Option<Address>,
}

impl Roles {
    /// Those of a model, in the registry of `owner`.
    pub const fn of(model: &Model, owner: Address) -> Self {
        Self { owner, developer: model.developer, steward: model.steward }
    }

    /// Passes if `caller` may try to bring a version from `from` to the status of number `to`.
    ///
    /// # Errors
    /// [`NotAllowed`] if that is none of the steps that the caller has.
    pub fn ensure_step(&self, caller: Address, from: VersionStatus, to: u8) -> Result<(), NotAllowed> {
        let takes_back = from == VersionStatus::Proposed && to == VersionStatus::Retired.number();
        let trains = from == VersionStatus::Approved && to == VersionStatus::Training.number()
            || from == VersionStatus::Training && to == VersionStatus::Evaluated.number();
        let allowed = caller == self.owner
            || takes_back && caller == self.developer
            || trains && self.steward == Some(caller);
        if allowed {
            return Ok(());
        }
        Err(NotAllowed { caller, from, to })
    }

    /// Whether `caller` may say what was trained.
    pub fn may_set_artifact(&self, caller: Address) -> bool {
        caller == self.owner || self.steward == Some(caller)
    }
}
