//! The rules of the DAO, stated plainly: lists of what happened, and sums over them.

mod doctored;

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolError;
use tributary_sandbox::{
    abi::IGovernance::{
        mintCall, updateQuorumNumeratorCall, ERC20InsufficientBalance, FailedCall, GovernorAlreadyCastVote,
        GovernorInsufficientProposerVotes, GovernorInvalidSignature, GovernorInvalidVoteParams,
        GovernorInvalidVoteType, GovernorUnableToCancel, TimelockUnexpectedOperationState,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    Action, Motion, TOKEN,
};

use super::{
    acts::{Act, Way},
    REASON,
};
use crate::governance::states::{
    only, unexpected, unknown, ACTIVE, CANCELED, DEFEATED, EXECUTED, EXPIRED, PENDING, QUEUED, SUCCEEDED,
};

/// Who votes by signature only.
pub const WALLET: usize = 4;
/// Who may veto.
pub const GUARDIAN: usize = 5;

/// What a DAO is made with by default.
const DELAY: u32 = 2;
const PERIOD: u32 = 20;
const EXTENSION: u32 = 8;
const TIMELOCK: u64 = 60;
const GRACE: u64 = 600;
const THRESHOLD: u128 = TOKEN;

/// States in which a guardian is not told that it has no right.
const CANCELABLE: u8 = 0b0011_1011;

/// Where payments go.
const SINK: Address = Address::repeat_byte(0x51);

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Pays so many wei.
    Pay(u128),
    /// Makes tokens for one of the house.
    Mint(usize, u128),
    /// Sets the quorum, in parts per million.
    Quorum(u32),
    /// Calls a contract that refuses.
    Refused,
}

/// A ballot: who, for what, when, and what it weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    pub voter: usize,
    pub support: u8,
    pub block: u32,
    pub weight: u128,
}

/// A proposal and all that happened to it.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub motion: Motion,
    pub effects: Vec<Effect>,
    pub proposer: usize,
    pub created: u32,
    pub start: u32,
    pub end: u32,
    pub ballots: Vec<Ballot>,
    /// When it was queued.
    pub queued: Option<u64>,
    pub eta: u64,
    pub until: u64,
    pub canceled: bool,
    /// Block and time.
    pub executed: Option<(u32, u64)>,
}

impl Proposal {
    pub fn id(&self) -> U256 {
        self.motion.id()
    }

    /// Votes against, for and abstaining.
    pub fn tally(&self) -> [u128; 3] {
        [AGAINST, FOR, ABSTAIN].map(|support| {
            self.ballots.iter().filter(|ballot| ballot.support == support).map(|ballot| ballot.weight).sum()
        })
    }

    pub fn has_voted(&self, voter: usize) -> bool {
        self.ballots.iter().any(|ballot| ballot.voter == voter)
    }
}

/// How a call ends: with this answer, or refused with this reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done(Vec<u8>),
    Refused(Vec<u8>),
}

fn refused(error: &impl SolError) -> Outcome {
    Outcome::Refused(error.abi_encode())
}

fn done(word: U256) -> Outcome {
    Outcome::Done(word.to_be_bytes::<32>().to_vec())
}

/// What stood at the end of a block.
#[derive(Clone, Debug)]
struct Past {
    votes: Vec<u128>,
    supply: u128,
    quorum: u32,
}

/// The DAO, by the rules.
#[derive(Clone, Debug)]
pub struct House {
    pub block: u32,
    pub balances: Vec<u128>,
    pub proposals: Vec<Proposal>,
    pub treasury: u128,
    /// How many of the wallet's signatures were used.
    pub nonce: u64,
    dao: Address,
    addresses: Vec<Address>,
    delegates: Vec<Option<usize>>,
    refusing: Address,
    quorum: u32,
    past: BTreeMap<u32, Past>,
}

