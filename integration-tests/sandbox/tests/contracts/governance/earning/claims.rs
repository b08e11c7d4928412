//! What is minted, and to whom.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use tributary_sandbox::{
    abi::{
        IGovernance::{getPastTotalSupplyCall, Earned, OwnerMustCall, VotesClaimed, VotesSynced},
        INodeRegistry::setPayoutCall,
        IERC721::transferFromCall,
    },
    probe::Puppet,
    Actor,
};

use super::*;
use crate::governance::{
    account::Accounts,
    events::{transferred, voting, EmitsAll},
    members::delegate,
};
use crate::{refusal::refuses, scene::word};

const PAYOUT: Address = Address::repeat_byte(0x77);

#[test]
fn what_work_earned_is_minted_to_whom_it_belongs() {
    let mut work = Work::new();
    let [ann, operator] = ["ann", "operator"].map(|name| work.scene.suite.actor(name));
    let (dataset, node) = (work.scene.dataset(&ann), work.scene.node(&operator, PAYOUT));
    let commitment = work.settle(&[(dataset, 3 * TOKEN), (node, 2 * TOKEN)]);

    let event = VotesSynced { epoch: 1, votesSum: 5 * TOKEN, allowed: 5 * TOKEN };
    work.sync().emits(&[event.encode_log_data()]);
    let read = Earned {
        splitter: work.scene.splitter().address(),
        epoch: 1,
        cutBlock: commitment.cut_block,
        votesHash: commitment.votes.hash.into(),
        votesSum: 5 * TOKEN,
        ceiling: CAP,
        allowed: 5 * TOKEN,
        minted: 0,
    };
    assert_eq!(work.earned(), read);
    assert_eq!((work.supply(), work.claimed(dataset), work.claimed(node)), (SUPPLY, 0, 0));

    for (account, to, amount) in [(dataset, ann.address(), 3 * TOKEN), (node, PAYOUT, 2 * TOKEN)] {
        let receipt = work.claim(account);
        assert_eq!(receipt.value, amount);
        let (kind, id) = named(account);
        let claimed = VotesClaimed { kind, id, to, amount }.encode_log_data();
        receipt.emits(&[transferred(Address::ZERO, to, amount), claimed]);
        assert_eq!((work.dao.tokens(to), work.claimed(account)), (amount, amount));
    }
    assert_eq!(work.earned(), Earned { minted: 5 * TOKEN, ..read });
    assert_eq!(work.supply(), SUPPLY + 5 * TOKEN);

    // Read and claimed again, nothing changes.
    let before = work.dao.sandbox().state_root();
    assert_eq!(work.sync().logs.len(), 0);
    for account in [dataset, node] {
        let receipt = work.claim(account);
        assert_eq!((receipt.value, receipt.logs.len()), (0, 0));
    }
    assert_eq!(work.dao.sandbox().state_root(), before);
}

#[test]
fn a_claim_mints_only_what_is_new() {
    let mut work = Work::new();
    let ann = work.scene.suite.actor("ann");
    let dataset = work.scene.dataset(&ann);
    work.settle_and_sync(&[(dataset, 3 * TOKEN)]);
    assert_eq!(work.claim(dataset).value, 3 * TOKEN);
    work.settle_and_sync(&[(dataset, TOKEN + 1)]);
    work.settle_and_sync(&[(dataset, TOKEN + 2)]);
    assert_eq!(work.claim(dataset).value, 2 * TOKEN + 3);
    assert_eq!((work.dao.tokens(&ann), work.claimed(dataset)), (5 * TOKEN + 3, 5 * TOKEN + 3));
    // Nothing is lost by waiting.
    let node = work.scene.node(&ann, PAYOUT);
    for _ in 0..3 {
        work.settle(&[(node, TOKEN)]);
    }
    work.sync();
    assert_eq!(work.claim(node).value, 3 * TOKEN);
    let earned = work.earned();
    assert_eq!((earned.epoch, earned.minted, earned.allowed), (6, 8 * TOKEN + 3, 8 * TOKEN + 3));
}

#[test]
fn votes_follow_the_owners_delegate_from_this_block_on() {
    let mut work = Work::new();
    let (ann, alice) = (work.scene.suite.actor("ann"), work.dao.member(0).clone());
    let dataset = work.scene.dataset(&ann);
    work.settle_and_sync(&[(dataset, 3 * TOKEN)]);
    delegate(&work.dao, &ann, &alice);
    work.scene.suite.advance(1);
    let block = work.scene.suite.block();
    let receipt = work.claim(dataset);
    let claimed = VotesClaimed { kind: 1, id: 1, to: ann.address(), amount: 3 * TOKEN };
    receipt.emits(&[
        transferred(Address::ZERO, ann.address(), 3 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 503 * TOKEN),
        claimed.encode_log_data(),
    ]);
    work.scene.suite.advance(1);
    let past = [block - 1, block].map(|block| work.dao.past_votes(&alice, block));
    assert_eq!(past, [500 * TOKEN, 503 * TOKEN]);
    assert_eq!((work.dao.votes(&ann), work.dao.tokens(&ann)), (0, 3 * TOKEN));
    let supply = |block: u32| -> u128 {
        work.contract().view(getPastTotalSupplyCall { timepoint: U256::from(block) }).to()
    };
    assert_eq!([block - 1, block].map(supply), [SUPPLY, SUPPLY + 3 * TOKEN]);
}

