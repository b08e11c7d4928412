//! What stands in the contract's own cells.

use scale::{Decode, Encode};
use tributary_core::{
    dataset::Reassignment,
    pause::Pause,
    splitter::{Books, Params},
    Account, Address,
};
use tributary_interfaces::{
    erc721::erc721_owner_of,
    registries::{dataset_reassignment, model_developer_of, node_payout_of, oracle_payout_of},
};

use crate::{
    abi::{from_abi, to_abi},
    cells::{self, Key},
    errors::Error,
};

/// What the frequent messages need, in the contract's root cell: read and written anyway, so it costs
/// nothing more.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct State {
    /// Counters and final root.
    pub books: Books,
    /// Where the guardian's pause stands.
    pub pause: Pause,
    /// Who may settle; zero before wiring.
    pub ledger: Address,
    /// How many addresses ever deposited.
    pub payers: u64,
}

impl State {
    /// Whether the ledger is known.
    pub fn is_wired(&self) -> bool {
        self.ledger != Address::default()
    }
}

/// Roles, neighbours and delays.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Config {
    /// Appoints the guardian and the treasury.
    pub owner: Address,
    /// May pause deposits.
    pub guardian: Address,
    /// Natural payee of the treasury's cut.
    pub treasury: Address,
    /// Names the ledger, once.
    pub wirer: Address,
    /// Says who owns a dataset.
    pub dataset_nft: Address,
    /// Says where a node or an oracle wants its money.
    pub node_registry: Address,
    /// Says who develops a model.
    pub model_registry: Address,
    /// Delays.
    pub params: Params,
}

impl Config {
    /// What the constructor stored, or a later change of roles.
    pub fn load() -> Self {
        cells::load(&Key::Config).unwrap_or_else(|| unreachable!("the constructor stores it"))
    }

    /// Passes if `caller` is the owner.
    ///
    /// # Errors
    /// [`Error::NotOwner`] otherwise.
    pub fn ensure_owner(&self, caller: Address) -> Result<(), Error> {
        if caller == self.owner {
            return Ok(());
        }
        Err(Error::NotOwner { caller: to_abi(caller), owner: to_abi(self.owner) })
    }

    /// To whom the earnings of `account` belong as long as it has no recipients.
    ///
    /// # Errors
    /// [`Error::PayeeUnknown`] where its registry names nobody, or cannot be asked.
    pub fn payee(&self, account: &Account) -> Result<Address, Error> {
        let found = match account {
            Account::Dataset(id) => erc721_owner_of(self.dataset_nft, *id).ok(),
            Account::Node(id) => node_payout_of(self.node_registry, *id).ok(),
            Account::Developer(id) => model_developer_of(self.model_registry, *id).ok(),
            Account::Oracle(signer) => oracle_payout_of(self.node_registry, *signer).ok(),
            Account::Treasury => Some(self.treasury),
            Account::Payer(_) => None,
        };
        found
            .filter(|payee| *payee != Address::default())
            .ok_or_else(|| Error::PayeeUnknown { account: ink::sol::FixedBytes(account.to_word()) })
    }

    /// The newest reassignment of `account`; `None` if there was none, or its registry cannot be asked.
    pub fn reassignment(&self, account: &Account) -> Option<Reassignment> {
        match account {
            Account::Dataset(id) => dataset_reassignment(self.dataset_nft, *id).ok().flatten(),
            _ => None,
        }
    }
}

/// An address that names somebody.
///
/// # Errors
/// [`Error::ZeroAddress`] for zero.
pub fn named(address: ink::Address) -> Result<Address, Error> {
    if address == ink::Address::zero() {
        return Err(Error::ZeroAddress);
    }
    Ok(from_abi(address))
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for State {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
