use tributary_client::{
    abi::{IAttributionLedger, IGovernance, IModelRegistry, IRoyaltySplitter},
    dao::wording,
    Address, SolCall,
};

use super::*;
use crate::dao::contracts::tests::deployment;

/// Some version's hash.
const HASH: B256 = B256::repeat_byte(0xab);

/// Model 1's version 2 goes live.
fn live() -> String {
    format!("models.setStatus(1, 2, 5, {HASH})")
}

fn contracts() -> Contracts {
    Contracts::of(&deployment())
}

fn read(text: &str) -> Action {
    parse(text, &contracts()).unwrap()
}

fn refused(text: &str) -> String {
    parse(text, &contracts()).unwrap_err()
}

#[test]
fn a_call_is_encoded_as_its_binding_encodes_it() {
    let status = IModelRegistry::setStatusCall { model: 1, version: 2, status: 5, versionHash: HASH };
    let deployment = deployment();
    let expected = Action::call(deployment.model_registry, &status);
    assert_eq!(read(&live()), expected);
    assert_eq!(read(&format!(" models.setStatus( model: 1, version : 2, 0x5, {HASH} ) ")), expected);
    let by_address = format!("{:#x}.setStatus(1,2,5,{HASH})", deployment.model_registry);
    assert_eq!(read(&by_address), expected);

    let members = vec![Address::repeat_byte(0x11), Address::repeat_byte(0x22)];
    let schedule = IAttributionLedger::scheduleCommitteeCall { members };
    let text = wording("ledger", &schedule);
    assert_eq!(read(&text), Action::call(deployment.attribution_ledger, &schedule));
}

#[test]
fn amounts_shares_and_contracts_stand_for_their_values() {
    let mint = IGovernance::mintCall { to: deployment().royalty_splitter, amount: U256::from(15) };
    let text = "dao.mint(splitter, 0.000000000000000015coin)";
    assert_eq!(read(text).calldata, mint.abi_encode());
    let quorum = IGovernance::updateQuorumNumeratorCall { newQuorumNumerator: U256::from(125_000) };
    assert_eq!(read("dao.updateQuorumNumerator(12.5%)").calldata, quorum.abi_encode());
    let treasury = IRoyaltySplitter::setTreasuryCall { newTreasury: deployment().governance };
    assert_eq!(read("splitter.setTreasury(dao)").calldata, treasury.abi_encode());
    assert!(refused("dao.setVotingDelay(1coin)").contains("more than 48 bits"));
}

#[test]
fn texts_may_have_commas_brackets_and_quotes() {
    let call = IModelRegistry::registerModelCall {
        name: "a (b), \"c\" [".to_owned(),
        developer: Address::repeat_byte(7),
    };
    assert_eq!(read(&wording("models", &call)).calldata, call.abi_encode());
    let bare = format!("models.registerModel(my model, {})", Address::repeat_byte(7));
    let call = IModelRegistry::registerModelCall { name: "my model".to_owned(), ..call };
    assert_eq!(read(&bare).calldata, call.abi_encode());
}

#[test]
fn structs_are_in_brackets() {
    let call = IModelRegistry::proposeVersionCall {
        model: 1,
        artifactHash: [0xAB; 32].into(),
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 9,
        method: 1,
        policy: IModelRegistry::FeePolicy {
            datasets: 600_000,
            node: 250_000,
            developer: 80_000,
            oracles: 50_000,
            treasury: 20_000,
        },
        uri: String::new(),
        features: vec![1, 4],
    };
    assert_eq!(read(&wording("models", &call)).calldata, call.abi_encode());
}

#[test]
fn what_words_say_is_read_back_as_the_same_action() {
    let contracts = contracts();
    for text in [
        live().as_str(),
        "ledger.scheduleCommittee([0x1111111111111111111111111111111111111111])",
        "splitter.unpause()",
        "splitter.cancelLedger()",
        "ledger.cancelCommittee()",
        "dao.relay(ledger, 5, 0x01ff)",
        "models.registerModel(\"a, b\", 0x2222222222222222222222222222222222222222)",
    ] {
        let action = read(text);
        let words = words(&action, &contracts);
        assert_eq!(parse(&words, &contracts), Ok(action), "{words}");
    }
}

#[test]
fn words_name_the_arguments() {
    let shown = words(&read(&live()), &contracts());
    let expected = format!("models.setStatus(model: 1, version: 2, status: 5 (live), versionHash: {HASH})");
    assert_eq!(shown, expected);
    let shown = words(&read("splitter.setTreasury(dao)"), &contracts());
    assert_eq!(shown, "splitter.setTreasury(newTreasury: dao)");
}

