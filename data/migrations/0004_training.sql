-- +goose Up
-- Packs of content that the shop has imported.
CREATE TABLE content_packs (
    id          TEXT   NOT NULL PRIMARY KEY,
    version     TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    counts      TEXT   NOT NULL,
    imported_at BIGINT NOT NULL
);

-- Every version of every piece of content. Rows are only ever added.
CREATE TABLE content_versions (
    kind      TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    hash      TEXT   NOT NULL,
    from_pack BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (kind, id, version)
);

-- Which version is the current one, and what is not content of it.
CREATE TABLE content (
    kind      TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    pack      TEXT   NOT NULL,
    pack_hash TEXT   NOT NULL,
    position  BIGINT NOT NULL,
    retired   BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Grows by one with every change of content.
CREATE TABLE content_stamp (
    id    BIGINT NOT NULL PRIMARY KEY,
    stamp BIGINT NOT NULL
);
INSERT INTO content_stamp (id, stamp) VALUES (1, 0);

CREATE TABLE acknowledgements (
    person  TEXT   NOT NULL,
    lesson  TEXT   NOT NULL,
    version BIGINT NOT NULL,
    hash    TEXT   NOT NULL,
    attempt TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (person, lesson, version)
);

CREATE TABLE enrolments (
    id        TEXT   NOT NULL PRIMARY KEY,
    person    TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    to_day    TEXT   NOT NULL,
    made_by   TEXT   NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX enrolments_person ON enrolments (person, at);

CREATE TABLE mentorships (
    id         TEXT   NOT NULL PRIMARY KEY,
    mentor     TEXT   NOT NULL,
    apprentice TEXT   NOT NULL,
    from_day   TEXT   NOT NULL,
    to_day     TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX mentorships_apprentice ON mentorships (apprentice, at);

CREATE TABLE observations (
    id         TEXT   NOT NULL PRIMARY KEY,
    apprentice TEXT   NOT NULL,
    checklist  TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    on_day     TEXT   NOT NULL,
    seen       TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX observations_apprentice ON observations (apprentice, at);

-- A sign-off; only its state ever changes.
CREATE TABLE sign_offs (
    id         TEXT   NOT NULL PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    version    BIGINT NOT NULL,
    apprentice TEXT   NOT NULL,
    mentor     TEXT   NOT NULL,
    programme  TEXT   NOT NULL,
    module     TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    evidence   TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    witnessed  BIGINT NOT NULL,
    ledger     BIGINT NOT NULL,
    UNIQUE (apprentice, programme, module, version)
);

-- What happened to a sign-off. Rows are only ever added.
CREATE TABLE sign_off_events (
    sign_off  TEXT   NOT NULL REFERENCES sign_offs (id),
    n         BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    signature TEXT   NOT NULL,
    PRIMARY KEY (sign_off, n)
);

-- The desk counts everyone's recent answers in the order of this index.
CREATE INDEX quiz_outcomes_shares ON quiz_outcomes (learner, point, at, pending, is_right);

-- +goose Down
DROP INDEX quiz_outcomes_shares;
DROP TABLE sign_off_events;
DROP TABLE sign_offs;
DROP TABLE observations;
DROP TABLE mentorships;
DROP TABLE enrolments;
DROP TABLE acknowledgements;
DROP TABLE content_stamp;
DROP TABLE content;
DROP TABLE content_versions;
DROP TABLE content_packs;
