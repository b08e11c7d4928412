//! Ballots: cast by the voter, or signed by the voter and relayed by anybody, alone or many at once.

use tributary_core::{
    governance::{typed_data::Ballot, Holder, Proposal, ProposalId, Support},
    ids::Hash,
    Address, BlockNumber,
};
use tributary_interfaces::{is_contract, timestamp};

use crate::{
    abi::to_abi,
    arguments::{Addresses, ByteStrings, Bytes, Bytes8, Calldata, Text},
    cells,
    errors::Error,
    events, signing,
    state::State,
    votes,
};

/// Casts the caller's ballot; returns its weight.
pub fn cast(
    state: &State,
    now: BlockNumber,
    voter: &Address,
    id: &ProposalId,
    support: u8,
    reason: &[u8],
) -> Result<u128, Error> {
    let mut poll = Poll::open(state, id, now)?;
    let mut holder = cells::holder(voter);
    let weight = poll.count(voter, &mut holder, support, reason)?;
    cells::store_holder(voter, &holder);
    poll.close();
    Ok(weight)
}

/// A ballot that somebody else relays.
#[derive(Clone, Copy, Debug)]
pub struct SignedBallot<'a> {
    /// Whose.
    pub voter: Address,
    /// As `castVote` takes it.
    pub support: u8,
    /// 65 bytes r, s, v; or what a contract that votes takes for its signature.
    pub signature: &'a [u8],
}

/// A ballot that somebody else relays, as arguments of the running call.
#[derive(Clone, Copy, Debug)]
pub struct Relayed {
    /// Whose.
    pub voter: Address,
    /// As `castVote` takes it.
    pub support: u8,
    /// As in [`SignedBallot`].
    pub signature: Bytes,
    /// For a ballot with a reason, that and the params, which have to be empty.
    pub reason: Option<(Text, Bytes)>,
}

/// Casts the ballot that the running call relays; returns its weight.
pub fn relay(
    state: &State,
    now: BlockNumber,
    this: &Address,
    id: &ProposalId,
    relayed: &Relayed,
) -> Result<u128, Error> {
    let Relayed { voter, support, signature, reason } = *relayed;
    let calldata = Calldata::load();
    let reason = reason.map(|(reason, params)| calldata.without_params(params).bytes(reason));
    let ballot = SignedBallot { voter, support, signature: calldata.bytes(signature) };
    cast_signed(state, now, this, id, &ballot, reason)
}

/// Casts those that count of the ballots that the running call relays; returns how many.
///
/// # Errors
/// Unless the vote is open, for no ballots, and for lists of different lengths.
pub fn relay_batch(
    state: &State,
    now: BlockNumber,
    this: &Address,
    id: &ProposalId,
    (support, voters, signatures): (Bytes8, Addresses, ByteStrings),
) -> Result<u32, Error> {
    let calldata = Calldata::load();
    let ballots = calldata.ballots(support, voters, signatures)?;
    cast_batch(state, now, this, id, &ballots)
}

/// Casts a ballot by the voter's signature, of a ballot with a reason if one is given; returns its weight.
fn cast_signed(
    state: &State,
    now: BlockNumber,
    this: &Address,
    id: &ProposalId,
    ballot: &SignedBallot<'_>,
    reason: Option<&[u8]>,
) -> Result<u128, Error> {
    let SignedBallot { voter, support, signature } = ballot;
    let (mut holder, digest) = signed_text(ballot, id, reason, &signing::separator(this));
    if !signing::is_voters(voter, &digest, signature) {
        return Err(Error::GovernorInvalidSignature { voter: to_abi(voter) });
    }
    signing::use_nonce(&mut holder);
    let mut poll = Poll::open(state, id, now)?;
    let weight = poll.count(voter, &mut holder, *support, reason.unwrap_or_default())?;
    cells::store_holder(voter, &holder);
    poll.close();
    Ok(weight)
}

/// The voter's cell, and what the voter signs by the nonce that stands in it.
fn signed_text(
    ballot: &SignedBallot<'_>,
    id: &ProposalId,
    reason: Option<&[u8]>,
    separator: &Hash,
) -> (Holder, Hash) {
    let SignedBallot { voter, support, .. } = *ballot;
    let holder = cells::holder(&voter);
    let text = Ballot { proposal: *id, support, voter, nonce: holder.nonce() };
    let digest = match reason {
        Some(reason) => signing::extended_ballot_digest(text, reason, separator),
        None => signing::ballot_digest(text, separator),
    };
    (holder, digest)
}

/// Casts those of `ballots` that count, and skips the others: whose signature is another's or was used, who
/// voted already, and contracts, which could hold up the rest. Returns how many counted.
fn cast_batch(
    state: &State,
    now: BlockNumber,
    this: &Address,
    id: &ProposalId,
    ballots: &[SignedBallot<'_>],
) -> Result<u32, Error> {
    let mut poll = Poll::open(state, id, now)?;
    let separator = signing::separator(this);
    let mut counted = 0u32;
    for ballot in ballots {
        if poll.take(ballot, &separator) {
            counted = counted.saturating_add(1);
        }
    }
    poll.close();
    Ok(counted)
}

/// A proposal whose votes are open.
struct Poll<'a> {
    state: &'a State,
    id: &'a ProposalId,
    proposal: Proposal,
    now: BlockNumber,
}

impl<'a> Poll<'a> {
    #[inline(never)]
    fn open(state: &'a State, id: &'a ProposalId, now: BlockNumber) -> Result<Self, Error> {
        let proposal = cells::proposal(id).ok_or_else(|| Error::unknown(id))?;
        proposal.check_active(now, timestamp()).map_err(|error| Error::state(id, error))?;
        Ok(Self { state, id, proposal, now })
    }

    /// Counts a ballot of `voter`, whose cell the caller stores.
    #[inline(never)]
    fn count(
        &mut self,
        voter: &Address,
        holder: &mut Holder,
        number: u8,
        reason: &[u8],
    ) -> Result<u128, Error> {
        let snapshot = self.proposal.vote_start;
        let weight = holder.votes_at(snapshot, |page| cells::votes_page(voter, page));
        let spilled = holder
            .cast(self.proposal.number, |window| cells::ballots(voter, window))
            .map_err(|_| Error::GovernorAlreadyCastVote { voter: to_abi(voter) })?;
        let support = Support::read(number).ok_or(Error::GovernorInvalidVoteType {})?;
        let quorum = match self.proposal.quorum {
            Some(quorum) => quorum,
            None => votes::quorum_in(self.state, snapshot),
        };
        let extension = self.state.params.late_quorum_extension;
        let extended = self.proposal.count(support, weight, quorum, extension, self.now);
        if let Some((window, ballots)) = spilled {
            cells::store_ballots(voter, window, ballots);
        }
        events::vote_cast(voter, self.id, number, weight, reason);
        if let Some(deadline) = extended {
            events::proposal_extended(self.id, deadline);
        }
        Ok(weight)
    }

    /// Counts a relayed ballot if it counts at all.
    fn take(&mut self, ballot: &SignedBallot<'_>, separator: &Hash) -> bool {
        let SignedBallot { voter, support, signature } = ballot;
        let (mut holder, digest) = signed_text(ballot, self.id, None, separator);
        if is_contract(voter) || !signing::is_keys(voter, &digest, signature) {
            return false;
        }
        signing::use_nonce(&mut holder);
        let counted = self.count(voter, &mut holder, *support, &[]).is_ok();
        if counted {
            cells::store_holder(voter, &holder);
        }
        counted
    }

    fn close(self) {
        cells::store_proposal(self.id, &self.proposal);
    }
}
