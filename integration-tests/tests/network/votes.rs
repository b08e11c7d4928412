//! Work earns votes: a creator and an operator have them claimed by the command line, under the proofs of real
//! oracles, and vote with them, until the DAO ends it.

use std::collections::BTreeMap;

use serde_json::{json, Value};
use tributary_cli::ask::Answer;
use tributary_client::{
    abi::{
        IGovernance::{balanceOfCall, earnedCall, getVotes_0Call, proposalCall, setEarningCall, Earned},
        IRoyaltySplitter,
    },
    governance::{Action, Motion},
    Address, Signer, B256, U256,
};
use tributary_core::{epoch::divide, Account};
use tributary_demo::members::{EARNING, VOTE};

use crate::{
    consumer::wei,
    network::{wait, Network},
};

/// The place of the work among all that the questions are about.
const WHALE: usize = 3;
const QUESTIONS: [&str; 4] = [
    "What did Captain Ahab swear about the white whale?",
    "How is the sperm whale hunted?",
    "What of the Pequod and her crew?",
    "Where does the whale go in the great ocean?",
];

/// What accounts brought into the treasury's cut, in wei.
type Merits = BTreeMap<Account, u128>;

impl Network {
    /// Asks all questions after `asked` others and waits until they are in final epochs. Returns what the
    /// answers brought into the treasury's cut, as section 8.1 of the protocol shares it out.
    async fn round(&self, asked: usize) -> Merits {
        self.wait_nodes().await;
        let mut answers = Vec::new();
        for (index, question) in (asked..).zip(QUESTIONS) {
            answers.push(self.ask(index, question).await.unwrap());
        }
        let reports = u64::try_from(asked + answers.len()).unwrap();
        for oracle in 0..self.world.oracles.len() {
            self.wait_final(oracle, reports).await;
        }
        self.merits(&answers).await
    }

    async fn merits(&self, answers: &[Answer]) -> Merits {
        let at = self.world.client.finalized_block().await.unwrap().hash;
        let registry = self.world.suite.registry_at(at).await.unwrap();
        let mut merits = Merits::new();
        for answer in answers {
            let report = &answer.signed.report;
            let credits = divide(report, &registry).unwrap();
            let cut = credits[&Account::Treasury].0;
            let node = Account::Node(report.node);
            let of_datasets: Vec<_> =
                credits.iter().filter(|(account, _)| matches!(account, Account::Dataset(_))).collect();
            let paid = credits[&node].0 + of_datasets.iter().map(|(_, paid)| paid.0).sum::<u128>();
            let mut rest = cut;
            for (dataset, amount) in of_datasets {
                let merit = cut * amount.0 / paid;
                *merits.entry(*dataset).or_default() += merit;
                rest -= merit;
            }
            *merits.entry(node).or_default() += rest;
        }
        merits
    }

    async fn root(&self) -> IRoyaltySplitter::Root {
        self.world.suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await.unwrap()
    }

    /// The DAO's books, once it has read the epoch of `root` or a later one. Nobody but oracles has it read any.
    async fn books(&self, root: &IRoyaltySplitter::Root) -> Earned {
        let dao = &self.world.suite.governance;
        let read = async || dao.read(earnedCall {}).await.unwrap();
        wait("the DAO has read what is final", async || read().await.epoch >= root.epoch).await;
        read().await
    }

    /// The DAO names the treasury.
    async fn name_treasury(&self, treasury: Address, why: &str) {
        let call = IRoyaltySplitter::setTreasuryCall { newTreasury: treasury };
        self.decide(self.world.suite.royalty_splitter.address(), &call, why).await;
    }

    /// The tokens of an account, and the votes that count as its own.
    async fn holding(&self, account: Address) -> [U256; 2] {
        let dao = &self.world.suite.governance;
        let balance = dao.read(balanceOfCall { account }).await.unwrap();
        [balance, dao.read(getVotes_0Call { account }).await.unwrap()]
    }

    /// `tributary dao ...` by somebody who has no part in it.
    fn dao(&self, line: &[&str]) -> Value {
        self.program().json("//Eve", &[&["dao"][..], line].concat())
    }
}

