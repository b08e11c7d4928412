//! What every run must meet, so that agreeing means something.

use crate::{
    journal::DONE,
    world::{Profile, World},
};

/// An operation, an outcome of it, and what may bring it about.
type Expected = (&'static str, &'static str, fn(&mut World));

/// How often what is missing is tried after a run.
const TRIES: u32 = 4_000;

/// In every run with an honest committee. A corrupt one's false epochs stand in the way of many of them.
const ALWAYS: [Expected; 131] = [
    ("deposit", DONE, World::deposit),
    ("deposit", "AmountZero", World::deposit),
    ("deposit", "ExitPending", World::deposit),
    ("register session key", DONE, World::register_session_key),
    ("register session key", "SessionKeyInvalid", World::register_session_key),
    ("reserve", DONE, World::reserve),
    ("reserve", "AmountZero", World::reserve),
    ("reserve", "ExitPending", World::reserve),
    ("reserve", "ReserveExceedsFree", World::reserve),
    ("request exit", DONE, World::request_exit),
    ("request exit", "ExitPending", World::request_exit),
    ("exit", DONE, World::leave),
    ("exit", "ExitNotCovered", World::leave),
    ("exit", "NoExitRequested", World::leave),
    ("exit", "ProofRoot", World::leave),
    ("exit within an exit", "denied", World::leave),
    ("ask", DONE, World::ask),
    ("lose a report", DONE, World::ask),
    ("gap", DONE, ask_and_settle),
    ("report", DONE, ask_and_settle),
    ("report", "AnchorAfterCut", ask_and_settle),
    ("report", "AnchorTooOld", ask_and_settle),
    ("report", "CorpusMismatch", ask_and_settle),
    ("report", "DatasetInactive", ask_and_settle),
    ("report", "MethodMismatch", ask_and_settle),
    ("report", "NodeInactive", ask_and_settle),
    ("report", "NonceReused", ask_and_settle),
    ("report", "NoPrice", ask_and_settle),
    ("report", "PayerClosed", ask_and_settle),
    ("report", "ReserveExceeded", ask_and_settle),
    ("report", "SharesExceedWhole", ask_and_settle),
    ("report", "SharesUnsorted", ask_and_settle),
    ("report", "ShareZero", ask_and_settle),
    ("report", "TooManyShares", ask_and_settle),
    ("report", "UnknownPayer", ask_and_settle),
    ("report", "UnknownVersion", ask_and_settle),
    ("report", "VersionNotLive", ask_and_settle),
    ("report", "VoucherExpired", ask_and_settle),
    ("report", "VoucherForOtherNode", ask_and_settle),
    ("report", "VoucherLifeTooLong", ask_and_settle),
    ("report", "VoucherSignature", ask_and_settle),
    ("report", "WrongFee", ask_and_settle),
    ("spoil", "Cut", ask_and_settle),
    ("spoil", "NotFromNode", ask_and_settle),
    ("spoil", "Prev", ask_and_settle),
    ("spoil", "SequenceGap", ask_often_and_settle),
    ("spoil", "SequenceReused", ask_and_settle),
    ("submit", DONE, World::settle),
    ("submit", "QuorumMissed", World::settle),
    ("submit", "SignatureInvalid", World::settle),
    ("submit", "SignersUnordered", World::settle),
    ("submit", "TooManyPending", World::settle),
    ("finalize", DONE, World::finalize),
    ("finalize", "NothingPending", World::finalize),
    ("finalize", "WindowOpen", settle_and_finalize),
    ("void", "StillPayable", World::void),
    ("claim", DONE, World::claim_one),
    ("claim", "AccountNotPayable", World::claim_one),
    ("claim", "ProofLength", World::claim_one),
    ("claim", "ProofOverflow", World::claim_one),
    ("claim", "ProofRoot", World::claim_one),
    ("claim", "ProofSide", World::claim_one),
    ("claim", "UnknownAccount", World::claim_one),
    ("claim several", DONE, World::claim_several),
    ("claim several", "BatchEmpty", World::claim_several),
    ("claim several", "BatchMismatch", World::claim_several),
    ("claim several", "BatchTooLong", World::claim_several),
    ("claim and release", DONE, World::claim_and_release),
    ("release", DONE, World::release),
    ("release", "NothingToRelease", World::release),
    ("release", "NotRecipient", World::release),
    ("release", "OwnerMustCall", World::release_into_escrow),
    ("release", "PayeeUnknown", World::release),
    ("release", "TransferFailed", World::release),
    ("propose recipients", DONE, World::propose_recipients),
    ("propose recipients", "NotAccountOwner", World::propose_recipients),
    ("apply recipients", DONE, World::apply_recipients),
    ("apply recipients", "NoRecipientsProposed", World::apply_recipients),
    ("apply recipients", "RecipientsNotDue", World::apply_recipients),
    ("apply recipients", "RecipientsNotSettled", World::apply_recipients),
    ("end recipients", DONE, reassign_and_end),
    ("end recipients", "NoRecipients", World::end_recipients),
    ("end recipients", "RecipientsNotSettled", reassign_and_end),
    ("end recipients", "RecipientsStand", World::end_recipients),
    ("transfer dataset", DONE, World::transfer_dataset),
    ("transfer dataset", "ERC721InsufficientApproval", World::transfer_dataset),
    ("safe transfer", DONE, World::transfer_dataset_safely),
    ("safe transfer", "ERC721InvalidReceiver", World::transfer_dataset_safely),
    ("set operator", DONE, World::set_operator),
    ("set operator", "ERC721InvalidOperator", World::set_operator),
    ("delist", DONE, World::change_status),
    ("relist", DONE, World::change_status),
    ("quarantine", DONE, World::change_status),
    ("lift quarantine", DONE, World::change_status),
    ("reassign dataset", DONE, World::reassign_dataset),
    ("register dataset", DONE, World::register_dataset),
    ("register dataset", "CommitmentTooFresh", World::register_dataset),
    ("register node", DONE, World::register_node),
    ("register node", "PriceZero", World::register_node),
    ("register node", "StakeTooLow", World::register_node),
    ("rotate key", DONE, World::rotate_key),
    ("leave as node", DONE, World::leave_as_node),
    ("withdraw stake", DONE, World::withdraw_stake),
    ("withdraw stake", "StillBonded", leave_and_withdraw),
    ("move version", "VersionHashMismatch", World::move_version),
    ("register oracle", DONE, World::register_oracle),
    ("register oracle", "SignatureMalformed", World::register_oracle),
    ("register oracle", "SignatureNotCanonical", World::register_oracle),
    ("register oracle", "SignerTaken", World::register_oracle),
    ("register oracle", "StakeTooLow", World::register_oracle),
    ("register oracle", "WrongSigner", World::register_oracle),
    ("set oracle payout", DONE, World::set_oracle_payout),
    ("set oracle payout", "NotOperator", World::set_oracle_payout),
    ("leave as oracle", DONE, World::leave_as_oracle),
    ("withdraw oracle stake", DONE, World::withdraw_oracle_stake),
    ("pause splitter", DONE, World::pause),
    ("pause ledger", DONE, World::pause),
    ("activate committee", DONE, World::change_committee),
    ("activate committee", "CommitteeNotDue", World::change_committee),
    ("activate committee", "CommitteeLapsed", World::change_committee),
    ("cancel committee", DONE, World::change_committee),
    ("cancel committee", "NoCommitteeScheduled", World::cancel_committee),
    ("activate ledger", DONE, World::change_ledger),
    ("activate ledger", "LedgerNotDue", World::change_ledger),
    ("activate ledger", "LedgerLapsed", World::change_ledger),
    ("cancel ledger", DONE, World::change_ledger),
    ("cancel ledger", "NoLedgerScheduled", World::cancel_ledger),
    ("inherit", DONE, World::change_ledger),
    ("inherit", "NothingToInherit", World::inherit),
    ("settle past the ledger", "NotLedger", World::meddle),
    ("send unseen", DONE, World::meddle),
];

