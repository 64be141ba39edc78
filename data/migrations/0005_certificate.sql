-- +goose Up
-- Issued certificates. The body is the record of the issuing ledger entry and
-- never changes; revoked is the record of the revoking entry, '' while there
-- is none.
CREATE TABLE certificates (
    id            TEXT   NOT NULL PRIMARY KEY,
    number        TEXT   NOT NULL UNIQUE,
    year          BIGINT NOT NULL,
    sequence      BIGINT NOT NULL,
    holder        TEXT   NOT NULL,
    definition    TEXT   NOT NULL,
    issued_at     BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    entry         BIGINT NOT NULL,
    body          TEXT   NOT NULL,
    revoked       TEXT   NOT NULL,
    revoked_entry BIGINT NOT NULL,
    UNIQUE (year, sequence)
);
CREATE INDEX certificates_holder ON certificates (holder, issued_at);

-- The page of each certificate as it was printed at the issue, in base64. It
-- is read only by a program whose renderer is another.
CREATE TABLE certificate_pages (
    id   TEXT NOT NULL PRIMARY KEY REFERENCES certificates (id),
    page TEXT NOT NULL
);

-- +goose Down
DROP TABLE certificate_pages;
DROP TABLE certificates;
