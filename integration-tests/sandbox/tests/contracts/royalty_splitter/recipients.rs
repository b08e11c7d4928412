//! Who may name recipients, which, and when they count.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use tributary_core::Account;
use tributary_sandbox::{
    abi::{
        IRoyaltySplitter::{
            self, applyRecipientsCall, proposeRecipientsCall, recipientsCall, setTreasuryCall, Recipients,
        },
        IERC721,
    },
    Actor, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{oracle, word, Scene},
};

/// The default suite's delay.
const DELAY: u32 = 25;

fn address(number: u8) -> Address {
    Address::repeat_byte(number)
}

fn proposal(account: Account, table: &[(Address, u32)]) -> proposeRecipientsCall {
    let (recipients, shares) = table.iter().copied().unzip();
    proposeRecipientsCall { account: word(account), recipients, shares }
}

fn application(account: Account) -> applyRecipientsCall {
    applyRecipientsCall { account: word(account), cumulative: 0, proof: Bytes::new() }
}

fn recipients(scene: &Scene, account: Account) -> Recipients {
    scene.splitter().view(recipientsCall { account: word(account) })
}

/// A dataset of `creator`, and a payer.
fn with_dataset() -> (Scene, Account, Actor, Actor) {
    let scene = Scene::new();
    let (creator, alice) = (scene.suite.actor("creator"), scene.payer("alice", 100 * TOKEN));
    let dataset = scene.dataset(&creator);
    (scene, dataset, creator, alice)
}

#[test]
fn without_recipients_the_payee_has_all() {
    let (scene, dataset, creator, _) = with_dataset();
    assert_eq!(recipients(&scene, dataset), Recipients::default());
    let payee = scene.splitter().view(IRoyaltySplitter::payeeOfCall { account: word(dataset) });
    assert_eq!(payee, creator.address());
}

#[test]
fn recipients_are_proposed_announced_and_applied_after_the_delay() {
    let (scene, dataset, creator, _) = with_dataset();
    let table = [(address(1), 600_000), (address(2), 400_000)];
    let due = scene.suite.block() + DELAY;

    let receipt = scene.splitter().call(&creator, proposal(dataset, &table), 0).ok();

    let event: IRoyaltySplitter::RecipientsProposed = receipt.event();
    assert_eq!((event.account, event.fromBlock), (word(dataset), due));
    assert_eq!((event.recipients, event.shares), (vec![address(1), address(2)], vec![600_000, 400_000]));
    let pending = Recipients {
        pendingFrom: due,
        pendingAddresses: vec![address(1), address(2)],
        pendingShares: vec![600_000, 400_000],
        ..Recipients::default()
    };
    assert_eq!(recipients(&scene, dataset), pending);

    scene.suite.sandbox().advance_to(due - 1);
    let refusal = IRoyaltySplitter::RecipientsNotDue { fromBlock: due };
    refuses(scene.splitter(), &creator, application(dataset), refusal);
    scene.suite.advance(1);
    let receipt = scene.splitter().call(&creator, application(dataset), 0).ok();
    let event: IRoyaltySplitter::RecipientsChanged = receipt.event();
    assert_eq!((event.recipients, event.shares), (vec![address(1), address(2)], vec![600_000, 400_000]));
    let current = Recipients {
        addresses: vec![address(1), address(2)],
        shares: vec![600_000, 400_000],
        ..Recipients::default()
    };
    assert_eq!(recipients(&scene, dataset), current);
    let refusal = IRoyaltySplitter::NoRecipientsProposed { account: word(dataset) };
    refuses(scene.splitter(), &creator, application(dataset), refusal);
    scene.assert_conserved();
}

#[test]
fn only_the_payee_proposes_and_applies() {
    let (scene, dataset, creator, alice) = with_dataset();
    let table = [(address(1), 1_000_000)];
    let refusal = || IRoyaltySplitter::NotAccountOwner { account: word(dataset), caller: alice.address() };
    refuses(scene.splitter(), &alice, proposal(dataset, &table), refusal());
    scene.splitter().call(&creator, proposal(dataset, &table), 0).ok();
    scene.suite.advance(DELAY);
    refuses(scene.splitter(), &alice, application(dataset), refusal());
    scene.splitter().call(&creator, application(dataset), 0).ok();
    let account = word(Account::Payer(alice.core_address()));
    let call = proposeRecipientsCall { account, ..proposal(dataset, &table) };
    refuses(scene.splitter(), &alice, call, IRoyaltySplitter::AccountNotPayable { account });
    let call = applyRecipientsCall { account, ..application(dataset) };
    refuses(scene.splitter(), &alice, call, IRoyaltySplitter::AccountNotPayable { account });
    let account = B256::ZERO;
    let call = proposeRecipientsCall { account, ..proposal(dataset, &table) };
    refuses(scene.splitter(), &alice, call, IRoyaltySplitter::UnknownAccount { account });
}

