//! Proposing.

use std::path::PathBuf;

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    dao::{
        call_text,
        decision::{decisions, unnamed, with_hash},
        motion_file::MotionFile,
    },
    exit::Failure,
};
use tributary_client::{
    abi::IGovernance::ProposalCreated,
    governance::{Action, Motion},
    Signer,
};

use super::{chamber::Chamber, show, Connection};

#[derive(Args)]
pub(in crate::command) struct Propose {
    /// The motion's file, in TOML or JSON: motion.sample.toml has all that can be in one.
    #[arg(long, value_name = "FILE", required_unless_present = "actions")]
    file: Option<PathBuf>,
    /// A call of one of the deployment's contracts, such as 'models.setStatus(1, 2, 5)', after the file's. May be
    /// given several times. The hash that models.setStatus and models.adopt end in may be left out: it is that of
    /// the version as it stands then.
    #[arg(long = "action", value_name = "CALL", id = "actions")]
    actions: Vec<String>,
    #[command(flatten)]
    words: Words,
}

/// What a proposal says.
#[derive(Args)]
pub(super) struct Words {
    /// What it says; the first line is its title.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The file with what it says.
    #[arg(long, value_name = "FILE", conflicts_with = "description")]
    description_file: Option<PathBuf>,
    /// End the description so that nobody but the signing account can propose it.
    #[arg(long)]
    pub(super) only_me: bool,
}

impl Words {
    /// The text, if one is given.
    pub(super) fn text(&self) -> anyhow::Result<Option<String>> {
        let Some(path) = &self.description_file else { return Ok(self.description.clone()) };
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        Ok(Some(text))
    }
}

impl Propose {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let file = self.file.as_deref().map(MotionFile::load).transpose()?;
        let of_file = file.as_ref().and_then(|file| file.description.clone());
        let description = self.words.text()?.or(of_file).unwrap_or_default();
        if description.trim().is_empty() {
            let words = "the motion has no description: name one with --description or --description-file";
            return Err(Failure::usage(words).into());
        }
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let mut actions: Vec<Action> = match &file {
            Some(file) => file.actions(&chamber.contracts)?,
            None => Vec::new(),
        };
        let said = actions.len();
        for text in &self.actions {
            actions.push(call_text::parse_open(text, &chamber.contracts).map_err(Failure::usage)?);
        }
        name_versions(&chamber, &mut actions, said).await?;
        submit(chamber, &signer, Motion::new(actions, description), self.words.only_me).await
    }
}

/// Puts the hash of the version as it stands into decisions on versions that name none, after the first `said`
/// actions, which a file states.
async fn name_versions(chamber: &Chamber, actions: &mut [Action], said: usize) -> anyhow::Result<()> {
    for decision in unnamed(actions, said, &chamber.deployment) {
        let found = chamber.version(decision.model, decision.version).await?.ok_or_else(|| {
            let words = format!("action {}: there is no {}", decision.action, decision.name());
            Failure::not_found(words)
        })?;
        let Some(action) = actions.get_mut(decision.place()) else { continue };
        if let Some(named) = with_hash(action, decision.hash(&found)) {
            *action = named;
        }
    }
    Ok(())
}

/// Proposes a motion; says aside which of its actions would fail as things are, which decide on another version
/// than there is, and which put live what voters cannot know.
pub(super) async fn submit(
    chamber: Chamber,
    signer: &Signer,
    motion: Motion,
    only_me: bool,
) -> anyhow::Result<Value> {
    let motion = if only_me { motion.only_by(signer.address()) } else { motion };
    let mut reasons = Vec::new();
    for (number, action) in (1u32..).zip(&motion.actions) {
        let reason = chamber.rehearse(action).await;
        if let Some(reason) = &reason {
            let words = call_text::words(action, &chamber.contracts);
            eprintln!("note: action {number}, {words}, would fail if it were executed now: {reason}");
        }
        reasons.push(reason);
    }
    warn_of_versions(&chamber, &motion).await?;
    let receipt = chamber.send(signer, motion.propose(), None).await?;
    let id = receipt.event::<ProposalCreated>(chamber.dao.address())?.proposalId;
    let chamber = chamber.again().await?;
    let mut shown = show::described(&chamber, &chamber.record(id).await?, Some(signer.address())).await?;
    let rows = shown.get_mut("actions").and_then(Value::as_array_mut);
    for (row, reason) in rows.into_iter().flatten().zip(reasons) {
        if let Some(fields) = row.as_object_mut() {
            fields.insert("would_fail_now".to_owned(), json!(reason));
        }
    }
    Ok(shown)
}

/// Names the versions that are others than there are, or go live before they are evaluated.
async fn warn_of_versions(chamber: &Chamber, motion: &Motion) -> anyhow::Result<()> {
    for decision in decisions(&motion.actions, &chamber.deployment) {
        // Where there is no such version the action fails, which was said.
        let Some(found) = chamber.version(decision.model, decision.version).await? else { continue };
        if let Some(warning) = decision.warning(&found) {
            eprintln!("note: action {}: {warning}", decision.action);
        }
    }
    Ok(())
}
