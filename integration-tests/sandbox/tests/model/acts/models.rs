//! Models change hands, versions come and retire.

use alloy_primitives::{Address, B256};
use tributary_core::{FeePolicy, Ppm};
use tributary_sandbox::{
    abi::IModelRegistry::{self, proposeVersionCall, registerModelCall, setDeveloperCall, setStatusCall},
    TOKEN,
};

use crate::{
    cast::Person,
    plain::{history::History, versions::Version},
    world::World,
};

impl World {
    pub fn register_model_of(&mut self, developer: &Person) {
        let address = developer.address();
        let call = registerModelCall { name: "a model".to_owned(), developer: address };
        self.models("register model", developer, call, |model| model.versions.register(address));
    }

    /// A model, mostly one that exists, and mostly its developer.
    fn some_model(&mut self) -> (u64, Person) {
        let ids: Vec<_> = self.model.versions.models.keys().copied().collect();
        let id = if self.dice.chance(95) { self.dice.pick(&ids).unwrap_or(1) } else { 88 };
        let developer = self.model.versions.models.get(&id).and_then(|model| self.cast.find(model.developer));
        let developer = developer.unwrap_or_else(|| self.cast.creators[0].clone());
        (id, self.mostly(&developer))
    }

    pub fn set_developer(&mut self) {
        let (model, who) = self.some_model();
        let to = if self.dice.chance(10) { Address::ZERO } else { self.anyone().address() };
        let address = who.address();
        let call = setDeveloperCall { model, developer: to };
        self.models("set developer", &who, call, |next| next.versions.set_developer(address, model, to));
    }

    pub fn propose_version(&mut self) {
        let (model, who) = self.some_model();
        if self.model.versions.list.len() >= 9 {
            return self.move_version();
        }
        let versions: Vec<_> = self.model.versions.list.keys().copied().collect();
        let first = |key: &(u64, u32)| self.model.versions.list[key].base.is_none();
        let bases: Vec<_> = versions.into_iter().filter(first).collect();
        let base = if self.dice.chance(50) { self.dice.pick(&bases) } else { None };
        let cut = self.dice.between(0, 500_000);
        let floor = self.dice.amount(TOKEN / 1_000);
        self.propose_version_of(&who, model, base.map(|(model, version)| (model, version, cut)), floor);
    }

    pub fn propose_version_of(
        &mut self,
        who: &Person,
        model: u64,
        base: Option<(u64, u32, u32)>,
        floor: u128,
    ) {
        let [node, developer, oracles, treasury] =
            [100_000, 90_000, 40_000, 10_003].map(|most| Ppm(self.dice.between(0, most)));
        let datasets = Ppm(1_000_000 - node.0 - developer.0 - oracles.0 - treasury.0);
        let policy = FeePolicy { datasets, node, developer, oracles, treasury };
        let (base_model, base_version, cut) = base.unwrap_or_default();
        let artifact = B256::new(self.dice.word());
        let call = proposeVersionCall {
            model,
            artifactHash: artifact,
            baseModel: base_model,
            baseVersion: base_version,
            baseCut: cut,
            priceFloor: floor,
            method: 1,
            policy: IModelRegistry::FeePolicy {
                datasets: policy.datasets.0,
                node: policy.node.0,
                developer: policy.developer.0,
                oracles: policy.oracles.0,
                treasury: policy.treasury.0,
            },
            uri: String::new(),
            features: Vec::new(),
        };
        let statuses = History(vec![(self.model.now, 1)]);
        let version = Version { policy, price_floor: floor, artifact, base, statuses };
        let address = who.address();
        self.models("propose version", who, call, |next| next.versions.propose(address, model, version));
    }

    /// A version takes its next step, mostly; a live one rarely retires.
    pub fn move_version(&mut self) {
        let waiting = self
            .model
            .versions
            .list
            .iter()
            .filter(|(_, version)| version.statuses.last().is_some_and(|status| status < 5));
        let waiting: Vec<_> = waiting.map(|(key, _)| *key).collect();
        let all: Vec<_> = self.model.versions.list.keys().copied().collect();
        let chosen = if self.dice.chance(85) { self.dice.pick(&waiting) } else { None };
        let mut key = chosen.or_else(|| self.dice.pick(&all)).unwrap_or((1, 1));
        let status = self.model.versions.list[&key].statuses.last().unwrap_or_default();
        let live = self.model.versions.list.values().filter(|version| version.statuses.last() == Some(5));
        let spare = live.count() > 2;
        let to = match self.dice.below(10) {
            0 if spare || status < 5 => 6,
            1 => status,
            2 => {
                key.1 += 60;
                2
            }
            _ if status == 5 && !spare => 2,
            _ => status + 1,
        };
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        // Now and then another version was meant.
        let meant = if self.dice.chance(95) { key } else { self.dice.pick(&all).unwrap_or(key) };
        let named = self.model.versions.hash(meant);
        self.name_and_set_status(&who, key, (to, named));
    }

    pub fn set_status_of(&mut self, who: &Person, key: (u64, u32), to: u8) {
        let named = self.model.versions.hash(key);
        self.name_and_set_status(who, key, (to, named));
    }

    fn name_and_set_status(&mut self, who: &Person, key: (u64, u32), (to, named): (u8, B256)) {
        let (address, now) = (who.address(), self.model.now);
        let call = setStatusCall { model: key.0, version: key.1, status: to, versionHash: named };
        let step = (to, named);
        self.models("move version", who, call, |next| next.versions.set_status(address, key, step, now));
    }
}
