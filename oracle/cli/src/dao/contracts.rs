//! The deployment's contracts by the names that motions call them by, with what can be called.

use alloy_json_abi::Function;
use tributary_client::{
    abi::{
        IAttributionLedger, IDatasetNft, IGovernance, IModelRegistry, INodeRegistry, IOwned, IPausable,
        IRoyaltySplitter, IERC721,
    },
    Address, Deployment,
};

#[cfg(test)]
pub(super) mod tests;

/// The contracts of one deployment.
#[derive(Clone, Debug)]
pub struct Contracts {
    known: Vec<Known>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Known {
    /// What motions call it.
    pub name: &'static str,
    /// Where it is.
    pub address: Address,
    functions: Vec<Function>,
}

/// The functions of some interfaces, each once.
macro_rules! functions {
    ($($interface:ident),*) => {{
        let mut functions: Vec<Function> = Vec::new();
        $(for function in $interface::abi::functions().into_values().flatten() {
            if functions.iter().all(|known| known.selector() != function.selector()) {
                functions.push(function);
            }
        })*
        functions
    }};
}

impl Contracts {
    /// Those that a deployment file names.
    pub fn of(deployment: &Deployment) -> Self {
        let known = |name, address, functions| Known { name, address, functions };
        Self {
            known: vec![
                known("dao", deployment.governance, functions!(IGovernance)),
                known("datasets", deployment.dataset_nft, functions!(IDatasetNft, IERC721, IOwned)),
                known(
                    "splitter",
                    deployment.royalty_splitter,
                    functions!(IRoyaltySplitter, IOwned, IPausable),
                ),
                known(
                    "ledger",
                    deployment.attribution_ledger,
                    functions!(IAttributionLedger, IOwned, IPausable),
                ),
                known("nodes", deployment.node_registry, functions!(INodeRegistry, IOwned)),
                known("models", deployment.model_registry, functions!(IModelRegistry, IOwned)),
            ],
        }
    }

    /// The contract of a name.
    pub fn named(&self, name: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.name == name)
    }

    /// The contract at an address.
    pub fn at(&self, address: Address) -> Option<&Known> {
        self.known.iter().find(|known| known.address == address)
    }

    /// All names, for who mistyped one.
    pub fn names(&self) -> String {
        self.known.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
    }

    /// An address as people read it: by name where it is one of these.
    pub fn shown(&self, address: Address) -> String {
        self.at(address).map_or_else(|| address.to_string(), |known| known.name.to_owned())
    }
}

impl Known {
    /// All that can be called.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function of a name that takes so many arguments.
    ///
    /// # Errors
    /// In words: there is none of that name, or none that takes so many.
    pub fn function(&self, name: &str, arguments: usize) -> Result<&Function, String> {
        let mut named = self.functions.iter().filter(|function| function.name == name).peekable();
        if named.peek().is_none() {
            return Err(format!("{} has no function {name}", self.name));
        }
        let signatures: Vec<_> = named.clone().map(Function::signature).collect();
        named.find(|function| function.inputs.len() == arguments).ok_or_else(|| {
            format!("{arguments} arguments are given, {}.{} takes others", self.name, signatures.join(" or "))
        })
    }

    /// The function that some calldata calls.
    pub fn called(&self, calldata: &[u8]) -> Option<&Function> {
        let selector = calldata.first_chunk::<4>()?;
        self.functions.iter().find(|function| function.selector().0 == *selector)
    }
}
