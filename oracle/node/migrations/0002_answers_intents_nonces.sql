-- Nonces are any 64-bit numbers, which SQLite's integers are not: 8 bytes big-endian instead.
CREATE TABLE reports_2 (
    sequence INTEGER NOT NULL PRIMARY KEY,
    payer BLOB NOT NULL,
    nonce BLOB NOT NULL,
    generation INTEGER NOT NULL,
    -- Wei as 16 bytes big-endian.
    fee BLOB NOT NULL,
    signed BLOB NOT NULL
);
INSERT INTO reports_2
    SELECT sequence, payer, unhex(printf('%016x', nonce)), generation, fee, signed FROM reports;
DROP TABLE reports;
ALTER TABLE reports_2 RENAME TO reports;

CREATE TABLE cursors_2 (
    payer BLOB NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    spent BLOB NOT NULL
);
INSERT INTO cursors_2 SELECT payer, generation, unhex(printf('%016x', nonce)), spent FROM cursors;
DROP TABLE cursors;
ALTER TABLE cursors_2 RENAME TO cursors;

-- Answers by their voucher's digest, kept in the transaction of their report: what was charged can be had
-- again, and can be revealed.
CREATE TABLE answers (
    voucher BLOB NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL,
    salt BLOB NOT NULL,
    text TEXT NOT NULL,
    -- JSON.
    passages TEXT NOT NULL,
    cut_short INTEGER NOT NULL,
    -- Seconds since 1970.
    made_at INTEGER NOT NULL
);
CREATE INDEX answers_by_time ON answers (made_at);

-- Vouchers whose answer began and has no report: their nonces are used up.
CREATE TABLE intents (
    voucher BLOB NOT NULL PRIMARY KEY,
    payer BLOB NOT NULL,
    nonce BLOB NOT NULL
);
CREATE INDEX intents_by_payer ON intents (payer, nonce);
