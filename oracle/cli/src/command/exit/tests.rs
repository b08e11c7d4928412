use tributary_cli::exit::Exit;
use tributary_core::Wei;

use super::*;

#[test]
fn what_was_not_asked_for_is_not_done() {
    let waiting = Stage::Waiting { cut: 300, escape_at: 500 };
    check_stage(Stage::Covered, Stage::Covered).unwrap();
    check_stage(Stage::Escapable, Stage::Escapable).unwrap();
    for (found, wanted, words) in [
        (Stage::Staying, Stage::Covered, "exit request"),
        (Stage::Staying, Stage::Escapable, "exit request"),
        (waiting, Stage::Covered, "at block 300 or later"),
        (waiting, Stage::Escapable, "opens at block 500"),
        (Stage::Covered, Stage::Escapable, "exit finish"),
        (Stage::Escapable, Stage::Covered, "exit escape"),
    ] {
        let refused = check_stage(found, wanted).unwrap_err();
        assert_eq!(refused.exit(), Exit::Refused);
        assert!(refused.to_string().contains(words), "{refused}");
    }
}

#[test]
fn what_an_exit_left_is_said() {
    let left = |rest| Left { paid: Wei(7), spent: Wei(3), rest };
    let [whole, part] = [0, 5].map(|rest| described(Address::ZERO, &left(Wei(rest))));
    assert_eq!((&whole["rest_wei"], &whole["ended"]), (&json!("0"), &json!(true)));
    assert_eq!((&part["rest_wei"], &part["ended"]), (&json!("5"), &json!(false)));
    assert_eq!((&part["paid_back_wei"], &part["spent_in_all_wei"]), (&json!("7"), &json!("3")));
}

#[test]
fn a_kept_proof_is_what_an_oracle_serves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proof.json");
    assert_eq!(read(&path).unwrap_err().exit(), Exit::Usage);
    let served = json!({
        "epoch": 4,
        "account": format!("0x{}", "00".repeat(32)),
        "cumulative_wei": "17",
        "proof": "0x0102",
        "root": { "hash": "0x00", "sum_wei": "20" },
    });
    std::fs::write(&path, served.to_string()).unwrap();
    let proof = read(&path).unwrap();
    assert_eq!((proof.epoch, proof.cumulative_wei.0, proof.proof.len()), (4, 17, 2));
    std::fs::write(&path, "{}").unwrap();
    assert_eq!(read(&path).unwrap_err().exit(), Exit::Usage);
}
