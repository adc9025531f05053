-- dialects in use: edges, errors, thresholds, the metric each takes by itself, compare and gate
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();

CREATE TEMP TABLE called AS SELECT * FROM (VALUES
	('js_distance', 'nannyml'), ('psi', 'evidently'), ('ks_stat', 'deepchecks'), ('ks_stat', 'deequ'),
	('js_divergence', 'tfdv'), ('hellinger', 'whylogs'), ('wasserstein', 'evidently'), ('ks_stat', 'nannyml'))
	AS c(metric, dialect);

-- an empty side, all NULL, all NaN: NULL for every metric of numbers
CREATE FUNCTION pg_temp.values_of(reference float8[], current float8[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	m record;
	value float8;
	list text := '';
BEGIN
	FOR m IN SELECT d.dialect, d.metric FROM drift.dialect_metrics() d WHERE d.kinds <> 'category' LOOP
		EXECUTE format('SELECT %s FROM (SELECT drift.sample_agg(v, c) AS s FROM (
			SELECT unnest($1), false UNION ALL SELECT unnest($2), true) x(v, c)) q',
			CASE WHEN m.metric LIKE '%test' THEN format('(drift.%s(s, dialect => %L)).p_value', m.metric, m.dialect)
				ELSE format('drift.%s(s, dialect => %L)', m.metric, m.dialect) END)
		INTO value USING reference, current;
		IF value IS NOT NULL THEN
			list := list || format('%s.%s=%s ', m.dialect, m.metric, value);
		END IF;
	END LOOP;
	RETURN list;
END $$;
SELECT is(pg_temp.values_of('{}', '{1,2,3}'), '', 'no reference: NULL everywhere');
SELECT is(pg_temp.values_of('{1,2,3}', '{}'), '', 'no current side: NULL everywhere');
SELECT is(pg_temp.values_of('{1,2,3}', '{NULL,NULL}'), '', 'all NULL: NULL everywhere');
SELECT is(pg_temp.values_of('{NaN}', '{NaN}'), '', 'all NaN: NULL everywhere');
SELECT is((SELECT drift.psi(drift.sample_agg(v, c), dialect => 'evidently')
	FROM (VALUES ('Infinity'::float8, false), (1, true)) x(v, c)), NULL, 'Evidently: infinities are missing values');
SELECT is((SELECT count(*) FROM called, LATERAL (SELECT drift.js_distance(NULL::drift.sample, dialect => 'nannyml')) q(v)
	WHERE q.v IS NOT NULL), 0::bigint, 'NULL state');
SELECT is((SELECT drift.l_infinity(drift.sample_agg(v, c), dialect => 'nannyml')
	FROM (VALUES ('a', false), (NULL, true)) x(v, c)), NULL, 'categories: all NULL on one side');
SELECT is((SELECT drift.js_distance(drift.sample_agg(v, c), dialect => 'nannyml')
	FROM (VALUES ('a', false), ('b', true)) x(v, c)), 1::float8, 'an unseen category alone: distance 1');

-- the same from profiles of numbers
CREATE TEMP TABLE sides AS SELECT i, (i * 48271 % 1009)::float8 AS reference, (i * 16807 % 1013)::float8 * 1.1 AS current
FROM generate_series(1, 700) i;
SELECT is((SELECT drift.js_distance(drift.profile_agg(reference), drift.profile_agg(current), dialect => 'nannyml') FROM sides),
	(SELECT drift.js_distance(drift.sample_agg(v, c), dialect => 'nannyml') FROM (SELECT reference, false FROM sides
		UNION ALL SELECT current, true FROM sides) x(v, c)), 'two profiles give what a sample gives');

