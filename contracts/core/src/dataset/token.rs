//! A dataset as an ERC-721 token: who owns it, who may move it.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::registration::{check_royalty, Lineage, RegistrationError};
use crate::{
    ids::{Address, BlockNumber, DatasetId},
    money::Wei,
    ppm::Ppm,
};

#[cfg(test)]
mod tests;

/// What a transfer, an approval or a change of status reads and writes: one cell of 73 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Token {
    /// Who owns it.
    pub owner: Address,
    /// Who else may move it, besides the owner's operators; zero: nobody.
    pub approved: Address,
    /// Who made it, or was found to have: gets the royalty on resale.
    pub creator: Address,
    /// The royalty on resale.
    pub royalty: Ppm,
    /// When it was registered.
    pub created_at: BlockNumber,
    /// How long its longest chain of parents is.
    pub depth: u8,
    /// In how many ways it leads to an ancestor, itself included.
    pub family: u16,
    /// Whether its owner delisted it.
    pub delisted: bool,
    /// Whether the contract's owner quarantined it.
    pub quarantined: bool,
}

/// What the token rules refuse, as ERC-6093 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody sends from the zero address.
    #[error("{sender} cannot send")]
    InvalidSender {
        /// The sender.
        sender: Address,
    },
    /// Nobody receives at the zero address.
    #[error("{receiver} cannot receive")]
    InvalidReceiver {
        /// The receiver.
        receiver: Address,
    },
    /// The caller is neither owner, nor approved, nor an operator.
    #[error("{operator} may not move dataset {dataset}")]
    InsufficientApproval {
        /// Who called.
        operator: Address,
        /// The dataset.
        dataset: DatasetId,
    },
    /// The dataset belongs to somebody else than said.
    #[error("dataset {dataset} belongs to {owner}, not to {sender}")]
    IncorrectOwner {
        /// From whom it was to be moved.
        sender: Address,
        /// The dataset.
        dataset: DatasetId,
        /// Whose it is.
        owner: Address,
    },
    /// The caller may not approve: neither the owner nor an operator.
    #[error("{approver} may not approve")]
    InvalidApprover {
        /// Who called.
        approver: Address,
    },
    /// The zero address is nobody's operator.
    #[error("{operator} cannot be an operator")]
    InvalidOperator {
        /// The operator.
        operator: Address,
    },
}

impl Token {
    /// Where it stands among its ancestors.
    pub const fn lineage(&self) -> Lineage {
        Lineage { depth: self.depth, family: self.family }
    }

    /// A dataset registered now by its creator.
    ///
    /// # Errors
    /// [`RegistrationError::RoyaltyTooHigh`].
    pub fn mint(
        creator: Address,
        royalty: Ppm,
        lineage: Lineage,
        now: BlockNumber,
    ) -> Result<Self, RegistrationError> {
        check_royalty(royalty)?;
        Ok(Self {
            owner: creator,
            approved: Address::default(),
            creator,
            royalty,
            created_at: now,
            depth: lineage.depth,
            family: lineage.family,
            delisted: false,
            quarantined: false,
        })
    }

    /// Moves the dataset to `to` on behalf of `caller`, and clears its approval. Any status may move.
    /// `is_operator` says whether the caller is the owner's operator, and is asked only if that decides.
    ///
    /// # Errors
    /// [`TokenError`], in the order of ERC-6093's reference: addresses, approval, owner.
    pub fn transfer(
        &mut self,
        dataset: DatasetId,
        caller: Address,
        from: Address,
        to: Address,
        is_operator: impl FnOnce(&Address) -> bool,
    ) -> Result<(), TokenError> {
        if from == Address::default() {
            return Err(TokenError::InvalidSender { sender: from });
        }
        check_receiver(to)?;
        let approved = self.approved != Address::default() && caller == self.approved;
        if caller != self.owner && !approved && !is_operator(&self.owner) {
            return Err(TokenError::InsufficientApproval { operator: caller, dataset });
        }
        if from != self.owner {
            return Err(TokenError::IncorrectOwner { sender: from, dataset, owner: self.owner });
        }
        self.give_to(to);
        Ok(())
    }

    /// Moves the dataset to its true author without an approval; the author becomes its creator too.
    /// Returns whose it was.
    ///
    /// # Errors
    /// [`TokenError::InvalidReceiver`] for the zero address.
    pub fn reassign(&mut self, to: Address) -> Result<Address, TokenError> {
        check_receiver(to)?;
        let from = self.owner;
        self.give_to(to);
        self.creator = to;
        Ok(from)
    }

    fn give_to(&mut self, to: Address) {
        self.owner = to;
        self.approved = Address::default();
    }

    /// Lets `to` move the dataset; the zero address: nobody.
    ///
    /// # Errors
    /// [`TokenError::InvalidApprover`] unless the caller is the owner or its operator.
    pub fn approve(
        &mut self,
        caller: Address,
        to: Address,
        is_operator: impl FnOnce(&Address) -> bool,
    ) -> Result<(), TokenError> {
        if caller != self.owner && !is_operator(&self.owner) {
            return Err(TokenError::InvalidApprover { approver: caller });
        }
        self.approved = to;
        Ok(())
    }

    /// The royalty on a resale at `price`.
    pub fn royalty_on(&self, price: Wei) -> Wei {
        self.royalty.of(price)
    }
}

fn check_receiver(receiver: Address) -> Result<(), TokenError> {
    if receiver == Address::default() {
        return Err(TokenError::InvalidReceiver { receiver });
    }
    Ok(())
}

/// Judges who is to be an owner's operator.
///
/// # Errors
/// [`TokenError::InvalidOperator`] for the zero address.
pub fn check_operator(operator: Address) -> Result<(), TokenError> {
    if operator == Address::default() {
        return Err(TokenError::InvalidOperator { operator });
    }
    Ok(())
}
