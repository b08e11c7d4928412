//! Arguments of varying length, read by the contract itself, and arguments that have to be there.
//!
//! ink! reads calldata into 16 KiB and decodes each combination of types by code of its own, which would be a sixth
//! of the contract. Here it sees one word of each argument, an offset, and the name of the ABI's type; the rest is
//! read when a message needs it, from calldata of any length. What cannot be read ends the message as ink! would,
//! with the bytes `0x0101`.

use core::marker::PhantomData;

use ink::{
    prelude::vec::Vec,
    sol::{self, FixedBytes},
    SolDecode, SolEncode,
};
use tributary_core::governance::{actions::reading::Arguments, Actions};
use tributary_interfaces::{call_data, call_data_size, ending, word, Word};

use crate::{ballots::SignedBallot, ending::refuse, errors::Error};

/// A type of the ABI of varying length.
pub trait Dynamic {
    /// What the ABI calls it.
    const NAME: &'static str;
}

/// Where an argument of type `T` stands in the calldata.
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    offset: Word,
    kind: PhantomData<T>,
}

impl<T: Dynamic> SolDecode for At<T> {
    type SolType = FixedBytes<32>;

    const SOL_NAME: &'static str = T::NAME;

    fn from_sol_type(value: FixedBytes<32>) -> Result<Self, sol::Error> {
        Ok(Self { offset: value.0, kind: PhantomData })
    }
}

impl<T: Dynamic> SolEncode<'_> for At<T> {
    type SolType = FixedBytes<32>;

    const SOL_NAME: &'static str = T::NAME;

    fn to_sol_type(&self) -> FixedBytes<32> {
        FixedBytes(self.offset)
    }
}

macro_rules! dynamic {
    ($($alias:ident, $kind:ident = $name:literal;)*) => {$(
        #[doc = concat!("`", $name, "`.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        impl Dynamic for $kind {
            const NAME: &'static str = $name;
        }

        #[doc = concat!("An argument of type `", $name, "`.")]
        pub type $alias = At<$kind>;
    )*};
}

dynamic! {
    Addresses, AddressList = "address[]";
    Words, WordList = "uint256[]";
    Bytes8, ByteList = "uint8[]";
    ByteStrings, ByteStringList = "bytes[]";
    Bytes, ByteString = "bytes";
    Text, TextString = "string";
}

/// The last of a message's arguments, which have `WORDS` words in all, offsets included.
///
/// ink! reads words that are missing from the calldata as zero: a ballot without its side would count as one
/// against, a delegation without its delegate as one to nobody. Solidity refuses both, and so does this. Messages
/// that change anything need it where all arguments could be read without their last bytes: where there are lists or
/// byte strings, these stand behind the words, and are read from what is really there. Views answer as for zero.
#[derive(Clone, Copy, Debug)]
pub struct Last<const WORDS: u64, T>(T);

impl<const WORDS: u64, T> Last<WORDS, T> {
    /// The least calldata: the selector and all words.
    const SIZE: u64 = WORDS.saturating_mul(32).saturating_add(4);

    /// The argument.
    pub fn get(self) -> T {
        self.0
    }
}

impl<const WORDS: u64, T: SolDecode> SolDecode for Last<WORDS, T> {
    type SolType = T::SolType;

    const SOL_NAME: &'static str = T::SOL_NAME;

    fn from_sol_type(value: T::SolType) -> Result<Self, sol::Error> {
        if call_data_size() < Self::SIZE {
            return Err(sol::Error);
        }
        T::from_sol_type(value).map(Self)
    }
}

impl<'a, const WORDS: u64, T: SolEncode<'a>> SolEncode<'a> for Last<WORDS, T> {
    type SolType = T::SolType;

    const SOL_NAME: &'static str = T::SOL_NAME;

    fn to_sol_type(&'a self) -> T::SolType {
        self.0.to_sol_type()
    }
}

/// The running call's arguments.
#[derive(Clone, Debug)]
pub struct Calldata(Vec<u8>);

impl Calldata {
    /// All of them.
    pub fn load() -> Self {
        const SELECTOR: u32 = 4;
        Self(call_data(SELECTOR))
    }

    /// Whether there is no calldata at all, not even a selector.
    ///
    /// # Errors
    /// [`Error::FailedCall`] otherwise.
    pub fn none() -> Result<(), Error> {
        if call_data_size() == 0 {
            return Ok(());
        }
        Err(Error::FailedCall {})
    }

    /// A proposal's actions: the first three arguments.
    pub fn into_actions(self) -> Actions {
        readable(Actions::read(self.0))
    }

    /// A proposal's actions and its description: all four arguments.
    pub fn into_proposal(self) -> (Actions, Vec<u8>) {
        readable(Actions::read_with_text(self.0))
    }

    /// A byte string or a text, which need not be UTF-8.
    pub fn bytes<T: Dynamic>(&self, argument: At<T>) -> &[u8] {
        readable(Arguments::new(&self.0).bytes(&argument.offset))
    }

    /// The same arguments, if the params of a ballot are empty, as they have to be. Ends the message otherwise.
    pub fn without_params(&self, params: Bytes) -> &Self {
        if !self.bytes(params).is_empty() {
            refuse(&Error::GovernorInvalidVoteParams {});
        }
        self
    }

    /// Signed ballots, out of their three lists.
    ///
    /// # Errors
    /// For no ballots, and for lists of different lengths.
    pub fn ballots(
        &self,
        support: Bytes8,
        voters: Addresses,
        signatures: ByteStrings,
    ) -> Result<Vec<SignedBallot<'_>>, Error> {
        let read = Arguments::new(&self.0);
        let (support, voters) = (read.words(&support.offset), read.words(&voters.offset));
        let signatures = read.byte_strings(&signatures.offset);
        let (support, voters, signatures) = (readable(support), readable(voters), readable(signatures));
        let lengths = [support.len(), voters.len(), signatures.len()];
        if lengths == [0; 3] {
            return Err(Error::NoBallots {});
        }
        if lengths != [voters.len(); 3] {
            let [support, voters, signatures] =
                lengths.map(|length| u32::try_from(length).unwrap_or(u32::MAX));
            return Err(Error::BallotsMismatch { support, voters, signatures });
        }
        let lists = support.iter().zip(voters).zip(signatures);
        let ballots = lists.map(|((support, voter), signature)| {
            let support = u8::try_from(word::to_u32(support)?).ok()?;
            Some(SignedBallot { voter: word::to_address(voter)?, support, signature })
        });
        Ok(readable(ballots.collect()))
    }
}

/// What was read, or the end of a message that ink! cannot read either.
fn readable<T>(read: Option<T>) -> T {
    /// SCALE of ink!'s `Err(LangError::CouldNotReadInput)`.
    const UNREADABLE: [u8; 2] = [1, 1];
    match read {
        Some(read) => read,
        None => ending::revert(&UNREADABLE),
    }
}
