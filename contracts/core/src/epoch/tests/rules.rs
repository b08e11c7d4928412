//! Each rule that makes a report worthless, alone; and each that makes reports no epoch.

use super::scene::{self, node_key, payer, registry, report, run, sign, sign_as_node, ANCHOR, CUT};
use crate::{
    epoch::{State, TransitionError, Worthless},
    history::History,
    ids::{Address, DatasetId, ModelId, NodeId},
    money::Wei,
    ppm::Ppm,
    registry::{Registry, Reserve, Standing, VersionStatus},
    report::{Report, MAX_SHARES},
};

/// What becomes of the ordinary report after `change`, on the chain after `alter`.
fn judged(alter: impl Fn(&mut Registry), change: impl Fn(&mut Report)) -> Result<Wei, Worthless> {
    let mut registry = registry();
    let mut report = report(&registry, 1, 1, 1, 1);
    alter(&mut registry);
    change(&mut report);
    outcome(&registry, sign(report))
}

fn outcome(registry: &Registry, signed: crate::SignedReport) -> Result<Wei, Worthless> {
    let epoch = run(&State::genesis(), registry, vec![signed]).unwrap();
    let outcome = epoch.judged[0].outcome.clone();
    let counted = outcome.clone().unwrap_or(Wei::ZERO);
    assert_eq!(epoch.commitment.credits.sum, counted);
    assert_eq!(epoch.state.due(NodeId(1)), 2, "the sequence is consumed either way");
    outcome
}

fn worthless(change: impl Fn(&mut Report)) -> Worthless {
    judged(|_| {}, change).unwrap_err()
}

fn worthless_on(alter: impl Fn(&mut Registry)) -> Worthless {
    judged(alter, |_| {}).unwrap_err()
}

#[test]
fn the_ordinary_report_counts() {
    assert_eq!(judged(|_| {}, |_| {}), Ok(Wei(43 * scene::PRICE)));
}

#[test]
fn anchors_are_within_the_age() {
    let late = worthless(|report| report.anchor_block = CUT + 1);
    assert_eq!(late, Worthless::AnchorAfterCut { anchor: CUT + 1, cut: CUT });
    let old = worthless(|report| report.anchor_block = CUT - 51);
    assert_eq!(old, Worthless::AnchorTooOld { anchor: CUT - 51, cut: CUT, most: 50 });
}

#[test]
fn nodes_are_active_at_the_anchor() {
    let leave = |block| {
        move |registry: &mut Registry| {
            registry.nodes.get_mut(&NodeId(1)).unwrap().active.change(block, false).unwrap();
        }
    };
    assert_eq!(worthless_on(leave(ANCHOR)), Worthless::NodeInactive { node: NodeId(1), anchor: ANCHOR });
    assert!(judged(leave(ANCHOR + 1), |_| {}).is_ok(), "leaving later changes nothing");
}

#[test]
fn vouchers_are_for_this_node() {
    let other = worthless(|report| report.voucher.node = NodeId(2));
    assert_eq!(other, Worthless::VoucherForOtherNode { node: NodeId(1), named: NodeId(2) });
}

#[test]
fn payers_have_deposited_and_not_left() {
    let stranger = worthless(|report| report.voucher.payer = Address([9; 20]));
    assert_eq!(stranger, Worthless::UnknownPayer { payer: Address([9; 20]) });
    let close = |block| {
        move |registry: &mut Registry| {
            let record = registry.payers.get_mut(&payer(1)).unwrap();
            record.standing.change(block, Standing { generation: 0, open: false }).unwrap();
        }
    };
    assert_eq!(worthless_on(close(ANCHOR)), Worthless::PayerClosed { payer: payer(1), anchor: ANCHOR });
    assert!(judged(close(ANCHOR + 1), |_| {}).is_ok());
    let exited = worthless_on(|registry| registry.payers.get_mut(&payer(1)).unwrap().generation = 1);
    assert_eq!(exited, Worthless::PayerExited { payer: payer(1), generation: 0 });
}

