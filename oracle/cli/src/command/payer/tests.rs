use super::*;

#[test]
fn what_is_free_is_what_nothing_else_has_a_claim_on() {
    let payer = IRoyaltySplitter::Payer {
        deposited: 100,
        withdrawn: 10,
        settled: 5,
        reserved: 25,
        firstDepositAt: 1,
        exitRequestedAt: 0,
        generation: 1,
        sessionKey: [0; 32].into(),
    };
    let shown = balances(&payer);
    assert_eq!(shown["free_wei"], "60");
    assert_eq!(shown["deposited_wei"], "100");
    assert_eq!(shown["reserved_wei"], "25");
}
