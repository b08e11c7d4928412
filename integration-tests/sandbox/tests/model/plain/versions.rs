//! The model registry.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address, B256};
use tributary_core::FeePolicy;
use tributary_sandbox::abi::{IModelRegistry, IOwned};

use super::history::History;
use crate::refusal::{ensure, refused, Predicted};

/// A model.
#[derive(Clone, Debug)]
pub struct ModelEntry {
    pub developer: Address,
    pub versions: u32,
}

/// A version; status 1 proposed to 5 live, 6 retired.
#[derive(Clone, Debug)]
pub struct Version {
    pub policy: FeePolicy,
    pub price_floor: u128,
    pub artifact: B256,
    /// Model, version and its cut in ppm.
    pub base: Option<(u64, u32, u32)>,
    pub statuses: History<u8>,
}

impl Version {
    /// What names it, spelled out. It uses method 1, carries no features and has no URI.
    fn hash(&self, (model, number): (u64, u32)) -> B256 {
        let FeePolicy { datasets, node, developer, oracles, treasury } = self.policy;
        let mut bytes = b"tributary/version/v1".to_vec();
        bytes.extend(model.to_le_bytes());
        bytes.extend(number.to_le_bytes());
        match self.base {
            None => bytes.push(0),
            Some((model, version, cut)) => {
                bytes.push(1);
                bytes.extend(model.to_le_bytes());
                bytes.extend([version, cut].map(u32::to_le_bytes).concat());
            }
        }
        bytes.extend(self.price_floor.to_le_bytes());
        bytes.extend(1u16.to_le_bytes());
        bytes.extend([datasets, node, developer, oracles, treasury].map(|cut| cut.0.to_le_bytes()).concat());
        bytes.push(0);
        bytes.extend(self.artifact.0);
        bytes.push(0);
        keccak256(bytes)
    }
}

/// The registry.
#[derive(Clone, Debug)]
pub struct Versions {
    pub owner: Address,
    pub models: BTreeMap<u64, ModelEntry>,
    pub list: BTreeMap<(u64, u32), Version>,
}

impl Versions {
    fn developed(&mut self, model: u64, caller: Address) -> Predicted<&mut ModelEntry> {
        let unknown = IModelRegistry::UnknownModel { model };
        let entry = self.models.get_mut(&model).ok_or_else(|| refused(unknown))?;
        ensure(caller == entry.developer, IModelRegistry::NotDeveloper { model, caller })?;
        Ok(entry)
    }

    pub fn register(&mut self, developer: Address) -> Predicted<u64> {
        let id = u64::try_from(self.models.len()).unwrap() + 1;
        self.models.insert(id, ModelEntry { developer, versions: 0 });
        Ok(id)
    }

    pub fn set_developer(&mut self, caller: Address, model: u64, developer: Address) -> Predicted<()> {
        let entry = self.developed(model, caller)?;
        ensure(!developer.is_zero(), IOwned::ZeroAddress {})?;
        entry.developer = developer;
        Ok(())
    }

    /// Proposes a version on terms that break no rule.
    pub fn propose(&mut self, caller: Address, model: u64, version: Version) -> Predicted<u32> {
        let entry = self.developed(model, caller)?;
        entry.versions += 1;
        let number = entry.versions;
        self.list.insert((model, number), version);
        Ok(number)
    }

    /// What names a version; zero where there is none.
    pub fn hash(&self, key: (u64, u32)) -> B256 {
        self.list.get(&key).map(|version| version.hash(key)).unwrap_or_default()
    }

    pub fn set_status(
        &mut self,
        caller: Address,
        key: (u64, u32),
        (to, named): (u8, B256),
        now: u32,
    ) -> Predicted<()> {
        let (owner, (model, version)) = (self.owner, key);
        let developer = self.models.get(&model).map(|entry| entry.developer);
        let Some(entry) = self.list.get_mut(&key) else {
            ensure(developer.is_some(), IModelRegistry::UnknownModel { model })?;
            return Err(refused(IModelRegistry::UnknownVersion { model, version }));
        };
        let from = entry.statuses.last().unwrap_or_default();
        // Nobody is steward here.
        let takes_back = Some(caller) == developer && (from, to) == (1, 6);
        let allowed = caller == owner || takes_back;
        ensure(allowed, IModelRegistry::NotAllowed { model, version, caller, from, to })?;
        let hash = entry.hash(key);
        let mismatch = IModelRegistry::VersionHashMismatch { model, version, expected: named, found: hash };
        ensure(named == hash, mismatch)?;
        let possible = from < 6 && (to == from + 1 || to == 6);
        ensure(possible, IModelRegistry::WrongStatus { model, version, from, to })?;
        entry.statuses.set(now, to);
        Ok(())
    }
}
