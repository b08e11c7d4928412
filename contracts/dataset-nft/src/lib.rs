//! Datasets as ERC-721 tokens: registered by commit and reveal, moved, delisted and quarantined. The
//! rules are `tributary_core::dataset`'s.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abi;
mod cells;
mod errors;
mod events;
mod state;
mod tokens;

/// The contract.
#[ink::contract]
// ink! generates type aliases without documentation.
#[allow(missing_docs)]
mod dataset_nft {
    use ink::{
        prelude::{string::String, vec::Vec},
        sol::{DynBytes, FixedBytes},
        U256,
    };
    use tributary_core::{
        dataset::{self, registration, token::check_operator, Parents, Reassignment, Record, Status, Token},
        ownership, DatasetId, Ppm,
    };
    use tributary_interfaces::{ending::end_unwritten, HostHash};

    use crate::{
        abi::{from_abi, to_abi, Bytes32, Dataset, StatusChange},
        cells,
        errors::Error,
        events,
        state::State,
        tokens::{self, dataset_of, existing, known, lineage, part_of, store_moved},
    };

    type Account = tributary_core::Address;

    /// ERC-165, ERC-721, its metadata extension and ERC-2981.
    const INTERFACES: [[u8; 4]; 4] = [
        [0x01, 0xff, 0xc9, 0xa7],
        [0x80, 0xac, 0x58, 0xcd],
        [0x5b, 0x5e, 0x13, 0x9f],
        [0x2a, 0x55, 0x20, 0x5a],
    ];

    /// The root cell. Other cells stand under keys of their own.
    ///
    /// A message that leaves the root cell as it was ends itself by [`end_unwritten`].
    #[ink(storage)]
    pub struct DatasetNft {
        state: State,
    }

    impl DatasetNft {
        /// Creates an empty registry.
        ///
        /// # Errors
        /// For the zero address.
        #[ink(constructor)]
        pub fn new(owner: Address) -> Result<Self, Error> {
            let owner = ownership::named(from_abi(owner))?;
            events::ownership_transferred(Account::default(), owner);
            Ok(Self { state: State { owner, newest: DatasetId(0) } })
        }

        /// Who may quarantine and reassign.
        #[ink(message)]
        pub fn owner(&self) -> Address {
            to_abi(self.state.owner)
        }

        /// Hands that role over.
        ///
        /// # Errors
        /// For anyone but the owner, and for the zero address.
        #[ink(message, name = "transferOwnership")]
        #[allow(non_snake_case)]
        pub fn transfer_ownership(&mut self, newOwner: Address) -> Result<(), Error> {
            let previous = self.state.owner;
            self.state.owner = ownership::transfer(self.caller(), previous, from_abi(newOwner))?;
            events::ownership_transferred(previous, self.state.owner);
            Ok(())
        }

        /// Commits the caller to a dataset that it will reveal from [`registration::REVEAL_DELAY`] blocks later on.
        ///
        /// # Errors
        /// While the same commitment is outstanding.
        #[ink(message, name = "commitRegistration")]
        pub fn commit_registration(&mut self, commitment: Bytes32) -> Result<(), Error> {
            let (commitment, now) = (commitment.0, self.env().block_number());
            registration::commit(commitment, cells::commitment(commitment), now)?;
            cells::store_commitment(commitment, now);
            events::registration_committed(self.caller(), commitment);
            end_unwritten()
        }