impl House {
    /// Of these accounts, of which the first four vote for themselves.
    pub fn new(
        dao: Address,
        addresses: Vec<Address>,
        balances: Vec<u128>,
        treasury: u128,
        refusing: Address,
        block: u32,
    ) -> Self {
        let delegates = (0..addresses.len()).map(|place| (place < 4).then_some(place)).collect();
        let (proposals, past) = (Vec::new(), BTreeMap::new());
        let mut house = Self {
            block,
            balances,
            proposals,
            treasury,
            nonce: 0,
            dao,
            addresses,
            delegates,
            refusing,
            quorum: 100_000,
            past,
        };
        // It was so in the blocks before as well, as far as anybody asks.
        house.past.insert(0, house.present());
        house
    }

    /// Lets blocks pass.
    pub fn wait(&mut self, blocks: u32) {
        self.block += blocks;
    }

    /// Unix seconds.
    pub fn time(&self) -> u64 {
        u64::from(self.block) * 6
    }

    pub fn supply(&self) -> u128 {
        self.balances.iter().sum()
    }

    pub fn address(&self, place: usize) -> Address {
        self.addresses[place]
    }

    pub const fn dao(&self) -> Address {
        self.dao
    }

    /// A motion of these effects, one action each.
    pub fn motion(&self, effects: &[Effect], description: &str) -> Motion {
        let action = |effect: &Effect| match effect {
            Effect::Pay(wei) => Action::pay(SINK, *wei),
            Effect::Mint(to, wei) => {
                let call = mintCall { to: self.addresses[*to], amount: U256::from(*wei) };
                Action::call(self.dao, &call)
            }
            Effect::Quorum(ppm) => {
                let call = updateQuorumNumeratorCall { newQuorumNumerator: U256::from(*ppm) };
                Action::call(self.dao, &call)
            }
            Effect::Refused => {
                Action { target: self.refusing, value: U256::ZERO, calldata: Bytes::from_static(b"anything") }
            }
        };
        Motion::new(effects.iter().map(action).collect(), description)
    }

    /// How many proposals are in a state.
    pub fn count_in(&self, state: u8) -> usize {
        (0..self.proposals.len()).filter(|place| self.state(*place) == state).count()
    }

    pub fn state(&self, place: usize) -> u8 {
        let proposal = &self.proposals[place];
        let [against, in_favour, abstain] = proposal.tally();
        let passed = in_favour + abstain >= self.quorum_at(proposal.start) && in_favour > against;
        if proposal.executed.is_some() {
            EXECUTED
        } else if proposal.canceled {
            CANCELED
        } else if self.block <= proposal.start {
            PENDING
        } else if self.block <= proposal.end {
            ACTIVE
        } else if !passed {
            DEFEATED
        } else if proposal.queued.is_none() {
            SUCCEEDED
        } else if self.time() < proposal.until {
            QUEUED
        } else {
            EXPIRED
        }
    }

    /// The quorum of votes with this snapshot.
    pub fn quorum_at(&self, block: u32) -> u128 {
        let past = self.at(block);
        past.supply * u128::from(past.quorum) / 1_000_000
    }

    pub fn votes_at(&self, who: usize, block: u32) -> u128 {
        self.at(block).votes[who]
    }

    fn at(&self, block: u32) -> &Past {
        self.past.range(..=block).next_back().unwrap().1
    }

    fn present(&self) -> Past {
        let delegated = |who: usize| -> u128 {
            let own = self.balances.iter().zip(&self.delegates).filter(|(_, to)| **to == Some(who));
            own.map(|(balance, _)| *balance).sum()
        };
        Past {
            votes: (0..self.balances.len()).map(delegated).collect(),
            supply: self.supply(),
            quorum: self.quorum,
        }
    }