-- errors
CREATE TEMP TABLE state AS SELECT drift.sample_agg(i::float8, i % 2 = 0) AS n, drift.sample_agg(i::text, i % 2 = 0) AS t
FROM generate_series(1, 40) i;
SELECT throws_ok('SELECT drift.psi(n, dialect => ''esperanto'') FROM state', '22023', NULL, 'unknown dialect');
SELECT throws_ok('SELECT drift.psi(n, dialect => ''nannyml'') FROM state', '22023', NULL, 'a metric the peer does not have');
SELECT throws_ok('SELECT drift.l_infinity(n, dialect => ''nannyml'') FROM state', '22023', NULL, 'not for numbers');
SELECT throws_ok('SELECT drift.ks_stat(t, dialect => ''nannyml'') FROM state', '22023', NULL, 'not for categories');
SELECT throws_ok('SELECT drift.ks_test(n, ''less'', dialect => ''evidently'') FROM state', '22023', NULL, 'no one-sided test');
SELECT throws_ok('SELECT drift.dialect_threshold(''esperanto'', ''psi'')', '22023', NULL, 'threshold: unknown dialect');
SELECT throws_ok('SELECT drift.dialect_threshold(''tfdv'', ''psi'')', '22023', NULL, 'threshold: a metric it does not have');
SELECT throws_ok('SELECT drift.dialect_metric(n, ''esperanto'') FROM state', '22023', NULL, 'default metric: unknown dialect');
SELECT throws_ok('SELECT drift.nannyml_threshold(''{1}'', upper_multiplier => -1)', '22023', NULL, 'negative multiplier');

-- thresholds
SELECT is(drift.dialect_threshold('evidently', 'psi'), 0.1::float8, 'Evidently: 0.1');
SELECT is(drift.dialect_threshold('evidently', 'chi2_test'), 0.05::float8, 'Evidently: p below 0.05');
SELECT is(drift.dialect_threshold('whylogs', 'hellinger'), 0.4::float8, 'whylogs: 0.4');
SELECT is(drift.dialect_threshold('tfdv', 'js_divergence'), NULL, 'TFDV has none');
SELECT results_eq($$SELECT lower::numeric(9,6), upper::numeric(9,6) FROM drift.nannyml_threshold('{0.1,0.2,0.3,NaN,NULL}')$$,
	$$VALUES (NULL::numeric, 0.444949)$$, 'NannyML: mean + 3 population sigma');
SELECT results_eq($$SELECT lower, upper FROM drift.nannyml_threshold('{0.1,0.9}', 3, 3, 0, 1)$$,
	$$VALUES (0::float8, 1::float8)$$, 'NannyML: clipped at the limits');
SELECT results_eq($$SELECT lower, upper FROM drift.nannyml_threshold('{}')$$,
	$$VALUES (NULL::float8, NULL::float8)$$, 'NannyML: no values, no threshold');

-- what Evidently takes by itself
SELECT is((SELECT string_agg(metric, ' ' ORDER BY metric) FROM drift.dialect_metrics() WHERE dialect = 'evidently' AND by_default),
	'chi2_test js_distance ks_test wasserstein z_test', 'Evidently: five metrics by itself');
SELECT is((SELECT count(*) FROM drift.dialect_metrics() WHERE dialect <> 'evidently' AND by_default), 11::bigint,
	'the others: one for numbers and one for categories, or one for both');
CREATE TABLE pg_temp.a AS SELECT i::float8 AS many, (i % 4)::float8 AS few, i % 2 AS two,
	'c' || i % 3 AS three, (i % 2 = 0) AS flag, 7 AS constant FROM generate_series(1, 900) i;
CREATE TABLE pg_temp.b AS SELECT i + 100.0::float8 AS many, (i % 5 % 4)::float8 AS few, i % 2 AS two,
	'c' || i % 4 % 3 AS three, (i % 3 = 0) AS flag, 7 AS constant FROM generate_series(1, 800) i;
SELECT results_eq($$SELECT column_name::text COLLATE "default", metric, status FROM drift.compare('a', 'b', dialect => 'evidently') ORDER BY 1$$,
	$$VALUES ('constant', 'z_test', 'ok'), ('few', 'chi2_test', 'critical'), ('flag', 'z_test', 'critical'),
		('many', 'ks_test', 'critical'), ('three', 'chi2_test', 'critical'), ('two', 'z_test', 'ok')$$,
	'Evidently, 900 rows: tests');
INSERT INTO pg_temp.a SELECT a.* FROM pg_temp.a, generate_series(1, 1);
SELECT results_eq($$SELECT column_name::text COLLATE "default", metric, critical FROM drift.compare('a', 'b', dialect => 'evidently') ORDER BY 1$$,
	$$VALUES ('constant', 'js_distance', 0.1::float8), ('few', 'js_distance', 0.1), ('flag', 'js_distance', 0.1),
		('many', 'wasserstein', 0.1), ('three', 'js_distance', 0.1), ('two', 'js_distance', 0.1)$$,
	'Evidently, 1,800 rows: distances, limit 0.1');
SELECT results_eq(format($$SELECT DISTINCT metric FROM drift.compare('a', 'b', dialect => %L) ORDER BY 1$$, d.dialect),
	format('SELECT unnest(%L::text[])', d.metrics), d.dialect || ': default metrics')
