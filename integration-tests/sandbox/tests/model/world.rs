//! The contracts and the model, side by side.

use std::{collections::BTreeMap, fmt::Debug};

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use tributary_core::Account;
use tributary_sandbox::{AttributionLedger, Committee, Contract, Dao, Kind, Log, Revert, Suite};

use crate::{
    answers::Desk,
    cast::{Cast, Person},
    dice::Dice,
    journal::{Journal, DONE},
    oracles::Oracles,
    plain::{ledger::Ledger, verdict::Limits, Model},
    refusal::{Answer, Predicted},
};

/// How a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The committee is honest, and no payer leaves without a covering cut.
    Honest,
    /// The committee is honest; payers escape, and epochs get voided by that.
    Turbulent,
    /// Now and then the committee signs what is false.
    Corrupt,
}

/// Whose state an operation may change, apart from the counters.
#[derive(Clone, Copy, Debug)]
pub enum Touch {
    Nothing,
    Payer(Address),
    Account(Account),
    Node(u64),
    Oracle(Address),
    Dataset(u64),
    Ledger,
    Office,
}

/// What a call counts as, and whose state it may change.
pub type As = (&'static str, Touch);

/// What is to take the ledger's office.
pub enum Successor {
    /// A ledger, what it begins with, and its committee.
    Ledger(Contract<AttributionLedger>, Box<Ledger>, Committee),
    /// Somebody who settles whatever the splitter takes.
    Usurper(Person),
}

/// Everything in a run.
pub struct World {
    pub seed: u64,
    pub profile: Profile,
    pub dice: Dice,
    pub suite: Suite,
    /// What mints the votes that work earns. It acts at the end only.
    pub dao: Dao,
    pub cast: Cast,
    pub model: Model,
    pub journal: Journal,
    pub desk: Desk,
    pub oracles: Oracles,
    /// The ledger that settles, or the last one that did.
    pub ledger_in_office: Contract<AttributionLedger>,
    /// What was scheduled to follow.
    pub successor: Option<Successor>,
    /// Who holds the ledger's office without being one.
    pub usurper: Option<Person>,
    /// All committees of the ledger that signed or may come to sign, the present one by its version.
    pub committees: BTreeMap<u32, Committee>,
    pub limits: Limits,
}

impl World {
    /// Calls a contract and compares all that it does with the prediction.
    ///
    /// # Panics
    /// If they differ, with the operations so far.
    fn act<K: Kind, C: SolCall + Debug, A: Answer>(
        &mut self,
        (kind, touch): As,
        by: &Person,
        contract: Contract<K>,
        (call, value): (C, u128),
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        let shown = format!("{kind} by {} with {value} wei: {call:?}", by.name());
        self.journal.begin(self.model.now, &shown);
        let mut next = self.model.clone();
        next.pay(by.actor.address(), contract.address(), value);
        let predicted = predict(&mut next);
        let (to, calldata) = by.route(contract.address(), call.abi_encode());
        let outcome = self.suite.sandbox().call(&by.actor, to, calldata, U256::from(value));
        self.check_puppets(&outcome.logs);
        let agreed = match (&predicted, &outcome.result) {
            (Ok(answer), Ok(data)) => answer.encoded() == data.as_ref(),
            (Err(refusal), Err(Revert::Undeclared(data))) => refusal.data == data.as_ref(),
            _ => false,
        };
        if !agreed {
            let found = match &outcome.result {
                Err(Revert::Undeclared(data)) => {
                    K::decode_error(data).map_or(format!("{data}"), |error| format!("{error:?}"))
                }
                other => format!("{other:?}"),
            };
            self.fail(&format!("{predicted:?} was predicted, {found} happened"));
        }
        let done = match predicted {
            Ok(answer) => {
                let purse = next.purses.entry(by.actor.address()).or_default();
                let left = i128::try_from(*purse).unwrap() - outcome.cost.deposit_wei();
                *purse = u128::try_from(left).unwrap();
                self.model = next;
                self.journal.end(kind, DONE);
                Some(answer)
            }
            Err(refusal) => {
                self.journal.end(kind, refusal.name);
                None
            }
        };
        self.check(touch);
        done
    }

    /// A puppet that was paid, by whoever's call, came back into the splitter, and was turned away.
    fn check_puppets(&mut self, logs: &[Log]) {
        for log in logs.iter().filter(|log| log.topics.is_empty()) {
            let puppet = self.cast.find(log.contract).is_some_and(|person| person.puppet.is_some());
            if !puppet {
                continue;
            }
            if log.data[31] != 0 {
                self.fail(&format!("a call from within a payment succeeded: {}", log.data));
            }
            self.journal.tally("exit within an exit", "denied");
        }
    }

    /// Calls the splitter, paying it.
    pub fn pay_splitter<A: Answer>(
        &mut self,
        kind: As,
        by: &Person,
        call: impl SolCall + Debug,
        value: u128,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.act(kind, by, self.suite.splitter().clone(), (call, value), predict)
    }

    /// Calls the splitter.
    pub fn splitter<A: Answer>(
        &mut self,
        kind: As,
        by: &Person,
        call: impl SolCall + Debug,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.pay_splitter(kind, by, call, 0, predict)
    }

    /// Calls the ledger.
    pub fn ledger<A: Answer>(
        &mut self,
        kind: &'static str,
        by: &Person,
        call: impl SolCall + Debug,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.act((kind, Touch::Ledger), by, self.ledger_in_office.clone(), (call, 0), predict)
    }

    /// Calls the node registry, paying it.
    pub fn nodes<A: Answer>(
        &mut self,
        kind: As,
        by: &Person,
        call: impl SolCall + Debug,
        value: u128,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.act(kind, by, self.suite.nodes().clone(), (call, value), predict)
    }

    /// Calls the dataset registry.
    pub fn datasets<A: Answer>(
        &mut self,
        kind: As,
        by: &Person,
        call: impl SolCall + Debug,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.act(kind, by, self.suite.datasets().clone(), (call, 0), predict)
    }

    /// Calls the model registry.
    pub fn models<A: Answer>(
        &mut self,
        kind: &'static str,
        by: &Person,
        call: impl SolCall + Debug,
        predict: impl FnOnce(&mut Model) -> Predicted<A>,
    ) -> Option<A> {
        self.act((kind, Touch::Nothing), by, self.suite.models().clone(), (call, 0), predict)
    }

    /// Lets blocks pass.
    pub fn advance(&mut self, blocks: u32) {
        self.suite.advance(blocks);
        self.model.now += blocks;
    }

    /// Lets blocks pass; mostly the oracles settle first, before reports get too old.
    pub fn wait(&mut self, blocks: u32) {
        let until = self.model.now + blocks;
        let room = self.model.ledger.pending.len() < usize::from(self.model.ledger.max_pending);
        if blocks > 5 && room && self.dice.chance(80) {
            self.settle();
        }
        self.advance(until.saturating_sub(self.model.now));
    }

    /// Compares what happened off the chain with what was predicted.
    ///
    /// # Panics
    /// If they differ.
    pub fn agree<T: PartialEq + Debug>(&self, what: &str, predicted: &T, found: &T) {
        if predicted != found {
            self.fail(&format!("{what}: predicted {predicted:?}, found {found:?}"));
        }
    }

    /// Ends the run.
    pub fn fail(&self, why: &str) -> ! {
        panic!(
            "{}\n\nseed {} ({:?}) at the last of these operations: {why}\n\
             to replay it: TRIBUTARY_MODEL_SEED={} TRIBUTARY_MODEL_OPERATIONS={}",
            self.journal.lines(),
            self.seed,
            self.profile,
            self.seed,
            self.journal.operations(),
        )
    }

    /// Anyone who can call.
    pub fn anyone(&mut self) -> Person {
        let people = self.cast.people();
        self.dice.pick(&people).unwrap()
    }

    /// `right` mostly, someone else now and then.
    pub fn mostly(&mut self, right: &Person) -> Person {
        if self.dice.chance(92) {
            right.clone()
        } else {
            self.anyone()
        }
    }
}
