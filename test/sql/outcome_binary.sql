-- drift.outcome and drift.fairness in binary: round trips, cut and damaged messages
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(21);

CREATE TEMP TABLE log AS
SELECT h % 5 < 2 AS label, h % 7 < 3 AS predicted, (h % 7) / 6.0::float8 AS score, 'c' || h % 4 AS class,
	'é' || (h / 7) % 5 AS guess
FROM (SELECT i, abs(hashint4(i)) AS h FROM generate_series(1, 200) AS i) AS q;

CREATE TEMP TABLE state(name, type, sent, text) AS
SELECT 'binary', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.binary_outcome_agg(label, predicted, score) AS s FROM log) AS q
UNION ALL
SELECT 'without scores', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.binary_outcome_agg(label, predicted, NULL) AS s FROM log) AS q
UNION ALL
SELECT 'class', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.class_outcome_agg(class, guess) AS s FROM log) AS q
UNION ALL
SELECT 'regression', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.regression_outcome_agg(score, score * 2) AS s FROM log) AS q
UNION ALL
SELECT 'weighted', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.binary_outcome_agg(label, predicted, score, 0.5 + score) AS s FROM log) AS q
UNION ALL
SELECT 'weighted regression', 'outcome', drift.outcome_send(s), s::text FROM (SELECT drift.regression_outcome_agg(score, score * 2, 0.5 + score) AS s FROM log) AS q
UNION ALL
SELECT 'fairness', 'fairness', drift.fairness_send(s), s::text FROM (SELECT drift.fairness_agg(guess, predicted, label) AS s FROM log) AS q;

CREATE TEMP TABLE got_outcome(state drift.outcome);
CREATE TEMP TABLE got_fairness(state drift.fairness);

-- Let COPY receive a message; gives the text of what was received, or the SQLSTATE.
CREATE FUNCTION pg_temp.receive(type text, message bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file bytea := '\x5047434f50590aff0d0a00' || '\x00000000'::bytea || '\x00000000'::bytea || '\x0001'::bytea
		|| int4send(length(message)) || message || '\xffff'::bytea;
	result text;
BEGIN
	EXECUTE format('COPY pg_temp.%I FROM PROGRAM %L (FORMAT binary)', 'got_' || type,
		'echo ' || replace(encode(file, 'base64'), E'\n', '') || ' | base64 -d');
	-- what was accepted must bear use
	IF type = 'outcome' THEN
		PERFORM drift.metrics(state), drift.is_exact(state) FROM pg_temp.got_outcome;
		PERFORM drift.roc_curve(state, 10), drift.threshold_table(state, 10), drift.best_threshold(state)
		FROM pg_temp.got_outcome WHERE state::text ~ ' (binary|weighted) ';
		PERFORM drift.metrics(drift.merge(s)) FROM (SELECT state FROM pg_temp.got_outcome UNION ALL SELECT state FROM pg_temp.got_outcome) AS q(s);
		SELECT state::text INTO result FROM pg_temp.got_outcome;
		DELETE FROM pg_temp.got_outcome;
	ELSE
		PERFORM drift.fairness_table(state, metric => 'all') FROM pg_temp.got_fairness;
		SELECT state::text INTO result FROM pg_temp.got_fairness;
		DELETE FROM pg_temp.got_fairness;
	END IF;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

SELECT is(pg_temp.receive(type, sent), text, name || ': round trip') FROM state;

SELECT is((SELECT string_agg(DISTINCT answer, ',') FROM generate_series(0, length(sent) - 1, 1 + length(sent) / 60) AS cut,
	pg_temp.receive(type, substr(sent, 1, cut)) AS answer WHERE answer NOT IN ('22P03', '08P01')), NULL,
	name || ': cut anywhere is refused') FROM state;

SELECT is((SELECT string_agg(answer, ',') FROM generate_series(0, length(sent) - 1, 1 + length(sent) / 100) AS at,
	pg_temp.receive(type, set_byte(sent, at, 255 - get_byte(sent, at))) AS answer
	WHERE answer NOT IN ('22P03', '08P01', '22021') AND answer NOT LIKE 'drift.%'), NULL,
	name || ': a damaged byte is refused or harmless') FROM state;

SELECT * FROM finish();
ROLLBACK;
