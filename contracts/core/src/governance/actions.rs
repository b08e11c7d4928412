//! What a proposal does, kept in the canonical ABI encoding that its id and its event are made of.
//!
//! Calldata has the lists of actions in that form already: tools write no other. Then they are checked in
//! place, hashed in place and copied into the event as a whole, and never taken apart and put together again.

use alloc::vec::Vec;

use super::{
    word::{self, right_aligned, Word, WORD},
    ProposalId,
};
use crate::{
    hashing::Hashing,
    ids::{Address, BlockNumber, Hash},
};

use reading::Arguments;

mod canonical;
pub mod reading;
#[cfg(test)]
mod tests;

/// Bytes before the lists in what is hashed: three offsets and a hash.
const HEAD: usize = 4 * WORD;

/// Bytes before the lists in the data of `ProposalCreated`: nine fields.
const CREATED_HEAD: usize = 9 * WORD;

/// The calls that a proposal makes, in order: one target, value and calldata each.
#[derive(Clone, Debug)]
pub struct Actions {
    /// `abi.encode(targets, values, calldatas, descriptionHash)`, in the one form that Solidity writes. The
    /// hash is not of the actions: what stands in its place means nothing before it is written for an id.
    bytes: Vec<u8>,
    counts: Counts,
}

/// One call that a proposal makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action<'a> {
    /// Who is called.
    pub target: Address,
    /// The wei sent along, as big-endian `uint256`.
    pub value: &'a [u8; 32],
    /// Selector and arguments.
    pub calldata: &'a [u8],
}

/// How many each list has.
#[derive(Clone, Copy, Debug)]
struct Counts {
    targets: usize,
    values: usize,
    calldatas: usize,
}

/// There is no action, or the three lists differ in length; the order is that of OpenZeppelin's
/// `GovernorInvalidProposalLength`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{targets} targets, {calldatas} calldatas and {values} values are not one or more actions")]
pub struct LengthError {
    /// How many targets.
    pub targets: u32,
    /// How many calldatas.
    pub calldatas: u32,
    /// How many values.
    pub values: u32,
}

impl Counts {
    /// Where the list of values begins; that of targets does behind the head.
    const fn values_at(self) -> usize {
        HEAD.saturating_add(words_size(self.targets))
    }

    /// Where the list of calldatas begins.
    const fn calldatas_at(self) -> usize {
        self.values_at().saturating_add(words_size(self.values))
    }
}

impl Actions {
    /// The actions of these lists, which are kept as they are if they differ in length.
    pub fn new(targets: &[Address], values: &[[u8; 32]], calldatas: &[&[u8]]) -> Self {
        Self::encode(targets.iter().map(|target| right_aligned(&target.0)), values, calldatas)
    }

    /// The actions in a call's arguments without the selector, whose first three are the lists. Canonical
    /// ones are kept where they are; all else that the ABI takes is encoded again. `None` for what it does
    /// not take: parts out of bounds, and targets that are no addresses.
    pub fn read(mut arguments: Vec<u8>) -> Option<Self> {
        let Some((counts, end)) = canonical::measure(&arguments) else {
            return Self::encode_again(&arguments);
        };
        arguments.truncate(end);
        Some(Self { bytes: arguments, counts })
    }

    /// The same, with the bytes or text that is the fourth argument. It need not be UTF-8.
    pub fn read_with_text(arguments: Vec<u8>) -> Option<(Self, Vec<u8>)> {
        let ([_, _, _, text], _) = arguments.as_chunks::<WORD>().0.split_first_chunk::<4>()?;
        let text = Arguments::new(&arguments).bytes(text)?.to_vec();
        Some((Self::read(arguments)?, text))
    }

    /// How many actions there are; `None` if the lists differ in length.
    pub fn count(&self) -> Option<usize> {
        let Counts { targets, values, calldatas } = self.counts;
        (targets == values && targets == calldatas).then_some(targets)
    }

    /// Passes if there is at least one action, and as many targets as values and calldatas.
    ///
    /// # Errors
    /// [`LengthError`] otherwise.
    pub fn check(&self) -> Result<(), LengthError> {
        if self.count().is_some_and(|count| count > 0) {
            return Ok(());
        }
        let Counts { targets, values, calldatas } = self.counts;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Err(LengthError { targets: count(targets), calldatas: count(calldatas), values: count(values) })
    }

