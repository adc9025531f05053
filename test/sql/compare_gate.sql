\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(44);

CREATE SCHEMA "Odd Schema";
CREATE TABLE "Odd Schema"."Old rows" AS
	SELECT i AS id, (i * 7919 % 1009)::float8 AS same, (i * 7919 % 1009)::float8 AS "Moved ""here""",
		(ARRAY['r', 'g', 'b'])[1 + i % 3] AS color, i % 2 = 0 AS flag,
		'2026-01-01'::timestamptz + i * interval '1 minute' AS at, '{}'::jsonb AS doc, i AS retyped, i AS gone,
		CASE WHEN i % 10 > 0 THEN i END AS holes
	FROM generate_series(1, 3000) i;
CREATE TABLE now_rows AS
	SELECT i AS id, (i * 7919 % 1009)::float8 AS same, (i * 7919 % 1009)::float8 + 300 AS "Moved ""here""",
		(ARRAY['r', 'g', 'b', 'violet'])[1 + i % 4] AS color, i % 2 = 0 AS flag,
		'2026-01-01'::timestamptz + i * interval '1 minute' AS at, '{}'::jsonb AS doc, i::text AS retyped, i AS added,
		CASE WHEN i % 10 > 4 THEN i END AS holes
	FROM generate_series(1, 3000) i;
CREATE TEMP TABLE c AS SELECT * FROM drift.compare('"Odd Schema"."Old rows"', 'now_rows');

SELECT is((SELECT count(*) FROM c), 11::bigint, 'one row for each column of either relation');
SELECT is((SELECT status FROM c WHERE column_name = 'same'), 'ok', 'the same values: ok');
SELECT is((SELECT value FROM c WHERE column_name = 'same'), 0::float8, 'and no distance');
SELECT is((SELECT status FROM c WHERE column_name = 'Moved "here"'), 'critical', 'a shifted column with a hostile name');
SELECT is((SELECT c.value FROM c WHERE column_name = 'Moved "here"'),
	(SELECT drift.psi(x, s) FROM (SELECT "Moved ""here""" AS x, false AS s FROM "Odd Schema"."Old rows" UNION ALL
		SELECT "Moved ""here""", true FROM now_rows) u), 'its PSI is drift.psi of the same rows');
SELECT is((SELECT c.p_value FROM c WHERE column_name = 'color'),
	(SELECT (drift.chi2_test(drift.sample_agg(x, s))).p_value FROM (SELECT color AS x, false AS s FROM "Odd Schema"."Old rows" UNION ALL
		SELECT color, true FROM now_rows) u), 'categories have the p-value of chi-square');
SELECT is((SELECT kind || '/' || status FROM c WHERE column_name = 'color'), 'category/critical', 'a new category');
SELECT is((SELECT kind || '/' || status FROM c WHERE column_name = 'flag'), 'category/ok', 'booleans are categories');
SELECT is((SELECT kind || '/' || status FROM c WHERE column_name = 'at'), 'numeric/ok', 'times are numbers');
SELECT is((SELECT metric || '/' || status || '/' || reason FROM c WHERE column_name = 'retyped'),
	'schema/critical/type changed from integer to text', 'a changed type is a row');
SELECT is((SELECT status || '/' || reason FROM c WHERE column_name = 'gone'),
	'critical/missing column: not in the current relation', 'a missing column is a row');
SELECT is((SELECT status || '/' || reason FROM c WHERE column_name = 'added'),
	'critical/new column: not in the reference', 'a new column is a row');
SELECT is((SELECT status || '/' || reason FROM c WHERE column_name = 'doc'),
	'insufficient_data/type jsonb is not compared', 'a type that is not compared is a row');
SELECT is((SELECT array[n_reference, n_current, n_null_reference, n_null_current, n_unused_reference, n_unused_current] FROM c WHERE column_name = 'holes'),
	array[2700, 1500, 300, 1500, 300, 1500]::bigint[], 'sizes and NULL counts');
SELECT ok((SELECT bool_and(exact) FROM c WHERE metric = 'psi'), 'small relations are compared exactly');
SELECT ok((SELECT bool_and(error_bound = 0) FROM c WHERE metric = 'psi'), 'without error');

-- options
SELECT is((SELECT array_agg(column_name || ' ' || metric) FROM drift.compare('"Odd Schema"."Old rows"', 'now_rows',
	columns => '{color,same}', metrics => '{ks,psi,chi2_test}')), '{color psi,color chi2_test,same ks,same psi,same chi2_test}',
	'chosen columns and metrics in the order given, each where it applies');
SELECT ok((SELECT abs(a.value - b.value) <= 0.02 AND NOT b.exact AND b.error_bound > 0
	FROM drift.compare('"Odd Schema"."Old rows"', 'now_rows', columns => '{id}', metrics => '{ks}', current_where => 'id > 1000') a,
		drift.compare('"Odd Schema"."Old rows"', 'now_rows', columns => '{id}', metrics => '{ks}', current_where => 'id > 1000', exact => false) b),
	'from profiles: close, and it says so');
SELECT is((SELECT n_reference || '/' || n_current FROM drift.compare('now_rows', 'now_rows', columns => '{same}',
	reference_where => 'at < ''2026-01-02''', current_where => E'at >= ''2026-01-02'' -- a comment')), '1439/1561',
	'two parts of one relation; a comment at the end does no harm');
SELECT is((SELECT status || '/' || reason FROM drift.compare('now_rows', 'now_rows', columns => '{same}', current_where => 'id <= 10')),
	'insufficient_data/3000 reference and 10 current values, at least 30 needed', 'few rows');
