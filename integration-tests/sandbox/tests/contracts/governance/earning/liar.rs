//! A splitter that says whatever it likes, within its words and without.

use std::fmt::Debug;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use tributary_core::{
    hashing::HostHashing,
    merkle::{Leaf, LeafFields},
    DatasetId, Wei,
};
use tributary_sandbox::{
    abi::{
        IGovernance::{
            earningCall, wireCall, CutOutOfRange, EpochBehind, SplitterUnreadable, VotesAboveAllowed,
            VotesShrank,
        },
        IRoyaltySplitter::{datasetNftCall, rootCall, Root},
    },
    Actor, Books,
};

use super::{setting::motion, *};
use crate::{governance::programs::deploy, refusal::refuses};

const WORDS: u16 = 10;

/// The program that answers with the ten words kept.
fn words_kept() -> Vec<u8> {
    let mut tell = Vec::new();
    for word in 0..WORDS {
        let ([high, low], [_, slot]) = ((32 * word).to_be_bytes(), word.to_be_bytes());
        // MSTORE(32 * word, SLOAD(word))
        tell.extend([0x60, slot, 0x54, 0x61, high, low, 0x52]);
    }
    // RETURN(0, 320)
    tell.extend([0x61, 0x01, 0x40, 0x5f, 0xf3]);
    tell
}

/// A contract that has two registries, answers `root()` by the program `tell`, which finds the selector on the stack,
/// and keeps ten words if it is called with nothing else.
#[track_caller]
fn liar(scene: &Scene, mut tell: Vec<u8>) -> Address {
    const DATASETS: u8 = 62;
    const ROOT: u8 = 90;
    const SET: u8 = 166;
    // MSTORE(0, address); RETURN(0, 32)
    let answer =
        |address: Address| [&[0x73], address.as_slice(), &[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]].concat();
    let [datasets, nodes] = [scene.suite.datasets().address(), scene.suite.nodes().address()].map(answer);
    let head = [
        // JUMPI(SET, CALLDATASIZE == 320)
        &[0x36, 0x61, 0x01, 0x40, 0x14, 0x61, 0x00, SET, 0x57],
        // the selector: CALLDATALOAD(0) >> 224
        [0x5f, 0x35, 0x60, 0xe0, 0x1c].as_slice(),
        // JUMPI(ROOT, selector == root())
        &[0x80, 0x63],
        &rootCall::SELECTOR,
        &[0x14, 0x61, 0x00, ROOT, 0x57],
        // JUMPI(DATASETS, selector == datasetNft())
        &[0x63],
        &datasetNftCall::SELECTOR,
        &[0x14, 0x61, 0x00, DATASETS, 0x57],
    ]
    .concat();
    let mut set = Vec::new();
    for word in 0..WORDS {
        let ([high, low], [_, slot]) = ((32 * word).to_be_bytes(), word.to_be_bytes());
        // SSTORE(word, CALLDATALOAD(32 * word))
        set.extend([0x61, high, low, 0x35, 0x60, slot, 0x55]);
    }
    // STOP
    set.push(0x00);
    tell.resize(usize::from(SET - ROOT) - 1, 0x00);
    let mut code = [head, nodes].concat();
    for (place, branch) in [(DATASETS, datasets), (ROOT, tell), (SET, set)] {
        assert_eq!(code.len(), usize::from(place));
        // JUMPDEST
        code.push(0x5b);
        code.extend(branch);
    }
    deploy(scene.suite.sandbox(), scene.suite.deployer(), &code)
}

/// A DAO that was wired to a liar.
struct Duped {
    work: Work,
    liar: Address,
    mallory: Actor,
}

impl Duped {
    /// By one that answers with the words that it is told.
    #[track_caller]
    fn new() -> Self {
        Self::by(words_kept())
    }

    /// By one that answers `root()` by this program.
    #[track_caller]
    fn by(tell: Vec<u8>) -> Self {
        let scene = Scene::new();
        let (liar, mallory) = (liar(&scene, tell), scene.suite.actor("mallory"));
        scene.dataset(&mallory);
        let dao = Dao::builder().earning(RATE, CAP).build_on(scene.suite.sandbox().clone());
        dao.contract().call(scene.suite.deployer(), wireCall { splitter: liar }, 0).ok();
        dao.sandbox().advance(1_000);
        Self { work: Work { scene, dao }, liar, mallory }
    }

