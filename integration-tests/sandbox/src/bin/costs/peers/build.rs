//! What `scripts/peers.sh` left.

use std::{collections::BTreeMap, fs, path::Path};

use alloy_primitives::{hex, Bytes};
use anyhow::Context;
use serde_json::Value;
use tributary_sandbox::{Actor, Contract, Kind, Sandbox};

use crate::meter::Meter;

/// The peers' code.
pub struct Build {
    /// The compiler's version.
    pub compiler: String,
    /// OpenZeppelin's version.
    pub openzeppelin: String,
    contracts: BTreeMap<String, Code>,
}

struct Code {
    /// What runs once and answers with the code, its arguments still missing.
    init: Vec<u8>,
    /// Bytes that stay on chain.
    size: usize,
}

/// A contract that is compared with.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        impl Kind for $kind {
            const NAME: &'static str = stringify!($kind);
            type Error = Bytes;

            fn decode_error(data: &[u8]) -> Option<Bytes> {
                Some(Bytes::copy_from_slice(data))
            }
        }
    )*};
}

kinds! {
    /// ERC20Votes with permit.
    PeerToken;
    /// The governor.
    PeerGovernor;
    /// The governor's timelock, which holds the money.
    TimelockController;
    /// ERC721URIStorage.
    PeerCollection;
    /// A Merkle distributor.
    PeerDistributor;
    /// The plain token that the distributor pays in.
    PeerCoin;
}

impl Build {
    /// Reads it.
    ///
    /// # Errors
    /// If it is not there, or not of this form.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("peers.json");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{}: scripts/peers.sh makes it", path.display()))?;
        Self::parse(&serde_json::from_str(&text)?).with_context(|| path.display().to_string())
    }

    fn parse(file: &Value) -> anyhow::Result<Self> {
        let text = |value: &Value, name: &str| {
            let found = value.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
            found.with_context(|| format!("no {name}"))
        };
        let contracts = file.get("contracts").and_then(Value::as_object).context("no contracts")?;
        let code = |(name, value): (&String, &Value)| {
            let init = hex::decode(text(value, "init")?).with_context(|| name.clone())?;
            let size = value.get("code_bytes").and_then(Value::as_u64).context("no code_bytes")?;
            Ok::<_, anyhow::Error>((name.clone(), Code { init, size: usize::try_from(size)? }))
        };
        Ok(Self {
            compiler: text(file, "compiler")?,
            openzeppelin: text(file, "openzeppelin")?,
            contracts: contracts.iter().map(code).collect::<anyhow::Result<_>>()?,
        })
    }

    /// Deploys a contract with these ABI-encoded arguments of its constructor, and notes what that cost.
    ///
    /// # Errors
    /// If it was not compiled.
    pub fn deploy<K: Kind>(
        &self,
        meter: &mut Meter,
        sandbox: &Sandbox,
        actor: &Actor,
        arguments: &[u8],
    ) -> anyhow::Result<Contract<K>> {
        let code = self.contracts.get(K::NAME).with_context(|| format!("no {}", K::NAME))?;
        let init = [&code.init, arguments].concat();
        Ok(meter.deploy_init(sandbox, actor, &init, code.size))
    }
}
