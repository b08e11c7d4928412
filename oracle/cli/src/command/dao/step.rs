//! The steps after a vote, and those that stop a proposal.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;
use tributary_cli::{
    dao::{motion_file::MotionFile, short},
    exit::{Exit, Failure},
};
use tributary_client::{
    abi::IGovernance::proposalGuardianCall,
    governance::{Motion, Record},
    Address, Signer,
};

use super::{chamber::Chamber, show, which::Which, Connection};

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Queue,
    Execute,
    Veto,
    Cancel,
}

#[derive(Args)]
pub(in crate::command) struct Step {
    /// The proposal: its id, the first digits of it, or its number.
    proposal: Which,
    /// The motion's file, for when the node no longer has the block in which it was proposed.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Step {
    pub(super) async fn run(self, kind: Kind, connection: &Connection) -> anyhow::Result<Value> {
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let id = self.proposal.find(&chamber).await?;
        let record = chamber.record(id).await?;
        let motion = self.motion(&chamber, &record).await?;
        match kind {
            Kind::Queue => {
                chamber.send(&signer, motion.queue(), Some(&record)).await?;
            }
            Kind::Execute => execute(&chamber, &signer, &record, &motion).await?,
            Kind::Veto | Kind::Cancel => {
                check_role(kind, signer.address(), &chamber, &record).await?;
                chamber.send(&signer, motion.cancel(), Some(&record)).await?;
            }
        }
        let chamber = chamber.again().await?;
        show::described(&chamber, &chamber.record(id).await?, Some(signer.address())).await
    }

    /// What was proposed: of the file, else of the chain.
    async fn motion(&self, chamber: &Chamber, record: &Record) -> anyhow::Result<Motion> {
        let Some(path) = &self.file else {
            let created_at = record.kept.createdAt;
            return chamber.dao.motion_of(record).await?.ok_or_else(|| {
                let words = format!(
                    "the node no longer has block {created_at}, which says what was proposed: name the motion's file \
                     with --file, or a node with --chain that keeps old blocks"
                );
                Failure::not_found(words).into()
            });
        };
        let motion = MotionFile::load(path)?.motion(&chamber.contracts)?;
        let reserved = motion.clone().only_by(record.kept.proposer);
        let found = motion.id();
        [motion, reserved].into_iter().find(|motion| motion.id() == record.id).ok_or_else(|| {
            let (found, expected, path) = (short(found), short(record.id), path.display());
            Failure::usage(format!("{path} is the motion of proposal {found}, not of {expected}")).into()
        })
    }
}

/// Executes it, or says which action fails and why.
async fn execute(chamber: &Chamber, signer: &Signer, record: &Record, motion: &Motion) -> anyhow::Result<()> {
    let Err(error) = chamber.dao.write(signer, motion.execute()).await else { return Ok(()) };
    match chamber.failing_action(motion, &error).await {
        // Whatever an action failed for, the proposal is refused.
        Some(words) => Err(Failure::new(Exit::Refused, words).into()),
        None => Err(chamber.explained(signer.address(), Some(record), error).await),
    }
}

/// The contract has one message for both: who means the one must not do the other.
async fn check_role(kind: Kind, caller: Address, chamber: &Chamber, record: &Record) -> anyhow::Result<()> {
    let guardian = chamber.read(proposalGuardianCall {}).await?;
    let proposer = record.kept.proposer;
    let words = match kind {
        Kind::Veto if guardian.is_zero() => "the DAO has no guardian, so that nobody can veto".to_owned(),
        Kind::Veto if caller != guardian => {
            format!("only the guardian can veto, who is {guardian}; you are {caller}")
        }
        Kind::Cancel if caller != proposer => {
            format!("only its proposer can call it off, who is {proposer}; you are {caller}")
        }
        _ => return Ok(()),
    };
    Err(Failure::new(Exit::Refused, words).into())
}
