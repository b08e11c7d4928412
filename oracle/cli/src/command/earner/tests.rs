use tributary_cli::exit::Exit;

use super::*;

#[test]
fn accounts_are_read_by_kind() {
    let keys = KeyFolder::at("/nonexistent".into());
    let read = |kind, id: &str| Earner { kind, id: id.to_owned() }.account(&keys);
    assert_eq!(read(Kind::Dataset, "7").unwrap(), Account::Dataset(DatasetId(7)));
    assert_eq!(read(Kind::Developer, "2").unwrap(), Account::Developer(ModelId(2)));
    assert_eq!(read(Kind::Treasury, "").unwrap(), Account::Treasury);
    let address = format!("0x{}", "ab".repeat(20));
    assert_eq!(read(Kind::Oracle, &address).unwrap(), Account::Oracle(tributary_core::Address([0xab; 20])));
    for (kind, id, exit) in [
        (Kind::Dataset, "", Exit::Usage),
        (Kind::Node, "-1", Exit::Usage),
        (Kind::Treasury, "1", Exit::Usage),
        (Kind::Oracle, "", Exit::Usage),
        (Kind::Oracle, "o1", Exit::NotFound),
    ] {
        assert_eq!(Exit::of(&read(kind, id).unwrap_err()), exit, "{kind:?} {id:?}");
    }
}

#[test]
fn accounts_are_named_by_one_word() {
    let keys = KeyFolder::at("/nonexistent".into());
    let oracle = Account::Oracle(tributary_core::Address([0xab; 20]));
    for account in [
        Account::Dataset(DatasetId(7)),
        Account::Node(NodeId(1)),
        Account::Developer(ModelId(2)),
        oracle,
        Account::Treasury,
    ] {
        let name = name_of(&account);
        assert_eq!(name.parse::<Earner>().unwrap().account(&keys).unwrap(), account, "{name}");
    }
    assert_eq!("7".parse::<Earner>(), "dataset:7".parse());
    for text in ["", "payer:0x00", "nodes:1", "Node:1", ":1"] {
        let error = text.parse::<Earner>().unwrap_err();
        assert!(error.contains("dataset, node, developer, oracle, treasury"), "{error}");
    }
    // What is missing or wrong behind the kind is told as for two words.
    for text in ["node", "node:x", "treasury:1", "1x"] {
        assert_eq!(
            Exit::of(&text.parse::<Earner>().unwrap().account(&keys).unwrap_err()),
            Exit::Usage,
            "{text}"
        );
    }
}
