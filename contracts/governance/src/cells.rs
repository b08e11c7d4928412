//! Storage cells other than the contract's root.

use ink::prelude::vec::Vec;
use scale::{Decode, Encode};
use tributary_core::{
    governance::{Amount, Cells, Checkpoint, Earned, Floors, Holder, Proposal, ProposalId, Spill},
    Account, Address,
};
use tributary_interfaces::cells::{load, load_bytes, store, store_bytes};

/// A cell's key: its kind, then what it is about; 1 is [`holder_key`]. The root cell's key is four zero bytes,
/// which no other cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
enum Key {
    /// Older checkpoints of an account's votes.
    #[codec(index = 2)]
    Votes(Address, u32),
    /// Receipts of a window that is not the one in the account's cell.
    #[codec(index = 3)]
    Ballots(Address, u32),
    /// A proposal.
    #[codec(index = 4)]
    Proposal(ProposalId),
    /// What an owner lets a spender spend.
    #[codec(index = 5)]
    Allowance(Address, Address),
    /// Older checkpoints of the supply.
    #[codec(index = 6)]
    Supply(u32),
    /// Older checkpoints of the quorum's numerator.
    #[codec(index = 7)]
    Quorums(u32),
    /// What the contract was made with.
    #[codec(index = 8)]
    Origin,
    /// Votes earned by work.
    #[codec(index = 9)]
    Work,
    /// What a dataset or a node claimed of them.
    #[codec(index = 10)]
    Claimed(Account),
}

/// What the contract was made with, for good.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Origin {
    /// What votes cannot go below.
    pub floors: Floors,
    /// Who deployed it, and may wire it once.
    pub deployer: Address,
}

/// The contracts that votes are earned by; all zero before wiring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Suite {
    /// Has the final roots.
    pub splitter: Address,
    /// Says who owns a dataset.
    pub dataset_nft: Address,
    /// Says where a node wants its money.
    pub node_registry: Address,
}

/// Votes earned by work, in one cell.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Work {
    /// Whom it asks.
    pub suite: Suite,
    /// How many there are.
    pub books: Earned,
}

/// Votes earned by work.
pub fn work() -> Work {
    load(&Key::Work).unwrap_or_else(|| unreachable!("the constructor stored it"))
}

/// Stores votes earned by work.
pub fn store_work(work: &Work) {
    store(&Key::Work, work);
}

/// The votes that an account claimed in all.
pub fn claimed(account: &Account) -> u128 {
    load(&Key::Claimed(*account)).unwrap_or_default()
}

/// Stores what an account claimed in all.
pub fn store_claimed(account: &Account, claimed: u128) {
    store(&Key::Claimed(*account), &claimed);
}

/// What the contract was made with.
pub fn origin() -> Origin {
    // The constructor stored it.
    load(&Key::Origin).unwrap_or_else(|| unreachable!("the constructor stored it"))
}

/// Stores what the contract is made with.
pub fn store_origin(origin: &Origin) {
    store(&Key::Origin, origin);
}

/// The key of what an account holds: a 1, as the kinds of [`Key`] are numbered, and the address.
fn holder_key(who: &Address) -> [u8; 21] {
    let mut key = [1; 21];
    if let Some(address) = key.last_chunk_mut() {
        *address = who.0;
    }
    key
}

/// The cells of holders.
#[derive(Clone, Copy, Debug)]
pub struct Storage;

impl Cells for Storage {
    fn holder(&self, who: &Address) -> Holder {
        Holder::from_cell(load_bytes(&holder_key(who), Holder::MAX_ENCODED))
    }

    fn store_holder(&mut self, who: &Address, holder: &Holder) {
        store_bytes(&holder_key(who), holder.as_cell());
    }

    fn votes_page(&self, who: &Address, page: u32) -> Vec<Checkpoint> {
        votes_page(who, page)
    }

    fn store_votes_page(&mut self, who: &Address, spill: &Spill) {
        store(&Key::Votes(*who, spill.page), &spill.checkpoints);
    }
}

/// What an account holds.
pub fn holder(who: &Address) -> Holder {
    Storage.holder(who)
}

/// Stores what an account holds.
pub fn store_holder(who: &Address, holder: &Holder) {
    Storage.store_holder(who, holder);
}

/// A page of older checkpoints of an account's votes.
pub fn votes_page(who: &Address, page: u32) -> Vec<Checkpoint> {
    load(&Key::Votes(*who, page)).unwrap_or_default()
}

/// Receipts of an account in a window that is not the one in its own cell.
pub fn ballots(who: &Address, window: u32) -> u128 {
    load(&Key::Ballots(*who, window)).unwrap_or_default()
}

/// Stores such receipts.
pub fn store_ballots(who: &Address, window: u32, ballots: u128) {
    store(&Key::Ballots(*who, window), &ballots);
}

/// A proposal; `None` if it was never made.
pub fn proposal(id: &ProposalId) -> Option<Proposal> {
    load(&Key::Proposal(*id))
}

/// Stores a proposal.
pub fn store_proposal(id: &ProposalId, proposal: &Proposal) {
    store(&Key::Proposal(*id), proposal);
}

/// What `owner` lets `spender` spend.
pub fn allowance(owner: &Address, spender: &Address) -> Amount {
    load(&Key::Allowance(*owner, *spender)).unwrap_or_default()
}

/// Stores an allowance.
pub fn store_allowance(owner: &Address, spender: &Address, allowance: Amount) {
    store(&Key::Allowance(*owner, *spender), &allowance);
}

/// A page of older checkpoints of the supply.
pub fn supply_page(page: u32) -> Vec<Checkpoint> {
    load(&Key::Supply(page)).unwrap_or_default()
}

/// Stores a page that the supply's checkpoints spilled.
pub fn store_supply_page(spill: &Spill) {
    store(&Key::Supply(spill.page), &spill.checkpoints);
}

/// A page of older checkpoints of the quorum's numerator.
pub fn quorums_page(page: u32) -> Vec<Checkpoint> {
    load(&Key::Quorums(page)).unwrap_or_default()
}

/// Stores a page that the numerator's checkpoints spilled.
pub fn store_quorums_page(spill: &Spill) {
    store(&Key::Quorums(spill.page), &spill.checkpoints);
}
