-- +goose Up
-- What boards read of quiz_standings, a row a learner: which points are mastered
-- in practice (their ids, parted by spaces) and when anything was last answered.
CREATE TABLE quiz_practised (
    learner TEXT   NOT NULL PRIMARY KEY,
    points  TEXT   NOT NULL,
    last_at BIGINT NOT NULL
);
INSERT INTO quiz_practised (learner, points, last_at)
    SELECT learner, COALESCE(string_agg(CASE practised WHEN 1 THEN point END, ' '), ''), MAX(last_at) FROM quiz_standings GROUP BY learner;

-- +goose Down
DROP TABLE quiz_practised;
