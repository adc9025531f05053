\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(53);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

CREATE SCHEMA shop;
CREATE TABLE shop.predictions (
	id bigint PRIMARY KEY, ts timestamptz NOT NULL, model text, model_version text, country text,
	sex text, amount numeric, items int, rating int, customer text, note json, seen date,
	score float8, prediction boolean, label boolean);
INSERT INTO shop.predictions
SELECT i, '2026-01-01'::timestamptz + i * interval '2 minutes', CASE WHEN i % 3 = 0 THEN 'b' ELSE 'a' END, '1',
	(ARRAY['DE', 'FR', 'ES'])[1 + i % 3], (ARRAY['f', 'm'])[1 + i % 2], 10 + i % 97, i % 70, i % 5,
	'c' || i, '{}', '2026-01-01', (i % 100) / 100.0, i % 100 >= 50, i % 100 >= 45
FROM generate_series(0, 720 * 30 - 1) i;

-- What it finds.
CREATE TEMP TABLE choice AS SELECT * FROM drift.watch('shop.predictions');
SELECT is((SELECT choice FROM choice WHERE item = 'time'), 'ts', 'time by name');
SELECT is((SELECT choice FROM choice WHERE item = 'model'), 'model', 'model by name');
SELECT is((SELECT choice FROM choice WHERE item = 'version'), 'model_version', 'version by name');
SELECT is((SELECT choice FROM choice WHERE item = 'id'), 'id', 'id by name');
SELECT is((SELECT choice FROM choice WHERE item = 'score'), 'score', 'score by name');
SELECT is((SELECT choice FROM choice WHERE item = 'prediction'), 'prediction', 'prediction by name');
SELECT is((SELECT choice FROM choice WHERE item = 'label'), 'label', 'label by name');
SELECT is((SELECT choice FROM choice WHERE item = 'task'), 'binary', 'a boolean prediction is binary');
SELECT is((SELECT choice FROM choice WHERE item = 'segment'), 'country', 'segment by name');
SELECT is((SELECT choice FROM choice WHERE item = 'protected'), 'sex', 'protected attribute by name');
SELECT is((SELECT string_agg(choice, ' ' ORDER BY choice) FROM choice WHERE item = 'feature'),
	'amount country items rating sex', 'features are what is left');
SELECT is((SELECT string_agg(choice, ' ' ORDER BY choice) FROM choice WHERE item = 'skipped'),
	'customer note seen', 'identifiers, json and dates are skipped, and it says so');
SELECT is((SELECT why FROM choice WHERE choice = 'customer'),
	'looks like an identifier: 10000 distinct values in 10000 rows', 'and why');
SELECT is((SELECT choice FROM choice WHERE item = 'window'), '1 day', 'window by density');
SELECT is((SELECT choice FROM choice WHERE item = 'models'), 'a, b', 'a model for each value of the model column');
SELECT is((SELECT string_agg(column_name || ' ' || kind, ', ' ORDER BY column_name) FROM drift.source_column WHERE role = 'feature'),
	'amount numeric, country category, items numeric, rating category, sex category',
	'integers with few values are categories');
SELECT is((SELECT range FROM drift.baseline LIMIT 1), tstzrange('2026-01-01', '2026-01-16'), 'the first half is the reference');
SELECT is((SELECT watch_from FROM drift.source), '2026-01-16'::timestamptz, 'the watch begins after it');
SELECT is((SELECT count(*) FROM drift.monitor)::int,
	2 * (1 + 7 * 2 + 3 + 6 + 1 + 3 + 2), 'rows; PSI, null rate; KS; PSI by segment; share of columns; performance; fairness');
SELECT is((SELECT name FROM drift.source), 'predictions', 'the source is named after the relation');
SELECT throws_ok($$SELECT drift.watch('shop.predictions')$$, '42710', NULL, 'watching twice is refused');
SELECT throws_ok($$SELECT drift.watch('shop.prediction')$$, '42P01', NULL, 'a relation that does not exist');
SELECT lives_ok($$SELECT drift.unwatch('shop.predictions')$$, 'unwatch');
SELECT is((SELECT count(*) FROM drift.source)::int + (SELECT count(*) FROM drift.model)::int
	+ (SELECT count(*) FROM drift.monitor)::int + (SELECT count(*) FROM drift.baseline)::int
	+ (SELECT count(*) FROM drift.source_column)::int + (SELECT count(*) FROM drift.source_model)::int, 0,
	'leaves nothing behind');
SELECT throws_ok($$SELECT drift.unwatch('shop.predictions')$$, '42704', NULL, 'nothing to forget');