#[test]
fn what_was_not_claimed_before_a_sale_is_the_buyers() {
    let mut work = Work::new();
    let [ann, ben] = ["ann", "ben"].map(|name| work.scene.suite.actor(name));
    let dataset = work.scene.dataset(&ann);
    work.settle_and_sync(&[(dataset, 3 * TOKEN)]);
    assert_eq!(work.claim(dataset).value, 3 * TOKEN);
    work.settle_and_sync(&[(dataset, TOKEN)]);
    let sale = transferFromCall { from: ann.address(), to: ben.address(), tokenId: U256::ONE };
    work.scene.suite.datasets().call(&ann, sale, 0).ok();
    assert_eq!(work.claim(dataset).event::<VotesClaimed>().to, ben.address());
    work.settle_and_sync(&[(dataset, 2 * TOKEN)]);
    assert_eq!(work.claim(dataset).value, 2 * TOKEN);
    assert_eq!([&ann, &ben].map(|owner| work.dao.tokens(owner)), [3 * TOKEN, 3 * TOKEN]);
}

#[test]
fn a_node_earns_for_the_payout_address_that_it_has() {
    let mut work = Work::new();
    let operator = work.scene.suite.actor("operator");
    let node = work.scene.node(&operator, PAYOUT);
    work.settle_and_sync(&[(node, TOKEN)]);
    let next = Address::repeat_byte(0x78);
    work.scene.suite.nodes().call(&operator, setPayoutCall { node: 1, payout: next }, 0).ok();
    assert_eq!(work.claim(node).event::<VotesClaimed>().to, next);
    assert_eq!([PAYOUT, next].map(|payout| work.dao.tokens(payout)), [0, TOKEN]);
}

/// A dataset that the DAO itself owns earns for its treasury.
#[test]
fn the_dao_can_earn() {
    let mut work = Work::new();
    let (ann, this) = (work.scene.suite.actor("ann"), work.dao.address());
    let dataset = work.scene.dataset(&ann);
    let gift = transferFromCall { from: ann.address(), to: this, tokenId: U256::ONE };
    work.scene.suite.datasets().call(&ann, gift, 0).ok();
    work.settle_and_sync(&[(dataset, TOKEN)]);
    assert_eq!(work.claim(dataset).value, TOKEN);
    assert_eq!(work.dao.tokens(this), TOKEN);
}

#[test]
fn nobody_mints_a_datasets_votes_into_an_escrow_but_the_escrow_itself() {
    let mut work = Work::new();
    let [ann, broker, buyer] = ["ann", "broker", "buyer"].map(|name| work.scene.suite.actor(name));
    let dataset = work.scene.dataset(&ann);
    let escrow = Puppet::deploy(work.dao.sandbox(), &broker, |_| (Address::repeat_byte(0x77), Vec::new()));
    let holder = escrow.address();
    let give = |from: &Actor, to| transferFromCall { from: from.address(), to, tokenId: U256::ONE };
    work.scene.suite.datasets().call(&ann, give(&ann, holder), 0).ok();
    work.settle_and_sync(&[(dataset, 3 * TOKEN)]);
    for caller in [&ann, &broker, work.scene.suite.deployer()] {
        let account = word(dataset);
        let refusal = OwnerMustCall { account, owner: holder, caller: caller.address() };
        refuses(work.contract(), caller, work.claim_call(dataset), refusal);
    }
    assert_eq!((work.claimed(dataset), work.dao.tokens(holder)), (0, 0));

    // Its own call mints; who gets the dataset from it has what comes after.
    let call = work.claim_call(dataset).abi_encode();
    escrow.call(&broker, work.dao.address(), &call, 0).ok();
    assert_eq!(work.dao.tokens(holder), 3 * TOKEN);
    let call = transferFromCall { from: holder, to: buyer.address(), tokenId: U256::ONE };
    escrow.call(&broker, work.scene.suite.datasets().address(), &call.abi_encode(), 0).ok();
    work.settle_and_sync(&[(dataset, 2 * TOKEN)]);
    assert_eq!(work.claim(dataset).value, 2 * TOKEN);
    assert_eq!(work.dao.tokens(buyer.address()), 2 * TOKEN);
}
