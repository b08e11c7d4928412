//! What a DAO is made with, and the file that says so.

use std::path::Path;

use serde::Deserialize;
use tributary_client::{
    abi::{constructors::GovernanceArguments, IGovernance},
    read_config, Address,
};
use tributary_core::{
    governance::{self, Earning},
    Ppm, Wei,
};

use crate::{amount, exit::Failure, share};

#[cfg(test)]
mod tests;

/// Who holds how many of a DAO's first votes, and by which rules they decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Who may veto what is queued; `None`: nobody.
    pub guardian: Option<Address>,
    /// What votes can change.
    pub params: governance::Params,
    /// The least that they can set, for good.
    pub floors: governance::Floors,
    /// How work earns votes at first.
    pub earning: Earning,
    /// The first holders and how many votes each has, in units of 10^-18.
    pub holders: Vec<(Address, u128)>,
}

/// The file: `dao.sample.toml` has all of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FoundingFile {
    guardian: Option<String>,
    params: ParamsTable,
    floors: FloorsTable,
    earning: Option<EarningTable>,
    holders: Vec<HolderTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParamsTable {
    voting_delay: u32,
    voting_period: u32,
    late_quorum_extension: u32,
    timelock_delay: u32,
    grace_period: u32,
    quorum: String,
    proposal_threshold: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FloorsTable {
    voting_period: u32,
    timelock_delay: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EarningTable {
    rate_ppm: u64,
    cap: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolderTable {
    who: String,
    votes: String,
}

impl Founding {
    /// Reads a file; `address` says whom a name in it means.
    ///
    /// # Errors
    /// [`Failure::usage`] for a file that is none, or that names somebody unknown; whether its values fit each
    /// other is [`Founding::check`]'s.
    pub fn load(path: &Path, address: impl Fn(&str) -> anyhow::Result<Address>) -> anyhow::Result<Self> {
        let file: FoundingFile = read_config(path).map_err(|error| Failure::usage(error.to_string()))?;
        file.resolve(address).map_err(|error| match error.downcast_ref::<Failure>() {
            Some(failure) => Failure::new(failure.exit(), format!("{}: {failure}", path.display())).into(),
            None => error.context(path.display().to_string()),
        })
    }

    /// Checks everything that the constructor will check, and that every holder is somebody, once.
    ///
    /// # Errors
    /// [`Failure::usage`] for the first rule broken.
    pub fn check(&self) -> anyhow::Result<()> {
        let refused = |error: &dyn std::fmt::Display| Failure::usage(format!("the DAO: {error}"));
        if self.guardian == Some(Address::ZERO) {
            return Err(refused(&"its guardian is the zero address; leave it out for none").into());
        }
        if self.holders.is_empty() {
            return Err(refused(&"nobody holds its votes").into());
        }
        for (index, (holder, votes)) in self.holders.iter().enumerate() {
            if *holder == Address::ZERO {
                return Err(refused(&"the zero address holds votes").into());
            }
            if *votes == 0 {
                return Err(refused(&format!("{holder} holds no votes")).into());
            }
            if self.holders.iter().take(index).any(|(before, _)| before == holder) {
                return Err(refused(&format!("{holder} is named twice")).into());
            }
        }
        let supply = self.supply().ok_or_else(|| refused(&"its votes exceed 2^128 units"))?;
        self.floors.check().map_err(|error| refused(&error))?;
        self.params.check(&self.floors, supply).map_err(|error| refused(&error))?;
        self.earning.check(supply).map_err(|error| refused(&error))?;
        Ok(())
    }

    /// All votes, in units of 10^-18; `None` if they exceed 2^128.
    pub fn supply(&self) -> Option<u128> {
        self.holders.iter().try_fold(0u128, |sum, (_, votes)| sum.checked_add(*votes))
    }

    /// As the constructor takes it.
    pub(super) fn arguments(&self) -> GovernanceArguments {
        let (holders, amounts) = self.holders.iter().copied().unzip();
        GovernanceArguments {
            guardian: self.guardian.unwrap_or_default(),
            params: params_to_abi(&self.params),
            floors: IGovernance::Floors {
                votingPeriod: self.floors.voting_period,
                timelockDelay: self.floors.timelock_delay,
            },
            earning: earning_to_abi(&self.earning),
            holders,
            amounts,
        }
    }
}

/// How votes are earned as the ABI has it.
pub(super) const fn earning_to_abi(earning: &Earning) -> IGovernance::Earning {
    IGovernance::Earning { rate: earning.rate, cap: earning.cap }
}

/// Parameters as the ABI has them.
pub(super) const fn params_to_abi(params: &governance::Params) -> IGovernance::Params {
    IGovernance::Params {
        votingDelay: params.voting_delay,
        votingPeriod: params.voting_period,
        lateQuorumExtension: params.late_quorum_extension,
        timelockDelay: params.timelock_delay,
        gracePeriod: params.grace_period,
        quorumNumerator: params.quorum_numerator.0,
        proposalThreshold: params.proposal_threshold,
    }
}

impl FoundingFile {
    fn resolve(self, address: impl Fn(&str) -> anyhow::Result<Address>) -> anyhow::Result<Founding> {
        let Self { guardian, params, floors, earning, holders } = self;
        let guardian = guardian.as_deref().map(&address).transpose()?;
        let holder = |HolderTable { who, votes }| -> anyhow::Result<_> {
            Ok((address(&who)?, votes_of(&who, &votes)?.0))
        };
        let holders = holders.into_iter().map(holder).collect::<anyhow::Result<_>>()?;
        let floors =
            governance::Floors { voting_period: floors.voting_period, timelock_delay: floors.timelock_delay };
        let earning = earning.map(EarningTable::resolve).transpose()?.unwrap_or(Earning::NONE);
        Ok(Founding { guardian, params: params.resolve()?, floors, earning, holders })
    }
}

impl EarningTable {
    fn resolve(self) -> anyhow::Result<Earning> {
        Ok(Earning { rate: self.rate_ppm, cap: votes_of("cap", &self.cap)?.0 })
    }
}

impl ParamsTable {
    fn resolve(self) -> anyhow::Result<governance::Params> {
        let quorum: Ppm =
            share::parse(&self.quorum).map_err(|error| Failure::usage(format!("quorum: {error}")))?;
        Ok(governance::Params {
            voting_delay: self.voting_delay,
            voting_period: self.voting_period,
            late_quorum_extension: self.late_quorum_extension,
            timelock_delay: self.timelock_delay,
            grace_period: self.grace_period,
            quorum_numerator: quorum,
            proposal_threshold: votes_of("proposal_threshold", &self.proposal_threshold)?.0,
        })
    }
}

/// Reads whole votes, which have the decimals of a coin.
fn votes_of(what: &str, text: &str) -> anyhow::Result<Wei> {
    amount::parse(&format!("{text}coin")).map_err(|_| {
        Failure::usage(format!("{what}: {text:?} is no number of votes: say 1000, or 0.5")).into()
    })
}