    /// Does it, or not.
    pub fn act(&mut self, act: &Act) -> Outcome {
        let outcome = match act {
            Act::Wait(_) => Outcome::Done(Vec::new()),
            Act::Transfer { actor, to, amount } => self.transfer(*actor, *to, *amount),
            Act::Delegate { actor, to } => {
                self.delegates[*actor] = *to;
                Outcome::Done(Vec::new())
            }
            Act::Propose { actor, motion, effects } => self.propose(*actor, motion, effects),
            Act::Vote { actor, place, support, way } => match way {
                Way::WithParams => refused(&GovernorInvalidVoteParams {}),
                Way::Plain | Way::Reason | Way::NoParams => self.vote(*actor, *place, *support),
            },
            Act::Relay { place, support, nonce, batch, .. } => {
                if *batch {
                    self.relay_in_batch(*place, *support, *nonce)
                } else {
                    self.relay(*place, *support, *nonce)
                }
            }
            Act::Queue { place, altered, .. } => match altered {
                Some(other) => refused(&unknown(other.id())),
                None => self.queue(*place),
            },
            Act::Cancel { actor, place } => self.cancel(*actor, *place),
            Act::Execute { place, altered, .. } => match altered {
                Some(other) => refused(&unknown(other.id())),
                None => self.execute(*place),
            },
        };
        let present = self.present();
        self.past.insert(self.block, present);
        outcome
    }

    fn transfer(&mut self, from: usize, to: usize, amount: u128) -> Outcome {
        let balance = self.balances[from];
        if amount > balance {
            return refused(&ERC20InsufficientBalance {
                sender: self.addresses[from],
                balance: U256::from(balance),
                needed: U256::from(amount),
            });
        }
        self.balances[from] -= amount;
        self.balances[to] += amount;
        done(U256::ONE)
    }

    fn propose(&mut self, proposer: usize, motion: &Motion, effects: &[Effect]) -> Outcome {
        let votes = self.votes_at(proposer, self.block - 1);
        if votes < THRESHOLD {
            return refused(&GovernorInsufficientProposerVotes {
                proposer: self.addresses[proposer],
                votes: U256::from(votes),
                threshold: U256::from(THRESHOLD),
            });
        }
        if let Some(place) = self.proposals.iter().position(|made| made.motion == *motion) {
            return refused(&unexpected(motion.id(), self.state(place), 0));
        }
        let start = self.block + DELAY;
        self.proposals.push(Proposal {
            motion: motion.clone(),
            effects: effects.to_vec(),
            proposer,
            created: self.block,
            start,
            end: start + PERIOD,
            ballots: Vec::new(),
            queued: None,
            eta: 0,
            until: 0,
            canceled: false,
            executed: None,
        });
        done(motion.id())
    }

    fn vote(&mut self, voter: usize, place: usize, support: u8) -> Outcome {
        let (state, id) = (self.state(place), self.proposals[place].id());
        if state != ACTIVE {
            return refused(&unexpected(id, state, only(ACTIVE)));
        }
        if self.proposals[place].has_voted(voter) {
            return refused(&GovernorAlreadyCastVote { voter: self.addresses[voter] });
        }
        if ![AGAINST, FOR, ABSTAIN].contains(&support) {
            return refused(&GovernorInvalidVoteType {});
        }
        let start = self.proposals[place].start;
        let (weight, quorum, block) = (self.votes_at(voter, start), self.quorum_at(start), self.block);
        let proposal = &mut self.proposals[place];
        let reached = |proposal: &Proposal| proposal.tally()[1] + proposal.tally()[2] >= quorum;
        let before = reached(proposal);
        proposal.ballots.push(Ballot { voter, support, block, weight });
        if !before && reached(proposal) {
            proposal.end = proposal.end.max(block + EXTENSION);
        }
        done(U256::from(weight))
    }

    fn relay(&mut self, place: usize, support: u8, nonce: u64) -> Outcome {
        if nonce != self.nonce {
            return refused(&GovernorInvalidSignature { voter: self.addresses[WALLET] });
        }
        let outcome = self.vote(WALLET, place, support);
        if matches!(outcome, Outcome::Done(_)) {
            self.nonce += 1;
        }
        outcome
    }

