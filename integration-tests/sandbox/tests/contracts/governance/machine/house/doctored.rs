//! The last check finds each thing that could be wrong with what was executed.

use std::panic::{catch_unwind, AssertUnwindSafe};

use alloy_primitives::Address;
use tributary_sandbox::{
    dao::{AGAINST, FOR},
    TOKEN,
};

use super::{Act, Ballot, Effect, House, Outcome, Way, GRACE, PERIOD, TIMELOCK};

/// A house that executed its one proposal by the rules, with 500 tokens for it and 300 against.
fn fair() -> House {
    let addresses = (1..=6).map(Address::repeat_byte).collect();
    let balances = [500, 300, 150, 50, 0, 0].map(|tokens| tokens * TOKEN).to_vec();
    let [dao, refusing] = [0xda, 0xee].map(Address::repeat_byte);
    let mut house = House::new(dao, addresses, balances, 10 * TOKEN, refusing, 10);
    let effects = vec![Effect::Pay(1)];
    let motion = house.motion(&effects, "One wei");
    let vote = |actor, support| Act::Vote { actor, place: 0, support, way: Way::Plain };
    let steps = [
        (0, Act::Propose { actor: 0, motion, effects }),
        (3, vote(0, FOR)),
        (0, vote(1, AGAINST)),
        (PERIOD, Act::Queue { actor: 0, place: 0, altered: None }),
        (10, Act::Execute { actor: 0, place: 0, altered: None }),
    ];
    for (blocks, act) in steps {
        house.wait(blocks);
        let outcome = house.act(&act);
        assert!(matches!(outcome, Outcome::Done(_)), "{act:?} ended with {outcome:?}");
    }
    house
}

/// Has it executed so many seconds after it was queued.
fn execute_after(house: &mut House, seconds: u64) {
    let proposal = &mut house.proposals[0];
    let (block, _) = proposal.executed.unwrap();
    proposal.executed = Some((block, proposal.queued.unwrap() + seconds));
}

/// Adds a ballot within the window.
fn add(house: &mut House, voter: usize, support: u8) {
    let ballot = Ballot { voter, support, ..house.proposals[0].ballots[0] };
    house.proposals[0].ballots.push(ballot);
}

/// What the check has to say, and what was done to the house.
type Doctored = (&'static str, fn(&mut House));

const DOCTORED: [Doctored; 13] = [
    ("it was canceled", |house| house.proposals[0].canceled = true),
    ("its vote was open", |house| {
        let proposal = &mut house.proposals[0];
        let (_, time) = proposal.executed.unwrap();
        proposal.executed = Some((proposal.end, time));
    }),
    ("its time had not come", |house| execute_after(house, TIMELOCK - 1)),
    ("its time had not come", |house| house.proposals[0].queued = None),
    ("it had expired", |house| execute_after(house, TIMELOCK + GRACE)),
    ("somebody voted twice", |house| add(house, 0, FOR)),
    ("somebody voted twice", |house| add(house, 1, FOR)),
    ("somebody voted outside the window", |house| {
        house.proposals[0].ballots[0].block = house.proposals[0].start;
    }),
    ("somebody voted outside the window", |house| {
        house.proposals[0].ballots[1].block = house.proposals[0].end + 1;
    }),
    ("it had no quorum at its snapshot", |house| {
        add(house, 3, FOR);
        house.proposals[0].ballots.drain(..2);
    }),
    ("it had no majority at its snapshot", |house| {
        house.proposals[0].ballots[0].support = AGAINST;
        house.proposals[0].ballots[1].support = FOR;
    }),
    // As many as for it.
    ("it had no majority at its snapshot", |house| {
        add(house, 2, AGAINST);
        add(house, 3, AGAINST);
    }),
    ("there were more votes than tokens", |house| {
        house.past.values_mut().for_each(|past| past.supply = 799 * TOKEN);
    }),
];

#[test]
fn what_went_by_the_rules_passes() {
    fair().check_what_was_executed();
    // The edges of all that is doctored below.
    for seconds in [TIMELOCK, TIMELOCK + GRACE - 1] {
        let mut house = fair();
        execute_after(&mut house, seconds);
        let proposal = &mut house.proposals[0];
        proposal.executed = proposal.executed.map(|(_, time)| (proposal.end + 1, time));
        (proposal.ballots[0].block, proposal.ballots[1].block) = (proposal.start + 1, proposal.end);
        add(&mut house, 2, AGAINST);
        house.check_what_was_executed();
    }
}

#[test]
fn what_should_not_have_been_executed_is_found_out() {
    for (place, (what, doctor)) in DOCTORED.into_iter().enumerate() {
        let mut house = fair();
        doctor(&mut house);
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| house.check_what_was_executed())) else {
            panic!("number {place} was not found: {what}");
        };
        let text = panic.downcast_ref::<String>().unwrap();
        assert!(text.starts_with(&format!("{what}, and it was executed")), "number {place}: {text}");
    }
}
