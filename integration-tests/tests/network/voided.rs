//! A quorum of the committee signs away more than was deposited, in an epoch that has a real answer in it. It is
//! voided, and the answer counts in the epoch made instead.

use scale::Encode;
use serde_json::Value;
use tributary_client::{abi::IAttributionLedger, Signer};
use tributary_core::{
    ed25519::Zip215,
    epoch::{transition, Commitment, Inputs, State},
    hashing::HostHashing,
    Wei,
};
use tributary_demo::world::{CHALLENGE_WINDOW, TOKEN};
use tributary_oracle::{agreement::sign_commitment, keys::OracleKey};

use crate::{
    auditor::{Auditor, GIVEN},
    network::Network,
    parrot::Parrot,
};

/// More than all deposits.
const TOO_MUCH: Wei = Wei(1_000 * TOKEN);

impl Network {
    /// Has the ledger take a commitment that three members signed.
    async fn announce(&self, commitment: &Commitment) {
        let ledger = &self.world.suite.attribution_ledger;
        let digest = ledger.read(IAttributionLedger::configDigestCall {}).await.unwrap().0;
        let domain = self.world.deployment.domain();
        let sign = |(index, secret): (u8, &[u8; 32])| {
            let key = OracleKey::from_bytes(secret).unwrap();
            sign_commitment(index, commitment, &digest, &domain, &key).unwrap().to_bytes()
        };
        let secrets = self.world.oracles.iter().map(|seat| &seat.secret);
        let signatures: Vec<u8> = (0u8..3).zip(secrets).flat_map(sign).collect();
        let call = IAttributionLedger::submitCall {
            commitment: commitment.encode().into(),
            signatures: signatures.into(),
        };
        ledger.write(&Signer::dev("Ferdie").unwrap(), call).await.unwrap();
    }

    /// Where `epoch show` finds an oracle's epoch to stand.
    fn epoch_is(&self, epoch: u64, oracle: &str) -> Value {
        let epoch = epoch.to_string();
        self.program().json("//Ferdie", &["epoch", "show", &epoch, "--oracle", oracle])["epoch_is"].clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_a_voided_epoch_counts_in_the_one_made_instead() {
    let mut network = Network::without_oracles().await;
    let answer = network.ask(0, "What did Captain Ahab swear about the white whale?").await.unwrap();
    network.mine(2).await;
    let cut_block = network.block().await - 1;
    let at = network.world.client.block_hash(cut_block).await.unwrap();
    let registry = network.world.suite.registry_at(at).await.unwrap();
    let (genesis, domain) = (State::genesis(), network.world.deployment.domain());
    let inputs = Inputs {
        prev: genesis.head.hash::<HostHashing>(),
        cut_block,
        registry,
        reports: vec![answer.signed.clone()],
    };
    let epoch = transition::<HostHashing>(&genesis, &inputs, &domain, &Zip215).unwrap();
    assert_eq!(epoch.commitment.debits.sum, answer.signed.report.fee);
    // All that it says of the answer is true; of the sums, nothing.
    let mut commitment = epoch.commitment;
    for node in
        [&mut commitment.credits, &mut commitment.debits, &mut commitment.payout, &mut commitment.spend]
    {
        node.sum = TOO_MUCH;
    }
    network.announce(&commitment).await;
    let parrot =
        Parrot::vouching((&commitment, inputs.encode()), &epoch.reports, &answer.signed, &domain).await;
    assert_eq!(Auditor::new(&network, GIVEN, &parrot.url).holds(&answer, "pending"), 1);

    network.start_oracles().await;
    network.mine(CHALLENGE_WINDOW).await;
    let hash = commitment.hash::<HostHashing>();
    network.mine_until("it is voided", async || network.head_hash().await != hash).await;
    Auditor::new(&network, GIVEN, &parrot.url).verify(&answer).fails(5, "was voided");
    assert_eq!(network.epoch_is(1, &parrot.url), "voided");

    network.settle(answer.signed.report.fee).await;
    for oracle in [1, 2] {
        network.wait_settled(oracle, &answer).await;
    }
    let url = network.oracle_url(2);
    let auditor = Auditor::new(&network, GIVEN, &url);
    assert_eq!(auditor.holds(&answer, "final"), 1, "it has the number of the one that was voided");
    assert_eq!(network.epoch_is(1, &url), "final");
    Auditor::new(&network, GIVEN, &parrot.url).verify(&answer).fails(5, "was voided");
    assert_eq!(network.epoch_is(1, &parrot.url), "voided");
    network.settle_up(1, answer.signed.report.fee).await;
}
