//! Deployed contracts as typed handles.

use std::{fmt, marker::PhantomData};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolInterface};

use crate::{
    abi::{
        IAttributionLedger::IAttributionLedgerErrors, IDatasetNft::IDatasetNftErrors,
        IERC721Errors::IERC721ErrorsErrors, IGovernance::IGovernanceErrors,
        IModelRegistry::IModelRegistryErrors, INodeRegistry::INodeRegistryErrors, IOwned::IOwnedErrors,
        IPausable::IPausableErrors, IRoyaltySplitter::IRoyaltySplitterErrors,
    },
    actor::Actor,
    artifact,
    chain::{Deployed, Sandbox},
    outcome::{fail, Outcome, Receipt},
};

/// What kind of contract a handle is of.
pub trait Kind: Copy + fmt::Debug + 'static {
    /// Its folder under `contracts/`.
    const NAME: &'static str;
    /// Every error that it declares.
    type Error: Clone + fmt::Debug + PartialEq;

    /// Reads the data of a refusal.
    fn decode_error(data: &[u8]) -> Option<Self::Error>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $error:ident { $($interface:ident($errors:ty)),* };)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        /// The errors that the contract declares, by the interface that they come from.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum $error {
            $($interface($errors),)*
        }

        impl Kind for $kind {
            const NAME: &'static str = $name;
            type Error = $error;

            fn decode_error(data: &[u8]) -> Option<$error> {
                $(if let Ok(error) = <$errors>::abi_decode_validate(data) {
                    return Some($error::$interface(error));
                })*
                None
            }
        }
    )*};
}

kinds! {
    /// The dataset registry.
    DatasetNft, "dataset-nft",
        DatasetNftError { Own(IDatasetNftErrors), Owned(IOwnedErrors), Erc721(IERC721ErrorsErrors) };
    /// The royalty splitter.
    RoyaltySplitter, "royalty-splitter",
        RoyaltySplitterError { Own(IRoyaltySplitterErrors), Owned(IOwnedErrors), Pausable(IPausableErrors) };
    /// The attribution ledger.
    AttributionLedger, "attribution-ledger",
        AttributionLedgerError { Own(IAttributionLedgerErrors), Owned(IOwnedErrors), Pausable(IPausableErrors) };
    /// The node registry.
    NodeRegistry, "node-registry", NodeRegistryError { Own(INodeRegistryErrors), Owned(IOwnedErrors) };
    /// The model registry.
    ModelRegistry, "model-registry", ModelRegistryError { Own(IModelRegistryErrors), Owned(IOwnedErrors) };
    /// The DAO.
    Governance, "governance", GovernanceError { Own(IGovernanceErrors) };
}

/// A deployed contract.
#[derive(Clone, Debug)]
pub struct Contract<K> {
    sandbox: Sandbox,
    address: Address,
    kind: PhantomData<K>,
}

impl<K: Kind> Contract<K> {
    /// The contract at `address`; nothing is checked.
    pub const fn at(sandbox: Sandbox, address: Address) -> Self {
        Self { sandbox, address, kind: PhantomData }
    }

    /// Deploys the contract that `scripts/build-contracts.sh` built, with the ABI-encoded arguments that
    /// the functions in [`crate::constructors`] make.
    ///
    /// # Panics
    /// If it was not built.
    #[track_caller]
    pub fn deploy(sandbox: &Sandbox, actor: &Actor, arguments: &[u8]) -> Outcome<Self, K::Error> {
        let code = artifact::code(K::NAME).unwrap_or_else(|error| fail(&error.to_string()));
        let Outcome { result, cost, refusal, logs, contract } =
            sandbox.deploy(actor, &code, arguments, U256::ZERO);
        let result = result
            .map(|Deployed { address, .. }| Self::at(sandbox.clone(), address))
            .map_err(|revert| revert.declared(K::decode_error));
        Outcome { result, cost, refusal, logs, contract }
    }

    /// Its address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Its address in the types of the protocol's rules.
    pub fn core_address(&self) -> tributary_core::Address {
        tributary_core::Address(self.address.into_array())
    }

    /// The chain it is on.
    pub const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Calls it as `actor`, paying it `value` wei.
    #[track_caller]
    pub fn call<C: SolCall>(&self, actor: &Actor, call: C, value: u128) -> Outcome<C::Return, K::Error> {
        self.call_paying(actor, call, U256::from(value))
    }

    /// Calls it as `actor`, paying it an amount that may exceed 128 bits.
    #[track_caller]
    pub fn call_paying<C: SolCall>(
        &self,
        actor: &Actor,
        call: C,
        value: U256,
    ) -> Outcome<C::Return, K::Error> {
        let calldata = call.abi_encode();
        typed::<K, C>(self.sandbox.call(actor, self.address, calldata, value))
    }

    /// What a call would do; it is undone.
    #[track_caller]
    pub fn dry_run<C: SolCall>(&self, actor: &Actor, call: C, value: u128) -> Outcome<C::Return, K::Error> {
        let calldata = call.abi_encode();
        typed::<K, C>(self.sandbox.dry_run(actor, self.address, calldata, U256::from(value)))
    }

    /// Asks it, as nobody in particular. What the call writes is undone.
    #[track_caller]
    pub fn query<C: SolCall>(&self, call: C) -> Outcome<C::Return, K::Error> {
        self.dry_run(&Actor::ethereum("observer"), call, 0)
    }

    /// What it answers.
    ///
    /// # Panics
    /// If it refuses to.
    #[track_caller]
    pub fn view<C: SolCall>(&self, call: C) -> C::Return {
        let Receipt { value, .. } = self.query(call).ok();
        value
    }

    /// What it can spend, in wei.
    #[track_caller]
    pub fn balance(&self) -> u128 {
        self.sandbox.balance(self.address)
    }
}

impl<K> From<&Contract<K>> for Address {
    fn from(contract: &Contract<K>) -> Self {
        contract.address
    }
}

#[track_caller]
fn typed<K: Kind, C: SolCall>(
    outcome: Outcome<alloy_primitives::Bytes, alloy_primitives::Bytes>,
) -> Outcome<C::Return, K::Error> {
    let Outcome { result, cost, refusal, logs, contract } = outcome;
    let result = match result {
        Ok(data) => Ok(C::abi_decode_returns_validate(&data).unwrap_or_else(|error| {
            fail(&format!("{} answered {data}, which is no answer to {}: {error}", K::NAME, C::SIGNATURE))
        })),
        Err(revert) => Err(revert.declared(K::decode_error)),
    };
    Outcome { result, cost, refusal, logs, contract }
}
