//! The structs of the ABI, beside the core's own.

use ink::{prelude::vec::Vec, sol::FixedBytes};
use tributary_core::{
    merkle::Node,
    splitter::{self, Books, Proposal, Table},
    Address, BlockNumber, EpochId, Ppm, Wei,
};

/// A word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// `IRoyaltySplitter.Params`; see [`splitter::Params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Params {
    pub exitDelay: u32,
    pub escapeAfter: u32,
    pub recipientDelay: u32,
}

/// `IRoyaltySplitter.Payer`; see [`splitter::Payer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Payer {
    pub deposited: u128,
    pub withdrawn: u128,
    pub settled: u128,
    pub reserved: u128,
    pub firstDepositAt: u32,
    pub exitRequestedAt: u32,
    pub generation: u32,
    pub sessionKey: Bytes32,
}

/// `IRoyaltySplitter.KeyChange`; see [`splitter::KeyChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct KeyChange {
    pub fromBlock: u32,
    pub key: Bytes32,
}

/// `IRoyaltySplitter.ReserveChange`; see [`splitter::ReserveChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct ReserveChange {
    pub fromBlock: u32,
    pub generation: u32,
    pub total: u128,
}

/// `IRoyaltySplitter.PayerChange`; see [`splitter::StandingChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct PayerChange {
    pub fromBlock: u32,
    pub generation: u32,
    pub open: bool,
}

/// `IRoyaltySplitter.Totals`; see [`splitter::Totals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Totals {
    pub deposited: u128,
    pub withdrawn: u128,
    pub released: u128,
    pub claimed: u128,
    pub payoutSum: u128,
    pub spendSum: u128,
}

/// `IRoyaltySplitter.Settlement`; see [`splitter::Settlement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Settlement {
    pub epoch: u64,
    pub commitment: Bytes32,
    pub cutBlock: u32,
    pub payoutHash: Bytes32,
    pub payoutSum: u128,
    pub spendHash: Bytes32,
    pub spendSum: u128,
    pub votesHash: Bytes32,
    pub votesSum: u128,
}

/// `IRoyaltySplitter.Root`; see [`splitter::FinalRoot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Root {
    pub epoch: u64,
    pub commitment: Bytes32,
    pub cutBlock: u32,
    pub finalizedAt: u32,
    pub payoutHash: Bytes32,
    pub payoutSum: u128,
    pub spendHash: Bytes32,
    pub spendSum: u128,
    pub votesHash: Bytes32,
    pub votesSum: u128,
}

/// `IRoyaltySplitter.Recipients`; see [`splitter::Table`] and [`splitter::Proposal`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Recipients {
    pub addresses: Vec<ink::Address>,
    pub shares: Vec<u32>,
    pub pendingFrom: u32,
    pub pendingAddresses: Vec<ink::Address>,
    pub pendingShares: Vec<u32>,
}

impl From<&Params> for splitter::Params {
    fn from(params: &Params) -> Self {
        Self {
            exit_delay: params.exitDelay,
            escape_after: params.escapeAfter,
            recipient_delay: params.recipientDelay,
        }
    }
}

impl From<&splitter::Params> for Params {
    fn from(params: &splitter::Params) -> Self {
        Self {
            exitDelay: params.exit_delay,
            escapeAfter: params.escape_after,
            recipientDelay: params.recipient_delay,
        }
    }
}

impl From<&splitter::Payer> for Payer {
    fn from(payer: &splitter::Payer) -> Self {
        Self {
            deposited: payer.deposited.0,
            withdrawn: payer.withdrawn.0,
            settled: payer.settled.0,
            reserved: payer.reserved.0,
            // No transaction runs in block 0.
            firstDepositAt: payer.first_deposit_at.unwrap_or_default(),
            exitRequestedAt: payer.exit_requested_at.unwrap_or_default(),
            generation: payer.generation,
            sessionKey: FixedBytes(payer.session_key),
        }
    }
}

impl From<splitter::KeyChange> for KeyChange {
    fn from(change: splitter::KeyChange) -> Self {
        Self { fromBlock: change.from_block, key: FixedBytes(change.key) }
    }
}

impl From<splitter::ReserveChange> for ReserveChange {
    fn from(change: splitter::ReserveChange) -> Self {
        Self { fromBlock: change.from_block, generation: change.generation, total: change.total.0 }
    }
}

impl From<splitter::StandingChange> for PayerChange {
    fn from(change: splitter::StandingChange) -> Self {
        Self { fromBlock: change.from_block, generation: change.generation, open: change.open }
    }
}

impl From<&splitter::Totals> for Totals {
    fn from(totals: &splitter::Totals) -> Self {
        Self {
            deposited: totals.deposited.0,
            withdrawn: totals.withdrawn.0,
            released: totals.released.0,
            claimed: totals.claimed.0,
            payoutSum: totals.payout_sum.0,
            spendSum: totals.spend_sum.0,
        }
    }
}

impl From<&Settlement> for splitter::Settlement {
    fn from(settlement: &Settlement) -> Self {
        let node = |hash: Bytes32, sum| Node { hash: hash.0, sum: Wei(sum) };
        Self {
            epoch: EpochId(settlement.epoch),
            commitment: settlement.commitment.0,
            cut_block: settlement.cutBlock,
            payout: node(settlement.payoutHash, settlement.payoutSum),
            spend: node(settlement.spendHash, settlement.spendSum),
            votes: node(settlement.votesHash, settlement.votesSum),
        }
    }
}

impl From<&Books> for Root {
    fn from(books: &Books) -> Self {
        Self {
            epoch: books.root.epoch.0,
            commitment: FixedBytes(books.root.commitment),
            cutBlock: books.root.cut_block,
            finalizedAt: books.root.finalized_at,
            payoutHash: FixedBytes(books.root.payout_hash),
            payoutSum: books.totals.payout_sum.0,
            spendHash: FixedBytes(books.root.spend_hash),
            spendSum: books.totals.spend_sum.0,
            votesHash: FixedBytes(books.root.votes.hash),
            votesSum: books.root.votes.sum.0,
        }
    }
}

impl Recipients {
    /// The current table and the proposed one with the block from which it may be applied.
    pub fn new(current: Option<&Table>, proposed: Option<(&Proposal, BlockNumber)>) -> Self {
        let (addresses, shares) = lists(current);
        let (pending_addresses, pending_shares) = lists(proposed.map(|(proposal, _)| &proposal.table));
        Self {
            addresses,
            shares,
            pendingFrom: proposed.map_or(0, |(_, from_block)| from_block),
            pendingAddresses: pending_addresses,
            pendingShares: pending_shares,
        }
    }
}

/// A table as the ABI's two lists.
pub fn lists(table: Option<&Table>) -> (Vec<ink::Address>, Vec<u32>) {
    let recipients = table.map(Table::recipients).unwrap_or_default();
    recipients.iter().map(|recipient| (to_abi(recipient.address), recipient.share.0)).unzip()
}

/// The core's form of the ABI's two lists.
pub fn from_lists(addresses: Vec<ink::Address>, shares: Vec<u32>) -> (Vec<Address>, Vec<Ppm>) {
    (addresses.into_iter().map(from_abi).collect(), shares.into_iter().map(Ppm).collect())
}

/// The core's form of an address.
pub fn from_abi(address: ink::Address) -> Address {
    Address(address.0)
}

/// The ABI's form of an address.
pub fn to_abi(address: Address) -> ink::Address {
    ink::Address::from(address.0)
}
