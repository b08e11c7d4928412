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
    Address, Client, Code, ConstructorArguments, Deployment, Instantiation, Origin, Signer, B256,
};
use tributary_core::{Account, Wei};
use tributary_devnode::Options;

use crate::{
    announced::announce,
    user::{address, deploy, member, World, COMMITTEE_DELAY, DAO, ESCAPE_AFTER, EXIT_DELAY, UNBONDING, VOTE},
};

const COIN: u128 = 1_000_000_000_000_000_000;

/// What is said of a contract that the DAO owned first, and of a DAO that was made as the file says.
const DAO_FIRST: &str = "the DAO, by its address";
const AS_RECORDED: &str = "as the deployment file says, by its address";

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

/// As many votes in all, in other hands.
fn with_other_holders(plan: &Plan) -> Plan {
    let mut other = plan.clone();
    other.dao.holders[0].1 -= VOTE;
    other.dao.holders[1].1 += VOTE;
    other
}

/// What the DAO's constructor takes, written out apart from the program's own: a field that it put in another's place
/// would be in that place in a deployment and in its proof alike.
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
    let of_governance = founded(&plan.dao);
    let governance = hand.put("governance", of_governance.clone()).await;
    let owner = |contract: &str| if hers == Some(contract) { alice.address() } else { governance };
    let of_datasets = constructors::dataset_nft(owner("dataset-nft"));
    let dataset_nft = hand.put("dataset-nft", of_datasets.clone()).await;
    let of_nodes = constructors::node_registry(
        owner("node-registry"),
        plan.min_node_stake,
        plan.min_oracle_stake,
        plan.unbonding_blocks,
    );
    let node_registry = hand.put("node-registry", of_nodes.clone()).await;
    let of_models = constructors::model_registry(owner("model-registry"));
    let model_registry = hand.put("model-registry", of_models.clone()).await;
    let of_splitter = RoyaltySplitterArguments {
        owner: owner("royalty-splitter"),
        guardian: plan.guardian,
        treasury: plan.treasury.unwrap(),
        dataset_nft,
        node_registry,
        model_registry,
        params: plan.splitter.clone(),
    }
    .encode();
    let royalty_splitter = hand.put("royalty-splitter", of_splitter.clone()).await;
    let of_ledger = AttributionLedgerArguments {
        owner: owner("attribution-ledger"),
        guardian: plan.guardian,
        splitter: royalty_splitter,
        genesis_hash,
        committee: plan.committee.clone(),
        params: plan.ledger.clone(),
    }
    .encode();
    let attribution_ledger = hand.put("attribution-ledger", of_ledger.clone()).await;
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
        origin: Origin {
            deployer: alice.address(),
            salt,
            arguments: ConstructorArguments {
                governance: of_governance.into(),
                dataset_nft: of_datasets.into(),
                royalty_splitter: of_splitter.into(),
                attribution_ledger: of_ledger.into(),
                node_registry: of_nodes.into(),
                model_registry: of_models.into(),
            },
            later_ledgers: Vec::new(),
        },
    }
}

