//! Ed25519 signatures, each checked once and in batches.
//!
//! Whoever pays for it can make an oracle judge the same reports several times: at intake, as leader, as
//! member, when the epoch is followed. What was checked once is remembered by the whole triple of key,
//! message and signature, so that it is right whatever the registry says later.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tributary_core::{
    ed25519::{verify_batch, Item, Zip215},
    epoch::{Inputs, Signatures},
    hashing::HostHashing,
    registry::Registry,
    Domain, Hash, Hashing, SignedReport,
};

/// Signatures checked at once: a bad one makes its batch be checked one by one.
const BATCH: usize = 128;

/// How many answers each of the two generations remembers.
const REMEMBERED: usize = 200_000;

/// Verification by ZIP-215 that remembers its answers.
#[derive(Debug, Default)]
pub struct Verifier {
    known: Mutex<Known>,
}

/// Answers in two generations: when the young one is full, the old one is forgotten.
#[derive(Debug, Default)]
struct Known {
    young: HashMap<Hash, bool>,
    old: HashMap<Hash, bool>,
}

impl Known {
    fn get(&self, name: &Hash) -> Option<bool> {
        self.young.get(name).or_else(|| self.old.get(name)).copied()
    }

    fn insert(&mut self, name: Hash, valid: bool) {
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(name, valid);
    }
}

impl Verifier {
    /// Says of each item whether its signature is valid. Takes as long as the signatures that were not
    /// checked before: not for an async worker.
    pub fn check(&self, items: &[Item]) -> Vec<bool> {
        let names: Vec<_> = items.iter().map(name_of).collect();
        let answers: Vec<_> = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            names.iter().map(|name| known.get(name)).collect()
        };
        let open: Vec<(Hash, Item)> = names
            .iter()
            .zip(items)
            .zip(&answers)
            .filter(|(_, answer)| answer.is_none())
            .map(|((name, item), _)| (*name, *item))
            .collect();
        let mut found = HashMap::with_capacity(open.len());
        for batch in open.chunks(BATCH) {
            let items: Vec<Item> = batch.iter().map(|(_, item)| *item).collect();
            found.extend(batch.iter().map(|(name, _)| *name).zip(verify_batch(&items)));
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().for_each(|(name, valid)| known.insert(*name, *valid));
        drop(known);
        names
            .iter()
            .zip(answers)
            .map(|(name, answer)| answer.or_else(|| found.get(name).copied()).unwrap_or(false))
            .collect()
    }

    /// Checks all signatures that the transition of `inputs` will ask for.
    pub fn prepare(&self, inputs: &Inputs, domain: &Domain) {
        let items: Vec<_> = inputs
            .reports
            .iter()
            .flat_map(|signed| {
                let block = signed.report.anchor_block.min(inputs.cut_block);
                [
                    node_item(&inputs.registry, domain, signed, block),
                    voucher_item(&inputs.registry, domain, signed),
                ]
            })
            .flatten()
            .collect();
        self.check(&items);
    }

    /// Says of each report whether the key that its node had at its anchor signed it; vouchers are checked
    /// along with them and remembered.
    pub fn authenticate(
        &self,
        registry: &Registry,
        domain: &Domain,
        reports: Vec<SignedReport>,
    ) -> Vec<(Hash, SignedReport, bool)> {
        let nodes: Vec<_> = reports
            .iter()
            .map(|signed| node_item(registry, domain, signed, signed.report.anchor_block))
            .collect();
        let vouchers = reports.iter().filter_map(|signed| voucher_item(registry, domain, signed));
        let items: Vec<_> = nodes.iter().flatten().copied().chain(vouchers).collect();
        let mut valid = self.check(&items).into_iter();
        reports
            .into_iter()
            .zip(nodes)
            .map(|(signed, item)| {
                let by_node = item.and_then(|_| valid.next()).unwrap_or(false);
                (signed.report.digest::<HostHashing>(domain), signed, by_node)
            })
            .collect()
    }
}

impl Signatures for Verifier {
    fn verify(&self, key: &Hash, message: &Hash, signature: &[u8; 64]) -> bool {
        let item = (*key, *message, *signature);
        let name = name_of(&item);
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&name);
        known.unwrap_or_else(|| {
            let valid = Zip215.verify(key, message, signature);
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(name, valid);
            valid
        })
    }
}

fn name_of((key, message, signature): &Item) -> Hash {
    HostHashing::sha256(&[key.as_slice(), message.as_slice(), signature.as_slice()].concat())
}

fn node_item(registry: &Registry, domain: &Domain, signed: &SignedReport, block: u32) -> Option<Item> {
    let key = registry.nodes.get(&signed.report.node)?.keys.at(block)?;
    Some((*key, signed.report.digest::<HostHashing>(domain), signed.signature))
}

fn voucher_item(registry: &Registry, domain: &Domain, signed: &SignedReport) -> Option<Item> {
    let report = &signed.report;
    let key = registry.payers.get(&report.voucher.payer)?.keys.at(report.anchor_block)?;
    Some((*key, report.voucher.digest::<HostHashing>(domain), report.voucher_signature))
}

#[cfg(test)]
mod tests;
