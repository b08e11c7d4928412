//! How recipients share, to the wei, and that no change of them takes what was earned before.

use alloy_primitives::{Address, Bytes};
use tributary_core::Account;
use tributary_sandbox::{
    abi::IRoyaltySplitter::{self, applyRecipientsCall, proposeRecipientsCall, releaseCall},
    probe, Actor, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{word, Scene},
};

/// The default suite's delay.
const DELAY: u32 = 25;

/// A dataset, its owner, and a payer.
struct Shared {
    scene: Scene,
    dataset: Account,
    creator: Actor,
    alice: Actor,
}

impl Shared {
    fn new() -> Self {
        let scene = Scene::new();
        let (creator, alice) = (scene.suite.actor("creator"), scene.payer("alice", 100 * TOKEN));
        let dataset = scene.dataset(&creator);
        Self { scene, dataset, creator, alice }
    }

    /// Shares by this table from its first wei on.
    fn by(table: &[(Address, u32)]) -> Self {
        let shared = Self::new();
        shared.propose(table);
        shared.apply(0, Bytes::new());
        shared
    }

    /// Proposes a table and waits for the delay.
    #[track_caller]
    fn propose(&self, table: &[(Address, u32)]) {
        let (recipients, shares) = table.iter().copied().unzip();
        let call = proposeRecipientsCall { account: word(self.dataset), recipients, shares };
        self.scene.splitter().call(&self.creator, call, 0).ok();
        self.scene.suite.advance(DELAY);
    }

    #[track_caller]
    fn apply(&self, cumulative: u128, proof: Bytes) {
        let call = applyRecipientsCall { account: word(self.dataset), cumulative, proof };
        self.scene.splitter().call(&self.creator, call, 0).ok();
        self.scene.assert_conserved();
    }

    /// Replaces the table, settled by an epoch.
    #[track_caller]
    fn replace(&mut self, table: &[(Address, u32)]) {
        self.propose(table);
        self.scene.settle();
        let (_, cumulative, proof) = self.scene.books.claim(self.dataset);
        self.apply(cumulative, proof);
    }

    /// Earns, settles and claims.
    #[track_caller]
    fn earn(&mut self, wei: u128) {
        self.scene.earn(self.dataset, &self.alice, wei);
        self.scene.settle();
        assert_eq!(self.scene.claim(self.dataset), wei);
    }

    /// Releases all that `recipient` is due and returns it; 0 if there is nothing.
    #[track_caller]
    fn draw(&self, recipient: Address) -> u128 {
        let due = self.scene.releasable(self.dataset, recipient);
        if due != 0 {
            let before = self.scene.suite.sandbox().balance(recipient);
            assert_eq!(self.scene.release(self.dataset, recipient), due);
            assert_eq!(self.scene.suite.sandbox().balance(recipient), before + due);
        }
        self.scene.assert_conserved();
        due
    }
}

fn address(number: u8) -> Address {
    Address::repeat_byte(number)
}

#[test]
fn two_share_every_wei() {
    let mut shared = Shared::by(&[(address(1), 333_333), (address(2), 666_667)]);
    let (mut first, mut second, mut total) = (0, 0, 0);
    for wei in [1, 1, 1, 7, 1_000_003, TOKEN + 1] {
        shared.earn(wei);
        total += wei;
        second += shared.draw(address(2));
        first += shared.draw(address(1));
        assert_eq!(second, total * 666_667 / 1_000_000, "rounded down");
        assert_eq!(first + second, total, "the first takes the remainder");
    }
    let refusal =
        IRoyaltySplitter::NotRecipient { account: word(shared.dataset), recipient: shared.creator.address() };
    let call = releaseCall { account: word(shared.dataset), recipient: shared.creator.address() };
    refuses(shared.scene.splitter(), &shared.alice, call, refusal);
}

#[test]
fn sixteen_share_and_the_first_bears_the_rounding() {
    let share = 62_500 - 1;
    let mut table = vec![(address(1), 62_500 + 15)];
    table.extend((2..=16).map(|number| (address(number), share)));
    let mut shared = Shared::by(&table);
    shared.earn(1_000_001);
    shared.earn(TOKEN / 7);
    let total = 1_000_001 + TOKEN / 7;
    let mut drawn = 0;
    for number in (2..=16).rev() {
        let due = shared.draw(address(number));
        assert_eq!(due, total * u128::from(share) / 1_000_000);
        drawn += due;
    }
    drawn += shared.draw(address(1));
    assert!(total - drawn < 15, "{} wei wait for the table's end", total - drawn);

    // Then the first takes what is left, to the wei.
    shared.replace(&[(address(99), 1_000_000)]);
    assert_eq!(shared.draw(address(1)), total - drawn);
    assert_eq!(shared.scene.totals().released, total);
    assert_eq!(shared.draw(address(2)), 0);
}

#[test]
fn the_order_and_the_number_of_draws_change_nothing() {
    let table = [(address(1), 333_334), (address(2), 333_333), (address(3), 333_333)];
    let mut often = Shared::by(&table);
    let mut rarely = Shared::by(&table);
    let mut sums = [0; 3];
    for round in 0..8_u8 {
        let wei = u128::from(round) * 10 + 1;
        often.earn(wei);
        rarely.earn(wei);
        for step in 0..3 {
            let place = usize::from((round + step) % 3);
            sums[place] += often.draw(table[place].0);
        }
    }
    let once = table.map(|(recipient, _)| rarely.draw(recipient));
    assert_eq!(sums, once);
}

