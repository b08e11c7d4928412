//! Payers come, promise and go.

use alloy_primitives::B256;
use tributary_core::Account;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{depositCall, exitCall, registerSessionKeyCall, requestExitCall, reserveCall},
    TOKEN,
};

use crate::{
    cast::Person,
    plain::own,
    world::{Profile, Touch, World},
};

impl World {
    fn consumer(&mut self) -> Person {
        if self.dice.chance(4) {
            return self.anyone();
        }
        self.dice.pick(&self.cast.consumers).unwrap()
    }

    pub fn deposit(&mut self) {
        let who = self.consumer();
        let value = if self.dice.chance(6) { 0 } else { self.dice.amount(30 * TOKEN) };
        let address = who.address();
        let kind = ("deposit", Touch::Payer(address));
        self.pay_splitter(kind, &who, depositCall {}, value, |model| model.deposit(address, value));
    }

    pub fn register_session_key(&mut self) {
        let who = self.consumer();
        self.register_session_key_of(&who);
    }

    pub fn register_session_key_of(&mut self, who: &Person) {
        let secret = self.dice.word();
        let key = if self.dice.chance(6) { B256::ZERO } else { self.desk.new_key(secret) };
        let (address, now) = (who.address(), self.model.now);
        let kind = ("register session key", Touch::Payer(address));
        self.splitter(kind, who, registerSessionKeyCall { key }, |model| {
            model.payer(address).register_key(address, key, now)
        });
    }

    pub fn reserve(&mut self) {
        let (who, nodes) = (self.consumer(), self.model.nodes.list.len());
        let node = self.dice.below(u64::try_from(nodes).unwrap() + 1).max(1);
        let payer = self.model.splitter.payers.get(&who.address());
        let free = payer.map_or(TOKEN, |payer| payer.free());
        let amount = match self.dice.below(20) {
            0 => 0,
            1 => free + 1,
            2 => free,
            _ => self.dice.amount(free / 3),
        };
        self.reserve_of(&who, node, amount);
    }

    pub fn reserve_of(&mut self, who: &Person, node: u64, amount: u128) {
        let (address, now) = (who.address(), self.model.now);
        let kind = ("reserve", Touch::Payer(address));
        self.splitter(kind, who, reserveCall { node, amount }, |model| {
            model.payer(address).reserve(address, node, amount, now)
        });
    }

    pub fn request_exit(&mut self) {
        let who = self.consumer();
        self.request_exit_of(&who);
    }

    pub fn request_exit_of(&mut self, who: &Person) {
        let (address, now) = (who.address(), self.model.now);
        let kind = ("request exit", Touch::Payer(address));
        self.splitter(kind, who, requestExitCall {}, |model| model.payer(address).request_exit(address, now));
    }

    /// Somebody leaves, most likely somebody who may.
    pub fn leave(&mut self) {
        let leaving = self.cast.consumers.iter().filter(|person| {
            let payer = self.model.splitter.payers.get(&person.address());
            payer.is_some_and(|payer| payer.exit_requested_at.is_some())
        });
        let leaving: Vec<_> = leaving.cloned().collect();
        if leaving.is_empty() && self.dice.chance(70) {
            return self.request_exit();
        }
        let chosen = if self.dice.chance(90) { self.dice.pick(&leaving) } else { None };
        let who = chosen.unwrap_or_else(|| self.consumer());
        let escape_at = self.escape_of(&who);
        if self.profile != Profile::Honest && self.dice.chance(25) {
            if let Some(blocks) = escape_at.and_then(|at| at.checked_sub(self.model.now)) {
                self.advance(blocks);
            }
        }
        self.leave_as(&who);
    }

    /// When the escape opens for someone who asked to leave.
    pub fn escape_of(&self, who: &Person) -> Option<u32> {
        let payer = self.model.splitter.payers.get(&who.address());
        payer?.exit_requested_at.map(|at| at + self.model.splitter.escape_after)
    }

    pub fn leave_as(&mut self, who: &Person) {
        let covered = self.model.splitter.payers.get(&who.address());
        let covered = covered.is_some_and(|payer| self.model.splitter.covers(payer));
        let escapes = self.escape_of(who).is_some_and(|at| at <= self.model.now);
        if self.profile == Profile::Honest && escapes && !covered {
            return;
        }
        let address = who.address();
        let (spent, proof) = self.exit_proof(who);
        let call = exitCall { spent, proof: proof.clone().into() };
        let kind = if escapes && !covered { "escape" } else { "exit" };
        let kind = (kind, Touch::Payer(address));
        let done = self.splitter(kind, who, call, |model| model.exit(address, spent, &proof));
        if done.is_some() && self.escape_of(who).is_some() {
            self.journal.tally("exit", "in part");
        }
    }

    /// A payer's leaf in the final root; now and then something else.
    fn exit_proof(&mut self, who: &Person) -> (u128, Vec<u8>) {
        let account = Account::Payer(own(who.address()));
        let last = self.model.splitter.root.epoch;
        let flaw = if self.dice.chance(12) { self.dice.below(6) } else { 9 };
        let tree = match flaw {
            0 => &self.oracles.epoch(self.dice.below(last + 1)).spend,
            1 => &self.oracles.head().spend,
            2 => &self.oracles.epoch(last).payout,
            _ => &self.oracles.epoch(last).spend,
        };
        let found = if flaw == 3 {
            let index = self.dice.below(u64::try_from(tree.leaves.len()).unwrap().max(1));
            let index = usize::try_from(index).unwrap();
            tree.leaves.get(index).map(|leaf| (leaf.amount, tree.prove(index)))
        } else {
            // A tree may hold several leaves of one payer; any of them proves.
            let indices: Vec<_> =
                (0..tree.leaves.len()).filter(|index| tree.leaves[*index].account == account).collect();
            self.dice.pick(&indices).map(|index| (tree.leaves[index].amount, tree.prove(index)))
        };
        match (found, flaw) {
            (Some((spent, proof)), 4) => (spent.saturating_sub(1), proof),
            (None, _) if self.dice.chance(50) => (0, tree.absence(&account)),
            (_, 5) | (None, _) => (0, Vec::new()),
            (Some(found), _) => found,
        }
    }
}
