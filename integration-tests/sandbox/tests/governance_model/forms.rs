//! The forms in which signatures come, most of them wrong.

use alloy_primitives::{B256, U256};
use tributary_sandbox::Wallet;

use crate::dice::Dice;

/// What is particular about a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    Own,
    /// Its time ends in this block.
    LastSecond,
    /// Its time ended a second before.
    Expired,
    /// The second of the key's signatures.
    HighS,
    /// A recovery byte that there is not.
    BadV,
    /// The other key that fits.
    OtherParity,
    /// Scalars out of nowhere.
    Garbage,
    /// A nonce that is not the next.
    WrongNonce,
    /// Signed for another chain.
    OtherDomain,
    /// Signed by somebody else.
    OtherSigner,
    /// For nobody.
    Nobody,
    /// A call that was made before.
    Replay,
}

/// Those of permits, which follow each other.
pub const PERMITS: [Form; 14] = [
    Form::Own,
    Form::Expired,
    Form::Own,
    Form::HighS,
    Form::LastSecond,
    Form::BadV,
    Form::Replay,
    Form::OtherParity,
    Form::OtherSigner,
    Form::Own,
    Form::Garbage,
    Form::Nobody,
    Form::OtherDomain,
    Form::WrongNonce,
];

/// Those of delegations, which follow each other.
pub const DELEGATIONS: [Form; 13] = [
    Form::Own,
    Form::WrongNonce,
    Form::Expired,
    Form::Own,
    Form::HighS,
    Form::LastSecond,
    Form::BadV,
    Form::Replay,
    Form::Own,
    Form::OtherParity,
    Form::Garbage,
    Form::OtherDomain,
    Form::Nobody,
];

impl Form {
    /// The last second of what is signed, in a block of this time.
    pub fn until(self, now: u64) -> U256 {
        match self {
            Self::LastSecond => U256::from(now),
            Self::Expired => U256::from(now - 1),
            _ => U256::MAX,
        }
    }

    /// The nonce that is signed, if the next is `next`: another one also in no more than its upper bits.
    pub fn nonce(self, next: u64, dice: &mut Dice) -> U256 {
        let next = U256::from(next);
        match self {
            Self::WrongNonce => next + (U256::ONE << dice.pick(&[0usize, 64, 128]).unwrap()),
            _ => next,
        }
    }

    /// A signature of this form.
    pub fn sign(self, wallet: &Wallet, digest: B256, dice: &mut Dice) -> [u8; 65] {
        let mut signature = wallet.sign(digest);
        match self {
            Self::HighS => return wallet.sign_high_s(digest),
            Self::BadV => signature[64] = dice.pick(&[0, 1, 26, 29, 255]).unwrap(),
            Self::OtherParity => signature[64] = 55 - signature[64],
            Self::Garbage => {
                signature[..32].copy_from_slice(&dice.word());
                signature[32..64].copy_from_slice(&dice.word());
                // Below half the order.
                signature[32] &= 0x3f;
            }
            _ => {}
        }
        signature
    }
}
