//! The node registry.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use tributary_sandbox::abi::{INodeRegistry, IOwned};

use super::{
    history::History,
    operators::OracleEntry,
    rules::{forgot, Rule},
    Model,
};
use crate::refusal::{ensure, refused, Predicted};

/// Where a bond stands: 1 active, 2 leaving, 3 left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    pub operator: Address,
    pub stake: u128,
    pub registered_at: u32,
    pub leaving_at: Option<u32>,
    pub left: bool,
}

/// A node.
#[derive(Clone, Debug)]
pub struct NodeEntry {
    pub bond: Bond,
    pub payout: Address,
    pub keys: History<B256>,
    /// By model.
    pub prices: BTreeMap<u64, History<u128>>,
}

/// The registry.
#[derive(Clone, Debug)]
pub struct Nodes {
    pub address: Address,
    pub min_stake: u128,
    pub unbonding: u32,
    pub list: BTreeMap<u64, NodeEntry>,
    /// Whose each key is or was.
    pub holders: BTreeMap<B256, u64>,
    /// By signer.
    pub oracles: BTreeMap<Address, OracleEntry>,
}

impl Bond {
    pub const fn status(&self) -> u8 {
        match (self.left, self.leaving_at) {
            (true, _) => 3,
            (false, Some(_)) => 2,
            (false, None) => 1,
        }
    }

    /// Whether it counts at the end of `block`.
    pub fn active_at(&self, block: u32) -> bool {
        self.registered_at <= block && self.leaving_at.is_none_or(|leaving| leaving > block)
    }
}

impl NodeEntry {
    fn ensure_operator(&self, caller: Address) -> Predicted<()> {
        let operator = self.bond.operator;
        ensure(caller == operator, INodeRegistry::NotOperator { caller, operator })
    }

    fn ensure_active(&self, node: u64, caller: Address) -> Predicted<()> {
        self.ensure_operator(caller)?;
        let status = self.bond.status();
        ensure(status == 1, INodeRegistry::NotActive { node, status })
    }
}

/// Whether a text begins as an address on the web does, and goes on.
fn is_http(endpoint: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| endpoint.starts_with(scheme) && endpoint != *scheme)
}

/// Whether nodes and oracles can answer there.
pub fn ensure_endpoint(endpoint: &str) -> Predicted<()> {
    let length = u32::try_from(endpoint.len()).unwrap();
    let url =
        length <= 200 && is_http(endpoint) && endpoint.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    ensure(url, INodeRegistry::EndpointInvalid { length })
}

impl Nodes {
    fn known(&mut self, node: u64) -> Predicted<&mut NodeEntry> {
        self.list.get_mut(&node).ok_or_else(|| refused(INodeRegistry::UnknownNode { node }))
    }

    fn ensure_fresh(&self, key: B256) -> Predicted<()> {
        ensure(!key.is_zero(), INodeRegistry::KeyInvalid { key })?;
        match self.holders.get(&key) {
            Some(node) => Err(refused(INodeRegistry::KeyTaken { key, node: *node })),
            None => Ok(()),
        }
    }

    pub fn register(
        &mut self,
        operator: Address,
        stake: u128,
        (key, endpoint, payout): (B256, &str, Address),
        (model, price): (u64, u128),
        now: u32,
    ) -> Predicted<u64> {
        let least = self.min_stake;
        ensure(stake >= least, INodeRegistry::StakeTooLow { found: stake, least })?;
        self.ensure_fresh(key)?;
        ensure_endpoint(endpoint)?;
        ensure(!payout.is_zero(), IOwned::ZeroAddress {})?;
        ensure(price > 0, INodeRegistry::PriceZero { model })?;
        let id = u64::try_from(self.list.len()).unwrap() + 1;
        let bond = Bond { operator, stake, registered_at: now, leaving_at: None, left: false };
        let keys = History(vec![(now, key)]);
        let prices = BTreeMap::from([(model, History(vec![(now, price)]))]);
        self.list.insert(id, NodeEntry { bond, payout, keys, prices });
        self.holders.insert(key, id);
        Ok(id)
    }

    pub fn add_stake(&mut self, caller: Address, node: u64, amount: u128) -> Predicted<()> {
        let entry = self.known(node)?;
        entry.ensure_active(node, caller)?;
        ensure(amount > 0, INodeRegistry::NothingStaked { node })?;
        entry.bond.stake += amount;
        Ok(())
    }

    pub fn rotate_key(&mut self, caller: Address, node: u64, key: B256, now: u32) -> Predicted<()> {
        self.known(node)?.ensure_active(node, caller)?;
        self.ensure_fresh(key)?;
        self.known(node)?.keys.set(now, key);
        self.holders.insert(key, node);
        Ok(())
    }

    pub fn set_price(
        &mut self,
        caller: Address,
        node: u64,
        (model, price): (u64, u128),
        now: u32,
    ) -> Predicted<()> {
        let entry = self.known(node)?;
        entry.ensure_active(node, caller)?;
        ensure(price > 0, INodeRegistry::PriceZero { model })?;
        let room = entry.prices.contains_key(&model) || entry.prices.len() < 1_024;
        ensure(room, INodeRegistry::TooManyModels { most: 1_024 })?;
        entry.prices.entry(model).or_default().set(now, price);
        Ok(())
    }

    pub fn set_payout(&mut self, caller: Address, node: u64, payout: Address) -> Predicted<()> {
        let entry = self.known(node)?;
        entry.ensure_operator(caller)?;
        ensure(!payout.is_zero(), IOwned::ZeroAddress {})?;
        entry.payout = payout;
        Ok(())
    }

    pub fn leave(&mut self, caller: Address, node: u64, now: u32) -> Predicted<()> {
        let entry = self.known(node)?;
        entry.ensure_active(node, caller)?;
        entry.bond.leaving_at = Some(now);
        Ok(())
    }
}

impl Model {
    pub fn withdraw_stake(&mut self, caller: Address, node: u64) -> Predicted<()> {
        let (now, unbonding, registry) = (self.now, self.nodes.unbonding, self.nodes.address);
        let entry = self.nodes.known(node)?;
        entry.ensure_operator(caller)?;
        let status = entry.bond.status();
        ensure(status == 2, INodeRegistry::NotLeaving { node, status })?;
        let untilBlock = entry.bond.leaving_at.unwrap_or_default() + unbonding;
        let free = now >= untilBlock || forgot(Rule::Bonded);
        ensure(free, INodeRegistry::StillBonded { untilBlock })?;
        entry.bond.left = true;
        let stake = std::mem::take(&mut entry.bond.stake);
        let rejects = self.rejecting.contains(&caller);
        ensure(!rejects, INodeRegistry::TransferFailed { to: caller, amount: stake })?;
        self.pay(registry, caller, stake);
        Ok(())
    }
}
