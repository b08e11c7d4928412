use tributary_cli::exit::Exit;

use super::*;

#[test]
fn a_stake_is_free_some_time_after_leaving() {
    let active = Bond { status: 1, stake: 7, registered_at: 5, leaving_at: 0, unbonding: 100 };
    let shown = active.fields();
    assert_eq!((&shown["status"], &shown["stake_wei"]), (&json!("active"), &json!("7")));
    assert_eq!((&shown["left_at_block"], &shown["stake_free_from_block"]), (&Value::Null, &Value::Null));
    let shown = Bond { status: 2, leaving_at: 50, ..active }.fields();
    assert_eq!((&shown["status"], &shown["left_at_block"]), (&json!("leaving"), &json!(50)));
    assert_eq!(shown["stake_free_from_block"], 150);
    assert_eq!(words::word(&words::BOND, 0), "unknown");
    assert_eq!(words::word(&words::BOND, 4), "unknown");
}

#[test]
fn an_endpoint_is_a_url_of_the_web() {
    check_endpoint("http://127.0.0.1:8080").unwrap();
    check_endpoint("https://node.example.org/tributary").unwrap();
    for endpoint in ["", "node.example.org", "ftp://node.example.org", "https://"] {
        let refused = check_endpoint(endpoint).unwrap_err();
        assert_eq!(refused.exit(), Exit::Usage, "{endpoint}");
    }
}