/// The same, in a file that says that it was made for the DAO.
fn denied(deployment: &Deployment, plan: &Plan) -> Deployment {
    let Deployment { governance: owner, dataset_nft, node_registry, model_registry, .. } = *deployment;
    let splitter = RoyaltySplitterArguments {
        owner,
        guardian: plan.guardian,
        treasury: plan.treasury.unwrap(),
        dataset_nft,
        node_registry,
        model_registry,
        params: plan.splitter.clone(),
    };
    let ledger = AttributionLedgerArguments {
        owner,
        guardian: plan.guardian,
        splitter: deployment.royalty_splitter,
        genesis_hash: deployment.genesis_hash,
        committee: plan.committee.clone(),
        params: plan.ledger.clone(),
    };
    let (node, oracle) = (plan.min_node_stake, plan.min_oracle_stake);
    let arguments = ConstructorArguments {
        governance: founded(&plan.dao).into(),
        dataset_nft: constructors::dataset_nft(owner).into(),
        royalty_splitter: splitter.encode().into(),
        attribution_ledger: ledger.encode().into(),
        node_registry: constructors::node_registry(owner, node, oracle, plan.unbonding_blocks).into(),
        model_registry: constructors::model_registry(owner).into(),
    };
    Deployment { origin: Origin { arguments, ..deployment.origin.clone() }, ..deployment.clone() }
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
    assert_eq!(denied(&honest, &plan), honest);
    honest.save(&world.path("deployment.json")).unwrap();
    world.run("//Bob", &check(&["--dao", DAO])).ok();
    for (number, hers) in (2..).zip(OWNED) {
        let crooked = made(&world, &plan, B256::repeat_byte(number), Some(hers)).await;
        let what = format!("first owner of {hers}");
        let denied = denied(&crooked, &plan);
        // Its owner is the DAO by now, and so is everything else as it should be, whether the file owns up or not.
        for (file, said) in [(&crooked, " is made otherwise (owner "), (&denied, " is unproven ")] {
            assert_eq!(wrong(&world, file, &plan).await, std::slice::from_ref(&what));
            file.save(&world.path("deployment.json")).unwrap();
            let lines =
                [("//Bob", check(&[])), ("//Bob", check(&["--dao", DAO])), ("//Alice", deploy(&["--yes"]))];
            for (who, line) in lines {
                let found = world.run(who, &line);
                let count = found.err.matches(" is unproven ").count()
                    + found.err.matches(" is made otherwise ").count();
                assert_eq!(count, 1, "{}", found.err);
                found.fails(5, &format!("{what}{said}"));
            }
        }
    }
}

#[tokio::test]
async fn a_proposal_hides_nothing_of_how_contracts_were_made() {
    let world = World::new(Options::default());
    let plan = plan(&world);
    let other = with_other_holders(&plan);
    for (number, hers) in (1..).zip(["royalty-splitter", "attribution-ledger"]) {
        let crooked = made(&world, &other, B256::repeat_byte(number), Some(hers)).await;
        let file = world.path("deployment.json");
        crooked.save(&file).unwrap();
        // One that changes nothing, and need not pass.
        world.json("//Alice", &["dao", "delegate"]);
        world.mine(1).await;
        let call = format!("splitter.setTreasury({})", address("Alice"));
        world.json("//Alice", &["dao", "propose", "--description", "Nothing", "--action", &call]);
        let what = format!("first owner of {hers}");
        for (file, said) in
            [(&crooked, " is made otherwise (owner "), (&denied(&crooked, &other), " is unproven ")]
        {
            file.save(&world.path("deployment.json")).unwrap();
            world.run("//Bob", &check(&[])).fails(5, &format!("{what}{said}"));
            for (who, line) in [("//Bob", check(&["--dao", DAO])), ("//Alice", deploy(&["--yes"]))] {
                let found = world.run(who, &line);
                assert!(found.err.contains("first holders of votes is "), "{}", found.err);
                found.fails(5, &format!("{what}{said}"));
            }
        }
        // Holders that the file says and the DAO was not made with.
        denied(&crooked, &plan).save(&file).unwrap();
        world.run("//Bob", &check(&[])).fails(5, "constructor of governance is unproven ");
    }
}

#[tokio::test]
async fn a_dao_that_was_made_otherwise_is_told_from_its_file() {
    let world = World::new(Options::default());
    let plan = plan(&world);
    let other = with_other_holders(&plan);
    let deployment = made(&world, &other, B256::repeat_byte(1), None).await;
    assert_eq!(wrong(&world, &deployment, &other).await, Vec::<String>::new());
    let holders = &plan.dao.holders;
    let expected = [
        format!("votes of {}", holders[0].0),
        format!("votes of {}", holders[1].0),
        "first holders of votes".to_owned(),
    ];
    assert_eq!(wrong(&world, &deployment, &plan).await, expected);
    deployment.save(&world.path("deployment.json")).unwrap();
    let (found, expected) = found(&world.json("//Bob", &check(&[])), "first holders of votes");
    assert!(found.contains(&format!("{} {}", holders[0].0, other.dao.holders[0].1 / VOTE)), "{found}");
    assert_eq!(expected, None);
    world.run("//Bob", &check(&["--dao", DAO])).fails(5, "first holders of votes is ");
}

