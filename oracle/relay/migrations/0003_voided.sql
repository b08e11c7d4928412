-- The newest block in which the ledger voided epochs: what was cut before it can never be on chain.
ALTER TABLE progress ADD COLUMN voided_at INTEGER NOT NULL DEFAULT 0;
