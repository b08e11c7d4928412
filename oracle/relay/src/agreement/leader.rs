//! Whose turn it is.

use tributary_core::{BlockNumber, EpochId};

/// The stage of an epoch that became due at `due`, `stage_blocks` per stage; `None` before it is due.
pub fn stage(now: BlockNumber, due: BlockNumber, stage_blocks: BlockNumber) -> Option<u32> {
    now.checked_sub(due).map(|late| late.checked_div(stage_blocks).unwrap_or(0))
}

/// Whether member `index` of `members` leads `epoch` at `stage`.
pub fn leads(epoch: EpochId, stage: u32, index: usize, members: usize) -> bool {
    distance(epoch, stage, index, members) == Some(0)
}

/// How many turns after the leader of `epoch` at `stage` it is the turn of member `index` of `members`;
/// `None` for whoever is no member.
pub fn distance(epoch: EpochId, stage: u32, index: usize, members: usize) -> Option<u32> {
    let (members, index) = (u64::try_from(members).ok()?, u64::try_from(index).ok()?);
    if index >= members {
        return None;
    }
    let leader = epoch.0.wrapping_add(u64::from(stage)).checked_rem(members)?;
    let ahead = index.saturating_add(members).saturating_sub(leader).checked_rem(members)?;
    u32::try_from(ahead).ok()
}
