-- Reports as the nodes signed them, one per node and sequence.
CREATE TABLE reports (
    node INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    digest BLOB NOT NULL,
    signed BLOB NOT NULL,
    PRIMARY KEY (node, sequence)
) WITHOUT ROWID;

-- Epochs as the chain announced them, in order.
CREATE TABLE epochs (
    epoch INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL,
    commitment BLOB NOT NULL
);

-- Epochs that a quorum signed and that are to be on chain.
CREATE TABLE outbox (
    epoch INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL,
    commitment BLOB NOT NULL,
    signatures BLOB NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
);

-- The next block whose events have not been read.
CREATE TABLE progress (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    next_block INTEGER NOT NULL
);
