//! Who owned the contracts first, and whether anything has happened since they were made.

use serde_json::{json, Value};
use tributary_cli::deploy::{prove, Against, Artifacts, Founding, Plan};
use tributary_client::{
    abi::{
        constructors::{self, AttributionLedgerArguments, GovernanceArguments, RoyaltySplitterArguments},
        IAttributionLedger,
        IGovernance::{self, syncVotesCall},
        IOwned, IRoyaltySplitter,
    },
    Address, Client, Code, Deployment, Instantiation, Origin, Signer, B256,
};
use tributary_core::{Account, Wei};
use tributary_devnode::Options;

use crate::{
    announced::announce,
    user::{address, deploy, member, World, COMMITTEE_DELAY, DAO, ESCAPE_AFTER, EXIT_DELAY, UNBONDING, VOTE},
};

const COIN: u128 = 1_000_000_000_000_000_000;

/// What is said of a contract that the DAO owned first, and of a DAO that was made by its file.
const DAO_FIRST: &str = "the DAO, by its address";
const AS_IN_FILE: &str = "as in the DAO's file, by its address";

/// What the DAO owns.
const OWNED: [&str; 5] =
    ["dataset-nft", "node-registry", "model-registry", "royalty-splitter", "attribution-ledger"];

/// What the line of [`deploy`] says.
fn plan(world: &World) -> Plan {
    let alice = Signer::dev("Alice").unwrap().address();
    Plan {
        dao: Founding::load(&world.path(DAO), |who| Ok(who.parse().unwrap())).unwrap(),
        guardian: alice,
        treasury: Some(alice),
        committee: (1..=4).map(|number| member(number).parse().unwrap()).collect(),
        min_node_stake: 2 * COIN,
        min_oracle_stake: 3 * COIN,
        unbonding_blocks: UNBONDING,
        ledger: IAttributionLedger::Params {
            challengeWindow: 4,
            maxPending: 4,
            maxReportAge: 12,
            maxVoucherLife: 8,
            deadAfter: 5,
            retirementGrace: 5,
            committeeDelay: COMMITTEE_DELAY,
            stageBlocks: 1,
        },
        splitter: IRoyaltySplitter::Params {
            exitDelay: EXIT_DELAY,
            escapeAfter: ESCAPE_AFTER,
            recipientDelay: 2,
        },
    }
}

/// What the DAO's constructor takes.
fn founded(founding: &Founding) -> Vec<u8> {
    let (params, floors) = (&founding.params, &founding.floors);
    let (holders, amounts) = founding.holders.iter().copied().unzip();
    GovernanceArguments {
        guardian: founding.guardian.unwrap(),
        params: IGovernance::Params {
            votingDelay: params.voting_delay,
            votingPeriod: params.voting_period,
            lateQuorumExtension: params.late_quorum_extension,
            timelockDelay: params.timelock_delay,
            gracePeriod: params.grace_period,
            quorumNumerator: params.quorum_numerator.0,
            proposalThreshold: params.proposal_threshold,
        },
        floors: IGovernance::Floors {
            votingPeriod: floors.voting_period,
            timelockDelay: floors.timelock_delay,
        },
        earning: IGovernance::Earning { rate: founding.earning.rate, cap: founding.earning.cap },
        holders,
        amounts,
    }
    .encode()
}

/// Whoever puts contracts on the chain by hand.
struct Hand {
    client: Client,
    alice: Signer,
    salt: B256,
}

impl Hand {
    async fn put(&self, contract: &str, arguments: Vec<u8>) -> Address {
        let code = Code::Upload(tributary_sandbox::artifact::code(contract).unwrap());
        let instantiation = Instantiation { code, arguments, value: Wei::ZERO, salt: Some(self.salt.0) };
        self.client.instantiate(&self.alice, instantiation).await.unwrap().0
    }
}

