//! Signing a vote that somebody else relays.

use std::{io::Write, path::PathBuf};

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    dao::{explanation::explain, standing::state_word},
    exit::{Exit, Failure},
};
use tributary_client::{
    abi::IGovernance::{getPastVotesCall, GovernorUnexpectedProposalState},
    governance::{Ballot, BallotDomain, Record},
    keys::OracleKey,
    Address, Deployment, KnownError, SolError, B256, U256,
};
use tributary_core::governance::{State, Support};

use super::{
    chamber::Chamber,
    choice::{word, Choice},
    which::Which,
    Connection,
};
use crate::{
    command::{named_key::NamedKey, who::Who},
    output::Output,
};

#[derive(Args)]
pub(in crate::command) struct SignVote {
    /// The proposal: its id, the first digits of it, or its number; offline its whole id.
    proposal: Which,
    /// The vote. It cannot be changed once it is relayed.
    support: Choice,
    /// Why; published with the vote. Such a ballot is relayed in a transaction of its own.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The voter's key, by name or path; TRIBUTARY_VOTER_KEY has the secret itself.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The voter, if a wallet is to sign: then only the typed data is made.
    #[arg(long, value_name = "WHO", conflicts_with = "key")]
    voter: Option<Who>,
    /// Ask no chain: the nonce and the chain's id are given.
    #[arg(long, requires_all = ["nonce", "chain_id"])]
    offline: bool,
    /// The voter's nonce; the chain is asked if absent.
    #[arg(long, value_name = "NUMBER")]
    nonce: Option<u64>,
    /// The chain's EIP-155 id; the chain is asked if absent.
    #[arg(long, value_name = "NUMBER")]
    chain_id: Option<u64>,
    /// The file to write the ballot to, for `relay-votes`.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl SignVote {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        let (voter, key) = match &self.voter {
            Some(who) => (who.address(&keys)?, None),
            None => {
                let secret = NamedKey::voter(self.key.as_deref()).secret(&keys)?;
                let key = OracleKey::from_bytes(&*secret.bytes()?)?;
                (Address::new(key.address().0), Some(key))
            }
        };
        let (ballot, domain) = if self.offline {
            self.offline(voter, &Deployment::load(&connection.deployment)?)?
        } else {
            self.online(voter, &Chamber::enter(connection).await?).await?
        };
        let typed_data = ballot.typed_data(&domain);
        let (document, signature) = match key {
            Some(key) => {
                let document = ballot.clone().sign(domain, &key)?.document();
                let signature = document.get("signature").cloned();
                (document, signature)
            }
            None => (json!({ "typed_data": typed_data, "signature": null }), None),
        };
        if let Some(path) = &self.to {
            let text = format!("{document:#}\n");
            let written =
                std::fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        }
        let shown = match connection.output() {
            Output::Json => typed_data,
            // As wallets take it.
            Output::Table => json!(format!("{typed_data:#}")),
        };
        Ok(json!({
            "proposal": format!("{:#066x}", ballot.proposal),
            "vote": word(ballot.support as u8),
            "voter": voter,
            "nonce": ballot.nonce,
            "chain_id": domain.chain_id,
            "file": self.to,
            "typed_data": shown,
            "signature": signature,
        }))
    }

    fn offline(&self, voter: Address, deployment: &Deployment) -> anyhow::Result<(Ballot, BallotDomain)> {
        let missing = || Failure::usage("offline, --nonce and --chain-id have to be given");
        let chain_id = self.chain_id.ok_or_else(missing)?;
        let ballot = self.ballot(self.proposal.whole()?, voter, self.nonce.ok_or_else(missing)?);
        Ok((ballot, BallotDomain { chain_id, contract: deployment.governance }))
    }

    async fn online(&self, voter: Address, chamber: &Chamber) -> anyhow::Result<(Ballot, BallotDomain)> {
        let record = chamber.record(self.proposal.find(chamber).await?).await?;
        check(chamber, &record, voter).await?;
        let nonce = match self.nonce {
            Some(nonce) => nonce,
            None => chamber.nonce(voter).await?,
        };
        let chain_id = match self.chain_id {
            Some(chain_id) => chain_id,
            None => chamber.dao.client().chain_id().await?,
        };
        let domain = BallotDomain { chain_id, contract: chamber.dao.address() };
        Ok((self.ballot(record.id, voter, nonce), domain))
    }

    fn ballot(&self, proposal: U256, voter: Address, nonce: u64) -> Ballot {
        Ballot { proposal, support: Support::from(self.support), voter, nonce, reason: self.reason.clone() }
    }
}

/// Refuses what could not be counted: a vote that is over, or that carries no votes.
async fn check(chamber: &Chamber, record: &Record, voter: Address) -> anyhow::Result<()> {
    let snapshot = record.kept.voteStart;
    let scene = chamber.scene(voter, Some(record)).await?;
    let words = match record.state {
        State::Pending => return Ok(()),
        State::Active => {
            let call = getPastVotesCall { account: voter, timepoint: U256::from(snapshot) };
            if !chamber.read(call).await?.is_zero() {
                return Ok(());
            }
            scene.powerless(snapshot)
        }
        state => {
            let error = GovernorUnexpectedProposalState {
                proposalId: record.id,
                current: state.number(),
                expectedStates: B256::from(U256::from(State::Active.bit())),
            };
            let error = KnownError::read(&error.abi_encode());
            explain(&error, &scene).unwrap_or_else(|| format!("the proposal is {}", state_word(state)))
        }
    };
    Err(Failure::new(Exit::Refused, words).into())
}