#[test]
fn vouchers_are_signed_by_the_session_key_of_the_anchor() {
    let none = worthless_on(|registry| registry.payers.get_mut(&payer(1)).unwrap().keys = History::new());
    assert_eq!(none, Worthless::NoSessionKey { payer: payer(1), anchor: ANCHOR });
    let rotate = |block| {
        move |registry: &mut Registry| {
            registry.payers.get_mut(&payer(1)).unwrap().keys.change(block, [3; 32]).unwrap();
        }
    };
    assert_eq!(worthless_on(rotate(ANCHOR)), Worthless::VoucherSignature { payer: payer(1) });
    assert!(judged(rotate(ANCHOR + 1), |_| {}).is_ok());
    let registry = registry();
    let mut altered = sign(report(&registry, 1, 1, 1, 1)).report;
    altered.voucher.max_fee = Wei(altered.voucher.max_fee.0 + 1);
    let altered = outcome(&registry, sign_as_node(altered));
    assert_eq!(altered, Err(Worthless::VoucherSignature { payer: payer(1) }));
}

#[test]
fn vouchers_live_at_the_anchor_and_not_too_long() {
    let expired = worthless(|report| report.voucher.expires_at_block = ANCHOR - 1);
    assert_eq!(expired, Worthless::VoucherExpired { expired_at: ANCHOR - 1, anchor: ANCHOR });
    assert!(judged(|_| {}, |report| report.voucher.expires_at_block = ANCHOR).is_ok());
    let long = worthless(|report| report.voucher.expires_at_block = ANCHOR + 51);
    assert_eq!(long, Worthless::VoucherLifeTooLong { expires_at: ANCHOR + 51, anchor: ANCHOR, most: 50 });
}

#[test]
fn nonces_increase_across_epochs_and_only_what_counted_uses_one() {
    let registry = registry();
    let first = run(&State::genesis(), &registry, vec![sign(report(&registry, 1, 1, 1, 5))]).unwrap();
    let mut overpriced = report(&registry, 1, 2, 1, 9);
    overpriced.fee = Wei(1);
    let again = [sign(report(&registry, 1, 4, 1, 6)), sign(report(&registry, 1, 5, 1, 6))];
    let reports = [vec![sign(overpriced), sign(report(&registry, 1, 3, 1, 5))], again.to_vec()].concat();
    let second = run(&first.state, &registry, reports).unwrap();
    let outcomes: Vec<_> = second.judged.iter().map(|judged| judged.outcome.clone()).collect();
    assert!(matches!(outcomes[0], Err(Worthless::WrongFee { .. })));
    let reused = |last, found| Worthless::NonceReused { payer: payer(1), node: NodeId(1), last, found };
    assert_eq!(outcomes[1], Err(reused(5, 5)));
    assert!(outcomes[2].is_ok());
    assert_eq!(outcomes[3], Err(reused(6, 6)));
}

#[test]
fn model_versions_are_live_or_within_the_grace() {
    let unknown = worthless(|report| report.voucher.model_version = 2);
    assert_eq!(unknown, Worthless::UnknownVersion { model: ModelId(1), version: 2 });
    let status = |changes: Vec<(u32, VersionStatus)>| {
        move |registry: &mut Registry| {
            let record = registry.versions.get_mut(&(ModelId(1), 1)).unwrap();
            record.status = History::from_changes(changes.clone()).unwrap();
        }
    };
    let not_live = Worthless::VersionNotLive { model: ModelId(1), version: 1, anchor: ANCHOR };
    assert_eq!(worthless_on(status(vec![(1, VersionStatus::Evaluated)])), not_live);
    let retired = |block| status(vec![(1, VersionStatus::Live), (block, VersionStatus::Retired)]);
    assert!(judged(retired(ANCHOR - 4), |_| {}).is_ok(), "still within the grace of five blocks");
    assert_eq!(worthless_on(retired(ANCHOR - 5)), not_live);
    let never = status(vec![(1, VersionStatus::Training), (ANCHOR - 1, VersionStatus::Retired)]);
    assert_eq!(worthless_on(never), not_live, "the grace is for what was live");
    let method = worthless(|report| report.method = 2);
    assert_eq!(method, Worthless::MethodMismatch { expected: 1, found: 2 });
}