/// Recipients would outlast a change of the treasury's address, by which votes are earned.
#[test]
fn the_treasury_shares_with_nobody() {
    let scene = Scene::new();
    let [alice, treasury] = ["alice", "treasury"].map(|name| scene.suite.actor(name));
    let named = setTreasuryCall { newTreasury: treasury.address() };
    scene.splitter().call(scene.suite.owner(), named, 0).ok();
    for caller in [&treasury, scene.suite.owner(), &alice] {
        let call = proposal(Account::Treasury, &[(caller.address(), 1_000_000)]);
        refuses(scene.splitter(), caller, call, IRoyaltySplitter::TreasuryHasNoRecipients {});
    }
    let account = word(Account::Treasury);
    let refusal = IRoyaltySplitter::NoRecipientsProposed { account };
    refuses(scene.splitter(), &treasury, application(Account::Treasury), refusal);
}

#[test]
fn every_earner_may_share() {
    let scene = Scene::new();
    let [operator, developer, signer] = ["operator", "dev", "signer"].map(|name| scene.suite.actor(name));
    let [oracle_operator, oracle_payee] = ["host", "accountant"].map(|name| scene.suite.actor(name));
    let [hosted, elsewhere] = [0, 1].map(|index| scene.oracle_of(&oracle_operator, index));
    scene.pay_oracle_at(&oracle_operator, 1, oracle_payee.address());
    let accounts = [
        (scene.node(&operator, operator.address()), operator),
        (scene.model(&developer), developer),
        (oracle(&signer), signer),
        (hosted, oracle_operator),
        (elsewhere, oracle_payee),
    ];
    for (account, payee) in accounts {
        scene.splitter().call(&payee, proposal(account, &[(address(9), 1_000_000)]), 0).ok();
        scene.suite.advance(DELAY);
        scene.splitter().call(&payee, application(account), 0).ok();
        assert_eq!(recipients(&scene, account).addresses, [address(9)]);
    }
}

#[test]
fn lists_that_make_no_table_are_refused() {
    let (scene, dataset, creator, _) = with_dataset();
    let (splitter, propose) = (scene.splitter(), |table: &[(Address, u32)]| proposal(dataset, table));
    refuses(splitter, &creator, propose(&[]), IRoyaltySplitter::RecipientsEmpty {});
    let many: Vec<_> = (1..=17).map(|number| (address(number), 58_823)).collect();
    let refusal = IRoyaltySplitter::RecipientsTooMany { found: 17, most: 16 };
    refuses(splitter, &creator, propose(&many), refusal);
    let mut call = propose(&[(address(1), 500_000), (address(2), 500_000)]);
    call.shares.pop();
    let refusal = IRoyaltySplitter::RecipientsMismatch { addresses: 2, shares: 1 };
    refuses(splitter, &creator, call, refusal);
    let zero = [(address(1), 500_000), (Address::ZERO, 500_000)];
    refuses(splitter, &creator, propose(&zero), IRoyaltySplitter::RecipientZero { index: 1 });
    let twice = [(address(1), 300_000), (address(2), 300_000), (address(1), 400_000)];
    let refusal = IRoyaltySplitter::RecipientDuplicate { recipient: address(1) };
    refuses(splitter, &creator, propose(&twice), refusal);
    let nothing = [(address(1), 1_000_000), (address(2), 0)];
    let refusal = IRoyaltySplitter::RecipientShareZero { recipient: address(2) };
    refuses(splitter, &creator, propose(&nothing), refusal);
    for (one, other) in [(500_000, 499_999), (500_000, 500_001), (u32::MAX, u32::MAX)] {
        let found = u64::from(one) + u64::from(other);
        let refusal = IRoyaltySplitter::RecipientSharesUnbalanced { found };
        refuses(splitter, &creator, propose(&[(address(1), one), (address(2), other)]), refusal);
    }
    assert_eq!(recipients(&scene, dataset), Recipients::default());
}

