//! Who takes part.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use tributary_sandbox::{abi::IRoyaltySplitter, probe, Actor, Suite};

/// What a contract answers that takes a token: the selector of `onERC721Received`.
const ON_ERC721_RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// Someone who calls contracts, itself or through a contract of its own.
#[derive(Clone, Debug)]
pub struct Person {
    pub actor: Actor,
    /// Whatever is paid to this contract, it calls `exit` again.
    pub puppet: Option<Address>,
}

impl Person {
    const fn wallet(actor: Actor) -> Self {
        Self { actor, puppet: None }
    }

    pub fn name(&self) -> &str {
        self.actor.name()
    }

    /// Who it is to contracts.
    pub fn address(&self) -> Address {
        self.puppet.unwrap_or_else(|| self.actor.address())
    }

    /// To where and with what its actor calls, to call `target` with `calldata`.
    pub fn route(&self, target: Address, calldata: Vec<u8>) -> (Address, Vec<u8>) {
        match self.puppet {
            Some(puppet) => (puppet, [target.as_slice(), &calldata].concat()),
            None => (target, calldata),
        }
    }
}

/// Everybody.
pub struct Cast {
    pub deployer: Person,
    pub owner: Person,
    pub guardian: Person,
    pub creators: Vec<Person>,
    pub consumers: Vec<Person>,
    pub operators: Vec<Person>,
    /// Holds no role at first.
    pub stranger: Person,
    /// Addresses that never existed before they are paid.
    pub fresh: Vec<Address>,
    /// A contract that takes no money.
    pub rejecting: Address,
    /// A contract that takes tokens and money, and calls nobody.
    pub vault: Address,
}

impl Cast {
    pub fn gather(suite: &Suite) -> Self {
        let people = |kind: &str, count: u8| {
            let person = |index| Person::wallet(suite.actor(&format!("{kind} {index}")));
            (0..count).map(person).collect::<Vec<_>>()
        };
        let mut consumers = people("consumer", 5);
        let again = IRoyaltySplitter::exitCall { spent: 0, proof: Vec::new().into() };
        let leaver = suite.actor("consumer with a puppet");
        let target = suite.splitter().address();
        let puppet = probe::Puppet::deploy(suite.sandbox(), &leaver, |_| (target, again.abi_encode()));
        consumers.push(Person { actor: leaver, puppet: Some(puppet.address()) });
        Self {
            deployer: Person::wallet(suite.deployer().clone()),
            owner: Person::wallet(suite.owner().clone()),
            guardian: Person::wallet(suite.guardian().clone()),
            creators: people("creator", 4),
            consumers,
            operators: people("operator", 3),
            stranger: people("stranger", 1).remove(0),
            fresh: (0..4).map(|index| Actor::ethereum(&format!("fresh {index}")).address()).collect(),
            rejecting: probe::rejecting(suite.sandbox(), suite.deployer()),
            vault: probe::answering(suite.sandbox(), suite.deployer(), ON_ERC721_RECEIVED),
        }
    }

    /// All who can call.
    pub fn people(&self) -> Vec<Person> {
        let roles = [&self.deployer, &self.owner, &self.guardian, &self.stranger];
        let groups = [&self.creators, &self.consumers, &self.operators];
        roles.into_iter().chain(groups.into_iter().flatten()).cloned().collect()
    }

    /// The one with this address.
    pub fn find(&self, address: Address) -> Option<Person> {
        self.people().into_iter().find(|person| person.address() == address)
    }
}
