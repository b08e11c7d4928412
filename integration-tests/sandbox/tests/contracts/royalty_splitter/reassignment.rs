//! A squatted dataset goes to its true author: the squatter's recipients keep what they earned, and earn
//! no more.

use alloy_primitives::{Address, Bytes, U256};
use tributary_core::{Account, DatasetId};
use tributary_sandbox::{
    abi::{
        IDatasetNft::{liftQuarantineCall, quarantineCall, reassignCall},
        IRoyaltySplitter::{
            self, applyRecipientsCall, endRecipientsCall, proposeRecipientsCall, recipientsCall, releaseCall,
            Recipients,
        },
        IERC721,
    },
    Actor, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{word, Scene},
};

/// The default suite's delay.
const DELAY: u32 = 25;
const FIRST: Address = Address::repeat_byte(1);
const SECOND: Address = Address::repeat_byte(2);

/// A dataset that its squatter shares out, its true author, and a payer.
struct Squatted {
    scene: Scene,
    dataset: Account,
    squatter: Actor,
    author: Actor,
    alice: Actor,
}

impl Squatted {
    fn new() -> Self {
        let scene = Scene::new();
        let [squatter, author] = ["squatter", "author"].map(|name| scene.suite.actor(name));
        let alice = scene.payer("alice", 100 * TOKEN);
        let dataset = scene.dataset(&squatter);
        let squatted = Self { scene, dataset, squatter, author, alice };
        squatted.propose(&squatted.squatter, &[(FIRST, 500_000), (SECOND, 500_000)]);
        squatted.apply(&squatted.squatter);
        squatted
    }

    #[track_caller]
    fn propose(&self, owner: &Actor, table: &[(Address, u32)]) {
        let (recipients, shares) = table.iter().copied().unzip();
        let call = proposeRecipientsCall { account: word(self.dataset), recipients, shares };
        self.scene.splitter().call(owner, call, 0).ok();
        self.scene.suite.advance(DELAY);
    }

    /// Puts the first recipients after none in place.
    #[track_caller]
    fn apply(&self, owner: &Actor) {
        let call = applyRecipientsCall { account: word(self.dataset), cumulative: 0, proof: Bytes::new() };
        self.scene.splitter().call(owner, call, 0).ok();
    }

    fn id(&self) -> u64 {
        match self.dataset {
            Account::Dataset(DatasetId(id)) => id,
            _ => unreachable!("a dataset"),
        }
    }

    #[track_caller]
    fn reassign(&self) {
        let call = reassignCall { id: self.id(), to: self.author.address() };
        self.scene.suite.datasets().call(self.scene.suite.owner(), call, 0).ok();
    }

    #[track_caller]
    fn earn(&mut self, wei: u128) {
        self.scene.earn(self.dataset, &self.alice, wei);
        self.scene.settle();
    }

    /// The end of the recipients with the claim that goes with it.
    fn end(&self) -> endRecipientsCall {
        let (account, cumulative, proof) = self.scene.books.claim(self.dataset);
        endRecipientsCall { account, cumulative, proof }
    }

    fn end_unproven(&self) -> endRecipientsCall {
        endRecipientsCall { account: word(self.dataset), cumulative: 0, proof: Bytes::new() }
    }

    #[track_caller]
    fn releasable(&self) -> [u128; 4] {
        let everybody = [FIRST, SECOND, self.squatter.address(), self.author.address()];
        everybody.map(|recipient| self.scene.releasable(self.dataset, recipient))
    }

    #[track_caller]
    fn recipients(&self) -> Recipients {
        self.scene.splitter().view(recipientsCall { account: word(self.dataset) })
    }
}

