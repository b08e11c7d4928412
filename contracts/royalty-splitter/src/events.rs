//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, prelude::vec::Vec};
use tributary_core::{
    ids::Hash,
    splitter::{Exit, ScheduledLedger, Settlement, Table},
    Address, BlockNumber, NodeId, Wei,
};
use tributary_interfaces::{event, ToWord, Word};

use crate::abi::{lists, Bytes32};

/// The ledger was named.
#[ink::event]
#[allow(missing_docs)]
pub struct Wired {
    #[ink(topic)]
    pub ledger: ink::Address,
}

/// A ledger may take office in these blocks.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct LedgerScheduled {
    #[ink(topic)]
    pub ledger: ink::Address,
    pub fromBlock: u32,
    pub untilBlock: u32,
}

/// A scheduled ledger does not take office.
#[ink::event]
#[allow(missing_docs)]
pub struct LedgerCancelled {
    #[ink(topic)]
    pub ledger: ink::Address,
}

/// Another ledger settles from now on.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct LedgerReplaced {
    #[ink(topic)]
    pub previousLedger: ink::Address,
    #[ink(topic)]
    pub newLedger: ink::Address,
}

/// A payer paid in.
#[ink::event]
#[allow(missing_docs)]
pub struct Deposited {
    #[ink(topic)]
    pub payer: ink::Address,
    pub amount: u128,
    pub deposited: u128,
}

/// A payer named the key that signs its vouchers.
#[ink::event]
#[allow(missing_docs)]
pub struct SessionKeyRegistered {
    #[ink(topic)]
    pub payer: ink::Address,
    pub key: Bytes32,
}

/// A payer set money aside for a node.
#[ink::event]
#[allow(missing_docs)]
pub struct Reserved {
    #[ink(topic)]
    pub payer: ink::Address,
    #[ink(topic)]
    pub node: u64,
    pub amount: u128,
    pub total: u128,
}

/// A payer's vouchers no longer count.
#[ink::event]
#[allow(missing_docs)]
pub struct ExitRequested {
    #[ink(topic)]
    pub payer: ink::Address,
    pub generation: u32,
}

/// A payer left with the last of what it did not spend.
#[ink::event]
#[allow(missing_docs)]
pub struct Exited {
    #[ink(topic)]
    pub payer: ink::Address,
    pub generation: u32,
    pub amount: u128,
    pub spent: u128,
}

/// A payer got a part of what it did not spend, and is leaving still.
#[ink::event]
#[allow(missing_docs)]
pub struct PartlyExited {
    #[ink(topic)]
    pub payer: ink::Address,
    pub generation: u32,
    pub amount: u128,
    pub spent: u128,
    pub rest: u128,
}

/// A root became final.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct Settled {
    #[ink(topic)]
    pub epoch: u64,
    pub cutBlock: u32,
    pub payoutSum: u128,
    pub spendSum: u128,
}

/// An account was credited with what it newly earned.
#[ink::event]
#[allow(missing_docs)]
pub struct Claimed {
    #[ink(topic)]
    pub account: Bytes32,
    pub amount: u128,
    pub cumulative: u128,
}

/// A recipient of an account was paid.
#[ink::event]
#[allow(missing_docs)]
pub struct RoyaltyReleased {
    #[ink(topic)]
    pub account: Bytes32,
    #[ink(topic)]
    pub recipient: ink::Address,
    pub amount: u128,
}

/// Other recipients were proposed for an account.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct RecipientsProposed {
    #[ink(topic)]
    pub account: Bytes32,
    pub recipients: Vec<ink::Address>,
    pub shares: Vec<u32>,
    pub fromBlock: u32,
}

/// An account has other recipients.
#[ink::event]
#[allow(missing_docs)]
pub struct RecipientsChanged {
    #[ink(topic)]
    pub account: Bytes32,
    pub recipients: Vec<ink::Address>,
    pub shares: Vec<u32>,
}

/// An account is without recipients again.
#[ink::event]
#[allow(missing_docs)]
pub struct RecipientsEnded {
    #[ink(topic)]
    pub account: Bytes32,
}

/// The treasury moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct TreasuryChanged {
    #[ink(topic)]
    pub previousTreasury: ink::Address,
    #[ink(topic)]
    pub newTreasury: ink::Address,
}

/// The owner role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OwnershipTransferred {
    #[ink(topic)]
    pub previousOwner: ink::Address,
    #[ink(topic)]
    pub newOwner: ink::Address,
}

/// The guardian paused deposits.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct PausedUntil {
    #[ink(topic)]
    pub guardian: ink::Address,
    pub untilBlock: u32,
}

/// A pause ended early.
#[ink::event]
#[allow(missing_docs)]
pub struct Unpaused {
    #[ink(topic)]
    pub by: ink::Address,
}

/// The guardian role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct GuardianChanged {
    #[ink(topic)]
    pub previousGuardian: ink::Address,
    #[ink(topic)]
    pub newGuardian: ink::Address,
}

fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits [`Wired`].
pub fn wired(ledger: Address) {
    event::emit_words(&[signature::<Wired>(), ledger.to_word()], &[]);
}

