\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(33);

-- the same columns as relations and as documents
CREATE TABLE old_rows AS SELECT i, (i * 7919 % 1009)::float8 AS x, 'c' || i % 5 AS c, i % 2 = 0 AS b, CASE WHEN i % 4 > 0 THEN i % 17 END AS holes
FROM generate_series(1, 3000) i;
CREATE TABLE new_rows AS SELECT i, (i * 7919 % 1009)::float8 + 150 AS x, 'c' || i % 6 AS c, i % 3 = 0 AS b, CASE WHEN i % 2 > 0 THEN i % 19 END AS holes
FROM generate_series(1, 2000) i;
CREATE TEMP TABLE states AS SELECT (SELECT drift.profile_json_agg(to_jsonb(t) - 'i') FROM old_rows t) AS r, (SELECT drift.profile_json_agg(to_jsonb(t) - 'i') FROM new_rows t) AS c;
CREATE TEMP TABLE by_key AS SELECT k.* FROM states, drift.compare_profiles(r, c, metrics => '{psi,wasserstein,ks_test,chi2_test,z_test,unseen_share}') k;
CREATE TEMP TABLE by_column AS SELECT k.* FROM drift.compare('old_rows', 'new_rows', columns => '{b,c,holes,x}', metrics => '{psi,wasserstein,ks_test,chi2_test,z_test,unseen_share}',
	exact => false) k;
SELECT is(count(*), 16::bigint, 'one row for each key and metric that applies') FROM by_key;
SELECT is(string_agg(column_name || ' ' || metric, ', ' ORDER BY column_name, metric), (SELECT string_agg(column_name || ' ' || metric, ', ' ORDER BY column_name, metric) FROM by_column),
	'those that drift.compare gives') FROM by_key;
SELECT is(count(*), 0::bigint, 'the same numbers and verdicts') FROM by_key k JOIN by_column o USING (column_name, metric)
WHERE (k.kind, k.value, k.error_bound, k.warn, k.critical, k.critical_value, k.p_value, k.p_adjusted, k.status, k.reason, k.n_reference, k.n_current, k.n_null_reference,
	k.n_null_current, k.n_unused_reference, k.n_unused_current, k.exact, k.params) IS DISTINCT FROM (o.kind, o.value, o.error_bound, o.warn, o.critical, o.critical_value, o.p_value,
	o.p_adjusted, o.status, o.reason, o.n_reference, o.n_current, o.n_null_reference, o.n_null_current, o.n_unused_reference, o.n_unused_current, o.exact, o.params);
SELECT is((SELECT type_reference || ' ' || type_current FROM by_key WHERE column_name = 'holes' LIMIT 1), 'number|null number|null', 'JSON types stand for types');
SELECT is((SELECT string_agg(column_name || ' ' || k.metric || ' ' || status, ', ' ORDER BY column_name) FROM states, drift.compare_profiles(r, c, dialect => 'evidently') k),
	(SELECT string_agg(column_name || ' ' || metric || ' ' || status, ', ' ORDER BY column_name) FROM drift.compare('old_rows', 'new_rows', columns => '{b,c,holes,x}', dialect => 'evidently')),
	'a dialect chooses as it does for relations');
SELECT is((SELECT array_agg(column_name) FROM states, drift.compare_profiles(r, c, keys => '{x,c}')), '{c,x}'::text[], 'keys one chooses');

-- what is no distance
CREATE TEMP TABLE odd AS SELECT drift.profile_json_agg(a) r, drift.profile_json_agg(b) c FROM (SELECT
	jsonb_build_object('same', i, 'gone', i, 'turned', i, 'mixed', i, 'list', '[]'::jsonb, 'in', '{"side": 1}'::jsonb, repeat('long ', 20), i) a,
	jsonb_build_object('same', i, 'new', i, 'turned', i::text, 'mixed', CASE WHEN i % 2 = 0 THEN to_jsonb(i) ELSE '"x"' END, 'list', '[1]'::jsonb, 'in', '{"other": 1}'::jsonb,
	repeat('long ', 20), i) b FROM generate_series(1, 100) i) q;
