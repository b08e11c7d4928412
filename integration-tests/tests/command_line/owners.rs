//! What the owner and the guardian do: pauses, committees, ledgers. The owner is the DAO, so what its members
//! can do is to vote; whoever else owns a contract acts by itself.

use serde_json::{json, Value};
use tributary_client::{
    abi::{
        constructors::AttributionLedgerArguments, IAttributionLedger, IOwned, IPausable, IRoyaltySplitter,
    },
    Address, Code, Instantiation, Signer,
};
use tributary_core::Wei;

use crate::user::{
    address, deploy, deploy_ledger, member, with, World, COMMITTEE_DELAY, ESCAPE_AFTER, EXIT_DELAY,
};

/// What a refusal tells its reader to propose.
fn action(wording: &str) -> String {
    format!("tributary dao propose --description 'WHY' --action '{wording}'")
}

#[test]
fn a_pause_stops_deposits_until_it_is_ended() {
    let world = World::deployed();
    world.run("//Bob", &["pause", "splitter"]).fails(3, "not guardian");
    let paused = world.json("//Alice", &["pause", "splitter"]);
    assert_eq!(paused["paused"], true);
    world.run("//Bob", &["deposit", "1coin"]).fails(3, "paused");
    world.run("//Alice", &["pause", "splitter"]).fails(3, "paused");
    assert_eq!(world.json("//Alice", &["unpause", "splitter"])["paused"], false);
    world.json("//Bob", &["deposit", "1coin"]);
    world.run("//Alice", &["unpause", "splitter"]).fails(3, "not paused");
    world.run("//Alice", &["pause", "splitter"]).fails(3, "cooling down");
    assert_eq!(world.json("//Alice", &["pause", "ledger"])["paused"], true);
    assert_eq!(world.json("//Alice", &["epoch", "list"])["paused"], true);
    world.run("//Alice", &["pause", "everything"]).fails(2, "everything");
}

#[tokio::test]
async fn the_dao_ends_a_pause_over_the_guardians_head() {
    let world = World::deployed();
    world.json("//Alice", &["pause", "splitter"]);
    world.run("//Bob", &["unpause", "splitter"]).fails(3, &action("splitter.unpause()"));
    let splitter = world.suite().await.royalty_splitter.address();
    world.decide(splitter, &IPausable::unpauseCall {}, "Go on").await;
    world.json("//Bob", &["deposit", "1coin"]);
    // The guardian's own word on it is the contract's to judge.
    world.run("//Alice", &["unpause", "splitter"]).fails(3, "not paused");
}

#[tokio::test]
async fn roles_are_the_daos_to_give_until_it_gives_a_contract_away() {
    let world = World::deployed();
    let roles = world.json("//Bob", &["role", "show"]);
    let [alice, bob, dave] = ["Alice", "Bob", "Dave"].map(address);
    let owners = roles["owners"].as_array().unwrap();
    assert_eq!(owners.len(), 5);
    assert!(owners.iter().all(|contract| contract["owner"] == roles["dao"]), "{roles}");
    assert_eq!((&roles["treasury"], &roles["dao_guardian"]), (&json!(alice), &json!(dave)));

    // Not even who deployed it, and guards it, and holds most votes, gives a role alone.
    let mixed = Signer::dev("Bob").unwrap().address();
    for (line, said) in [
        (["role", "owner", "ledger", &bob].to_vec(), format!("ledger.transferOwnership({mixed})")),
        (["role", "guardian", "ledger", &bob].to_vec(), format!("ledger.setGuardian({mixed})")),
        (["role", "treasury", &bob].to_vec(), format!("splitter.setTreasury({mixed})")),
    ] {
        world.run("//Alice", &line).fails(3, &action(&said));
        world.run("//Bob", &line).fails(3, &action(&said));
    }
    assert_eq!(world.json("//Bob", &["role", "show"]), roles, "nothing changed");

    let suite = world.suite().await;
    let (ledger, splitter) = (suite.attribution_ledger.address(), suite.royalty_splitter.address());
    world.decide(ledger, &IPausable::setGuardianCall { newGuardian: mixed }, "Another guardian").await;
    let call = IRoyaltySplitter::setTreasuryCall { newTreasury: mixed };
    world.decide(splitter, &call, "Another treasury").await;
    let roles = world.json("//Bob", &["role", "show"]);
    assert_eq!((&roles["ledger_guardian"], &roles["splitter_guardian"]), (&json!(bob), &json!(alice)));
    assert_eq!(roles["treasury"], bob);

    // Whoever the DAO makes the owner acts by transactions of its own.
    world.decide(ledger, &IOwned::transferOwnershipCall { newOwner: mixed }, "Another owner").await;
    world.run("//Alice", &["role", "guardian", "ledger", &alice]).fails(3, "not owner");
    let roles = world.json("//Bob", &["role", "guardian", "ledger", &alice]);
    assert_eq!(roles["ledger_guardian"], alice);
    assert_eq!(
        (&roles["owners"][2]["contract"], &roles["owners"][2]["owner"]),
        (&json!("ledger"), &json!(bob))
    );
}

