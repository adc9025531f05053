-- What demo/run.sh does with other people's CSV files, and that its simulation is always the same.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET timezone = 'UTC';
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
\getenv srcdir PG_ABS_SRCDIR
\set csv :srcdir '/../demo/csv.sql'
\set roles :srcdir '/../demo/roles.sql'
\set stream :srcdir '/../demo/stream.sql'
\set simulate :srcdir '/../demo/simulate.sql'
\i :csv
\i :roles
\i :stream
SELECT plan(36);

-- Headers.
SELECT is(incoming.split_header('a,"b ""x"", y", c ,,id', ','), '{a,"b \"x\", y"," c ","",id}'::text[],
	'quotes protect separators, "" is a quote');
SELECT is(incoming.split_header(E'a\tb;c', E'\t'), '{a,b;c}'::text[], 'another separator');
SELECT is(incoming.split_header('a', ','), '{a}'::text[], 'one column');
SELECT throws_ok($$SELECT incoming.split_header('a,"b', ',')$$, '22000', NULL, 'a header that ends inside quotes');
SELECT is(incoming.usable_names('{a,"",a,a,ctid,arrived_at, b }'),
	'{a,column_2,a_2,a_3,ctid_2,arrived_at_2,b}'::text[], 'empty, double and reserved names');
SELECT cmp_ok(octet_length(n), '<', 64, 'a long name fits')
	FROM unnest(incoming.usable_names(ARRAY[repeat('ü', 80), repeat('ü', 80)])) AS n;
SELECT is(incoming.usable_names(ARRAY['Robert"); DROP TABLE x;--']), ARRAY['Robert"); DROP TABLE x;--'],
	'a hostile name stays a name');

-- Values.
SELECT is((SELECT string_agg(incoming.class(v), ' ' ORDER BY i) FROM unnest(
	'{7,-7,+7,0,007,1.5,.5,1.,1e5,-inf}'::text[]) WITH ORDINALITY AS u(v, i)),
	'integer integer integer integer code float float float float float', 'numbers');
SELECT is((SELECT string_agg(incoming.class(v), ' ' ORDER BY i) FROM unnest(
	'{"",NA,NaN,"null",?,\\N}'::text[]) WITH ORDINALITY AS u(v, i)),
	'missing missing missing missing missing missing', 'nothing');
SELECT is((SELECT string_agg(incoming.class(v), ' ' ORDER BY i) FROM unnest(
	'{2026-01-31,2026/1/3,2026-01-31T23:59:59Z,2026-01-31 23:59,2026-01-31 23:59:59.5+02:00,31.1.2026}'::text[])
	WITH ORDINALITY AS u(v, i)),
	'date date timestamp timestamp timestamp text', 'times');
SELECT is(incoming.class(NULL), NULL, 'a NULL has no form');
SELECT is(incoming.type_of('{integer,missing}', 5), 'integer', 'integers');
SELECT is(incoming.type_of('{integer}', 5e9), 'bigint', 'large integers');
SELECT is(incoming.type_of('{integer,float}', 5), 'double precision', 'numbers with and without fraction');
SELECT is(incoming.type_of('{integer,code}', 5), 'text', 'postcodes are text');
SELECT is(incoming.type_of('{date,timestamp}', NULL), 'timestamptz', 'days and times');
SELECT is(incoming.type_of('{integer,boolean}', 5), 'text', 'a mixture is text');
SELECT is(incoming.type_of('{missing}', NULL), NULL, 'no values, no type');

-- A file: the rows, the roles, the labels, the windows.
SELECT is(incoming.make_table('log', 'id,when,amount,zip,ok,day,prediction,grp', ',', 'UTF8'),
	'COPY incoming.log (id, "when", amount, zip, ok, day, prediction, grp) FROM STDIN (FORMAT csv, HEADER, DELIMITER '','', ENCODING ''UTF8'')',
	'the command that reads a file');