#[test]
fn a_later_proposal_replaces_and_waits_anew() {
    let (scene, dataset, creator, _) = with_dataset();
    scene.splitter().call(&creator, proposal(dataset, &[(address(1), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY - 1);
    scene.splitter().call(&creator, proposal(dataset, &[(address(2), 1_000_000)]), 0).ok();
    scene.suite.advance(1);
    let refusal = IRoyaltySplitter::RecipientsNotDue { fromBlock: scene.suite.block() + DELAY - 1 };
    refuses(scene.splitter(), &creator, application(dataset), refusal);
    scene.suite.advance(DELAY - 1);
    scene.splitter().call(&creator, application(dataset), 0).ok();
    assert_eq!(recipients(&scene, dataset).addresses, [address(2)]);
}

#[test]
fn a_proposal_dies_with_a_sale_and_a_table_does_not() {
    let (scene, dataset, creator, buyer) = with_dataset();
    let sale =
        IERC721::transferFromCall { from: creator.address(), to: buyer.address(), tokenId: U256::from(1) };
    scene.splitter().call(&creator, proposal(dataset, &[(address(1), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    scene.splitter().call(&creator, application(dataset), 0).ok();
    scene.splitter().call(&creator, proposal(dataset, &[(address(2), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    scene.suite.datasets().call(&creator, sale, 0).ok();
    let refusal = IRoyaltySplitter::NotAccountOwner { account: word(dataset), caller: creator.address() };
    refuses(scene.splitter(), &creator, application(dataset), refusal);
    let refusal = IRoyaltySplitter::NoRecipientsProposed { account: word(dataset) };
    refuses(scene.splitter(), &buyer, application(dataset), refusal);
    assert_eq!(recipients(&scene, dataset).addresses, [address(1)]);
}

#[test]
fn a_change_waits_for_a_cut_after_its_proposal() {
    let (mut scene, dataset, creator, alice) = with_dataset();
    scene.splitter().call(&creator, proposal(dataset, &[(address(1), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    scene.splitter().call(&creator, application(dataset), 0).ok();
    scene.earn(dataset, &alice, TOKEN);
    let cut = scene.settle().cut_block;

    let needed = scene.suite.block();
    scene.splitter().call(&creator, proposal(dataset, &[(address(2), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    let apply = |scene: &Scene| {
        let (account, cumulative, proof) = scene.books.claim(dataset);
        applyRecipientsCall { account, cumulative, proof }
    };
    let refusal = IRoyaltySplitter::RecipientsNotSettled { cutBlock: cut, needed };
    refuses(scene.splitter(), &creator, apply(&scene), refusal);

    scene.earn(dataset, &alice, 2 * TOKEN);
    scene.settle();
    // It settles what was earned: without the claim nothing changes hands.
    let refusal = IRoyaltySplitter::AbsenceMalformed { length: 0 };
    refuses(scene.splitter(), &creator, application(dataset), refusal);
    let receipt = scene.splitter().call(&creator, apply(&scene), 0).ok();
    assert_eq!(receipt.event::<IRoyaltySplitter::Claimed>().amount, 3 * TOKEN);
    assert_eq!(recipients(&scene, dataset).addresses, [address(2)]);
    assert_eq!(scene.releasable(dataset, address(1)), 3 * TOKEN);
    assert_eq!(scene.releasable(dataset, address(2)), 0);
    scene.assert_conserved();
}

/// A dataset beside one that earns, both of the creator, the first with recipients.
fn never_earning() -> (Scene, Account, Actor) {
    let (mut scene, dataset, creator, alice) = with_dataset();
    let other = scene.dataset(&creator);
    scene.splitter().call(&creator, proposal(dataset, &[(address(1), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    scene.splitter().call(&creator, application(dataset), 0).ok();
    scene.splitter().call(&creator, proposal(dataset, &[(address(2), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    scene.earn(other, &alice, TOKEN);
    scene.earn(Account::Treasury, &alice, TOKEN);
    scene.settle();
    (scene, dataset, creator)
}

fn showing(account: Account, proof: Bytes) -> applyRecipientsCall {
    applyRecipientsCall { account: word(account), cumulative: 0, proof }
}

#[test]
fn who_never_earned_changes_recipients_by_its_absence() {
    let (mut scene, dataset, creator) = never_earning();
    let before = scene.totals();
    let proof = scene.books.absence(dataset);
    scene.splitter().call(&creator, showing(dataset, proof), 0).ok();
    assert_eq!(recipients(&scene, dataset).addresses, [address(2)]);
    assert_eq!(scene.totals(), before);
    // What it earns from then on is the new recipient's.
    let alice = scene.suite.actor("alice");
    scene.earn(dataset, &alice, TOKEN);
    scene.settle();
    assert_eq!(scene.claim(dataset), TOKEN);
    assert_eq!(scene.release(dataset, address(2)), TOKEN);
    assert_eq!(scene.releasable(dataset, address(1)), 0);
    scene.assert_conserved();
}

#[test]
fn its_first_recipients_may_show_it_too() {
    let (mut scene, dataset, creator, alice) = with_dataset();
    scene.splitter().call(&creator, proposal(dataset, &[(address(1), 1_000_000)]), 0).ok();
    scene.suite.advance(DELAY);
    // Nothing is final, so nothing can be shown.
    refuses(
        scene.splitter(),
        &creator,
        showing(dataset, Bytes::from_static(&[0])),
        IRoyaltySplitter::NothingFinal { account: word(dataset) },
    );
    scene.earn(Account::Treasury, &alice, TOKEN);
    scene.settle();
    scene.splitter().call(&creator, showing(dataset, scene.books.absence(dataset)), 0).ok();
    assert_eq!(recipients(&scene, dataset).addresses, [address(1)]);
}

#[test]
fn an_absence_of_something_else_is_refused() {
    let (scene, dataset, creator) = never_earning();
    let absence = scene.books.absence(dataset);
    let refused = |proof: Vec<u8>| showing(dataset, proof.into());
    let splitter = scene.splitter();
    // Before dataset 2, the first leaf, stands dataset 1; node 7 would stand between it and the treasury.
    let node = scene.books.absence(Account::Node(tributary_core::NodeId(7))).to_vec();
    assert_eq!((absence[0], node[0]), (1, 3));
    // Kind, account and amount: the first leaf of an absence.
    let first_leaf = |absence: &[u8]| keccak256([&[0], &absence[1..38]].concat());
    let leaf = first_leaf(&node);
    refuses(splitter, &creator, refused(node.clone()), IRoyaltySplitter::LeafOnWrongSide { leaf });
    let root = B256::from(scene.books.payout_tree().root().hash);
    refuses(splitter, &creator, refused(vec![0]), IRoyaltySplitter::TreeNotEmpty { root });
    // The last leaf is said to be the first.
    let last = [vec![1], scene.books.absence(Account::Payer(creator.core_address()))[1..].to_vec()].concat();
    let leaf = first_leaf(&last);
    refuses(splitter, &creator, refused(last), IRoyaltySplitter::LeafNotAtEdge { leaf });
    // Twice the same leaf.
    let twice = [[3].as_slice(), &absence[1..], &absence[1..]].concat();
    let leaf = first_leaf(&absence);
    let refusal = IRoyaltySplitter::LeavesNotNeighbours { before: leaf, after_: leaf };
    refuses(splitter, &creator, refused(twice), refusal);
    let mut short = absence.to_vec();
    short.pop();
    let length = u32::try_from(short.len()).unwrap();
    refuses(splitter, &creator, refused(short), IRoyaltySplitter::AbsenceMalformed { length });
    let mut high = absence.to_vec();
    high[37] ^= 1;
    let outcome = splitter.dry_run(&creator, refused(high), 0);
    let found = outcome.refusal::<IRoyaltySplitter::ProofRoot>();
    assert_eq!(found.expected, root);
    // Another total than none is claimed as ever.
    let call = applyRecipientsCall { cumulative: 1, ..showing(dataset, absence.clone()) };
    let length = u32::try_from(absence.len()).unwrap();
    refuses(splitter, &creator, call, IRoyaltySplitter::ProofLength { found: length });
    assert_eq!(recipients(&scene, dataset).addresses, [address(1)]);
}

#[test]
fn who_earned_cannot_change_recipients_by_an_absence() {
    let (mut scene, dataset, creator) = never_earning();
    let stale = scene.books.absence(dataset);
    let alice = scene.suite.actor("alice");
    scene.earn(dataset, &alice, TOKEN);
    scene.settle();
    let outcome = scene.splitter().dry_run(&creator, showing(dataset, stale.clone()), 0);
    let refusal = outcome.refusal::<IRoyaltySplitter::ProofRoot>();
    assert_eq!(refusal.expected, B256::from(scene.books.payout_tree().root().hash));
    // Nor once it claimed, when a total of zero is no absence any more.
    scene.claim(dataset);
    let length = u32::try_from(stale.len()).unwrap();
    refuses(
        scene.splitter(),
        &creator,
        showing(dataset, stale),
        IRoyaltySplitter::ProofLength { found: length },
    );
    assert_eq!(recipients(&scene, dataset).addresses, [address(1)]);
}
