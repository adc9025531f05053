\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET timezone = 'Asia/Kathmandu';
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(23);

CREATE TEMP TABLE log AS
SELECT i % 3 = 0 AS cur, tz, tz::timestamp AS ts, (tz + i * interval '1 day')::date AS d,
	make_interval(years => i % 5 - 2, months => i * 7 % 25 - 12, days => i % 40, secs => i * 1.234567) AS v, (tz::timestamp)::time AS t
FROM (SELECT i, timestamptz '1999-12-31 23:59:59.123456+00' + i * interval '1 hour 7.654321 seconds' AS tz
	FROM generate_series(-300, 300) AS i) AS q;
INSERT INTO log SELECT i % 2 = 0, NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 5) AS i;

-- the same state as of extract(epoch)
SELECT is(drift.profile_agg(tz)::text, drift.profile_agg(extract(epoch FROM tz)::float8)::text, 'profile of timestamptz') FROM log;
SELECT is(drift.profile_agg(ts)::text, drift.profile_agg(extract(epoch FROM ts)::float8)::text, 'profile of timestamp') FROM log;
SELECT is(drift.profile_agg(d)::text, drift.profile_agg(extract(epoch FROM d)::float8)::text, 'profile of date') FROM log;
SELECT is(drift.profile_agg(v)::text, drift.profile_agg(extract(epoch FROM v)::float8)::text, 'profile of interval') FROM log;
SELECT is(drift.profile_agg(t)::text, drift.profile_agg(extract(epoch FROM t)::float8)::text, 'profile of time, as interval') FROM log;
SELECT is(drift.sample_agg(tz, cur)::text, drift.sample_agg(extract(epoch FROM tz)::float8, cur)::text, 'sample of timestamptz') FROM log;
SELECT is(drift.sample_agg(ts, cur)::text, drift.sample_agg(extract(epoch FROM ts)::float8, cur)::text, 'sample of timestamp') FROM log;
SELECT is(drift.sample_agg(d, cur)::text, drift.sample_agg(extract(epoch FROM d)::float8, cur)::text, 'sample of date') FROM log;
SELECT is(drift.sample_agg(v, cur)::text, drift.sample_agg(extract(epoch FROM v)::float8, cur)::text, 'sample of interval') FROM log;
SELECT is(drift.n_null(drift.profile_agg(d)), 5::bigint, 'NULL dates are counted') FROM log;

-- infinities at the ends, and the ends of what the types hold
SELECT is(drift.profile_agg(x)::text, drift.profile_agg(y)::text, 'infinite timestamps')
FROM (VALUES ('infinity'::timestamptz, 'Infinity'::float8), ('-infinity', '-Infinity'), ('2000-01-01 00:00+00', 946684800)) AS v(x, y);
SELECT is(drift.profile_agg(x)::text, drift.profile_agg(y)::text, 'infinite dates')
FROM (VALUES ('infinity'::date, 'Infinity'::float8), ('-infinity', '-Infinity'), ('1970-01-01', 0)) AS v(x, y);
SELECT ok(abs(drift.quantile(drift.profile_agg(x), 1) / extract(epoch FROM max(x))::float8 - 1) < 1e-15, 'the last timestamp')
FROM (VALUES (timestamp '294276-12-31 23:59:59.999999')) AS v(x);
SELECT ok(abs(drift.quantile(drift.profile_agg(x), 0) / extract(epoch FROM min(x))::float8 - 1) < 1e-15, 'the first timestamp')
FROM (VALUES (timestamp '4713-01-01 00:00:00 BC')) AS v(x);
SELECT ok(abs(drift.quantile(drift.profile_agg(x), 1) / extract(epoch FROM max(x))::float8 - 1) < 1e-15, 'a long interval')
FROM (VALUES (interval '178000000 years 11 months 29 days 23:59:59.999999')) AS v(x);

-- a constant argument outside an aggregate stays what it is
SELECT is(drift.profile_add(drift.profile_add(NULL, date '2020-01-02'), date '2020-01-02')::text,
	drift.profile_add(drift.profile_add(NULL, 1577923200::float8), 1577923200::float8)::text, 'transition by hand');
SELECT is(count(DISTINCT drift.sample_add(NULL, interval '1 day', i > 2)::text), 2::bigint, 'transition by hand, rows')
FROM generate_series(1, 4) AS i;

-- literals and other types resolve as before
SELECT is(drift.top(drift.profile_agg('2020-01-01'), 1)::text, '(2020-01-01,1,1,0)', 'an unknown literal is text');
SELECT lives_ok('SELECT drift.profile_agg(NULL), drift.sample_agg(NULL, true)', 'NULL is not ambiguous');
SELECT lives_ok('SELECT drift.profile_agg(1::int), drift.profile_agg(1.5), drift.profile_agg(1::smallint), drift.profile_agg(1::real)',
	'numbers are not ambiguous');
SELECT lives_ok('SELECT drift.profile_agg(x::varchar), drift.profile_agg(x::char(3)), drift.profile_agg(x::name) FROM (VALUES (''a'')) v(x)',
	'texts are not ambiguous');
SELECT throws_ok('SELECT drift.profile_agg(ARRAY[1])', '42883', NULL, 'an array has no profile');

-- distances between them
SELECT ok(drift.ks_stat(drift.sample_agg(tz, cur)) < 0.01, 'thirds of an even stream') FROM log;

SELECT * FROM finish();
ROLLBACK;
