#![allow(clippy::arithmetic_side_effects)]

mod books;
mod claim;
mod exit;
mod model;
mod page;
mod params;
mod payer;
mod proposal;
mod release;
mod succession;
mod table;
mod tenure;
mod totals;

use super::*;
use crate::{
    account::Account,
    hashing::HostHashing,
    ids::{Address, BlockNumber, DatasetId, EpochId},
    merkle::{Leaf, LeafFields, Node, Tree},
    money::Wei,
    ppm::Ppm,
};

pub(super) const PARAMS: Params = Params { exit_delay: 100, escape_after: 1_000, recipient_delay: 50 };

pub(super) fn address(number: u8) -> Address {
    Address([number; 20])
}

pub(super) fn totals_tree(amounts: &[(Account, u128)]) -> Tree {
    let leaves = amounts
        .iter()
        .map(|(account, amount)| Leaf { fields: LeafFields::Total(*account), amount: Wei(*amount) });
    let mut leaves: Vec<_> = leaves.collect();
    leaves.sort_by_key(|leaf| leaf.fields.bytes());
    Tree::build::<HostHashing>(leaves).unwrap()
}

pub(super) fn proof(tree: &Tree, account: Account) -> Vec<u8> {
    tree.find(&LeafFields::Total(account)).unwrap().1.to_bytes()
}

pub(super) fn settlement(epoch: u64, cut_block: BlockNumber, payout: Node, spend: Node) -> Settlement {
    let epoch = EpochId(epoch);
    let commitment = [u8::try_from(epoch.0 % 251).unwrap(); 32];
    Settlement { epoch, commitment, cut_block, payout, spend, votes: Node::EMPTY }
}

/// Books with enough deposits behind a final root of these trees.
pub(super) fn settled(cut_block: BlockNumber, payout: &Tree, spend: &Tree) -> Books {
    let backed = Wei(u128::from(u64::MAX));
    let books = Books { totals: Totals::default().deposit(backed).unwrap(), ..Books::default() };
    books.settle(&settlement(1, cut_block, payout.root(), spend.root()), cut_block + 5).unwrap()
}

pub(super) fn table(shares: &[(u8, u32)]) -> Table {
    let addresses: Vec<_> = shares.iter().map(|(number, _)| address(*number)).collect();
    let shares: Vec<_> = shares.iter().map(|(_, share)| Ppm(*share)).collect();
    Table::new(&addresses, &shares).unwrap()
}

pub(super) const DATASET: Account = Account::Dataset(DatasetId(7));

pub(super) const EMPTY: Node = Node::EMPTY;
