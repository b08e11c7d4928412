//! What somebody does, and what is done next: half at random, half what leads a proposal on.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, castVoteCall, castVoteWithReasonAndParamsCall, castVoteWithReasonCall,
        castVotesBySigCall, delegateCall, transferCall,
    },
    dao::{AGAINST, FOR},
    typed_data::{domain, Ballot},
    Motion, Wallet, TOKEN,
};

use super::{
    dice::Dice,
    house::{Effect, House, GUARDIAN, WALLET},
};
use crate::governance::states::{ACTIVE, PENDING, QUEUED, SUCCEEDED};

/// How a ballot is cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Plain,
    Reason,
    NoParams,
    WithParams,
}

/// What somebody does. Actors by their place in the house, proposals in the order in which they were made.
#[derive(Clone, Debug)]
pub enum Act {
    Wait(u32),
    Transfer {
        actor: usize,
        to: usize,
        amount: u128,
    },
    Delegate {
        actor: usize,
        to: Option<usize>,
    },
    Propose {
        actor: usize,
        motion: Motion,
        effects: Vec<Effect>,
    },
    Vote {
        actor: usize,
        place: usize,
        support: u8,
        way: Way,
    },
    /// The wallet's ballot.
    Relay {
        actor: usize,
        place: usize,
        support: u8,
        nonce: u64,
        batch: bool,
    },
    /// Altered: with another motion than was proposed.
    Queue {
        actor: usize,
        place: usize,
        altered: Option<Motion>,
    },
    Cancel {
        actor: usize,
        place: usize,
    },
    Execute {
        actor: usize,
        place: usize,
        altered: Option<Motion>,
    },
}

impl Act {
    pub const fn actor(&self) -> usize {
        match self {
            Self::Wait(_) => 0,
            Self::Transfer { actor, .. }
            | Self::Delegate { actor, .. }
            | Self::Propose { actor, .. }
            | Self::Vote { actor, .. }
            | Self::Relay { actor, .. }
            | Self::Queue { actor, .. }
            | Self::Cancel { actor, .. }
            | Self::Execute { actor, .. } => *actor,
        }
    }

    /// The proposal that it is about.
    pub const fn place(&self) -> Option<usize> {
        match self {
            Self::Wait(_) | Self::Transfer { .. } | Self::Delegate { .. } | Self::Propose { .. } => None,
            Self::Vote { place, .. }
            | Self::Relay { place, .. }
            | Self::Queue { place, .. }
            | Self::Cancel { place, .. }
            | Self::Execute { place, .. } => Some(*place),
        }
    }

    /// The call.
    pub fn calldata(&self, house: &House) -> Vec<u8> {
        let motion = |place: &usize, altered: &Option<Motion>| {
            altered.clone().unwrap_or_else(|| house.proposals[*place].motion.clone())
        };
        match self {
            Self::Wait(_) => Vec::new(),
            Self::Transfer { to, amount, .. } => {
                transferCall { to: house.address(*to), value: U256::from(*amount) }.abi_encode()
            }
            Self::Delegate { to, .. } => {
                let delegatee = to.map_or(Address::ZERO, |to| house.address(to));
                delegateCall { delegatee }.abi_encode()
            }
            Self::Propose { motion, .. } => motion.propose().abi_encode(),
            Self::Vote { place, support, way, .. } => ballot(house.proposals[*place].id(), *support, *way),
            Self::Relay { place, support, nonce, batch, .. } => {
                relayed(house, house.proposals[*place].id(), *support, *nonce, *batch)
            }
            Self::Queue { place, altered, .. } => motion(place, altered).queue().abi_encode(),
            Self::Cancel { place, .. } => motion(place, &None).cancel().abi_encode(),
            Self::Execute { place, altered, .. } => motion(place, altered).execute().abi_encode(),
        }
    }
}

fn ballot(id: U256, support: u8, way: Way) -> Vec<u8> {
    let with = |params: Bytes| {
        let reason = "With params".to_owned();
        castVoteWithReasonAndParamsCall { proposalId: id, support, reason, params }.abi_encode()
    };
    match way {
        Way::Plain => castVoteCall { proposalId: id, support }.abi_encode(),
        Way::Reason => {
            castVoteWithReasonCall { proposalId: id, support, reason: "Because".to_owned() }.abi_encode()
        }
        Way::NoParams => with(Bytes::new()),
        Way::WithParams => with(Bytes::from_static(&[1])),
    }
}

/// The wallet that votes by signature only.
pub fn wallet() -> Wallet {
    Wallet::new("walter")
}

fn relayed(house: &House, id: U256, support: u8, nonce: u64, batch: bool) -> Vec<u8> {
    let voter = house.address(WALLET);
    let ballot = Ballot { proposalId: id, support, voter, nonce: U256::from(nonce) };
    let signature = Bytes::copy_from_slice(&wallet().sign_typed(&ballot, &domain(house.dao())));
    if batch {
        let (support, voters, signatures) = (vec![support], vec![voter], vec![signature]);
        castVotesBySigCall { proposalId: id, support, voters, signatures }.abi_encode()
    } else {
        castVoteBySigCall { proposalId: id, support, voter, signature }.abi_encode()
    }
}

