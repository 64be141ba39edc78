-- +goose Up
-- The days on which the heads of the attempts in course went into the ledger.
CREATE TABLE quiz_days (
    day TEXT NOT NULL PRIMARY KEY
);

-- +goose Down
DROP TABLE quiz_days;