INSERT INTO incoming.log SELECT 'r' || i, (1767225600 + 3600 * i)::text, CASE WHEN i % 10 = 0 THEN 'NA' ELSE (i * 1.5)::text END,
	lpad((i % 7)::text, 5, '0'), CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END,
	CASE WHEN i = 5 THEN '2026-02-31' ELSE '2026-02-01' END, i % 2, CASE WHEN i % 3 = 0 THEN 'NA' ELSE 'DE' END
	FROM generate_series(1, 480) AS i;
SELECT isnt(incoming.make_table('labels', 'id,truth', ',', 'UTF8'), NULL, 'the table for the labels');
INSERT INTO incoming.labels SELECT 'r' || i, (i % 3 = 0)::int FROM generate_series(1, 470) AS i;
CALL incoming.find_types('log');
CALL incoming.find_types('labels');
INSERT INTO demo.options VALUES ('time', 'WHEN'), ('protected', 'grp'), ('window', '1 day');
CALL incoming.confirm_types('{}');
CALL demo.find_roles();
CALL demo.leave_out_times();
CALL demo.type_roles();
CALL demo.make_labels();
CALL demo.make_stream();
CALL demo.lay_out();
CALL demo.start_log();
SELECT is((SELECT string_agg(name || ' ' || type, ', ' ORDER BY name) FROM incoming.typed),
	'amount double precision, day text, grp text, id text, ok boolean, prediction boolean, truth boolean, when integer, zip text',
	'types; the thirty-first of February makes a column text');
SELECT is(id || ' ' || "time" || ' ' || prediction || ' ' || label, 'id when prediction truth', 'roles') FROM demo.roles;
SELECT is(features, '{amount,zip,ok,day,grp}'::name[], 'features') FROM demo.roles;
SELECT is(count(*), 480::bigint, 'every row has its place') FROM demo.future;
SELECT is(count(*) FILTER (WHERE truth IS NULL), 10::bigint, 'labels joined by id') FROM demo.future;
SELECT is(count(*) FILTER (WHERE amount IS NULL), 48::bigint, 'NA is nothing in a number') FROM demo.future;
SELECT is(count(*) FILTER (WHERE grp = 'NA'), 160::bigint, 'NA is Namibia in a text') FROM demo.future;
SELECT is(count(*) || ' ' || min(n) || ' ' || max(n), '21 1 24', 'windows of a day') FROM demo.arrival;
SELECT ok(bool_and(arrived_at >= starts AND arrived_at < ends), 'each row lies in its window')
	FROM demo.future JOIN demo.arrival ON window_no = incoming_window;
CALL demo.arrive(0);
SELECT is(count(*) FILTER (WHERE truth IS NOT NULL), 0::bigint, 'a window arrives without labels')
	FROM demo.log JOIN demo.arrival ON window_no = 0 AND arrived_at >= starts;
CALL demo.label(0);
SELECT is(count(*) FILTER (WHERE truth IS NULL), 0::bigint, 'its labels come later')
	FROM demo.log JOIN demo.arrival ON window_no = 0 AND arrived_at >= starts;
SELECT throws_ok($$SELECT demo.resolve('id', 'nobody')$$, '42703', NULL, 'a column that is not there');
SELECT throws_ok($$SELECT demo.clock('zip')$$, '42804', NULL, 'a column that holds no times');

-- The simulation is the same everywhere.
\set rows 3000
\set last_day 2026-03-01
\i :simulate
SELECT is(count(*) || ' ' || count(DISTINCT day) || ' ' || count(employer) || ' ' || count(bureau_score)
	|| ' ' || count(*) FILTER (WHERE approved) || ' ' || count(*) FILTER (WHERE repaid)
	|| ' ' || round(avg(income) / 10), '3027 60 2948 2425 2338 2139 3611', 'the same rows on every machine') FROM loan.future;
SELECT is(max(fault), NULL, 'no fault in the reference') FROM loan.fault WHERE from_day < 30;
SELECT * FROM finish();
ROLLBACK;
