use std::time::Duration;

use super::*;

const PAYER: Address = Address([1; 20]);

#[tokio::test]
async fn a_payer_has_one_turn_and_few_waiting_and_holds_up_nobody_else() {
    let turns = Arc::new(Turns::default());
    let first = turns.take(PAYER).await.unwrap();
    let waiting: Vec<_> = (0..MOST_WAITING)
        .map(|_| {
            let turns = turns.clone();
            tokio::spawn(async move { turns.take(PAYER).await.is_some() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(waiting.iter().all(|task| !task.is_finished()), "the first still has its turn");
    let refused = tokio::time::timeout(Duration::from_secs(5), turns.take(PAYER)).await;
    assert!(refused.expect("refused at once").is_none());
    assert!(turns.take(Address([2; 20])).await.is_some());
    drop(first);
    for task in waiting {
        assert!(task.await.unwrap());
    }
    assert!(turns.take(PAYER).await.is_some(), "and afterwards there is room again");
}