    fn relay_in_batch(&mut self, place: usize, support: u8, nonce: u64) -> Outcome {
        let state = self.state(place);
        if state != ACTIVE {
            return refused(&unexpected(self.proposals[place].id(), state, only(ACTIVE)));
        }
        match self.relay(place, support, nonce) {
            Outcome::Done(_) => done(U256::ONE),
            Outcome::Refused(_) => done(U256::ZERO),
        }
    }

    fn queue(&mut self, place: usize) -> Outcome {
        let (state, id, time) = (self.state(place), self.proposals[place].id(), self.time());
        if state != SUCCEEDED {
            return refused(&unexpected(id, state, only(SUCCEEDED)));
        }
        let proposal = &mut self.proposals[place];
        proposal.queued = Some(time);
        proposal.eta = time + TIMELOCK;
        proposal.until = time + TIMELOCK + GRACE;
        done(id)
    }

    fn cancel(&mut self, actor: usize, place: usize) -> Outcome {
        let (state, id) = (self.state(place), self.proposals[place].id());
        let proposer = actor == self.proposals[place].proposer;
        match state {
            PENDING if proposer => {}
            QUEUED if actor == GUARDIAN => {}
            CANCELED | EXPIRED | EXECUTED if actor == GUARDIAN => {
                return refused(&unexpected(id, state, CANCELABLE));
            }
            _ => {
                let account = self.addresses[actor];
                return refused(&GovernorUnableToCancel { proposalId: id, account });
            }
        }
        self.proposals[place].canceled = true;
        done(id)
    }

    fn execute(&mut self, place: usize) -> Outcome {
        let (state, id, time) = (self.state(place), self.proposals[place].id(), self.time());
        if state != QUEUED {
            return refused(&unexpected(id, state, only(QUEUED)));
        }
        if time < self.proposals[place].eta {
            return refused(&TimelockUnexpectedOperationState {
                operationId: B256::new(id.to_be_bytes()),
                expectedStates: B256::with_last_byte(4),
            });
        }
        // All or nothing.
        let mut after = self.clone();
        for effect in &self.proposals[place].effects {
            match *effect {
                Effect::Pay(wei) if wei > after.treasury => return refused(&FailedCall {}),
                Effect::Pay(wei) => after.treasury -= wei,
                Effect::Mint(to, wei) => after.balances[to] += wei,
                Effect::Quorum(ppm) => after.quorum = ppm,
                Effect::Refused => return Outcome::Refused(REASON.to_vec()),
            }
        }
        after.proposals[place].executed = Some((self.block, time));
        *self = after;
        done(id)
    }

    /// Looks at every proposal that was executed by what is known of its ballots and its times alone.
    pub fn check_what_was_executed(&self) {
        for proposal in &self.proposals {
            let Some((block, time)) = proposal.executed else { continue };
            let Proposal { start, end, ballots, .. } = proposal;
            let fair = |check: bool, what: &str| assert!(check, "{what}, and it was executed: {proposal:?}");
            fair(!proposal.canceled, "it was canceled");
            fair(block > *end, "its vote was open");
            fair(proposal.queued.is_some_and(|at| time >= at + TIMELOCK), "its time had not come");
            fair(proposal.queued.is_some_and(|at| time < at + TIMELOCK + GRACE), "it had expired");
            let (mut voters, mut votes) = (Vec::new(), [0; 3]);
            for ballot in ballots {
                fair(!voters.contains(&ballot.voter), "somebody voted twice");
                fair(*start < ballot.block && ballot.block <= *end, "somebody voted outside the window");
                voters.push(ballot.voter);
                votes[usize::from(ballot.support)] += self.votes_at(ballot.voter, *start);
            }
            fair(votes[1] + votes[2] >= self.quorum_at(*start), "it had no quorum at its snapshot");
            fair(votes[1] > votes[0], "it had no majority at its snapshot");
            fair(votes.iter().sum::<u128>() <= self.at(*start).supply, "there were more votes than tokens");
        }
    }
}
