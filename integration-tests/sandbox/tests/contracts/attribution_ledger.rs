//! The attribution ledger on real `pallet-revive`.

mod committees;
mod construction;
mod finality;
mod pauses;
mod signatures;
mod submission;
mod succession;
mod voiding;

use alloy_primitives::Bytes;
use alloy_sol_types::SolError;
use scale::Encode;
use tributary_core::{epoch::Commitment, Account, DatasetId};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{submitCall, Pending},
        IRoyaltySplitter,
    },
    Actor, TOKEN,
};

use crate::{refusal::refuses, scene::Scene};

/// The default suite's challenge window.
const WINDOW: u32 = 10;

/// A scene where alice, who deposited 100 tokens, pays a dataset.
struct Epochs {
    scene: Scene,
    alice: Actor,
}

impl Epochs {
    fn new() -> Self {
        Self::of(Scene::new())
    }

    fn of(scene: Scene) -> Self {
        let alice = scene.payer("alice", 100 * TOKEN);
        scene.suite.advance(1);
        Self { scene, alice }
    }

    /// The next epoch, of one token, cut at the block before this one. The books then build on it.
    fn next(&mut self) -> Commitment {
        self.of_tokens(1)
    }

    /// The next epoch, of this many tokens.
    fn of_tokens(&mut self, tokens: u128) -> Commitment {
        self.scene.earn(Account::Dataset(DatasetId(1)), &self.alice, tokens * TOKEN);
        self.scene.books.commit(self.scene.suite.block() - 1)
    }

    /// Submits the next epoch, then lets a block pass.
    #[track_caller]
    fn submit(&mut self) -> Commitment {
        let commitment = self.next();
        self.scene.suite.submit(&commitment).ok();
        self.scene.suite.advance(1);
        commitment
    }

    /// The commitment under its committee's signatures has to be refused with exactly `expected`.
    #[track_caller]
    fn refuses<E: SolError + std::fmt::Debug + PartialEq>(&self, commitment: &Commitment, expected: E) {
        self.refuses_signed(commitment, self.scene.suite.committee().sign(commitment), expected);
    }

    /// The commitment under these signatures has to be refused with exactly `expected`.
    #[track_caller]
    fn refuses_signed<E: SolError + std::fmt::Debug + PartialEq>(
        &self,
        commitment: &Commitment,
        signatures: Bytes,
        expected: E,
    ) {
        let call = submitCall { commitment: commitment.encode().into(), signatures };
        refuses(self.scene.suite.ledger(), self.scene.suite.deployer(), call, expected);
    }
}

/// What the ledger keeps of a commitment submitted at this block.
fn pending(commitment: &Commitment, submitted_at: u32) -> Pending {
    Pending {
        epoch: commitment.epoch.0,
        hash: hash(commitment),
        cutBlock: commitment.cut_block,
        submittedAt: submitted_at,
        payoutHash: commitment.payout.hash.into(),
        payoutSum: commitment.payout.sum.0,
        spendHash: commitment.spend.hash.into(),
        spendSum: commitment.spend.sum.0,
        votesHash: commitment.votes.hash.into(),
        votesSum: commitment.votes.sum.0,
    }
}

/// What the splitter says to sums of `needed` wei where payers left `backed`.
fn insolvent(needed: u128, backed: u128) -> Bytes {
    IRoyaltySplitter::Insolvent { needed, backed }.abi_encode().into()
}

fn hash(commitment: &Commitment) -> alloy_primitives::B256 {
    commitment.hash::<tributary_core::hashing::HostHashing>().into()
}
