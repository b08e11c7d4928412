//! Owners, guardians and those who would like to be.

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{activateCommitteeCall, cancelCommitteeCall, scheduleCommitteeCall},
        IPausable::{pauseCall, unpauseCall},
        IRoyaltySplitter::{self, wireCall},
    },
    runtime::NATIVE_TO_ETH_RATIO,
    Committee, OracleKeys,
};

use crate::{
    journal::DONE,
    plain::{splitter::Root, tree::Node},
    refusal::refused,
    world::{Touch, World},
};

impl World {
    pub fn pause(&mut self) {
        let guardian = self.cast.guardian.clone();
        let who = if self.dice.chance(85) { guardian } else { self.anyone() };
        let (caller, now) = (who.address(), self.model.now);
        if self.dice.chance(50) {
            let kind = ("pause splitter", Touch::Nothing);
            self.splitter(kind, &who, pauseCall {}, |model| model.splitter.pause.pause(caller, now));
        } else {
            self.ledger("pause ledger", &who, pauseCall {}, |model| model.ledger.pause.pause(caller, now));
        }
    }

    pub fn unpause(&mut self) {
        let roles = [self.cast.guardian.clone(), self.cast.owner.clone()];
        let who = self.dice.pick(&roles).unwrap();
        let who = self.mostly(&who);
        let (caller, now) = (who.address(), self.model.now);
        let (splitter, ledger) = (self.model.splitter.pause.until > now, self.model.ledger.pause.until > now);
        if (splitter || self.dice.chance(50)) && !ledger {
            self.splitter(("unpause splitter", Touch::Nothing), &who, unpauseCall {}, |model| {
                let owner = model.splitter.owner;
                model.splitter.pause.unpause(caller, owner, now)
            });
        } else {
            self.ledger("unpause ledger", &who, unpauseCall {}, |model| {
                let owner = model.ledger.owner;
                model.ledger.pause.unpause(caller, owner, now)
            });
        }
    }

    /// A committee is scheduled, or the scheduled one begins, or is given up.
    pub fn change_committee(&mut self) {
        let term = self.model.ledger.scheduled.as_ref().map(|(_, from, until)| (*from, *until));
        let Some(term) = term.filter(|_| self.dice.chance(85)) else {
            return self.schedule_committee();
        };
        if self.dice.chance(12) {
            return self.cancel_committee();
        }
        self.wait_for_term(term);
        let (who, now) = (self.anyone(), self.model.now);
        let call = activateCommitteeCall {};
        self.ledger("activate committee", &who, call, |model| model.ledger.activate(now));
    }

    /// The scheduled committee is given up, if there is one.
    pub fn cancel_committee(&mut self) {
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        let (caller, next) = (who.address(), self.model.ledger.version + 1);
        let call = cancelCommitteeCall {};
        if self.ledger("cancel committee", &who, call, |model| model.ledger.cancel(caller)).is_some() {
            self.committees.remove(&next);
        }
    }

    fn schedule_committee(&mut self) {
        let size = self.dice.pick(&[1, 4, 4, 7, 10]).unwrap();
        let keys = OracleKeys::from_seed(&format!("{:?}", self.dice.word()), size);
        let mut members = keys.addresses();
        match self.dice.below(14) {
            0 => members.push(Address::repeat_byte(9)),
            1 => members[0] = Address::ZERO,
            2 if members.len() > 1 => members[1] = members[0],
            _ => {}
        }
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        let (caller, now) = (who.address(), self.model.now);
        let call = scheduleCommitteeCall { members: members.clone() };
        let done = self
            .ledger("schedule committee", &who, call, |model| model.ledger.schedule(caller, &members, now));
        if done.is_some() {
            let (version, ledger) = (self.model.ledger.version + 1, self.model.ledger.address);
            let committee = Committee::new(keys, version, ledger, self.suite.domain());
            self.committees.insert(version, committee.expect("the ledger took its members"));
        }
    }

    /// Somebody tries what is not for it, or sends money in a way that no contract sees.
    pub fn meddle(&mut self) {
        let who = self.anyone();
        let caller = who.address();
        match self.dice.below(3) {
            0 => {
                let root = Root {
                    epoch: self.model.splitter.root.epoch + 1,
                    commitment: B256::new(self.dice.word()),
                    cut_block: self.model.now,
                    finalized_at: self.model.now,
                    payout: Node { hash: B256::new(self.dice.word()), sum: u128::MAX },
                    spend: Node { hash: B256::new(self.dice.word()), sum: 0 },
                    votes: Node { hash: B256::new(self.dice.word()), sum: u128::MAX },
                };
                self.settle_as(&who, root);
            }
            1 => {
                let ledger = self.model.splitter.ledger;
                let call = wireCall { ledger: caller };
                let kind = ("wire again", Touch::Nothing);
                self.splitter::<()>(kind, &who, call, |_| {
                    Err(refused(IRoyaltySplitter::AlreadyWired { ledger }))
                });
            }
            _ => self.send_unseen(),
        }
    }

    /// A transfer by the chain's own means, which runs no code of the splitter's.
    fn send_unseen(&mut self) {
        let plancks = self.dice.amount(1_000_000_000);
        self.journal.begin(self.model.now, &format!("{plancks} plancks reach the splitter unseen"));
        let address = self.model.splitter.address;
        let account = self.suite.sandbox().account_of(address);
        self.suite.sandbox().endow(&account, plancks);
        let wei = plancks * u128::from(NATIVE_TO_ETH_RATIO);
        *self.model.purses.entry(address).or_default() += wei;
        self.model.splitter.unseen += wei;
        self.journal.end("send unseen", DONE);
        self.check(Touch::Nothing);
    }
}
