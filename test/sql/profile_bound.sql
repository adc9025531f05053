\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
-- The bound of a summary holds: rows of every nasty shape, streamed, and in up to 10,000 states that are merged in
-- random trees; at every value, no rank is off by more than drift.rank_error() says. test/run.sh --bound does it
-- with 5 million rows a shape and three trees each; here are fewer.
SELECT coalesce(current_setting('drift_test.bound', true), '') = 'full' AS full \gset
\if :full
\set rows 5000000
\set trees 3
\set most 100000
\set planned 165
\else
\set rows 32000
\set trees 1
\set most 6000
\set planned 105
\endif
SELECT plan(:planned);

-- A number in (0, 1) that looks drawn: the same on every machine.
CREATE FUNCTION pg_temp.u(i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
	'SELECT ((i * 7919 + i / 100003 * 31) % 100003 + 0.5)::float8 / 100003';

-- Row i of n of a shape.
CREATE FUNCTION pg_temp.shaped(shape text, i bigint, n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE shape
		WHEN 'sorted' THEN i
		WHEN 'reversed' THEN n - i
		WHEN 'zigzag' THEN CASE WHEN i % 2 = 0 THEN i ELSE -i END
		WHEN 'constant' THEN 0.1
		WHEN 'two values' THEN CASE WHEN pg_temp.u(i) < 0.3 THEN 1 ELSE 1.0000000000000002 END
		WHEN 'drawn' THEN pg_temp.u(i) + i * 1e-12
		WHEN 'heavy tails' THEN (pg_temp.u(i) - 0.5) / (pg_temp.u(i) * (1 - pg_temp.u(i))) ^ 3 + i * 1e-9
		WHEN 'huge and tiny' THEN (CASE i % 3 WHEN 0 THEN 1e300 WHEN 1 THEN 1e-300 ELSE -1e300 END) * (1 + pg_temp.u(i * 3) * 1e4 + i * 1e-9)
		WHEN 'denormal' THEN (i % 50021) * 5e-324::float8 * CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END
		WHEN 'atom' THEN CASE WHEN i % 10 < 9 THEN 0 ELSE (pg_temp.u(i) - 0.5) * i END
		WHEN 'infinite' THEN CASE WHEN i % 7 = 0 THEN 'Infinity' WHEN i % 11 = 0 THEN '-Infinity' ELSE pg_temp.u(i) * i END
		-- each row falls between the two before it
		WHEN 'closing in' THEN (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) / i::float8
		-- each full buffer interleaves with all before it
		WHEN 'combs' THEN (i % 16384) + 1 / (2 + i / 16384)::float8
		-- each full buffer lies in one gap of the one before
		WHEN 'nested' THEN (i / 16384) % 40 + 2.0::float8 ^ -((i / 16384) % 40) * (i % 16384) / 16384
		-- new extremes on both sides all the time
		WHEN 'growing ends' THEN (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) * 1.0001::float8 ^ least(i, 3000000)
	END $$;

-- The state of rows from..to of a shape.
CREATE FUNCTION pg_temp.state_of(shape text, from_row bigint, to_row bigint, n bigint) RETURNS drift.profile LANGUAGE sql AS
	'SELECT drift.profile_agg(pg_temp.shaped(shape, i, n)) FROM generate_series(from_row, to_row) i';

-- Merge states in a random tree: at each level, each goes to a random heap, and each heap becomes one.
CREATE FUNCTION pg_temp.merge_tree(states drift.profile[], seed bigint) RETURNS drift.profile LANGUAGE plpgsql AS $$
DECLARE
	level bigint := 0;
BEGIN
	WHILE cardinality(states) > 1 LOOP
		level := level + 1;
		SELECT array_agg(m) INTO states FROM (
			SELECT drift.merge(s ORDER BY pg_temp.u(i * 17 + seed + level)) AS m FROM unnest(states) WITH ORDINALITY AS t(s, i)
			GROUP BY floor(pg_temp.u(i * 13 + seed * 7 + level * 1009) * cardinality(states) / (2 + (seed + level) % 5))) q;
	END LOOP;
	RETURN states[1];
END $$;

CREATE TEMP TABLE truth (v float8, le bigint, lt bigint);

-- True ranks at the values of a shape: all at the ends, and at most so many between.
CREATE FUNCTION pg_temp.know(shape text, n bigint, most bigint) RETURNS void LANGUAGE sql AS $$
	TRUNCATE truth;
	INSERT INTO truth SELECT v, le, lt FROM (
		SELECT v, le, le - count AS lt, row_number() OVER (ORDER BY v) AS r, count(*) OVER () AS values FROM (
			SELECT v, count(*) AS count, sum(count(*)) OVER (ORDER BY v) AS le FROM (
				SELECT pg_temp.shaped(shape, i, n) AS v FROM generate_series(1, n) i) a GROUP BY v) b) c
	WHERE r % greatest(values / most, 1) = 0 OR r <= 300 OR r > values - 300;
$$;

-- The largest error of a rank, in rows: the share below or at a value, and the value at a share.
CREATE FUNCTION pg_temp.worst(p drift.profile, n bigint) RETURNS float8 LANGUAGE sql AS $$
	SELECT greatest(max(abs(drift.cdf(p, v) * n - le)), (
		-- the quantile's own rows, from..to, must not be further away than the bound and the row that p may be off by
		SELECT max(greatest(t.lt + 1 - q.rank, q.rank - t.le)) - 1 FROM (
			SELECT rank, drift.quantile(p, rank / n::float8) AS v FROM (
				SELECT DISTINCT greatest(1, n * k / 500) AS rank FROM generate_series(0, 500) k) r) q JOIN truth t USING (v)))
	FROM truth $$;

CREATE TEMP TABLE shape AS SELECT * FROM unnest('{sorted,reversed,zigzag,constant,two values,drawn,heavy tails,huge and tiny,
	denormal,atom,infinite,closing in,combs,nested,growing ends}'::text[]) WITH ORDINALITY AS t(name, number);

-- Try one shape: streamed, then cut into states of random sizes and merged, tree after tree.
CREATE FUNCTION pg_temp.try(shape text, number bigint, n bigint, trees int, most bigint) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	p drift.profile := pg_temp.state_of(shape, 1, n, n);
	states drift.profile[];
	cut int;
BEGIN
	PERFORM pg_temp.know(shape, n, most);
	RETURN NEXT ok(pg_temp.worst(p, n) <= drift.rank_error(p) * n + 0.01, shape || ', streamed: no rank is off by more than the bound');
	RETURN NEXT ok(drift.n(p) = n AND drift.rank_error(p) <= 0.001, shape || ', streamed: the bound is at most 0.1 %');
	FOR tree IN 1 .. trees LOOP
		cut := (ARRAY[10, 100, 1000, 10000])[1 + (number + tree) % 4];
		SELECT array_agg(pg_temp.state_of(shape, f, t, n)) INTO states FROM (
			SELECT at + 1 AS f, lead(at, 1, n) OVER (ORDER BY at) AS t FROM (
				SELECT DISTINCT floor(n * pg_temp.u(k * 7 + tree) * 0.999)::bigint AS at FROM generate_series(1, cut - 1) k
				UNION SELECT 0) a) b;
		p := pg_temp.merge_tree(states, number * 100 + tree);
		RETURN NEXT ok(drift.n(p) = n AND pg_temp.worst(p, n) <= drift.rank_error(p) * n + 0.01,
			shape || ', merged: no rank is off by more than the bound');
		RETURN NEXT ok(drift.rank_error(p) <= 0.01, shape || ', merged: the bound is useful');
		RAISE DEBUG '% % states: bound %, worst %', shape, cardinality(states), drift.rank_error(p), pg_temp.worst(p, n) / n;
	END LOOP;
END $$;

SELECT pg_temp.try(name, number, :rows, :trees, :most) FROM shape ORDER BY number;

-- With weights, from 1e-6 to 200,000 times those of other rows: the same in shares of the total weight.
CREATE FUNCTION pg_temp.weight_of(i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
	'SELECT CASE i % 4 WHEN 0 THEN 0.1 WHEN 1 THEN 1 WHEN 2 THEN pg_temp.u(i) * 1e-6 ELSE 1 / pg_temp.u(i * 3) END';
CREATE TEMP TABLE weighed (v float8, le float8);

CREATE FUNCTION pg_temp.try_weighted(shape text, number bigint, n bigint, most bigint) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	p drift.profile;
	states drift.profile[];
	cut int := (ARRAY[10, 100, 1000, 3000])[1 + number % 4];
	total float8;
BEGIN
	TRUNCATE weighed;
	INSERT INTO weighed SELECT v, le FROM (
		SELECT v, sum(sum(w)) OVER (ORDER BY v) AS le, row_number() OVER (ORDER BY v) AS r, count(*) OVER () AS values FROM (
			SELECT pg_temp.shaped(shape, i, n) AS v, pg_temp.weight_of(i) AS w FROM generate_series(1, n) i) a GROUP BY v) b
	WHERE r % greatest(values / most, 1) = 0 OR r = values;
	SELECT max(le) INTO total FROM weighed;
	FOR way IN 0 .. 1 LOOP
		IF way = 0 THEN
			SELECT drift.profile_agg(pg_temp.shaped(shape, i, n), pg_temp.weight_of(i)) INTO p FROM generate_series(1, n) i;
		ELSE
			SELECT array_agg(s) INTO states FROM (
				SELECT drift.profile_agg(pg_temp.shaped(shape, i, n), pg_temp.weight_of(i)) AS s FROM generate_series(1, n) i GROUP BY i * cut / (n + 1)) q;
			p := pg_temp.merge_tree(states, number);
		END IF;
		RETURN QUERY SELECT ok(drift.n(p) = try_weighted.n AND abs(drift.weight(p) / total - 1) < 1e-9
			AND max(abs(drift.cdf(p, v) - le / total)) <= drift.rank_error(p) + 1e-9 AND drift.rank_error(p) <= 0.01,
			shape || ', weighted, ' || (ARRAY['streamed', 'merged'])[way + 1] || ': no rank is off by more than the bound')
		FROM weighed;
	END LOOP;
END $$;

SELECT pg_temp.try_weighted(name, number, :rows / 2, :most / 2) FROM shape ORDER BY number;

-- Categories: 20,000 of them, or as many as rows; flat, skewed, and rare ones before the frequent ones. Each count is
-- within its own error, the errors within the bound that drift.profile_agg(text) publishes, and so is what is not listed.
CREATE FUNCTION pg_temp.named(shape text, i bigint, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT 'c' || CASE shape
		WHEN 'flat' THEN i * 7919 % 20011
		WHEN 'all distinct' THEN i
		WHEN 'skewed' THEN floor(20000 ^ pg_temp.u(i))
		WHEN 'more skewed' THEN floor(2 / (pg_temp.u(i * 3 + i / 5) ^ 1.5)) + CASE WHEN i % 5 = 0 THEN i ELSE 0 END
		WHEN 'rare first' THEN CASE WHEN i < n / 2 THEN i ELSE i % 9 END
	END $$;
CREATE TEMP TABLE tally (name text, n bigint, weight bigint);

CREATE FUNCTION pg_temp.try_names(shape text, n bigint, cut int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	p drift.profile;
	states drift.profile[];
	way text;
	bound bigint;
BEGIN
	TRUNCATE tally;
	INSERT INTO tally SELECT pg_temp.named(shape, i, n), count(*), sum(1 + i % 3) FROM generate_series(1, n) i GROUP BY 1;
	FOREACH way IN ARRAY '{streamed,merged,weighted}'::text[] LOOP
		IF way = 'streamed' THEN
			SELECT drift.profile_agg(pg_temp.named(shape, i, n)) INTO p FROM generate_series(1, n) i;
		ELSE
			SELECT array_agg(CASE way WHEN 'merged' THEN s ELSE w END) INTO states FROM (
				SELECT drift.profile_agg(pg_temp.named(shape, i, n)) AS s, drift.profile_agg(pg_temp.named(shape, i, n), 1 + i % 3) AS w
				FROM generate_series(1, n) i GROUP BY i * cut / (n + 1)) q;
			p := pg_temp.merge_tree(states, cut);
		END IF;
		UPDATE tally SET n = weight WHERE way = 'weighted';
		SELECT sum(t.n) / 4097 + (way = 'weighted')::int INTO bound FROM tally t; -- weights are shown in whole numbers
		RETURN QUERY SELECT ok(drift.n(p) = try_names.n AND bool_and(t.n BETWEEN coalesce(l.count, 0) AND coalesce(l.count + l.error, bound))
			AND coalesce(max(l.error), 0) <= bound, shape || ' categories, ' || way || ': every count within its error, every error within n / 4,097')
		FROM tally t LEFT JOIN drift.top(p, 100000) l ON l.category = t.name;
	END LOOP;
END $$;

SELECT pg_temp.try_names(name, :rows, cut) FROM (VALUES ('flat', 1000), ('all distinct', 100), ('skewed', 1000), ('more skewed', 30),
	('rare first', 300)) AS t (name, cut);

SELECT * FROM finish();
ROLLBACK;