/// What is done next.
pub fn next(dice: &mut Dice, house: &House) -> Act {
    if house.proposals.is_empty() {
        return propose(dice, house);
    }
    let (actor, place) = (dice.below(6), dice.below(house.proposals.len()));
    match dice.below(100) {
        0..=5 => Act::Wait(u32::try_from(dice.below(4)).unwrap() + 1),
        6 => Act::Wait(u32::try_from(dice.below(60)).unwrap() + 20),
        7..=15 => propose(dice, house),
        16..=30 => {
            let place = recent(dice, house);
            vote(dice, actor, place)
        }
        31..=34 => {
            let place = recent(dice, house);
            relay(dice, house, place)
        }
        35..=41 => {
            let amount = match dice.below(4) {
                0 => house.balances[actor],
                1 => house.balances[actor] + 1,
                _ => u128::try_from(dice.below(100)).unwrap() * TOKEN,
            };
            Act::Transfer { actor, to: dice.below(6), amount }
        }
        42..=46 => {
            let to = dice.below(7);
            Act::Delegate { actor, to: (to < 6).then_some(to) }
        }
        47..=50 => Act::Queue { actor, place, altered: altered(dice, house, place) },
        51..=54 => Act::Cancel { actor, place: recent(dice, house) },
        55..=59 => Act::Execute { actor, place, altered: altered(dice, house, place) },
        _ => lead(dice, house),
    }
}

/// One of the last proposals, on which votes may be open.
fn recent(dice: &mut Dice, house: &House) -> usize {
    let count = house.proposals.len();
    count - 1 - dice.below(count.min(4))
}

fn propose(dice: &mut Dice, house: &House) -> Act {
    let actor = dice.below(6);
    if !house.proposals.is_empty() && dice.chance(10) {
        let made = &house.proposals[dice.below(house.proposals.len())];
        return Act::Propose { actor, motion: made.motion.clone(), effects: made.effects.clone() };
    }
    let effects: Vec<Effect> = (0..=dice.below(2))
        .map(|_| match dice.below(10) {
            0..=3 => Effect::Pay(u128::try_from(dice.below(2_000)).unwrap() * TOKEN / 1_000),
            4..=6 => Effect::Mint(dice.below(6), u128::try_from(dice.below(50)).unwrap() * TOKEN),
            7 => Effect::Quorum(dice.pick(&[50_000, 100_000, 200_000])),
            _ => Effect::Refused,
        })
        .collect();
    // Of the same words, proposals would differ by their effects only, or not at all.
    let description = format!("Number {} in block {}", house.proposals.len(), house.block);
    let motion = house.motion(&effects, &description);
    Act::Propose { actor, motion, effects }
}

fn vote(dice: &mut Dice, actor: usize, place: usize) -> Act {
    // The wallet's own account is used for all but ballots.
    let actor = if actor == WALLET { GUARDIAN } else { actor };
    let support = match dice.below(10) {
        0..=5 => FOR,
        6..=7 => AGAINST,
        8 => 2,
        _ => 3,
    };
    let way = dice.pick(&[Way::Plain, Way::Plain, Way::Reason, Way::NoParams, Way::WithParams]);
    Act::Vote { actor, place, support, way }
}

fn relay(dice: &mut Dice, house: &House, place: usize) -> Act {
    let nonce = match dice.below(5) {
        0 => house.nonce + 1,
        1 => house.nonce.saturating_sub(1),
        _ => house.nonce,
    };
    let support = if dice.chance(10) { 3 } else { FOR };
    Act::Relay { actor: dice.below(6), place, support, nonce, batch: dice.chance(50) }
}

/// Now and then another motion than was proposed.
fn altered(dice: &mut Dice, house: &House, place: usize) -> Option<Motion> {
    if !dice.chance(40) {
        return None;
    }
    let mut motion = house.proposals[place].motion.clone();
    match dice.below(5) {
        0 => motion.actions[0].target = Address::repeat_byte(0x66),
        1 => motion.actions[0].value += U256::ONE,
        2 => motion.actions[0].calldata = [&motion.actions[0].calldata[..], &[0]].concat().into(),
        3 => motion.description.push('!'),
        _ => motion.actions.push(motion.actions[0].clone()),
    }
    Some(motion)
}

/// What leads a proposal on that is not at its end.
fn lead(dice: &mut Dice, house: &House) -> Act {
    let going_on: Vec<usize> = (0..house.proposals.len())
        .filter(|place| [PENDING, ACTIVE, SUCCEEDED, QUEUED].contains(&house.state(*place)))
        .collect();
    if going_on.is_empty() {
        return propose(dice, house);
    }
    let place = dice.pick(&going_on);
    let (proposal, actor) = (&house.proposals[place], dice.below(6));
    match house.state(place) {
        PENDING if dice.chance(20) => Act::Cancel { actor: proposal.proposer, place },
        PENDING => Act::Wait(proposal.start + 1 - house.block),
        ACTIVE if dice.chance(8) => Act::Wait(proposal.end + 1 - house.block),
        // Now and then in the last block.
        ACTIVE if dice.chance(10) && house.block < proposal.end => Act::Wait(proposal.end - house.block),
        ACTIVE => match (0..4).find(|member| !proposal.has_voted(*member)) {
            Some(member) => Act::Vote { actor: member, place, support: FOR, way: Way::Plain },
            None => Act::Wait(proposal.end + 1 - house.block),
        },
        SUCCEEDED => Act::Queue { actor, place, altered: None },
        _ if dice.chance(10) => Act::Cancel { actor: GUARDIAN, place },
        _ if house.time() < proposal.eta && dice.chance(35) => Act::Execute { actor, place, altered: None },
        _ if house.time() < proposal.eta => {
            Act::Wait(u32::try_from((proposal.eta - house.time()).div_ceil(6)).unwrap())
        }
        _ if dice.chance(15) => Act::Wait(100),
        _ => Act::Execute { actor, place, altered: None },
    }
}