#[test]
fn recipients_keep_what_they_earned_and_earn_no_more() {
    let mut squatted = Squatted::new();
    squatted.earn(2 * TOKEN);
    assert_eq!(squatted.scene.claim(squatted.dataset), 2 * TOKEN);
    assert_eq!(squatted.scene.release(squatted.dataset, FIRST), TOKEN);
    squatted.reassign();
    squatted.earn(4 * TOKEN);

    // Anybody may; it brings the claim with it.
    let receipt = squatted.scene.splitter().call(&squatted.alice, squatted.end(), 0).ok();
    assert_eq!(receipt.event::<IRoyaltySplitter::Claimed>().amount, 4 * TOKEN);
    assert_eq!(receipt.event::<IRoyaltySplitter::RecipientsEnded>().account, word(squatted.dataset));
    assert_eq!(squatted.recipients(), Recipients::default());
    assert_eq!(squatted.releasable(), [2 * TOKEN, 3 * TOKEN, 0, 0]);
    squatted.scene.assert_conserved();

    squatted.earn(TOKEN);
    assert_eq!(squatted.scene.claim(squatted.dataset), TOKEN);
    assert_eq!(squatted.releasable(), [2 * TOKEN, 3 * TOKEN, 0, TOKEN]);
    for (recipient, due) in [(SECOND, 3 * TOKEN), (squatted.author.address(), TOKEN), (FIRST, 2 * TOKEN)] {
        assert_eq!(squatted.scene.release(squatted.dataset, recipient), due);
        squatted.scene.assert_conserved();
    }
    assert_eq!(squatted.releasable(), [0; 4]);
    let call = |recipient| releaseCall { account: word(squatted.dataset), recipient };
    for recipient in [FIRST, SECOND, squatted.squatter.address()] {
        let refusal = IRoyaltySplitter::NotRecipient { account: word(squatted.dataset), recipient };
        refuses(squatted.scene.splitter(), &squatted.alice, call(recipient), refusal);
    }
}

#[test]
fn under_quarantine_it_needs_no_later_cut() {
    let mut squatted = Squatted::new();
    let (id, suite) = (squatted.id(), squatted.scene.suite.clone());
    squatted.scene.earn(squatted.dataset, &squatted.alice, 2 * TOKEN);
    suite.datasets().call(suite.owner(), quarantineCall { id }, 0).ok();
    let quarantined_at = suite.block();
    squatted.scene.settle_cut_at(quarantined_at + 3);
    suite.advance(5);
    // The vote comes later: reassigned and back in attribution at once.
    squatted.reassign();
    suite.datasets().call(suite.owner(), liftQuarantineCall { id }, 0).ok();
    suite.splitter().call(&squatted.author, squatted.end(), 0).ok();
    squatted.earn(TOKEN);
    squatted.scene.claim(squatted.dataset);
    assert_eq!(squatted.releasable(), [TOKEN, TOKEN, 0, TOKEN]);
    squatted.scene.assert_conserved();
}

#[test]
fn what_was_earned_until_then_has_to_be_settled() {
    let mut squatted = Squatted::new();
    squatted.earn(2 * TOKEN);
    let cut = squatted.scene.books.head().cut_block;
    squatted.reassign();
    let needed = squatted.scene.suite.block();
    let refusal = IRoyaltySplitter::RecipientsNotSettled { cutBlock: cut, needed };
    refuses(squatted.scene.splitter(), &squatted.author, squatted.end(), refusal);
    squatted.earn(0);
    // A claim has to come with it.
    let refusal = IRoyaltySplitter::AbsenceMalformed { length: 0 };
    refuses(squatted.scene.splitter(), &squatted.author, squatted.end_unproven(), refusal);
    squatted.scene.splitter().call(&squatted.author, squatted.end(), 0).ok();
    assert_eq!(squatted.releasable(), [TOKEN, TOKEN, 0, 0]);
}

#[test]
fn a_dataset_that_never_earned_shows_its_absence() {
    let mut squatted = Squatted::new();
    squatted.reassign();
    let needed = squatted.scene.suite.block();
    let refusal = IRoyaltySplitter::RecipientsNotSettled { cutBlock: 0, needed };
    refuses(squatted.scene.splitter(), &squatted.author, squatted.end_unproven(), refusal);
    squatted.scene.earn(Account::Treasury, &squatted.alice, TOKEN);
    squatted.scene.settle();
    let proof = squatted.scene.books.absence(squatted.dataset);
    let call = endRecipientsCall { account: word(squatted.dataset), cumulative: 0, proof };
    squatted.scene.splitter().call(&squatted.author, call, 0).ok();
    squatted.earn(TOKEN);
    squatted.scene.claim(squatted.dataset);
    assert_eq!(squatted.releasable(), [0, 0, 0, TOKEN]);
}

#[test]
fn a_sale_ends_nothing() {
    let mut squatted = Squatted::new();
    let (from, to) = (squatted.squatter.address(), squatted.author.address());
    let sale = IERC721::transferFromCall { from, to, tokenId: U256::from(squatted.id()) };
    squatted.scene.suite.datasets().call(&squatted.squatter, sale, 0).ok();
    squatted.earn(2 * TOKEN);
    let since = tenure_of(&squatted);
    let refusal = IRoyaltySplitter::RecipientsStand { account: word(squatted.dataset), since };
    refuses(squatted.scene.splitter(), &squatted.author, squatted.end(), refusal);
    squatted.scene.claim(squatted.dataset);
    assert_eq!(squatted.releasable(), [TOKEN, TOKEN, 0, 0]);
}

