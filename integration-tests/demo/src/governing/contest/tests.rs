use super::*;

fn outcome(in_favour: u128, against: u128) -> Outcome {
    Outcome { title: String::new(), state: State::Executed, in_favour, against, says: Vec::new() }
}

#[test]
fn only_a_delegation_that_turns_a_vote_has_no_fault() {
    let delegation = Delegation { own: 350, delegated: 250 };
    assert_eq!((delegation.both(), delegation.fault(&outcome(600, 400))), (600, None));
    assert_eq!(delegation.without(&outcome(600, 400)), 350);
    let said = "the delegation turned no vote: 600 for with it, 350 without, 349 against";
    assert_eq!(delegation.fault(&outcome(600, 349)).as_deref(), Some(said));
    assert_eq!(delegation.fault(&outcome(600, 350)), None, "a tie fails");
    assert!(delegation.fault(&outcome(600, 600)).is_some());
}

#[test]
fn what_a_motion_does_is_its_last_paragraph() {
    assert_eq!(paragraph("# Title\n\n- a term\n\nDoes:\n1. this\n"), ["Does:", "1. this"]);
}