        /// Reveals what the caller committed to, and makes it a dataset of the caller's.
        ///
        /// # Errors
        /// Without a commitment of the right age, for a content root that has a dataset already, and for
        /// a description, parents or royalty that break a rule.
        #[ink(message)]
        #[allow(clippy::too_many_arguments, non_snake_case)]
        pub fn register(
            &mut self,
            contentRoot: Bytes32,
            byteSize: u64,
            mediaType: String,
            licence: String,
            uri: String,
            parents: Vec<u64>,
            parentShares: Vec<u32>,
            royaltyPpm: u32,
            salt: Bytes32,
        ) -> Result<u64, Error> {
            let (creator, now) = (self.caller(), self.env().block_number());
            let id = self.state.next();
            let record = Record::new(contentRoot.0, byteSize, mediaType, licence, uri)?;
            let parents = Parents::new(id, &parents, &parentShares)?;
            let token = Token::mint(creator, Ppm(royaltyPpm), lineage(&parents)?, now)?;

            let commitment = registration::commitment::<HostHash>(&creator, &record.content_root, &salt.0);
            registration::reveal(commitment, cells::commitment(commitment), now)?;
            if let Some(taken) = cells::with_content_root(record.content_root) {
                return Err(Error::ContentRootTaken { contentRoot, dataset: taken.0 });
            }

            cells::clear_commitment(commitment);
            cells::store_record(id, &record, &parents);
            cells::store_token(id, &token);
            cells::add_to_balance(creator);
            self.state.newest = id;
            events::transfer(Account::default(), creator, id);
            events::dataset_registered(id, creator, record.content_root, byteSize);
            Ok(id.0)
        }

        /// A dataset.
        ///
        /// # Errors
        /// For an unknown one.
        #[ink(message)]
        pub fn dataset(&self, id: u64) -> Result<Dataset, Error> {
            let id = DatasetId(id);
            let token = known(id)?;
            let record = cells::record(id).ok_or(Error::UnknownDataset { dataset: id.0 })?;
            Ok(Dataset::new(record, &cells::parents(id), &token))
        }

        /// How many datasets there are; they are numbered from 1.
        #[ink(message, name = "datasetCount")]
        pub fn dataset_count(&self) -> u64 {
            self.state.newest.0
        }

        /// Which dataset has this content root; 0: none.
        #[ink(message, name = "datasetByContentRoot")]
        #[allow(non_snake_case)]
        pub fn dataset_by_content_root(&self, contentRoot: Bytes32) -> u64 {
            cells::with_content_root(contentRoot.0).unwrap_or_default().0
        }

        /// A dataset's statuses with the blocks from which they held, oldest first.
        ///
        /// # Errors
        /// For an unknown one.
        #[ink(message, name = "statusChanges")]
        pub fn status_changes(&self, id: u64) -> Result<Vec<StatusChange>, Error> {
            let id = DatasetId(id);
            let token = known(id)?;
            Ok(cells::statuses(id, &token).changes().iter().copied().map(StatusChange::from).collect())
        }

        /// Takes an active dataset of the caller's out of attribution.
        ///
        /// # Errors
        /// For anyone but the dataset's owner, and in any other status.
        #[ink(message)]
        pub fn delist(&mut self, id: u64) -> Result<(), Error> {
            self.change_as_dataset_owner(id, dataset::StatusChange::Delist)
        }

        /// Brings a delisted dataset of the caller's back.
        ///
        /// # Errors
        /// For anyone but the dataset's owner, and in any other status.
        #[ink(message)]
        pub fn relist(&mut self, id: u64) -> Result<(), Error> {
            self.change_as_dataset_owner(id, dataset::StatusChange::Relist)
        }

        /// Takes a dataset out of attribution against its owner's will.
        ///
        /// # Errors
        /// For anyone but the contract's owner, and under quarantine.
        #[ink(message)]
        pub fn quarantine(&mut self, id: u64) -> Result<(), Error> {
            self.change_as_owner(id, dataset::StatusChange::Quarantine)
        }

        /// Ends a quarantine: the dataset is again what it was before.
        ///
        /// # Errors
        /// For anyone but the contract's owner, and in any other status.
        #[ink(message, name = "liftQuarantine")]
        pub fn lift_quarantine(&mut self, id: u64) -> Result<(), Error> {
            self.change_as_owner(id, dataset::StatusChange::Lift)
        }

