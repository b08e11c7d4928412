//! Ballots that others signed: which of them count, and in which order they are relayed.

use std::collections::{BTreeMap, BTreeSet};

use tributary_client::{
    abi::IGovernance::{castVoteWithReasonAndParamsBySigCall, castVotesBySigCall},
    governance::{BallotDomain, Record, SignedBallot},
    Address, Bytes, U256,
};
use tributary_core::governance::State;

use super::{short, standing::state_word};

#[cfg(test)]
mod tests;

/// The most ballots of one transaction. Each takes some 0.3 milliseconds of the second and a half that a block has,
/// and some 18 KB of its proof.
const BATCH: usize = 50;

/// A signed ballot, and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is from, for messages.
    pub place: String,
    /// What was found there.
    pub signed: SignedBallot,
}

/// A ballot that is not relayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it is from.
    pub place: String,
    /// Why, in words.
    pub reason: String,
}

/// What the chain says of the proposals and voters that ballots name.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The proposals that exist.
    pub proposals: BTreeMap<U256, Record>,
    /// Every voter's nonce.
    pub nonces: BTreeMap<Address, u64>,
    /// For each voter and proposal whether it voted, and its votes at the snapshot.
    pub voters: BTreeMap<(U256, Address), (bool, U256)>,
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relay {
    /// Ballots without a reason on one proposal; those that do not count are skipped by the contract.
    Batch(U256, Vec<Found>),
    /// A ballot with a reason, which goes by itself.
    Single(Box<Found>),
}

/// What is relayed, in order, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The transactions.
    pub relays: Vec<Relay>,
    /// The ballots that would not count.
    pub left_out: Vec<LeftOut>,
}

/// The ballots that are this DAO's and signed by their voters, and the others.
pub fn sorted(found: Vec<Found>, domain: &BallotDomain) -> (Vec<Found>, Vec<LeftOut>) {
    let (mut good, mut left_out) = (Vec::new(), Vec::new());
    for found in found {
        let BallotDomain { chain_id, contract } = found.signed.domain;
        let fault = if chain_id != domain.chain_id {
            Some(format!("it counts on the chain of id {chain_id}, this one is {}", domain.chain_id))
        } else if contract != domain.contract {
            Some(format!("it is for the DAO {contract}, this one is {}", domain.contract))
        } else {
            found.signed.check().err().map(|fault| fault.to_string())
        };
        match fault {
            Some(reason) => left_out.push(LeftOut { place: found.place, reason }),
            None => good.push(found),
        }
    }
    (good, left_out)
}

impl Plan {
    /// A plan for the ballots that [`sorted`] found good. Each voter's ballots go in the order of their nonces, as
    /// each one that counts ends those signed under the nonces before.
    pub fn of(mut ballots: Vec<Found>, facts: &Facts) -> Self {
        let mut plan = Self::default();
        ballots.sort_by_key(|found| found.signed.ballot.nonce);
        let mut nonces = facts.nonces.clone();
        let mut relayed: BTreeSet<(U256, Address)> = BTreeSet::new();
        // Whose how manieth ballot it is: no two of a voter may be in one transaction.
        let mut turns: BTreeMap<Address, usize> = BTreeMap::new();
        let mut rounds: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
        for found in ballots {
            let (voter, proposal) = (found.signed.ballot.voter, found.signed.ballot.proposal);
            let nonce = nonces.entry(voter).or_default();
            let twice = relayed.contains(&(proposal, voter));
            if let Some(reason) = fault(&found.signed, *nonce, twice, facts) {
                plan.left_out.push(LeftOut { place: found.place, reason });
                continue;
            }
            *nonce = nonce.saturating_add(1);
            relayed.insert((proposal, voter));
            let turn = turns.entry(voter).or_default();
            rounds.entry(*turn).or_default().push(found);
            *turn = turn.saturating_add(1);
        }
        plan.relays = rounds.into_values().flat_map(relays).collect();
        plan
    }
}

/// Why a ballot would not count, if so.
fn fault(signed: &SignedBallot, nonce: u64, twice: bool, facts: &Facts) -> Option<String> {
    let ballot = &signed.ballot;
    let id = short(ballot.proposal);
    let Some(record) = facts.proposals.get(&ballot.proposal) else {
        return Some(format!("there is no proposal {id}"));
    };
    if record.state != State::Active {
        return Some(format!("proposal {id} is {}, votes on it do not count now", state_word(record.state)));
    }
    let (voter, found) = (ballot.voter, ballot.nonce);
    let (voted, weight) = facts.voters.get(&(ballot.proposal, voter)).copied().unwrap_or_default();
    if voted {
        return Some(format!("{voter} has voted on proposal {id} already"));
    }
    if twice {
        return Some(format!("another ballot of {voter} on proposal {id} is relayed"));
    }
    if found < nonce {
        return Some(format!(
            "it was signed under nonce {found}, and {voter} has come to {nonce}: something else that it signed was \
             relayed before"
        ));
    }
    if found > nonce {
        return Some(format!(
            "it was signed under nonce {found}, and {voter} is at {nonce}: what it signed before has to come first"
        ));
    }
    if weight.is_zero() {
        let snapshot = record.kept.voteStart;
        return Some(format!("{voter} held 0 votes at block {snapshot}, when the snapshot was taken"));
    }
    None
}

/// The transactions of ballots of different voters.
fn relays(ballots: Vec<Found>) -> Vec<Relay> {
    let mut plain: BTreeMap<U256, Vec<Found>> = BTreeMap::new();
    let mut singles = Vec::new();
    for found in ballots {
        if found.signed.ballot.reason.is_some() {
            singles.push(Relay::Single(Box::new(found)));
        } else {
            plain.entry(found.signed.ballot.proposal).or_default().push(found);
        }
    }
    let batches = plain.into_iter().flat_map(|(proposal, ballots)| {
        let chunks: Vec<_> = ballots.chunks(BATCH).map(<[Found]>::to_vec).collect();
        chunks.into_iter().map(move |ballots| Relay::Batch(proposal, ballots))
    });
    batches.chain(singles).collect()
}

/// The call of a batch.
pub fn batch_call(proposal: U256, ballots: &[Found]) -> castVotesBySigCall {
    castVotesBySigCall {
        proposalId: proposal,
        support: ballots.iter().map(|found| found.signed.ballot.support as u8).collect(),
        voters: ballots.iter().map(|found| found.signed.ballot.voter).collect(),
        signatures: ballots.iter().map(|found| Bytes::from(found.signed.signature)).collect(),
    }
}

/// The call of a ballot with a reason.
pub fn single_call(signed: &SignedBallot) -> castVoteWithReasonAndParamsBySigCall {
    let ballot = &signed.ballot;
    castVoteWithReasonAndParamsBySigCall {
        proposalId: ballot.proposal,
        support: ballot.support as u8,
        voter: ballot.voter,
        reason: ballot.reason.clone().unwrap_or_default(),
        params: Bytes::new(),
        signature: Bytes::from(signed.signature),
    }
}
