//! The node's ed25519 keys.

use ed25519_dalek::{Signer, SigningKey};
use tributary_core::{
    hashing::HostHashing, registry::Registry, BlockNumber, Domain, Hash, NodeId, Report, SignedReport,
};

/// A key that signs reports. It can be neither printed nor serialised.
#[derive(Clone)]
pub struct NodeKey(SigningKey);

impl std::fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NodeKey(0x{})", hex::encode(self.public()))
    }
}

impl NodeKey {
    /// The key of 32 secret bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// The public key, as the node registry has it.
    pub fn public(&self) -> Hash {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a report for one deployment.
    pub fn sign(&self, report: Report, domain: &Domain) -> SignedReport {
        let signature = self.0.sign(&report.digest::<HostHashing>(domain)).to_bytes();
        SignedReport { report, signature }
    }
}

/// The key in use and the one that takes its place when the chain says so.
#[derive(Clone, Debug)]
pub struct NodeKeys {
    /// The key in use.
    pub current: NodeKey,
    /// The key to rotate to.
    pub next: Option<NodeKey>,
}

impl NodeKeys {
    /// The key that the chain has for `node` at `block`, by which a report anchored there is judged.
    pub fn registered(&self, registry: &Registry, node: NodeId, block: BlockNumber) -> Option<&NodeKey> {
        let registered = registry.nodes.get(&node)?.keys.at(block)?;
        let mut keys = std::iter::once(&self.current).chain(&self.next);
        keys.find(|key| key.public() == *registered)
    }
}
