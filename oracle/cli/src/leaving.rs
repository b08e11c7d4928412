//! A payer's way out, with what it did not spend.

use tributary_client::{abi::IRoyaltySplitter, Address, Block, Bytes, ClientError, Signer, Suite};
use tributary_core::{splitter::Totals, Account, BlockNumber, Wei};

use crate::{exit::Failure, final_root::StaleProof, oracle_http::TotalProof};

/// A payer and what its exit depends on, as of one block.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The payer's address.
    pub account: Address,
    /// What it has.
    pub payer: IRoyaltySplitter::Payer,
    /// The newest final root.
    pub root: IRoyaltySplitter::Root,
    /// The splitter's delays.
    pub params: IRoyaltySplitter::Params,
    /// Its counters.
    pub totals: Totals,
    /// The block.
    pub at: BlockNumber,
}

/// How far an exit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// None is requested.
    Staying,
    /// It waits for an epoch with this cut or a later one to become final, or for the escape.
    Waiting {
        /// The cut needed.
        cut: BlockNumber,
        /// From when on the final root of then suffices, whatever its cut.
        escape_at: BlockNumber,
    },
    /// No such epoch became final in time: the final root suffices as it is.
    Escapable,
    /// The final root covers it.
    Covered,
}

impl Stage {
    /// The word for it in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Staying => "none_requested",
            Self::Waiting { .. } => "waiting",
            Self::Escapable => "escape_open",
            Self::Covered => "covered",
        }
    }
}

impl Leaving {
    /// Reads them in the newest final state.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn read(suite: &Suite, account: Address) -> Result<Self, ClientError> {
        let splitter = &suite.royalty_splitter;
        let Block { number: at, hash } = splitter.client().finalized_block().await?;
        Ok(Self {
            account,
            payer: splitter.read_at(IRoyaltySplitter::payerCall { account }, hash).await?,
            root: splitter.read_at(IRoyaltySplitter::rootCall {}, hash).await?,
            params: splitter.read_at(IRoyaltySplitter::paramsCall {}, hash).await?,
            totals: suite.totals_at(hash).await?,
            at,
        })
    }

    /// How far the exit is. A transaction sent now is in the next block at the earliest.
    pub const fn stage(&self) -> Stage {
        let requested_at = self.payer.exitRequestedAt;
        if requested_at == 0 {
            return Stage::Staying;
        }
        let cut = requested_at.saturating_add(self.params.exitDelay);
        let escape_at = requested_at.saturating_add(self.params.escapeAfter);
        if self.root.epoch != 0 && self.root.cutBlock >= cut {
            Stage::Covered
        } else if self.at.saturating_add(1) >= escape_at {
            Stage::Escapable
        } else {
            Stage::Waiting { cut, escape_at }
        }
    }

    /// Whether the final root knows the payer, so that what it spent has to be proven.
    pub const fn is_in_root(&self) -> bool {
        let first = self.payer.firstDepositAt;
        self.root.epoch != 0 && first != 0 && first <= self.root.cutBlock
    }

    /// What the exit calls for: the spend and its proof under the final root, from an oracle or kept from
    /// one; nothing where the root does not know the payer.
    ///
    /// # Errors
    /// If there is none, or it is of another account; [`StaleProof`] if it is of another epoch.
    pub fn call(&self, proof: Option<TotalProof>) -> anyhow::Result<IRoyaltySplitter::exitCall> {
        if !self.is_in_root() {
            return Ok(IRoyaltySplitter::exitCall { spent: 0, proof: Bytes::new() });
        }
        let (account, epoch) = (self.account, self.root.epoch);
        let proof = proof.ok_or_else(|| {
            Failure::not_found(format!("there is no proof of what {account} spent by epoch {epoch}"))
        })?;
        if proof.epoch != epoch {
            return Err(StaleProof { proven: proof.epoch, last: epoch }.into());
        }
        if proof.account.0 != self.word().to_word() {
            let words = format!("the proof is of another account than {account}");
            return Err(Failure::not_verified(words).into());
        }
        Ok(IRoyaltySplitter::exitCall { spent: proof.cumulative_wei.0, proof: proof.proof })
    }

    /// The payer's account in the spend tree.
    pub fn word(&self) -> Account {
        Account::Payer(tributary_core::Address(self.account.into_array()))
    }
}

/// What an exit paid.
#[derive(Clone, Debug)]
pub struct Left {
    /// What was paid back.
    pub paid: Wei,
    /// What stays as spent, over the payer's whole life.
    pub spent: Wei,
    /// What was not spent and could not be paid: the exit stays open, and the same call takes it once the
    /// final root leaves more to payers. Zero where the exit ended.
    pub rest: Wei,
}

/// Leaves, or takes as much as there is.
///
/// # Errors
/// If the chain refuses.
pub async fn leave(suite: &Suite, payer: &Signer, call: IRoyaltySplitter::exitCall) -> anyhow::Result<Left> {
    let splitter = &suite.royalty_splitter;
    let receipt = splitter.write(payer, call).await?;
    let in_part = receipt.events_of::<IRoyaltySplitter::PartlyExited>(splitter.address()).next();
    if let Some(event) = in_part {
        return Ok(Left { paid: Wei(event.amount), spent: Wei(event.spent), rest: Wei(event.rest) });
    }
    let event = receipt.event::<IRoyaltySplitter::Exited>(splitter.address())?;
    Ok(Left { paid: Wei(event.amount), spent: Wei(event.spent), rest: Wei::ZERO })
}

#[cfg(test)]
mod tests;