SELECT is((SELECT status || '/' || n_current FROM drift.compare('now_rows', 'now_rows', columns => '{same}', current_where => 'false', min_rows => 0)),
	'insufficient_data/0', 'no rows at all: not ok, not 0');
SELECT is((SELECT status FROM drift.compare('"Odd Schema"."Old rows"', 'now_rows', columns => '{color}', warn => 10, critical => 20)), 'ok', 'limits of one''s own');
SELECT is((SELECT status || '/' || reason FROM drift.compare('now_rows', 'now_rows', columns => '{same}', reference_where => 'id <= 40',
	current_where => 'id > 2960', warn => 0.0001, critical => 0.0002)), 'ok/not above what chance gives at these sizes', 'chance is not drift');
SELECT is((SELECT count(*) FROM drift.compare('now_rows', 'now_rows', metrics => '{chi2_test}') WHERE status = 'ok'), 9::bigint, 'tests are judged by p-value');

-- p-values over columns
CREATE TABLE many AS SELECT g, (i * 31 % 97 + CASE WHEN g THEN k ELSE 0 END)::float8 AS v, k, i FROM generate_series(1, 200) i,
	generate_series(0, 3) k, (VALUES (false), (true)) s (g);
CREATE VIEW wide AS SELECT g, max(v) FILTER (WHERE k = 0) AS a, max(v) FILTER (WHERE k = 1) * 1.2 AS b, max(v) FILTER (WHERE k = 2) AS c,
	max(v) FILTER (WHERE k = 3) * CASE WHEN g THEN 3 ELSE 1 END AS d FROM many GROUP BY g, i;
CREATE TEMP TABLE adjusted AS SELECT m.adjust, r.column_name, r.p_value, r.p_adjusted FROM (VALUES ('holm'), ('bonferroni'), ('bh'), ('none')) m (adjust),
	drift.compare('wide', 'wide', columns => '{a,b,c,d}', reference_where => 'NOT g', current_where => 'g', metrics => '{ks}', adjust => m.adjust) r;
SELECT ok(bool_and(p_adjusted = p_value), 'none: as it is') FROM adjusted WHERE adjust = 'none';
SELECT ok(bool_and(abs(p_adjusted - least(1, 4 * p_value)) < 1e-12), 'Bonferroni: times the number of columns') FROM adjusted WHERE adjust = 'bonferroni';
SELECT is((SELECT p_adjusted FROM adjusted WHERE adjust = 'holm' ORDER BY p_value LIMIT 1), (SELECT 4 * min(p_value) FROM adjusted WHERE adjust = 'none'), 'Holm: the smallest times all');
SELECT is((SELECT p_adjusted FROM adjusted WHERE adjust = 'bh' ORDER BY p_value DESC LIMIT 1), (SELECT max(p_value) FROM adjusted WHERE adjust = 'none'), 'Benjamini-Hochberg: the largest stays');
SELECT ok(bool_and(h.p_adjusted >= b.p_adjusted AND b.p_adjusted >= b.p_value), 'in order') FROM adjusted h JOIN adjusted b USING (column_name) WHERE h.adjust = 'holm' AND b.adjust = 'bh';

-- mistakes
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', columns => '{sane}')$$, '42703', NULL, 'a typo in a column');
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', metrics => '{psy}')$$, '22023', NULL, 'a typo in a metric');
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', adjust => 'x')$$, '22023', NULL, 'an unknown adjustment');
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', bins => 1)$$, '22023', NULL, 'one bin');
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', alpha => 2)$$, '22023', NULL, 'alpha out of range');
SELECT throws_ok($$SELECT * FROM drift.compare('now_rows', 'now_rows', current_where => 'nosuch > 1')$$, '42703', NULL, 'a condition with an unknown column');
SELECT throws_ok($$SELECT * FROM drift.compare(NULL, 'now_rows')$$, '22004', NULL, 'no relation');
SELECT throws_ok($$SELECT * FROM drift.compare('pg_class_oid_index', 'now_rows')$$, '42809', NULL, 'an index is no relation of rows');

-- dataset drift and the gate
SELECT is((SELECT format('%s %s %s', n_columns, n_drifted, drifted_columns) FROM drift.dataset_drift('"Odd Schema"."Old rows"', 'now_rows',
	columns => ARRAY['same', 'color', 'flag', 'Moved "here"'])), '4 2 {"Moved \"here\"",color}', 'share of drifted columns');
SELECT is((SELECT is_drifted FROM drift.dataset_drift('now_rows', 'now_rows')), false, 'no drift, no dataset drift');
SELECT lives_ok($$SELECT drift.gate('now_rows', 'now_rows')$$, 'the gate lets equal data pass');
SELECT throws_ok($$SELECT drift.gate('"Odd Schema"."Old rows"', 'now_rows', columns => '{color}')$$, 'DR001', NULL, 'and stops drift');
SELECT throws_ok($$SELECT drift.gate('"Odd Schema"."Old rows"', 'now_rows', columns => '{gone,same}')$$, 'DR001', NULL, 'a missing column');
SELECT throws_ok($$SELECT drift.gate('"Odd Schema"."Old rows"', 'now_rows', columns => '{holes}', max_null_rate_increase => 0.1, max_psi => 10)$$, 'DR001', NULL, 'more NULLs');

-- describe
SELECT is((SELECT string_agg(format('%s %s %s %s %s', column_name, kind, n, n_null, n_distinct), ', ') FROM drift.describe('now_rows', columns => '{color,holes,doc}')),
	'color category 3000 0 4, holes numeric 3000 1500 1500, doc  3000 0 ', 'describe');

SELECT * FROM finish();
ROLLBACK;