/// Emits [`LedgerScheduled`].
pub fn ledger_scheduled(scheduled: &ScheduledLedger) {
    let topics = [signature::<LedgerScheduled>(), scheduled.ledger.to_word()];
    let term = &scheduled.term;
    event::emit_words(&topics, &[term.from_block.to_word(), term.until_block.to_word()]);
}

/// Emits [`LedgerCancelled`].
pub fn ledger_cancelled(ledger: Address) {
    event::emit_words(&[signature::<LedgerCancelled>(), ledger.to_word()], &[]);
}

/// Emits [`LedgerReplaced`].
pub fn ledger_replaced(previous: Address, new: Address) {
    event::emit_words(&[signature::<LedgerReplaced>(), previous.to_word(), new.to_word()], &[]);
}

/// Emits [`Deposited`].
pub fn deposited(payer: Address, amount: Wei, deposited: Wei) {
    let topics = [signature::<Deposited>(), payer.to_word()];
    event::emit_words(&topics, &[amount.to_word(), deposited.to_word()]);
}

/// Emits [`SessionKeyRegistered`].
pub fn session_key_registered(payer: Address, key: Hash) {
    event::emit_words(&[signature::<SessionKeyRegistered>(), payer.to_word()], &[key]);
}

/// Emits [`Reserved`].
pub fn reserved(payer: Address, node: NodeId, amount: Wei, total: Wei) {
    let topics = [signature::<Reserved>(), payer.to_word(), node.to_word()];
    event::emit_words(&topics, &[amount.to_word(), total.to_word()]);
}

/// Emits [`ExitRequested`].
pub fn exit_requested(payer: Address, generation: u32) {
    event::emit_words(&[signature::<ExitRequested>(), payer.to_word()], &[generation.to_word()]);
}

/// Emits [`Exited`] for the generation that ended, or [`PartlyExited`] where there is a rest.
pub fn exited(payer: Address, generation: u32, exit: &Exit) {
    let payer = payer.to_word();
    let (generation, amount, spent) = (generation.to_word(), exit.amount.to_word(), exit.spent.to_word());
    if exit.rest.is_zero() {
        event::emit_words(&[signature::<Exited>(), payer], &[generation, amount, spent]);
    } else {
        let rest = exit.rest.to_word();
        event::emit_words(&[signature::<PartlyExited>(), payer], &[generation, amount, spent, rest]);
    }
}

/// Emits [`Settled`].
pub fn settled(settlement: &Settlement) {
    let Settlement { epoch, cut_block, payout, spend, .. } = settlement;
    let data = [cut_block.to_word(), payout.sum.to_word(), spend.sum.to_word()];
    event::emit_words(&[signature::<Settled>(), epoch.to_word()], &data);
}

/// Emits [`Claimed`].
pub fn claimed(account: Hash, amount: Wei, cumulative: Wei) {
    event::emit_words(&[signature::<Claimed>(), account], &[amount.to_word(), cumulative.to_word()]);
}

/// Emits [`RoyaltyReleased`].
pub fn royalty_released(account: Hash, recipient: Address, amount: Wei) {
    event::emit_words(&[signature::<RoyaltyReleased>(), account, recipient.to_word()], &[amount.to_word()]);
}

/// Emits [`RecipientsProposed`].
pub fn recipients_proposed(account: Hash, table: &Table, from_block: BlockNumber) {
    let (recipients, shares) = lists(Some(table));
    let account = ink::sol::FixedBytes(account);
    let event = RecipientsProposed { account, recipients, shares, fromBlock: from_block };
    let topics = [signature::<RecipientsProposed>(), account.0];
    event::emit(&topics, &Event::<Sol>::encode_data(&event));
}

/// Emits [`RecipientsChanged`].
pub fn recipients_changed(account: Hash, table: &Table) {
    let (recipients, shares) = lists(Some(table));
    let account = ink::sol::FixedBytes(account);
    let event = RecipientsChanged { account, recipients, shares };
    event::emit(&[signature::<RecipientsChanged>(), account.0], &Event::<Sol>::encode_data(&event));
}

/// Emits [`RecipientsEnded`].
pub fn recipients_ended(account: Hash) {
    event::emit_words(&[signature::<RecipientsEnded>(), account], &[]);
}

/// Emits [`TreasuryChanged`].
pub fn treasury_changed(previous: Address, new: Address) {
    event::emit_words(&[signature::<TreasuryChanged>(), previous.to_word(), new.to_word()], &[]);
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: Address, new: Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}

/// Emits [`PausedUntil`].
pub fn paused_until(guardian: Address, until: BlockNumber) {
    event::emit_words(&[signature::<PausedUntil>(), guardian.to_word()], &[until.to_word()]);
}

/// Emits [`Unpaused`].
pub fn unpaused(by: Address) {
    event::emit_words(&[signature::<Unpaused>(), by.to_word()], &[]);
}

/// Emits [`GuardianChanged`].
pub fn guardian_changed(previous: Address, new: Address) {
    event::emit_words(&[signature::<GuardianChanged>(), previous.to_word(), new.to_word()], &[]);
}
