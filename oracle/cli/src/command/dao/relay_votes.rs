//! Relaying votes that others signed.

use std::{
    collections::btree_map::Entry,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    dao::{
        ballots::{batch_call, single_call, sorted, Facts, Found, LeftOut, Plan, Relay},
        whole,
    },
    exit::{Exit, Failure},
};
use tributary_client::{
    abi::IGovernance::{getPastVotesCall, hasVotedCall, GovernorNonexistentProposal, VoteCast},
    governance::{BallotDomain, SignedBallot},
    Receipt, Signer, SolCall, U256,
};
use tributary_core::{governance::State, Wei};

use super::{chamber::Chamber, choice::word, Connection};

/// What the contract does not say.
const NOT_COUNTED: &str = "the DAO does not count it: the voter is a contract, or voted meanwhile";

#[derive(Args)]
pub(in crate::command) struct RelayVotes {
    /// Files of signed ballots, as `sign-vote --to` writes them: one, or a list of them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl RelayVotes {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let mut found = Vec::new();
        let mut left_out = Vec::new();
        for path in &self.files {
            load(path, &mut found, &mut left_out)?;
        }
        let (chamber, signer) = Chamber::enter_signing(connection).await?;
        let chain_id = chamber.dao.client().chain_id().await?;
        let domain = BallotDomain { chain_id, contract: chamber.dao.address() };
        let (good, others) = sorted(found, &domain);
        left_out.extend(others);
        let facts = facts(&chamber, &good).await?;
        let plan = Plan::of(good, &facts);
        left_out.extend(plan.left_out);
        let mut relayed = Vec::new();
        for relay in plan.relays {
            let (sent, ballots) = match relay {
                Relay::Batch(proposal, ballots) => {
                    (attempt(&chamber, &signer, proposal, batch_call(proposal, &ballots)).await?, ballots)
                }
                Relay::Single(found) => {
                    let proposal = found.signed.ballot.proposal;
                    (attempt(&chamber, &signer, proposal, single_call(&found.signed)).await?, vec![*found])
                }
            };
            take_note(&chamber, &sent, ballots, &mut relayed, &mut left_out);
        }
        if relayed.is_empty() {
            let reasons: Vec<_> =
                left_out.iter().map(|left| format!("{}: {}", left.place, left.reason)).collect();
            let words = format!("no ballot counts; {}", reasons.join("; "));
            return Err(Failure::new(Exit::Refused, words).into());
        }
        let left_out: Vec<_> =
            left_out.iter().map(|left| json!({ "from": left.place, "reason": left.reason })).collect();
        Ok(json!({ "counted": relayed.len(), "relayed": relayed, "left_out": left_out }))
    }
}

/// Reads a file. What is in it and is no ballot is left out; a file that cannot be read is an error.
fn load(path: &Path, found: &mut Vec<Found>, left_out: &mut Vec<LeftOut>) -> Result<(), Failure> {
    let place = path.display().to_string();
    let failed = |error: &dyn std::fmt::Display| Failure::usage(format!("{place}: {error}"));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let documents: Vec<(String, &Value)> = match &document {
        Value::Array(list) => {
            (1u32..).zip(list).map(|(number, one)| (format!("{place} ({number})"), one)).collect()
        }
        one => vec![(place.clone(), one)],
    };
    for (place, document) in documents {
        match SignedBallot::read(document) {
            Ok(signed) => found.push(Found { place, signed }),
            Err(fault) => left_out.push(LeftOut { place, reason: fault.to_string() }),
        }
    }
    Ok(())
}

/// What the chain says of the ballots.
async fn facts(chamber: &Chamber, ballots: &[Found]) -> anyhow::Result<Facts> {
    let mut facts = Facts::default();
    for found in ballots {
        let (id, voter) = (found.signed.ballot.proposal, found.signed.ballot.voter);
        if let Entry::Vacant(unread) = facts.proposals.entry(id) {
            match chamber.dao.record(id, chamber.clock.now.block.hash).await {
                Ok(record) => {
                    unread.insert(record);
                }
                Err(error) if error.revert_as::<GovernorNonexistentProposal>().is_some() => {}
                Err(error) => return Err(error.into()),
            }
        }
        facts.nonces.insert(voter, chamber.nonce(voter).await?);
        let open = facts.proposals.get(&id).filter(|record| record.state == State::Active);
        if let Some(snapshot) = open.map(|record| record.kept.voteStart) {
            let voted = chamber.read(hasVotedCall { proposalId: id, account: voter }).await?;
            let call = getPastVotesCall { account: voter, timepoint: U256::from(snapshot) };
            facts.voters.insert((id, voter), (voted, chamber.read(call).await?));
        }
    }
    Ok(facts)
}

/// Relays ballots; says why, if the DAO would count none of them.
async fn attempt<C: SolCall<Return = U256> + Clone>(
    chamber: &Chamber,
    signer: &Signer,
    proposal: U256,
    call: C,
) -> anyhow::Result<Result<Receipt, String>> {
    let record = chamber.record(proposal).await?;
    match chamber.dao.simulate(signer.account_id(), call.clone(), Wei::ZERO).await {
        Ok(counted) if counted.is_zero() => Ok(Err(NOT_COUNTED.to_owned())),
        Ok(_) => chamber.send(signer, call, Some(&record)).await.map(Ok),
        Err(error) if error.reverted().is_some() => {
            Ok(Err(chamber.explained(signer.address(), Some(&record), error).await.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells the ballots that the chain says were counted from the others.
fn take_note(
    chamber: &Chamber,
    sent: &Result<Receipt, String>,
    ballots: Vec<Found>,
    relayed: &mut Vec<Value>,
    left_out: &mut Vec<LeftOut>,
) {
    let (cast, reason): (Vec<VoteCast>, &str) = match sent {
        Ok(receipt) => (receipt.events_of(chamber.dao.address()).collect(), NOT_COUNTED),
        Err(reason) => (Vec::new(), reason),
    };
    for found in ballots {
        let ballot = &found.signed.ballot;
        let counted =
            cast.iter().find(|cast| cast.voter == ballot.voter && cast.proposalId == ballot.proposal);
        match counted {
            Some(cast) => relayed.push(json!({
                "from": found.place,
                "proposal": format!("{:#066x}", ballot.proposal),
                "voter": ballot.voter,
                "vote": word(cast.support),
                "cast_votes": Wei(whole(cast.weight)),
            })),
            None => left_out.push(LeftOut { place: found.place, reason: reason.to_owned() }),
        }
    }
}