#[tokio::test]
async fn a_committee_follows_another_after_a_delay() {
    let world = World::deployed();
    let committee = world.json("//Bob", &["committee", "show"]);
    assert_eq!((&committee["version"], &committee["scheduled"]), (&json!(1), &json!(false)));
    assert_eq!(
        committee["members"][0],
        json!({ "signer": member(1), "registered": false, "endpoint": null })
    );
    world.run("//Alice", &["committee", "activate"]).fails(3, "no committee scheduled");

    let next: Vec<String> = (5..=8).map(member).collect();
    let schedule =
        [&["committee", "schedule"][..], &next.iter().map(String::as_str).collect::<Vec<_>>()].concat();
    world.run("//Alice", &schedule[..4]).fails(2, "3f+1");
    let members: Vec<Address> = next.iter().map(|member| member.parse().unwrap()).collect();
    let written = members.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let said = action(&format!("ledger.scheduleCommittee([{written}])"));
    world.run("//Alice", &schedule).fails(3, &said);
    let ledger = world.suite().await.attribution_ledger.address();
    let call = IAttributionLedger::scheduleCommitteeCall { members };
    let decided = world.decide(ledger, &call, "Another committee").await;
    let scheduled = world.json("//Bob", &["committee", "show"]);
    assert_eq!(scheduled["scheduled_members"][3]["signer"], member(8));
    let from = scheduled["scheduled_may_follow_from_block"].as_u64().unwrap();
    let until = scheduled["scheduled_may_follow_until_block"].as_u64().unwrap();
    assert_eq!(from, u64::from(decided.block_number + COMMITTEE_DELAY));
    assert_eq!((until, &scheduled["scheduled_lapsed"]), (from + u64::from(COMMITTEE_DELAY), &json!(false)));
    world.run("//Bob", &["committee", "activate"]).fails(3, "committee not due");
    let term = format!("from block {from} until block {until}");
    let said = format!("scheduled committee of the ledger is {written} {term}, not none");
    world.run("//Alice", &deploy(&["--yes"])).fails(5, &said);

    // Nobody puts it in place in time.
    let done = world.suite().await.attribution_ledger.client().finalized_block().await.unwrap().number;
    world.mine(u32::try_from(until).unwrap() + 1 - done).await;
    world.run("//Bob", &["committee", "activate"]).fails(3, "committee lapsed");
    assert_eq!(world.json("//Bob", &["committee", "show"])["scheduled_lapsed"], true);
    let said = format!("scheduled committee of the ledger is {written}, which lapsed at block {until}");
    world.run("//Alice", &deploy(&["--yes"])).fails(5, &said);

    // The DAO gives it up, and decides the same again.
    let said = action("ledger.cancelCommittee()");
    world.run("//Alice", &["committee", "cancel"]).fails(3, &said);
    world.decide(ledger, &IAttributionLedger::cancelCommitteeCall {}, "Too late").await;
    let cancelled = world.json("//Bob", &["committee", "show"]);
    assert_eq!((&cancelled["scheduled"], &cancelled["scheduled_members"]), (&json!(false), &json!([])));
    world.run("//Bob", &["committee", "activate"]).fails(3, "no committee scheduled");
    world.decide(ledger, &call, "Another committee, in time").await;

    world.mine(COMMITTEE_DELAY).await;
    // Anyone may.
    let active = world.json("//Bob", &["committee", "activate"]);
    assert_eq!((&active["version"], &active["scheduled"]), (&json!(2), &json!(false)));
    assert_eq!(active["members"][0]["signer"], member(5));
    assert_ne!(active["config_digest"], committee["config_digest"]);
}

