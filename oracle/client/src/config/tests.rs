use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    url: Url,
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.toml");
    let said = || read_config::<Settings>(&path).unwrap_err().to_string();
    let shown = path.display().to_string();
    assert!(said().starts_with(&shown), "{}", said());
    std::fs::write(&path, "url = \"ws://chain.example\"\nurls = 1").unwrap();
    assert!(said().starts_with(&shown) && said().contains("urls"), "{}", said());
    std::fs::write(&path, "url = \"ws://chain.example\"").unwrap();
    let read: Settings = read_config(&path).unwrap();
    assert_eq!(read, Settings { url: Url::parse("ws://chain.example").unwrap() });
}

#[test]
fn another_scheme_is_named_with_those_that_may_be() {
    let url = |text| Url::parse(text).unwrap();
    for good in ["ws://chain.example", "wss://chain.example"] {
        check_scheme("chain_url", &url(good), &["ws", "wss"]).unwrap();
    }
    let refused = check_scheme("chain_url", &url("http://chain.example"), &["ws", "wss"]).unwrap_err();
    assert_eq!(refused.to_string(), "chain_url has scheme http, must be ws or wss");
}
