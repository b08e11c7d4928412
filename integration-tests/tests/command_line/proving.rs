//! What a deployment is said to be, and what it is.

use serde_json::{json, Value};
use tributary_client::{
    abi::{
        IGovernance::{mintCall, setProposalGuardianCall, setVotingDelayCall, updateQuorumNumeratorCall},
        IOwned,
        IRoyaltySplitter::{self, wireCall},
    },
    governance::Action,
    Address, Deployment, Signer, U256,
};

use crate::user::{address, deploy, World, DAO};

const CHECK: [&str; 2] = ["deploy", "check"];

/// `deploy check` against the file that the DAO was made with.
fn check_dao(artifacts: &str) -> Vec<&str> {
    [&CHECK[..], &["--artifacts", artifacts, "--dao", DAO]].concat()
}

fn artifacts() -> String {
    tributary_sandbox::artifact::folder().unwrap().display().to_string()
}

/// What was read of something.
fn found<'a>(proof: &'a Value, what: &str) -> &'a Value {
    let findings = proof["proof"].as_array().unwrap();
    findings.iter().find(|finding| finding["what"] == what).unwrap_or_else(|| panic!("no {what}: {proof}"))
}

/// The deployment file with one field as it is not.
fn altered(world: &World, alter: impl FnOnce(&mut Deployment)) -> String {
    let mut deployment = Deployment::load(&world.path("deployment.json")).unwrap();
    alter(&mut deployment);
    deployment.save(&world.path("altered.json")).unwrap();
    "altered.json".to_owned()
}

#[test]
fn deploying_ends_with_everything_that_was_read_back() {
    let world = World::new(tributary_devnode::Options::default());
    let deployed = world.json("//Alice", &deploy(&["--yes"]));
    let dao = &deployed["governance"];
    let findings = deployed["proof"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["holds"] == true), "{deployed}");
    let owners = findings.iter().filter(|finding| finding["what"].as_str().unwrap().starts_with("owner of "));
    let owners: Vec<_> = owners.map(|finding| finding["found"].as_str().unwrap().to_lowercase()).collect();
    assert_eq!(owners, vec![dao.as_str().unwrap().to_lowercase(); 5]);
    let codes = findings.iter().filter(|finding| finding["what"].as_str().unwrap().starts_with("code of "));
    assert_eq!(codes.count(), 6);
    assert_eq!(found(&deployed, "the deployer's right to wire the splitter")["found"], "over");
    assert_eq!(found(&deployed, "supply of votes")["found"], "1000");
    let alice = Signer::dev("Alice").unwrap().address();
    assert_eq!(found(&deployed, &format!("votes of {alice}"))["expected"], "600");
    // A line for each, to people.
    let shown = world.run("//Bob", &[&CHECK[..], &["--artifacts", &artifacts()]].concat()).ok().out;
    for what in ["owner of node-registry", "ledger of the splitter", "quorum", "guardian of the DAO"] {
        assert!(shown.contains(what), "no {what} in {shown}");
    }
}

#[tokio::test]
async fn a_contract_that_is_somebody_elses_is_named_with_who_owns_it() {
    let world = World::deployed();
    let artifacts = artifacts();
    world.run("//Bob", &check_dao(&artifacts)).ok();
    let mine = Signer::dev("Eve").unwrap().address();
    let registry = world.suite().await.node_registry.address();
    world.decide(registry, &IOwned::transferOwnershipCall { newOwner: mine }, "Give it to Eve").await;
    let dao = world.suite().await.governance.address();
    let said = world.run("//Bob", &check_dao(&artifacts));
    assert!(said.err.contains(&format!("owner of node-registry is {mine}, not {dao}")), "{}", said.err);
    assert!(said.err.contains("owner of model-registry"), "all that was read is shown: {}", said.err);
    said.fails(5, "not as it should be");
    world.run("//Alice", &deploy(&["--yes"])).fails(5, "owner of node-registry");
}

#[test]
fn contracts_that_do_not_know_each_other_are_named() {
    let world = World::deployed();
    let artifacts = artifacts();
    let other = [vec!["--deployment".to_owned(), "another.json".to_owned()], deploy(&["--yes"])].concat();
    world.json("//Alice", &other);
    let other = Deployment::load(&world.path("another.json")).unwrap();
    let refused = |alter: fn(&mut Deployment, &Deployment), said: &[&str]| {
        let file = altered(&world, |deployment| alter(deployment, &other));
        let line = [&["--deployment", &file][..], &check_dao(&artifacts)].concat();
        let run = world.run("//Bob", &line);
        for said in said {
            assert!(run.err.contains(said), "no {said:?} in {}", run.err);
        }
        run.fails(5, "not as it should be");
    };
    refused(
        |file, other| file.dataset_nft = other.dataset_nft,
        &["datasets of the splitter is", "owner of dataset-nft is"],
    );
    refused(|file, other| file.node_registry = other.node_registry, &["nodes of the splitter is"]);
    refused(|file, other| file.model_registry = other.model_registry, &["models of the splitter is"]);
    refused(
        |file, other| file.royalty_splitter = other.royalty_splitter,
        &["splitter of the ledger is", "ledger of the splitter is"],
    );
    let ledgers: &[&str] = &["ledger of the splitter is", "splitter of the ledger is"];
    refused(|file, other| file.attribution_ledger = other.attribution_ledger, ledgers);
    refused(|file, other| file.governance = other.governance, &["owner of royalty-splitter is"]);
    // Another contract altogether, and none.
    refused(|file, _| file.governance = file.dataset_nft, &["code of governance is", "quorum is unreadable"]);
    refused(|file, _| file.model_registry = Address::repeat_byte(7), &["code of model-registry is none"]);
}

