//! Nodes that offer another version than before.

use tributary_core::NodeId;

use super::Stage;
use crate::{
    processes::{Command, Process},
    services::{self, Offer},
    world::{NodeSeat, MODEL_NAME},
};

/// Under what name the last node goes on offering the first version.
pub const OLD: Offer = Offer { name: "tributary-infinigram-1", version: 1 };

/// Ends every node and starts it with `version` in place of the one that it served. The last one goes on
/// offering the first version beside it.
///
/// # Errors
/// If one does not end or start.
pub async fn serve(stage: &Stage<'_>, nodes: &mut Vec<Process>, version: u32) -> anyhow::Result<()> {
    let old = stage.world.nodes.last().map(|seat| seat.id);
    for (seat, process) in stage.world.nodes.iter().zip(std::mem::take(nodes)) {
        process.stop().await?;
        nodes.push(Process::start(command(stage, seat, old, version)?).await?);
    }
    Ok(())
}

fn command(stage: &Stage<'_>, seat: &NodeSeat, old: Option<NodeId>, version: u32) -> anyhow::Result<Command> {
    let mut offers = vec![Offer { name: MODEL_NAME, version }];
    if old == Some(seat.id) {
        offers.push(OLD);
    }
    services::node(stage.world, seat, &offers, stage.chain_url, stage.corpora, stage.folder)
}