#[test]
fn payments_and_what_is_not_known_are_shown_as_they_are() {
    let ann = Address::repeat_byte(0x77);
    let pay = Action::pay(ann, tributary_core::Wei(1_500_000_000_000_000_000));
    assert_eq!(words(&pay, &contracts()), format!("pay 1.5 coin to {ann}"));
    let other = Action { target: ann, value: U256::from(0), calldata: vec![1, 2, 3, 4, 5].into() };
    let expected = format!("call {ann} with selector 0x01020304 and 1 byte 0x05");
    assert_eq!(words(&other, &contracts()), expected);
    // A known selector with a byte too many is not what the function's arguments say.
    let mut longer = read(&live());
    longer.calldata = [&longer.calldata[..], &[0]].concat().into();
    assert!(words(&longer, &contracts()).starts_with("call models with selector 0x"));
    let stub = Action { target: ann, value: U256::from(3), calldata: vec![1].into() };
    assert!(words(&stub, &contracts()).contains("selector 0x01 and 0 bytes"));
    assert!(words(&stub, &contracts()).contains("and pay 0.000000000000000003 coin"));
}

#[test]
fn what_is_no_call_is_refused_in_words() {
    assert!(refused("models.setStatus").contains("CONTRACT.function"));
    assert!(refused("setStatus(1)").contains("CONTRACT.function"));
    assert!(refused("moon.land()").contains("dao, datasets, splitter, ledger, nodes, models"));
    assert!(refused("models.land()").contains("models has no function land"));
    assert!(refused("models.setStatus(1, 2)").contains("setStatus(uint64,uint32,uint8,bytes32)"));
    assert!(refused("models.setStatus(1, 2, 999, 0x)").contains("status is \"999\""));
    assert!(refused("models.setStatus(1, 2, live, 0x)").contains("no uint8"));
    assert!(refused("models.setStatus(1, 2, 5, 0xab)").contains("no bytes32"));
    assert!(refused("ledger.scheduleCommittee([0x11)").contains("do not match"));
    assert!(refused("splitter.setTreasury(bob)").contains("an address in hex, or a contract"));
}

#[test]
fn only_a_versions_hash_may_be_left_out_and_only_where_it_is_filled_in() {
    let contracts = contracts();
    let open = |text: &str| parse_open(text, &contracts);
    let (model, version) = (1, 2);
    let status = IModelRegistry::setStatusCall { model, version, status: 5, versionHash: B256::ZERO };
    assert_eq!(open("models.setStatus(1, 2, 5)").unwrap().calldata, status.abi_encode());
    let adopt = IModelRegistry::adoptCall { model, feature: 3, version, versionHash: B256::ZERO };
    assert_eq!(open("models.adopt(1, 3, 2)").unwrap().calldata, adopt.abi_encode());
    assert_eq!(open(&live()), Ok(read(&live())), "what is said is kept");
    for text in ["models.setStatus(1, 2)", "models.setArtifact(1, 2)", "splitter.setTreasury()"] {
        assert!(open(text).unwrap_err().contains("arguments are given"), "{text}");
    }
    assert!(refused("models.setStatus(1, 2, 5)").contains("3 arguments are given"));
    assert!(open("moon.land()").unwrap_err().contains("none of the contracts"));
}

#[test]
fn what_is_in_brackets_after_a_value_is_not_read() {
    for (noted, plain) in [
        ("models.setDeveloper(model: 1 (mine), dao (the DAO))", "models.setDeveloper(1, dao)"),
        ("dao.mint(dao, 2coin (a (nested) \")\" one))", "dao.mint(dao, 2coin)"),
        ("dao.relay(ledger, 5 (wei), 0x01ff (who knows))", "dao.relay(ledger, 5, 0x01ff)"),
    ] {
        assert_eq!(read(noted), read(plain), "{noted}");
    }
    let one = Address::repeat_byte(0x11);
    let noted = format!("ledger.scheduleCommittee([{one} (you), {one} (a)])");
    assert_eq!(read(&noted), read(&format!("ledger.scheduleCommittee([{one}, {one}])")));
    // Texts are as they are.
    let call = IModelRegistry::registerModelCall { name: "my model (2)".to_owned(), developer: one };
    assert_eq!(read(&format!("models.registerModel(my model (2), {one})")).calldata, call.abi_encode());
    assert!(refused("models.setDeveloper(1 2, dao)").contains("model is \"1 2\""));
}
