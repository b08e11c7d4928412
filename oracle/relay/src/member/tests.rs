#![allow(clippy::arithmetic_side_effects)]

mod arrival;
mod asking;
mod backing;
mod endorsing;
mod following;
mod leading;
mod patience;
mod settings;
mod submitting;

use std::sync::Arc;

use tempfile::TempDir;
use tributary_core::{registry::Registry, BlockNumber, SignedReport};

use super::*;
use crate::{
    agreement::{sign_proposal, stage, Proposal},
    scene::{self, domain, ledger, oracle_key, CONFIG_DIGEST, EPOCH_BLOCKS, STAGE_BLOCKS},
};

/// The books before any epoch.
fn genesis() -> Tip {
    Tip::Final(Arc::new(Totals::of(State::genesis()).unwrap()))
}

/// Who leads the first epoch at a cut.
fn leader_at(cut: BlockNumber) -> usize {
    (1 + stage(cut, EPOCH_BLOCKS, STAGE_BLOCKS).unwrap_or(0) as usize) % 4
}

/// The first epoch's proposal of `reports` at `cut`, as an honest computation makes it.
fn proposal(cut: BlockNumber, registry: &Registry, reports: Vec<SignedReport>) -> Proposal {
    let (epoch, inputs) = scene::epoch(&genesis(), cut, registry, reports);
    Proposal {
        stage: stage(cut, EPOCH_BLOCKS, STAGE_BLOCKS).unwrap_or(0),
        config_digest: CONFIG_DIGEST,
        ranges: lead::ranges(&inputs),
        commitment: epoch.commitment,
    }
}

/// A proposal's bytes, signed by member `index`.
fn body(index: usize, proposal: &Proposal) -> Vec<u8> {
    scale::Encode::encode(&sign_proposal(proposal.clone(), &domain(), &oracle_key(index)).unwrap())
}

/// Member `index` that saw the chain at [`scene::BLOCK`] and holds `reports`.
async fn holder(index: usize, registry: &Registry, reports: &[SignedReport]) -> (Arc<Member>, TempDir) {
    let (member, folder) = scene::member(index).await;
    scene::see(&member, scene::BLOCK, &ledger(), registry).await;
    let new = scene::hold(&member, registry, reports.to_vec()).await;
    assert_eq!(new, reports.len() as u64, "the scene's reports are good");
    (member, folder)
}

/// How often a member derived an epoch.
fn derived(member: &Member) -> u32 {
    let text = member.metrics.text().unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("tributary_oracle_deriving_seconds_count "));
    line.unwrap().parse().unwrap()
}