SELECT is(string_agg(format('%s: %s, %s', column_name, status, reason), '; '), 'gone: critical, missing key: not in the current state; in.other: critical, new key: not in the reference; '
	'in.side: critical, missing key: not in the current state; list: insufficient_data, values of type array are not compared; mixed: warn, types changed from number to number|string; '
	'new: critical, new key: not in the reference; turned: critical, type changed from number to string', 'keys that come, go and change')
FROM odd, drift.compare_profiles(r, c) WHERE metric = 'schema';
SELECT is(string_agg(column_name || ' ' || kind, ', '), repeat('long ', 20) || ' numeric, mixed numeric, same numeric', 'the rest is compared, whatever the key') FROM odd, drift.compare_profiles(r, c) WHERE metric <> 'schema';
SELECT is(count(*), 0::bigint, 'a state that is NULL: no rows') FROM odd, drift.compare_profiles(r, NULL);
SELECT throws_ok($$SELECT * FROM odd, drift.compare_profiles(r, c, keys => '{sane}')$$, '42703', 'key "sane" is in neither state', 'a typo in a key');
SELECT throws_ok($$SELECT * FROM odd, drift.compare_profiles(r, c, metrics => '{psy}')$$, '22023', 'unknown metric "psy"', 'a typo in a metric');
SELECT throws_ok($$SELECT * FROM odd, drift.compare_profiles(r, c, bins => 1)$$, '22023', NULL, 'one bin');

-- every distance and test is a metric by its name, here and in monitors
SELECT is((SELECT string_agg(DISTINCT f.proname, ', ') FROM pg_proc f WHERE f.pronamespace = 'drift'::regnamespace AND f.prokind = 'f'
	AND f.proargtypes[0] = 'drift.profile'::regtype AND f.proargtypes[1] = 'drift.profile'::regtype AND f.prorettype IN ('float8'::regtype, 'drift.test_result'::regtype)
	AND NOT EXISTS (SELECT FROM drift.metric_catalog() m WHERE f.proname = ANY (m.metric || m.aliases) AND m.family = 'distance')), 'error_bound, outside_reference', 'all distances and tests are metrics of monitors, but not what is none');
SELECT is((SELECT count(*) FROM drift.metric_catalog() k WHERE k.family = 'distance' AND k.metric NOT IN (SELECT metric FROM drift.compare_metrics())), 0::bigint, 'and of compare');
SELECT is((SELECT count(*) FROM drift.compare_metrics() m, drift.compare('old_rows', 'new_rows', columns => '{x,c,b}', metrics => ARRAY[m.metric]) c WHERE c.status = 'error'
	OR c.value IS NULL AND c.metric NOT IN ('z_test', 'fisher_test')), 0::bigint, 'all of them can be asked for');
SELECT is((SELECT string_agg(column_name || ' ' || status || coalesce(' ' || reason, ''), ', ') FROM drift.compare('old_rows', 'new_rows', columns => '{c,b}', metrics => '{z_test}')),
	'c insufficient_data undefined for these values, b critical', 'a test of two values leaves the other columns alone');
SELECT is((SELECT format('%s %s', c.value, c.p_value) FROM drift.compare('old_rows', 'new_rows', columns => '{x}', metrics => '{mood_test}') c), (SELECT format('%s %s', t.statistic, t.p_value)
	FROM (SELECT drift.sample_agg(x, s) s FROM (SELECT x, false s FROM old_rows UNION ALL SELECT x, true FROM new_rows) u) q, drift.mood_test(q.s) t), 'statistic and p-value are those of the accessor');
CREATE FUNCTION hint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = PG_EXCEPTION_HINT;
	RETURN said;
