//! The types of the ABI, beside the core's own.

use ink::{
    sol::{Error, FixedBytes},
    SolDecode, SolEncode,
};
use tributary_core::{
    governance::{self, Amount},
    Address, Ppm,
};

/// A word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// Four bytes: a selector, or the id of an interface.
pub type Bytes4 = FixedBytes<4>;

/// `uint256`, kept as the core's [`Amount`] without arithmetic of 256 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uint256(pub Amount);

impl SolDecode for Uint256 {
    type SolType = Bytes32;

    const SOL_NAME: &'static str = "uint256";

    fn from_sol_type(value: Bytes32) -> Result<Self, Error> {
        Ok(Self(Amount::from_be_bytes(value.0)))
    }
}

impl SolEncode<'_> for Uint256 {
    type SolType = Bytes32;

    const SOL_NAME: &'static str = "uint256";

    fn to_sol_type(&self) -> Bytes32 {
        FixedBytes(self.0.to_be_bytes())
    }
}

impl From<Amount> for Uint256 {
    fn from(amount: Amount) -> Self {
        Self(amount)
    }
}

impl From<u128> for Uint256 {
    fn from(amount: u128) -> Self {
        Self(Amount::from(amount))
    }
}

/// A proposal's id is a hash that the ABI calls a `uint256`.
pub fn id_to_abi(id: &governance::ProposalId) -> Uint256 {
    Uint256(Amount::from_be_bytes(*id))
}

/// A proposal's id, as it is given in the ABI.
pub fn id(abi: Uint256) -> governance::ProposalId {
    abi.0.to_be_bytes()
}

/// `uint48`, which ink! has no type for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uint48(pub u64);

impl SolDecode for Uint48 {
    type SolType = u64;

    const SOL_NAME: &'static str = "uint48";

    fn from_sol_type(value: u64) -> Result<Self, Error> {
        if value >> 48 == 0 {
            Ok(Self(value))
        } else {
            Err(Error)
        }
    }
}

impl SolEncode<'_> for Uint48 {
    type SolType = u64;

    const SOL_NAME: &'static str = "uint48";

    fn to_sol_type(&self) -> u64 {
        self.0
    }
}

/// `uint8`, of which ink! would look at the last byte of the word alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uint8(pub u8);

impl SolDecode for Uint8 {
    type SolType = Bytes32;

    const SOL_NAME: &'static str = "uint8";

    fn from_sol_type(value: Bytes32) -> Result<Self, Error> {
        let number = Amount::from_be_bytes(value.0).fits().and_then(|number| u8::try_from(number).ok());
        number.map(Self).ok_or(Error)
    }
}

impl SolEncode<'_> for Uint8 {
    type SolType = Bytes32;

    const SOL_NAME: &'static str = "uint8";

    fn to_sol_type(&self) -> Bytes32 {
        FixedBytes(Amount::from(u32::from(self.0)).to_be_bytes())
    }
}

/// `IGovernance.Params`; see [`governance::Params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Params {
    pub votingDelay: u32,
    pub votingPeriod: u32,
    pub lateQuorumExtension: u32,
    pub timelockDelay: u32,
    pub gracePeriod: u32,
    pub quorumNumerator: u32,
    pub proposalThreshold: u128,
}

impl From<Params> for governance::Params {
    fn from(params: Params) -> Self {
        Self {
            voting_delay: params.votingDelay,
            voting_period: params.votingPeriod,
            late_quorum_extension: params.lateQuorumExtension,
            timelock_delay: params.timelockDelay,
            grace_period: params.gracePeriod,
            quorum_numerator: Ppm(params.quorumNumerator),
            proposal_threshold: params.proposalThreshold,
        }
    }
}

/// `IGovernance.Floors`; see [`governance::Floors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Floors {
    pub votingPeriod: u32,
    pub timelockDelay: u32,
}

/// `IGovernance.Earning`; see [`governance::Earning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(missing_docs)]
pub struct Earning {
    pub rate: u64,
    pub cap: u128,
}

/// `IGovernance.Earned`; see [`governance::Earned`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Earned {
    pub splitter: ink::Address,
    pub epoch: u64,
    pub cutBlock: u32,
    pub votesHash: Bytes32,
    pub votesSum: u128,
    pub ceiling: u128,
    pub allowed: u128,
    pub minted: u128,
}

/// `IGovernance.Proposal`; see [`governance::Proposal`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Proposal {
    pub proposer: ink::Address,
    pub createdAt: u32,
    pub voteStart: u32,
    pub voteEnd: u32,
    pub againstVotes: u128,
    pub forVotes: u128,
    pub abstainVotes: u128,
    pub quorum: u128,
    pub etaSeconds: u64,
    pub untilSeconds: u64,
    pub sparesGuardian: bool,
    pub previous: ink::U256,
}

impl From<Floors> for governance::Floors {
    fn from(floors: Floors) -> Self {
        Self { voting_period: floors.votingPeriod, timelock_delay: floors.timelockDelay }
    }
}

impl From<Earning> for governance::Earning {
    fn from(earning: Earning) -> Self {
        Self { rate: earning.rate, cap: earning.cap }
    }
}

/// The core's form of an address.
pub fn from_abi(address: ink::Address) -> Address {
    Address(address.0)
}

/// The ABI's form of an address.
pub fn to_abi(address: &Address) -> ink::Address {
    ink::Address::from(address.0)
}
