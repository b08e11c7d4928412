//! What the DAO can do to its own contract, by a vote only.

use tributary_core::{
    governance::{token::check_minted, Amount, Earning, Param, ParamError, SelfCall},
    Address, BlockNumber,
};

use crate::{
    abi::to_abi,
    acting,
    call::caller,
    cells, earning,
    ending::refuse,
    errors::Error,
    events::{
        self, GracePeriodChange, LateQuorumVoteExtensionSet, MinDelayChange, ProposalGuardianSet,
        ProposalThresholdSet, QuorumNumeratorUpdated, VotingDelaySet, VotingPeriodSet,
    },
    state::State,
    token, votes,
};

/// Ends a message that stands for one of them: nobody calls it from outside.
#[inline(never)]
pub fn by_vote_only() -> ! {
    refuse(&Error::GovernorOnlyExecutor { account: to_abi(&caller()) })
}

/// Does it. Changes the root cell, which the caller stores.
#[inline(never)]
pub fn run(state: &mut State, this: &Address, call: SelfCall<'_>, now: BlockNumber) -> Result<(), Error> {
    match call {
        SelfCall::Set(param, value) => set(state, param, value, now),
        SelfCall::SetGuardian(guardian) => {
            events::changed::<ProposalGuardianSet>(state.guardian, guardian);
            state.guardian = guardian;
            Ok(())
        }
        SelfCall::Mint { to, amount } => mint(state, &to, amount, now),
        SelfCall::SetEarning { rate, cap } => earning::set(Earning { rate, cap }, state.supply.latest(), now),
        SelfCall::Relay { target, .. } if target == *this => {
            Err(Error::GovernorOnlyExecutor { account: to_abi(this) })
        }
        SelfCall::Relay { target, value, data } => acting::call(&target, Amount::from_be_bytes(value), data),
        SelfCall::Transfer { to, amount } => token::transfer(this, &to, amount, now),
        SelfCall::Approve { spender, amount } => token::approve(this, &spender, amount),
        SelfCall::TransferFrom { from, to, amount } => token::transfer_from(this, &from, &to, amount, now),
    }
}

/// Makes new tokens.
fn mint(state: &mut State, to: &Address, amount: Amount, now: BlockNumber) -> Result<(), Error> {
    token::mint(state, to, amount, now)?;
    let before = votes::supply_in(state, now.saturating_sub(1));
    Ok(check_minted(before, state.supply.latest())?)
}

#[inline(never)]
fn set(state: &mut State, param: Param, value: Amount, now: BlockNumber) -> Result<(), Error> {
    let (old, supply) = (state.params, state.supply.latest());
    let new =
        old.with(param, value, &cells::origin().floors, supply).map_err(|error| refused(error, value))?;
    state.params = new;
    match param {
        Param::VotingDelay => events::changed::<VotingDelaySet>(old.voting_delay, new.voting_delay),
        Param::VotingPeriod => events::changed::<VotingPeriodSet>(old.voting_period, new.voting_period),
        Param::LateQuorumExtension => events::changed::<LateQuorumVoteExtensionSet>(
            old.late_quorum_extension,
            new.late_quorum_extension,
        ),
        Param::TimelockDelay => events::changed::<MinDelayChange>(old.timelock_delay, new.timelock_delay),
        Param::GracePeriod => events::changed::<GracePeriodChange>(old.grace_period, new.grace_period),
        Param::ProposalThreshold => {
            events::changed::<ProposalThresholdSet>(old.proposal_threshold, new.proposal_threshold);
        }
        Param::QuorumNumerator => {
            if let Some(spill) = state.quorums.push(now, u128::from(new.quorum_numerator.0)) {
                cells::store_quorums_page(&spill);
            }
            events::changed::<QuorumNumeratorUpdated>(old.quorum_numerator.0, new.quorum_numerator.0);
        }
        // `SelfCall::decode` makes none of these.
        Param::PeriodFloor | Param::TimelockFloor | Param::EarnRate | Param::EarnCap | Param::Minted => {}
    }
    Ok(())
}

/// OpenZeppelin's error where it has one for the case.
fn refused(error: ParamError, value: Amount) -> Error {
    let whole = Amount::from(u128::from(tributary_core::Ppm::WHOLE.0));
    match error.param {
        Param::VotingPeriod if value == Amount::default() => {
            Error::GovernorInvalidVotingPeriod { votingPeriod: value.into() }
        }
        Param::QuorumNumerator if value > whole => Error::GovernorInvalidQuorumFraction {
            quorumNumerator: value.into(),
            quorumDenominator: whole.into(),
        },
        Param::LateQuorumExtension => Error::GovernorPreventLateQuorumVoteExtensionTooLarge {
            newVoteExtension: error.found.into(),
            maxVoteExtension: error.most.into(),
        },
        _ => error.into(),
    }
}