-- An argument for every choice.
CREATE TEMP TABLE chosen AS SELECT * FROM drift.watch('shop.predictions', time_column => 'seen', model => 'one',
	model_column => '', version_column => '', id_column => '', score_column => '', prediction_column => 'prediction',
	label_column => '', segment_columns => '{}', protected_columns => '{}', feature_columns => '{amount,items}',
	category_columns => '{items}', reference => '[2025-12-01,2026-01-02)', "window" => '1 day', name => 'mine');
SELECT is((SELECT string_agg(choice, ' ' ORDER BY choice) FROM chosen WHERE item IN ('time', 'models', 'feature')),
	'amount items one seen', 'as told');
SELECT is((SELECT kind FROM drift.source_column WHERE column_name = 'items'), 'category', 'kind as told');
SELECT is((SELECT count(*) FROM drift.source_column WHERE role IN ('segment', 'protected'))::int, 0, 'none where none was wanted');
SELECT lives_ok($$SELECT drift.drop_source('mine')$$, 'dropped by name');

-- Typos name the nearest.
CREATE FUNCTION pg_temp.hint_of(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE h text;
BEGIN
	EXECUTE command;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ': ' || h;
END $$;
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.predictions', score_column => 'scor')$$),
	'42703: The nearest column is "score".', 'a mistyped column');
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.predictions', segment_columns => '{contry}')$$),
	'42703: The nearest column is "country".', 'a mistyped segment');
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.predictions', feature_columns => '{ammount}')$$),
	'42703: The nearest column is "amount".', 'a mistyped feature');
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.predictions', exclude_columns => '{costumer}')$$),
	'42703: The nearest column is "customer".', 'a mistyped exclusion');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', time_column => 'amount')$$, '42804', NULL, 'a time column that is none');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', feature_columns => '{note}')$$, '42804', NULL, 'a json feature');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', row_filter => 'amont > 3')$$, '42703', NULL, 'a filter that does not run');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', "window" => '1 day 2 hours')$$, '22023', NULL, 'a window of days and hours');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', reference => '[2026-01-01,)')$$, '22023', NULL, 'a reference without end');
SELECT throws_ok($$SELECT drift.watch('shop.predictions', reference => '[2026-01-01,2026-01-01 05:00)')$$, '22023', NULL, 'a reference without a window');
CREATE TABLE shop.timeless (a int, b text);
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.timeless')$$),
	'42703: The log needs a column of type timestamptz, timestamp or date; watch a view that makes one.', 'no time at all');
CREATE TABLE shop.many (begun timestamptz, ended timestamptz);
SELECT is(pg_temp.hint_of($$SELECT drift.watch('shop.many')$$),
	'42703: Say which: time_column => ''begun'' or time_column => ''ended''.', 'two times, no name that helps');
SELECT throws_ok($$SELECT drift.watch('shop.many', time_column => 'begun')$$, 'P0002', NULL, 'an empty log');
SELECT is((SELECT count(*) FROM drift.source)::int, 0, 'a watch that failed leaves nothing');

-- Monitors are checked, too.
SELECT count(*) FROM drift.watch('shop.predictions') \gset
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('predictions', 'a', 'psy', 'amount')$$),
	'22023: The nearest is "psi"; SELECT * FROM drift.metric_catalog() lists them.', 'a mistyped metric');
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('predictions', 'a', 'psi', 'amount', params => '{"bin": 5}', name => 'x')$$),
	'22023: The nearest is "bins".', 'a mistyped parameter');
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('prediction', 'a', 'psi', 'amount')$$),
	'42704: The nearest source is predictions.', 'a mistyped source');
SELECT throws_ok($$SELECT drift.create_monitor('predictions', 'a', 'ks', 'country')$$, '22023', NULL, 'KS of a category');
SELECT throws_ok($$SELECT drift.create_monitor('predictions', 'a', 'psi', 'amount')$$, '42710', NULL, 'a monitor that exists');
SELECT throws_ok($$SELECT drift.create_monitor('predictions', 'a', 'psi', 'amount', 'sex')$$, '22023', NULL, 'a segment that is none');
SELECT throws_ok($$SELECT drift.create_monitor('predictions', 'a', 'psi', 'amount', warn => 0.3, critical => 0.2, name => 'x')$$, '22023', NULL, 'limits the wrong way round');
SELECT throws_ok($$SELECT drift.create_monitor('predictions', 'a', 'mae')$$, '22023', NULL, 'a metric of another task');
SELECT lives_ok($$SELECT drift.create_monitor('predictions', 'a', 'psi', 'amount', params => '{"bins": 5, "edges": [20, 50]}', name => 'coarse')$$, 'parameters');

-- A second log of the same name.
CREATE SCHEMA other;
CREATE TABLE other.predictions AS SELECT ts, amount FROM shop.predictions;
SELECT is((SELECT count(*) FROM drift.watch('other.predictions') WHERE choice = 'other.predictions')::int, 1, 'takes its schema into the name');

SELECT * FROM finish();
ROLLBACK;