/// Others that take long to come.
const RARE: [(&str, &str); 8] = [
    ("apply recipients", "RecipientsNotDue"),
    ("apply recipients", "RecipientsNotSettled"),
    ("claim", "ProofSide"),
    ("claim", "UnknownAccount"),
    ("exit", "ProofRoot"),
    ("propose recipients", "NotAccountOwner"),
    ("release", "TransferFailed"),
    ("submit", "QuorumMissed"),
];

/// What a corrupt committee gets done, and what it does not.
const CORRUPT: [Expected; 25] = [
    ("inflate", DONE, World::corrupt),
    ("inflate beyond deposits", DONE, World::corrupt),
    ("swap payouts", DONE, World::corrupt),
    ("shift spends", DONE, World::corrupt),
    ("forge a leaf's sum", DONE, World::corrupt),
    ("duplicate a leaf", DONE, World::corrupt),
    ("omit a leaf", DONE, World::corrupt),
    ("sign no successor", "WrongEpoch", World::corrupt),
    ("sign no successor", "WrongPredecessor", World::corrupt),
    ("sign no successor", "CutOutOfRange", World::corrupt),
    ("sign no successor", "TooManyVotes", World::corrupt),
    ("sign no successor", "Unbalanced", World::corrupt),
    ("finalize", "SettlementRefused", World::corrupt),
    ("void", DONE, World::corrupt),
    ("claim", "ClaimAboveCap", World::claim_one),
    ("exit", "SpendAboveDeposit", World::leave),
    ("exit", "in part", World::leave),
    ("exit", "WithdrawalAboveCap", World::leave),
    ("settle as the ledger", DONE, World::usurp),
    ("settle as the ledger", "EpochNotNext", World::usurp),
    ("settle as the ledger", "CutOutOfRange", World::usurp),
    ("settle as the ledger", "PayoutShrank", World::usurp),
    ("settle as the ledger", "SpendShrank", World::usurp),
    ("settle as the ledger", "VotesShrank", World::usurp),
    ("settle as the ledger", "Insolvent", World::usurp),
];

