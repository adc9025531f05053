-- wide.sql: two relations of 20 columns and half as many rows, for drift.compare. psql -v rows=N -f wide.sql
SET max_parallel_workers_per_gather = 0;
SELECT setseed(0.20261102) \g /dev/null
SELECT format('CREATE UNLOGGED TABLE bench.%I AS SELECT %s FROM generate_series(1, %s)', t.name,
	string_agg(format(CASE i % 4 WHEN 0 THEN '%2$s * random() AS c%1$s'				-- uniform
			WHEN 1 THEN '-%2$s * ln(1 - random()) AS c%1$s'								-- exponential
			WHEN 2 THEN '(random() + random() + random() + random() - 2) * %2$s AS c%1$s'	-- nearly normal
			ELSE 'floor(1000 * random() * random() * %2$s) AS c%1$s' END,				-- whole numbers
		i, t.scale), ', '), :rows / 2)
FROM generate_series(1, 20) AS i, (VALUES ('wide_reference', 1.0), ('wide_current', 1.01)) AS t(name, scale)
GROUP BY t.name \gexec
VACUUM (FREEZE, ANALYZE) bench.wide_reference;
VACUUM (FREEZE, ANALYZE) bench.wide_current;
SELECT pg_prewarm('bench.wide_reference'), pg_prewarm('bench.wide_current') \g /dev/null
