//! The model: what the contracts should do, written down once more without their code.
//!
//! No rule of `tributary_core` decides here: money, roots, roles and reports are judged anew. Shared are its
//! types of identifiers, reports and accounts, how an account is read and written as a word or key, and the
//! corpus root of a list of datasets ([`verdict`]); digests that committees sign come from the sandbox's
//! committee. What these say is pinned by vectors and by a second implementation elsewhere. A prediction may change the model before it refuses: who asks for one works on a copy.

pub mod absence;
pub mod datasets;
pub mod division;
pub mod history;
pub mod ledger;
pub mod nodes;
pub mod operators;
pub mod pause;
pub mod payers;
pub mod royalties;
pub mod rules;
pub mod splitter;
pub mod tree;
pub mod verdict;
pub mod versions;
pub mod votes;

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::Address;
use tributary_core::Account;
use tributary_sandbox::abi::{IERC721Errors, IRoyaltySplitter};

use crate::refusal::{ensure, Predicted};

/// The chain as it should be.
#[derive(Clone, Debug)]
pub struct Model {
    /// The current block.
    pub now: u32,
    pub splitter: splitter::Splitter,
    pub ledger: ledger::Ledger,
    pub nodes: nodes::Nodes,
    pub datasets: datasets::Datasets,
    pub versions: versions::Versions,
    /// What everybody can spend, contracts too, in wei.
    pub purses: BTreeMap<Address, u128>,
    /// Who takes no money.
    pub rejecting: BTreeSet<Address>,
    /// Contracts that say that they take tokens.
    pub holders: BTreeSet<Address>,
    /// All addresses with code.
    pub contracts: BTreeSet<Address>,
}

impl Model {
    /// Moves money.
    pub fn pay(&mut self, from: Address, to: Address, amount: u128) {
        let purse = self.purses.entry(from).or_default();
        *purse = purse.checked_sub(amount).expect("nobody spends more than it has");
        *self.purses.entry(to).or_default() += amount;
    }

    /// Lets a contract send money, as the last step of a message.
    pub fn send(&mut self, from: Address, to: Address, amount: u128) -> Predicted<()> {
        if amount == 0 {
            return Ok(());
        }
        let rejects = self.rejecting.contains(&to);
        ensure(!rejects, IRoyaltySplitter::TransferFailed { to, amount })?;
        self.pay(from, to, amount);
        Ok(())
    }

    /// A token moves, and a contract that gets it has to say that it takes it.
    pub fn transfer_safely(&mut self, caller: Address, from: Address, to: Address, id: u64) -> Predicted<()> {
        self.datasets.transfer(caller, from, to, id)?;
        let takes = !self.contracts.contains(&to) || self.holders.contains(&to);
        ensure(takes, IERC721Errors::ERC721InvalidReceiver { receiver: to })
    }

    /// To whom an account's earnings belong without recipients.
    pub fn payee(&self, account: &Account) -> Option<Address> {
        let payee = match account {
            Account::Dataset(id) => self.datasets.owner_of(id.0),
            Account::Node(id) => self.nodes.list.get(&id.0).map(|node| node.payout),
            Account::Developer(id) => self.versions.models.get(&id.0).map(|model| model.developer),
            Account::Oracle(signer) => Some(self.nodes.oracle_payout(abi(*signer))),
            Account::Treasury => Some(self.splitter.treasury),
            Account::Payer(_) => None,
        };
        payee.filter(|payee| *payee != Address::ZERO)
    }
}

/// An address as the ABI's types have it.
pub const fn abi(address: tributary_core::Address) -> Address {
    Address::new(address.0)
}

/// An address as the protocol's types have it.
pub const fn own(address: Address) -> tributary_core::Address {
    tributary_core::Address(address.into_array())
}

/// `floor(amount * share / 1_000_000)`; amounts here stay far below 2^100.
pub fn part(amount: u128, share: u32) -> u128 {
    amount * u128::from(share) / 1_000_000
}
