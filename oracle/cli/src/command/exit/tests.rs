use tributary_cli::exit::Exit;

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
