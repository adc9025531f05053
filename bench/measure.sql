-- measure.sql: every case in turn with its yardstick, in one session
--
-- Absolute times drift by 30 % and more on a shared machine; the ratio of two queries that ran one
-- after the other does not. A round runs every case once, directly after its yardstick; the figure is the
-- median over the rounds of each round's own ratio.

CREATE TABLE bench.timings (
	name text, round int,
	ms float8, yard_ms float8,					-- one process
	parallel_ms float8, parallel_yard_ms float8,	-- two workers
	value float8, failure text);

-- Now, in milliseconds: of the day, or of this process's own processor time (bench.clock = 'cpu').
CREATE FUNCTION bench.clock() RETURNS float8 LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN current_setting('bench.clock', true) = 'cpu'
		THEN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e6
		ELSE extract(epoch FROM clock_timestamp())::float8 * 1000 END
$$;

-- Run a query, throw its rows away, return its milliseconds. NULL for a case without a yardstick.
CREATE FUNCTION bench.time(query text, workers int) RETURNS float8 LANGUAGE plpgsql STRICT AS $$
DECLARE
	start float8;
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', workers::text, false);
	start := bench.clock();
	EXECUTE query;
	RETURN bench.clock() - start;
END $$;

-- The planner's word that a query has two workers: without them a gain would mean nothing.
CREATE FUNCTION bench.must_be_parallel(query text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', '2', false);
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	IF plan::text !~ '"Workers Planned": 2' THEN
		RAISE EXCEPTION 'not planned with two workers';
	END IF;
END $$;

-- One round of one case; a case that fails is told at the end and does not stop the others.
CREATE FUNCTION bench.once(c bench.cases, round int) RETURNS bench.timings LANGUAGE plpgsql AS $$
DECLARE
	t bench.timings;
BEGIN
	t.name := c.name;
	t.round := round;
	IF c.kind = 'value' THEN
		EXECUTE c.query INTO t.value;
		RETURN t;
	END IF;
	t.yard_ms := bench.time(c.yardstick, 0);
	t.ms := bench.time(c.query, 0);
	IF c.kind LIKE 'gain%' THEN
		PERFORM bench.must_be_parallel(c.query);
		t.parallel_yard_ms := bench.time(c.yardstick, 2);
		t.parallel_ms := bench.time(c.query, 2);
	END IF;
	RETURN t;
EXCEPTION WHEN OTHERS THEN
	t.failure := SQLERRM;
	RETURN t;
END $$;

CREATE PROCEDURE bench.measure(rounds int) LANGUAGE plpgsql AS $$
DECLARE
	c bench.cases;
	t bench.timings;
BEGIN
	FOR i IN 1 .. rounds LOOP
		FOR c IN SELECT * FROM bench.cases WHERE i = 1 OR kind <> 'value' ORDER BY position LOOP
			t := bench.once(c, i);
			INSERT INTO bench.timings SELECT t.*;
			RAISE INFO 'round %: % % ms', i, c.name, coalesce(round(t.ms::numeric, 1)::text, '-');
			COMMIT;
		END LOOP;
	END LOOP;
END $$;

-- The median over rounds of each round's own figure.
CREATE VIEW bench.result AS
SELECT c.position, c.name, c.kind, c.bound, m.ms, m.yard_ms, m.gain, m.yard_gain, m.failure,
	CASE WHEN m.failure IS NULL THEN m.figure END AS figure,
	CASE WHEN m.failure IS NOT NULL OR m.figure IS NULL THEN 'failed'
		WHEN c.bound IS NULL THEN ''
		WHEN c.kind IN ('ratio', 'value') = (m.figure <= c.bound) OR m.figure = c.bound THEN 'ok'
		ELSE 'OVER' END AS verdict
FROM bench.cases c
JOIN (
	SELECT c.name, max(t.failure) AS failure,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY
			CASE WHEN c.kind LIKE 'gain%' THEN t.parallel_ms ELSE t.ms END) AS ms,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY
			CASE WHEN c.kind LIKE 'gain%' THEN t.parallel_yard_ms ELSE t.yard_ms END) AS yard_ms,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY t.ms / t.parallel_ms) AS gain,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY t.yard_ms / t.parallel_yard_ms) AS yard_gain,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE c.kind
			WHEN 'ratio' THEN t.ms / t.yard_ms
			WHEN 'faster' THEN t.yard_ms / t.ms
			WHEN 'gain' THEN t.ms / t.parallel_ms
			WHEN 'gain-avg' THEN (t.ms / t.parallel_ms) / (t.yard_ms / t.parallel_yard_ms)
			ELSE t.value END) AS figure
	FROM bench.timings t JOIN bench.cases c USING (name) GROUP BY c.name) m USING (name);
