//! Identifiers. Numbers are assigned by the contracts, start at 1 and are never reused.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A block's number on the settlement chain.
pub type BlockNumber = u32;

/// A 32-byte hash or root.
pub type Hash = [u8; 32];

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash,
            Encode, Decode, MaxEncodedLen, TypeInfo,
        )]
        #[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub u64);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id!(
    /// A registered dataset; also its ERC-721 token id.
    DatasetId
);
number_id!(
    /// A registered inference node.
    NodeId
);
number_id!(
    /// A registered model.
    ModelId
);
number_id!(
    /// A settlement epoch. The first is 1; 0 is the state before any epoch.
    EpochId
);

/// A 20-byte account address (H160) of the settlement chain.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct Address(pub [u8; 20]);

impl core::fmt::Display for Address {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(feature = "std")]
impl serde::Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "std")]
impl<'de> serde::Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
        let mut bytes = [0u8; 20];
        hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}