#[tokio::test]
async fn the_deployer_wires_once() {
    let world = World::deployed();
    let suite = world.suite().await;
    let (splitter, ledger) = (&suite.royalty_splitter, suite.attribution_ledger.address());
    for who in ["Alice", "Bob"] {
        let call = wireCall { ledger: Address::repeat_byte(9) };
        let refused = splitter.write(&Signer::dev(who).unwrap(), call).await.unwrap_err();
        assert_eq!(refused.revert_as(), Some(IRoyaltySplitter::AlreadyWired { ledger }), "{who}: {refused}");
    }
}

#[tokio::test]
async fn what_votes_changed_is_shown_beside_what_the_dao_was_made_with() {
    let world = World::deployed();
    let artifacts = artifacts();
    let dao = world.suite().await.governance.address();
    let ferdie = Signer::dev("Ferdie").unwrap().address();
    let actions = vec![
        Action::call(dao, &setVotingDelayCall { newVotingDelay: 3u64.try_into().unwrap() }),
        Action::call(
            dao,
            &mintCall {
                to: Signer::dev("Eve").unwrap().address(),
                amount: U256::from(5_000_000_000_000_000_000u64),
            },
        ),
        Action::call(dao, &updateQuorumNumeratorCall { newQuorumNumerator: U256::from(200_000) }),
        Action::call(dao, &setProposalGuardianCall { newProposalGuardian: ferdie }),
    ];
    world.decide_all(actions, "Slower, more of us, and another guardian").await;
    let checked = world.json("//Bob", &[&CHECK[..], &["--artifacts", &artifacts]].concat());
    assert_eq!(found(&checked, "voting delay")["found"], "3 blocks");
    for (what, is) in [("quorum", "20 %".to_owned()), ("guardian of the DAO", ferdie.to_string())] {
        let finding = found(&checked, what);
        assert_eq!((&finding["found"], &finding["expected"]), (&json!(is), &json!(null)), "{what}");
    }
    for waits in ["scheduled ledger of the splitter", "scheduled committee of the ledger"] {
        assert_eq!(found(&checked, waits)["found"], "none");
    }
    assert_eq!(
        (&found(&checked, "voting delay")["expected"], &checked["governance"]),
        (&json!(null), &json!(format!("{dao:#x}")))
    );
    let first = "delay 1 block, ";
    let dave = Signer::dev("Dave").unwrap().address();
    for line in [[&CHECK[..], &["--artifacts", &artifacts]].concat(), check_dao(&artifacts)] {
        let checked = world.json("//Bob", &line);
        assert_eq!(found(&checked, "voting delay")["found"], "3 blocks");
        assert_eq!(found(&checked, "supply of votes")["found"], "1005");
        assert_eq!(found(&checked, "first supply of votes")["found"], "1000");
        assert_eq!(found(&checked, "first guardian of the DAO")["found"], json!(dave.to_string()));
        let rules = found(&checked, "first rules of the DAO")["found"].as_str().unwrap();
        assert!(rules.starts_with(first) && rules.contains("quorum 10 %"), "{rules}");
        let judged = line.contains(&"--dao");
        assert_eq!(found(&checked, "first supply of votes")["expected"].is_string(), judged);
    }
    // The command that deployed names what is not as it was.
    let said = world.run("//Alice", &deploy(&["--yes"]));
    let guardian = format!("guardian of the DAO is {ferdie}, not {dave}");
    for differs in ["voting delay is 3 blocks, not 1 block;", "quorum is 20 %, not 10 %", &guardian] {
        assert!(said.err.contains(differs), "no {differs:?} in {}", said.err);
    }
    said.fails(5, "supply of votes is 1005, not 1000");

    // It was not made with what votes made of it.
    let file = std::fs::read_to_string(world.path(DAO)).unwrap();
    let altered = |from: &str, to: &str| {
        assert!(file.contains(from), "no {from:?} in {file}");
        std::fs::write(world.path(DAO), file.replace(from, to)).unwrap();
        world.run("//Bob", &check_dao(&artifacts))
    };
    altered("voting_delay = 1\n", "voting_delay = 3\n").fails(5, "first rules of the DAO is delay 1 block, ");
    altered("quorum = \"100000ppm\"", "quorum = \"20%\"").fails(5, "first rules of the DAO is ");
    let (dave, ferdie) = (address("Dave"), address("Ferdie"));
    altered(&format!("guardian = \"{dave}\""), &format!("guardian = \"{ferdie}\""))
        .fails(5, "first guardian of the DAO is ");
    let more = format!("[[holders]]\nwho = \"{ferdie}\"\nvotes = \"5\"\n");
    std::fs::write(world.path(DAO), file.clone() + &more).unwrap();
    world.run("//Bob", &check_dao(&artifacts)).fails(5, "first supply of votes is 1000, not 1005");
}
