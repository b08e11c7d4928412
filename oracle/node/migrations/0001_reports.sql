-- Every report this node signed, by sequence; written before its answer ends.
CREATE TABLE reports (
    sequence INTEGER NOT NULL PRIMARY KEY,
    payer BLOB NOT NULL,
    nonce INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    -- Wei as 16 bytes big-endian.
    fee BLOB NOT NULL,
    signed BLOB NOT NULL
);

-- What each payer used up here, kept beside the reports in the same transaction.
CREATE TABLE cursors (
    payer BLOB NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    nonce INTEGER NOT NULL,
    spent BLOB NOT NULL
);