        /// Moves a squatted dataset to its true author. Recipients of its royalties that were named before
        /// may then be ended by anyone, at the splitter.
        ///
        /// # Errors
        /// For anyone but the contract's owner, an unknown dataset, and the zero address.
        #[ink(message)]
        pub fn reassign(&mut self, id: u64, to: Address) -> Result<(), Error> {
            ownership::ensure_owner(self.caller(), self.state.owner)?;
            let (id, to) = (DatasetId(id), from_abi(to));
            let mut token = known(id)?;
            let from = token.reassign(to)?;
            let statuses = cells::statuses(id, &token);
            cells::store_reassignment(id, &Reassignment::new(&statuses, self.env().block_number()));
            store_moved(id, &token, from);
            events::dataset_reassigned(id, from, to);
            end_unwritten()
        }

        /// A dataset's newest reassignment: its block, 0 for none, and the block until which answers earned
        /// for whom it had before.
        ///
        /// # Errors
        /// For an unknown dataset.
        #[ink(message)]
        pub fn reassignment(&self, id: u64) -> Result<(u32, u32), Error> {
            let id = DatasetId(id);
            known(id)?;
            let newest = cells::reassignment(id);
            Ok(newest.map_or((0, 0), |newest| (newest.at, newest.earned_until)))
        }

        /// ERC-165.
        #[ink(message, name = "supportsInterface")]
        #[allow(non_snake_case)]
        pub fn supports_interface(&self, interfaceId: FixedBytes<4>) -> bool {
            INTERFACES.contains(&interfaceId.0)
        }

        /// ERC-721.
        #[ink(message)]
        pub fn name(&self) -> String {
            String::from("Tributary Dataset")
        }

        /// ERC-721.
        #[ink(message)]
        pub fn symbol(&self) -> String {
            String::from("TRIBD")
        }

        /// ERC-721: where the metadata stands.
        ///
        /// # Errors
        /// For a token that does not exist.
        #[ink(message, name = "tokenURI")]
        #[allow(non_snake_case)]
        pub fn token_uri(&self, tokenId: U256) -> Result<String, Error> {
            let record = dataset_of(tokenId).and_then(cells::record);
            record.map(|record| record.uri.into()).ok_or(Error::ERC721NonexistentToken { tokenId })
        }

        /// ERC-2981: the creator's part of a resale.
        ///
        /// # Errors
        /// For a token that does not exist.
        #[ink(message, name = "royaltyInfo")]
        #[allow(non_snake_case)]
        pub fn royalty_info(&self, tokenId: U256, salePrice: U256) -> Result<(Address, U256), Error> {
            let (_, token) = existing(tokenId)?;
            Ok((to_abi(token.creator), part_of(salePrice, token.royalty)))
        }

        /// ERC-721: how many datasets an account owns.
        ///
        /// # Errors
        /// For the zero address.
        #[ink(message, name = "balanceOf")]
        pub fn balance_of(&self, owner: Address) -> Result<U256, Error> {
            if owner == Address::zero() {
                return Err(Error::ERC721InvalidOwner { owner });
            }
            Ok(U256::from(cells::balance(from_abi(owner))))
        }

        /// ERC-721: who owns a dataset.
        ///
        /// # Errors
        /// For a token that does not exist.
        #[ink(message, name = "ownerOf")]
        #[allow(non_snake_case)]
        pub fn owner_of(&self, tokenId: U256) -> Result<Address, Error> {
            Ok(to_abi(existing(tokenId)?.1.owner))
        }

        /// ERC-721: lets `to` move a dataset; zero: nobody.
        ///
        /// # Errors
        /// For anyone but the dataset's owner and its operators.
        #[ink(message)]
        #[allow(non_snake_case)]
        pub fn approve(&mut self, to: Address, tokenId: U256) -> Result<(), Error> {
            let (caller, to) = (self.caller(), from_abi(to));
            let (id, mut token) = existing(tokenId)?;
            token.approve(caller, to, |owner| cells::is_operator(*owner, caller))?;
            cells::store_token(id, &token);
            events::approval(token.owner, to, id);
            end_unwritten()
        }

