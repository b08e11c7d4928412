//! One ledger takes another's place.

use std::collections::BTreeMap;

use alloy_primitives::Address;
use tributary_sandbox::{
    abi::{
        IAttributionLedger::inheritCall,
        IRoyaltySplitter::{activateLedgerCall, cancelLedgerCall, scheduleLedgerCall},
    },
    constructors::AttributionLedgerArguments,
    AttributionLedger, Committee, Contract, OracleKeys,
};

use crate::{
    cast::Person,
    journal::DONE,
    plain::Model,
    setting::{ledger_params, new_ledger},
    world::{Profile, Successor, Touch, World},
};

impl World {
    /// A ledger is deployed and scheduled, or the scheduled one takes office, or is given up.
    pub fn change_ledger(&mut self) {
        let term = self.model.splitter.scheduled_ledger.map(|(_, from, until)| (from, until));
        let Some(term) = term.filter(|_| self.dice.chance(85)) else {
            return self.schedule_ledger();
        };
        if self.dice.chance(12) {
            return self.cancel_ledger();
        }
        self.wait_for_term(term);
        self.activate_ledger();
    }

    /// Mostly lets the time come for what may take office in these blocks; now and then lets it go by, to its last
    /// block or past it.
    pub(super) fn wait_for_term(&mut self, (from, until): (u32, u32)) {
        let block = match self.dice.below(100) {
            0..=49 => from,
            50..=59 => until,
            60..=69 => until + 1,
            _ => return,
        };
        self.wait(block.saturating_sub(self.model.now));
    }

    /// The scheduled ledger is given up, if there is one.
    pub fn cancel_ledger(&mut self) {
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        let caller = who.address();
        let (kind, call) = (("cancel ledger", Touch::Office), cancelLedgerCall {});
        if self.splitter(kind, &who, call, |model| model.splitter.cancel_ledger(caller)).is_some() {
            self.successor = None;
        }
    }

    fn activate_ledger(&mut self) {
        let (who, now) = (self.anyone(), self.model.now);
        let kind = ("activate ledger", Touch::Office);
        let call = activateLedgerCall {};
        let done = self.splitter(kind, &who, call, |model| model.splitter.activate_ledger(now));
        if done.is_some() {
            self.succeed();
        }
    }

    /// Whatever is in office, the owner has a ledger follow, or somebody that is none.
    pub fn install(&mut self, usurper: bool) {
        let owner = self.cast.owner.clone();
        if usurper {
            self.schedule_usurper(&owner);
        } else {
            self.schedule_ledger_by(&owner);
        }
        let due = self.model.splitter.scheduled_ledger.map_or(0, |(_, from, _)| from);
        self.advance(due.saturating_sub(self.model.now));
        self.activate_ledger();
    }

    fn schedule_ledger(&mut self) {
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        if self.profile == Profile::Corrupt && self.dice.chance(8) {
            return self.schedule_usurper(&who);
        }
        self.schedule_ledger_by(&who);
    }

    fn schedule_ledger_by(&mut self, who: &Person) {
        let keys = OracleKeys::from_seed(&format!("{:?}", self.dice.word()), 4);
        let (contract, committee) = self.deploy_ledger(keys);
        let roles = (self.model.splitter.owner, self.cast.guardian.address());
        let ledger = new_ledger(contract.address(), roles, committee.members());
        let address = contract.address();
        self.schedule(who, address, Successor::Ledger(contract, Box::new(ledger), committee));
    }

    /// A wallet, or a contract that is no ledger.
    fn schedule_usurper(&mut self, who: &Person) {
        let contracts = self.cast.consumers.iter().filter(|person| person.puppet.is_some());
        let usurpers: Vec<_> = contracts.chain([&self.cast.stranger]).cloned().collect();
        let usurper = self.dice.pick(&usurpers).expect("there are some");
        self.schedule(who, usurper.address(), Successor::Usurper(usurper));
    }

    fn schedule(&mut self, who: &Person, address: Address, successor: Successor) {
        let (caller, now) = (who.address(), self.model.now);
        let kind = ("schedule ledger", Touch::Office);
        let call = scheduleLedgerCall { ledger: address };
        let done =
            self.splitter(kind, who, call, |model| model.splitter.schedule_ledger(caller, address, now));
        if done.is_some() {
            self.successor = Some(successor);
        }
    }

    fn deploy_ledger(&mut self, keys: OracleKeys) -> (Contract<AttributionLedger>, Committee) {
        let arguments = AttributionLedgerArguments {
            owner: self.model.splitter.owner,
            guardian: self.cast.guardian.address(),
            splitter: self.model.splitter.address,
            genesis_hash: self.suite.sandbox().genesis_hash(),
            committee: keys.addresses(),
            params: ledger_params(),
        };
        self.journal.begin(self.model.now, "deploy ledger");
        let deployer = self.cast.deployer.clone();
        let deployed = Contract::deploy(self.suite.sandbox(), &deployer.actor, &arguments.encode()).ok();
        let purse = self.model.purses.entry(deployer.address()).or_default();
        let left = i128::try_from(*purse).unwrap() - deployed.cost.deposit_wei();
        *purse = u128::try_from(left).unwrap();
        let contract = deployed.value;
        let committee = Committee::new(keys, 1, contract.address(), self.suite.domain());
        self.journal.end("deploy ledger", DONE);
        (contract, committee.expect("four make a committee"))
    }

    /// What was pending on the ledger before can never settle.
    fn succeed(&mut self) {
        let (contract, ledger, committee) = match self.successor.take().expect("what is scheduled is known") {
            Successor::Ledger(contract, ledger, committee) => (contract, ledger, committee),
            Successor::Usurper(usurper) => return self.usurper = Some(usurper),
        };
        self.usurper = None;
        self.ledger_in_office = contract;
        self.model.ledger = *ledger;
        self.committees = BTreeMap::from([(1, committee)]);
        self.oracles.voided(self.model.splitter.root.epoch);
        if self.dice.chance(85) {
            self.inherit();
        }
    }

    /// The ledger begins behind the final root, if it did not yet.
    pub fn inherit(&mut self) {
        let who = self.anyone();
        self.ledger("inherit", &who, inheritCall {}, Model::inherit);
    }
}
