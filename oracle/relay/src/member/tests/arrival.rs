//! However reports arrive, the same ones make the same epoch.

use proptest::prelude::*;
use tributary_core::hashing::HostHashing;

use super::*;
use crate::scene::{domain, registry, report, ANCHOR, BLOCK};

/// Reports of three nodes, the last one behind a gap.
fn reports() -> Vec<SignedReport> {
    let mut reports: Vec<_> = (1..=4).map(|sequence| report(1, sequence, ANCHOR)).collect();
    reports.extend((1..=3).zip(1..).map(|(sequence, age)| report(2, sequence, ANCHOR - age)));
    reports.extend([1, 3].map(|sequence| report(3, sequence, ANCHOR)));
    reports
}

/// What a leader chooses after its nodes' reports came in these deliveries.
async fn chosen(deliveries: &[Vec<SignedReport>]) -> Inputs {
    let registry = Arc::new(registry(3));
    let (member, _folder) = holder(3, &registry, &[]).await;
    for delivery in deliveries {
        let digests =
            delivery.iter().map(|signed| (signed.report.digest::<HostHashing>(&domain()), signed.clone()));
        member.store.add_reports(&digests.collect::<Vec<_>>()).await.unwrap();
    }
    member.choose(&genesis(), BLOCK, &registry).await.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_arrival_never_changes_the_epoch(
        order in Just((0usize..9).chain(0..3).collect::<Vec<_>>()).prop_shuffle(),
        page in 1usize..12,
    ) {
        let made = reports();
        let arrived: Vec<_> = order.iter().map(|index| made[*index].clone()).collect();
        let deliveries: Vec<_> = arrived.chunks(page).map(<[_]>::to_vec).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (one, other) =
            runtime.block_on(async { (chosen(std::slice::from_ref(&made)).await, chosen(&deliveries).await) });
        prop_assert_eq!(one.reports.len(), 8, "all but the one behind the gap");
        prop_assert_eq!(one, other);
    }
}
