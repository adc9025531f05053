\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(37);

CREATE TEMP TABLE state AS
SELECT drift.sample_agg(x, cur) AS s, drift.sample_agg(c, cur) AS cat, drift.sample_agg(one, cur) AS half,
	drift.sample_agg(NULL::float8, cur) AS nulls, drift.sample_agg(NULL::text, cur) AS cat_nulls,
	drift.sample_agg(x, false) AS no_current, drift.sample_agg('Infinity'::float8, cur) AS infinite
FROM (SELECT i::float8 AS x, i % 2 = 1 AS cur, 'c' || i % 3 AS c, CASE WHEN i % 2 = 0 THEN i % 5 END::float8 AS one
	FROM generate_series(1, 40) AS i) AS log;

-- an option out of range: 22023
SELECT throws_ok('SELECT ' || call || ' FROM state', '22023', NULL, call) FROM (VALUES
	('drift.psi(s, binning => ''rice'')'), ('drift.psi(s, base => 1)'), ('drift.psi(s, base => 0)'),
	('drift.psi(s, base => -2)'), ('drift.psi(s, base => ''NaN'')'), ('drift.js_distance(s, base => ''Infinity'')'),
	('drift.kl_divergence(s, direction => ''both'')'), ('drift.wasserstein(s, scale => ''iqr'')'),
	('drift.bhattacharyya(s, base => 0.5)'), ('drift.bhattacharyya(s, bins => 1)'),
	('drift.cramers_v(s, dialect => ''evidently'')'), ('drift.kuiper(s, dialect => ''evidently'')')
) AS t(call);

-- categories have no order
SELECT throws_ok('SELECT drift.' || name || '(cat) FROM state', '42804', NULL, name || ' of categories')
FROM unnest('{kuiper,kuiper_test}'::text[]) AS name;

-- an empty side gives NULL
SELECT is(drift.bhattacharyya(no_current), NULL, 'no current rows: bhattacharyya') FROM state;
SELECT is(drift.kuiper_test(no_current), NULL, 'no current rows: kuiper_test') FROM state;
SELECT is(drift.unseen_share(nulls), NULL, 'only NULL: unseen_share') FROM state;
SELECT is(drift.missing_categories_share(no_current), NULL, 'no current rows: missing_categories_share') FROM state;
SELECT is(drift.psi(no_current, nulls_as_bin => true), NULL, 'no current rows, nulls_as_bin') FROM state;
SELECT is(drift.psi(NULL::drift.sample, nulls_as_bin => true), NULL, 'no state');

-- NULL as a bin
SELECT is(drift.tv_distance(nulls), NULL, 'only NULL, numbers') FROM state;
SELECT is(drift.tv_distance(nulls, nulls_as_bin => true), 0::float8, 'only NULL are the same, numbers') FROM state;
SELECT is(drift.tv_distance(cat_nulls, nulls_as_bin => true), 0::float8, 'only NULL are the same, categories') FROM state;
SELECT is(drift.tv_distance(half, nulls_as_bin => true), 1::float8, 'all NULL against none, numbers') FROM state;
SELECT is(drift.tv_distance(half, binning => 'auto', nulls_as_bin => true), 1::float8, 'and with a rule') FROM state;
SELECT is(drift.tv_distance(half, edges => ARRAY[2], nulls_as_bin => true), 1::float8, 'and with edges') FROM state;
SELECT is((drift.chi2_test(half, nulls_as_bin => true)).n_current, 20::bigint, 'rows that are NULL take part') FROM state;

-- rules where there is no spread, or none that is finite
SELECT is(drift.psi(infinite, binning => rule), 0::float8, 'only infinities: ' || rule)
FROM state, unnest('{sturges,doane,scott,fd,auto}'::text[]) AS rule;

-- a dialect takes none of the options
SELECT is(drift.psi(s, dialect => 'evidently', base => 2, nulls_as_bin => true), drift.psi(s, dialect => 'evidently'),
	'a dialect has its own base') FROM state;
SELECT is(drift.wasserstein(s, dialect => 'evidently', scale => 'range'), drift.wasserstein(s, dialect => 'evidently'),
	'a dialect has its own scale') FROM state;
SELECT is(drift.kl_divergence(s, 10, 'quantile', NULL, 1e-4, NULL, false, NULL, 'forward'), drift.kl_divergence(s),
	'all options by position') FROM state;

-- values that a summary does not hold
SELECT throws_ok(format('SELECT drift.%s(p, p) FROM (SELECT drift.profile_agg(i::float8) AS p FROM generate_series(1, 30000) AS i) q',
	name), '22023', NULL, name || ' of a summary')
FROM unnest('{unseen_share,missing_categories_share}'::text[]) AS name;

SELECT * FROM finish();
ROLLBACK;
