-- Stored outcomes of many sizes, merged in groups, equal one state over all rows.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(4);

-- Sizes around every doubling of the buffers, few positives beside many negatives and the reverse.
CREATE TEMP TABLE scored AS
	SELECT part, hashint4(n * 31 + part) / 65536.0::float8 / 32768 AS score,
		(hashint4(n * 17 + part) & 1023) < 1024 * (part % 9) / 8 AS label
	FROM generate_series(1, 120) AS part, generate_series(1, part * 2) AS n;
CREATE TEMP TABLE stored AS
	SELECT part, drift.binary_outcome_agg(label, score > 0.5, score) AS state FROM scored GROUP BY part;

SELECT is((SELECT drift.metric(drift.merge(state), 'roc_auc') FROM stored),
	(SELECT drift.roc_auc(label, score) FROM scored), 'all of them');
SELECT is(count(*), 0::bigint, 'any two neighbours')
	FROM stored AS a JOIN stored AS b ON b.part = a.part + 1,
		LATERAL (SELECT drift.merge(s) AS state FROM (VALUES (a.state), (b.state)) AS v(s)) AS m,
		LATERAL (SELECT drift.roc_auc(label, score) AS auc FROM scored WHERE part IN (a.part, b.part)) AS r
	WHERE drift.metric(m.state, 'roc_auc') IS DISTINCT FROM r.auc;
SELECT is(count(*), 0::bigint, 'a merged state takes more')
	FROM stored AS a JOIN stored AS b ON b.part = 121 - a.part,
		LATERAL (SELECT drift.merge(s) AS state FROM (VALUES (a.state), (b.state), (a.state)) AS v(s)) AS m,
		LATERAL (SELECT drift.roc_auc(label, score) AS auc FROM (
			SELECT * FROM scored WHERE part IN (a.part, b.part) UNION ALL SELECT * FROM scored WHERE part = a.part) AS u) AS r
	WHERE drift.metric(m.state, 'roc_auc') IS DISTINCT FROM r.auc;
SELECT is(count(*), 0::bigint, 'rows without label come first: the distributions of scores are taken over')
	FROM stored AS a,
		(SELECT drift.binary_outcome_agg(NULL, n > 2, 0.5) AS unlabelled FROM generate_series(1, 5) AS n) AS u,
		LATERAL (SELECT drift.merge(s) AS state FROM (VALUES (u.unlabelled), (a.state)) AS v(s)) AS m
	WHERE drift.metric(m.state, 'roc_auc') IS DISTINCT FROM drift.metric(a.state, 'roc_auc');
SELECT * FROM finish();
ROLLBACK;