        /// ERC-721: who may move a dataset besides its owner and operators; zero: nobody.
        ///
        /// # Errors
        /// For a token that does not exist.
        #[ink(message, name = "getApproved")]
        #[allow(non_snake_case)]
        pub fn get_approved(&self, tokenId: U256) -> Result<Address, Error> {
            Ok(to_abi(existing(tokenId)?.1.approved))
        }

        /// ERC-721: lets `operator` move all of the caller's datasets, or no longer.
        ///
        /// # Errors
        /// For the zero address.
        #[ink(message, name = "setApprovalForAll")]
        pub fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Error> {
            let (owner, operator) = (self.caller(), from_abi(operator));
            check_operator(operator)?;
            cells::store_operator(owner, operator, approved);
            events::approval_for_all(owner, operator, approved);
            end_unwritten()
        }

        /// ERC-721: whether `operator` may move all of `owner`'s datasets.
        #[ink(message, name = "isApprovedForAll")]
        pub fn is_approved_for_all(&self, owner: Address, operator: Address) -> bool {
            cells::is_operator(from_abi(owner), from_abi(operator))
        }

        /// ERC-721: moves a dataset, whatever its status.
        ///
        /// # Errors
        /// For a caller who may not, for the wrong owner, and for the zero address.
        #[ink(message, name = "transferFrom")]
        #[allow(non_snake_case)]
        pub fn transfer_from(&mut self, from: Address, to: Address, tokenId: U256) -> Result<(), Error> {
            tokens::transfer(self.caller(), from, to, tokenId)?;
            end_unwritten()
        }

        /// ERC-721: moves a dataset to somebody who can hold it.
        ///
        /// # Errors
        /// As `transferFrom`, and for a contract that does not accept it.
        #[ink(message, name = "safeTransferFrom")]
        #[allow(non_snake_case)]
        pub fn safe_transfer_from(&mut self, from: Address, to: Address, tokenId: U256) -> Result<(), Error> {
            tokens::transfer_safely(self.caller(), from, to, tokenId, &[])?;
            end_unwritten()
        }

        /// Changes a status on behalf of the dataset's owner.
        fn change_as_dataset_owner(&self, id: u64, change: dataset::StatusChange) -> Result<(), Error> {
            let (id, caller) = (DatasetId(id), self.caller());
            let token = known(id)?;
            if caller != token.owner {
                return Err(Error::NotDatasetOwner { dataset: id.0, caller: to_abi(caller) });
            }
            self.change_status(id, token, change)
        }

        /// Changes a status on behalf of the contract's owner.
        fn change_as_owner(&self, id: u64, change: dataset::StatusChange) -> Result<(), Error> {
            ownership::ensure_owner(self.caller(), self.state.owner)?;
            let id = DatasetId(id);
            self.change_status(id, known(id)?, change)
        }

        fn change_status(
            &self,
            id: DatasetId,
            mut token: Token,
            change: dataset::StatusChange,
        ) -> Result<(), Error> {
            token.change_status(id, change)?;
            let status: Status = token.status();
            let mut statuses = cells::statuses(id, &token);
            statuses.record(id, change, status, self.env().block_number())?;
            cells::store_token(id, &token);
            cells::store_statuses(id, &statuses);
            events::dataset_status_changed(id, status);
            end_unwritten()
        }

        fn caller(&self) -> Account {
            from_abi(self.env().caller())
        }
    }

    /// The overload with data; a namespace leaves its Solidity selector alone.
    #[ink(namespace = "data")]
    impl DatasetNft {
        /// ERC-721: moves a dataset to somebody who can hold it, with data for a receiving contract.
        ///
        /// # Errors
        /// As `transferFrom`, and for a contract that does not accept it.
        #[ink(message, name = "safeTransferFrom")]
        #[allow(non_snake_case)]
        pub fn safe_transfer_from_with_data(
            &mut self,
            from: Address,
            to: Address,
            tokenId: U256,
            data: DynBytes,
        ) -> Result<(), Error> {
            tokens::transfer_safely(self.caller(), from, to, tokenId, &data.0)?;
            end_unwritten()
        }
    }
}
