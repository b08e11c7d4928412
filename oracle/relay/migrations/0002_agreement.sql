-- Reports by digest: a node that signed two with one sequence contradicted itself, and both are evidence.
CREATE TABLE reports_by_digest (
    id INTEGER NOT NULL PRIMARY KEY,
    node INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    digest BLOB NOT NULL,
    signed BLOB NOT NULL,
    -- 1 once an epoch that the ledger announced consumed it.
    settled INTEGER NOT NULL DEFAULT 0,
    UNIQUE (node, sequence, digest)
);
INSERT INTO reports_by_digest (node, sequence, digest, signed)
    SELECT node, sequence, digest, signed FROM reports ORDER BY node, sequence;
DROP TABLE reports;
ALTER TABLE reports_by_digest RENAME TO reports;

-- The object that says what became of the epoch's reports; null until the epoch was followed.
ALTER TABLE epochs ADD COLUMN judged BLOB;

-- Which epoch consumed a node's reports from `first` to before `until`.
CREATE TABLE consumed (
    node INTEGER NOT NULL,
    first INTEGER NOT NULL,
    until INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (node, first)
) WITHOUT ROWID;
CREATE INDEX consumed_by_epoch ON consumed (epoch);

-- The object with the books after a final epoch, from which a start goes on.
CREATE TABLE snapshot (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    epoch INTEGER NOT NULL,
    object BLOB NOT NULL
);

-- Epochs that a quorum signed and that are to be on chain, with the committee they are good for and the
-- block at which they came here.
DROP TABLE outbox;
CREATE TABLE outbox (
    epoch INTEGER NOT NULL PRIMARY KEY,
    commitment BLOB NOT NULL,
    config_digest BLOB NOT NULL,
    signatures BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
);

-- What this oracle signed: one commitment at most for each stage of an epoch. `proposal` is its own, if
-- it led.
CREATE TABLE votes (
    epoch INTEGER NOT NULL,
    prev BLOB NOT NULL,
    config_digest BLOB NOT NULL,
    stage INTEGER NOT NULL,
    hash BLOB NOT NULL,
    proposal BLOB,
    PRIMARY KEY (epoch, prev, config_digest, stage)
) WITHOUT ROWID;
