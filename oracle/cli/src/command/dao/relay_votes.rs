//! Relaying votes that others signed.

use std::path::{Path, PathBuf};

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
    Receipt, Signer, U256,
};
use tributary_core::{governance::State, Wei};

use super::{chamber::Chamber, choice::word, Connection};

#[derive(Args)]
pub(super) struct RelayVotes {
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
        let plan = Plan::of(good.clone(), &facts(&chamber, &good).await?);
        left_out.extend(plan.left_out);
        let mut relayed = Vec::new();
        for relay in plan.relays {
            let (receipt, ballots) = match relay {
                Relay::Batch(proposal, ballots) => {
                    let receipt = batch(&chamber, &signer, proposal, &ballots).await?;
                    (receipt, ballots)
                }
                Relay::Single(found) => (single(&chamber, &signer, &found).await?, vec![*found]),
            };
            take_note(&chamber, receipt.as_ref(), ballots, &mut relayed, &mut left_out);
        }
        if relayed.is_empty() {
            let reasons: Vec<_> =
                left_out.iter().map(|left| format!("{}: {}", left.place, left.reason)).collect();
            let words = format!("no ballot counts, and nothing was sent; {}", reasons.join("; "));
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
        if !facts.proposals.contains_key(&id) {
            match chamber.dao.record(id, chamber.clock.now.block.hash).await {
                Ok(record) => {
                    facts.proposals.insert(id, record);
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

/// Relays a batch; nothing if none of it counts.
async fn batch(
    chamber: &Chamber,
    signer: &Signer,
    proposal: U256,
    ballots: &[Found],
) -> anyhow::Result<Option<Receipt>> {
    let record = chamber.record(proposal).await?;
    let call = batch_call(proposal, ballots);
    match chamber.dao.simulate(signer.account_id(), call.clone(), Wei::ZERO).await {
        Ok(counted) if counted.is_zero() => return Ok(None),
        Ok(_) => {}
        Err(error) => return Err(chamber.explained(signer.address(), Some(&record), error).await),
    }
    chamber.send(signer, call, Some(&record)).await.map(Some)
}

async fn single(chamber: &Chamber, signer: &Signer, found: &Found) -> anyhow::Result<Option<Receipt>> {
    let record = chamber.record(found.signed.ballot.proposal).await?;
    chamber.send(signer, single_call(&found.signed), Some(&record)).await.map(Some)
}

/// Tells the ballots that the chain says were counted from the others.
fn take_note(
    chamber: &Chamber,
    receipt: Option<&Receipt>,
    ballots: Vec<Found>,
    relayed: &mut Vec<Value>,
    left_out: &mut Vec<LeftOut>,
) {
    let cast: Vec<VoteCast> =
        receipt.map(|receipt| receipt.events_of(chamber.dao.address()).collect()).unwrap_or_default();
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
            None => left_out.push(LeftOut {
                place: found.place,
                reason: "the DAO did not count it: the voter is a contract, or voted meanwhile".to_owned(),
            }),
        }
    }
}
