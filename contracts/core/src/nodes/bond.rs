//! A stake, and the way out of it.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    money::{MoneyError, Wei},
};

/// How far its operator is on the way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Standing {
    /// It works.
    #[codec(index = 1)]
    Active,
    /// It announced that it leaves; its stake is bound for a while.
    #[codec(index = 2)]
    Leaving {
        /// The block of the announcement, the first at which it is not active.
        since: BlockNumber,
        /// The first block at which the stake may be withdrawn.
        until: BlockNumber,
    },
    /// Its stake was paid out. It never comes back.
    #[codec(index = 3)]
    Left {
        /// The block of the announcement.
        since: BlockNumber,
    },
}

impl Standing {
    /// The registry's number for it.
    pub const fn number(&self) -> u8 {
        match self {
            Self::Active => 1,
            Self::Leaving { .. } => 2,
            Self::Left { .. } => 3,
        }
    }
}

/// What an operator staked for a node or an oracle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Bond {
    /// Who staked, manages and gets the stake back.
    pub operator: Address,
    /// What is held; nothing once it was paid out.
    pub stake: Wei,
    /// The block of registration, the first at which it is active.
    pub registered_at: BlockNumber,
    /// How far it is on the way out.
    pub standing: Standing,
}

/// Whether it is active, from a block on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityChange {
    /// The block.
    pub from_block: BlockNumber,
    /// Whether it is.
    pub active: bool,
}

/// What a bond forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BondError {
    /// Less than what a registration takes.
    #[error("a stake of {found} wei; the least is {least}")]
    StakeTooLow {
        /// What was staked.
        found: Wei,
        /// The least.
        least: Wei,
    },
    /// No money to add.
    #[error("nothing was staked")]
    NothingStaked,
    /// The caller may not do this.
    #[error("{caller} is not the operator {operator}")]
    NotOperator {
        /// Who called.
        caller: Address,
        /// Who may.
        operator: Address,
    },
    /// It is leaving, or left.
    #[error("not active (status {status})")]
    NotActive {
        /// Its [`Standing::number`].
        status: u8,
    },
    /// There is no stake on its way out.
    #[error("not leaving (status {status})")]
    NotLeaving {
        /// Its [`Standing::number`].
        status: u8,
    },
    /// The stake is still bound.
    #[error("the stake is bound until block {until}")]
    StillBonded {
        /// The first block at which it may be withdrawn.
        until: BlockNumber,
    },
    /// A stake beyond `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Bond {
    /// Stakes for something new.
    ///
    /// # Errors
    /// [`BondError::StakeTooLow`] below `least`.
    pub fn new(operator: Address, stake: Wei, least: Wei, now: BlockNumber) -> Result<Self, BondError> {
        if stake < least {
            return Err(BondError::StakeTooLow { found: stake, least });
        }
        Ok(Self { operator, stake, registered_at: now, standing: Standing::Active })
    }

    /// Passes for its operator.
    ///
    /// # Errors
    /// [`BondError::NotOperator`] for anyone else.
    pub fn ensure_operator(&self, caller: Address) -> Result<(), BondError> {
        if caller == self.operator {
            return Ok(());
        }
        Err(BondError::NotOperator { caller, operator: self.operator })
    }

    /// Passes for its operator while it is active.
    ///
    /// # Errors
    /// [`BondError::NotOperator`] and [`BondError::NotActive`].
    pub fn ensure_active(&self, caller: Address) -> Result<(), BondError> {
        self.ensure_operator(caller)?;
        match self.standing {
            Standing::Active => Ok(()),
            standing => Err(BondError::NotActive { status: standing.number() }),
        }
    }

    /// Passes for its operator until it has left.
    ///
    /// # Errors
    /// [`BondError::NotOperator`] and [`BondError::NotActive`].
    pub fn ensure_staying_or_leaving(&self, caller: Address) -> Result<(), BondError> {
        self.ensure_operator(caller)?;
        match self.standing {
            Standing::Active | Standing::Leaving { .. } => Ok(()),
            Standing::Left { .. } => Err(BondError::NotActive { status: self.standing.number() }),
        }
    }

    /// Stakes more.
    ///
    /// # Errors
    /// [`BondError`] for anyone but the operator, unless active, for nothing, and beyond `u128`.
    pub fn add(self, caller: Address, amount: Wei) -> Result<Self, BondError> {
        self.ensure_active(caller)?;
        if amount.is_zero() {
            return Err(BondError::NothingStaked);
        }
        Ok(Self { stake: self.stake.try_add(amount)?, ..self })
    }

    /// Announces that it leaves: inactive from block `now` on, the stake bound for `unbonding` blocks.
    ///
    /// # Errors
    /// [`BondError`] for anyone but the operator, and unless active.
    pub fn leave(self, caller: Address, unbonding: BlockNumber, now: BlockNumber) -> Result<Self, BondError> {
        self.ensure_active(caller)?;
        let until = now.saturating_add(unbonding);
        Ok(Self { standing: Standing::Leaving { since: now, until }, ..self })
    }

    /// Takes the stake out; returns it.
    ///
    /// # Errors
    /// [`BondError`] for anyone but the operator, unless leaving, and while the stake is bound.
    pub fn withdraw(self, caller: Address, now: BlockNumber) -> Result<(Self, Wei), BondError> {
        self.ensure_operator(caller)?;
        match self.standing {
            Standing::Leaving { until, .. } if now < until => Err(BondError::StillBonded { until }),
            Standing::Leaving { since, .. } => {
                let left = Self { stake: Wei::ZERO, standing: Standing::Left { since }, ..self };
                Ok((left, self.stake))
            }
            standing => Err(BondError::NotLeaving { status: standing.number() }),
        }
    }

    /// The block from which it is not active any more.
    pub const fn leaving_at(&self) -> Option<BlockNumber> {
        match self.standing {
            Standing::Active => None,
            Standing::Leaving { since, .. } | Standing::Left { since } => Some(since),
        }
    }

    /// Its activity, oldest change first: one entry or two, since who leaves does not come back. It was
    /// never active if it left in the block it registered in.
    pub fn activity(&self) -> impl Iterator<Item = ActivityChange> {
        let (from, to) = (self.registered_at, self.leaving_at());
        let begins = (to != Some(from)).then_some(ActivityChange { from_block: from, active: true });
        let ends = to.map(|from_block| ActivityChange { from_block, active: false });
        begins.into_iter().chain(ends)
    }
}
