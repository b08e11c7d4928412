use super::*;
use crate::abi::IGovernance::setVotingDelayCall;

fn motion() -> Motion {
    let call = setVotingDelayCall { newVotingDelay: "7".parse().unwrap() };
    let target = Address::repeat_byte(0x11);
    let pay = Action::pay(Address::repeat_byte(0x22), Wei(5));
    Motion::new(vec![Action::call(target, &call), pay], "# Slower votes\n\nBecause of reasons.")
}

#[test]
fn the_id_is_that_of_the_core() {
    use tributary_core::{governance::Actions, hashing::HostHashing};
    let motion = motion();
    let targets: Vec<_> =
        motion.actions.iter().map(|action| tributary_core::Address(action.target.into_array())).collect();
    let values: Vec<_> = motion.actions.iter().map(|action| action.value.to_be_bytes::<32>()).collect();
    let calldatas: Vec<_> = motion.actions.iter().map(|action| action.calldata.as_ref()).collect();
    let mut actions = Actions::new(&targets, &values, &calldatas);
    let id = actions.id::<HostHashing>(&motion.description_hash().0);
    assert_eq!(motion.id(), U256::from_be_bytes(id));
}

#[test]
fn every_call_carries_the_same_motion() {
    let motion = motion();
    let (propose, queue) = (motion.propose(), motion.queue());
    assert_eq!(propose.targets, queue.targets);
    assert_eq!(propose.calldatas, motion.execute().calldatas);
    assert_eq!(queue.descriptionHash, keccak256(&propose.description));
    assert_eq!(motion.cancel().values, [U256::ZERO, U256::from(5)]);
}

#[test]
fn the_event_gives_the_motion_back() {
    let motion = motion();
    let propose = motion.propose();
    let event = ProposalCreated {
        proposalId: motion.id(),
        proposer: Address::ZERO,
        targets: propose.targets,
        values: propose.values,
        signatures: vec![String::new(); 2],
        calldatas: propose.calldatas,
        voteStart: U256::from(1),
        voteEnd: U256::from(2),
        description: propose.description,
    };
    assert_eq!(Motion::from(event), motion);
}

#[test]
fn the_title_is_the_first_line_that_says_something() {
    assert_eq!(motion().title(), "Slower votes");
    assert_eq!(Motion::new(Vec::new(), "\n\n  Pay Ann\nmore").title(), "Pay Ann");
    assert_eq!(Motion::new(Vec::new(), "").title(), "");
}
