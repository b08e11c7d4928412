//! What oracles write, what the ledger answers, and what they read of it.

use tributary_client::{
    abi::IAttributionLedger::{CutOutOfRange, QuorumMissed, StillPayable, WindowOpen, WrongEpoch},
    ClientError,
};
use tributary_core::{epoch::Commitment, hashing::HostHashing, Account, Address, BlockNumber, EpochId, Hash};
use tributary_oracle::{
    chain::{is_passing, is_unpayable, Chain},
    ledger::Announced,
};
use tributary_sandbox::Books;

use super::Scene;
use crate::suite::CHALLENGE_WINDOW;

fn hash(commitment: &Commitment) -> Hash {
    commitment.hash::<HostHashing>()
}

fn announced(epochs: &[Commitment], voided_at: Option<BlockNumber>) -> Announced {
    Announced { epochs: epochs.iter().map(|epoch| (hash(epoch), *epoch)).collect(), voided_at }
}

impl Scene {
    async fn submit(&self, chain: &Chain, commitment: &Commitment) -> Result<BlockNumber, ClientError> {
        let signatures = self.signed(chain, commitment, 3).await;
        chain.submit(&self.ledger(), commitment, &signatures).await
    }

    /// What the ledgers in office announced in blocks `from` to `until`.
    async fn read(&self, chain: &Chain, from: BlockNumber, until: BlockNumber) -> Announced {
        chain.announced(from, until).await.unwrap()
    }
}

#[tokio::test]
async fn an_epoch_is_taken_once_its_cut_is_behind_and_final_after_its_window() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    let cut = chain.best().await.unwrap();
    let epoch = Books::new().commit(cut);
    let early = scene.submit(&chain, &epoch).await.unwrap_err();
    let refused = early.revert_as::<CutOutOfRange>().unwrap();
    assert_eq!((refused.latest, refused.found), (cut - 1, cut));
    assert!(is_passing(&early), "it comes in the next block");

    scene.node.mine(1).await.unwrap();
    let few = scene.signed(&chain, &epoch, 2).await;
    let missed = chain.submit(&scene.ledger(), &epoch, &few).await.unwrap_err();
    assert!(missed.revert_as::<QuorumMissed>().is_some() && !is_passing(&missed), "{missed}");
    let block = scene.submit(&chain, &epoch).await.unwrap();
    assert_eq!(block, cut + 2);
    let again = scene.submit(&chain, &epoch).await.unwrap_err();
    assert!(again.revert_as::<WrongEpoch>().is_some() && is_passing(&again), "{again}");

    let seen = chain.ledger(block).await.unwrap();
    assert_eq!((seen.head_epoch, seen.head_hash, seen.pending_count), (EpochId(1), hash(&epoch), 1));
    assert_eq!((seen.final_epoch, seen.oldest_window_ends), (EpochId(0), Some(block + CHALLENGE_WINDOW)));
    assert_eq!(chain.ledger(block - 1).await.unwrap().head_epoch, EpochId(0));

    let open = chain.finalize(&scene.ledger()).await.unwrap_err();
    assert!(open.revert_as::<WindowOpen>().is_some() && !is_unpayable(&open), "{open}");
    let payable = chain.void_insolvent(&scene.ledger()).await.unwrap_err();
    assert!(payable.revert_as::<StillPayable>().is_some(), "{payable}");
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    let finalized = chain.finalize(&scene.ledger()).await.unwrap();
    let seen = chain.ledger(finalized).await.unwrap();
    assert_eq!((seen.final_epoch, seen.pending_count, seen.oldest_window_ends), (EpochId(1), 0, None));

    // Both ends of the blocks asked for count.
    for (from, until, expected) in [
        (chain.deployed_at(), block - 1, announced(&[], None)),
        (block, block, announced(&[epoch], None)),
        (chain.deployed_at(), finalized, announced(&[epoch], None)),
        (block + 1, finalized, announced(&[], None)),
    ] {
        assert_eq!(scene.read(&chain, from, until).await, expected, "blocks {from} to {until}");
    }
}

#[tokio::test]
async fn what_the_splitter_cannot_pay_is_voided_with_all_that_follows_it() {
    let scene = Scene::new().await;
    let chain = scene.chain("Bob").await;
    let mut books = Books::new();
    // Nobody ever deposited.
    books.earn(Account::Treasury, 5).spend(Address([9; 20]), 5);
    let mut epochs = Vec::new();
    for _ in 0..2 {
        let epoch = books.commit(chain.best().await.unwrap());
        scene.node.mine(1).await.unwrap();
        scene.submit(&chain, &epoch).await.unwrap();
        epochs.push(epoch);
    }
    let oldest = chain.ledger(scene.block().await).await.unwrap();
    assert_eq!((oldest.head_epoch, oldest.pending_count), (EpochId(2), 2));
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    let refused = chain.finalize(&scene.ledger()).await.unwrap_err();
    assert!(is_unpayable(&refused), "{refused}");
    let voided_at = chain.void_insolvent(&scene.ledger()).await.unwrap();
    let seen = chain.ledger(voided_at).await.unwrap();
    assert_eq!((seen.head_epoch, seen.head_hash, seen.pending_count), (EpochId(0), [0; 32], 0));
    let all = scene.read(&chain, chain.deployed_at(), voided_at).await;
    assert_eq!(all, announced(&epochs, Some(voided_at)));
    assert_eq!(scene.read(&chain, chain.deployed_at(), voided_at - 1).await.voided_at, None);
    // What was cut before the void stays out, and the oracle that holds it gives it up.
    let first = epochs.first().unwrap();
    let back = scene.submit(&chain, first).await.unwrap_err();
    assert!(back.revert_as::<CutOutOfRange>().is_some() && !is_passing(&back), "{back}");
}
