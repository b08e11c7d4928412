//! A dataset is committed to, and revealed once nobody who sees that can be first.

use std::{cell::RefCell, time::Duration};

use futures::join;
use tributary_cli::datasets::{self, Description};
use tributary_client::Signer;
use tributary_core::DatasetId;

use crate::{devnode, suite::deployed};

/// Blocks for which a commitment has to age.
const REVEAL_DELAY: u32 = 10;
/// Blocks after which it is worthless.
const COMMITMENT_LIFE: u32 = 256;

#[tokio::test]
async fn several_commitments_age_together() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let bob = Signer::dev("Bob").unwrap();
    let of = |text: &str| Description::of_text(text.as_bytes(), "CC0-1.0", "file:x");
    let first = datasets::commit(&suite, &alice, of("Call me Ishmael.")).await.unwrap();
    let committed_at = client.finalized_block().await.unwrap().number;
    assert_eq!(first.reveal_from, committed_at + REVEAL_DELAY);
    let second = datasets::commit(&suite, &bob, of("Some years ago")).await.unwrap();

    let early = first.clone().reveal(&suite, &alice).await.unwrap_err();
    assert!(format!("{early:#}").contains("too fresh"), "{early:#}");
    let heard = RefCell::new(Vec::new());
    let time = async {
        for _ in 0..REVEAL_DELAY {
            chain.mine(1).await.unwrap();
        }
    };
    let (ripe, ()) = join!(second.ripen(&client, |left| heard.borrow_mut().push(left)), time);
    ripe.unwrap();
    let heard = heard.into_inner();
    assert_eq!(heard.last(), Some(&1), "{heard:?}");
    assert!(heard.windows(2).all(|pair| pair[0] == pair[1] + 1), "{heard:?}");

    // The other one is ripe too: there is nothing left to wait for.
    first.ripen(&client, |left| panic!("{left} blocks left")).await.unwrap();
    assert_eq!(first.reveal(&suite, &alice).await.unwrap(), DatasetId(1));
    let mut second = second;
    second.description.parents = vec![(1, 100_000)];
    assert_eq!(second.reveal(&suite, &bob).await.unwrap(), DatasetId(2));
}

#[tokio::test]
async fn a_commitment_is_found_again_while_there_is_time_to_reveal_it() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let of = |licence: &str| Description::of_text(b"Call me Ishmael.", licence, "file:x");
    let first = datasets::commit(&suite, &alice, of("CC0-1.0")).await.unwrap();
    let best = client.best_block().await.unwrap().number;
    assert_eq!((first.resumed, first.committed_at), (false, best));
    let expires_at = first.committed_at + COMMITMENT_LIFE;

    // Whatever else is said of the content, until a front-runner could outlast the commitment.
    for licence in ["CC0-1.0", "MIT"] {
        let again = datasets::commit(&suite, &alice, of(licence)).await.unwrap();
        assert_eq!((again.resumed, again.committed_at), (true, first.committed_at), "{licence}");
        assert_eq!(again.reveal_from, first.reveal_from);
    }
    chain.mine(expires_at - REVEAL_DELAY - 1 - best).await.unwrap();
    assert!(datasets::commit(&suite, &alice, of("MIT")).await.unwrap().resumed);

    chain.mine(1).await.unwrap();
    let time = async {
        for _ in 0..REVEAL_DELAY {
            tokio::time::sleep(Duration::from_millis(50)).await;
            chain.mine(1).await.unwrap();
        }
    };
    let (renewed, ()) = join!(datasets::commit(&suite, &alice, of("MIT")), time);
    let renewed = renewed.unwrap();
    assert!(!renewed.resumed && renewed.committed_at >= expires_at, "{}", renewed.committed_at);
    chain.mine(REVEAL_DELAY).await.unwrap();
    renewed.ripen(&client, |_| {}).await.unwrap();
    assert_eq!(renewed.reveal(&suite, &alice).await.unwrap(), DatasetId(1));
}