#[test]
fn the_first_table_leaves_the_past_to_the_payee() {
    let mut shared = Shared::new();
    shared.earn(5 * TOKEN);
    shared.earn(2 * TOKEN);
    let creator = shared.creator.address();
    shared.propose(&[(address(1), 1_000_000)]);
    shared.scene.earn(shared.dataset, &shared.alice, TOKEN);
    shared.scene.settle();
    // With its claim, all that is final is still the payee's.
    let (_, cumulative, proof) = shared.scene.books.claim(shared.dataset);
    shared.apply(cumulative, proof);
    assert_eq!(shared.scene.releasable(shared.dataset, creator), 8 * TOKEN);
    assert_eq!(shared.draw(address(1)), 0);
    shared.earn(3 * TOKEN);
    assert_eq!(shared.draw(address(1)), 3 * TOKEN);
    assert_eq!(shared.scene.release(shared.dataset, creator), 8 * TOKEN);
    shared.scene.assert_conserved();
}

#[test]
fn the_first_table_without_a_claim_takes_over_what_is_unclaimed() {
    let mut shared = Shared::new();
    shared.earn(5 * TOKEN);
    let creator = shared.creator.address();
    assert_eq!(shared.scene.release(shared.dataset, creator), 5 * TOKEN);
    shared.earn(TOKEN);
    shared.scene.earn(shared.dataset, &shared.alice, 2 * TOKEN);
    shared.scene.settle();
    shared.propose(&[(address(1), 1_000_000)]);
    shared.apply(0, Bytes::new());
    assert_eq!(shared.scene.claim(shared.dataset), 2 * TOKEN);
    assert_eq!(shared.draw(address(1)), 2 * TOKEN);
    assert_eq!(shared.scene.release(shared.dataset, creator), TOKEN);
    shared.scene.assert_conserved();
}

#[test]
fn a_new_table_leaves_the_past_to_the_old_one() {
    let mut shared = Shared::by(&[(address(1), 500_000), (address(2), 300_000), (address(3), 200_000)]);
    shared.earn(1_001);
    assert_eq!(shared.draw(address(1)), 501);
    shared.scene.earn(shared.dataset, &shared.alice, 1_000);
    // 2 stays with another share, 1 and 3 leave, 4 comes. Claimed by nobody: 1,000.
    shared.replace(&[(address(2), 900_000), (address(4), 100_000)]);
    shared.earn(1_000);
    assert_eq!(shared.draw(address(1)), 1_001 - 501, "half of 2,001, rounded up");
    assert_eq!(shared.draw(address(3)), 400);
    assert_eq!(shared.draw(address(2)), 600 + 900);
    assert_eq!(shared.draw(address(4)), 100);
    assert_eq!(shared.scene.totals().released, 3_001);
    for gone in [address(1), address(3)] {
        let (account, recipient) = (word(shared.dataset), gone);
        let refusal = IRoyaltySplitter::NotRecipient { account, recipient };
        let call = releaseCall { account, recipient };
        refuses(shared.scene.splitter(), &shared.alice, call, refusal);
    }
}

#[test]
fn three_tables_in_a_row_lose_nothing() {
    let [one, two, three] = [1, 2, 3].map(address);
    let mut shared = Shared::by(&[(one, 700_001), (two, 299_999)]);
    shared.earn(101);
    shared.replace(&[(two, 700_001), (three, 299_999)]);
    shared.earn(103);
    shared.replace(&[(three, 700_001), (one, 299_999)]);
    shared.earn(107);
    let drawn = [one, two, three].map(|recipient| shared.draw(recipient));
    // 101: 71 + 30; 103: 73 + 30; 107: 75 + 32.
    assert_eq!(drawn, [71 + 32, 30 + 73, 30 + 75]);
    assert_eq!(shared.scene.totals().released, 311);
    shared.replace(&[(one, 1_000_000)]);
    assert_eq!([one, two, three].map(|recipient| shared.draw(recipient)), [0, 0, 0]);
}

#[test]
fn one_that_rejects_holds_up_nobody() {
    let mut shared = Shared::new();
    let rejecting = probe::rejecting(shared.scene.suite.sandbox(), &shared.creator);
    shared.propose(&[(address(1), 500_000), (rejecting, 500_000)]);
    shared.apply(0, Bytes::new());
    shared.earn(10);
    let call = releaseCall { account: word(shared.dataset), recipient: rejecting };
    let refusal = IRoyaltySplitter::TransferFailed { to: rejecting, amount: 5 };
    refuses(shared.scene.splitter(), &shared.alice, call, refusal);
    assert_eq!(shared.draw(address(1)), 5);
    shared.replace(&[(address(2), 1_000_000)]);
    assert_eq!(shared.scene.releasable(shared.dataset, rejecting), 5, "it stays its own");
    shared.earn(7);
    assert_eq!(shared.draw(address(2)), 7);
}
