//! The model registry: models, the terms of their versions, how far each has come, and the features that
//! are wanted of them. The rules are `tributary_core::models`'s.
//!
//! A version's terms never change, and its artifact is named once, before it is evaluated. Its status holds
//! from the block of the change, and of two changes in one block the last one; readers judge by what held at
//! the end of a block. Who adopts a version or moves its status names it by its hash.
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
    use ink::{
        prelude::{string::String, vec::Vec},
        sol::FixedBytes,
    };
    use tributary_core::{
        ids::ModelId,
        models::{self, Base, Features, Named, Roles, Terms},
        ownership, Ppm, Wei,
    };
    use tributary_interfaces::HostHash;

    use crate::{
        abi::{from_abi, to_abi, Bytes32, Feature, FeePolicy, Model, StatusChange, Version},
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

        /// Gives a model a steward, who has its approved versions trained and evaluated; zero ends the
        /// role. The owner only.
        ///
        /// # Errors
        /// For any other caller, and an unknown model.
        #[ink(message, name = "setSteward")]
        pub fn set_steward(&mut self, model: u64, steward: Address) -> Result<(), Error> {
            ownership::ensure_owner(self.caller(), self.state.owner)?;
            let (id, found) = known_model(model)?;
            let steward = from_abi(steward);
            cells::store(&Key::Model(id), &found.with_steward(steward));
            events::steward_set(id, steward);
            Ok(())
        }

        /// Proposes a feature of a model, described and discussed at a URI that may be empty, and returns
        /// its number. Anyone may.
        ///
        /// # Errors
        /// For an unknown model, for a title that is not 1 to 64 bytes without control characters and a
        /// URI that is none, and beyond the numbers there are.
        #[ink(message, name = "proposeFeature")]
        pub fn propose_feature(&mut self, model: u64, title: String, uri: String) -> Result<u32, Error> {
            let (id, found) = known_model(model)?;
            let feature = models::Feature::propose(self.caller(), title, uri, self.now())?;
            let grown = found.add_feature().map_err(|error| Error::model(id, error))?;
            cells::store(&Key::Feature(id, grown.features), &feature);
            cells::store(&Key::Model(id), &grown);
            events::feature_proposed(id, grown.features, &feature);
            Ok(grown.features)
        }

        /// Gives a feature up that is no more than proposed. Its proposer and the owner only.
        ///
        /// # Errors
        /// For an unknown model or feature, any other caller, and what was adopted or withdrawn before.
        #[ink(message, name = "withdrawFeature")]
        pub fn withdraw_feature(&mut self, model: u64, feature: u32) -> Result<(), Error> {
            let (id, found) = known_feature(model, feature)?;
            let withdrawn = found
                .withdraw(self.caller(), self.state.owner)
                .map_err(|error| Error::withdrawal(id, feature, error))?;
            cells::store(&Key::Feature(id, feature), &withdrawn);
            events::feature_withdrawn(id, feature);
            Ok(())
        }

        /// Proposes a version of a model, on terms that never change, and returns its number. The
        /// model's developer only. Without a base, `baseModel`, `baseVersion` and `baseCut` are 0; a
        /// base is any version there is. `artifactHash` is zero where it is still to be trained;
        /// `features` are numbers of the model's, ascending, 16 at most.
        ///
        /// # Errors
        /// For an unknown model, base or feature, any other caller, too many versions, and terms that no
        /// version can have.
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
            features: Vec<u32>,
        ) -> Result<u32, Error> {
            let (id, found) = known_model(model)?;
            let grown = found.add_version(self.caller()).map_err(|error| Error::model(id, error))?;
            let base = Base::read(ModelId(baseModel), baseVersion, Ppm(baseCut))?;
            let below = base.map(|base| known_version(base.model.0, base.version)).transpose()?;
            let features =
                Features::read(features, grown.features).map_err(|error| Error::features(id, error))?;
            let terms = Terms {
                base,
                depth: 0,
                price_floor: Wei(priceFloor),
                method,
                policy: policy.into(),
                features,
            };
            let below = below.as_ref().map(|(_, version)| version);
            let version = models::Version::propose(terms, artifactHash.0, uri, below, self.now())?;
            cells::store(&Key::Version(id, grown.versions), &version);
            cells::store(&Key::Model(id), &grown);
            events::version_proposed(id, grown.versions, artifactHash.0);
            Ok(grown.versions)
        }

        /// Approves a version as it was voted on, for a feature that it carries and with exactly this
        /// `versionHash`; and pins to it that feature and the others that it carries, unless they were pinned
        /// before or withdrawn. The feature voted on is pinned also if it was withdrawn meanwhile. The owner
        /// only.
        ///
        /// # Errors
        /// For any other caller, an unknown model or version, another version than the hash is of, one that
        /// is not proposed, and a feature that it does not carry.
        #[ink(message)]
        #[allow(non_snake_case)]
        pub fn adopt(
            &mut self,
            model: u64,
            feature: u32,
            version: u32,
            versionHash: Bytes32,
        ) -> Result<(), Error> {
            ownership::ensure_owner(self.caller(), self.state.owner)?;
            let (id, found) = known_version(model, version)?;
            let named = Named { model: id, version, hash: versionHash.0 };
            let approved = found
                .adopt::<HostHash>(feature, &named, self.now())
                .map_err(|error| Error::adoption(id, version, error))?;
            cells::store(&Key::Version(id, version), &approved);
            events::version_status_changed(id, version, approved.status());
            for &carried in approved.terms().features.numbers() {
                let (_, wanted) = known_feature(model, carried)?;
                if let Some(adopted) = wanted.adopt(version, carried == feature) {
                    cells::store(&Key::Feature(id, carried), &adopted);
                    events::feature_adopted(id, carried, version);
                }
            }
            Ok(())
        }

        /// Names what was trained, once, of a version that is approved or in training and was proposed
        /// without an artifact. The model's steward and the owner only.
        ///
        /// # Errors
        /// For an unknown model or version, any other caller, a hash of zero, any other status, and a
        /// version that has an artifact.
        #[ink(message, name = "setArtifact")]
        #[allow(non_snake_case)]
        pub fn set_artifact(&mut self, model: u64, version: u32, artifactHash: Bytes32) -> Result<(), Error> {
            let (id, found) = known_version(model, version)?;
            let roles = self.roles(model)?;
            let named = found
                .set_artifact(self.caller(), &roles, artifactHash.0)
                .map_err(|error| Error::artifact(id, version, error))?;
            cells::store(&Key::Version(id, version), &named);
            events::artifact_set(id, version, artifactHash.0);
            Ok(())
        }

        /// Moves a version, which has to be the one of `versionHash`, to the status of this number: one step
        /// further, or retired (6) from any other. The owner; the model's steward from approved to training
        /// and to evaluated; its developer from proposed to retired. Who retires it may also name it by the hash
        /// that it had before its artifact was named.
        ///
        /// # Errors
        /// For an unknown model or version, steps that are not the caller's, another version than the hash is
        /// of, any other status, and evaluated without an artifact.
        #[ink(message, name = "setStatus")]
        #[allow(non_snake_case)]
        pub fn set_status(
            &mut self,
            model: u64,
            version: u32,
            status: u8,
            versionHash: Bytes32,
        ) -> Result<(), Error> {
            let (id, found) = known_version(model, version)?;
            let roles = self.roles(model)?;
            let named = Named { model: id, version, hash: versionHash.0 };
            let moved = found
                .set_status::<HostHash>(self.caller(), &roles, &named, status, self.now())
                .map_err(|error| Error::step(id, version, error))?;
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

        /// Who has a model's approved versions trained and evaluated; zero for nobody.
        ///
        /// # Errors
        /// For an unknown model.
        #[ink(message, name = "stewardOf")]
        pub fn steward_of(&self, model: u64) -> Result<Address, Error> {
            known_model(model).map(|(_, model)| to_abi(model.steward.unwrap_or_default()))
        }

        /// A feature of a model.
        ///
        /// # Errors
        /// For an unknown model or feature.
        #[ink(message)]
        pub fn feature(&self, model: u64, feature: u32) -> Result<Feature, Error> {
            known_feature(model, feature).map(|(_, feature)| Feature::from(feature))
        }

        /// How many features were proposed of a model; their numbers count from 1.
        ///
        /// # Errors
        /// For an unknown model.
        #[ink(message, name = "featureCount")]
        pub fn feature_count(&self, model: u64) -> Result<u32, Error> {
            known_model(model).map(|(_, model)| model.features)
        }

        /// A version with its present status.
        ///
        /// # Errors
        /// For an unknown model or version.
        #[ink(message)]
        pub fn version(&self, model: u64, version: u32) -> Result<Version, Error> {
            known_version(model, version).map(|(_, version)| Version::from(&version))
        }

        /// What names a version as it stands: a hash of all of it but its statuses and the block of its
        /// proposal. It changes once, if the artifact is named after the proposal.
        ///
        /// # Errors
        /// For an unknown model or version.
        #[ink(message, name = "versionHash")]
        pub fn version_hash(&self, model: u64, version: u32) -> Result<Bytes32, Error> {
            let (id, found) = known_version(model, version)?;
            Ok(FixedBytes(found.substance(id, version).hash::<HostHash>()))
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

        /// Who decides on the versions of a model.
        fn roles(&self, model: u64) -> Result<Roles, Error> {
            known_model(model).map(|(_, model)| Roles::of(&model, self.state.owner))
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

    fn known_feature(model: u64, feature: u32) -> Result<(ModelId, models::Feature), Error> {
        let id = ModelId(model);
        match cells::load(&Key::Feature(id, feature)) {
            Some(found) => Ok((id, found)),
            None => {
                known_model(model)?;
                Err(Error::UnknownFeature { model, feature })
            }
        }
    }
}
