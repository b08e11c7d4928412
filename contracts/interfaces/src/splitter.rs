//! The royalty splitter, as the ledger and the DAO see it.

use alloc::vec::Vec;

use tributary_core::{
    epoch::Head,
    ledger::ExitTimes,
    merkle::Node,
    splitter::{FinalVotes, Settlement},
    Address, EpochId, Wei,
};

use crate::{
    call::{Call, CallError, Selector},
    word::{self, Word},
};

/// Selector of
/// `IRoyaltySplitter.settle((uint64,bytes32,uint32,bytes32,uint128,bytes32,uint128,bytes32,uint128))`.
pub const SETTLE: Selector = [0x12, 0xda, 0x5b, 0x93];
/// Selector of `IRoyaltySplitter.canSettle(uint128,uint128)`.
pub const CAN_SETTLE: Selector = [0x3c, 0x9b, 0xb9, 0x88];
/// Selector of `IRoyaltySplitter.root()`.
pub const ROOT: Selector = [0xeb, 0xf0, 0xc7, 0x17];
/// Selector of `IRoyaltySplitter.params()`.
pub const PARAMS: Selector = [0xcf, 0xf0, 0xab, 0x96];
/// Selector of `IRoyaltySplitter.datasetNft()`.
pub const DATASET_NFT: Selector = [0x02, 0x60, 0x5d, 0x0a];
/// Selector of `IRoyaltySplitter.nodeRegistry()`.
pub const NODE_REGISTRY: Selector = [0xd9, 0xb5, 0xc4, 0xa5];

/// Pushes a final root to the splitter.
///
/// # Errors
/// The custom error that the splitter refuses it with, as [`Call::run`] does.
pub fn splitter_settle(splitter: Address, settlement: &Settlement) -> Result<(), Vec<u8>> {
    Call::change(splitter, SETTLE)
        .arg(settlement.epoch)
        .arg(settlement.commitment)
        .arg(settlement.cut_block)
        .arg(settlement.payout.hash)
        .arg(settlement.payout.sum)
        .arg(settlement.spend.hash)
        .arg(settlement.spend.sum)
        .arg(settlement.votes.hash)
        .arg(settlement.votes.sum)
        .run()
}

/// Whether the splitter would take a root with these sums now.
///
/// # Errors
/// [`CallError`] as the call goes wrong.
pub fn splitter_can_settle(splitter: Address, payout_sum: Wei, spend_sum: Wei) -> Result<bool, CallError> {
    Call::view(splitter, CAN_SETTLE).arg(payout_sum).arg(spend_sum).read(word::to_bool)
}

/// The head that the splitter's final root makes: what a ledger that takes office builds on.
///
/// # Errors
/// [`CallError`] as the call goes wrong, [`CallError::Malformed`] also where the answer is not one.
pub fn splitter_head(splitter: Address) -> Result<Head, CallError> {
    let [epoch, hash, cut_block, _, _, payout_sum, _, spend_sum, _, votes_sum] = root(splitter)?;
    let read = || {
        Some(Head {
            epoch: EpochId(word::to_u64(&epoch)?),
            hash,
            cut_block: word::to_u32(&cut_block)?,
            payout_sum: Wei(word::to_u128(&payout_sum)?),
            spend_sum: Wei(word::to_u128(&spend_sum)?),
            votes_sum: Wei(word::to_u128(&votes_sum)?),
        })
    };
    read().ok_or(NO_ROOT)
}

/// What the splitter's final root says of votes earned.
///
/// # Errors
/// [`CallError`] as the call goes wrong, [`CallError::Malformed`] also where the answer is not one.
pub fn splitter_final_votes(splitter: Address) -> Result<FinalVotes, CallError> {
    let [epoch, _, cut_block, .., hash, sum] = root(splitter)?;
    let read = || {
        Some(FinalVotes {
            epoch: EpochId(word::to_u64(&epoch)?),
            cut_block: word::to_u32(&cut_block)?,
            votes: Node { hash, sum: Wei(word::to_u128(&sum)?) },
        })
    };
    read().ok_or(NO_ROOT)
}

/// An answer of ten words that are no root.
const NO_ROOT: CallError = CallError::Malformed { written: 320 };

/// The fields of `IRoyaltySplitter.Root`, in order.
fn root(splitter: Address) -> Result<[Word; 10], CallError> {
    Call::view(splitter, ROOT).words()
}

/// The dataset registry and the node registry, in this order, as the splitter asks them whose an account's
/// earnings are.
///
/// # Errors
/// [`CallError`] as the calls go wrong.
pub fn splitter_registries(splitter: Address) -> Result<(Address, Address), CallError> {
    let ask = |selector| Call::view(splitter, selector).read(word::to_address);
    Ok((ask(DATASET_NFT)?, ask(NODE_REGISTRY)?))
}

/// The splitter's delays for exits.
///
/// # Errors
/// [`CallError`] as the call goes wrong, [`CallError::Malformed`] also where the answer is not one.
pub fn splitter_exit_times(splitter: Address) -> Result<ExitTimes, CallError> {
    let [delay, escape_after, _] = Call::view(splitter, PARAMS).words::<3>()?;
    let times = word::to_u32(&delay).zip(word::to_u32(&escape_after));
    times
        .map(|(delay, escape_after)| ExitTimes { delay, escape_after })
        .ok_or(CallError::Malformed { written: 96 })
}
