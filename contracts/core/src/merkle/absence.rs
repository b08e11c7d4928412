//! The wire form of absences.

use alloc::vec::Vec;

use crate::{
    account::{Account, ACCOUNT_KEY_LEN},
    merkle::{Absence, Leaf, LeafFields, Located, PlaceError, Proof, RangeError, STEP_BYTES},
    money::Wei,
};

impl Absence {
    /// The wire form: a byte for the kind (0 empty tree, 1 before the first, 2 after the last, 3
    /// between), then its leaves, each with fields, amount (16 bytes big-endian), the number of steps in
    /// one byte, and the steps as in [`Proof::to_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::EmptyTree => alloc::vec![0],
            Self::BeforeFirst(first) => [alloc::vec![1], located_bytes(first)].concat(),
            Self::AfterLast(last) => [alloc::vec![2], located_bytes(last)].concat(),
            Self::Between(before, after) => {
                [alloc::vec![3], located_bytes(before), located_bytes(after)].concat()
            }
        }
    }

    /// Reads the wire form of an absence from a tree of totals.
    ///
    /// # Errors
    /// [`PlaceError::Malformed`] for anything but exactly the bytes of one, [`RangeError::Proof`] for a
    /// path that is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RangeError> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let malformed = RangeError::Place(PlaceError::Malformed { length });
        let (kind, mut rest) = bytes.split_first().ok_or(malformed)?;
        let mut next = || -> Result<Located, RangeError> {
            let (leaf, after) = read_leaf(rest).ok_or(malformed)?;
            let (steps, after) = split_steps(after).ok_or(malformed)?;
            rest = after;
            Ok(Located { leaf, proof: Proof::from_bytes(steps)? })
        };
        let absence = match kind {
            0 => Self::EmptyTree,
            1 => Self::BeforeFirst(next()?),
            2 => Self::AfterLast(next()?),
            3 => Self::Between(next()?, next()?),
            _ => return Err(malformed),
        };
        if rest.is_empty() {
            Ok(absence)
        } else {
            Err(malformed)
        }
    }
}

fn located_bytes(located: &Located) -> Vec<u8> {
    let steps = u8::try_from(located.proof.0.len()).unwrap_or(u8::MAX);
    let Leaf { fields, amount } = located.leaf;
    [fields.bytes(), amount.0.to_be_bytes().to_vec(), alloc::vec![steps], located.proof.to_bytes()].concat()
}

fn read_leaf(bytes: &[u8]) -> Option<(Leaf, &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<ACCOUNT_KEY_LEN>()?;
    let (amount, rest) = rest.split_first_chunk()?;
    let fields = LeafFields::Total(Account::from_key(key).ok()?);
    Some((Leaf { fields, amount: Wei(u128::from_be_bytes(*amount)) }, rest))
}

fn split_steps(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (steps, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*steps).checked_mul(STEP_BYTES)?)
}
