//! proposed, approved, training, evaluated, live, retired.

use crate::registry::VersionStatus;

/// A step that the lifecycle does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version cannot go from status {from:?} to {to}")]
pub struct StatusError {
    /// Where it stands.
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
