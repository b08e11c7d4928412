//! Re-deriving answers.

use std::path::PathBuf;

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{ask::Answer, exit::Failure, http, verify};

use super::connection::Connection;

#[derive(Args)]
pub(super) struct Verify {
    /// A file that `ask --keep` wrote.
    answer: PathBuf,
    /// The folder with the datasets' files, under any names.
    #[arg(long, value_name = "FOLDER")]
    datasets: PathBuf,
    /// An oracle's URL, for the epoch's data, which is checked against the chain; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
}

impl Verify {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let shown = self.answer.display();
        let text =
            std::fs::read(&self.answer).map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
        let answer: Answer = serde_json::from_slice(&text)
            .map_err(|error| Failure::usage(format!("{shown} is not what `ask --keep` writes: {error}")))?;
        let connected = connection.connect().await?;
        let http = http::client()?;
        let oracle = connected.oracle(&http, self.oracle.as_ref()).await?;
        let (client, deployment) = (&connected.client, &connected.deployment);
        let audit = verify::verify(client, deployment, &http, &oracle, &answer, &self.datasets).await?;
        audit.check_pays()?;
        let report = &answer.signed.report;
        let shares: Vec<_> =
            audit.shares.iter().map(|(id, ppm)| json!({ "dataset": id, "share_ppm": ppm })).collect();
        Ok(json!({
            "holds": true,
            "node": report.node,
            "sequence": report.sequence,
            "anchor_block": report.anchor_block,
            "fee_wei": report.fee,
            "counted_wei": audit.counted,
            "epoch": audit.epoch,
            "epoch_is": audit.standing.word(),
            "epoch_pending_until_block": audit.standing.until(),
            "passages": audit.spans.len(),
            "shares": shares,
        }))
    }
}
