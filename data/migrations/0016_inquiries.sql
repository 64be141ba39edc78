-- +goose Up
-- What learners ask about a lesson or an answered question, and the answers.
CREATE TABLE inquiries (
    id          TEXT   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    words       TEXT   NOT NULL,
    lesson      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    attempt     TEXT   NOT NULL,
    slot        BIGINT NOT NULL,
    model       TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    answer      TEXT   NOT NULL,
    answered_by TEXT   NOT NULL,
    answered_at BIGINT NOT NULL
);
CREATE INDEX inquiries_open ON inquiries (at) WHERE answered_at = 0;
CREATE INDEX inquiries_person ON inquiries (person, answered_at);

-- +goose Down
DROP TABLE inquiries;
