use tributary_core::Wei;

use super::*;

#[test]
fn what_was_not_asked_for_is_not_done() {
    let waiting = Stage::Waiting { cut: 300, escape_at: 500 };
    check_stage(Stage::Covered, Stage::Covered).unwrap();
    check_stage(Stage::Escapable, Stage::Escapable).unwrap();
    // Who escaped in part takes the rest by the same command, and leaves nothing unpaid by then.
    check_stage(Stage::Covered, Stage::Escapable).unwrap();
    for (found, wanted, words) in [
        (Stage::Staying, Stage::Covered, "exit request"),
        (Stage::Staying, Stage::Escapable, "exit request"),
        (waiting, Stage::Covered, "at block 300 or later"),
        (waiting, Stage::Escapable, "opens at block 500"),
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
    assert_eq!([whole.exit, part.exit], [Exit::Done, Exit::Partial]);
    let [whole, part] = [whole, part].map(|outcome| outcome.result);
    assert_eq!((&whole["rest_wei"], &whole["ended"]), (&json!("0"), &json!(true)));
    assert_eq!((&part["rest_wei"], &part["ended"]), (&json!("5"), &json!(false)));
    assert_eq!((&part["paid_back_wei"], &part["spent_in_all_wei"]), (&json!("7"), &json!("3")));
}

#[test]
fn a_given_proof_of_an_epoch_that_was_overtaken_is_no_use_later() {
    let exit_of = |proven, last| {
        let error = overtaken(StaleProof { proven, last }.into());
        let words = error.to_string();
        assert!(words.contains(&format!("epoch {proven}")), "{words}");
        Exit::of(&error)
    };
    assert_eq!(exit_of(3, 4), Exit::Usage);
    assert_eq!(exit_of(4, 3), Exit::Unreachable, "epoch 4 may become final");
    let other = overtaken(Failure::not_verified("another account").into());
    assert_eq!(Exit::of(&other), Exit::NotVerified);
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