    /// Has it answer with these words.
    #[track_caller]
    fn says_words(&self, words: Vec<u8>) {
        self.work.dao.sandbox().call(&self.mallory, self.liar, words, U256::ZERO).ok();
    }

    /// Has it say this of an epoch, its cut and its votes.
    #[track_caller]
    fn says(&self, epoch: u64, cut: u32, (hash, sum): (B256, u128)) {
        let root = Root { epoch, cutBlock: cut, votesHash: hash, votesSum: sum, ..Root::default() };
        self.says_words(root.abi_encode());
    }

    /// The refusal of reading what it says.
    #[track_caller]
    fn is_refused<E: SolError + Debug + PartialEq>(&self, expected: E) {
        refuses(self.work.contract(), &self.mallory, syncVotesCall {}, expected);
    }

    fn now(&self) -> u32 {
        self.work.dao.sandbox().block()
    }
}

#[test]
fn it_mints_the_cap_for_an_epoch_that_never_was() {
    let duped = Duped::new();
    let (thief, other) = (Account::Dataset(DatasetId(1)), Account::Dataset(DatasetId(2)));
    let mut books = Books::new();
    books.earn_votes(thief, CAP).earn_votes(other, u128::MAX - CAP);
    let root = books.votes_tree().root();
    duped.says(1, duped.now() - 1, (root.hash.into(), root.sum.0));
    duped.work.sync();
    assert_eq!((duped.work.earned().votesSum, duped.work.earned().allowed), (u128::MAX, CAP));
    let claim = |account: Account| {
        let ((kind, id), (cumulative, proof)) = (named(account), books.claim_votes(account));
        claimVotesCall { kind, id, cumulative, proof }
    };
    assert_eq!(duped.work.contract().call(&duped.mallory, claim(thief), 0).ok().value, CAP);
    let refusal = VotesAboveAllowed { minted: CAP, wanted: u128::MAX - CAP, allowed: CAP };
    refuses(duped.work.contract(), &duped.mallory, claim(other), refusal);
    assert_eq!(duped.work.supply(), SUPPLY + CAP);

    // Nor does it help to say that all was the thief's.
    let leaf = Leaf { fields: LeafFields::Total(thief), amount: Wei(u128::MAX) };
    let hash = B256::new(leaf.node::<HostHashing>().hash);
    duped.work.dao.sandbox().advance(1);
    duped.says(2, duped.now() - 1, (hash, u128::MAX));
    duped.work.sync();
    let claim = claimVotesCall { kind: 1, id: 1, cumulative: u128::MAX, proof: Bytes::new() };
    let refusal = VotesAboveAllowed { minted: CAP, wanted: u128::MAX - CAP, allowed: CAP };
    refuses(duped.work.contract(), &duped.mallory, claim, refusal);
}

/// The whole sum as one claim comes to no more.
#[test]
fn it_mints_the_cap_of_whatever_it_says_that_one_earned() {
    let duped = Duped::new();
    let thief = Account::Dataset(DatasetId(1));
    let leaf = Leaf { fields: LeafFields::Total(thief), amount: Wei(u128::MAX) };
    duped.says(1, duped.now() - 1, (B256::new(leaf.node::<HostHashing>().hash), u128::MAX));
    duped.work.sync();
    let claim = claimVotesCall { kind: 1, id: 1, cumulative: u128::MAX, proof: Bytes::new() };
    assert_eq!(duped.work.contract().call(&duped.mallory, claim.clone(), 0).ok().value, CAP);
    assert_eq!((duped.work.claimed(thief), duped.work.supply()), (CAP, SUPPLY + CAP));
    let refusal = VotesAboveAllowed { minted: CAP, wanted: u128::MAX - CAP, allowed: CAP };
    refuses(duped.work.contract(), &duped.mallory, claim, refusal);
}

