-- +goose Up
-- The shop: one row. Keys are wrapped (JSON of salt, nonce, box), see training/staff.
CREATE TABLE shop (
    id             TEXT   NOT NULL PRIMARY KEY,
    name           TEXT   NOT NULL,
    language       TEXT   NOT NULL,
    opened_at      BIGINT NOT NULL,
    demo           BIGINT NOT NULL,
    owner_id       TEXT   NOT NULL,
    public_key     TEXT   NOT NULL,
    wrapped        TEXT   NOT NULL, -- the shop's seed under the owner's passphrase
    recovery       TEXT   NOT NULL, -- the shop's seed under the recovery code
    recovery_owner TEXT   NOT NULL, -- the owner's seed under the recovery code
    issuing_key    TEXT   NOT NULL, -- fingerprint
    issuing        TEXT   NOT NULL, -- its seed under the folder key
    secret         TEXT   NOT NULL
);

-- Where a data folder has no place of its own (PostgreSQL without one), its key.
CREATE TABLE folder_key (
    id  BIGINT NOT NULL PRIMARY KEY,
    key TEXT   NOT NULL
);

CREATE TABLE people (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    ordinal       BIGINT NOT NULL, -- among namesakes
    roles         TEXT   NOT NULL, -- with commas between
    state         TEXT   NOT NULL,
    joined_at     BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    pin           TEXT   NOT NULL, -- PHC string
    claim         TEXT   NOT NULL, -- PHC string
    claim_ends_at BIGINT NOT NULL,
    UNIQUE (name, ordinal)
);

CREATE TABLE person_keys (
    id          TEXT   NOT NULL PRIMARY KEY, -- fingerprint
    person_id   TEXT   NOT NULL REFERENCES people (id),
    public_key  TEXT   NOT NULL,
    wrapped     TEXT   NOT NULL,
    enrolled_at BIGINT NOT NULL, -- index in the ledger
    ended_at    BIGINT NOT NULL  -- index in the ledger, -1 while it is good
);
CREATE UNIQUE INDEX person_keys_current ON person_keys (person_id) WHERE ended_at < 0;

-- Wrong tries in a row: PINs, passphrases, codes.
CREATE TABLE throttles (
    bucket   TEXT   NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);

-- The ledger: entries, the hashes of its tree in the order of tlog, signed heads.
CREATE TABLE ledger_entries (
    idx     BIGINT NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    payload TEXT   NOT NULL, -- canonical JSON; empty when erased
    salt    TEXT   NOT NULL,
    leaf    TEXT   NOT NULL
);
CREATE INDEX ledger_entries_kind ON ledger_entries (kind, idx);

CREATE TABLE ledger_nodes (
    idx  BIGINT NOT NULL PRIMARY KEY,
    hash TEXT   NOT NULL
);

CREATE TABLE ledger_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    root TEXT   NOT NULL,
    note TEXT   NOT NULL
);

-- +goose Down
DROP TABLE ledger_checkpoints;
DROP TABLE ledger_nodes;
DROP TABLE ledger_entries;
DROP TABLE throttles;
DROP TABLE person_keys;
DROP TABLE people;
DROP TABLE folder_key;
DROP TABLE shop;
