-- table.sql: the table everything is measured on. psql -v rows=N -f table.sql
--
-- 17 columns in the order a log tends to have: id, time and side first, then numbers, texts, outcome.
-- The order matters: every column before the one that is read costs 3 to 6 ns a row. The first half of
-- the rows is the reference; the current half has drifted a little, so that no statistic is zero. The same
-- seed gives the same rows in one major version of PostgreSQL.

CREATE SCHEMA bench;
SET max_parallel_workers_per_gather = 0;
SELECT setseed(0.20261101) \g /dev/null

CREATE UNLOGGED TABLE bench.log AS
SELECT id,
	'2026-01-01'::timestamptz + id * interval '1 second' AS ts,
	is_ref,
	50 + 10 * z1 + CASE WHEN is_ref THEN 0 ELSE 0.2 END AS f1,			-- normal
	exp(3 + z2 * CASE WHEN is_ref THEN 1 ELSE 1.02 END) AS f2,			-- log-normal
	round(5 * z3 + CASE WHEN is_ref THEN 0 ELSE 0.5 END) AS f3,			-- some 50 distinct values
	1000 * random() AS f4,												-- uniform
	-20 * ln(1 - random()) AS f5,										-- exponential
	CASE WHEN u1 < 0.3 THEN z4 ELSE 8 + 2 * z4 END AS f6,				-- two humps
	CASE WHEN u2 < CASE WHEN is_ref THEN 0.69 ELSE 0.67 END
		THEN 0 ELSE exp(z4 + 2) END AS f7,								-- mostly zero
	CASE WHEN u3 >= 0.02 THEN power(1 - random(), -1 / 1.5) END AS f8,	-- heavy tail, 2 % NULL
	'c' || floor(12 * u4 * u4)::int AS c1,								-- 12 categories
	'item-' || floor(20000 * power(random(), 3))::int AS c2,			-- 20,000 categories
	score,
	random() < score AS label,
	score > 0.5 AS predicted,
	'group ' || CASE WHEN u5 < 0.5 THEN 1 WHEN u5 < 0.75 THEN 2 WHEN u5 < 0.9 THEN 3
		WHEN u5 < 0.98 THEN 4 ELSE 5 END AS grp							-- 5 groups
FROM (
	SELECT id, is_ref, u1, u2, u3, u4, u5,
		r1 * cos(a1) AS z1, r1 * sin(a1) AS z2, r2 * cos(a2) AS z3, r2 * sin(a2) AS z4,
		1 / (1 + exp(-1.2 * r3 * cos(a1 + a2))) AS score
	FROM (
		SELECT id, id <= :rows / 2 AS is_ref,
			random() AS u1, random() AS u2, random() AS u3, random() AS u4, random() AS u5,
			sqrt(-2 * ln(1 - random())) AS r1, 2 * pi() * random() AS a1,
			sqrt(-2 * ln(1 - random())) AS r2, 2 * pi() * random() AS a2,
			sqrt(-2 * ln(1 - random())) AS r3
		FROM generate_series(1, :rows::bigint) AS id
		OFFSET 0) AS draws
	OFFSET 0) AS shapes;

-- Two workers wherever workers are allowed at all, whatever the number of rows.
ALTER TABLE bench.log SET (parallel_workers = 2);
VACUUM (FREEZE, ANALYZE) bench.log;
CREATE EXTENSION IF NOT EXISTS pg_prewarm;
SELECT pg_prewarm('bench.log') \g /dev/null

-- Documents of ten numbers, a fifth of the rows: of few digits, and of 17.
CREATE UNLOGGED TABLE bench.documents AS
SELECT jsonb_build_object('amount', round((100 * random())::numeric, 2), 'age', 18 + (60 * random())::int,
	'income', (9000 * random())::int, 'score', round(random()::numeric, 4), 'ratio', round(random()::numeric, 3),
	'percent', (100 * random())::int, 'price', round((500 * random())::numeric, 2),
	'balance', round((1000 * random())::numeric, 1), 'visits', (30 * random())::int, 'days', (365 * random())::int) AS features
FROM generate_series(1, :rows::bigint / 5);
CREATE UNLOGGED TABLE bench.long_documents AS
SELECT jsonb_build_object('f0', random(), 'f1', random(), 'f2', random(), 'f3', random(), 'f4', random(),
	'f5', random(), 'f6', random(), 'f7', random(), 'f8', random(), 'f9', random()) AS features
FROM generate_series(1, :rows::bigint / 5);
VACUUM (FREEZE, ANALYZE) bench.documents, bench.long_documents;
SELECT pg_prewarm('bench.documents'), pg_prewarm('bench.long_documents') \g /dev/null
