use tributary_client::B256;

use super::*;
use crate::exit::Exit;

/// Deposited at block 50, asked to leave at 100; a cut at 300 covers it, at 500 it may escape.
fn leaving() -> Leaving {
    let payer = IRoyaltySplitter::Payer {
        deposited: 1_000,
        withdrawn: 0,
        settled: 0,
        reserved: 10,
        firstDepositAt: 50,
        exitRequestedAt: 100,
        generation: 0,
        sessionKey: B256::ZERO,
    };
    let root = IRoyaltySplitter::Root {
        epoch: 3,
        commitment: B256::ZERO,
        cutBlock: 299,
        finalizedAt: 310,
        payoutHash: B256::ZERO,
        payoutSum: 40,
        spendHash: B256::ZERO,
        spendSum: 40,
        votesHash: B256::ZERO,
        votesSum: 0,
    };
    let params = IRoyaltySplitter::Params { exitDelay: 200, escapeAfter: 400, recipientDelay: 1 };
    let totals = Totals {
        deposited: Wei(1_500),
        withdrawn: Wei(300),
        released: Wei(10),
        claimed: Wei(20),
        payout_sum: Wei(40),
        spend_sum: Wei(40),
    };
    Leaving { account: Address::repeat_byte(7), payer, root, params, totals, at: 320 }
}

#[test]
fn an_exit_waits_for_a_cut_or_for_the_escape() {
    let mut leaving = leaving();
    assert_eq!(leaving.stage(), Stage::Waiting { cut: 300, escape_at: 500 });
    leaving.at = 498;
    assert_eq!(leaving.stage(), Stage::Waiting { cut: 300, escape_at: 500 });
    leaving.at = 499;
    assert_eq!(leaving.stage(), Stage::Escapable, "the next block is 500");
    leaving.root.cutBlock = 300;
    assert_eq!(leaving.stage(), Stage::Covered);
    leaving.root.epoch = 0;
    assert_eq!(leaving.stage(), Stage::Escapable, "nothing is final");
    leaving.payer.exitRequestedAt = 0;
    assert_eq!(leaving.stage(), Stage::Staying);
}

#[test]
fn who_came_after_the_cut_has_nothing_to_prove() {
    let mut leaving = leaving();
    assert!(leaving.is_in_root());
    leaving.payer.firstDepositAt = 299;
    assert!(leaving.is_in_root());
    leaving.payer.firstDepositAt = 300;
    assert!(!leaving.is_in_root());
    let call = leaving.call(None).unwrap();
    assert_eq!((call.spent, call.proof.len()), (0, 0));
}

#[test]
fn a_proof_is_of_this_payer_and_of_the_final_epoch() {
    let leaving = leaving();
    let proof = TotalProof {
        epoch: 3,
        account: leaving.word().to_word().into(),
        cumulative_wei: Wei(25),
        proof: Bytes::from_static(&[1, 2, 3]),
    };
    let call = leaving.call(Some(proof.clone())).unwrap();
    assert_eq!((call.spent, call.proof.as_ref()), (25, [1, 2, 3].as_slice()));
    let exit = |proof: Option<TotalProof>| Exit::of(&leaving.call(proof).unwrap_err());
    assert_eq!(exit(None), Exit::NotFound);
    assert_eq!(exit(Some(TotalProof { epoch: 2, ..proof.clone() })), Exit::Unreachable);
    assert_eq!(exit(Some(TotalProof { account: B256::ZERO, ..proof })), Exit::NotVerified);
}
