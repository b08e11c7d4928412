//! The model registry: models, the terms of their versions, and how far each has come. The rules are
//! `tributary_core::models`'s.
//!
//! A version's terms never change. Its status holds from the block of the change, and of two changes in
//! one block the last one; readers judge by what held at the end of a block.
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
mod model_registry {
    use ink::prelude::{string::String, vec::Vec};
    use tributary_core::{
        ids::ModelId,
        models::{self, Base, Terms},
        ownership, Ppm, Wei,
    };

    use crate::{
        abi::{from_abi, to_abi, Bytes32, FeePolicy, Model, StatusChange, Version},
        cells::{self, Key},
        errors::Error,
        events,
        state::State,
    };

    /// The root cell. Other cells stand under [`Key`]s.
    #[ink(storage)]
    pub struct ModelRegistry {
        state: State,
    }

    impl ModelRegistry {
        /// Creates a registry without models.
        ///
        /// # Errors
        /// For the zero address.
        #[ink(constructor)]
        pub fn new(owner: Address) -> Result<Self, Error> {
            let owner = ownership::named(from_abi(owner))?;
            events::ownership_transferred(tributary_core::Address::default(), owner);
            Ok(Self { state: State { owner, models: 0 } })
        }

        /// Registers a model and returns its number. Anyone may, for any developer.
        ///
        /// # Errors
        /// For a name that is not 1 to 64 bytes without control characters, and for the zero address.
        #[ink(message, name = "registerModel")]
        pub fn register_model(&mut self, name: String, developer: Address) -> Result<u64, Error> {
            let id = ModelId(self.state.models.saturating_add(1));
            let model = models::Model::register(name, from_abi(developer), self.now())
                .map_err(|error| Error::model(id, error))?;
            self.state.models = id.0;
            cells::store(&Key::Model(id), &model);
            events::model_registered(id, &model);
            Ok(id.0)
        }

        /// Hands a model over, with what it earned and nobody claimed. Its developer only.
        ///
        /// # Errors
        /// For an unknown model, any other caller, and for the zero address.
        #[ink(message, name = "setDeveloper")]
        pub fn set_developer(&mut self, model: u64, developer: Address) -> Result<(), Error> {
            let (id, found) = known_model(model)?;
            let moved = found
                .set_developer(self.caller(), from_abi(developer))
                .map_err(|error| Error::model(id, error))?;
            cells::store(&Key::Model(id), &moved);
            events::model_developer_changed(id, moved.developer);
            Ok(())
        }

        /// Proposes a version of a model, on terms that never change, and returns its number. The
        /// model's developer only. Without a base, `baseModel`, `baseVersion` and `baseCut` are 0; a
        /// base is any version there is.
        ///
        /// # Errors
        /// For an unknown model or base, any other caller, too many versions, and terms that no version
        /// can have.
        #[ink(message, name = "proposeVersion")]
        #[allow(non_snake_case, clippy::too_many_arguments)]
        pub fn propose_version(
            &mut self,
            model: u64,
            artifactHash: Bytes32,
            baseModel: u64,
            baseVersion: u32,
            baseCut: u32,
            priceFloor: u128,
            method: u16,
            policy: FeePolicy,
            uri: String,
        ) -> Result<u32, Error> {
            let (id, found) = known_model(model)?;
            let grown = found.add_version(self.caller()).map_err(|error| Error::model(id, error))?;
            let base = Base::read(ModelId(baseModel), baseVersion, Ppm(baseCut))?;
            let below = base.map(|base| known_version(base.model.0, base.version)).transpose()?;
            let terms = Terms {
                artifact_hash: artifactHash.0,
                base,
                depth: 0,
                price_floor: Wei(priceFloor),
                method,
                policy: policy.into(),
            };
            let below = below.as_ref().map(|(_, version)| version);
            let version = models::Version::propose(terms, uri, below, self.now())?;
            cells::store(&Key::Version(id, grown.versions), &version);
            cells::store(&Key::Model(id), &grown);
            events::version_proposed(id, grown.versions, artifactHash.0);
            Ok(grown.versions)
        }

        /// Moves a version to the status of this number: one step further, or retired (6) from any
        /// other. The owner only.
        ///
        /// # Errors
        /// For any other caller, an unknown model or version, and any other status.
        #[ink(message, name = "setStatus")]
        pub fn set_status(&mut self, model: u64, version: u32, status: u8) -> Result<(), Error> {
            ownership::ensure_owner(self.caller(), self.state.owner)?;
            let (id, found) = known_version(model, version)?;
            let moved =
                found.set_status(status, self.now()).map_err(|error| Error::status(id, version, error))?;
            cells::store(&Key::Version(id, version), &moved);
            events::version_status_changed(id, version, moved.status());
            Ok(())
        }

        /// A model.
        ///
        /// # Errors
        /// For an unknown model.
        #[ink(message)]
        pub fn model(&self, id: u64) -> Result<Model, Error> {
            known_model(id).map(|(_, model)| Model::from(model))
        }

        /// How many models there are.
        #[ink(message, name = "modelCount")]
        pub fn model_count(&self) -> u64 {
            self.state.models
        }

        /// Who develops a model.
        ///
        /// # Errors
        /// For an unknown model.
        #[ink(message, name = "developerOf")]
        pub fn developer_of(&self, id: u64) -> Result<Address, Error> {
            known_model(id).map(|(_, model)| to_abi(model.developer))
        }

        /// A version with its present status.
        ///
        /// # Errors
        /// For an unknown model or version.
        #[ink(message)]
        pub fn version(&self, model: u64, version: u32) -> Result<Version, Error> {
            known_version(model, version).map(|(_, version)| Version::from(&version))
        }

        /// A version's statuses, oldest first.
        ///
        /// # Errors
        /// For an unknown model or version.
        #[ink(message, name = "statusChanges")]
        pub fn status_changes(&self, model: u64, version: u32) -> Result<Vec<StatusChange>, Error> {
            let (_, version) = known_version(model, version)?;
            Ok(version.statuses().iter().map(StatusChange::from).collect())
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
    }

    fn known_model(id: u64) -> Result<(ModelId, models::Model), Error> {
        let id = ModelId(id);
        cells::load(&Key::Model(id)).map(|model| (id, model)).ok_or(Error::UnknownModel { model: id.0 })
    }

    fn known_version(model: u64, version: u32) -> Result<(ModelId, models::Version), Error> {
        let id = ModelId(model);
        match cells::load(&Key::Version(id, version)) {
            Some(found) => Ok((id, found)),
            None => {
                known_model(model)?;
                Err(Error::UnknownVersion { model, version })
            }
        }
    }
}
