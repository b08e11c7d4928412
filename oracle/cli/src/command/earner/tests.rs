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
