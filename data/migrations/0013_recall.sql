-- +goose Up
-- The first complete answer of each day on a point: what spaced review counts.
CREATE TABLE quiz_recalls (
    learner  TEXT   NOT NULL,
    point    TEXT   NOT NULL,
    day      BIGINT NOT NULL,
    is_right BIGINT NOT NULL,
    attempt  TEXT   NOT NULL,
    slot     BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (learner, point, day)
);

-- What the recalls say of a learner's memory of a point: stability in days and
-- difficulty, both in hundred-millionths, and the day of the last recall.
ALTER TABLE quiz_standings ADD COLUMN stability BIGINT NOT NULL DEFAULT 0;
ALTER TABLE quiz_standings ADD COLUMN difficulty BIGINT NOT NULL DEFAULT 0;
ALTER TABLE quiz_standings ADD COLUMN recalled_on BIGINT NOT NULL DEFAULT 0;

-- A row says that what follows from the steps must be made anew: the next
-- opening does it.
CREATE TABLE quiz_stale (
    why TEXT NOT NULL PRIMARY KEY
);
INSERT INTO quiz_stale (why) SELECT 'recalls' WHERE EXISTS (SELECT 1 FROM quiz_attempts);

-- +goose Down
DROP TABLE quiz_stale;
ALTER TABLE quiz_standings DROP COLUMN recalled_on;
ALTER TABLE quiz_standings DROP COLUMN difficulty;
ALTER TABLE quiz_standings DROP COLUMN stability;
DROP TABLE quiz_recalls;
