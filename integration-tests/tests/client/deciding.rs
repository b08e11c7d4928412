//! The DAO decides: from a motion to what it does, or why it does not.

use std::time::Duration;

use tributary_client::{
    abi::{
        IGovernance::{GovernorInsufficientProposerVotes, GovernorUnexpectedProposalState},
        IOwned,
        IRoyaltySplitter::{setTreasuryCall, treasuryCall, TreasuryChanged},
    },
    governance::{Action, Motion},
    Address, Client, Signer, Suite,
};
use tributary_devnode::{Devnode, Options};

use crate::suite::deployed;

/// Blocks come by themselves, so that decisions need nobody to wait for them.
async fn scene() -> (Devnode, Client, Signer, Suite) {
    let block_time = Some(Duration::from_millis(50));
    let node = Devnode::start(Options { block_time, ..Options::default() }).unwrap();
    let (client, alice, deployment) = deployed(&node).await;
    let suite = deployment.connect(&client).await.unwrap();
    (node, client, alice, suite)
}

fn name(suite: &Suite, treasury: Address, why: &str) -> Motion {
    let call = setTreasuryCall { newTreasury: treasury };
    Motion::new(vec![Action::call(suite.royalty_splitter.address(), &call)], why)
}

#[tokio::test]
async fn a_motion_is_proposed_voted_queued_and_executed() {
    let (_node, client, alice, suite) = scene().await;
    let (dao, splitter) = (&suite.governance, &suite.royalty_splitter);
    let next = Address::repeat_byte(0x42);
    let motion = name(&suite, next, "Another treasury");
    // Who has not delegated has no votes.
    let error = dao.pass(&motion, &alice, &[]).await.unwrap_err();
    let refused: GovernorInsufficientProposerVotes = error.revert_as().unwrap();
    assert_eq!((refused.proposer, refused.votes.is_zero()), (alice.address(), true));

    dao.delegate_to_themselves(&[&alice]).await.unwrap().wait(&client).await.unwrap();
    let receipt = dao.pass(&motion, &alice, &[]).await.unwrap();
    let changed: TreasuryChanged = receipt.event(splitter.address()).unwrap();
    assert_eq!((changed.previousTreasury, changed.newTreasury), (alice.address(), next));
    assert_eq!(splitter.read(treasuryCall {}).await.unwrap(), next);

    // What was decided once is another motion the next time.
    let error = dao.pass(&motion, &alice, &[]).await.unwrap_err();
    let refused: GovernorUnexpectedProposalState = error.revert_as().unwrap();
    assert_eq!((refused.proposalId, refused.current), (motion.id(), 7), "executed");
    let again = name(&suite, alice.address(), "The treasury of before");
    dao.pass(&again, &alice, &[]).await.unwrap();
    assert_eq!(splitter.read(treasuryCall {}).await.unwrap(), alice.address());
}

#[tokio::test]
async fn what_a_contract_refuses_the_dao_is_said_by_that_contract() {
    let (_node, client, alice, suite) = scene().await;
    let dao = &suite.governance;
    dao.delegate_to_themselves(&[&alice]).await.unwrap().wait(&client).await.unwrap();
    let error = dao.pass(&name(&suite, Address::ZERO, "No treasury"), &alice, &[]).await.unwrap_err();
    assert!(error.revert_as::<IOwned::ZeroAddress>().is_some(), "{error}");
    assert_eq!(suite.royalty_splitter.read(treasuryCall {}).await.unwrap(), alice.address());
}