FROM (VALUES ('nannyml', '{js_distance}'), ('tfdv', '{js_divergence,l_infinity}'), ('deepchecks', '{cramers_v,ks}'),
	('whylogs', '{chi2_test,ks_test}'), ('deequ', '{ks,l_infinity}'), ('sagemaker', '{ks,l_infinity}')) d(dialect, metrics);
SELECT results_eq($$SELECT column_name::text COLLATE "default" FROM drift.compare('a', 'b', metrics => '{hellinger}', dialect => 'whylogs') ORDER BY 1$$,
	$$VALUES ('constant'), ('few'), ('many'), ('two')$$, 'a metric asked for: where the dialect has it');
SELECT is((SELECT c.value FROM drift.compare('a', 'b', '{many}', metrics => '{wasserstein}', dialect => 'evidently') c),
	(SELECT drift.wasserstein(drift.sample_agg(v, c), dialect => 'evidently') FROM (SELECT many, false FROM a
		UNION ALL SELECT many, true FROM b) x(v, c)), 'compare gives what the accessor gives');
SELECT results_eq(format($$SELECT column_name::text COLLATE "default", status FROM drift.compare('a', 'b', '{many,three}',
	current_where => 'false', dialect => %L) ORDER BY 1$$, d.dialect),
	$$VALUES ('many', 'insufficient_data'), ('three', 'insufficient_data')$$, d.dialect || ': an empty side is told')
FROM (SELECT DISTINCT dialect FROM drift.dialect_metrics()) d ORDER BY d.dialect;
SELECT throws_ok($$SELECT * FROM drift.compare('a', 'b', metrics => '{psi}', dialect => 'tfdv')$$, '22023', NULL,
	'compare: a metric the dialect does not have');
SELECT throws_ok($$SELECT * FROM drift.compare('a', 'b', dialect => 'esperanto')$$, '22023', NULL, 'compare: unknown dialect');
SELECT is((SELECT array_agg(d.drifted_columns::text) FROM drift.dataset_drift('a', 'b', dialect => 'evidently') d),
	(SELECT array_agg(l) FROM (SELECT array_agg(column_name ORDER BY column_name)::text AS l
		FROM drift.compare('a', 'b', dialect => 'evidently') WHERE status = 'critical') x), 'dataset_drift: the dialect''s metrics');
SELECT throws_ok($$SELECT drift.gate('a', 'b', dialect => 'evidently')$$, 'DR001', NULL, 'gate: the dialect''s limits');
SELECT lives_ok($$SELECT drift.gate('a', 'a', dialect => 'evidently')$$, 'gate: the same relation passes');

-- named bugs of peers
SELECT ok(drift.psi(s, dialect => 'evidently') > 0.5, 'Evidently: a bin empty on one side weighs by the smallest bin')
FROM (SELECT drift.sample_agg(v, c) AS s FROM (SELECT i % 100, false FROM generate_series(1, 20000) i
	UNION ALL SELECT i % 40, true FROM generate_series(1, 20000) i) x(v, c)) q;
SELECT is(drift.js_divergence(s, dialect => 'tfdv'), 1::float8, 'TFDV: NaN on both sides never agrees')
FROM (SELECT drift.sample_agg(v, c) AS s FROM (SELECT 'NaN'::float8, i % 2 = 0 FROM generate_series(1, 999998) i
	UNION ALL VALUES (1::float8, false), (2, true)) x(v, c)) q;
SELECT is((drift.chi2_test(s, dialect => 'whylogs')).p_value, 0::float8, 'whylogs: an expectation below one row is none')
FROM (SELECT drift.sample_agg(v, c) AS s FROM (SELECT CASE WHEN i = 1 THEN 'rare' ELSE 'usual' END, false
	FROM generate_series(1, 100) i UNION ALL SELECT 'usual', true FROM generate_series(1, 50) i) x(v, c)) q;
SELECT is(drift.ks_stat(s, dialect => 'deequ'), 0::float8, 'Deequ: how often a value occurs does not count')
FROM (SELECT drift.sample_agg(v, c) AS s FROM (SELECT (i % 10 = 0)::int, false FROM generate_series(1, 1000) i
	UNION ALL SELECT (i % 10 <> 0)::int, true FROM generate_series(1, 1000) i) x(v, c)) q;

SELECT * FROM finish();
ROLLBACK;