#[tokio::test]
async fn who_was_first_is_proven_whatever_was_voted_since() {
    let world = World::deployed();
    let file = Deployment::load(&world.path("deployment.json")).unwrap();
    assert_eq!(file.origin.deployer, Signer::dev("Alice").unwrap().address());
    let bob = Signer::dev("Bob").unwrap().address();
    let call = IRoyaltySplitter::setTreasuryCall { newTreasury: bob };
    world.decide(file.royalty_splitter, &call, "Another treasury").await;
    for line in [check(&[]), check(&["--dao", DAO])] {
        let checked = world.json("//Bob", &line);
        for contract in OWNED {
            assert_eq!(found(&checked, &format!("first owner of {contract}")), as_it_should(DAO_FIRST));
        }
        assert_eq!(found(&checked, "constructor of governance"), as_it_should(AS_RECORDED));
        assert_eq!(found(&checked, "proposals made"), shown("1"));
        assert_eq!(found(&checked, "proposals under way"), shown("none"));
        let findings = checked["proof"].as_array().unwrap();
        let only_shown = findings.iter().filter(|finding| finding["expected"].is_null()).count();
        let said = checked["in_all"].as_str().unwrap();
        assert!(said.ends_with(&format!(", {only_shown} more are only shown")), "{said}");
        let table = world.run("//Bob", &line).ok().out;
        assert_eq!(table.trim_end().lines().last(), Some(said));
    }
    // The plan knows what the treasury was before.
    let said = world.run("//Alice", &deploy(&["--yes"])).fails(5, "treasury of the splitter is");
    assert!(!said.err.contains("unproven"), "{}", said.err);
}

#[tokio::test]
async fn a_file_that_does_not_say_how_it_was_made_is_none_and_one_that_lies_is_found_out() {
    let world = World::deployed();
    let file = world.path("deployment.json");
    let written = Deployment::load(&file).unwrap();
    let origin = &written.origin;
    let mut without: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    without.as_object_mut().unwrap().remove("origin");
    std::fs::write(&file, without.to_string()).unwrap();
    for (who, line) in [("//Bob", check(&[])), ("//Alice", deploy(&["--yes"]))] {
        world.run(who, &line).fails(2, "missing field `origin`");
    }
    for origin in [
        Origin { salt: B256::repeat_byte(9), ..origin.clone() },
        Origin { deployer: Signer::dev("Bob").unwrap().address(), ..origin.clone() },
    ] {
        Deployment { origin, ..written.clone() }.save(&file).unwrap();
        let said = world.run("//Bob", &check(&[]));
        assert_eq!(said.err.matches(" is unproven ").count(), OWNED.len() + 1, "{}", said.err);
        said.fails(5, "first owner of dataset-nft is unproven ");
    }
    let nothing = Origin { arguments: ConstructorArguments::default(), ..origin.clone() };
    Deployment { origin: nothing, ..written.clone() }.save(&file).unwrap();
    world.run("//Bob", &check(&[])).fails(5, "constructor of governance is unproven ");
}

#[tokio::test]
async fn a_first_ledger_does_not_pass_for_a_later_one() {
    let world = World::new(Options::default());
    let plan = plan(&world);
    let crooked = made(&world, &plan, B256::repeat_byte(1), None).await;
    // Another ledger than the one that was wired is said to be the first.
    let mut file = crooked.clone();
    let wired = file.origin.making(&file.origin.arguments.attribution_ledger);
    let eves = Plan { guardian: Signer::dev("Eve").unwrap().address(), ..plan.clone() };
    file.origin.arguments.attribution_ledger = denied(&crooked, &eves).origin.arguments.attribution_ledger;
    file.save(&world.path("deployment.json")).unwrap();
    world.run("//Bob", &check(&[])).fails(5, "first owner of attribution-ledger is unproven ");
    file.origin.learn([wired]);
    file.save(&world.path("deployment.json")).unwrap();
    let said = "first owner of attribution-ledger is made otherwise (not the first ledger, although nothing was ever";
    world.run("//Bob", &check(&[])).fails(5, said);
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
