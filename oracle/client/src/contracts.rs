//! The suite's contracts as typed handles.

use std::marker::PhantomData;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use tributary_core::Wei;

use crate::{
    client::Client,
    error::Result,
    instantiate::Estimate,
    receipt::Receipt,
    signer::{AccountId, Signer},
};

/// Marks a handle's kind of contract.
pub trait Kind: Copy + Send + Sync + 'static {
    /// Its name in artifacts and messages, such as `dataset-nft`.
    const NAME: &'static str;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $handle:ident, $name:literal;)*) => {
        /// The kinds of contracts.
        pub mod kinds {
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $kind;

                impl super::Kind for $kind {
                    const NAME: &'static str = $name;
                }
            )*
        }
        $(
            $(#[$doc])*
            pub type $handle = Contract<kinds::$kind>;
        )*
    };
}

kinds! {
    /// The dataset registry, an ERC-721: [`crate::abi::IDatasetNft`], [`crate::abi::IERC721`],
    /// [`crate::abi::IERC2981`], [`crate::abi::IOwned`].
    Datasets = DatasetNft, "dataset-nft";
    /// Deposits, reserves, royalties: [`crate::abi::IRoyaltySplitter`], [`crate::abi::IOwned`],
    /// [`crate::abi::IPausable`].
    Splitter = RoyaltySplitter, "royalty-splitter";
    /// Committee and epochs: [`crate::abi::IAttributionLedger`], [`crate::abi::IOwned`],
    /// [`crate::abi::IPausable`].
    Ledger = AttributionLedger, "attribution-ledger";
    /// Nodes and oracles: [`crate::abi::INodeRegistry`], [`crate::abi::IOwned`].
    Nodes = NodeRegistry, "node-registry";
    /// Models and their versions: [`crate::abi::IModelRegistry`], [`crate::abi::IOwned`].
    Models = ModelRegistry, "model-registry";
    /// The DAO, which owns the others: [`crate::abi::IGovernance`].
    Dao = Governance, "governance";
}

/// A contract at an address, by way of a client.
#[derive(Clone, Debug)]
pub struct Contract<K> {
    client: Client,
    address: Address,
    kind: PhantomData<K>,
}

impl<K: Kind> Contract<K> {
    /// The contract at `address`; nothing is checked yet.
    pub const fn new(client: Client, address: Address) -> Self {
        Self { client, address, kind: PhantomData }
    }

    /// Its address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The client it is reached by.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Calls a view function in the newest final state.
    ///
    /// # Errors
    /// As [`Client::read`].
    pub async fn read<C: SolCall>(&self, call: C) -> Result<C::Return> {
        self.client.read(self.address, call, None).await
    }

    /// Calls a view function in the state of a block.
    ///
    /// # Errors
    /// As [`Client::read`].
    pub async fn read_at<C: SolCall>(&self, call: C, block: B256) -> Result<C::Return> {
        self.client.read(self.address, call, Some(block)).await
    }

    /// Calls a view function many times in one state.
    ///
    /// # Errors
    /// As [`Client::read_many`].
    pub async fn read_many<C: SolCall>(
        &self,
        calls: impl IntoIterator<Item = C>,
        at: Option<B256>,
    ) -> Result<Vec<C::Return>> {
        self.client.read_many(self.address, calls, at).await
    }

    /// What a call would return; nothing is submitted.
    ///
    /// # Errors
    /// As [`Client::simulate`].
    pub async fn simulate<C: SolCall>(&self, caller: AccountId, call: C, value: Wei) -> Result<C::Return> {
        self.client.simulate(caller, self.address, call, value).await
    }

    /// Calls it in a transaction, without paying it anything.
    ///
    /// # Errors
    /// As [`Client::write`].
    pub async fn write<C: SolCall>(&self, signer: &Signer, call: C) -> Result<Receipt> {
        self.client.write(signer, self.address, call, Wei::ZERO).await
    }

    /// Calls it in a transaction that pays it `value`.
    ///
    /// # Errors
    /// As [`Client::write`].
    pub async fn pay<C: SolCall>(&self, signer: &Signer, call: C, value: Wei) -> Result<Receipt> {
        self.client.write(signer, self.address, call, value).await
    }

    /// What a call would cost.
    ///
    /// # Errors
    /// As [`Client::estimate`].
    pub async fn estimate<C: SolCall>(&self, signer: &Signer, call: C, value: Wei) -> Result<Estimate> {
        self.client.estimate(signer, self.address, call, value).await
    }
}