#[test]
fn shares_are_of_the_corpus_of_the_anchor() {
    let found = worthless(|report| report.corpus_root = [1; 32]);
    assert!(matches!(found, Worthless::CorpusMismatch { anchor: ANCHOR, found, .. } if found == [1; 32]));
    let quarantine = |registry: &mut Registry| {
        registry.datasets.get_mut(&DatasetId(3)).unwrap().active.change(ANCHOR + 1, false).unwrap();
    };
    assert!(judged(quarantine, |_| {}).is_ok(), "quarantine later changes nothing");
    let inactive = worthless(|report| report.shares = vec![(DatasetId(8), Ppm(1))]);
    assert_eq!(inactive, Worthless::DatasetInactive { dataset: DatasetId(8), anchor: ANCHOR });
}

#[test]
fn shares_are_sorted_positive_few_and_at_most_the_whole() {
    let shares = |shares: Vec<(u64, u32)>| {
        worthless(move |report| {
            report.shares = shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect();
        })
    };
    let unsorted = |before, dataset| Worthless::SharesUnsorted {
        before: DatasetId(before),
        dataset: DatasetId(dataset),
    };
    assert_eq!(shares(vec![(2, 1), (1, 1)]), unsorted(2, 1));
    assert_eq!(shares(vec![(2, 1), (2, 1)]), unsorted(2, 2));
    assert_eq!(shares(vec![(2, 0)]), Worthless::ShareZero { dataset: DatasetId(2) });
    assert_eq!(shares(vec![(1, 500_000), (2, 500_001)]), Worthless::SharesExceedWhole);
    let many = (1..=u64::try_from(MAX_SHARES).unwrap() + 1).map(|id| (id, 1)).collect();
    assert_eq!(shares(many), Worthless::TooManyShares { found: 65 });
    assert!(judged(|_| {}, |report| report.shares = vec![(DatasetId(1), Ppm::WHOLE)]).is_ok());
    assert!(judged(|_| {}, |report| report.shares.clear()).is_ok(), "all the model's own");
}

#[test]
fn fees_are_what_price_tokens_and_voucher_make_them() {
    let due = Wei(43 * scene::PRICE);
    let wrong = worthless(|report| report.fee = Wei(report.fee.0 + 1));
    assert_eq!(wrong, Worthless::WrongFee { expected: due, found: Wei(due.0 + 1) });
    let capped = judged(
        |_| {},
        |report| {
            report.voucher.max_fee = Wei(5);
            report.fee = Wei(5);
        },
    );
    assert_eq!(capped, Ok(Wei(5)));
    let floor = worthless_on(|registry| {
        registry.versions.get_mut(&(ModelId(1), 1)).unwrap().price_floor = Wei(scene::PRICE + 1);
    });
    assert_eq!(floor, Worthless::WrongFee { expected: Wei(43 * (scene::PRICE + 1)), found: due });
    let none = worthless_on(|registry| registry.nodes.get_mut(&NodeId(1)).unwrap().prices.clear());
    assert_eq!(none, Worthless::NoPrice { node: NodeId(1), model: ModelId(1), anchor: ANCHOR });
}

#[test]
fn fees_stay_within_the_reserve() {
    let due = Wei(43 * scene::PRICE);
    let reserve = |reserve: Reserve| {
        move |registry: &mut Registry| {
            let record = registry.payers.get_mut(&payer(1)).unwrap();
            record.reserves.insert(NodeId(1), History::since(1, reserve));
        }
    };
    let exceeded = |left| Worthless::ReserveExceeded { payer: payer(1), node: NodeId(1), left, fee: due };
    let short = Wei(due.0 - 1);
    assert_eq!(worthless_on(reserve(Reserve { generation: 0, total: short })), exceeded(short));
    assert!(judged(reserve(Reserve { generation: 0, total: due }), |_| {}).is_ok());
    let other = reserve(Reserve { generation: 1, total: due });
    assert_eq!(worthless_on(other), exceeded(Wei::ZERO), "a reserve of another generation is none");
}

#[test]
fn a_reserve_is_spent_once() {
    let mut registry = registry();
    let reserve = Reserve { generation: 0, total: Wei(3 * 43 * scene::PRICE - 1) };
    registry.payers.get_mut(&payer(1)).unwrap().reserves.insert(NodeId(1), History::since(1, reserve));
    let reports = (1..=3).map(|n| sign(report(&registry, 1, n, 1, n))).collect();
    let epoch = run(&State::genesis(), &registry, reports).unwrap();
    assert_eq!(epoch.judged.iter().filter(|judged| judged.outcome.is_ok()).count(), 2);
    assert_eq!(epoch.commitment.spend.sum, Wei(2 * 43 * scene::PRICE));
}

