//! The node registry: GPU nodes and oracles with their keys, prices and stakes. The rules are
//! `tributary_core::nodes`'s.
//!
//! Every change holds from the block it is included in, and of two in one block the last one; readers
//! judge by what held at the end of a block.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abi;
mod cells;
mod errors;
mod events;
mod state;

/// The contract.
#[ink::contract]
// ink! generates type aliases without documentation.
#[allow(missing_docs)]
mod node_registry {
    use ink::{
        prelude::{string::String, vec::Vec},
        sol::DynBytes,
    };
    use tributary_core::{
        ids::{ModelId, NodeId},
        nodes::{self, ConsentTerms, Params, Registered, Registration, Standing},
        ownership, Wei,
    };
    use tributary_interfaces::{chain_id, ecrecover, pay, HostHash};

    use crate::{
        abi::{from_abi, to_abi, ActivityChange, Bytes32, KeyChange, Node, Oracle, PriceChange},
        cells::{self, Key},
        errors::Error,
        events,
        state::State,
    };

    /// The root cell. Other cells stand under [`Key`]s.
    #[ink(storage)]
    pub struct NodeRegistry {
        state: State,
    }

    impl NodeRegistry {
        /// Creates a registry without nodes and oracles.
        ///
        /// # Errors
        /// For the zero address, and for parameters out of their bounds.
        #[ink(constructor)]
        #[allow(non_snake_case)]
        pub fn new(
            owner: Address,
            minNodeStake: u128,
            minOracleStake: u128,
            unbondingBlocks: u32,
        ) -> Result<Self, Error> {
            let owner = ownership::named(from_abi(owner))?;
            let params = Params {
                min_node_stake: Wei(minNodeStake),
                min_oracle_stake: Wei(minOracleStake),
                unbonding: unbondingBlocks,
            };
            params.validate()?;
            events::ownership_transferred(tributary_core::Address::default(), owner);
            Ok(Self { state: State { owner, params, nodes: 0, oracles: 0 } })
        }

        /// The least stake of a node, in wei.
        #[ink(message, name = "minNodeStake")]
        pub fn min_node_stake(&self) -> u128 {
            self.state.params.min_node_stake.0
        }

        /// The least stake of an oracle, in wei.
        #[ink(message, name = "minOracleStake")]
        pub fn min_oracle_stake(&self) -> u128 {
            self.state.params.min_oracle_stake.0
        }

        /// Blocks between leaving and the stake's withdrawal.
        #[ink(message, name = "unbondingBlocks")]
        pub fn unbonding_blocks(&self) -> u32 {
            self.state.params.unbonding
        }

        /// Registers a node of the caller, who stakes what is sent along, with its price for a first model,
        /// and returns its number. It is active from this block on. Whether the model exists is not looked at.
        ///
        /// # Errors
        /// For too low a stake, a key that is zero or that any node has or had, an endpoint that is no
        /// http or https URL of at most 200 visible ASCII characters, the zero address, and a price of nothing.
        #[ink(message, payable, name = "registerNode")]
        #[allow(non_snake_case)]
        pub fn register_node(
            &mut self,
            key: Bytes32,
            endpoint: String,
            payout: Address,
            model: u64,
            pricePerToken: u128,
        ) -> Result<u64, Error> {
            let (model, price_per_token) = (ModelId(model), Wei(pricePerToken));
            let registration = Registration {
                operator: self.caller(),
                stake: self.value()?,
                key: key.0,
                endpoint,
                payout: from_abi(payout),
                model,
                price_per_token,
            };
            let id = NodeId(self.state.nodes.saturating_add(1));
            let (holder, least) = (key_holder(key), self.state.params.min_node_stake);
            let Registered { node, key, price } =
                nodes::Node::register(registration, holder, least, self.now())
                    .map_err(|error| Error::node(id, error))?;
            self.state.nodes = id.0;
            cells::store(&Key::Node(id), &node);
            record_key(id, key)?;
            record_price(id, model, price)?;
            events::node_registered(id, &node, key.key);
            events::node_price_set(id, model, price_per_token);
            Ok(id.0)
        }

        /// Adds what is sent along to a node's stake. Its operator only, while it is active.
        ///
        /// # Errors
        /// For an unknown node, any other caller, unless active, and for nothing.
        #[ink(message, payable, name = "addStake")]
        pub fn add_stake(&mut self, node: u64) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let amount = self.value()?;
            let grown = found.add_stake(self.caller(), amount).map_err(|error| Error::node(id, error))?;
            cells::store(&Key::Node(id), &grown);
            events::node_stake_added(id, amount);
            Ok(())
        }

