//! Who names the splitter, and when.

use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::{
        IGovernance::{
            wireCall, CutOutOfRange, NotDeployer, NotWired, SelfCallUnknown, SplitterUnreadable,
            SplitterWired, Wired,
        },
        IRoyaltySplitter::rootCall,
    },
    probe, Action, Motion,
};

use super::*;
use crate::{
    expectation::Emits,
    governance::programs::{burning, wallet_answering},
    refusal::refuses,
};

/// A DAO beside a suite that it does not know.
fn unwired() -> (Scene, Dao) {
    let scene = Scene::new();
    let dao = Dao::builder().earning(RATE, CAP).build_on(scene.suite.sandbox().clone());
    (scene, dao)
}

#[test]
fn the_deployer_names_the_splitter_once() {
    let (scene, dao) = unwired();
    let (contract, deployer, alice) = (dao.contract(), scene.suite.deployer(), dao.member(0));
    let splitter = scene.splitter().address();
    assert_eq!(contract.view(earnedCall {}).splitter, Address::ZERO);
    refuses(contract, alice, syncVotesCall {}, NotWired {});
    for caller in [alice, dao.guardian(), scene.suite.owner()] {
        let refusal = NotDeployer { caller: caller.address(), deployer: deployer.address() };
        refuses(contract, caller, wireCall { splitter }, refusal);
    }

    let receipt = contract.call(deployer, wireCall { splitter }, 0).ok();
    assert_eq!(receipt.only_event::<Wired>(), Wired { splitter });
    assert_eq!(contract.view(earnedCall {}).splitter, splitter);
    for (caller, next) in [(deployer, splitter), (deployer, Address::ZERO), (alice, alice.address())] {
        refuses(contract, caller, wireCall { splitter: next }, SplitterWired { splitter });
    }
    let before = dao.sandbox().state_root();
    assert_eq!(contract.call(alice, syncVotesCall {}, 0).ok().logs.len(), 0);
    assert_eq!(dao.sandbox().state_root(), before, "nothing is final yet");
}

#[test]
fn no_vote_names_it() {
    let (scene, dao) = unwired();
    let call = wireCall { splitter: scene.splitter().address() };
    let motion = Motion::new(vec![Action::call(dao.address(), &call)], "Wired by a vote");
    due(&dao, std::slice::from_ref(&motion));
    let refusal = SelfCallUnknown { selector: FixedBytes(wireCall::SELECTOR) };
    refuses(dao.contract(), dao.member(0), motion.execute(), refusal);
}

#[test]
fn what_does_not_answer_as_a_splitter_is_none() {
    let (scene, dao) = unwired();
    let (sandbox, deployer, suite) = (dao.sandbox(), scene.suite.deployer(), &scene.suite);
    let others = [
        Address::ZERO,
        deployer.address(),
        suite.datasets().address(),
        suite.ledger().address(),
        probe::rejecting(sandbox, deployer),
        probe::answering(sandbox, deployer, [1; 4]),
        // No address, and half a word.
        wallet_answering(sandbox, deployer, [1; 32], 32),
        wallet_answering(sandbox, deployer, [0; 32], 16),
    ];
    for splitter in others {
        refuses(dao.contract(), deployer, wireCall { splitter }, SplitterUnreadable { splitter });
    }
    // One that burns all weight leaves none to say so, and the DAO cannot ask itself.
    for splitter in [burning(sandbox, deployer), dao.address()] {
        assert!(dao.contract().call(deployer, wireCall { splitter }, 0).result.is_err());
    }
    assert_eq!(dao.contract().view(earnedCall {}).splitter, Address::ZERO);
    dao.contract().call(deployer, wireCall { splitter: scene.splitter().address() }, 0).ok();
}

/// An epoch that was cut before the DAO was made is not read. What it earned counts with the first that is.
#[test]
fn epochs_count_from_the_daos_first_block_on() {
    let mut scene = Scene::new();
    let ann = scene.suite.actor("ann");
    let dataset = scene.dataset(&ann);
    scene.books.earn_votes(dataset, CAP / 2);
    scene.settle();
    let dao = Dao::builder().earning(RATE, CAP).build_beside(&scene.suite);
    let mut work = Work { scene, dao };
    let earned = work.earned();
    let root = work.scene.splitter().view(rootCall {});
    let latest = work.dao.sandbox().block() - 1;
    let refusal = CutOutOfRange { after_: earned.cutBlock, latest, found: root.cutBlock };
    refuses(work.contract(), &ann, syncVotesCall {}, refusal);
    work.settle_and_sync(&[(dataset, CAP)]);
    let earned = work.earned();
    assert_eq!((earned.epoch, earned.votesSum, earned.allowed), (2, CAP + CAP / 2, CAP + CAP / 2));
}
