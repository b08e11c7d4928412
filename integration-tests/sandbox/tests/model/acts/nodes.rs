//! Nodes come, change and go.

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::INodeRegistry::{
        addStakeCall, leaveCall, registerNodeCall, rotateKeyCall, setPayoutCall, setPriceCall,
        withdrawStakeCall,
    },
    TOKEN,
};

use crate::{
    cast::Person,
    world::{Touch, World},
};

impl World {
    /// A node, mostly one that exists, and mostly its operator.
    fn some_node(&mut self) -> (u64, Person) {
        let ids: Vec<_> = self.model.nodes.list.keys().copied().collect();
        let id = if self.dice.chance(96) { self.dice.pick(&ids).unwrap_or(1) } else { 77 };
        let operator = self.model.nodes.list.get(&id).and_then(|entry| self.cast.find(entry.bond.operator));
        let operator = operator.unwrap_or_else(|| self.cast.operators[0].clone());
        (id, self.mostly(&operator))
    }

    /// A new key, now and then one that cannot be.
    fn node_key(&mut self) -> B256 {
        let taken: Vec<_> = self.model.nodes.holders.keys().copied().collect();
        match self.dice.below(12) {
            0 => B256::ZERO,
            1 => self.dice.pick(&taken).unwrap_or_default(),
            _ => {
                let secret = self.dice.word();
                self.desk.new_key(secret)
            }
        }
    }

    pub fn register_node(&mut self) {
        let who = self.dice.pick(&self.cast.operators).unwrap();
        let least = self.model.nodes.min_stake;
        let stake = if self.dice.chance(15) { least - 1 } else { least + self.dice.amount(5 * TOKEN) };
        let endpoint = if self.dice.chance(8) { "not a URL" } else { "https://node.example/v1" };
        let payouts = [who.address(), self.cast.fresh[0], self.cast.rejecting, Address::ZERO];
        let weights = [(0, 70), (1, 12), (2, 8), (3, 10)];
        let payout = payouts[self.dice.weighted(&weights)];
        let key = self.node_key();
        let before = self.model.nodes.list.len();
        let first = self.some_price(TOKEN / 500);
        self.register_node_of(&who, stake, (key, endpoint, payout), first);
        if self.model.nodes.list.len() > before && self.dice.chance(90) {
            let node = u64::try_from(before).unwrap() + 1;
            for model in 1..=u64::try_from(self.model.versions.models.len()).unwrap() {
                let price = self.dice.amount(TOKEN / 500);
                self.set_price_of(&who, node, model, price);
            }
        }
    }

    /// A model, now and then one that does not exist, and a price for it of up to `most` or, now and then, of
    /// nothing.
    fn some_price(&mut self, most: u128) -> (u64, u128) {
        let model = self.dice.below(u64::try_from(self.model.versions.models.len()).unwrap() + 1);
        let price = if self.dice.chance(8) { 0 } else { self.dice.amount(most) };
        (model, price)
    }

    pub fn register_node_of(
        &mut self,
        who: &Person,
        stake: u128,
        (key, endpoint, payout): (B256, &str, Address),
        (model, price): (u64, u128),
    ) {
        let next = u64::try_from(self.model.nodes.list.len()).unwrap() + 1;
        let (address, now) = (who.address(), self.model.now);
        let endpoint_text = endpoint.to_owned();
        let call = registerNodeCall { key, endpoint: endpoint_text, payout, model, pricePerToken: price };
        self.nodes(("register node", Touch::Node(next)), who, call, stake, |next| {
            next.nodes.register(address, stake, (key, endpoint, payout), (model, price), now)
        });
    }

    pub fn add_stake(&mut self) {
        let (node, who) = self.some_node();
        let amount = if self.dice.chance(12) { 0 } else { self.dice.amount(3 * TOKEN) };
        let address = who.address();
        self.nodes(("add stake", Touch::Node(node)), &who, addStakeCall { node }, amount, |model| {
            model.nodes.add_stake(address, node, amount)
        });
    }

    pub fn rotate_key(&mut self) {
        let (node, who) = self.some_node();
        let key = self.node_key();
        let (address, now) = (who.address(), self.model.now);
        self.nodes(("rotate key", Touch::Node(node)), &who, rotateKeyCall { node, key }, 0, |model| {
            model.nodes.rotate_key(address, node, key, now)
        });
    }

    pub fn set_price(&mut self) {
        let (node, who) = self.some_node();
        let (model, price) = self.some_price(TOKEN / 200);
        self.set_price_of(&who, node, model, price);
    }

    pub fn set_price_of(&mut self, who: &Person, node: u64, model: u64, price: u128) {
        let (address, now) = (who.address(), self.model.now);
        let call = setPriceCall { node, model, pricePerToken: price };
        self.nodes(("set price", Touch::Node(node)), who, call, 0, |next| {
            next.nodes.set_price(address, node, (model, price), now)
        });
    }

    pub fn set_payout(&mut self) {
        let (node, who) = self.some_node();
        let places = [who.address(), self.cast.fresh[1], self.cast.stranger.address(), Address::ZERO];
        let payout = self.dice.pick(&places).unwrap();
        let address = who.address();
        self.nodes(("set payout", Touch::Node(node)), &who, setPayoutCall { node, payout }, 0, |model| {
            model.nodes.set_payout(address, node, payout)
        });
    }

    /// A node leaves; most often one of several.
    pub fn leave_as_node(&mut self) {
        let active = self.model.nodes.list.values().filter(|entry| entry.bond.status() == 1).count();
        if active < 2 {
            return self.register_node();
        }
        let (node, who) = self.some_node();
        let (address, now) = (who.address(), self.model.now);
        self.nodes(("leave as node", Touch::Node(node)), &who, leaveCall { node }, 0, |model| {
            model.nodes.leave(address, node, now)
        });
    }

    pub fn withdraw_stake(&mut self) {
        let leaving = self.model.nodes.list.iter().filter(|(_, entry)| entry.bond.status() == 2);
        let leaving: Vec<_> = leaving.map(|(id, entry)| (*id, entry.bond.operator)).collect();
        let chosen = if self.dice.chance(85) { self.dice.pick(&leaving) } else { None };
        let chosen = chosen.and_then(|(id, operator)| Some((id, self.cast.find(operator)?)));
        let (node, who) = chosen.unwrap_or_else(|| self.some_node());
        let bonded = self.model.nodes.list.get(&node).and_then(|entry| entry.bond.leaving_at);
        let until = bonded.map_or(0, |leaving| leaving + self.model.nodes.unbonding);
        if self.dice.chance(40) {
            self.wait(until.saturating_sub(self.model.now));
        }
        let address = who.address();
        let call = withdrawStakeCall { node };
        self.nodes(("withdraw stake", Touch::Node(node)), &who, call, 0, |model| {
            model.withdraw_stake(address, node)
        });
    }
}