/// The block in which the squatter's recipients took office: the dataset's second, and the delay.
fn tenure_of(squatted: &Squatted) -> u32 {
    let created = squatted
        .scene
        .suite
        .datasets()
        .view(tributary_sandbox::abi::IDatasetNft::datasetCall { id: squatted.id() });
    created.createdAt + DELAY
}

#[test]
fn who_the_author_appoints_stands() {
    let mut squatted = Squatted::new();
    squatted.reassign();
    squatted.earn(2 * TOKEN);
    squatted.scene.splitter().call(&squatted.author, squatted.end(), 0).ok();
    let refusal = IRoyaltySplitter::NoRecipients { account: word(squatted.dataset) };
    refuses(squatted.scene.splitter(), &squatted.alice, squatted.end(), refusal);

    // The author shares; what the former recipients are owed stays, also theirs who are in it again.
    squatted.propose(&squatted.author, &[(FIRST, 400_000), (squatted.author.address(), 600_000)]);
    squatted.apply(&squatted.author);
    let since = squatted.scene.suite.block();
    squatted.earn(TOKEN);
    let refusal = IRoyaltySplitter::RecipientsStand { account: word(squatted.dataset), since };
    refuses(squatted.scene.splitter(), &squatted.alice, squatted.end(), refusal);
    squatted.scene.claim(squatted.dataset);
    let (first, author) = (TOKEN + TOKEN / 10 * 4, TOKEN / 10 * 6);
    assert_eq!(squatted.releasable(), [first, TOKEN, 0, author]);
    squatted.scene.assert_conserved();
}

#[test]
fn the_author_without_recipients_is_owed_what_it_claimed_when_it_appoints_some() {
    let mut squatted = Squatted::new();
    squatted.reassign();
    squatted.earn(2 * TOKEN);
    squatted.scene.splitter().call(&squatted.author, squatted.end(), 0).ok();
    squatted.earn(3 * TOKEN);
    squatted.scene.claim(squatted.dataset);
    squatted.propose(&squatted.author, &[(FIRST, 1_000_000)]);
    squatted.apply(&squatted.author);
    squatted.earn(5 * TOKEN);
    squatted.scene.claim(squatted.dataset);
    assert_eq!(squatted.releasable(), [6 * TOKEN, TOKEN, 0, 3 * TOKEN]);
    squatted.scene.assert_conserved();
}

#[test]
fn only_datasets_are_reassigned() {
    let mut squatted = Squatted::new();
    let suite = squatted.scene.suite.clone();
    let account = squatted.scene.node(&squatted.author, squatted.author.address());
    let call =
        proposeRecipientsCall { account: word(account), recipients: vec![FIRST], shares: vec![1_000_000] };
    suite.splitter().call(&squatted.author, call, 0).ok();
    suite.advance(DELAY);
    let call = applyRecipientsCall { account: word(account), cumulative: 0, proof: Bytes::new() };
    suite.splitter().call(&squatted.author, call, 0).ok();
    let since = suite.block();
    squatted.reassign();
    squatted.earn(TOKEN);
    let proof = squatted.scene.books.absence(account);
    let call = endRecipientsCall { account: word(account), cumulative: 0, proof };
    let refusal = IRoyaltySplitter::RecipientsStand { account: word(account), since };
    refuses(suite.splitter(), &squatted.alice, call, refusal);
    for (account, refusal) in [
        (Account::Treasury, IRoyaltySplitter::NoRecipients { account: word(Account::Treasury) }),
        (
            Account::Dataset(DatasetId(99)),
            IRoyaltySplitter::NoRecipients { account: word(Account::Dataset(DatasetId(99))) },
        ),
    ] {
        let call = endRecipientsCall { account: word(account), cumulative: 0, proof: Bytes::new() };
        refuses(suite.splitter(), &squatted.alice, call, refusal);
    }
    let account = word(Account::Payer(squatted.alice.core_address()));
    let call = endRecipientsCall { account, cumulative: 0, proof: Bytes::new() };
    refuses(suite.splitter(), &squatted.alice, call, IRoyaltySplitter::AccountNotPayable { account });
}
