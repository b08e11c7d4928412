//! People take out what they did not spend, lose what was not theirs and share out otherwise what is, all
//! while epochs settle: by the command line, under the proofs of real oracles.

use serde_json::{json, Value};
use tributary_client::{
    abi::{IDatasetNft, IRoyaltySplitter},
    Signer,
};
use tributary_core::{Account, DatasetId};
use tributary_demo::{settlement, world::TOKEN};

use crate::{
    consumer::{address, wei, Consumer},
    network::Network,
};

/// The place of the shared dataset among the works, whose recipients change.
const SHARED: usize = 3;
/// What everybody asks for: the shared dataset is about it.
const WHALES: [&str; 4] = [
    "What did Captain Ahab swear about the white whale?",
    "How is the sperm whale hunted?",
    "What of the Pequod and her crew?",
    "Where does the whale go in the great ocean?",
];

/// A network in which questions are asked round by round.
struct Scene<'a> {
    network: &'a Network,
    dataset: DatasetId,
    /// How many reports there are, and what all of them cost.
    reports: u64,
    fees: u128,
    asked: usize,
}

impl Scene<'_> {
    /// Asks some questions and waits until they are in final epochs.
    async fn round(&mut self) {
        for question in WHALES {
            let answer = self.network.ask(self.asked, question).await.unwrap();
            self.asked += 1;
            self.count(answer.signed.report.fee.0);
        }
        self.network.wait_final(0, self.reports).await;
    }

    fn count(&mut self, fee: u128) {
        self.reports += 1;
        self.fees += fee;
    }

    fn recipients(&self, line: &[&str]) -> Vec<String> {
        let (command, more) = line.split_first().unwrap();
        let id = self.dataset.to_string();
        let words = ["dataset", "recipients", command, &id].into_iter().chain(more.iter().copied());
        words.map(str::to_owned).collect()
    }

    /// What the chain has as claimed.
    async fn claimed(&self) -> u128 {
        let account = Account::Dataset(self.dataset).to_word().into();
        let splitter = &self.network.world.suite.royalty_splitter;
        splitter.read(IRoyaltySplitter::claimedCall { account }).await.unwrap()
    }

    /// Releases what is due to somebody, by somebody else.
    fn release(&self, to: &str) -> u128 {
        let id = self.dataset.to_string();
        let line = ["release", "dataset", &id, "--recipient", to];
        wei(&self.network.program().json("//Ferdie", &line)["released_wei"])
    }
}

