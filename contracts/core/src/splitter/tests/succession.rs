use super::*;

const PARAMS: Params = Params { exit_delay: 80, escape_after: 200, recipient_delay: 25 };

#[test]
fn a_ledger_takes_office_after_the_longest_exit() {
    let scheduled = ScheduledLedger::new(address(9), &PARAMS, 1_000);
    assert_eq!(scheduled.from_block, 1_000 + PARAMS.exit_delay + PARAMS.escape_after);
    let early = ScheduledLedger::activate(Some(scheduled), 1_279);
    assert_eq!(early, Err(SuccessionError::NotDue { from_block: 1_280 }));
    assert_eq!(ScheduledLedger::activate(Some(scheduled), 1_280), Ok(address(9)));
    assert_eq!(ScheduledLedger::activate(None, 1_280), Err(SuccessionError::NoneScheduled));
}

#[test]
fn a_successor_builds_on_what_was_settled() {
    let books = Books { totals: Totals::default().deposit(Wei(100)).unwrap(), ..Books::default() };
    assert_eq!(books.head(), crate::epoch::Head::default());
    let node = |number, sum| Node { hash: [number; 32], sum: Wei(sum) };
    let settlement = Settlement {
        epoch: EpochId(1),
        commitment: [7; 32],
        cut_block: 10,
        payout: node(1, 60),
        spend: node(2, 60),
        votes: node(3, 70),
    };
    let head = books.settle(&settlement, 30).unwrap().head();
    let expected = crate::epoch::Head {
        epoch: EpochId(1),
        hash: [7; 32],
        cut_block: 10,
        payout_sum: Wei(60),
        spend_sum: Wei(60),
        votes_sum: Wei(70),
    };
    assert_eq!(head, expected);
}
