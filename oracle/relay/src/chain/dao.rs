//! The DAO as an oracle sees it: which final epoch it has read, and having it read the newest.

use alloy_primitives::Address;
use tributary_client::{abi::IGovernance, ClientError};
use tributary_core::{BlockNumber, EpochId};

use super::Chain;
use crate::reading::DaoBooks;

impl Chain {
    /// The DAO's books of votes earned, as of `block`; `None` where there is no DAO, and while it reads none or
    /// another splitter than the deployment's: it would refuse to read, or never come to the epochs of this one.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn dao_books(&self, block: BlockNumber) -> Result<Option<DaoBooks>, ClientError> {
        let dao = &self.suite.governance;
        if dao.address() == Address::ZERO {
            return Ok(None);
        }
        let at = self.client.block_hash(block).await?;
        let books = dao.read_at(IGovernance::earnedCall {}, at).await?;
        let reads = books.splitter == self.suite.royalty_splitter.address();
        Ok(reads.then_some(DaoBooks { epoch: EpochId(books.epoch), ceiling: books.ceiling }))
    }

    /// Has the DAO read the splitter's final epoch and waits until that is final; returns the block and the epoch,
    /// or no epoch if the DAO had read it already.
    ///
    /// # Errors
    /// If the DAO refuses, or it is not final.
    pub async fn sync_votes(&self) -> Result<(BlockNumber, Option<EpochId>), ClientError> {
        let dao = &self.suite.governance;
        let receipt = dao.write(&self.signer, IGovernance::syncVotesCall {}).await?;
        let read = receipt.events_of::<IGovernance::VotesSynced>(dao.address()).next();
        Ok((receipt.block_number, read.map(|read| EpochId(read.epoch))))
    }
}
