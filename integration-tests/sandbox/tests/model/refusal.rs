//! What a call is predicted to give, byte for byte.

use std::fmt;

use alloy_primitives::U256;
use alloy_sol_types::SolError;

/// The custom error that a contract refuses with.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its name.
    pub name: &'static str,
    /// Its bytes.
    pub data: Vec<u8>,
    shown: String,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {}", self.shown)
    }
}

/// An answer, or a refusal.
pub type Predicted<T> = Result<T, Refusal>;

/// A refusal with this error.
pub fn refused<E: SolError + fmt::Debug>(error: E) -> Refusal {
    let name = E::SIGNATURE.split('(').next().unwrap_or_default();
    Refusal { name, data: error.abi_encode(), shown: format!("{error:?}") }
}

/// Passes if `holds`, else refuses.
pub fn ensure<E: SolError + fmt::Debug>(holds: bool, error: E) -> Predicted<()> {
    if holds {
        Ok(())
    } else {
        Err(refused(error))
    }
}

/// An answer's ABI encoding.
pub trait Answer: fmt::Debug {
    fn encoded(&self) -> Vec<u8>;
}

impl Answer for () {
    fn encoded(&self) -> Vec<u8> {
        Vec::new()
    }
}

macro_rules! number_answers {
    ($($number:ty),*) => {$(
        impl Answer for $number {
            fn encoded(&self) -> Vec<u8> {
                U256::from(*self).to_be_bytes_vec()
            }
        }
    )*};
}

number_answers!(u32, u64, u128);
