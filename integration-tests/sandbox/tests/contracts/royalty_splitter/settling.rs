//! What the splitter takes from its ledger, and from nobody else.

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, canSettleCall, settleCall, wireCall},
    constructors::RoyaltySplitterArguments,
    Actor, Contract, RoyaltySplitter, Sandbox, TOKEN,
};

use crate::refusal::refuses;

/// A splitter with an account for a ledger, where 10 tokens were deposited.
struct Wired {
    sandbox: Sandbox,
    splitter: Contract<RoyaltySplitter>,
    ledger: Actor,
}

/// A splitter without a ledger, whose owner is `owner` of its deployer.
pub(super) fn deployed(owner: impl Fn(&Actor) -> Address) -> (Sandbox, Contract<RoyaltySplitter>, Actor) {
    let sandbox = Sandbox::new();
    sandbox.advance(20);
    let deployer = sandbox.actor("deployer");
    let arguments = RoyaltySplitterArguments {
        owner: owner(&deployer),
        guardian: Address::repeat_byte(2),
        treasury: Address::repeat_byte(3),
        dataset_nft: Address::repeat_byte(4),
        node_registry: Address::repeat_byte(5),
        model_registry: Address::repeat_byte(6),
        params: IRoyaltySplitter::Params { exitDelay: 80, escapeAfter: 200, recipientDelay: 25 },
    };
    let splitter = Contract::deploy(&sandbox, &deployer, &arguments.encode()).ok().value;
    (sandbox, splitter, deployer)
}

fn wired() -> Wired {
    let (sandbox, splitter, deployer) = deployed(|_| Address::repeat_byte(1));
    let (ledger, alice) = (sandbox.actor("ledger"), sandbox.actor("alice"));
    splitter.call(&deployer, wireCall { ledger: ledger.address() }, 0).ok();
    splitter.call(&alice, IRoyaltySplitter::depositCall {}, 10 * TOKEN).ok();
    Wired { sandbox, splitter, ledger }
}

/// An epoch's root, of the first cut at block 7, of each later one a block later.
pub(super) fn root(epoch: u64, payouts: u128, spends: u128) -> settleCall {
    let settlement = IRoyaltySplitter::Settlement {
        epoch,
        commitment: B256::repeat_byte(0xcc),
        cutBlock: 6 + u32::try_from(epoch).unwrap_or_default(),
        payoutHash: B256::repeat_byte(0xaa),
        payoutSum: payouts,
        spendHash: B256::repeat_byte(0xbb),
        spendSum: spends,
        votesHash: B256::repeat_byte(0xdd),
        votesSum: 50,
    };
    settleCall { settlement }
}

#[test]
fn the_deployer_names_the_ledger_once() {
    let (sandbox, splitter, deployer) = deployed(|_| Address::repeat_byte(1));
    let (mallory, ledger) = (sandbox.actor("mallory"), sandbox.actor("ledger"));
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), Address::ZERO);
    refuses(&splitter, &ledger, root(1, 0, 0), IRoyaltySplitter::NotWired {});
    refuses(&splitter, &deployer, root(1, 0, 0), IRoyaltySplitter::NotWired {});
    let refusal = IRoyaltySplitter::NotWirer { caller: mallory.address(), wirer: deployer.address() };
    refuses(&splitter, &mallory, wireCall { ledger: mallory.address() }, refusal);
    let zero = tributary_sandbox::abi::IOwned::ZeroAddress {};
    refuses(&splitter, &deployer, wireCall { ledger: Address::ZERO }, zero);

    let receipt = splitter.call(&deployer, wireCall { ledger: ledger.address() }, 0).ok();
    assert_eq!(receipt.event::<IRoyaltySplitter::Wired>().ledger, ledger.address());
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), ledger.address());
    for (caller, next) in [(&deployer, &mallory), (&deployer, &ledger), (&mallory, &mallory)] {
        let refusal = IRoyaltySplitter::AlreadyWired { ledger: ledger.address() };
        refuses(&splitter, caller, wireCall { ledger: next.address() }, refusal);
    }
}

#[test]
fn only_the_ledger_settles() {
    let Wired { sandbox, splitter, ledger } = wired();
    for name in ["deployer", "mallory"] {
        let caller = sandbox.actor(name);
        let refusal = IRoyaltySplitter::NotLedger { caller: caller.address(), ledger: ledger.address() };
        refuses(&splitter, &caller, root(1, 1, 1), refusal);
    }
}