/// A deployment by this plan, of which Alice made the contract `hers` for herself and handed it to the DAO then.
async fn made(world: &World, plan: &Plan, salt: B256, hers: Option<&str>) -> Deployment {
    let client = Client::connect(&world.chain.url()).await.unwrap();
    let genesis_hash = client.genesis_hash();
    let hand = Hand { client, alice: Signer::dev("Alice").unwrap(), salt };
    let (client, alice) = (&hand.client, &hand.alice);
    let governance = hand.put("governance", founded(&plan.dao)).await;
    let owner = |contract: &str| if hers == Some(contract) { alice.address() } else { governance };
    let dataset_nft = hand.put("dataset-nft", constructors::dataset_nft(owner("dataset-nft"))).await;
    let arguments = constructors::node_registry(
        owner("node-registry"),
        plan.min_node_stake,
        plan.min_oracle_stake,
        plan.unbonding_blocks,
    );
    let node_registry = hand.put("node-registry", arguments).await;
    let arguments = constructors::model_registry(owner("model-registry"));
    let model_registry = hand.put("model-registry", arguments).await;
    let arguments = RoyaltySplitterArguments {
        owner: owner("royalty-splitter"),
        guardian: plan.guardian,
        treasury: plan.treasury.unwrap(),
        dataset_nft,
        node_registry,
        model_registry,
        params: plan.splitter.clone(),
    };
    let royalty_splitter = hand.put("royalty-splitter", arguments.encode()).await;
    let arguments = AttributionLedgerArguments {
        owner: owner("attribution-ledger"),
        guardian: plan.guardian,
        splitter: royalty_splitter,
        genesis_hash,
        committee: plan.committee.clone(),
        params: plan.ledger.clone(),
    };
    let attribution_ledger = hand.put("attribution-ledger", arguments.encode()).await;
    let wire = IRoyaltySplitter::wireCall { ledger: attribution_ledger };
    client.write(alice, royalty_splitter, wire, Wei::ZERO).await.unwrap();
    let wire = IGovernance::wireCall { splitter: royalty_splitter };
    client.write(alice, governance, wire, Wei::ZERO).await.unwrap();
    let addresses = [dataset_nft, node_registry, model_registry, royalty_splitter, attribution_ledger];
    for (contract, address) in OWNED.into_iter().zip(addresses) {
        if hers == Some(contract) {
            let call = IOwned::transferOwnershipCall { newOwner: governance };
            client.write(alice, address, call, Wei::ZERO).await.unwrap();
        }
    }
    Deployment {
        genesis_hash,
        deployed_at: client.finalized_block().await.unwrap().number,
        governance,
        dataset_nft,
        royalty_splitter,
        attribution_ledger,
        node_registry,
        model_registry,
        origin: Some(Origin { deployer: alice.address(), salt }),
    }
}

/// What of a deployment does not hold, as if it had just been made.
async fn wrong(world: &World, deployment: &Deployment, plan: &Plan) -> Vec<String> {
    let client = Client::connect(&world.chain.url()).await.unwrap();
    let artifacts = Artifacts::at(tributary_sandbox::artifact::folder().unwrap());
    let proof = prove(&client, deployment, &artifacts, Against::Fresh(plan)).await.unwrap();
    proof.findings.into_iter().filter(|finding| !finding.holds).map(|finding| finding.what).collect()
}

