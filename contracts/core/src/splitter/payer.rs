//! A payer's account.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber, Hash},
    money::{MoneyError, Wei},
    splitter::{ReserveChange, StandingChange},
};

/// Everything about one payer that has no history. Amounts are in wei, cumulative over its whole life
/// unless said otherwise. The default is an address that never deposited.
///
/// Always `deposited = withdrawn + settled + reserved + free`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Payer {
    /// Paid in.
    pub deposited: Wei,
    /// Paid back at exits.
    pub withdrawn: Wei,
    /// Spent as proven at exits: by earlier generations, and by this one if it was paid back in part.
    pub settled: Wei,
    /// Set aside for nodes in the current generation.
    pub reserved: Wei,
    /// Block of the first deposit; `None` before it.
    pub first_deposit_at: Option<BlockNumber>,
    /// Block of the pending exit request.
    pub exit_requested_at: Option<BlockNumber>,
    /// Counts exits.
    pub generation: u32,
    /// Whether its vouchers count: it deposited in this generation and asked for no exit.
    pub open: bool,
    /// The newest ed25519 session key; zero before any.
    pub session_key: Hash,
}

/// What a payer may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayerError {
    /// An amount of nothing.
    #[error("the amount is zero")]
    AmountZero,
    /// Amounts leave `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The address never deposited.
    #[error("{address} never deposited")]
    NotPayer {
        /// The address.
        address: Address,
    },
    /// No key.
    #[error("the session key is zero")]
    SessionKeyInvalid {
        /// The key given.
        key: Hash,
    },
    /// More than is free.
    #[error("{wanted} wei exceed the free {free}")]
    ReserveExceedsFree {
        /// The amount.
        wanted: Wei,
        /// What is free.
        free: Wei,
    },
    /// An exit was requested.
    #[error("an exit was requested at block {requested_at}")]
    ExitPending {
        /// The block.
        requested_at: BlockNumber,
    },
}

impl Payer {
    /// What is neither paid back, spent in earlier generations, nor set aside.
    pub fn free(&self) -> Wei {
        Wei(self
            .deposited
            .0
            .saturating_sub(self.withdrawn.0)
            .saturating_sub(self.settled.0)
            .saturating_sub(self.reserved.0))
    }

    /// Passes for an address that deposited.
    ///
    /// # Errors
    /// [`PayerError::NotPayer`] for any other.
    pub fn ensure_known(&self, address: Address) -> Result<(), PayerError> {
        match self.first_deposit_at {
            Some(_) => Ok(()),
            None => Err(PayerError::NotPayer { address }),
        }
    }

    fn ensure_staying(&self) -> Result<(), PayerError> {
        match self.exit_requested_at {
            None => Ok(()),
            Some(requested_at) => Err(PayerError::ExitPending { requested_at }),
        }
    }

    /// Pays in `amount` at block `now`. The first deposit of a generation opens it and returns the
    /// change of standing to record.
    ///
    /// # Errors
    /// [`PayerError::AmountZero`], [`PayerError::ExitPending`], [`PayerError::Money`].
    pub fn deposit(
        &self,
        amount: Wei,
        now: BlockNumber,
    ) -> Result<(Self, Option<StandingChange>), PayerError> {
        if amount.is_zero() {
            return Err(PayerError::AmountZero);
        }
        self.ensure_staying()?;
        let payer = Self {
            deposited: self.deposited.try_add(amount)?,
            first_deposit_at: self.first_deposit_at.or(Some(now)),
            open: true,
            ..*self
        };
        let opens = StandingChange { from_block: now, generation: self.generation, open: true };
        Ok((payer, (!self.open).then_some(opens)))
    }

    /// Registers a session key. Nothing but zero is refused: whether 32 bytes are a usable key shows
    /// when a voucher is verified, and a bad one harms only its payer.
    ///
    /// # Errors
    /// [`PayerError::NotPayer`], [`PayerError::SessionKeyInvalid`] for zero.
    pub fn register_key(&self, address: Address, key: Hash) -> Result<Self, PayerError> {
        self.ensure_known(address)?;
        if key == [0; 32] {
            return Err(PayerError::SessionKeyInvalid { key });
        }
        Ok(Self { session_key: key, ..*self })
    }

    /// Sets `amount` aside for a node at block `now`, on top of `newest`, the last change recorded for
    /// that node. Irrevocable until an exit, so that a node can rely on it.
    ///
    /// # Errors
    /// [`PayerError::NotPayer`], [`PayerError::ExitPending`], [`PayerError::AmountZero`],
    /// [`PayerError::ReserveExceedsFree`].
    pub fn reserve(
        &self,
        address: Address,
        amount: Wei,
        newest: Option<&ReserveChange>,
        now: BlockNumber,
    ) -> Result<(Self, ReserveChange), PayerError> {
        self.ensure_known(address)?;
        self.ensure_staying()?;
        if amount.is_zero() {
            return Err(PayerError::AmountZero);
        }
        let free = self.free();
        if amount > free {
            return Err(PayerError::ReserveExceedsFree { wanted: amount, free });
        }
        let before = newest
            .filter(|change| change.generation == self.generation)
            .map_or(Wei::ZERO, |change| change.total);
        let total = before.try_add(amount)?;
        let payer = Self { reserved: self.reserved.try_add(amount)?, ..*self };
        Ok((payer, ReserveChange { from_block: now, generation: self.generation, total }))
    }

    /// Asks for an exit at block `now`; from the end of that block on, vouchers no longer count.
    ///
    /// # Errors
    /// [`PayerError::ExitPending`]; [`PayerError::NotPayer`] also for someone who left and did not return.
    pub fn request_exit(
        &self,
        address: Address,
        now: BlockNumber,
    ) -> Result<(Self, StandingChange), PayerError> {
        self.ensure_staying()?;
        if !self.open {
            return Err(PayerError::NotPayer { address });
        }
        let payer = Self { exit_requested_at: Some(now), open: false, ..*self };
        Ok((payer, StandingChange { from_block: now, generation: self.generation, open: false }))
    }
}
