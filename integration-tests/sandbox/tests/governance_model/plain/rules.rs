//! Rules that the model can be made to forget, to see that forgetting one is found out.

/// A rule of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Votes follow tokens that move.
    VotesFollow,
    /// Delegating to nobody takes the votes from everybody.
    NobodyVotes,
    /// Nobody sends more than it has.
    Balance,
    /// Sending to oneself moves nothing.
    ToOneself,
    /// What a spender spends is less to spend.
    AllowanceUsed,
    /// An allowance of 2^256 - 1 is never used up.
    WithoutEnd,
    /// What is minted is votes of the receiver's delegate.
    MintVotes,
    /// A signature ends with its time.
    Expiry,
    /// Of two signatures only one counts.
    LowS,
    /// A permit uses a nonce.
    PermitNonce,
    /// A delegation is signed with the nonce that is next.
    DelegationNonce,
    /// A block's changes are one checkpoint.
    OnePerBlock,
    /// Past votes are those at the end of the block.
    EndOfBlock,
    /// A past supply is not the present one.
    PastSupply,
    /// The supply is all tokens, delegated or not.
    WholeSupply,
}

/// Rules whose forgetting shows in a call.
pub const OF_CALLS: [Rule; 11] = [
    Rule::VotesFollow,
    Rule::NobodyVotes,
    Rule::Balance,
    Rule::ToOneself,
    Rule::AllowanceUsed,
    Rule::WithoutEnd,
    Rule::MintVotes,
    Rule::Expiry,
    Rule::LowS,
    Rule::PermitNonce,
    Rule::DelegationNonce,
];

/// Rules whose forgetting shows only when the past is looked up.
pub const OF_THE_PAST: [Rule; 4] = [Rule::OnePerBlock, Rule::EndOfBlock, Rule::PastSupply, Rule::WholeSupply];
