//! The token in plain Rust. Votes are counted anew after every change, and of every block that passed there is a copy
//! of all that there was at its end: no rule of the contract or of core is used.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use alloy_primitives::{Address, LogData, U256};
use tributary_sandbox::abi::IGovernance::DelegateVotesChanged;

use crate::verdict::{event, Effect, Refusal, Verdict};

pub mod rules;
mod signatures;
mod tokens;

use rules::Rule;

/// Nobody's address.
pub const NOBODY: Address = Address::ZERO;

/// All that there is at one moment.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub supply: u128,
    balances: BTreeMap<Address, u128>,
    delegates: BTreeMap<Address, Address>,
    votes: BTreeMap<Address, u128>,
    nonces: BTreeMap<Address, u64>,
    allowances: BTreeMap<(Address, Address), U256>,
}

fn of<K: Ord, V: Copy + Default>(map: &BTreeMap<K, V>, key: &K) -> V {
    map.get(key).copied().unwrap_or_default()
}

impl State {
    pub fn balance(&self, account: Address) -> u128 {
        of(&self.balances, &account)
    }

    pub fn delegate(&self, account: Address) -> Address {
        of(&self.delegates, &account)
    }

    pub fn votes(&self, account: Address) -> u128 {
        of(&self.votes, &account)
    }

    pub fn nonce(&self, account: Address) -> u64 {
        of(&self.nonces, &account)
    }

    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        of(&self.allowances, &(owner, spender))
    }

    /// Who allowed whom, if it is anything still.
    pub fn allowed(&self) -> Vec<(Address, Address)> {
        let some = self.allowances.iter().filter(|(_, allowance)| !allowance.is_zero());
        some.map(|(pair, _)| *pair).collect()
    }

    /// All balances that are delegated to somebody, together.
    pub fn delegated(&self) -> u128 {
        let some = self.balances.iter().filter(|(holder, _)| self.delegate(**holder) != NOBODY);
        some.map(|(_, balance)| *balance).sum()
    }
}

/// The token.
pub struct Plain {
    contract: Address,
    forgotten: Option<Rule>,
    state: State,
    /// By block, from 0. The present one is not among them.
    past: Vec<State>,
    /// In which block whose votes changed, once for each call that changed them.
    changes: Vec<(u32, Address)>,
}

impl Plain {
    /// A token of nobody, in block 0.
    pub fn new(contract: Address, forgotten: Option<Rule>) -> Self {
        Self { contract, forgotten, state: State::default(), past: Vec::new(), changes: Vec::new() }
    }

    /// What there is now.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What there was at the end of a past block.
    pub fn at(&self, block: u32) -> &State {
        &self.past[index(block)]
    }

    /// The present block.
    pub fn block(&self) -> u32 {
        u32::try_from(self.past.len()).unwrap()
    }

    /// Its time in seconds.
    pub fn time(&self) -> u64 {
        u64::from(self.block()) * 6
    }

    /// Ends the present block.
    pub fn pass(&mut self) {
        self.past.push(self.state.clone());
    }

    /// The votes of an account at the end of a past block.
    pub fn past_votes(&self, account: Address, block: u32) -> u128 {
        let late = u32::from(self.forgets(Rule::EndOfBlock));
        self.at(block.saturating_sub(late)).votes(account)
    }

    /// The supply at the end of a past block.
    pub fn past_supply(&self, block: u32) -> u128 {
        if self.forgets(Rule::PastSupply) {
            return self.state.supply;
        }
        if self.forgets(Rule::WholeSupply) {
            return self.at(block).delegated();
        }
        self.at(block).supply
    }

    /// The blocks in which votes of an account changed, and what they were at each one's end.
    pub fn checkpoints(&self, account: Address) -> Vec<(u32, u128)> {
        let own = self.changes.iter().filter(|(_, changed)| *changed == account);
        let mut blocks: Vec<u32> = own.map(|(block, _)| *block).collect();
        if !self.forgets(Rule::OnePerBlock) {
            blocks.dedup();
        }
        let votes = |block: u32| self.past.get(index(block)).unwrap_or(&self.state).votes(account);
        blocks.into_iter().map(|block| (block, votes(block))).collect()
    }

    fn forgets(&self, rule: Rule) -> bool {
        self.forgotten == Some(rule)
    }

    /// Does all of it or, if it is refused, nothing.
    fn attempt(&mut self, act: impl FnOnce(&mut Self) -> Result<Effect, Refusal>) -> Verdict {
        let before = self.state.clone();
        let verdict = act(self);
        if verdict.is_err() {
            self.state = before;
        }
        verdict
    }

    /// Counts all votes. Returns the events of who has less now, then of who has more.
    fn count(&mut self) -> Vec<LogData> {
        let mut votes: BTreeMap<Address, u128> = BTreeMap::new();
        for (holder, balance) in &self.state.balances {
            let delegate = self.state.delegate(*holder);
            if delegate != NOBODY {
                let sum = votes.entry(delegate).or_default();
                *sum = sum.saturating_add(*balance);
            }
        }
        let before = std::mem::replace(&mut self.state.votes, votes);
        let delegates: BTreeSet<Address> = before.keys().chain(self.state.votes.keys()).copied().collect();
        let (mut lost, mut gained) = (Vec::new(), Vec::new());
        for delegate in delegates {
            let (previous, new) = (of(&before, &delegate), self.state.votes(delegate));
            let side = match new.cmp(&previous) {
                Ordering::Less => &mut lost,
                Ordering::Greater => &mut gained,
                Ordering::Equal => continue,
            };
            let (previousVotes, newVotes) = (U256::from(previous), U256::from(new));
            side.push(event(&DelegateVotesChanged { delegate, previousVotes, newVotes }));
            self.changes.push((self.block(), delegate));
        }
        lost.extend(gained);
        lost
    }
}

fn index(block: u32) -> usize {
    usize::try_from(block).unwrap()
}
