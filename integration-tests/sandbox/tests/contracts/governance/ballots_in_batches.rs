//! Many signed ballots in one call, which nobody can hold up by sending one of them first.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, castVotesBySigCall, hasVotedCall, BallotsMismatch, NoBallots, ProposalExtended,
        VoteCast,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    probe,
    typed_data::{domain, Ballot},
    Actor, Dao, Receipt, TOKEN,
};

use super::{
    account::Accounts,
    events::EmitsAll,
    members::delegate,
    programs::{burning, VALID},
    states::{
        bring, harmless, only, proposal, unexpected, unknown, ACTIVE, CANCELED, DEFEATED, EXECUTED, EXPIRED,
        PENDING, QUEUED, SUCCEEDED,
    },
    unreadable::{is_unreadable, with_word, BEYOND},
    wallet::{holding, Wallet},
};
use crate::{expectation::stops, refusal::refuses};

/// What each wallet holds.
const WEIGHT: u128 = 20 * TOKEN;

/// A DAO with five voters who have keys.
struct Scene {
    dao: Dao,
    wallets: Vec<Wallet>,
    relay: Actor,
}

/// A ballot with its signature.
type Signed = (Ballot, Vec<u8>);

impl Scene {
    #[track_caller]
    fn new() -> Self {
        let dao = Dao::builder().build();
        let wallets = ["ann", "ben", "cat", "dot", "eli"].map(|name| {
            let (wallet, voter) = holding(&dao, name, WEIGHT);
            delegate(&dao, &voter, &voter);
            wallet
        });
        let relay = dao.sandbox().actor("relay");
        Self { dao, wallets: wallets.to_vec(), relay }
    }

    #[track_caller]
    fn open(&self, description: &str) -> U256 {
        self.dao.open(&harmless(&self.dao, description))
    }

    /// What a wallet signs.
    fn signed(&self, wallet: &Wallet, id: U256, support: u8, nonce: u64) -> Signed {
        let nonce = U256::from(nonce);
        let ballot = Ballot { proposalId: id, support, voter: wallet.address(), nonce };
        let signature = wallet.sign_typed(&ballot, &domain(self.dao.address()));
        (ballot, signature.to_vec())
    }

    /// Relays them; returns how many counted.
    #[track_caller]
    fn relays(&self, id: U256, ballots: &[Signed]) -> Receipt<U256> {
        self.dao.contract().call(&self.relay, batch(id, ballots), 0).ok()
    }

    #[track_caller]
    fn has_voted(&self, id: U256, account: Address) -> bool {
        self.dao.contract().view(hasVotedCall { proposalId: id, account })
    }

    #[track_caller]
    fn tally(&self, id: U256) -> [u128; 3] {
        let found = proposal(&self.dao, id);
        [found.againstVotes, found.forVotes, found.abstainVotes]
    }
}

fn batch(id: U256, ballots: &[Signed]) -> castVotesBySigCall {
    castVotesBySigCall {
        proposalId: id,
        support: ballots.iter().map(|(ballot, _)| ballot.support).collect(),
        voters: ballots.iter().map(|(ballot, _)| ballot.voter).collect(),
        signatures: ballots.iter().map(|(_, signature)| signature.clone().into()).collect(),
    }
}

fn cast(voter: Address, id: U256, support: u8, weight: u128) -> VoteCast {
    VoteCast { voter, proposalId: id, support, weight: U256::from(weight), reason: String::new() }
}

#[test]
fn all_that_count_are_counted_in_their_order() {
    let scene = Scene::new();
    let id = scene.open("Voted on by many");
    let supports = [FOR, AGAINST, FOR, ABSTAIN, FOR];
    let voters = || scene.wallets.iter().zip(supports);
    let ballots: Vec<Signed> =
        voters().map(|(wallet, support)| scene.signed(wallet, id, support, 0)).collect();
    let receipt = scene.relays(id, &ballots);
    assert_eq!(receipt.value, U256::from(5));
    let events: Vec<_> = voters()
        .map(|(wallet, support)| cast(wallet.address(), id, support, WEIGHT).encode_log_data())
        .collect();
    receipt.emits(&events);
    assert_eq!(scene.tally(id), [WEIGHT, 3 * WEIGHT, WEIGHT]);
    for wallet in &scene.wallets {
        assert!(scene.has_voted(id, wallet.address()));
        assert_eq!(scene.dao.nonce(wallet.address()), U256::ONE);
    }
    // Sent again, none counts and nothing changes.
    let before = scene.dao.sandbox().state_root();
    let again = scene.relays(id, &ballots);
    assert_eq!((again.value, again.logs.len()), (U256::ZERO, 0));
    assert_eq!(scene.dao.sandbox().state_root(), before);
}