#[test]
fn a_root_is_final_when_it_is_settled() {
    let Wired { sandbox, splitter, ledger } = wired();
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}), IRoyaltySplitter::Root::default());
    sandbox.advance(40);
    let receipt = splitter.call(&ledger, root(1, 3 * TOKEN, 3 * TOKEN), 0).ok();
    let expected =
        IRoyaltySplitter::Settled { epoch: 1, cutBlock: 7, payoutSum: 3 * TOKEN, spendSum: 3 * TOKEN };
    assert_eq!(receipt.event::<IRoyaltySplitter::Settled>(), expected);
    let expected = IRoyaltySplitter::Root {
        epoch: 1,
        commitment: B256::repeat_byte(0xcc),
        cutBlock: 7,
        finalizedAt: sandbox.block(),
        payoutHash: B256::repeat_byte(0xaa),
        payoutSum: 3 * TOKEN,
        spendHash: B256::repeat_byte(0xbb),
        spendSum: 3 * TOKEN,
        votesHash: B256::repeat_byte(0xdd),
        votesSum: 50,
    };
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}), expected);
    let totals = splitter.view(IRoyaltySplitter::totalsCall {});
    assert_eq!((totals.payoutSum, totals.spendSum), (3 * TOKEN, 3 * TOKEN));
}

#[test]
fn epochs_come_one_after_the_other() {
    let Wired { splitter, ledger, .. } = wired();
    for (expected, wrong) in [(1, [0, 2, u64::MAX]), (2, [1, 3, 0])] {
        for found in wrong {
            let refusal = IRoyaltySplitter::EpochNotNext { expected, found };
            refuses(&splitter, &ledger, root(found, 1, 1), refusal);
        }
        splitter.call(&ledger, root(expected, 1, 1), 0).ok();
    }
}

#[test]
fn cuts_follow_each_other_and_are_past() {
    let Wired { sandbox, splitter, ledger } = wired();
    splitter.call(&ledger, root(1, 1, 1), 0).ok();
    let cut_at = |found| {
        let mut call = root(2, 1, 1);
        call.settlement.cutBlock = found;
        call
    };
    let latest = sandbox.block() - 1;
    // From one that lies ahead no ledger could ever go on.
    for found in [0, 6, 7, latest + 1, latest + 2, u32::MAX] {
        let refusal = IRoyaltySplitter::CutOutOfRange { after_: 7, latest, found };
        refuses(&splitter, &ledger, cut_at(found), refusal);
    }
    splitter.call(&ledger, cut_at(latest), 0).ok();
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}).cutBlock, latest);
}

#[test]
fn sums_do_not_shrink() {
    let Wired { splitter, ledger, .. } = wired();
    splitter.call(&ledger, root(1, 5, 6), 0).ok();
    let refusal = IRoyaltySplitter::PayoutShrank { before: 5, after_: 4 };
    refuses(&splitter, &ledger, root(2, 4, 6), refusal);
    let refusal = IRoyaltySplitter::SpendShrank { before: 6, after_: 5 };
    refuses(&splitter, &ledger, root(2, 5, 5), refusal);
    let mut fewer_votes = root(2, 5, 6);
    fewer_votes.settlement.votesSum = 49;
    let refusal = IRoyaltySplitter::VotesShrank { before: 50, after_: 49 };
    refuses(&splitter, &ledger, fewer_votes, refusal);
    splitter.call(&ledger, root(2, 5, 6), 0).ok();
}

#[test]
fn votes_do_not_leap() {
    let Wired { splitter, ledger, .. } = wired();
    splitter.call(&ledger, root(1, 5, 6), 0).ok();
    let most = 1u128 << 96;
    let votes = |sum| {
        let mut call = root(2, 5, 6);
        call.settlement.votesSum = sum;
        call
    };
    for beyond in [51 + most, u128::MAX] {
        let refusal = IRoyaltySplitter::TooManyVotes { grown: beyond - 50, most };
        refuses(&splitter, &ledger, votes(beyond), refusal);
    }
    splitter.call(&ledger, votes(50 + most), 0).ok();
}

fn can_settle(payouts: u128, spends: u128) -> canSettleCall {
    canSettleCall { payoutSum: payouts, spendSum: spends }
}

#[test]
fn no_root_promises_more_than_payers_left() {
    let Wired { splitter, ledger, .. } = wired();
    let backed = 10 * TOKEN;
    for (payouts, spends) in [(backed + 1, 0), (0, backed + 1), (backed + 1, backed + 1), (u128::MAX, 1)] {
        let refusal = IRoyaltySplitter::Insolvent { needed: payouts.max(spends), backed };
        refuses(&splitter, &ledger, root(1, payouts, spends), refusal);
    }
    for (sum, can) in [(0, true), (backed, true), (backed + 1, false), (u128::MAX, false)] {
        assert_eq!(splitter.view(can_settle(sum, sum)), can, "{sum}");
    }
    splitter.call(&ledger, root(1, backed, backed - 2), 0).ok();
    assert!(splitter.view(can_settle(backed, backed - 2)) && splitter.view(can_settle(backed, backed)));
    assert!(!splitter.view(can_settle(backed - 1, backed)), "payouts do not shrink");
    assert!(!splitter.view(can_settle(backed, backed - 3)), "spends neither");
}
