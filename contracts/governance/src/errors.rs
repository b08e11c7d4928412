//! The custom errors of the ABI, made from the core's typed ones. Names and layouts are OpenZeppelin's where it
//! has one; those below that say so are declared for whoever compares ABIs, and never raised.

use ink::{prelude::vec::Vec, sol::FixedBytes, Address};
use tributary_core::{
    governance::{
        actions::LengthError, earning::EarningError, guardian::CancelError, lookup::FutureLookup,
        proposal::ProposeError, self_call::SelfCallError, timelock::TimelockError, token::TokenError,
        ParamError, ProposalId, UnexpectedState,
    },
    merkle::ProofError,
    MoneyError,
};

use tributary_interfaces::{word::left_aligned, ToWord, Word};

use crate::abi::{from_abi, id_to_abi, to_abi, Bytes32, Uint256, Uint48};

/// Declares the errors. ink! writes their part of the ABI; the bytes are encoded here, by these selectors: ink!'s
/// own take a `uint256` that is no [`ink::U256`] for the type that it is kept as. All parameters are one word.
macro_rules! errors {
    ($($(#[$doc:meta])* $selector:literal $name:ident { $($field:ident: $type:ty),* })*) => {
        /// What a call was refused for; `IGovernance` says the same.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "std", derive(ink::SolErrorMetadata))]
        // Some are there for whoever compares ABIs.
        #[allow(dead_code, non_snake_case, missing_docs)]
        pub enum Error {
            $($(#[$doc])* $name { $($field: $type),* },)*
        }

        impl Error {
            /// The ABI encoding: a selector, and a word of each parameter.
            #[inline(never)]
            pub fn encode(&self) -> Vec<u8> {
                match self {
                    $(Self::$name { $($field),* } => encode($selector, &[$($field.word()),*]),)*
                }
            }
        }
    };
}

errors! {
    0xdea4_0025 BallotsMismatch { support: u32, voters: u32, signatures: u32 }
    0xe450_d38c ERC20InsufficientBalance { sender: Address, balance: Uint256, needed: Uint256 }
    0x96c6_fd1e ERC20InvalidSender { sender: Address }
    0xec44_2f05 ERC20InvalidReceiver { receiver: Address }
    0xfb8f_41b2 ERC20InsufficientAllowance { spender: Address, allowance: Uint256, needed: Uint256 }
    0xe602_df05 ERC20InvalidApprover { approver: Address }
    0x9428_0d62 ERC20InvalidSpender { spender: Address }
    0x1cb1_5d26 ERC20ExceededSafeSupply { increasedSupply: Uint256, cap: Uint256 }
    0x6279_1302 ERC2612ExpiredSignature { deadline: Uint256 }
    0x4b80_0e46 ERC2612InvalidSigner { signer: Address, owner: Address }
    0xecd3_f81e ERC5805FutureLookup { timepoint: Uint256, clock: Uint48 }
    0x752d_88c0 InvalidAccountNonce { account: Address, currentNonce: Uint256 }
    0x4683_af0e VotesExpiredSignature { expiry: Uint256 }
    0xf645_eedf ECDSAInvalidSignature {}
    0xd78b_ce0c ECDSAInvalidSignatureS { s: Bytes32 }
    0xd6bd_a275 FailedCall {}
    0x5ead_8eb5 TimelockUnexpectedOperationState { operationId: Bytes32, expectedStates: Bytes32 }
    0x71c6_af49 GovernorAlreadyCastVote { voter: Address }
    /// Never raised: a queued proposal's state says so already.
    0xf20e_7d37 GovernorAlreadyQueuedProposal { proposalId: Uint256 }
    /// Never raised: the executor is this contract, so deposits are taken.
    0xe90a_651e GovernorDisabledDeposit {}
    0xc242_ee16 GovernorInsufficientProposerVotes { proposer: Address, votes: Uint256, threshold: Uint256 }
    0x447b_05d0 GovernorInvalidProposalLength { targets: Uint256, calldatas: Uint256, values: Uint256 }
    0x243e_5445 GovernorInvalidQuorumFraction { quorumNumerator: Uint256, quorumDenominator: Uint256 }
    0x94ab_6c07 GovernorInvalidSignature { voter: Address }
    0x867d_b771 GovernorInvalidVoteParams {}
    0x06b3_37c2 GovernorInvalidVoteType {}
    0xf1cf_bf05 GovernorInvalidVotingPeriod { votingPeriod: Uint256 }
    0x6ad0_6075 GovernorNonexistentProposal { proposalId: Uint256 }
    0x4709_6e47 GovernorOnlyExecutor { account: Address }
    0x6423_0eda GovernorPreventLateQuorumVoteExtensionTooLarge { newVoteExtension: Uint256, maxVoteExtension: Uint256 }
    /// Never raised: queueing always succeeds where the state allows it.
    0xab2d_0311 GovernorProposalQueueingFailed { proposalId: Uint256 }
    /// Never raised: every proposal waits in the timelock.
    0xd838_bcb7 GovernorProposalQueueingNotRequired { proposalId: Uint256 }
    0xd9b3_9557 GovernorRestrictedProposer { proposer: Address }
    0x8fe5_d8a9 GovernorUnableToCancel { proposalId: Uint256, account: Address }
    0x31b7_5e4d GovernorUnexpectedProposalState { proposalId: Uint256, current: u8, expectedStates: Bytes32 }
    0x6b5c_38b6 GuardianSpared { proposalId: Uint256 }
    0x16ef_b5e8 HoldersMismatch { holders: u32, amounts: u32 }
    0xcf05_3c27 NoBallots {}
    0xd7d5_4f94 ParamOutOfBounds { param: u8, found: u128, least: u128, most: u128 }
    0xed46_5e0d SelfCallMalformed { selector: FixedBytes<4> }
    0x5545_0853 SelfCallPaying { value: Uint256 }
    0xd057_cbd5 SelfCallUnknown { selector: FixedBytes<4> }
    0x9dcf_72e8 TargetWithoutCode { target: Address }
    0xd92e_233d ZeroAddress {}
    0x26d3_e6f8 SplitterWired { splitter: Address }
    0x1d95_1d4a NotDeployer { caller: Address, deployer: Address }
    0x3fcb_f498 NotWired {}
    0xfbc2_31d0 SplitterUnreadable { splitter: Address }
    0xe951_b79f EpochBehind { synced: u64, found: u64 }
    0xdf14_43e4 CutOutOfRange { after_: u32, latest: u32, found: u32 }
    0x4eb1_4ee9 VotesShrank { before: u128, after_: u128 }
    0x8470_4c9c NotEarner { kind: u8 }
    0x8168_6645 EarnerUnknown { kind: u8, id: u64 }
    0xc894_80e1 OwnerMustCall { account: Bytes32, owner: Address, caller: Address }
    0x77e4_1580 NothingSynced {}
    0x7f47_4935 VotesAboveAllowed { minted: u128, wanted: u128, allowed: u128 }
    0x4dc4_a615 ProofLength { found: u32 }
    0x7b6f_a2e9 ProofSide { step: u32, found: u8 }
    0xcc40_ae74 ProofRoot { expected: Bytes32, found: Bytes32 }
    0x392e_68f2 ProofOverflow { left: u128, right: u128 }
}

#[inline(never)]
fn encode(selector: u32, words: &[Word]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(words.len().saturating_mul(32).saturating_add(4));
    encoded.extend_from_slice(&selector.to_be_bytes());
    encoded.extend_from_slice(words.as_flattened());
    encoded
}

/// A parameter's word.
trait Parameter {
    fn word(&self) -> Word;
}

macro_rules! parameters {
    ($($type:ty: |$value:ident| $word:expr;)*) => {$(
        impl Parameter for $type {
            fn word(&self) -> Word {
                let $value = self;
                $word
            }
        }
    )*};
}

parameters! {
    Address: |address| from_abi(*address).to_word();
    Uint256: |number| number.0.to_word();
    Uint48: |number| number.0.to_word();
    Bytes32: |bytes| bytes.0;
    FixedBytes<4>: |bytes| left_aligned(&bytes.0);
    u8: |number| number.to_word();
    u32: |number| number.to_word();
    u64: |number| number.to_word();
    u128: |number| number.to_word();
}

impl Error {
    /// A proposal that was never made.
    pub fn unknown(id: &ProposalId) -> Self {
        Self::GovernorNonexistentProposal { proposalId: id_to_abi(id) }
    }

    /// A proposal in another state than the call needs.
    pub fn state(id: &ProposalId, error: UnexpectedState) -> Self {
        Self::GovernorUnexpectedProposalState {
            proposalId: id_to_abi(id),
            current: error.current.number(),
            expectedStates: bitmap(error.expected),
        }
    }

    /// An execution that is refused.
    pub fn timelock(id: &ProposalId, error: TimelockError) -> Self {
        match error {
            TimelockError::State(error) => Self::state(id, error),
            TimelockError::NotReady { .. } => Self::TimelockUnexpectedOperationState {
                operationId: FixedBytes(*id),
                expectedStates: bitmap(OPERATION_READY),
            },
        }
    }

    /// A cancellation that is refused.
    pub fn cancel(id: &ProposalId, error: CancelError) -> Self {
        match error {
            CancelError::State(error) => Self::state(id, error),
            CancelError::Unable { caller } => {
                Self::GovernorUnableToCancel { proposalId: id_to_abi(id), account: to_abi(&caller) }
            }
            CancelError::Spared => Self::GuardianSpared { proposalId: id_to_abi(id) },
        }
    }
}

/// `1 << OperationState.Ready` of OpenZeppelin's TimelockController.
const OPERATION_READY: u8 = 4;

fn bitmap(bits: u8) -> Bytes32 {
    let mut word = [0; 32];
    if let Some(last) = word.last_mut() {
        *last = bits;
    }
    FixedBytes(word)
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::InvalidReceiver { receiver } => {
                Self::ERC20InvalidReceiver { receiver: to_abi(&receiver) }
            }
            TokenError::InvalidSender { sender } => Self::ERC20InvalidSender { sender: to_abi(&sender) },
            TokenError::InvalidSpender { spender } => Self::ERC20InvalidSpender { spender: to_abi(&spender) },
            TokenError::InvalidApprover { approver } => {
                Self::ERC20InvalidApprover { approver: to_abi(&approver) }
            }
            TokenError::InsufficientBalance { sender, balance, needed } => Self::ERC20InsufficientBalance {
                sender: to_abi(&sender),
                balance: balance.into(),
                needed: needed.into(),
            },
            TokenError::InsufficientAllowance { spender, allowance, needed } => {
                Self::ERC20InsufficientAllowance {
                    spender: to_abi(&spender),
                    allowance: allowance.into(),
                    needed: needed.into(),
                }
            }
            TokenError::ExceededSafeSupply { increased, cap } => {
                Self::ERC20ExceededSafeSupply { increasedSupply: increased.into(), cap: cap.into() }
            }
        }
    }
}

impl From<FutureLookup> for Error {
    fn from(error: FutureLookup) -> Self {
        Self::ERC5805FutureLookup { timepoint: error.timepoint.into(), clock: Uint48(error.clock.into()) }
    }
}

impl From<LengthError> for Error {
    fn from(error: LengthError) -> Self {
        Self::GovernorInvalidProposalLength {
            targets: u128::from(error.targets).into(),
            calldatas: u128::from(error.calldatas).into(),
            values: u128::from(error.values).into(),
        }
    }
}

impl From<ProposeError> for Error {
    fn from(error: ProposeError) -> Self {
        match error {
            ProposeError::Restricted { proposer } => {
                Self::GovernorRestrictedProposer { proposer: to_abi(&proposer) }
            }
            ProposeError::BelowThreshold { proposer, votes, threshold } => {
                Self::GovernorInsufficientProposerVotes {
                    proposer: to_abi(&proposer),
                    votes: votes.into(),
                    threshold: threshold.into(),
                }
            }
        }
    }
}

impl From<ParamError> for Error {
    fn from(error: ParamError) -> Self {
        Self::ParamOutOfBounds {
            param: error.param.index(),
            found: error.found,
            least: error.least,
            most: error.most,
        }
    }
}

impl From<EarningError> for Error {
    fn from(error: EarningError) -> Self {
        match error {
            EarningError::EpochBehind { synced, found } => {
                Self::EpochBehind { synced: synced.0, found: found.0 }
            }
            EarningError::Cut { after, latest, found } => {
                Self::CutOutOfRange { after_: after, latest, found }
            }
            EarningError::VotesShrank { before, after } => Self::VotesShrank { before, after_: after },
            EarningError::NotEarner { kind } => Self::NotEarner { kind },
            EarningError::NothingSynced => Self::NothingSynced {},
            EarningError::Proof(error) => error.into(),
            EarningError::AboveAllowed { minted, wanted, allowed } => {
                Self::VotesAboveAllowed { minted, wanted, allowed }
            }
        }
    }
}

impl From<ProofError> for Error {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Length { found } => Self::ProofLength { found },
            ProofError::Side { step, found } => Self::ProofSide { step, found },
            ProofError::Root { expected, found } => {
                Self::ProofRoot { expected: FixedBytes(expected.hash), found: FixedBytes(found.hash) }
            }
            ProofError::Sum(MoneyError::Overflow { left, right } | MoneyError::Negative { left, right }) => {
                Self::ProofOverflow { left, right }
            }
        }
    }
}

impl From<SelfCallError> for Error {
    fn from(error: SelfCallError) -> Self {
        match error {
            SelfCallError::Unknown { selector } => Self::SelfCallUnknown { selector: FixedBytes(selector) },
            SelfCallError::Malformed { selector } => {
                Self::SelfCallMalformed { selector: FixedBytes(selector) }
            }
        }
    }
}