        /// Signs by another key from this block on. Reports anchored in earlier blocks are judged by the
        /// key of then.
        ///
        /// # Errors
        /// For an unknown node, any caller but its operator, unless active, for a key that is zero or
        /// that any node has or had, and with too long a history of keys.
        #[ink(message, name = "rotateKey")]
        pub fn rotate_key(&mut self, node: u64, key: Bytes32) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let change = found
                .rotate_key(self.caller(), key.0, key_holder(key), self.now())
                .map_err(|error| Error::node(id, error))?;
            record_key(id, change)?;
            events::node_key_rotated(id, change.key);
            Ok(())
        }

        /// Asks another price for a model from this block on. Whether the model exists is not looked at.
        ///
        /// # Errors
        /// For an unknown node, any caller but its operator, unless active, for nothing, with too long a
        /// history of this price, and with prices for too many models.
        #[ink(message, name = "setPrice")]
        #[allow(non_snake_case)]
        pub fn set_price(&mut self, node: u64, model: u64, pricePerToken: u128) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let (model, price) = (ModelId(model), Wei(pricePerToken));
            let change = found
                .set_price(self.caller(), model, price, self.now())
                .map_err(|error| Error::node(id, error))?;
            record_price(id, model, change)?;
            events::node_price_set(id, model, price);
            Ok(())
        }

        /// Answers elsewhere. Possible until the stake was withdrawn.
        ///
        /// # Errors
        /// For an unknown node, any caller but its operator, once left, and for no endpoint.
        #[ink(message, name = "setEndpoint")]
        pub fn set_endpoint(&mut self, node: u64, endpoint: String) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let moved =
                found.set_endpoint(self.caller(), endpoint).map_err(|error| Error::node(id, error))?;
            cells::store(&Key::Node(id), &moved);
            events::node_endpoint_changed(id, &moved);
            Ok(())
        }

        /// Wants the node's earnings elsewhere. Always possible.
        ///
        /// # Errors
        /// For an unknown node, any caller but its operator, and for the zero address.
        #[ink(message, name = "setPayout")]
        pub fn set_payout(&mut self, node: u64, payout: Address) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let moved =
                found.set_payout(self.caller(), from_abi(payout)).map_err(|error| Error::node(id, error))?;
            cells::store(&Key::Node(id), &moved);
            events::node_payout_changed(id, moved.payout);
            Ok(())
        }

        /// Leaves: the node is not active from this block on, for good, and its stake stays bound.
        ///
        /// # Errors
        /// For an unknown node, any caller but its operator, and unless active.
        #[ink(message)]
        pub fn leave(&mut self, node: u64) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let leaving = found
                .leave(self.caller(), self.state.params.unbonding, self.now())
                .map_err(|error| Error::node(id, error))?;
            cells::store(&Key::Node(id), &leaving);
            if let Standing::Leaving { until, .. } = leaving.bond.standing {
                events::node_leaving(id, until);
            }
            Ok(())
        }

        /// Pays a leaving node's stake to its operator, who calls.
        ///
        /// # Errors
        /// For an unknown node, any other caller, unless leaving, while the stake is bound, and if the
        /// operator rejects the money.
        #[ink(message, name = "withdrawStake")]
        pub fn withdraw_stake(&mut self, node: u64) -> Result<(), Error> {
            let (id, found) = known_node(node)?;
            let (left, stake) =
                found.withdraw(self.caller(), self.now()).map_err(|error| Error::node(id, error))?;
            cells::store(&Key::Node(id), &left);
            events::node_left(id, stake);
            send(left.bond.operator, stake)
        }

        /// A node with its newest key.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message)]
        pub fn node(&self, id: u64) -> Result<Node, Error> {
            let (id, node) = known_node(id)?;
            let newest = cells::newest::<nodes::KeyChange, _>(|page| Key::Keys(id, page));
            let key = newest.last().map(|change| change.key).unwrap_or_default();
            Ok(Node::new(node, key))
        }

        /// How many nodes ever registered.
        #[ink(message, name = "nodeCount")]
        pub fn node_count(&self) -> u64 {
            self.state.nodes
        }

        /// Where a node wants its earnings.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message, name = "payoutOf")]
        pub fn payout_of(&self, id: u64) -> Result<Address, Error> {
            known_node(id).map(|(_, node)| to_abi(node.payout))
        }

        /// A node's keys, oldest first.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message, name = "keyChanges")]
        pub fn key_changes(&self, id: u64) -> Result<Vec<KeyChange>, Error> {
            let (id, _) = known_node(id)?;
            Ok(cells::history::<nodes::KeyChange, KeyChange, _>(|page| Key::Keys(id, page)))
        }

        /// When a node was active, oldest change first.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message, name = "activityChanges")]
        pub fn activity_changes(&self, id: u64) -> Result<Vec<ActivityChange>, Error> {
            known_node(id).map(|(_, node)| node.bond.activity().map(ActivityChange::from).collect())
        }

        /// The models that a node ever set a price for, in the order of its first prices.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message, name = "pricedModels")]
        pub fn priced_models(&self, id: u64) -> Result<Vec<u64>, Error> {
            let (id, _) = known_node(id)?;
            let models = cells::history::<ModelId, ModelId, _>(|page| Key::Models(id, page));
            Ok(models.into_iter().map(|model| model.0).collect())
        }

        /// A node's prices for a model, oldest first; empty if it never set one.
        ///
        /// # Errors
        /// For an unknown node.
        #[ink(message, name = "priceChanges")]
        pub fn price_changes(&self, id: u64, model: u64) -> Result<Vec<PriceChange>, Error> {
            let (id, _) = known_node(id)?;
            let at = |page| Key::Prices(id, ModelId(model), page);
            Ok(cells::history::<nodes::PriceChange, PriceChange, _>(at))
        }

        /// Registers an oracle of the caller, who stakes what is sent along, under the address that
        /// signs its commitments. `consent` is that key's signature `r ‖ s ‖ v` under
        /// [`ConsentTerms::digest`] of this chain, this registry and the caller.
        ///
        /// # Errors
        /// For a consent of other than 65 bytes, one with a high `s` or another `v` than 27 and 28, and one
        /// of another key or for another operator, registry or chain; for too low a stake, a signer that
        /// any oracle has or had, and no endpoint.
        #[ink(message, payable, name = "registerOracle")]
        pub fn register_oracle(
            &mut self,
            signer: Address,
            endpoint: String,
            consent: DynBytes,
        ) -> Result<(), Error> {
            let (name, stake) = (from_abi(signer), self.value()?);
            let consent = self.consent_of(name, &consent.0)?;
            let known: Option<nodes::Oracle> = cells::load(&Key::Oracle(name));
            let least = self.state.params.min_oracle_stake;
            let oracle = nodes::Oracle::register(consent, known.as_ref(), stake, endpoint, least, self.now())
                .map_err(|error| Error::oracle(signer, error))?;
            cells::store(&Key::Oracle(name), &oracle);
            cells::store(&Key::OracleAt(self.state.oracles), &name);
            self.state.oracles = self.state.oracles.saturating_add(1);
            events::oracle_registered(name, &oracle);
            Ok(())
        }

        /// Answers elsewhere. Possible until the stake was withdrawn.
        ///
        /// # Errors
        /// For an unknown oracle, any caller but its operator, once left, and for no endpoint.
        #[ink(message, name = "setOracleEndpoint")]
        pub fn set_oracle_endpoint(&mut self, signer: Address, endpoint: String) -> Result<(), Error> {
            let (name, oracle) = known_oracle(signer)?;
            let moved =
                oracle.set_endpoint(self.caller(), endpoint).map_err(|error| Error::oracle(signer, error))?;
            cells::store(&Key::Oracle(name), &moved);
            events::oracle_endpoint_changed(name, &moved);
            Ok(())
        }

        /// Wants the oracle's earnings elsewhere. Always possible.
        ///
        /// # Errors
        /// For an unknown oracle, any caller but its operator, and for the zero address.
        #[ink(message, name = "setOraclePayout")]
        pub fn set_oracle_payout(&mut self, signer: Address, payout: Address) -> Result<(), Error> {
            let (name, oracle) = known_oracle(signer)?;
            let moved = oracle
                .set_payout(self.caller(), from_abi(payout))
                .map_err(|error| Error::oracle(signer, error))?;
            cells::store(&Key::Oracle(name), &moved);
            events::oracle_payout_changed(name, moved.payout);
            Ok(())
        }

        /// Leaves, for good; the stake stays bound. A seat in the committee is the ledger's matter.
        ///
        /// # Errors
        /// For an unknown oracle, any caller but its operator, and unless active.
        #[ink(message, name = "leaveOracle")]
        pub fn leave_oracle(&mut self, signer: Address) -> Result<(), Error> {
            let (name, oracle) = known_oracle(signer)?;
            let leaving = oracle
                .leave(self.caller(), self.state.params.unbonding, self.now())
                .map_err(|error| Error::oracle(signer, error))?;
            cells::store(&Key::Oracle(name), &leaving);
            if let Standing::Leaving { until, .. } = leaving.bond.standing {
                events::oracle_leaving(name, until);
            }
            Ok(())
        }

        /// Pays a leaving oracle's stake to its operator, who calls.
        ///
        /// # Errors
        /// For an unknown oracle, any other caller, unless leaving, while the stake is bound, and if the
        /// operator rejects the money.
        #[ink(message, name = "withdrawOracleStake")]
        pub fn withdraw_oracle_stake(&mut self, signer: Address) -> Result<(), Error> {
            let (name, oracle) = known_oracle(signer)?;
            let (left, stake) =
                oracle.withdraw(self.caller(), self.now()).map_err(|error| Error::oracle(signer, error))?;
            cells::store(&Key::Oracle(name), &left);
            events::oracle_left(name, stake);
            send(left.bond.operator, stake)
        }

        /// An oracle.
        ///
        /// # Errors
        /// For an unknown oracle.
        #[ink(message)]
        pub fn oracle(&self, signer: Address) -> Result<Oracle, Error> {
            known_oracle(signer).map(|(_, oracle)| Oracle::new(signer, oracle))
        }

        /// Who gets what a committee key earns: its oracle's payout address, or the key's own address if
        /// no oracle ever registered under it.
        #[ink(message, name = "oraclePayoutOf")]
        pub fn oracle_payout_of(&self, signer: Address) -> Address {
            let name = from_abi(signer);
            to_abi(nodes::Oracle::payout_of(name, cells::load(&Key::Oracle(name)).as_ref()))
        }

        /// How many oracles ever registered.
        #[ink(message, name = "oracleCount")]
        pub fn oracle_count(&self) -> u64 {
            self.state.oracles
        }

        /// The signer of the oracle that was the `index`th to register, counting from 0; zero beyond
        /// them.
        #[ink(message, name = "oracleAt")]
        pub fn oracle_at(&self, index: u64) -> Address {
            to_abi(cells::load(&Key::OracleAt(index)).unwrap_or_default())
        }

        /// The owner.
        #[ink(message)]
        pub fn owner(&self) -> Address {
            to_abi(self.state.owner)
        }

        /// Hands the owner role over at once. The owner only.
        ///
        /// # Errors
        /// For any other caller, and for the zero address.
        #[ink(message, name = "transferOwnership")]
        #[allow(non_snake_case)]
        pub fn transfer_ownership(&mut self, newOwner: Address) -> Result<(), Error> {
            let previous = self.state.owner;
            self.state.owner = ownership::transfer(self.caller(), previous, from_abi(newOwner))?;
            events::ownership_transferred(previous, self.state.owner);
            Ok(())
        }

        fn caller(&self) -> tributary_core::Address {
            from_abi(self.env().caller())
        }

        fn now(&self) -> BlockNumber {
            self.env().block_number()
        }

        fn consent_of(
            &self,
            signer: tributary_core::Address,
            signature: &[u8],
        ) -> Result<nodes::Consent, Error> {
            let registry = from_abi(self.env().address());
            let terms = ConsentTerms { chain_id: chain_id(), registry, operator: self.caller() };
            let consent = terms.check::<HostHash>(signer, signature, |digest, [rs @ .., v]| {
                let (r, s) = rs.split_first_chunk()?;
                ecrecover(digest, *v, r, s.first_chunk()?)
            })?;
            Ok(consent)
        }

        fn value(&self) -> Result<Wei, Error> {
            let found = self.env().transferred_value();
            u128::try_from(found).map(Wei).map_err(|_| Error::too_large(found))
        }
    }

    fn known_node(id: u64) -> Result<(NodeId, nodes::Node), Error> {
        let id = NodeId(id);
        cells::load(&Key::Node(id)).map(|node| (id, node)).ok_or(Error::UnknownNode { node: id.0 })
    }

    fn known_oracle(signer: Address) -> Result<(tributary_core::Address, nodes::Oracle), Error> {
        let name = from_abi(signer);
        cells::load(&Key::Oracle(name)).map(|oracle| (name, oracle)).ok_or(Error::UnknownOracle { signer })
    }

    fn key_holder(key: Bytes32) -> Option<NodeId> {
        cells::load(&Key::Holder(key.0))
    }

    /// Adds a key that is new to all nodes, and keeps it from ever being another's.
    fn record_key(id: NodeId, change: nodes::KeyChange) -> Result<(), Error> {
        let at = |page| Key::Keys(id, page);
        cells::record(at, cells::newest(at), change, 0)?;
        cells::store(&Key::Holder(change.key), &id);
        Ok(())
    }

    /// Adds a price, and the model to the node's list if it is the first one for it.
    fn record_price(id: NodeId, model: ModelId, change: nodes::PriceChange) -> Result<(), Error> {
        let at = |page| Key::Prices(id, model, page);
        let newest = cells::newest(at);
        if newest.is_empty() {
            cells::append(|page| Key::Models(id, page), model).map_err(Error::too_many_models)?;
        }
        Ok(cells::record(at, newest, change, 0)?)
    }

    /// Everything is stored before the money moves, except the root cell, which ink! writes when the
    /// message returns; the call that moves the money cannot come back in between.
    fn send(to: tributary_core::Address, amount: Wei) -> Result<(), Error> {
        if amount.is_zero() {
            return Ok(());
        }
        pay(&to, amount.0).map_err(|_| Error::TransferFailed { to: to_abi(to), amount: amount.0 })
    }
}