#[test]
fn reports_are_ordered_signed_and_gap_free() {
    let registry = registry();
    let ordinary = |node, sequence| sign(report(&registry, node, sequence, 1, sequence));
    let fail = |reports| run(&State::genesis(), &registry, reports).unwrap_err();
    let order = TransitionError::Order { node: NodeId(1), sequence: 1 };
    assert_eq!(fail(vec![ordinary(2, 1), ordinary(1, 1)]), order);
    assert_eq!(fail(vec![ordinary(1, 1), ordinary(1, 1)]), order);
    let gap = TransitionError::SequenceGap { node: NodeId(1), expected: 1, found: 2 };
    assert_eq!(fail(vec![ordinary(1, 2)]), gap);
    let mut forged = ordinary(1, 1);
    forged.report.completion_tokens += 1;
    assert_eq!(fail(vec![forged]), TransitionError::NotFromNode { node: NodeId(1), sequence: 1 });
    let done = run(&State::genesis(), &registry, vec![ordinary(1, 1)]).unwrap();
    let reused = TransitionError::SequenceReused { node: NodeId(1), expected: 2, found: 1 };
    assert_eq!(run(&done.state, &registry, vec![ordinary(1, 1)]).unwrap_err(), reused);
}

#[test]
fn a_missing_sequence_is_dead_after_its_time_and_never_counts_again() {
    let registry = registry();
    let late = |anchor: u32| {
        let mut late = report(&registry, 1, 3, 1, 3);
        late.anchor_block = anchor;
        late.voucher.expires_at_block = anchor + 1;
        sign(late)
    };
    assert!(run(&State::genesis(), &registry, vec![late(CUT - 20)]).is_err());
    let epoch = run(&State::genesis(), &registry, vec![late(CUT - 21)]).unwrap();
    assert!(epoch.judged[0].outcome.is_ok());
    let second = sign(report(&registry, 1, 2, 1, 4));
    let reused = TransitionError::SequenceReused { node: NodeId(1), expected: 4, found: 2 };
    assert_eq!(run(&epoch.state, &registry, vec![second]).unwrap_err(), reused);
}

#[test]
fn a_rotated_node_key_signs_only_what_is_anchored_after_it() {
    let mut registry = registry();
    let new_key = node_key(77).verifying_key().to_bytes();
    registry.nodes.get_mut(&NodeId(1)).unwrap().keys.change(ANCHOR + 1, new_key).unwrap();
    assert!(outcome(&registry, sign(report(&registry, 1, 1, 1, 1))).is_ok());
    let mut after = report(&registry, 1, 1, 1, 1);
    after.anchor_block = ANCHOR + 1;
    let error = run(&State::genesis(), &registry, vec![sign(after)]).unwrap_err();
    assert_eq!(error, TransitionError::NotFromNode { node: NodeId(1), sequence: 1 });
}

#[test]
fn epochs_chain_by_hash_and_cut() {
    let registry = registry();
    let first = run(&State::genesis(), &registry, vec![]).unwrap();
    let mut inputs = crate::epoch::Inputs { prev: [0; 32], cut_block: CUT + 1, registry, reports: vec![] };
    let domain = scene::domain();
    let run = |inputs: &crate::epoch::Inputs| {
        crate::epoch::transition::<crate::hashing::HostHashing>(
            &first.state,
            inputs,
            &domain,
            &crate::ed25519::Zip215,
        )
    };
    assert!(matches!(run(&inputs), Err(TransitionError::Prev { .. })));
    inputs.prev = first.commitment.hash::<crate::hashing::HostHashing>();
    inputs.cut_block = CUT;
    assert_eq!(run(&inputs).unwrap_err(), TransitionError::Cut { after: CUT, found: CUT });
    inputs.cut_block = CUT + 1;
    let second = run(&inputs).unwrap().commitment;
    let head = first.commitment.head::<crate::hashing::HostHashing>();
    assert_eq!(second.check_follows(&head, CUT + 1), Ok(()));
}
