//! The contract and its model side by side.

use std::fmt::Debug;

use alloy_primitives::{Address, LogData, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{delegateBySigCall, permitCall, transferCall, Floors, Params},
    Actor, Dao, Log, Outcome, Revert, Wallet,
};

use crate::{
    dice::Dice,
    journal::{Journal, DONE},
    plain::{rules::Rule, Plain},
    verdict::Verdict,
};

/// The first supply: more than 64 bits, with room for mints below 128.
const SUPPLY: u128 = u128::MAX / 4;

/// How many accounts act.
pub const WALLETS: usize = 6;

/// What a run is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// All accounts act alike.
    Many,
    /// Mostly two of them, in a block each time, so that their checkpoints spill.
    Few,
}

/// The contract, its model, and who acts.
pub struct World {
    pub seed: u64,
    pub profile: Profile,
    pub dao: Dao,
    pub plain: Plain,
    pub dice: Dice,
    pub journal: Journal,
    pub wallets: Vec<(Wallet, Actor)>,
    /// Who relays what the others sign.
    pub relay: Actor,
    /// How many permits, delegations by signature and mints there were.
    pub permits: usize,
    pub delegations: usize,
    pub mints: usize,
    /// The newest that counted, to be tried again.
    pub used_permit: Option<permitCall>,
    pub used_delegation: Option<delegateBySigCall>,
}

impl World {
    /// A DAO whose chair holds two fifths of the supply, enough to mint by vote, and shares the rest out.
    pub fn new(seed: u64, profile: Profile, forgotten: Option<Rule>) -> Self {
        let params = Params {
            votingDelay: 1,
            votingPeriod: 2,
            lateQuorumExtension: 0,
            timelockDelay: 6,
            gracePeriod: 600,
            quorumNumerator: 100_000,
            proposalThreshold: 1,
        };
        let mut builder = Dao::builder().params(params).members(&[("chair", SUPPLY)]);
        builder.floors = Floors { votingPeriod: 1, timelockDelay: 1 };
        let dao = builder.build();
        let chair = dao.member(0).address();
        let wallet = |number: usize| {
            let wallet = Wallet::new(&format!("wallet {number}"));
            let actor = wallet.actor(dao.sandbox());
            (wallet, actor)
        };
        let wallets = (0..WALLETS).map(wallet).collect();
        let relay = dao.sandbox().actor("relay");

        let mut plain = Plain::new(dao.address(), forgotten);
        // The builder does this in block 1.
        plain.pass();
        plain.found(chair, SUPPLY);
        plain.delegate(chair, chair).unwrap();

        let mut world = Self {
            seed,
            profile,
            dao,
            plain,
            dice: Dice::new(seed),
            journal: Journal::default(),
            wallets,
            relay,
            permits: 0,
            delegations: 0,
            mints: 0,
            used_permit: None,
            used_delegation: None,
        };
        world.follow();
        world.share();
        world
    }

    fn share(&mut self) {
        let chair = self.dao.member(0).clone();
        for number in 0..WALLETS {
            let (to, value) = (self.address(number), U256::from(SUPPLY / 10));
            let _ = self.run("share", &chair, &transferCall { to, value }, |plain| {
                plain.transfer(chair.address(), to, value)
            });
        }
    }

    /// The address of a wallet.
    pub fn address(&self, number: usize) -> Address {
        self.wallets[number].0.address()
    }

    /// Who can have tokens and votes: the wallets, the chair, the contract itself and somebody without a key.
    pub fn holders(&self) -> Vec<Address> {
        let mut holders: Vec<Address> = (0..WALLETS).map(|number| self.address(number)).collect();
        holders.extend([self.dao.member(0).address(), self.dao.address(), Address::repeat_byte(0x55)]);
        holders
    }

    /// Lets the model's blocks pass until it is where the chain is.
    pub fn follow(&mut self) {
        while self.plain.block() < self.dao.sandbox().block() {
            self.plain.pass();
        }
    }

    /// Lets blocks pass.
    pub fn advance(&mut self, blocks: u32) {
        self.dao.sandbox().advance(blocks);
        self.follow();
    }

    /// Makes a call, which has to do what the model does.
    pub fn run<C: SolCall + Debug>(
        &mut self,
        kind: &'static str,
        actor: &Actor,
        call: &C,
        predict: impl FnOnce(&mut Plain) -> Verdict,
    ) -> Verdict {
        self.journal.begin(self.dao.sandbox().block(), &format!("{kind} by {}: {call:?}", actor.name()));
        let predicted = predict(&mut self.plain);
        let calldata = call.abi_encode();
        let Outcome { result, logs, .. } =
            self.dao.sandbox().call(actor, self.dao.address(), calldata, U256::ZERO);
        match (&predicted, &result) {
            (Ok(effect), Ok(answer)) => {
                self.agree("answer", &answer.to_vec(), &effect.answer);
                let log = |event: &LogData| Log {
                    contract: self.dao.address(),
                    topics: event.topics().to_vec(),
                    data: event.data.clone(),
                };
                self.agree("events", &logs, &effect.events.iter().map(log).collect());
            }
            (Err(refusal), Err(Revert::Undeclared(data))) if data[..] == refusal.data[..] => {}
            _ => self.fail(&format!("the call gave {result:?} where {predicted:?} was predicted")),
        }
        self.journal.end(kind, predicted.as_ref().map_or_else(|refusal| refusal.name, |_| DONE));
        predicted
    }

    /// Fails unless the contract says what the model says.
    #[track_caller]
    pub fn agree<T: PartialEq + Debug>(&self, what: &str, found: &T, predicted: &T) {
        if found != predicted {
            self.fail(&format!("{what}: the contract says {found:?} where {predicted:?} was predicted"));
        }
    }

    /// Fails with all that was done.
    #[track_caller]
    pub fn fail(&self, why: &str) -> ! {
        panic!("{why}\nseed {}, at the last of these operations:\n{}", self.seed, self.journal.lines())
    }
}
