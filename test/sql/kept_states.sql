\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(13);

-- States that version 0.1.0 wrote, of every type, kind and form, in text and in binary: this version reads them, writes the
-- same, and its functions say of them what test/gen/read_state.py, which knows nothing but doc/state-format.md, read in
-- their bytes. test/gen/kept_states.sh makes the files; files of a released version are never made again.
CREATE TEMP TABLE kept (name text PRIMARY KEY, sample drift.sample, profile drift.profile, outcome drift.outcome,
	fairness drift.fairness, calibrator drift.calibrator, profiles drift.profiles, ranking drift.ranking);
CREATE TEMP TABLE received (LIKE kept);
CREATE TEMP TABLE said (name text, what text, value text);

\copy kept FROM 'test/kept/0.1.0.text'
\copy received FROM 'test/kept/0.1.0.copy' (FORMAT binary)
\copy said FROM PROGRAM 'sed ''s/\\/\\\\/g'' test/kept/0.1.0.values'

SELECT is(count(*), (SELECT count(*) FROM received), 'as many texts as binary forms') FROM kept;
SELECT is_empty($$SELECT typname FROM pg_type WHERE typnamespace = 'drift'::regnamespace AND typtype = 'b' AND typcategory <> 'A'
	AND typname NOT IN (SELECT attname FROM pg_attribute WHERE attrelid = 'kept'::regclass)$$, 'every type of state is kept');
SELECT is_empty('SELECT name FROM kept JOIN received USING (name) WHERE kept::text <> received::text',
	'text and binary forms bring the same states');
SELECT is_empty('SELECT name FROM kept WHERE num_nonnulls(sample, profile, outcome, fairness, calibrator, profiles, ranking) <> 1', 'one state in each row');

-- The text form is what was in the file.
CREATE TEMP TABLE written (name text, sample text, profile text, outcome text, fairness text, calibrator text, profiles text, ranking text);
\copy written FROM 'test/kept/0.1.0.text'
SELECT is_empty($$SELECT name FROM kept k JOIN written w USING (name) WHERE (k.sample::text, k.profile::text, k.outcome::text,
	k.fairness::text, k.calibrator::text, k.profiles::text, k.ranking::text) IS DISTINCT FROM (w.sample, w.profile, w.outcome, w.fairness, w.calibrator,
	w.profiles, w.ranking)$$,
	'this version writes what that version wrote');

-- What functions say, by the names that read_state.py gives.
CREATE FUNCTION pg_temp.says(k kept, what text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN k.profile IS NOT NULL THEN CASE
			WHEN what LIKE 'quantile %' THEN drift.quantile(k.profile, substr(what, 10)::float8)::text
			WHEN what LIKE 'count %' THEN (SELECT count::text FROM drift.top(k.profile, 3) WHERE category = substr(what, 7))
			WHEN what = 'rank_error' THEN round(coalesce(drift.rank_error(k.profile), 0) * drift.n(k.profile))::text
			WHEN what = 'bound' THEN (SELECT max(error)::text FROM drift.top(k.profile, 100000))
			WHEN what = 'n_listed' THEN (SELECT count(*)::text FROM drift.top(k.profile, 100000))
			WHEN what = 'weight' THEN drift.weight(k.profile)::text
			WHEN what = 'n_effective' THEN drift.n_effective(k.profile)::text
			ELSE to_jsonb(drift.summary(k.profile)) ->> what END
		WHEN k.sample IS NOT NULL THEN CASE substr(what, strpos(what, ' ') + 1)
			WHEN 'n' THEN drift.n(k.sample, what LIKE 'current%')::text
			WHEN 'n_null' THEN drift.n_null(k.sample, what LIKE 'current%')::text
			WHEN 'weight' THEN drift.weight(k.sample, what LIKE 'current%')::text
			WHEN 'n_effective' THEN drift.n_effective(k.sample, what LIKE 'current%')::text END
		WHEN k.outcome IS NOT NULL THEN CASE
			WHEN what = 'rows' THEN (SELECT max(n)::text FROM drift.metrics(k.outcome))
			ELSE drift.metric(k.outcome, what)::text END
		WHEN k.fairness IS NOT NULL THEN (SELECT CASE WHEN what LIKE 'n %' THEN t.denominator::text ELSE t.rate::text END
			FROM drift.fairness_table(k.fairness, min_n => 1) t
			WHERE t.grp = substr(what, strpos(what, ' ') + 1) AND t.metric = 'selection_rate')
		WHEN k.calibrator IS NOT NULL THEN CASE what
			WHEN 'is_exact' THEN drift.is_exact(k.calibrator)::text::char::text
			ELSE to_jsonb(drift.calibration_check(k.calibrator)) ->> what END
		WHEN k.profiles IS NOT NULL THEN CASE
			WHEN what LIKE 'n numeric %' THEN (SELECT n::text FROM drift.entries(k.profiles) e WHERE e.kind = 'numeric' AND e.key = substr(what, 11))
			WHEN what LIKE 'median numeric %' THEN drift.quantile(drift.profile(k.profiles, substr(what, 16), 'numeric'), 0.5)::text
			WHEN what LIKE 'n category %' THEN (SELECT n::text FROM drift.entries(k.profiles) e WHERE e.kind = 'category' AND e.key = substr(what, 12))
			WHEN what LIKE 'arrays %' THEN (SELECT DISTINCT n_array::text FROM drift.entries(k.profiles) e WHERE e.key = substr(what, 8))
			ELSE to_jsonb(drift.summary(k.profiles)) ->> what END
		WHEN k.ranking IS NOT NULL THEN drift.ranking_metric(k.ranking, split_part(what, '@', 1), nullif(split_part(what, '@', 2), '')::int)::text
	END $$;
-- Is it the same, numbers to 1e-12?
CREATE FUNCTION pg_temp.same(a text, b text) RETURNS boolean LANGUAGE sql AS $$
	SELECT a IS NOT NULL AND b IS NOT NULL AND (a = b OR (a ~ '^-?[0-9.e+-]+$' AND b ~ '^-?[0-9.e+-]+$' AND
		abs(a::float8 - b::float8) <= 1e-12 * abs(b::float8) + 1e-300)) $$;

SELECT is(string_agg(format('%s, %s: %s instead of %s', name, what, pg_temp.says(kept, what), value), E'\n') FILTER (WHERE name IS NOT NULL), NULL,
	'functions say of ' || column_name || ' what stands in the bytes')
FROM unnest('{sample,profile,outcome,fairness,calibrator,profiles,ranking}'::text[]) column_name
LEFT JOIN (kept JOIN said USING (name)) ON to_jsonb(ARRAY[kept.sample::text, kept.profile::text, kept.outcome::text, kept.fairness::text,
	kept.calibrator::text, kept.profiles::text, kept.ranking::text]) ->> array_position('{sample,profile,outcome,fairness,calibrator,profiles,ranking}'::text[], column_name) - 1 IS NOT NULL
	AND NOT pg_temp.same(pg_temp.says(kept, what), value)
GROUP BY column_name ORDER BY column_name;
SELECT cmp_ok(count(*), '>', 150::bigint, 'more than 150 values were compared') FROM said JOIN kept USING (name);

SELECT * FROM finish();
ROLLBACK;