/// One recipient with everything.
fn only(who: &str) -> Value {
    json!([{ "address": address(who), "share_ppm": 1_000_000 }])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_leave_and_recipients_change_under_the_proofs_of_oracles() {
    let network = Network::start(250).await;
    let program = network.program();
    let dataset = network.world.datasets[SHARED];
    let mut scene = Scene { network: &network, dataset, reports: 0, fees: 0, asked: 0 };
    let charlie = Consumer::prepaid(&network, "Charlie", "5coin", ("1", "2coin"));
    network.wait_nodes().await;
    let mut spent = 0;
    for _ in 0..2 {
        let fee = wei(&charlie.ask("1", "1coin", &[]).ok().json()["fee_wei"]);
        spent += fee;
        scene.count(fee);
    }
    scene.round().await;

    // From the request on no voucher is taken.
    charlie.json(&["exit", "request"]);
    network.wait_nodes().await;
    charlie.ask("1", "1coin", &[]).fails(3, "took no vouchers at block");
    charlie.run(&["exit", "finish"]).fails(3, "cut at block");
    // The dataset was another's. What its recipients earned until now stays theirs.
    let to = Signer::dev("Dave").unwrap().address();
    let reassign = IDatasetNft::reassignCall { id: dataset.0, to };
    network.decide(network.world.suite.dataset_nft.address(), &reassign, "It is Dave's").await;
    program.run("//Eve", &scene.recipients(&["end"])).fails(3, "recipients not settled");
    network.mine(200).await;
    network.wait_nodes().await;
    scene.round().await;

    take_out(&network, &charlie, 5 * TOKEN - spent).await;
    end_recipients(&scene).await;
    change_recipients(&mut scene).await;

    let counters = settlement::counters(&network.world).await.unwrap();
    assert_eq!(counters.deposited.0, network.world.deposited.0 + 5 * TOKEN);
    assert_eq!((counters.spent.0, counters.paid.0), (scene.fees, scene.fees));
    assert_eq!(counters.withdrawn.0, 5 * TOKEN - spent);
    let left = counters.deposited.0 - counters.withdrawn.0 - counters.released.0;
    assert_eq!(counters.balance.0, left, "the splitter holds what it owes, to the wei");
}

/// The exit is covered: everything unspent comes back, once.
async fn take_out(network: &Network, consumer: &Consumer<'_>, unspent: u128) {
    let client = &network.world.client;
    let splitter = network.world.suite.royalty_splitter.address();
    let status = consumer.json(&["exit", "status"]);
    assert_eq!((&status["exit"], &status["can_finish"]), (&json!("covered"), &json!(true)));
    let held = client.balance(splitter, None).await.unwrap().0;
    let had = client.balance(consumer.address.parse().unwrap(), None).await.unwrap().0;
    let left = consumer.json(&["exit", "finish"]);
    assert_eq!(wei(&left["paid_back_wei"]), unspent);
    assert_eq!(wei(&left["spent_in_all_wei"]), 5 * TOKEN - unspent);
    assert_eq!(held - client.balance(splitter, None).await.unwrap().0, unspent);
    let has = client.balance(consumer.address.parse().unwrap(), None).await.unwrap().0;
    // Beside it the chain gives back the storage deposit of what the exit cleared.
    let got = has + wei(&left["transaction_fee_wei"]) - had;
    assert!((unspent..unspent + TOKEN / 1_000).contains(&got), "{got} wei, not {unspent}");

    consumer.run(&["exit", "finish"]).fails(3, "exit request");
    consumer.run(&["exit", "escape"]).fails(3, "exit request");
    let status = consumer.json(&["exit", "status"]);
    assert_eq!((wei(&status["free_wei"]), &status["exits_before"]), (0, &json!(1)));
}

/// Anyone ends the recipients of before the dataset was reassigned; they keep what they earned.
async fn end_recipients(scene: &Scene<'_>) {
    let world = &scene.network.world;
    let program = scene.network.program();
    let ended = program.json("//Eve", &scene.recipients(&["end"]));
    assert_eq!(ended["recipients"], only("Dave"));
    let earned = scene.claimed().await;
    assert!(earned > 0, "no answer credited the dataset");
    let paid = [&world.creators[SHARED], &world.partners[0], &world.partners[1]]
        .map(|recipient| scene.release(&format!("{:#x}", recipient.address())));
    let parts = [earned * 3 / 10, earned * 2 / 10];
    assert_eq!(paid, [earned - parts[0] - parts[1], parts[0], parts[1]]);
    let id = scene.dataset.to_string();
    let nothing = ["release", "dataset", &id, "--recipient", &address("Dave")];
    program.run("//Dave", &nothing).fails(3, "nothing to release");
    program.run("//Eve", &scene.recipients(&["end"])).fails(3, "no recipients");
}

/// The new owner shares it out twice. What is earned before a change goes to those of before.
async fn change_recipients(scene: &mut Scene<'_>) {
    let network = scene.network;
    let program = network.program();
    let [dave, eve] = ["Dave", "Eve"].map(address);
    let before = scene.claimed().await;
    let both = [format!("{dave}=60%"), format!("{eve}=40%")];
    program.json("//Dave", &scene.recipients(&["set", &both[0], &both[1]]));
    network.mine(2).await;
    program.json("//Dave", &scene.recipients(&["apply"]));
    program.json("//Dave", &scene.recipients(&["set", &format!("{eve}=100%")]));
    network.mine(2).await;
    program.run("//Dave", &scene.recipients(&["apply"])).fails(3, "recipients not settled");
    program.run("//Eve", &scene.recipients(&["end"])).fails(3, "recipients stand");
    network.wait_nodes().await;
    scene.round().await;

    let applied = program.json("//Dave", &scene.recipients(&["apply"]));
    assert_eq!((&applied["recipients"], &applied["pending"]), (&only("Eve"), &json!(null)));
    let shared = scene.claimed().await - before;
    assert!(shared > 0, "no answer credited the dataset");
    let hers = shared * 4 / 10;
    assert_eq!([scene.release(&dave), scene.release(&eve)], [shared - hers, hers]);

    scene.round().await;
    let id = scene.dataset.to_string();
    let claimed = program.json("//Eve", &["claim", "dataset", &id]);
    let own = wei(&claimed["earned_wei"]) - before - shared;
    assert!(own > 0, "no answer credited the dataset");
    assert_eq!(wei(&claimed["released_wei"]), own);
    assert_eq!(wei(&program.json("//Dave", &["claim", "dataset", &id])["released_wei"]), 0);
}
