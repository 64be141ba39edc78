-- +goose Up
-- Every command of the last days, with its answer: sending it again gives the
-- same. Older ones are forgotten, nobody sends them again.
CREATE TABLE commands (
    id           TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL,
    request_hash TEXT   NOT NULL,
    result       TEXT   NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX commands_at ON commands (at);

-- Pictures of packs, by the SHA-256 of their bytes.
CREATE TABLE media (
    hash   TEXT   NOT NULL PRIMARY KEY,
    kind   TEXT   NOT NULL,
    width  BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes  BYTEA  NOT NULL
);

-- +goose Down
DROP TABLE media;
DROP TABLE commands;
