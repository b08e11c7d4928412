#![allow(clippy::arithmetic_side_effects)]

use super::*;

const DEPOSITED: u128 = 1_000;
/// Two datasets, one of them shared, and a node: 60 + 40 + 20.
const SPENT: u128 = 120;

fn row(creator: &'static str, parts: &[u128]) -> DatasetRow {
    let earned = Wei(parts.iter().sum());
    DatasetRow {
        id: 1,
        name: "a work",
        owner: String::new(),
        creator,
        answers: 1,
        share_ppm: 1,
        earned_wei: earned,
        claimed_wei: earned,
        paid: parts.iter().map(|part| (creator, Wei(*part))).collect(),
        claim_cost: Wei(7),
        balance: (Wei(100), Wei(93 + parts[0])),
    }
}

type Books = (Counters, Vec<DatasetRow>, Vec<Paid>);
type Alteration = fn(&mut Books);

/// Books that add up: somebody withdrew 300.
fn books() -> Books {
    let counters = Counters {
        deposited: Wei(DEPOSITED),
        spent: Wei(SPENT),
        paid: Wei(SPENT),
        released: Wei(SPENT),
        withdrawn: Wei(300),
        balance: Wei(DEPOSITED - SPENT - 300),
    };
    let node = Paid {
        name: "node 1".into(),
        payee: Address::ZERO,
        released: Wei(20),
        balance: (Wei::ZERO, Wei(20)),
    };
    (counters, vec![row("one", &[60]), row("other", &[30, 10])], vec![node])
}

fn faults((counters, rows, others): &Books) -> Vec<String> {
    counters.faults(Wei(DEPOSITED), Wei(SPENT), rows, others)
}

#[test]
fn books_that_add_up_have_no_fault() {
    assert_eq!(faults(&books()), Vec::<String>::new());
}

#[test]
fn a_single_wei_anywhere_is_a_fault() {
    let alterations: [(&str, Alteration); 11] = [
        ("deposited", |books| books.0.deposited.0 += 1),
        ("spent", |books| books.0.spent.0 += 1),
        ("credited", |books| books.0.paid.0 -= 1),
        ("paid to everybody", |books| books.0.released.0 += 1),
        ("held by the splitter", |books| books.0.withdrawn.0 -= 1),
        ("held by the splitter", |books| books.0.balance.0 -= 1),
        ("earned by everybody", |books| books.1[0].earned_wei.0 -= 1),
        ("claimed by other", |books| books.1[1].claimed_wei.0 -= 1),
        ("balance of one", |books| books.1[0].balance.1 .0 -= 1),
        ("balance of other", |books| books.1[1].claim_cost.0 += 1),
        ("earned by everybody", |books| books.2[0].released.0 += 1),
    ];
    for (named, alter) in alterations {
        let mut altered = books();
        alter(&mut altered);
        let faults = faults(&altered);
        assert!(faults.iter().any(|fault| fault.starts_with(named)), "{named}: {faults:?}");
    }
}
