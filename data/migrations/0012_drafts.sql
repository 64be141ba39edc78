-- +goose Up
-- Item models that are being written, and the samples that a second person reads.
CREATE TABLE quiz_drafts (
    id       TEXT   NOT NULL PRIMARY KEY,
    model    TEXT   NOT NULL,
    title_zh TEXT   NOT NULL,
    title_en TEXT   NOT NULL,
    point    TEXT   NOT NULL,
    author   TEXT   NOT NULL,
    base     TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    text     TEXT   NOT NULL,
    saved_at BIGINT NOT NULL,
    sent_at  BIGINT NOT NULL,
    reader   TEXT   NOT NULL
);

CREATE TABLE quiz_readings (
    draft    TEXT   NOT NULL REFERENCES quiz_drafts (id),
    n        BIGINT NOT NULL,
    variant  TEXT   NOT NULL,
    response TEXT   NOT NULL,
    agrees   BIGINT NOT NULL,
    said     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (draft, n)
);

-- Who agreed with the keys of a published version.
CREATE TABLE quiz_approvals (
    model      TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    author     TEXT   NOT NULL,
    reader     TEXT   NOT NULL,
    situations BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (model, hash)
);

-- +goose Down
DROP TABLE quiz_approvals;
DROP TABLE quiz_readings;
DROP TABLE quiz_drafts;
