//! A dataset is committed to, and revealed once nobody who sees that can be first.

use std::cell::RefCell;

use futures::join;
use tributary_cli::datasets::{self, Description};
use tributary_client::Signer;
use tributary_core::DatasetId;

use crate::{devnode, suite::deployed};

/// Blocks for which a commitment has to age.
const REVEAL_DELAY: u32 = 10;

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