/// Whatever words it answers with, the DAO can set that work earns nothing.
#[test]
fn it_keeps_nobody_from_setting_how_votes_are_earned() {
    let duped = Duped::new();
    let (dao, opened) = (&duped.work.dao, duped.work.earned());
    let votes = (B256::repeat_byte(1), 100);
    duped.says_words(vec![0xff; 320]);
    dao.attempt(&motion(dao, 1, CAP)).ok();
    duped.says(1, u32::MAX, votes);
    dao.attempt(&motion(dao, 2, CAP)).ok();
    assert_eq!(duped.work.earned(), opened);
    duped.says(5, opened.cutBlock + 5, votes);
    dao.attempt(&motion(dao, 3, CAP)).ok();
    let read = duped.work.earned();
    assert_eq!((read.epoch, read.allowed), (5, 100), "what can be read is");
    for (epoch, sum) in [(4, 100), (6, 99)] {
        duped.says(epoch, opened.cutBlock + 6, (votes.0, sum));
        dao.attempt(&motion(dao, 0, u128::from(epoch))).ok();
        assert_eq!(duped.work.earned(), read);
        let set = duped.work.contract().view(earningCall {});
        assert_eq!((set.rate, set.cap), (0, epoch.into()));
    }
}

/// Nor does one that gives no answer, unless it burns all weight, which the suite's splitter cannot.
#[test]
fn one_that_reverts_or_traps_keeps_nobody_from_setting_how_votes_are_earned() {
    // REVERT(0, 0), and POP of more than there is.
    for tell in [vec![0x5f, 0x5f, 0xfd], vec![0x50, 0x50]] {
        let duped = Duped::by(tell);
        let (dao, opened) = (&duped.work.dao, duped.work.earned());
        duped.is_refused(SplitterUnreadable { splitter: duped.liar });
        dao.attempt(&motion(dao, 0, CAP / 2)).ok();
        let set = duped.work.contract().view(earningCall {});
        assert_eq!((set.rate, set.cap), (0, CAP / 2));
        assert_eq!(duped.work.earned(), opened);
    }
}

/// An epoch takes a block at least, so that no number of them allows more than blocks went by.
#[test]
fn it_cannot_count_more_epochs_than_blocks() {
    let duped = Duped::new();
    let opened = duped.work.earned().cutBlock;
    duped.says(u64::MAX - 1, opened + 3, (B256::repeat_byte(1), u128::MAX - 1));
    duped.work.sync();
    assert_eq!(duped.work.earned().allowed, 3 * CAP);
    duped.says(u64::MAX, opened + 4, (B256::repeat_byte(1), u128::MAX));
    duped.work.sync();
    assert_eq!(duped.work.earned().allowed, 3 * CAP + 1);
}

#[test]
fn what_no_splitter_says_is_refused() {
    let duped = Duped::new();
    let opened = duped.work.earned().cutBlock;
    let votes = (B256::repeat_byte(1), 100);
    let out_of_range = |after_, found| CutOutOfRange { after_, latest: duped.now() - 1, found };
    for cut in [0, opened, duped.now(), u32::MAX] {
        duped.says(1, cut, votes);
        duped.is_refused(out_of_range(opened, cut));
    }
    duped.says(5, opened + 5, votes);
    duped.work.sync();
    let read = duped.work.earned();
    duped.says(4, opened + 6, votes);
    duped.is_refused(EpochBehind { synced: 5, found: 4 });
    duped.says(6, opened + 5, votes);
    duped.is_refused(out_of_range(opened + 5, opened + 5));
    duped.says(6, opened + 6, (votes.0, 99));
    duped.is_refused(VotesShrank { before: 100, after_: 99 });
    // Of the epoch that was read it can say nothing new.
    duped.says(5, opened + 6, (B256::repeat_byte(2), u128::MAX));
    assert_eq!(duped.work.sync().logs.len(), 0);
    assert_eq!(duped.work.earned(), read);
}

#[test]
fn garbage_is_no_root() {
    let duped = Duped::new();
    let cut = duped.now() - 1;
    let good = Root { epoch: 1, cutBlock: cut, votesSum: 7, ..Root::default() }.abi_encode();
    let splitter = duped.liar;
    // The highest byte of the epoch, of the cut and of the sum.
    for byte in [0, 64, 288] {
        let mut words = good.clone();
        words[byte] = 1;
        duped.says_words(words);
        duped.is_refused(SplitterUnreadable { splitter });
    }
    duped.says_words(vec![0xff; 320]);
    duped.is_refused(SplitterUnreadable { splitter });
    duped.says_words(good);
    duped.work.sync();
    assert_eq!((duped.work.earned().epoch, duped.work.earned().allowed), (1, 7));
}
