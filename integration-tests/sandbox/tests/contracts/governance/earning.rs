//! Votes earned by work: read from the splitter's final epochs, and claimed.

mod caps;
mod claims;
mod liar;
mod proofs;
mod setting;
mod wiring;

use tributary_core::{epoch::Commitment, Account};
use tributary_sandbox::{
    abi::IGovernance::{
        claimVotesCall, claimedVotesCall, earnedCall, syncVotesCall, syncVotesReturn, totalSupplyCall, Earned,
    },
    Contract, Dao, Governance, Receipt, TOKEN,
};

use super::states::due;
use crate::scene::Scene;

/// One vote for each unit of the treasury's cut.
const RATE: u64 = 1_000_000;
/// The most votes of an epoch.
const CAP: u128 = 8 * TOKEN;
/// What the members hold.
const SUPPLY: u128 = 1_000 * TOKEN;

/// A suite in use, and a DAO whose votes its epochs earn.
struct Work {
    scene: Scene,
    dao: Dao,
}

impl Work {
    fn new() -> Self {
        let scene = Scene::new();
        let dao = Dao::builder().earning(RATE, CAP).build_beside(&scene.suite);
        Self { scene, dao }
    }

    const fn contract(&self) -> &Contract<Governance> {
        self.dao.contract()
    }

    /// Makes an epoch final that adds these votes.
    #[track_caller]
    fn settle(&mut self, earned: &[(Account, u128)]) -> Commitment {
        for (account, votes) in earned {
            self.scene.books.earn_votes(*account, *votes);
        }
        self.scene.settle()
    }

    /// Has the DAO read what is final, as somebody who is nobody there.
    #[track_caller]
    fn sync(&self) -> Receipt<syncVotesReturn> {
        self.contract().call(self.scene.suite.deployer(), syncVotesCall {}, 0).ok()
    }

    /// Makes an epoch final that adds these votes, and has the DAO read it.
    #[track_caller]
    fn settle_and_sync(&mut self, earned: &[(Account, u128)]) {
        self.settle(earned);
        self.sync();
    }

    /// The call that claims an account's votes, as the books are now.
    #[track_caller]
    fn claim_call(&self, account: Account) -> claimVotesCall {
        let ((kind, id), (cumulative, proof)) = (named(account), self.scene.books.claim_votes(account));
        claimVotesCall { kind, id, cumulative, proof }
    }

    /// Claims, as somebody who is nobody there.
    #[track_caller]
    fn claim(&self, account: Account) -> Receipt<u128> {
        self.contract().call(self.scene.suite.deployer(), self.claim_call(account), 0).ok()
    }

    #[track_caller]
    fn claimed(&self, account: Account) -> u128 {
        let (kind, id) = named(account);
        self.contract().view(claimedVotesCall { kind, id })
    }

    #[track_caller]
    fn earned(&self) -> Earned {
        self.contract().view(earnedCall {})
    }

    #[track_caller]
    fn supply(&self) -> u128 {
        self.contract().view(totalSupplyCall {}).to()
    }
}

/// An account by kind and id.
#[track_caller]
fn named(account: Account) -> (u8, u64) {
    match account {
        Account::Dataset(id) => (1, id.0),
        Account::Node(id) => (2, id.0),
        other => panic!("{other:?} earns no votes"),
    }
}