#[test]
fn what_does_not_count_is_skipped() {
    let scene = Scene::new();
    let (id, sandbox) = (scene.open("Voted on by many"), scene.dao.sandbox());
    let [ann, ben, cat, dot, eli] = [0, 1, 2, 3, 4].map(|place| &scene.wallets[place]);
    // Ann's was relayed before, Ben voted himself.
    let (ballot, signature) = scene.signed(ann, id, AGAINST, 0);
    let alone = castVoteBySigCall {
        proposalId: id,
        support: AGAINST,
        voter: ballot.voter,
        signature: signature.clone().into(),
    };
    scene.dao.contract().call(&scene.relay, alone, 0).ok();
    scene.dao.vote(&ben.actor(sandbox), id, AGAINST);
    // Contracts that would say yes, and one that would hold up all others.
    let yes = probe::answering(sandbox, &scene.relay, VALID);
    let burns = burning(sandbox, &scene.relay);
    let contract =
        |voter: Address| (Ballot { proposalId: id, support: FOR, voter, nonce: U256::ZERO }, vec![1; 65]);
    let with = |change: &dyn Fn(&mut Signed)| {
        let mut signed = scene.signed(dot, id, FOR, 0);
        change(&mut signed);
        signed
    };
    let mut ballots = vec![
        (ballot, signature),
        scene.signed(ann, id, AGAINST, 1),
        scene.signed(ben, id, FOR, 0),
        contract(yes),
        contract(burns),
        contract(Address::ZERO),
        contract(scene.dao.address()),
        with(&|(_, signature)| signature[64] -= 27),
        with(&|(_, signature)| signature[0] ^= 1),
        with(&|(_, signature)| signature.truncate(64)),
        with(&|(_, signature)| signature.push(0)),
        with(&|(_, signature)| signature.clear()),
        with(&|(ballot, _)| ballot.support = AGAINST),
        with(&|(ballot, _)| ballot.voter = eli.address()),
        scene.signed(dot, id, 3, 0),
        scene.signed(dot, id, 255, 0),
        scene.signed(dot, id, FOR, 1),
        scene.signed(dot, U256::ONE, FOR, 0),
        scene.signed(cat, id, FOR, 0),
        // Dot's own is still good, but once.
        scene.signed(dot, id, ABSTAIN, 0),
        scene.signed(dot, id, ABSTAIN, 0),
        scene.signed(dot, id, FOR, 1),
    ];
    ballots.insert(5, scene.signed(eli, id, FOR, 0));
    let receipt = scene.relays(id, &ballots);
    assert_eq!(receipt.value, U256::from(3));
    receipt.emits(&[
        cast(eli.address(), id, FOR, WEIGHT).encode_log_data(),
        cast(cat.address(), id, FOR, WEIGHT).encode_log_data(),
        cast(dot.address(), id, ABSTAIN, WEIGHT).encode_log_data(),
    ]);
    assert_eq!(scene.tally(id), [2 * WEIGHT, 2 * WEIGHT, WEIGHT]);
    let nonces = scene.wallets.iter().map(|wallet| scene.dao.nonce(wallet.address()));
    assert_eq!(nonces.collect::<Vec<_>>(), [1, 0, 1, 1, 1].map(U256::from));
    for voter in [yes, burns, Address::ZERO, scene.dao.address()] {
        assert!(!scene.has_voted(id, voter));
        assert_eq!(scene.dao.nonce(voter), U256::ZERO);
    }
}

#[test]
fn ballots_of_one_voter_count_in_the_order_of_their_nonces() {
    let scene = Scene::new();
    let (first, second) = (scene.open("First"), scene.open("Second"));
    let ann = &scene.wallets[0];
    let ballots =
        [scene.signed(ann, first, FOR, 0), scene.signed(ann, second, AGAINST, 1)].map(|signed| [signed]);
    let [on_first, on_second] = &ballots;
    assert_eq!(scene.relays(second, on_second).value, U256::ZERO);
    assert_eq!(scene.relays(first, on_first).value, U256::ONE);
    assert_eq!(scene.relays(second, on_second).value, U256::ONE);
    assert_eq!(scene.tally(first), [0, WEIGHT, 0]);
    assert_eq!(scene.tally(second), [WEIGHT, 0, 0]);
    // A batch is on one proposal.
    let ben = &scene.wallets[1];
    let mixed = [scene.signed(ben, second, FOR, 0), scene.signed(ben, first, FOR, 0)];
    assert_eq!(scene.relays(first, &mixed).value, U256::ONE);
    assert_eq!(scene.tally(second), [WEIGHT, 0, 0]);
}

