//! The node registry.

mod activity;
mod histories;
mod keys;
mod miser;
mod oracle_consent;
mod oracle_exit;
mod oracle_payout;
mod oracles;
mod parameters;
mod prices;
mod profile;
mod recipients;
mod registration;
mod stake;

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::INodeRegistry::{
        self, activityChangesCall, keyChangesCall, nodeCall, oracleCall, registerNodeCall,
        registerOracleCall, Node, Oracle,
    },
    constructors, Actor, Contract, NodeRegistry, OracleKeys, Receipt, Sandbox, TOKEN,
};

/// A node's least stake here.
const NODE_STAKE: u128 = 100 * TOKEN;
/// An oracle's least stake here.
const ORACLE_STAKE: u128 = 500 * TOKEN;
/// Blocks for which a stake stays bound.
const UNBONDING: u32 = 400;

/// What nodes are registered with here: a model, and a price per token of it in wei.
const FIRST_MODEL: u64 = 77;
const FIRST_PRICE: u128 = 1_234;

/// What a node or an oracle is, by the contract's numbers.
const ACTIVE: u8 = 1;
const LEAVING: u8 = 2;
const LEFT: u8 = 3;

/// One that nobody pays from elsewhere, so what it can spend is what was staked.
struct Registry {
    sandbox: Sandbox,
    owner: Actor,
    contract: Contract<NodeRegistry>,
}

impl Registry {
    fn deploy() -> Self {
        Self::with_stakes(NODE_STAKE, ORACLE_STAKE)
    }

    /// A registry with other least stakes, in wei.
    fn with_stakes(node: u128, oracle: u128) -> Self {
        let sandbox = Sandbox::new();
        let owner = sandbox.actor("owner");
        let arguments = constructors::node_registry(owner.address(), node, oracle, UNBONDING);
        let contract = Contract::deploy(&sandbox, &owner, &arguments).ok().value;
        Self { sandbox, owner, contract }
    }

    /// A registry with node 1, which this operator registered in block 1 with key 1.
    fn with_node_of(name: &str) -> (Self, Actor) {
        let registry = Self::deploy();
        let operator = registry.actor(name);
        assert_eq!(registry.register(&operator, 1), 1);
        (registry, operator)
    }

    /// A registry with an oracle, which this operator registered in block 1; its signer is
    /// [`signer`]`(1)`.
    fn with_oracle_of(name: &str) -> (Self, Actor) {
        let registry = Self::deploy();
        let operator = registry.actor(name);
        registry.contract.call(&operator, registry.consented(&operator, 1), ORACLE_STAKE).ok();
        (registry, operator)
    }

    fn actor(&self, name: &str) -> Actor {
        self.sandbox.actor(name)
    }

    /// The call by which this operator registers an oracle under [`signer`]`(seed)`, with its consent.
    fn consented(&self, operator: impl Into<Address>, seed: u8) -> registerOracleCall {
        oracle_keys().registration(seed, self.contract.address(), operator.into(), endpoint(seed))
    }

    /// Registers a node with the least stake.
    #[track_caller]
    fn register(&self, operator: &Actor, seed: u8) -> u64 {
        self.contract.call(operator, registration(seed), NODE_STAKE).ok().value
    }

    #[track_caller]
    fn node(&self, id: u64) -> Node {
        self.contract.view(nodeCall { id })
    }

    #[track_caller]
    fn oracle(&self, seed: u8) -> Oracle {
        self.contract.view(oracleCall { signer: signer(seed) })
    }

    #[track_caller]
    fn activity(&self, id: u64) -> Vec<(u32, bool)> {
        let changes = self.contract.view(activityChangesCall { id });
        changes.into_iter().map(|change| (change.fromBlock, change.active)).collect()
    }

    #[track_caller]
    fn keys(&self, id: u64) -> Vec<(u32, B256)> {
        let changes = self.contract.view(keyChangesCall { id });
        changes.into_iter().map(|change| (change.fromBlock, change.key)).collect()
    }
}

/// The ed25519 public key with this seed; to the contract any word but zero is one.
fn key(seed: u8) -> B256 {
    B256::repeat_byte(seed)
}

fn payout(seed: u8) -> Address {
    Address::with_last_byte(seed)
}

/// The keys of oracles, whose places are their seeds.
fn oracle_keys() -> OracleKeys {
    OracleKeys::from_seed("node registry", 4)
}

fn signer(seed: u8) -> Address {
    oracle_keys().addresses()[usize::from(seed)]
}

fn registration(seed: u8) -> registerNodeCall {
    registerNodeCall {
        key: key(seed),
        endpoint: endpoint(seed),
        payout: payout(seed),
        model: FIRST_MODEL,
        pricePerToken: FIRST_PRICE,
    }
}

fn endpoint(seed: u8) -> String {
    format!("https://number-{seed}.example:8443/v1")
}

/// As long as an endpoint may be.
fn longest_endpoint() -> String {
    "https://".to_owned() + &"x".repeat(192)
}

/// Texts that are no endpoint, with their bytes.
fn no_endpoints() -> [(String, u32); 9] {
    [
        (String::new(), 0),
        (longest_endpoint() + "x", 201),
        ("http://".to_owned() + &"x".repeat(6_000), 6_007),
        ("number-1.example".into(), 16),
        ("ws://number-1.example".into(), 21),
        ("https://".into(), 8),
        ("https://a b".into(), 11),
        ("https://\u{fc}ber".into(), 13),
        ("\u{1b}[31m".into(), 5),
    ]
}

fn unknown(node: u64) -> INodeRegistry::UnknownNode {
    INodeRegistry::UnknownNode { node }
}

/// What an account has after a call, when it had `before` and the call moved `paid` from it and
/// `received` to it.
fn after<T>(before: u128, receipt: &Receipt<T>, paid: u128, received: u128) -> u128 {
    let deposit = receipt.cost.deposit_wei();
    (before + received - paid).checked_add_signed(-deposit).unwrap()
}
