//! Why the runtime, not a contract, refused.

use subxt::{
    ext::scale_value::{At, Composite, Value, ValueDef},
    Metadata,
};

/// A runtime's dispatch error by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchFailure {
    /// The pallet, or the kind of error where it is none of a pallet's.
    pub pallet: String,
    /// Its name in the runtime.
    pub name: String,
}

impl std::fmt::Display for DispatchFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.pallet, self.name)
    }
}

impl DispatchFailure {
    /// Names a decoded `sp_runtime::DispatchError` by the runtime's metadata.
    pub(crate) fn name(error: &Value, metadata: &Metadata) -> Self {
        let ValueDef::Variant(variant) = &error.value else {
            return Self { pallet: "DispatchError".into(), name: error.to_string() };
        };
        if variant.name == "Module" {
            if let Some(named) = Self::of_module(error, metadata) {
                return named;
            }
        }
        let inner = match &variant.values {
            Composite::Unnamed(values) => values.first(),
            Composite::Named(values) => values.first().map(|(_, value)| value),
        };
        let name = match inner.map(|value| &value.value) {
            Some(ValueDef::Variant(inner)) => inner.name.clone(),
            Some(other) => format!("{other:?}"),
            None => return Self { pallet: "DispatchError".into(), name: variant.name.clone() },
        };
        Self { pallet: variant.name.clone(), name }
    }

    fn of_module(error: &Value, metadata: &Metadata) -> Option<Self> {
        let module = error.at(0)?;
        let index = u8::try_from(module.at("index")?.as_u128()?).ok()?;
        let variant = u8::try_from(module.at("error")?.at(0)?.as_u128()?).ok()?;
        let pallet = metadata.pallet_by_error_index(index)?;
        let name = pallet.error_variant_by_index(variant)?.name.clone();
        Some(Self { pallet: pallet.name().to_owned(), name })
    }

    /// Whether the contract ran and reverted.
    pub(crate) fn is_contract_reverted(&self) -> bool {
        self.pallet == "Revive" && self.name == "ContractReverted"
    }

    /// Whether the origin cannot pay for the storage that a call takes.
    pub fn is_deposit_unpaid(&self) -> bool {
        self.pallet == "Revive" && self.name == "StorageDepositNotEnoughFunds"
    }
}
