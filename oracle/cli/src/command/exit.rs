//! A consumer's way out.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    exit::{Exit, Failure},
    final_root::{under_final_root, StaleProof},
    http,
    leaving::{self, Leaving, Left, Stage},
    oracle_http::{self, Oracle, TotalProof},
};
use tributary_client::{abi::IRoyaltySplitter, Address, Suite};

use super::{
    connection::{Connected, Connection},
    outcome::Outcome,
    payer::balances,
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum Leave {
    /// Ask to leave: no further voucher counts, and once a final epoch covers it the deposit is free.
    Request,
    /// Show how far an exit is.
    Status {
        /// The payer, an address or a key's name; the account that is named if absent.
        payer: Option<Who>,
    },
    /// Take back what was not spent, once a final epoch covers the exit; again for what is left of it.
    Finish(Proven),
    /// Take back what is not settled as spent, once no epoch covered the exit for too long; again for what
    /// is left of it, also if an epoch covers it by then.
    Escape(Proven),
}

/// Where the proof of what was spent comes from.
#[derive(Args)]
pub(super) struct Proven {
    /// An oracle's URL, for the proof; a registered one if absent.
    #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
    oracle: Option<String>,
    /// A file with the proof, as an oracle's `/v1/proofs/payer/ADDRESS` gives it, if no oracle answers. It
    /// is good until another epoch becomes final, and then takes a new one, also for what is left of an exit.
    #[arg(long, value_name = "FILE", conflicts_with = "oracle")]
    proof: Option<PathBuf>,
}

impl Leave {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Outcome> {
        let shown = match self {
            Self::Finish(proven) => return proven.leave(connection, Stage::Covered).await,
            Self::Escape(proven) => return proven.leave(connection, Stage::Escapable).await,
            Self::Request => {
                let call = IRoyaltySplitter::requestExitCall {};
                let sent = connection.send(|suite| &suite.royalty_splitter, call).await?;
                status(&sent.connected.suite, sent.signer.address()).await
            }
            Self::Status { payer } => {
                let account = match payer {
                    Some(who) => who.address(&connection.keys()?)?,
                    None => connection.account_address()?,
                };
                status(&connection.connect().await?.suite, account).await
            }
        };
        shown.map(Outcome::from)
    }
}

impl Proven {
    async fn leave(self, connection: &Connection, wanted: Stage) -> anyhow::Result<Outcome> {
        let kept = self.proof.as_deref().map(read).transpose()?;
        let (connected, signer) = connection.connect_signing().await?;
        let suite = &connected.suite;
        let attempt = async || {
            let leaving = Leaving::read(suite, signer.address()).await?;
            check_stage(leaving.stage(), wanted)?;
            let proof = match &kept {
                Some(proof) => Some(proof.clone()),
                None if leaving.is_in_root() => self.ask(&connected, &leaving).await?,
                None => None,
            };
            leaving::leave(suite, &signer, leaving.call(proof)?).await
        };
        // A kept proof stays what it is.
        let left = match &kept {
            Some(_) => attempt().await.map_err(overtaken)?,
            None => under_final_root(attempt).await?,
        };
        if !left.rest.is_zero() {
            let again = if wanted == Stage::Covered { "finish" } else { "escape" };
            let proven =
                if kept.is_some() { ", with a proof under the epoch that is final then" } else { "" };
            eprintln!(
                "the final root leaves no more to payers now: `tributary exit {again}` takes the rest of {} coin \
                 once somebody deposits{proven}",
                amount::coins(left.rest)
            );
        }
        Ok(described(signer.address(), &left))
    }

    async fn ask(&self, connected: &Connected, leaving: &Leaving) -> anyhow::Result<Option<TotalProof>> {
        let http = http::client()?;
        let oracle = connected.oracle(&http, self.oracle.as_ref()).await?;
        // Whom a committee left out proves that; the chain takes it once the escape is open.
        oracle_http::settling_proof(Oracle { http: &http, url: &oracle }, &leaving.word()).await
    }
}

fn described(payer: Address, left: &Left) -> Outcome {
    let ended = left.rest.is_zero();
    let result = json!({
        "payer": payer,
        "paid_back_wei": left.paid,
        "spent_in_all_wei": left.spent,
        "rest_wei": left.rest,
        "ended": ended,
    });
    Outcome { result, exit: if ended { Exit::Done } else { Exit::Partial } }
}

/// The error of who gave a proof of an epoch that another followed: waiting does not help there.
fn overtaken(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<StaleProof>().copied() {
        Some(StaleProof { proven, last }) if proven < last => Failure::usage(format!(
            "the proof that was given is under epoch {proven}, and epoch {last} is final: get one under that, \
             or leave out --proof to ask an oracle"
        ))
        .into(),
        _ => error,
    }
}

/// Refuses to do another thing than was asked for: who escapes leaves what is not settled behind as unpaid.
/// Where an epoch covers the exit nothing is left behind, whatever was asked for.
fn check_stage(found: Stage, wanted: Stage) -> Result<(), Failure> {
    let words = match (found, wanted) {
        (Stage::Covered, _) => return Ok(()),
        (found, wanted) if found == wanted => return Ok(()),
        (Stage::Staying, _) => "no exit was requested: `tributary exit request` does".to_owned(),
        (Stage::Waiting { cut, escape_at }, _) => format!(
            "no final epoch is cut at block {cut} or later yet, and the escape opens at block {escape_at}"
        ),
        (Stage::Escapable, _) => {
            "no final epoch covers the exit, but `tributary exit escape` is open".to_owned()
        }
    };
    Err(Failure::new(Exit::Refused, words))
}

fn read(path: &Path) -> Result<TotalProof, Failure> {
    let failure = |error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    let text = std::fs::read(path).map_err(|error| failure(&error))?;
    serde_json::from_slice(&text).map_err(|error| failure(&error))
}

async fn status(suite: &Suite, account: Address) -> anyhow::Result<Value> {
    let leaving = Leaving::read(suite, account).await?;
    let stage = leaving.stage();
    let requested_at = leaving.payer.exitRequestedAt;
    let requested = requested_at != 0;
    let after = |delay: u32| requested.then_some(requested_at.saturating_add(delay));
    let mut result = json!({
        "payer": account,
        "exit": stage.word(),
        "at_block": leaving.at,
        "requested_at_block": requested.then_some(requested_at),
        "needs_final_cut_at_block": after(leaving.params.exitDelay),
        "final_cut_block": leaving.root.cutBlock,
        "final_epoch": leaving.root.epoch,
        "escape_opens_at_block": after(leaving.params.escapeAfter),
        "can_finish": stage == Stage::Covered,
        "can_escape": matches!(stage, Stage::Escapable | Stage::Covered),
        "left_to_payers_wei": leaving.totals.withdrawable(),
        "exits_before": leaving.payer.generation,
    });
    if let Some(fields) = result.as_object_mut() {
        fields.extend(balances(&leaving.payer));
    }
    Ok(result)
}

#[cfg(test)]
mod tests;