    /// Each action in order, as many as all three lists have.
    pub fn iter(&self) -> impl Iterator<Item = Action<'_>> {
        let read = Arguments::new(&self.bytes);
        let calldatas_at = self.counts.calldatas_at();
        let targets = read.words_at(HEAD).unwrap_or_default();
        let values = read.words_at(self.counts.values_at()).unwrap_or_default();
        let offsets = read.words_at(calldatas_at).unwrap_or_default();
        let calldatas = self.bytes.get(calldatas_at.saturating_add(WORD)..).unwrap_or_default();
        let calldatas = Arguments::new(calldatas);
        // Nothing ends it before the lists do: what is kept is in bounds.
        targets.iter().zip(values).zip(offsets).map_while(move |((target, value), offset)| {
            Some(Action { target: word::address(target)?, value, calldata: calldatas.bytes(offset)? })
        })
    }

    /// The proposal's id as OpenZeppelin's `hashProposal` computes it: the Keccak-256 hash of
    /// `abi.encode(targets, values, calldatas, descriptionHash)`.
    pub fn id<H: Hashing>(&mut self, description_hash: &Hash) -> ProposalId {
        let head = self.bytes.first_chunk_mut::<HEAD>();
        if let Some(place) = head.and_then(|head| head.last_chunk_mut::<WORD>()) {
            *place = *description_hash;
        }
        H::keccak256(&self.bytes)
    }

    /// The data of `ProposalCreated`, none of whose fields is indexed: `abi.encode(id, proposer,
    /// targets, values, signatures, calldatas, voteStart, voteEnd, description)`. The signatures are
    /// empty texts, as many as targets; the description's bytes are written as they are, also where they
    /// are not UTF-8.
    pub fn encode_created(
        &self,
        id: &ProposalId,
        proposer: &Address,
        start: BlockNumber,
        end: BlockNumber,
        description: &[u8],
    ) -> Vec<u8> {
        let count = self.counts.targets;
        // Lists have no offsets from before their beginning: they are the same bytes anywhere.
        let (before, calldatas) = self.bytes.split_at_checked(self.counts.calldatas_at()).unwrap_or_default();
        let targets_and_values = before.get(HEAD..).unwrap_or_default();
        let values_at = CREATED_HEAD.saturating_add(words_size(count));
        let signatures_at = CREATED_HEAD.saturating_add(targets_and_values.len());
        let calldatas_at = signatures_at.saturating_add(empty_texts_size(count));
        let text_at = calldatas_at.saturating_add(calldatas.len());
        let head = [
            *id,
            right_aligned(&proposer.0),
            size_word(CREATED_HEAD),
            size_word(values_at),
            size_word(signatures_at),
            size_word(calldatas_at),
            right_aligned(&start.to_be_bytes()),
            right_aligned(&end.to_be_bytes()),
            size_word(text_at),
        ];
        let mut out = Vec::with_capacity(text_at.saturating_add(bytes_size(description)));
        out.extend_from_slice(head.as_flattened());
        out.extend_from_slice(targets_and_values);
        push_empty_texts(&mut out, count);
        out.extend_from_slice(calldatas);
        push_bytes(&mut out, description);
        out
    }

    #[inline(never)]
    fn encode_again(arguments: &[u8]) -> Option<Self> {
        let ([targets, values, calldatas], _) = arguments.as_chunks::<WORD>().0.split_first_chunk::<3>()?;
        let read = Arguments::new(arguments);
        let (targets, values) = (read.words(targets)?, read.words(values)?);
        let calldatas = read.byte_strings(calldatas)?;
        targets.iter().all(word::is_address).then(|| {
            let targets = targets.iter().copied();
            Self::encode(targets, values, &calldatas)
        })
    }

    fn encode(targets: impl ExactSizeIterator<Item = Word>, values: &[Word], calldatas: &[&[u8]]) -> Self {
        let counts = Counts { targets: targets.len(), values: values.len(), calldatas: calldatas.len() };
        let (values_at, calldatas_at) = (counts.values_at(), counts.calldatas_at());
        let mut bytes = Vec::with_capacity(calldatas_at.saturating_add(byte_strings_size(calldatas)));
        let head = [
            size_word(HEAD),
            size_word(values_at),
            size_word(calldatas_at),
            Word::default(),
            size_word(counts.targets),
        ];
        bytes.extend_from_slice(head.as_flattened());
        for target in targets {
            bytes.extend_from_slice(&target);
        }
        bytes.extend_from_slice(&size_word(counts.values));
        bytes.extend_from_slice(values.as_flattened());
        push_byte_strings(&mut bytes, calldatas);
        Self { bytes, counts }
    }
}

/// The lists decide alone: a hash that was written for an id does not make other actions.
impl PartialEq for Actions {
    fn eq(&self, other: &Self) -> bool {
        self.bytes.get(HEAD..) == other.bytes.get(HEAD..)
    }
}

impl Eq for Actions {}

/// `length` rounded up to whole words.
const fn padded(length: usize) -> usize {
    length.div_ceil(WORD).saturating_mul(WORD)
}

/// Bytes of a list of `count` words, with its length.
const fn words_size(count: usize) -> usize {
    count.saturating_add(1).saturating_mul(WORD)
}

/// Bytes of a list of `count` empty texts: its length, and an offset and a length of each.
const fn empty_texts_size(count: usize) -> usize {
    words_size(count.saturating_mul(2))
}

/// Bytes of `bytes` with its length and padding.
const fn bytes_size(bytes: &[u8]) -> usize {
    padded(bytes.len()).saturating_add(WORD)
}

/// Bytes of a list of byte strings: its length, an offset of each, and the strings.
fn byte_strings_size(list: &[&[u8]]) -> usize {
    list.iter().fold(words_size(list.len()), |size, bytes| size.saturating_add(bytes_size(bytes)))
}

fn size_word(size: usize) -> Word {
    right_aligned(&(size as u64).to_be_bytes())
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&size_word(bytes.len()));
    out.extend_from_slice(bytes);
    // Everything before is whole words.
    out.resize(padded(out.len()), 0);
}

/// Offsets count from behind the list's length.
fn push_byte_strings(out: &mut Vec<u8>, list: &[&[u8]]) {
    out.extend_from_slice(&size_word(list.len()));
    let mut at = list.len().saturating_mul(WORD);
    for bytes in list {
        out.extend_from_slice(&size_word(at));
        at = at.saturating_add(bytes_size(bytes));
    }
    for bytes in list {
        push_bytes(out, bytes);
    }
}

fn push_empty_texts(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&size_word(count));
    let mut at = count.saturating_mul(WORD);
    for _ in 0..count {
        out.extend_from_slice(&size_word(at));
        at = at.saturating_add(WORD);
    }
    // Their lengths, which are zero.
    let end = out.len().saturating_add(count.saturating_mul(WORD));
    out.resize(end, 0);
}