/// The line of `deploy check`.
fn check(more: &[&str]) -> Vec<String> {
    let artifacts = tributary_sandbox::artifact::folder().unwrap().display().to_string();
    let line = ["deploy", "check", "--artifacts", &artifacts];
    line.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

/// What was read of something, and what it should be.
fn found(checked: &Value, what: &str) -> (String, Option<String>) {
    let findings = checked["proof"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["what"] == what);
    let finding = finding.unwrap_or_else(|| panic!("no {what}: {checked}"));
    assert_eq!(finding["holds"], true, "{finding}");
    (finding["found"].as_str().unwrap().to_owned(), finding["expected"].as_str().map(str::to_owned))
}

/// Something that is as it should be.
fn as_it_should(is: &str) -> (String, Option<String>) {
    (is.to_owned(), Some(is.to_owned()))
}

/// Something that anything would do for.
fn shown(is: &str) -> (String, Option<String>) {
    (is.to_owned(), None)
}

#[tokio::test]
async fn a_contract_that_was_handed_to_the_dao_is_not_taken_for_one_that_was_made_for_it() {
    let world = World::new(Options::default());
    let plan = plan(&world);
    let honest = made(&world, &plan, B256::repeat_byte(1), None).await;
    assert_eq!(wrong(&world, &honest, &plan).await, Vec::<String>::new());
    honest.save(&world.path("deployment.json")).unwrap();
    world.run("//Bob", &check(&["--dao", DAO])).ok();
    for (number, hers) in (2..).zip(OWNED) {
        let crooked = made(&world, &plan, B256::repeat_byte(number), Some(hers)).await;
        let what = format!("first owner of {hers}");
        // Its owner is the DAO by now, and so is everything else as it should be.
        assert_eq!(wrong(&world, &crooked, &plan).await, std::slice::from_ref(&what));
        // Nothing was ever proposed: nobody needs a plan to tell.
        crooked.save(&world.path("deployment.json")).unwrap();
        for (who, line) in [("//Bob", check(&[])), ("//Alice", deploy(&["--yes"]))] {
            let said = world.run(who, &line);
            assert_eq!(said.err.matches(" is unproven ").count(), 1, "{}", said.err);
            said.fails(5, &format!("{what} is unproven "));
        }
    }
}

#[tokio::test]
async fn a_dao_that_was_made_otherwise_is_told_from_its_file() {
    let world = World::new(Options::default());
    let plan = plan(&world);
    // As many votes in all, and other hands.
    let mut other = plan.clone();
    other.dao.holders[0].1 -= VOTE;
    other.dao.holders[1].1 += VOTE;
    let deployment = made(&world, &other, B256::repeat_byte(1), None).await;
    assert_eq!(wrong(&world, &deployment, &other).await, Vec::<String>::new());
    let holders = &plan.dao.holders;
    let expected = [
        format!("votes of {}", holders[0].0),
        format!("votes of {}", holders[1].0),
        "constructor of governance".to_owned(),
    ];
    assert_eq!(wrong(&world, &deployment, &plan).await, expected);
    deployment.save(&world.path("deployment.json")).unwrap();
    world.run("//Bob", &check(&[])).ok();
    world.run("//Bob", &check(&["--dao", DAO])).fails(5, "constructor of governance is unproven ");
}

#[tokio::test]
async fn what_votes_may_have_changed_says_nothing_of_the_first_owner_and_the_rest_still_does() {
    let world = World::deployed();
    let checked = world.json("//Bob", &check(&["--dao", DAO]));
    for contract in OWNED {
        assert_eq!(found(&checked, &format!("first owner of {contract}")), as_it_should(DAO_FIRST));
    }
    assert_eq!(found(&checked, "constructor of governance"), as_it_should(AS_IN_FILE));
    let (untold, expected) = found(&world.json("//Bob", &check(&[])), "constructor of governance");
    assert!(untold.starts_with("not derivable: no contract says") && expected.is_none(), "{untold}");

    let bob = Signer::dev("Bob").unwrap().address();
    let splitter = world.suite().await.royalty_splitter.address();
    let call = IRoyaltySplitter::setTreasuryCall { newTreasury: bob };
    world.decide(splitter, &call, "Another treasury").await;
    let checked = world.json("//Bob", &check(&["--dao", DAO]));
    let (of_splitter, expected) = found(&checked, "first owner of royalty-splitter");
    assert!(of_splitter.starts_with("not derivable: votes have changed"), "{of_splitter}");
    assert_eq!(expected, None);
    for contract in ["dataset-nft", "node-registry", "model-registry"] {
        assert_eq!(found(&checked, &format!("first owner of {contract}")), as_it_should(DAO_FIRST));
    }
    assert_eq!(found(&checked, "first owner of attribution-ledger"), shown(DAO_FIRST));
    assert_eq!(found(&checked, "constructor of governance"), shown(AS_IN_FILE));
    assert_eq!(found(&checked, "proposals made"), shown("1"));
    assert_eq!(found(&checked, "proposals under way"), shown("none"));
    // The plan knows what the treasury was before.
    let said = world.run("//Alice", &deploy(&["--yes"])).fails(5, "treasury of the splitter is");
    assert!(!said.err.contains("unproven"), "{}", said.err);
}

#[tokio::test]
async fn a_plan_tells_who_was_first_whatever_was_voted_since() {
    let world = World::new(Options::default());
    let crooked = made(&world, &plan(&world), B256::repeat_byte(1), Some("royalty-splitter")).await;
    crooked.save(&world.path("deployment.json")).unwrap();
    // A vote that changes nothing.
    let call = IRoyaltySplitter::setTreasuryCall { newTreasury: Signer::dev("Alice").unwrap().address() };
    world.decide(crooked.royalty_splitter, &call, "The same treasury").await;
    let (doubted, expected) =
        found(&world.json("//Bob", &check(&["--dao", DAO])), "first owner of royalty-splitter");
    assert!(doubted.ends_with("or another owner was first") && expected.is_none(), "{doubted}");
    world.run("//Alice", &deploy(&["--yes"])).fails(5, "first owner of royalty-splitter is unproven ");
}

#[tokio::test]
async fn a_file_that_does_not_say_how_it_was_made_is_read_and_shows_nothing_of_the_first_owners() {
    let world = World::deployed();
    let file = world.path("deployment.json");
    let written = Deployment::load(&file).unwrap();
    let origin = written.origin.unwrap();
    assert_eq!(origin.deployer, Signer::dev("Alice").unwrap().address());

    let without = Deployment { origin: None, ..written.clone() };
    without.save(&file).unwrap();
    let checked = world.json("//Bob", &check(&["--dao", DAO]));
    let whats: Vec<_> = OWNED.iter().map(|contract| format!("first owner of {contract}")).collect();
    for what in &whats {
        let (found, expected) = found(&checked, what);
        assert!(found.starts_with("not derivable: the deployment file") && expected.is_none(), "{found}");
    }
    assert_eq!(world.json("//Alice", &deploy(&["--yes"]))["deployed_before"], true);
    let expected = [vec!["constructor of governance".to_owned()], whats].concat();
    assert_eq!(wrong(&world, &without, &plan(&world)).await, expected);

    for origin in [
        Origin { salt: B256::repeat_byte(9), ..origin },
        Origin { deployer: Signer::dev("Bob").unwrap().address(), ..origin },
    ] {
        Deployment { origin: Some(origin), ..written.clone() }.save(&file).unwrap();
        let said = world.run("//Bob", &check(&[]));
        assert_eq!(said.err.matches(" is unproven ").count(), OWNED.len(), "{}", said.err);
        said.fails(5, "first owner of dataset-nft is unproven ");
    }
}

#[tokio::test]
async fn whatever_happened_is_found_where_nothing_can_have() {
    let world = World::deployed();
    let (plan, deployment) = (plan(&world), Deployment::load(&world.path("deployment.json")).unwrap());
    assert_eq!(wrong(&world, &deployment, &plan).await, Vec::<String>::new());
    let checked = world.json("//Bob", &check(&[]));
    for what in ["proposals made", "newest epoch of the ledger", "pause of the ledger"] {
        assert_eq!(found(&checked, what), shown("none"));
    }

    world.json("//Alice", &["pause", "ledger"]);
    assert_eq!(wrong(&world, &deployment, &plan).await, ["pause of the ledger"]);
    let (pause, _) = found(&world.json("//Bob", &check(&[])), "pause of the ledger");
    assert!(pause.starts_with("until block "), "{pause}");
    world.json("//Alice", &["unpause", "ledger"]);
    let (pause, _) = found(&world.json("//Bob", &check(&[])), "pause of the ledger");
    assert!(pause.starts_with("over since block "), "{pause}");

    world.json("//Alice", &["dao", "delegate"]);
    world.mine(1).await;
    let call = format!("splitter.setTreasury({})", address("Eve"));
    world.json("//Alice", &["dao", "propose", "--description", "A gift", "--action", &call]);
    assert_eq!(wrong(&world, &deployment, &plan).await, ["proposals made", "pause of the ledger"]);
    assert_eq!(found(&world.json("//Bob", &check(&[])), "proposals under way"), shown("1 pending"));

    world.json("//Bob", &["deposit", "2coin"]);
    world.mine(2).await;
    let bob = tributary_core::Address(Signer::dev("Bob").unwrap().address().into_array());
    announce(&world, None, bob, &[(Account::Treasury, COIN)]).await;
    let expected = ["proposals made", "newest epoch of the ledger", "pause of the ledger"];
    assert_eq!(wrong(&world, &deployment, &plan).await, expected);
    world.mine(4).await;
    world.json("//Bob", &["epoch", "finalize"]);
    let dao = world.suite().await.governance;
    dao.write(&Signer::dev("Bob").unwrap(), syncVotesCall {}).await.unwrap();
    let expected = [
        "proposals made",
        "newest epoch of the ledger",
        "final epoch of the ledger",
        "final epoch of the splitter",
        "epoch of the votes that the DAO has read",
        "pause of the ledger",
    ];
    assert_eq!(wrong(&world, &deployment, &plan).await, expected);
    let checked = world.json("//Bob", &check(&[]));
    assert_eq!(found(&checked, "final epoch of the splitter"), shown("1"));
    assert_eq!(checked["origin"], json!(deployment.origin));
}
