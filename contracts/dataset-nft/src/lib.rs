//! Datasets as ERC-721 tokens.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[ink::contract]
mod dataset_nft {
    use ink::{storage::Lazy, U256};
    use tributary_core::Hashing;
    use tributary_interfaces::{event, HostHash, ToWord};

    /// Ownership moved.
    #[ink(event)]
    #[allow(non_snake_case)]
    pub struct OwnershipTransferred {
        #[ink(topic)]
        previousOwner: Address,
        #[ink(topic)]
        newOwner: Address,
    }

    #[derive(Debug)]
    #[ink::error]
    #[allow(non_snake_case)]
    pub enum Error {
        NotOwner { caller: Address, owner: Address },
        ZeroAddress,
    }

    #[ink(storage)]
    pub struct DatasetNft {
        owner: Lazy<Address>,
    }

    impl DatasetNft {
        #[ink(constructor)]
        pub fn new(owner: Address) -> Result<Self, Error> {
            let mut lazy = Lazy::new();
            if owner == Address::zero() {
                return Err(Error::ZeroAddress);
            }
            lazy.set(&owner);
            Ok(Self { owner: lazy })
        }

        #[ink(message)]
        pub fn owner(&self) -> Address {
            self.owner.get_or_default()
        }

        #[ink(message, name = "transferOwnership")]
        #[allow(non_snake_case)]
        pub fn transfer_ownership(&mut self, newOwner: Address) -> Result<(), Error> {
            let caller = self.env().caller();
            let owner = self.owner();
            if caller != owner {
                return Err(Error::NotOwner { caller, owner });
            }
            self.owner.set(&newOwner);
            let topic =
                <OwnershipTransferred as ink::env::Event<ink::abi::Sol>>::SIGNATURE_TOPIC.unwrap_or_default();
            event::emit_words(
                &[
                    topic,
                    tributary_core::Address(owner.0).to_word(),
                    tributary_core::Address(newOwner.0).to_word(),
                ],
                &[],
            );
            Ok(())
        }

        #[ink(message)]
        pub fn hash(&self, token: U256) -> ink::sol::FixedBytes<32> {
            let word = token.to_big_endian();
            let _ = HostHash::sha256(&word);
            ink::sol::FixedBytes(HostHash::keccak256(&word))
        }
    }
}
