\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(6);

-- Every function that takes a state, with a state of every kind and form, its own and others: it answers or says what is
-- wrong, and never runs into an internal error, however senseless the call. Transition and final functions included, which
-- SQL can call as well, and two states of different kinds where there are two.
CREATE TEMP TABLE kept (name text PRIMARY KEY, sample drift.sample, profile drift.profile, outcome drift.outcome,
	fairness drift.fairness, calibrator drift.calibrator, profiles drift.profiles, ranking drift.ranking);
\copy kept FROM 'test/kept/0.1.0.text'

-- Something for an argument that is no state; NULL where nothing is known, so that at least the types are right.
CREATE FUNCTION pg_temp.some(type oid) RETURNS text LANGUAGE sql AS $$
	SELECT CASE format_type(type, NULL) WHEN 'double precision' THEN '0.5' WHEN 'boolean' THEN 'true' WHEN 'integer' THEN '2' WHEN 'bigint' THEN '2'
		WHEN 'text' THEN '''b''' WHEN 'double precision[]' THEN '''{0.2,0.7}''' WHEN 'text[]' THEN '''{a,b}''' WHEN 'jsonb' THEN '''{"a": 1}'''
		ELSE 'NULL' END || '::' || format_type(type, NULL) $$;

-- Call a function with two states of its type; NULL, or what it should not have said.
CREATE FUNCTION pg_temp.call(f oid, state text, a text, b text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	arguments text;
	n bigint;
BEGIN
	SELECT string_agg(CASE WHEN t <> ('drift.' || state)::regtype THEN pg_temp.some(t)
		ELSE format('(SELECT %I FROM kept WHERE name = %L)', state, CASE WHEN i = 1 THEN a ELSE b END) END, ', ' ORDER BY i) INTO arguments
	FROM pg_proc p, unnest(p.proargtypes) WITH ORDINALITY AS u (t, i) WHERE p.oid = f AND i <= greatest(p.pronargs - p.pronargdefaults, 1);
	EXECUTE format('SELECT count(x) FROM (SELECT %s(%s) x) q', f::regproc, arguments) INTO n;
	RETURN NULL;
EXCEPTION WHEN internal_error OR data_corrupted OR assert_failure OR out_of_memory OR raise_exception OR ambiguous_function THEN
	RETURN format('%s(%s, %s): %s %s', f::regproc, a, b, sqlstate, sqlerrm);
WHEN OTHERS THEN
	RETURN NULL;
END $$;

CREATE TEMP TABLE tried AS
SELECT f.oid AS f, t.typname, a.name AS a, b.name AS b, pg_temp.call(f.oid, t.typname::text, a.name, b.name) AS said
FROM pg_type t JOIN pg_proc f ON f.proargtypes[0] = t.oid AND f.prokind = 'f'
	AND f.proname NOT IN ('energy_test', 'tvd_test') AND f.pronamespace = 'drift'::regnamespace
JOIN kept a ON to_jsonb(a) -> t.typname::text <> 'null'
JOIN kept b ON to_jsonb(b) -> t.typname::text <> 'null' AND (f.proargtypes[1] = t.oid OR a.name = b.name)
WHERE t.typnamespace = 'drift'::regnamespace AND t.typname IN (SELECT attname FROM pg_attribute WHERE attrelid = 'kept'::regclass);

SELECT is(string_agg(said, E'\n'), NULL, 'no function runs into an internal error') FROM tried;
SELECT cmp_ok(count(DISTINCT typname), '=', (SELECT count(*) FROM pg_type WHERE typnamespace = 'drift'::regnamespace AND typtype = 'b'
	AND typcategory <> 'A'), 'all types were tried') FROM tried;
SELECT cmp_ok(count(DISTINCT f), '>', 150::bigint, 'and more than 150 functions') FROM tried;
SELECT cmp_ok(count(*), '>', 2000::bigint, 'in more than 2,000 calls') FROM tried;

-- A side of a sample that was read has no room for rows, whatever its form.
SELECT is(drift.n(drift.sample_add('drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[] nulls:0 nans:0 form:2 values:[] counts:[]}', 0.5, true), true),
	1::bigint, 'a row added to pairs that are none');
SELECT is(drift.n(drift.sample_add(sample, 0.5, false), false), drift.n(sample, false) + 1, 'a row added to ' || name)
FROM kept WHERE name = 'sample summary';

SELECT * FROM finish();
ROLLBACK;
