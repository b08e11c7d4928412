//! The dataset registry.

mod approvals;
mod description;
mod parents;
mod quarantine;
mod reassignment;
mod receiver;
mod registration;
mod resale;
mod safe_transfer;
mod status;
mod token;

use alloy_primitives::{keccak256, Address, B256, U256};
use tributary_sandbox::{
    abi::{
        IDatasetNft::{self, commitRegistrationCall, datasetCall, registerCall, statusChangesCall, Dataset},
        IERC721,
    },
    constructors, Actor, Contract, DatasetNft, Receipt, Sandbox,
};

/// Blocks for which a commitment has to age.
const REVEAL_DELAY: u32 = 10;
/// The block in which [`Registry::with_dataset_of`] registers.
const CREATED: u32 = 1 + REVEAL_DELAY;

/// A dataset's statuses, by the contract's numbers.
const ACTIVE: u8 = 1;
const DELISTED: u8 = 2;
const QUARANTINED: u8 = 3;

/// A registry on a chain of its own.
struct Registry {
    sandbox: Sandbox,
    /// Quarantines and reassigns.
    owner: Actor,
    contract: Contract<DatasetNft>,
}

impl Registry {
    fn deploy() -> Self {
        let sandbox = Sandbox::new();
        let owner = sandbox.actor("owner");
        let contract =
            Contract::deploy(&sandbox, &owner, &constructors::dataset_nft(owner.address())).ok().value;
        Self { sandbox, owner, contract }
    }

    /// A registry with dataset 1, which this creator registered in block [`CREATED`].
    fn with_dataset_of(name: &str) -> (Self, Actor) {
        let registry = Self::deploy();
        let creator = registry.actor(name);
        assert_eq!(registry.register(&creator, draft(1)).value, 1);
        (registry, creator)
    }

    fn actor(&self, name: &str) -> Actor {
        self.sandbox.actor(name)
    }

    /// Lets `creator` commit to `draft`, and returns the commitment.
    #[track_caller]
    fn commit(&self, creator: &Actor, draft: &registerCall) -> B256 {
        let commitment = commitment(creator.address(), draft);
        self.contract.call(creator, commitRegistrationCall { commitment }, 0).ok();
        commitment
    }

    /// Lets `creator` commit to `draft` and reveal it as soon as that is possible.
    #[track_caller]
    fn register(&self, creator: &Actor, draft: registerCall) -> Receipt<u64> {
        self.commit(creator, &draft);
        self.sandbox.advance(REVEAL_DELAY);
        self.contract.call(creator, draft, 0).ok()
    }

    #[track_caller]
    fn dataset(&self, id: u64) -> Dataset {
        self.contract.view(datasetCall { id })
    }

    /// A dataset's statuses with the blocks from which they hold.
    #[track_caller]
    fn statuses(&self, id: u64) -> Vec<(u32, u8)> {
        let changes = self.contract.view(statusChangesCall { id });
        changes.into_iter().map(|change| (change.fromBlock, change.status)).collect()
    }

    #[track_caller]
    fn owner_of(&self, id: u64) -> Address {
        self.contract.view(IERC721::ownerOfCall { tokenId: U256::from(id) })
    }

    #[track_caller]
    fn balance_of(&self, owner: impl Into<Address>) -> U256 {
        self.contract.view(IERC721::balanceOfCall { owner: owner.into() })
    }

    #[track_caller]
    fn approved(&self, id: u64) -> Address {
        self.contract.view(IERC721::getApprovedCall { tokenId: U256::from(id) })
    }

    #[track_caller]
    fn approve(&self, owner: &Actor, to: impl Into<Address>, id: u64) {
        let call = IERC721::approveCall { to: to.into(), tokenId: U256::from(id) };
        self.contract.call(owner, call, 0).ok();
    }

    #[track_caller]
    fn make_operator(&self, owner: &Actor, operator: &Actor) {
        let call = IERC721::setApprovalForAllCall { operator: operator.address(), approved: true };
        self.contract.call(owner, call, 0).ok();
    }
}

/// What a creator registers; drafts with different seeds have different contents.
fn draft(seed: u8) -> registerCall {
    registerCall {
        contentRoot: B256::repeat_byte(seed),
        byteSize: 1_000_000 + u64::from(seed),
        mediaType: "text/plain; charset=utf-8".into(),
        licence: "CC-BY-4.0".into(),
        uri: format!("ipfs://metadata/{seed}"),
        parents: vec![],
        parentShares: vec![],
        royaltyPpm: 25_000,
        salt: B256::repeat_byte(seed ^ 0xff),
    }
}

/// A draft that derives from these.
fn derived(seed: u8, parents: &[(u64, u32)]) -> registerCall {
    let (parents, parent_shares) = parents.iter().copied().unzip();
    registerCall { parents, parentShares: parent_shares, ..draft(seed) }
}

/// What `creator` commits to, by the interface's own definition.
fn commitment(creator: Address, draft: &registerCall) -> B256 {
    let parts = [
        b"tributary/registration/v1".as_slice(),
        creator.as_slice(),
        draft.contentRoot.as_slice(),
        draft.salt.as_slice(),
    ];
    keccak256(parts.concat())
}

/// The call that moves a dataset.
fn transfer(from: impl Into<Address>, to: impl Into<Address>, id: u64) -> IERC721::transferFromCall {
    IERC721::transferFromCall { from: from.into(), to: to.into(), tokenId: U256::from(id) }
}

fn unknown(dataset: u64) -> IDatasetNft::UnknownDataset {
    IDatasetNft::UnknownDataset { dataset }
}