END $$;
SELECT ok(hint($$SELECT * FROM drift.compare('old_rows', 'new_rows', metrics => '{kupier}')$$) LIKE 'Did you mean "kuiper"?%', 'compare: the nearest name');
SELECT ok(hint($$SELECT drift.gate('old_rows', 'new_rows', metrics => '{mood_tset}')$$) LIKE 'Did you mean "mood_test"?%', 'gate: the nearest name');
SELECT ok(hint($$SELECT drift.dataset_drift('old_rows', 'new_rows', metric => 'bhattacharya')$$) LIKE 'Did you mean "bhattacharyya"?%', 'dataset_drift: the nearest name');
SELECT is((SELECT n_drifted FROM drift.dataset_drift('old_rows', 'new_rows', columns => '{x,c,b}', metric => 'anderson_darling_test')), 1::bigint, 'dataset_drift by a test');
SELECT throws_ok($$SELECT drift.gate('old_rows', 'new_rows', columns => '{x}', metrics => '{cohens_d}')$$, 'DR001', NULL, 'gate by an effect size');

-- all kinds of relations, and one scan of each for all columns
CREATE TABLE parts (i int, x float8, c text, b boolean, holes int) PARTITION BY RANGE (i);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
CREATE TABLE parts_2 PARTITION OF parts DEFAULT;
INSERT INTO parts SELECT * FROM new_rows;
CREATE VIEW seen AS SELECT * FROM new_rows;
CREATE MATERIALIZED VIEW kept AS SELECT * FROM new_rows;
CREATE TEMP TABLE plain AS SELECT * FROM drift.compare('old_rows', 'new_rows', metrics => '{psi,ks,chi2_test}');
SELECT is((SELECT count(*) FROM (SELECT * FROM drift.compare('old_rows', r.name::regclass, metrics => '{psi,ks,chi2_test}') EXCEPT SELECT * FROM plain) d), 0::bigint, r.name || ': as the table')
FROM (VALUES ('parts'), ('seen'), ('kept')) r (name);
CREATE FUNCTION scans(relation regclass, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE before bigint := pg_stat_get_xact_numscans(relation);
BEGIN
	EXECUTE statement;
	RETURN pg_stat_get_xact_numscans(relation) - before;
END $$;
SELECT is(scans(r.name::regclass, $$SELECT * FROM drift.compare('old_rows', 'new_rows', metrics => '{psi,ks,chi2_test,welch_test}')$$), 1::bigint, 'one scan of ' || r.name) FROM (VALUES ('old_rows'), ('new_rows')) r (name);
SELECT is(scans('old_rows', $$SELECT * FROM drift.compare('old_rows', 'new_rows', exact => false, reference_where => 'i > 5')$$), 1::bigint, 'one scan from profiles, with a condition');
SELECT is(scans('old_rows', $$SELECT * FROM drift.compare('old_rows', 'new_rows', dialect => 'evidently')$$), 1::bigint, 'one scan in a dialect');
SELECT is(scans('old_rows', $$SELECT * FROM drift.dataset_drift('old_rows', 'new_rows')$$), 1::bigint, 'one scan of dataset_drift');
SELECT is(scans('old_rows', $$SELECT * FROM drift.gate('old_rows', 'old_rows', max_psi => 1, max_ks => 1)$$), 2::bigint, 'one scan a side of gate');
SELECT is(scans('old_rows', $$SELECT * FROM drift.describe('old_rows')$$), 1::bigint, 'one scan of describe');

-- monitors by any of them
SELECT is(count(*), 0::bigint, 'each expression of a distance or test computes from two profiles: ' || coalesce(string_agg(metric, ','), '')) FROM drift.metric_catalog() k
WHERE k.family = 'distance' AND hint(format('SELECT %s FROM (SELECT drift.profile_agg(%s) AS profile FROM old_rows) b, (SELECT drift.profile_agg(%2$s) AS profile FROM new_rows) c',
	format(k.expression, ''), CASE k.kinds WHEN 'category' THEN 'b' ELSE 'x' END)) <> 'no error';
SELECT * FROM finish();
ROLLBACK;