#[test]
fn a_late_quorum_in_a_batch_moves_the_deadline_once() {
    let scene = Scene::new();
    let id = scene.open("Decided late");
    let end = proposal(&scene.dao, id).voteEnd;
    scene.dao.vote(scene.dao.member(3), id, FOR);
    scene.dao.sandbox().advance_to(end);
    let ballots: Vec<Signed> = scene.wallets.iter().map(|wallet| scene.signed(wallet, id, FOR, 0)).collect();
    let receipt = scene.relays(id, &ballots);
    // 50, and 20 of each: the third makes the hundred.
    let counted = |place: usize| cast(scene.wallets[place].address(), id, FOR, WEIGHT).encode_log_data();
    let extended = ProposalExtended { proposalId: id, extendedDeadline: u64::from(end + 8) };
    receipt.emits(&[counted(0), counted(1), counted(2), extended.encode_log_data(), counted(3), counted(4)]);
    assert_eq!(proposal(&scene.dao, id).voteEnd, end + 8);
}

#[test]
fn a_batch_is_of_some_ballots_and_lists_of_one_length() {
    let scene = Scene::new();
    let id = scene.open("Not voted on");
    let one = batch(id, &[scene.signed(&scene.wallets[0], id, FOR, 0)]);
    let of = |[support, voters, signatures]: [usize; 3]| castVotesBySigCall {
        proposalId: id,
        support: vec![FOR; support],
        voters: vec![one.voters[0]; voters],
        signatures: vec![one.signatures[0].clone(); signatures],
    };
    refuses(scene.dao.contract(), &scene.relay, of([0; 3]), NoBallots {});
    for lengths in [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [2, 1, 1], [1, 2, 3]] {
        let [support, voters, signatures] = lengths.map(|length| u32::try_from(length).unwrap());
        let refusal = BallotsMismatch { support, voters, signatures };
        refuses(scene.dao.contract(), &scene.relay, of(lengths), refusal.clone());
        // Before anything is asked about the proposal.
        let elsewhere = castVotesBySigCall { proposalId: U256::ONE, ..of(lengths) };
        refuses(scene.dao.contract(), &scene.relay, elsewhere, refusal);
    }
    stops(scene.dao.contract(), &scene.relay, one, 1, "ContractTrapped");
}

#[test]
fn a_batch_is_for_an_open_vote() {
    let scene = Scene::new();
    let (contract, ann) = (scene.dao.contract(), &scene.wallets[0]);
    for found in [PENDING, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED] {
        let id = bring(&scene.dao, &harmless(&scene.dao, &format!("In state {found}")), found);
        let call = batch(id, &[scene.signed(ann, id, FOR, 0)]);
        refuses(contract, &scene.relay, call, unexpected(id, found, only(ACTIVE)));
    }
    let call = batch(U256::ONE, &[scene.signed(ann, U256::ONE, FOR, 0)]);
    refuses(contract, &scene.relay, call, unknown(U256::ONE));
}

#[test]
fn a_batch_that_cannot_be_read_is_unreadable() {
    let scene = Scene::new();
    let id = scene.open("Unreadable");
    let ballots: Vec<Signed> =
        scene.wallets[..2].iter().map(|wallet| scene.signed(wallet, id, FOR, 0)).collect();
    let calldata = batch(id, &ballots).abi_encode();
    let unreadable = |calldata| is_unreadable(&scene.dao, &scene.relay, calldata);
    // Id, three offsets, then each list: its length and its words. Signatures: two offsets, then lengths and bytes.
    for place in [1, 2, 3, 4, 7, 10, 11, 12, 13] {
        for word in BEYOND {
            unreadable(with_word(&calldata, place, word));
        }
    }
    // What is no `uint8`, and what is no address.
    for word in [U256::from(256), U256::from(257), U256::ONE << 255usize, U256::MAX] {
        unreadable(with_word(&calldata, 5, word));
        unreadable(with_word(&calldata, 6, word));
    }
    for word in [U256::ONE << 160usize, U256::MAX] {
        unreadable(with_word(&calldata, 8, word));
    }
    unreadable(calldata[..calldata.len() - 32].to_vec());
    unreadable(castVotesBySigCall::SELECTOR.to_vec());
    assert_eq!(scene.tally(id), [0; 3]);
    assert_eq!(scene.relays(id, &ballots).value, U256::from(2));
}

/// More than the 16,384 bytes that ink! itself reads.
#[test]
fn a_batch_may_be_long() {
    let scene = Scene::new();
    let id = scene.open("Voted on by a hundred");
    let wallets: Vec<Wallet> = (0..100).map(|number| Wallet::new(&format!("wallet {number}"))).collect();
    let mut ballots: Vec<Signed> = wallets.iter().map(|wallet| scene.signed(wallet, id, FOR, 0)).collect();
    ballots.push(scene.signed(&scene.wallets[0], id, FOR, 0));
    assert!(batch(id, &ballots).abi_encode().len() > 16_384);
    let receipt = scene.relays(id, &ballots);
    assert_eq!(receipt.value, U256::from(101));
    assert_eq!(receipt.events::<VoteCast>().len(), 101);
    assert!(wallets.iter().all(|wallet| scene.has_voted(id, wallet.address())));
    assert_eq!(scene.tally(id), [0, WEIGHT, 0]);
}