#[tokio::test]
async fn who_deposits_is_told_of_who_may_take_office_before_it_could_leave() {
    const NOTICE: u32 = EXIT_DELAY + ESCAPE_AFTER;
    const FIELD: &str = "may_take_office_before_an_exit";
    let world = World::deployed();
    let deposit = ["deposit", "1coin", "--json"];
    let quiet = world.run("//Bob", &deposit).ok();
    assert!(!quiet.err.contains("warning"), "{}", quiet.err);
    assert_eq!(quiet.json()[FIELD], json!([]));

    let (suite, next) = (world.suite().await, Address::repeat_byte(0x99));
    let schedule = IRoyaltySplitter::scheduleLedgerCall { ledger: next };
    let splitter = suite.royalty_splitter.address();
    let decided = world.decide(splitter, &schedule, "Another ledger").await;
    let from = decided.block_number + NOTICE;
    let warned = world.run("//Bob", &deposit).ok();
    let lines: Vec<_> = warned.err.lines().filter(|line| line.starts_with("warning: ")).collect();
    assert_eq!(lines.len(), 1, "{}", warned.err);
    let blocks =
        format!("another ledger ({next}) may take office in any block from {from} to {}", from + NOTICE);
    assert!(lines[0].contains(&blocks), "{}", lines[0]);
    let found = warned.json()[FIELD].clone();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!((&found[0]["office"], &found[0]["who"]), (&json!("ledger"), &json!([next])));
    // There is no contract that would say who is in its committee.
    assert_eq!(found[0]["committee"], json!(null));
    assert!(lines[0].contains("a committee that it does not name"), "{}", lines[0]);
    assert_eq!((&found[0]["from_block"], &found[0]["until_block"]), (&json!(from), &json!(from + NOTICE)));

    // Cancelled, it is nobody's worry.
    world.decide(splitter, &IRoyaltySplitter::cancelLedgerCall {}, "Rather not").await;
    let quiet = world.run("//Bob", &deposit).ok();
    assert!(!quiet.err.contains("warning"), "{}", quiet.err);
    let shown = world.json("//Bob", &["ledger", "show"]);
    assert_eq!((&shown["scheduled"], &shown["scheduled_lapsed"]), (&json!(null), &json!(null)));
}

/// A ledger that would settle on the splitter, but is Alice's.
async fn alices_ledger(world: &World) -> Address {
    let (suite, alice) = (world.suite().await, Signer::dev("Alice").unwrap());
    let ledger = &suite.attribution_ledger;
    let arguments = AttributionLedgerArguments {
        owner: alice.address(),
        guardian: alice.address(),
        splitter: suite.royalty_splitter.address(),
        genesis_hash: ledger.client().genesis_hash(),
        committee: (1..=4).map(Address::repeat_byte).collect(),
        params: ledger.read(IAttributionLedger::paramsCall {}).await.unwrap(),
    };
    let instantiation = Instantiation {
        code: Code::Upload(tributary_sandbox::artifact::code("attribution-ledger").unwrap()),
        arguments: arguments.encode(),
        value: Wei::ZERO,
        salt: None,
    };
    ledger.client().instantiate(&alice, instantiation).await.unwrap().0
}

