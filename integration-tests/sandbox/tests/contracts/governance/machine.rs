//! Random calls by anybody, each of whose ends is predicted by a plain restatement of the rules.
//!
//! After each call the ends are compared, the states of some proposals and all that one call can change of one; at
//! the end everything. What was executed is then looked at again on its own: by the votes at its snapshot, its times
//! and its actions.

mod acts;
mod dice;
mod house;

use alloy_primitives::U256;
use tributary_sandbox::{
    abi::IGovernance::{balanceOfCall, proposalCall, proposalCountCall, stateCall, totalSupplyCall},
    Actor, Dao, Revert, TOKEN,
};

use self::{
    acts::{next, wallet, Act},
    dice::Dice,
    house::{House, Outcome},
};
use super::{
    members::fund,
    programs::refusing,
    states::{DEFEATED, EXPIRED},
};

/// Operations of a run, and how many more it may take until everything in [`Seen`] has happened.
const OPERATIONS: usize = 150;
const MORE: usize = 2_500;

/// What refuses every call.
const REASON: &[u8] = b"not today";

/// A chain and what should be on it.
struct World {
    dao: Dao,
    /// Those who do something, in the order of the house.
    actors: Vec<Actor>,
    house: House,
}

/// What a run has to have seen.
#[derive(Debug, Default)]
struct Seen {
    executed: usize,
    failed: usize,
    vetoed: usize,
    taken_back: usize,
    expired: usize,
    defeated: usize,
    refused: usize,
    other_actions: usize,
    too_early: usize,
}

impl Seen {
    const fn all(&self) -> bool {
        self.executed > 1
            && self.failed > 0
            && self.vetoed > 0
            && self.taken_back > 0
            && self.expired > 0
            && self.defeated > 0
            && self.refused > 20
            && self.other_actions > 0
            && self.too_early > 0
    }
}

impl World {
    fn new() -> Self {
        let dao = Dao::builder().build();
        fund(&dao, 10 * TOKEN);
        let refusing = refusing(dao.sandbox(), &dao.sandbox().actor("stranger"), REASON);
        let mut actors = dao.members().to_vec();
        actors.extend([wallet().actor(dao.sandbox()), dao.guardian().clone()]);
        let addresses = actors.iter().map(Actor::address).collect();
        let balances = [500, 300, 150, 50, 0, 0].map(|tokens| tokens * TOKEN).to_vec();
        let block = dao.sandbox().block();
        let house = House::new(dao.address(), addresses, balances, 10 * TOKEN, refusing, block);
        Self { dao, actors, house }
    }

    /// Does it on the chain and in the house; they have to agree to the byte.
    fn act(&mut self, act: &Act, seen: &mut Seen) {
        if let Act::Wait(blocks) = act {
            self.dao.sandbox().advance(*blocks);
            self.house.wait(*blocks);
            return;
        }
        let (actor, calldata) = (&self.actors[act.actor()], act.calldata(&self.house));
        let expected = self.house.act(act);
        let refused = matches!(expected, Outcome::Refused(_));
        let before = refused.then(|| self.dao.sandbox().state_root());
        let found = self.dao.sandbox().call(actor, self.dao.address(), calldata, U256::ZERO);
        match (&expected, found.result) {
            (Outcome::Done(answer), Ok(data)) => assert_eq!(data[..], answer[..], "{act:?}"),
            (Outcome::Refused(reason), Err(Revert::Undeclared(data))) => {
                assert_eq!(data[..], reason[..], "{act:?}");
                assert_eq!(Some(self.dao.sandbox().state_root()), before, "{act:?} was refused");
            }
            (expected, found) => panic!("{act:?} ended with {found:?}, not {expected:?}"),
        }
        self.note(act, &expected, seen);
    }

    fn note(&self, act: &Act, outcome: &Outcome, seen: &mut Seen) {
        let refused = matches!(outcome, Outcome::Refused(_));
        seen.refused += usize::from(refused);
        match act {
            Act::Execute { altered: Some(_), .. } => {
                assert!(refused, "other actions were executed");
                seen.other_actions += 1;
            }
            Act::Execute { place, .. } => {
                let proposal = &self.house.proposals[*place];
                seen.executed += usize::from(!refused);
                if refused && proposal.eta > self.house.time() {
                    seen.too_early += 1;
                }
                if let Outcome::Refused(reason) = outcome {
                    seen.failed += usize::from(reason == REASON);
                }
            }
            // Only what was queued before is a veto.
            Act::Cancel { place, .. } if !refused => match self.house.proposals[*place].queued {
                Some(_) => seen.vetoed += 1,
                None => seen.taken_back += 1,
            },
            _ => {}
        }
    }

    /// All that is kept of a proposal.
    fn compare(&self, place: usize) {
        let (expected, id) = (&self.house.proposals[place], self.house.proposals[place].id());
        let contract = self.dao.contract();
        assert_eq!(contract.view(stateCall { proposalId: id }), self.house.state(place), "{expected:?}");
        let found = contract.view(proposalCall { proposalId: id });
        let times = (found.createdAt, found.voteStart, found.voteEnd, found.etaSeconds, found.untilSeconds);
        let made = (expected.created, expected.start, expected.end, expected.eta, expected.until);
        assert_eq!(times, made, "{expected:?}");
        assert_eq!(
            [found.againstVotes, found.forVotes, found.abstainVotes],
            expected.tally(),
            "{expected:?}"
        );
        assert_eq!(found.proposer, self.actors[expected.proposer].address());
        if expected.start < self.house.block {
            assert_eq!(found.quorum, self.house.quorum_at(expected.start), "{expected:?}");
        }
    }

    fn compare_all(&self) {
        let contract = self.dao.contract();
        (0..self.house.proposals.len()).for_each(|place| self.compare(place));
        assert_eq!(contract.view(proposalCountCall {}), U256::from(self.house.proposals.len()));
        assert_eq!(contract.view(totalSupplyCall {}), U256::from(self.house.supply()));
        assert_eq!(contract.balance(), self.house.treasury);
        for (actor, balance) in self.actors.iter().zip(&self.house.balances) {
            let call = balanceOfCall { account: actor.address() };
            assert_eq!(contract.view(call), U256::from(*balance), "{}", actor.name());
        }
    }
}

/// Runs a seed until it has seen all.
fn run(seed: u64) {
    let (mut dice, mut world, mut seen) = (Dice::new(seed), World::new(), Seen::default());
    let mut operations = 0;
    while operations < OPERATIONS || !seen.all() {
        assert!(operations < OPERATIONS + MORE, "after {operations} operations of seed {seed}: {seen:?}");
        let act = next(&mut dice, &world.house);
        world.act(&act, &mut seen);
        let count = world.house.proposals.len();
        if let Some(place) = act.place() {
            world.compare(place);
        }
        if count > 0 {
            world.compare(dice.below(count));
        }
        if operations % 50 == 49 {
            world.compare_all();
        }
        seen.expired = world.house.count_in(EXPIRED);
        seen.defeated = world.house.count_in(DEFEATED);
        operations += 1;
    }
    world.compare_all();
    world.house.check_what_was_executed();
}

#[test]
fn random_calls_end_as_the_rules_say() {
    run(1);
}

#[test]
fn of_a_second_seed() {
    run(2);
}

#[test]
fn of_a_third_seed() {
    run(3);
}
