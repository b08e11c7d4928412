//! The proposals there are.

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::dao::{
    short,
    standing::{state_word, Standing},
    tally::Tally,
};
use tributary_client::governance::Record;
use tributary_core::Wei;

use super::{chamber::Chamber, Connection};
use crate::output::Output;

#[derive(Args)]
pub(in crate::command) struct List {
    /// How many to show at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
}

impl List {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let chamber = Chamber::enter(connection).await?;
        let count = chamber.count().await?;
        let mut rows = Vec::new();
        for (record, behind) in chamber.newest(self.limit).await?.iter().zip(0u64..) {
            let number = count.saturating_sub(behind);
            let mut row = row(&chamber, number, record).await?;
            if let (Output::Table, Some(fields)) = (chamber.output, row.as_object_mut()) {
                // A table has no room for a whole id.
                fields.shift_remove("proposal");
            }
            rows.push(row);
        }
        Ok(Value::Array(rows))
    }
}

async fn row(chamber: &Chamber, number: u64, record: &Record) -> anyhow::Result<Value> {
    let motion = chamber.dao.motion_of(record).await?;
    let standing = Standing::of(record, &chamber.clock);
    let tally = Tally::from(&record.kept);
    Ok(json!({
        "number": number,
        "proposal": format!("{:#066x}", record.id),
        "id": short(record.id),
        "title": motion.as_ref().map(|motion| motion.title()),
        "state": state_word(record.state),
        "for_votes": Wei(tally.in_favour),
        "against_votes": Wei(tally.against),
        "abstain_votes": Wei(tally.abstain),
        "quorum_progress_ppm": tally.quorum_ppm(),
        "blocks_left": standing.blocks_left,
        "minutes_left": standing.minutes_left,
    }))
}