/// Somebody who earned votes.
struct Worker<'a> {
    name: String,
    whose: &'a Signer,
    votes: u128,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_earns_votes_until_the_dao_ends_it() {
    let network = Network::start(250).await;
    let merits = network.round(0).await;
    let world = &network.world;
    let all: u128 = merits.values().sum();
    assert!(all > 0 && all < EARNING.cap && EARNING.rate == 1_000_000, "a vote for each coin, below the cap");
    let (dataset, seat) = (world.datasets[WHALE], &world.nodes[0]);
    let workers = [
        Worker {
            name: format!("dataset:{dataset}"),
            whose: &world.creators[WHALE],
            votes: merits[&Account::Dataset(dataset)],
        },
        Worker {
            name: format!("node:{}", seat.id),
            whose: &seat.operator,
            votes: merits[&Account::Node(seat.id)],
        },
    ];
    let root = network.root().await;
    let books = network.books(&root).await;
    assert_eq!((root.votesSum, books.votesSum), (all, all));
    assert_eq!((books.allowed, books.minted), (all, 0), "nobody has claimed");
    claim(&network, &workers, all).await;
    count(&network, &workers).await;
    end(&network, &workers).await;

    // What is answered from now on is paid for, and earns nobody a vote.
    let before = network.root().await;
    let unpaid = network.round(QUESTIONS.len()).await;
    assert!(unpaid.values().sum::<u128>() > 0, "the treasury got its cut");
    let after = network.root().await;
    assert!(after.epoch > before.epoch && after.payoutSum > before.payoutSum);
    assert_eq!((after.votesHash, after.votesSum), (before.votesHash, before.votesSum));
    agree(&network, &workers, after.votesHash, all).await;
    let names = workers.each_ref().map(|worker| worker.name.as_str());
    assert_eq!(wei(&network.dao(&["claim-votes", names[0], names[1]])["minted_votes"]), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_earns_no_votes_while_the_treasury_is_not_the_daos() {
    let network = Network::start(250).await;
    let (bob, dao) = (Signer::dev("Bob").unwrap().address(), network.world.suite.governance.address());
    network.name_treasury(bob, "Bob is the treasury").await;
    let shown = network.dao(&["earned"]);
    assert_eq!((&shown["treasury"], &shown["rate_ppm"]), (&json!(bob), &json!(EARNING.rate)));
    let words = shown["earning"].as_str().unwrap();
    assert!(words.starts_with("work earns no votes while the treasury's cut goes to"), "{words}");

    // Who gets the cut could pay it to itself.
    let unpaid = network.round(0).await;
    assert!(unpaid.values().sum::<u128>() > 0, "the treasury got its cut");
    let root = network.root().await;
    assert!(root.payoutSum > 0);
    assert_eq!(root.votesSum, 0, "under epoch {}", root.epoch);
    let books = network.books(&root).await;
    assert_eq!((books.votesSum, books.allowed), (0, 0));

    // What is answered from now on earns votes, and what was before does not.
    network.name_treasury(dao, "The DAO's money is the DAO's").await;
    let paid = network.round(QUESTIONS.len()).await;
    let (root, earned) = (network.root().await, paid.values().sum::<u128>());
    assert_eq!(root.votesSum, earned, "under epoch {}", root.epoch);
    let books = network.books(&root).await;
    assert_eq!((books.votesSum, books.allowed, books.minted), (earned, earned, 0));
    let shown = network.dao(&["earned"]);
    assert!(shown["earning"].as_str().unwrap().starts_with("votes for each coin"), "{shown}");
}

/// Anyone claims for both, once.
async fn claim(network: &Network, workers: &[Worker<'_>; 2], all: u128) {
    let program = network.program();
    for worker in workers {
        assert!(worker.votes > 0, "{} earned nothing", worker.name);
        let shown = network.dao(&["earned", &worker.name]);
        assert_eq!(
            (wei(&shown["account_earned_votes"]), wei(&shown["account_claimed_votes"])),
            (worker.votes, 0)
        );
        assert_eq!(wei(&shown["account_open_votes"]), worker.votes);
        assert_eq!(shown["goes_to"], json!(worker.whose.address()));
        assert_eq!((wei(&shown["earned_votes"]), wei(&shown["minted_votes"])), (all, 0));
        assert_eq!((&shown["rate_ppm"], wei(&shown["cap_votes"])), (&json!(EARNING.rate), EARNING.cap));
    }
    let line = ["dao", "claim-votes", &workers[0].name, &workers[1].name];
    let claimed = program.json("//Eve", &line);
    let both = workers[0].votes + workers[1].votes;
    assert_eq!(wei(&claimed["minted_votes"]), both);
    // The DAO had read the epoch. One without reports may have become final in between, with the same votes; then it
    // reads that first, if oracles did not have it do so yet.
    let read = claimed["read_epoch"].as_u64();
    assert!(read.is_none_or(|read| Some(read) >= claimed["epoch"].as_u64()), "{claimed}");
    let sent = claimed["transactions"].as_array().map(Vec::len);
    assert_eq!(sent, Some(2 + usize::from(read.is_some())), "claimed for each: {claimed}");
    for (row, worker) in claimed["accounts"].as_array().unwrap().iter().zip(workers) {
        assert_eq!((&row["account"], &row["to"]), (&json!(worker.name), &json!(worker.whose.address())));
        assert_eq!((wei(&row["minted_votes"]), wei(&row["earned_votes"])), (worker.votes, worker.votes));
        assert_eq!(row["delegate"], json!(null));
    }
    let shown = network.dao(&["earned", "node", &workers[1].name["node:".len()..]]);
    assert_eq!((wei(&shown["minted_votes"]), wei(&shown["allowed_votes"])), (both, all));
    assert_eq!(
        (wei(&shown["account_open_votes"]), wei(&shown["account_claimed_votes"])),
        (0, workers[1].votes)
    );

    let again = program.run("//Eve", &[&line[..], &["--json"]].concat()).ok();
    assert!(again.err.contains("nothing is open"), "{}", again.err);
    let shown = again.json();
    assert_eq!(wei(&shown["minted_votes"]), 0);
    assert!(shown["transaction"].is_null() && shown["transactions"].is_null(), "{shown}");
    program.run("//Eve", &["dao", "claim-votes", "dataset:99"]).fails(4, "earned any votes");
    program.run("//Eve", &["dao", "earned", "dataset:99"]).fails(4, "");
}

/// The votes count once who got them delegates.
async fn count(network: &Network, workers: &[Worker<'_>; 2]) {
    let dao = &network.world.suite.governance;
    let votes = |worker: &Worker<'_>| U256::from(worker.votes);
    for worker in workers {
        assert_eq!(network.holding(worker.whose.address()).await, [votes(worker), U256::ZERO]);
    }
    let counts = dao.delegate_to_themselves(&workers.each_ref().map(|worker| worker.whose)).await.unwrap();
    counts.wait(dao.client()).await.unwrap();
    for worker in workers {
        assert_eq!(network.holding(worker.whose.address()).await, [votes(worker); 2]);
    }
}

/// The DAO sets the cap to nothing, also by the votes that were earned.
async fn end(network: &Network, workers: &[Worker<'_>; 2]) {
    let dao = &network.world.suite.governance;
    let call = setEarningCall { newRate: EARNING.rate, newCap: 0 };
    let motion = Motion::new(vec![Action::call(dao.address(), &call)], "Royalties are enough");
    let members = network.world.members.signers();
    let (proposer, members) = members.split_first().unwrap();
    let others: Vec<_> = members.iter().copied().chain(workers.iter().map(|worker| worker.whose)).collect();
    dao.pass(&motion, proposer, &others).await.unwrap();
    let proposal = dao.read(proposalCall { proposalId: motion.id() }).await.unwrap();
    assert_eq!(proposal.forVotes, 1_000 * VOTE + workers[0].votes + workers[1].votes);
    let shown = network.dao(&["earned"]);
    assert_eq!(shown["earning"], "work earns no votes: the cap is 0");
    assert_eq!((&shown["rate_ppm"], wei(&shown["cap_votes"])), (&json!(EARNING.rate), 0));
}

/// Every oracle made the same epochs, and proves the same votes.
async fn agree(network: &Network, workers: &[Worker<'_>; 2], root: B256, all: u128) {
    let reports = u64::try_from(2 * QUESTIONS.len()).unwrap();
    let (first, known) = (network.oracle_url(0), network.wait_final(0, reports).await);
    for oracle in 0..network.world.oracles.len() {
        let url = network.oracle_url(oracle);
        // An epoch without reports may be final for one and not for another yet.
        let last = known.min(network.wait_final(oracle, reports).await);
        for epoch in 1..=last {
            let path = format!("v1/epochs/{epoch}");
            let (_, expected) = network.get(&first, &path).await;
            let (status, found) = network.get(&url, &path).await;
            assert_eq!(
                (status, &found["hash"]),
                (200, &expected["hash"]),
                "epoch {epoch} of oracle {oracle}"
            );
        }
        for worker in workers {
            let path = format!("v1/votes/{}", worker.name.replace(':', "/"));
            let (_, shown) = network.get(&url, &path).await;
            assert_eq!(wei(&shown["cumulative_votes"]), worker.votes, "{path} of oracle {oracle}");
            assert_eq!((&shown["root"]["hash"], wei(&shown["root"]["sum_votes"])), (&json!(root), all));
        }
    }
}
