-- +goose Up
-- By which rule a summary was made: a program with a newer one makes it again.
ALTER TABLE quiz_standings ADD COLUMN rule BIGINT NOT NULL DEFAULT 0;

-- quiz_outcomes_shares begins with the same columns.
DROP INDEX quiz_outcomes_point;

-- A draw asks what a learner was shown, and what everyone was, of some models:
-- these answer without the rows.
DROP INDEX quiz_showings_learner;
CREATE INDEX quiz_showings_learner ON quiz_showings (learner, model, situation, class, at);
DROP INDEX quiz_showings_model;
CREATE INDEX quiz_showings_model ON quiz_showings (model, at, situation);

-- A learner's page shows what the mentor marked last.
CREATE INDEX quiz_steps_marks ON quiz_steps (attempt, at) WHERE kind = 'mentor_marked';

-- +goose Down
DROP INDEX quiz_steps_marks;
DROP INDEX quiz_showings_model;
CREATE INDEX quiz_showings_model ON quiz_showings (model, at);
DROP INDEX quiz_showings_learner;
CREATE INDEX quiz_showings_learner ON quiz_showings (learner, model, at);
CREATE INDEX quiz_outcomes_point ON quiz_outcomes (learner, point, at);
ALTER TABLE quiz_standings DROP COLUMN rule;