/// Whether an outcome is so rare that only long runs have to meet it; each has a test of its own beside the
/// rule or the contract.
fn is_rare((kind, how, _): &Expected) -> bool {
    match *kind {
        "report" | "spoil" | "claim several" | "end recipients" => *how != DONE,
        kind => RARE.contains(&(kind, how)),
    }
}

fn ask_and_settle(world: &mut World) {
    world.ask();
    world.settle();
}

/// A node has several reports that wait.
fn ask_often_and_settle(world: &mut World) {
    for _ in 0..6 {
        world.ask();
    }
    world.settle();
}

fn settle_and_finalize(world: &mut World) {
    world.settle();
    world.finalize();
}

fn leave_and_withdraw(world: &mut World) {
    world.leave_as_node();
    world.withdraw_stake();
}

fn reassign_and_end(world: &mut World) {
    world.reassign_dataset();
    if world.dice.chance(80) {
        world.settle();
        world.advance(10);
        world.finalize();
    }
    world.end_recipients();
}

impl World {
    /// What did not happen yet and must.
    fn missing(&self, long: bool) -> Vec<Expected> {
        let mut expected = if self.profile == Profile::Corrupt { CORRUPT.to_vec() } else { ALWAYS.to_vec() };
        if self.profile != Profile::Honest {
            expected.push(("escape", DONE, World::leave));
        }
        expected.retain(|(kind, how, _)| self.journal.count(kind, how) == 0);
        expected.retain(|expected| long || !is_rare(expected));
        expected
    }

    /// Goes on until everything that matters was tried and had each of its outcomes, the rare ones too
    /// after a `long` run.
    ///
    /// # Panics
    /// If something does not happen.
    pub fn catch_up(&mut self, long: bool) {
        let before = self.journal.operations();
        let mut missing = self.missing(long);
        let names =
            |missing: &[Expected]| missing.iter().map(|(kind, how, _)| (*kind, *how)).collect::<Vec<_>>();
        println!("rare outcomes to come: {:?}", names(&missing));
        for tried in 0..TRIES {
            if tried % 100 == 99 {
                println!("still to come: {:?}", names(&missing));
            }
            let Some((_, _, act)) = self.dice.pick(&missing) else { break };
            act(self);
            self.step();
            missing = self.missing(long);
        }
        println!("{} more operations for rare outcomes", self.journal.operations() - before);
        assert!(missing.is_empty(), "seed {}: never happened: {:?}", self.seed, names(&missing));
    }
}
