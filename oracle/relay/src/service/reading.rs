//! Having the DAO read final epochs.
//!
//! With each epoch since the last that it read the DAO allows its cap of votes, so what it has not read adds up: a
//! false root behind five unread epochs could use the caps of six. So oracles have it read each epoch that became
//! final, and before the next one does: the ledger makes one epoch final at a time, and whoever is about to do that
//! first has the DAO read the one before. So the DAO reads each epoch that oracles make final by itself, unless the
//! reading fails, which holds up nobody. Anybody can make epochs final, and who does that with two in a row leaves no
//! time for the first: the DAO then reads the second for both.

use anyhow::Context;
use tracing::{debug, info};
use tributary_core::BlockNumber;

use crate::{
    ledger::LedgerView,
    metrics::Step,
    reading::{Duty, Reading},
    service::Oracle,
};

impl Oracle {
    /// Has the DAO read the newest final epoch, in staged order, if it has not.
    pub(crate) async fn read_due(&self, ledger: &LedgerView, block: BlockNumber) {
        let mut reading = self.reading.lock().await;
        reading.see(ledger, block);
        self.do_duty(&mut reading, ledger, block).await;
    }

    /// The same whoever's turn it is, for who is about to make the next epoch final. Returns whether it took a
    /// transaction, after which it may be another's turn to make that final.
    pub(crate) async fn read_before_next(&self, ledger: &LedgerView, block: BlockNumber) -> bool {
        let mut reading = self.reading.lock().await;
        reading.see(ledger, block);
        reading.take_turn(ledger, block);
        self.do_duty(&mut reading, ledger, block).await
    }

    /// Does what is due, and notes how that went; returns whether the DAO read an epoch by it. Nothing that fails
    /// here is passed on: epochs become final whether the DAO reads them or not.
    async fn do_duty(&self, reading: &mut Reading, ledger: &LedgerView, block: BlockNumber) -> bool {
        // The view that a round goes by is older than what this oracle made final in it.
        let block = block.max(reading.final_at());
        let Some(duty) = reading.duty(ledger, self.member.index_in(ledger), block) else { return false };
        let done = self.look_and_read(reading, duty, ledger, block).await;
        let read = matches!(done, Ok(true));
        self.member.note_step(Step::Reading, done.map(drop)).await;
        read
    }

    async fn look_and_read(
        &self,
        reading: &mut Reading,
        duty: Duty,
        ledger: &LedgerView,
        block: BlockNumber,
    ) -> anyhow::Result<bool> {
        let books = self.chain.dao_books(block).await.context("the DAO's books")?;
        if let Some(books) = books {
            self.member.note_votes_epoch(books.epoch).await;
        }
        if !reading.looked(books, ledger, block) || duty == Duty::Look {
            return Ok(false);
        }
        let newest = reading.newest();
        // Somebody else's transaction may be in a block that is not final yet.
        let best = self.chain.best().await.context("newest block")?;
        if best > block {
            let books = self.chain.dao_books(best).await.context("the DAO's books in the newest block")?;
            if !books.is_some_and(|books| books.lacks(newest)) {
                debug!(epoch = newest.0, best, "the DAO has read the epoch in a block that is not final");
                return Ok(false);
            }
        }
        let sent = self.chain.sync_votes().await;
        let (block, read) = sent.with_context(|| format!("the DAO did not read epoch {newest}"))?;
        // Without an epoch somebody else had it read at the same time.
        let read = read.unwrap_or(newest);
        info!(epoch = read.0, block, "the DAO read the epoch");
        reading.is_read();
        self.member.note_votes_epoch(read).await;
        Ok(true)
    }
}
