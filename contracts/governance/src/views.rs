//! Answers whose encoding ink! has no type for, and what is read of proposals.

use tributary_core::{
    governance::{typed_data, Floors, Proposal, ProposalId},
    Address, BlockNumber,
};
use tributary_interfaces::{chain_id, ending, timestamp, word::left_aligned, ToWord, Word};

use crate::{cells, ending::refuse, errors::Error, proposals, state::State, votes};

/// Ends the message with the seven parts of the EIP-712 domain (EIP-5267).
pub fn domain(this: &Address) -> ! {
    // name, version, chain id, contract; no salt.
    const FIELDS: u8 = 0x0f;
    const HEAD: u16 = 7 * 32;
    let [name, version] = [typed_data::NAME, typed_data::VERSION].map(short_text);
    let [at_name, at_version, at_extensions] = [HEAD, HEAD.saturating_add(64), HEAD.saturating_add(128)];
    ending::answer_words(&[
        left_aligned(&[FIELDS]),
        at_name.to_word(),
        at_version.to_word(),
        chain_id().to_word(),
        this.to_word(),
        Word::default(),
        at_extensions.to_word(),
        name[0],
        name[1],
        version[0],
        version[1],
        Word::default(),
    ])
}

/// A text of at most 32 bytes, encoded.
fn short_text(text: &str) -> [Word; 2] {
    let mut content = Word::default();
    for (to, from) in content.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    [u64::try_from(text.len()).unwrap_or(u64::MAX).to_word(), content]
}

/// Ends the message with a checkpoint, or as an array access beyond the end does in Solidity.
pub fn checkpoint(account: &Address, position: u32) -> ! {
    match votes::checkpoint(account, position) {
        Some(found) => ending::answer_words(&[found.block.to_word(), found.value.to_word()]),
        None => {
            let mut panic = [0; 36];
            if let Some((selector, code)) = panic.split_first_chunk_mut::<4>() {
                *selector = PANIC;
                code.copy_from_slice(&OUT_OF_BOUNDS.to_word());
            }
            ending::revert(&panic)
        }
    }
}

/// Selector of Solidity's `Panic(uint256)`.
const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];
/// Its code for an index out of bounds.
const OUT_OF_BOUNDS: u8 = 0x32;

/// Ends the message with what no vote can go below.
pub fn floors() -> ! {
    let Floors { voting_period, timelock_delay } = cells::origin().floors;
    ending::answer_words(&[voting_period.to_word(), timelock_delay.to_word()])
}

/// A proposal's state.
pub fn state(id: &ProposalId, now: BlockNumber) -> Result<u8, Error> {
    Ok(proposals::known(id)?.state(now, timestamp()).number())
}

/// Something of a proposal; zero for an unknown one.
pub fn of<T: Default>(id: &ProposalId, what: impl FnOnce(&Proposal) -> T) -> T {
    cells::proposal(id).as_ref().map(what).unwrap_or_default()
}

/// Ends the message with the votes against, for and abstaining.
pub fn tally(id: &ProposalId) -> ! {
    let votes = of(id, |found| [found.against, found.in_favour, found.abstain]);
    ending::answer_words(&votes.map(|votes| votes.to_word()))
}

/// Whether `account` voted on a proposal.
pub fn has_voted(id: &ProposalId, account: &Address) -> bool {
    let number = cells::proposal(id).map(|proposal| proposal.number);
    number.is_some_and(|number| {
        cells::holder(account).has_voted(number, |window| cells::ballots(account, window))
    })
}

/// Ends the message with all that is kept of a proposal. Its quorum is 0 until its snapshot is past.
pub fn proposal(state: &State, id: &ProposalId, now: BlockNumber) -> ! {
    let found = match proposals::known(id) {
        Ok(found) => found,
        Err(error) => refuse(&error),
    };
    let quorum = match found.quorum {
        Some(quorum) => quorum,
        None if found.vote_start < now => votes::quorum_in(state, found.vote_start),
        None => 0,
    };
    ending::answer_words(&[
        found.proposer.to_word(),
        found.created_at.to_word(),
        found.vote_start.to_word(),
        found.vote_end.to_word(),
        found.against.to_word(),
        found.in_favour.to_word(),
        found.abstain.to_word(),
        quorum.to_word(),
        found.eta.to_word(),
        found.until.to_word(),
        found.spares_guardian.to_word(),
        found.previous,
    ])
}

/// Ends the message with a `bytes4`.
pub fn selector(selector: [u8; 4]) -> ! {
    ending::answer_word(left_aligned(&selector))
}

/// ERC-165 itself; IGovernor of OpenZeppelin 5.7, and that of 5.0 to 5.2; ERC-1155's receiver; ERC-6372, IVotes,
/// ERC-20, ERC-2612 and ERC-5267.
pub const INTERFACES: [[u8; 4]; 9] = [
    [0x01, 0xff, 0xc9, 0xa7],
    [0xcd, 0xbd, 0xfc, 0xee],
    [0x65, 0x45, 0x5a, 0x86],
    [0x4e, 0x23, 0x12, 0xe0],
    [0xda, 0x28, 0x7a, 0x1d],
    [0xe9, 0x0f, 0xb3, 0xf6],
    [0x36, 0x37, 0x2b, 0x07],
    [0x9d, 0x8f, 0xf7, 0xda],
    [0x84, 0xb0, 0x19, 0x6e],
];