#[tokio::test]
async fn a_ledger_follows_another_and_old_files_are_refused() {
    let world = World::deployed();
    let old = std::fs::read(world.path("deployment.json")).unwrap();
    std::fs::write(world.path("old.json"), &old).unwrap();
    let old: Value = serde_json::from_slice(&old).unwrap();
    let before = world.json("//Bob", &["ledger", "show"]);
    assert_eq!((&before["in_office"], &before["scheduled"]), (&old["attribution_ledger"], &json!(null)));
    world.run("//Bob", &["ledger", "activate"]).fails(3, "no ledger scheduled");

    // What is no ledger of this splitter cannot be scheduled by mistake.
    let (nft, nobody) = (old["dataset_nft"].as_str().unwrap(), member(0x99));
    world.run("//Alice", &["ledger", "schedule", nft]).fails(5, "this is no ledger");
    world.run("//Alice", &["ledger", "schedule", &nobody]).fails(5, "there is no contract");
    let another = [vec!["--deployment".into(), "another.json".into()], deploy(&["--yes"])].concat();
    let another = world.json("//Alice", &another)["attribution_ledger"].as_str().unwrap().to_owned();
    world.run("//Alice", &["ledger", "schedule", &another]).fails(5, "it settles on the splitter");

    let alices = alices_ledger(&world).await.to_string();
    world.run("//Alice", &["ledger", "schedule", &alices]).fails(5, "its owner is");

    let grace = async || {
        let ledger = world.suite().await.attribution_ledger;
        ledger.read(IAttributionLedger::paramsCall {}).await.unwrap().retirementGrace
    };
    assert_eq!(grace().await, 5);
    let line = with(deploy_ledger(), "--retirement-grace", "6");
    let next = world.json("//Alice", &line)["ledger"].as_str().unwrap().to_owned();
    world.run("//Alice", &with(line, "--max-report-age", "9")).fails(2, "MaxReportAge");
    let ledger: Address = next.parse().unwrap();
    let said = action(&format!("splitter.scheduleLedger({ledger})"));
    world.run("//Alice", &["ledger", "schedule", &next]).fails(3, &said);
    let splitter = world.suite().await.royalty_splitter.address();
    world.decide(splitter, &IRoyaltySplitter::scheduleLedgerCall { ledger }, "Another ledger").await;
    assert_eq!(world.json("//Bob", &["ledger", "show"])["scheduled"], json!(next));
    // Its committee can change before it is in office.
    let members: Vec<Address> = (5..=8).map(|number| member(number).parse().unwrap()).collect();
    let written = members.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let call = IAttributionLedger::scheduleCommitteeCall { members: members.clone() };
    world.decide(ledger, &call, "Another committee of the next ledger").await;
    let warned = world.json("//Bob", &["deposit", "1coin"])["may_take_office_before_an_exit"].clone();
    let offices: Vec<_> = warned.as_array().unwrap().iter().map(|found| &found["office"]).collect();
    assert_eq!(offices, [&json!("ledger"), &json!("committee of the scheduled ledger")]);
    assert_eq!((&warned[0]["committee"][0], &warned[1]["who"]), (&json!(member(1)), &json!(members)));
    let artifacts = tributary_sandbox::artifact::folder().unwrap().display().to_string();
    let checked = world.json("//Bob", &["deploy", "check", "--artifacts", &artifacts]);
    let findings = checked["proof"].as_array().unwrap();
    let of = |what: &str| {
        findings.iter().find(|finding| finding["what"] == what).unwrap()["found"].as_str().unwrap()
    };
    assert_eq!(of("committee of the scheduled ledger").split(", ").count(), 4);
    assert!(of("scheduled committee of the scheduled ledger").starts_with(&format!("{written} from block ")));
    world.decide(ledger, &IAttributionLedger::cancelCommitteeCall {}, "Rather not").await;
    let said = format!("scheduled ledger of the splitter is {ledger} from block");
    world.run("//Alice", &deploy(&["--yes"])).fails(5, &said);
    world.run("//Bob", &["ledger", "activate"]).fails(3, "ledger not due");
    let said = action("splitter.cancelLedger()");
    world.run("//Alice", &["ledger", "cancel"]).fails(3, &said);
    world.mine(EXIT_DELAY + ESCAPE_AFTER).await;
    let active = world.json("//Bob", &["ledger", "activate"]);
    assert_eq!((&active["in_office"], &active["in_deployment_file"]), (&json!(next), &json!(next)));
    assert_eq!(grace().await, 6, "the windows are those of the new one");
    let epochs = world.json("//Bob", &["epoch", "list"]);
    assert_eq!((&epochs["head_epoch"], &epochs["final_epoch"]), (&json!(0), &json!(0)), "of the new one");

    // Everybody else's file still names the ledger of before.
    // How it was made is in the file of who deployed it. The command line of the beginning has other windows.
    let check = |file: &str| {
        let artifacts = tributary_sandbox::artifact::folder().unwrap().display().to_string();
        let line = ["--deployment", file, "deploy", "check", "--artifacts", &artifacts];
        world.run("//Bob", &line.map(str::to_owned))
    };
    assert!(check("deployment.json").ok().out.contains("first ledger, by the deployment file"));
    world.json("//Alice", &deploy(&["--yes"]));
    let stale = world.run("//Bob", &["--deployment", "old.json", "deposit", "1coin"]);
    assert!(stale.err.to_lowercase().contains(old["attribution_ledger"].as_str().unwrap()), "{}", stale.err);
    assert!(stale.err.to_lowercase().contains(&next), "{}", stale.err);
    stale.fails(2, "ledger");
    let shown = world.json("//Bob", &["--deployment", "old.json", "ledger", "show"]);
    assert_ne!(shown["in_office"], shown["in_deployment_file"]);
    world.json("//Bob", &["--deployment", "old.json", "ledger", "adopt"]);
    world.run("//Bob", &["--deployment", "old.json", "deposit", "1coin"]).ok();
    check("old.json").fails(5, "first owner of attribution-ledger is unproven ");
    world.json("//Bob", &["--deployment", "old.json", "ledger", "adopt", "--made", "deployment.json"]);
    check("old.json").ok();
}

#[test]
fn epochs_are_listed_and_only_ended_in_their_time() {
    let world = World::deployed();
    let epochs = world.json("//Bob", &["epoch", "list"]);
    assert_eq!((&epochs["head_epoch"], &epochs["final_epoch"]), (&json!(0), &json!(0)));
    assert_eq!(epochs["pending_epochs"], json!([]));
    world.run("//Bob", &["epoch", "finalize"]).fails(3, "nothing pending");
    world.run("//Bob", &["epoch", "void-insolvent"]).fails(3, "nothing pending");
}
