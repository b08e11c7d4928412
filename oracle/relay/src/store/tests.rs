use tributary_core::{Address, ModelId, Report, Voucher, Wei};

use super::*;

fn signed(node: u64, sequence: u64, fee: u128) -> (Hash, SignedReport) {
    let voucher = Voucher {
        payer: Address([3; 20]),
        node: NodeId(node),
        nonce: sequence,
        model: ModelId(1),
        model_version: 1,
        max_fee: Wei(fee),
        request_hash: [0; 32],
        expires_at_block: 1,
        audit_consent: false,
    };
    let report = Report {
        node: NodeId(node),
        sequence,
        voucher,
        voucher_signature: [0; 64],
        response_hash: [0; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(fee),
        anchor_block: 1,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![],
    };
    ([u8::try_from(sequence).unwrap(); 32], SignedReport { report, signature: [0; 64] })
}

fn commitment(epoch: u64, cut_block: u32) -> (Hash, Commitment) {
    let hash = [u8::try_from(cut_block).unwrap(); 32];
    (hash, Commitment { epoch: EpochId(epoch), cut_block, ..Commitment::GENESIS })
}

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join("oracle.sqlite")).await.unwrap()
}

#[tokio::test]
async fn reports_survive_a_restart_and_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(&folder).await;
    first
        .add_reports(&[signed(1, 3, 30), signed(1, 1, 10), signed(2, 1, 5), signed(1, 2, 20)])
        .await
        .unwrap();
    first.close().await;
    let again = store(&folder).await;
    let fees: Vec<_> =
        again.reports(NodeId(1), 2, 10).await.unwrap().iter().map(|s| s.report.fee.0).collect();
    assert_eq!(fees, [20, 30]);
    assert_eq!(again.reports(NodeId(1), 1, 1).await.unwrap().len(), 1);
    assert_eq!(again.report_count().await.unwrap(), 4);
}

#[tokio::test]
async fn the_first_report_of_a_sequence_stays_until_a_quorum_settles_on_another() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.add_reports(&[signed(1, 1, 10)]).await.unwrap();
    store.add_reports(&[signed(1, 1, 99)]).await.unwrap();
    assert_eq!(store.reports(NodeId(1), 1, 1).await.unwrap()[0].report.fee, Wei(10));
    store.replace_reports(&[signed(1, 1, 99)]).await.unwrap();
    assert_eq!(store.reports(NodeId(1), 1, 1).await.unwrap()[0].report.fee, Wei(99));
}

#[tokio::test]
async fn the_first_missing_sequence_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    assert_eq!(store.first_missing(NodeId(1), 1).await.unwrap(), 1);
    store.add_reports(&[signed(1, 1, 1), signed(1, 2, 1), signed(1, 5, 1), signed(2, 3, 1)]).await.unwrap();
    for (from, missing) in [(1, 3), (2, 3), (3, 3), (4, 4), (5, 6), (9, 9)] {
        assert_eq!(store.first_missing(NodeId(1), from).await.unwrap(), missing, "from {from}");
    }
}

#[tokio::test]
async fn an_announced_epoch_replaces_voided_ones_and_empties_the_outbox() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    assert_eq!(store.next_block().await.unwrap(), None);
    store.record_epochs(&[commitment(1, 10), commitment(2, 20), commitment(3, 30)], 31).await.unwrap();
    let (hash, waiting) = commitment(2, 25);
    store.enqueue(&waiting, &hash, &[7; 66]).await.unwrap();
    let outgoing = store.outgoing().await.unwrap();
    assert_eq!(outgoing, [Outgoing { commitment: waiting, signatures: vec![7; 66], attempts: 0 }]);
    store.count_attempt(EpochId(2)).await.unwrap();
    assert_eq!(store.outgoing().await.unwrap()[0].attempts, 1);
    store.record_epochs(&[commitment(2, 25)], 41).await.unwrap();
    let cuts: Vec<_> = store.epochs().await.unwrap().iter().map(|epoch| epoch.cut_block).collect();
    assert_eq!(cuts, [10, 25], "epoch 3 built on what was voided");
    assert_eq!(store.outgoing().await.unwrap(), []);
    assert_eq!(store.next_block().await.unwrap(), Some(41));
    store.forget_epochs_from(EpochId(2)).await.unwrap();
    assert_eq!(store.epochs().await.unwrap().len(), 1);
}
