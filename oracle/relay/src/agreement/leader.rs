//! Whose turn it is.

use tributary_core::{BlockNumber, EpochId};

/// The stage of an epoch that became due at `due`, `stage_blocks` per stage; `None` before it is due.
pub fn stage(now: BlockNumber, due: BlockNumber, stage_blocks: BlockNumber) -> Option<u32> {
    now.checked_sub(due).map(|late| late.checked_div(stage_blocks).unwrap_or(0))
}

/// Whether member `index` of `members` leads `epoch` at `stage`.
pub fn leads(epoch: EpochId, stage: u32, index: usize, members: usize) -> bool {
    let members = u64::try_from(members).unwrap_or(u64::MAX);
    let turn = epoch.0.wrapping_add(u64::from(stage)).checked_rem(members);
    turn.is_some() && turn == u64::try_from(index).ok()
}
