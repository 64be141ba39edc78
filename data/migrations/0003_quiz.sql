-- +goose Up
-- Knowledge points, a tree by parent.
CREATE TABLE quiz_points (
    id       TEXT   NOT NULL PRIMARY KEY,
    parent   TEXT   NOT NULL,
    title_zh TEXT   NOT NULL,
    title_en TEXT   NOT NULL,
    critical BIGINT NOT NULL,
    position BIGINT NOT NULL
);

-- Published versions of item models. A row never changes but for in_use.
CREATE TABLE quiz_models (
    id           TEXT   NOT NULL,
    hash         TEXT   NOT NULL,
    point        TEXT   NOT NULL,
    rev          BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    in_use       BIGINT NOT NULL,
    PRIMARY KEY (id, hash)
);
CREATE INDEX quiz_models_point ON quiz_models (point, in_use);

CREATE TABLE quiz_blueprints (
    id   TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

-- One row names an attempt; all but the first columns follow from its steps.
CREATE TABLE quiz_attempts (
    id         TEXT   NOT NULL PRIMARY KEY,
    learner    TEXT   NOT NULL,
    blueprint  TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    purpose    TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    elapsed    BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL,
    verdict    TEXT   NOT NULL,
    tally      TEXT   NOT NULL,
    head       TEXT   NOT NULL,
    steps      BIGINT NOT NULL
);
CREATE INDEX quiz_attempts_learner ON quiz_attempts (learner, started_at);

-- What happened in an attempt. Rows are only ever added.
CREATE TABLE quiz_steps (
    attempt TEXT   NOT NULL REFERENCES quiz_attempts (id),
    seq     BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    slot    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    elapsed BIGINT NOT NULL,
    person  TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    prev    TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    PRIMARY KEY (attempt, seq)
);

-- The secret half of each variant, apart from what was shown.
CREATE TABLE quiz_keys (
    attempt TEXT   NOT NULL REFERENCES quiz_attempts (id),
    slot    BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (attempt, slot)
);

-- The last sign of life of a sitting.
CREATE TABLE quiz_pulses (
    attempt TEXT   NOT NULL PRIMARY KEY REFERENCES quiz_attempts (id),
    elapsed BIGINT NOT NULL,
    at      BIGINT NOT NULL
);

-- From here on: what can be rebuilt from the steps.
CREATE TABLE quiz_replies (
    attempt      TEXT   NOT NULL,
    slot         BIGINT NOT NULL,
    learner      TEXT   NOT NULL,
    point        TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    purpose      TEXT   NOT NULL,
    submitted_at BIGINT NOT NULL,
    PRIMARY KEY (attempt, slot)
);

CREATE TABLE quiz_showings (
    attempt   TEXT   NOT NULL,
    slot      BIGINT NOT NULL,
    learner   TEXT   NOT NULL,
    model     TEXT   NOT NULL,
    situation TEXT   NOT NULL,
    class     TEXT   NOT NULL,
    purpose   TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (attempt, slot)
);
CREATE INDEX quiz_showings_learner ON quiz_showings (learner, model, at);
CREATE INDEX quiz_showings_model ON quiz_showings (model, at);

CREATE TABLE quiz_outcomes (
    learner      TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    situation_id TEXT   NOT NULL,
    point        TEXT   NOT NULL,
    situation    TEXT   NOT NULL,
    class        TEXT   NOT NULL,
    content_hash TEXT   NOT NULL,
    purpose      TEXT   NOT NULL,
    score        BIGINT NOT NULL,
    is_right     BIGINT NOT NULL,
    red_line     BIGINT NOT NULL,
    pending      BIGINT NOT NULL,
    marked_by    TEXT   NOT NULL,
    attempt      TEXT   NOT NULL,
    slot         BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (learner, model, situation_id)
);
CREATE INDEX quiz_outcomes_point ON quiz_outcomes (learner, point, at);

CREATE TABLE quiz_standings (
    learner   TEXT   NOT NULL,
    point     TEXT   NOT NULL,
    done      BIGINT NOT NULL,
    right_n   BIGINT NOT NULL,
    exam_done BIGINT NOT NULL,
    pending   BIGINT NOT NULL,
    practised BIGINT NOT NULL,
    certified BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    bits      BIGINT NOT NULL,
    PRIMARY KEY (learner, point)
);

-- +goose Down
DROP TABLE quiz_standings;
DROP TABLE quiz_outcomes;
DROP TABLE quiz_showings;
DROP TABLE quiz_replies;
DROP TABLE quiz_pulses;
DROP TABLE quiz_keys;
DROP TABLE quiz_steps;
DROP TABLE quiz_attempts;
DROP TABLE quiz_blueprints;
DROP TABLE quiz_models;
DROP TABLE quiz_points;
