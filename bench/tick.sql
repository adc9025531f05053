-- tick.sql: a log of many models and features, and a clock. psql -v models=50 -v features=40 -f tick.sql
--
-- One source whose rows belong to the models in turns, and to three values of one segment column.
CREATE SCHEMA tick;
SET client_min_messages = warning;
SELECT setseed(0.20261103) \g /dev/null
SELECT format('CREATE TABLE tick.log (ts timestamptz NOT NULL, model text NOT NULL, region text NOT NULL%s)',
	string_agg(format(', f%s float8', i), '' ORDER BY i))
FROM generate_series(1, :features) AS i \gexec
CREATE INDEX ON tick.log USING brin (ts);
SELECT format('CREATE FUNCTION tick.yardstick(hour timestamptz) RETURNS text LANGUAGE sql AS $f$ '
	'SELECT format(''SELECT %s FROM tick.log WHERE ts >= %%L AND ts < %%L'', hour, hour + interval ''1 hour'') $f$',
	string_agg(format('avg(f%s)', i), ', ' ORDER BY i))
FROM generate_series(1, :features) AS i \gexec

-- Rows of one hour: uniform, exponential, nearly normal and whole numbers in turn, as in wide.sql.
SELECT format($q$
	CREATE PROCEDURE tick.fill(hour timestamptz, n int) LANGUAGE sql AS $p$
		INSERT INTO tick.log
		SELECT hour + (i - 1) * interval '1 hour' / n, 'model ' || i %% %1$s,
			(ARRAY['north', 'south', 'west'])[1 + i / %1$s %% 3]%2$s
		FROM generate_series(1, n) i $p$ $q$, :models,
	string_agg(CASE i % 4 WHEN 0 THEN ', random()' WHEN 1 THEN ', -ln(1 - random())'
		WHEN 2 THEN ', random() + random() + random() + random() - 2'
		ELSE ', floor(1000 * random() * random())' END, '' ORDER BY i))
FROM generate_series(1, :features) AS i \gexec

-- Ten hours of a tenth of the rows each are the baseline.
CREATE PROCEDURE tick.watch(start timestamptz, n int) LANGUAGE plpgsql AS $$
BEGIN
	FOR h IN 0 .. 9 LOOP
		CALL tick.fill(start + h * interval '1 hour', n / 10);
	END LOOP;
	PERFORM drift.watch('tick.log', "window" => '1 hour', time_zone => 'UTC',
		reference => tstzrange(start, start + interval '10 hours'), segment_columns => '{region}');
END $$;

-- Now, in milliseconds: of the day, or of this process's own processor time (bench.clock = 'cpu').
CREATE FUNCTION tick.clock() RETURNS float8 LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN current_setting('bench.clock', true) = 'cpu'
		THEN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e6
		ELSE extract(epoch FROM clock_timestamp())::float8 * 1000 END
$$;
CREATE TABLE tick.timing (case_name text, hour timestamptz, ms float8, yard_ms float8);

-- One tick: the rows of an hour, the yardstick over them, a run. Rows first, so that both find them cached.
CREATE PROCEDURE tick.measure(case_name text, hour timestamptz, n int) LANGUAGE plpgsql AS $$
DECLARE
	t float8[];
BEGIN
	CALL tick.fill(hour, n);
	COMMIT;
	EXECUTE tick.yardstick(hour);
	t := ARRAY[tick.clock()];
	EXECUTE tick.yardstick(hour);
	t := t || tick.clock();
	CALL drift.run_due(hour + interval '1 hour');
	INSERT INTO tick.timing VALUES (case_name, hour, tick.clock() - t[2], t[2] - t[1]);
	COMMIT;
END $$;
