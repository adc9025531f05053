-- drift.calibrator and estimated outcomes: forms, merging, bounds, missing values, malformed input
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET extra_float_digits = 1;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE TEMP TABLE log AS
SELECT i, pg_temp.u(1, i) < s AS label, s > 0.5 AS predicted, s AS score
FROM (SELECT i, pg_temp.u(0, i) AS s FROM generate_series(1, 3000) AS i) AS q;
CREATE TEMP TABLE curve AS SELECT drift.calibrator_agg(score, label) AS c FROM log;
CREATE TEMP TABLE state AS
SELECT drift.estimated_outcome_agg(predicted, drift.calibrate(c, score), score) AS s FROM log, curve;

-- text
SELECT is(drift.calibrator_agg(s, l)::text,
	'drift.calibrator 1 binary {missing:3 bits:0 scores:[-1 0 0.5] counts:[1 2 3] positives:[0 1 2]}', 'text of a calibrator')
FROM (VALUES (0.5, true), (0.5, true), (0.5, false), ('-0'::float8, true), (0, false), (-1, false),
	(NULL, true), (0.5, NULL), ('NaN', true)) AS v(s, l);
SELECT is(drift.calibrator_agg(NULL, true)::text,
	'drift.calibrator 1 binary {missing:1 bits:0 scores:[] counts:[] positives:[]}', 'text of a calibrator without scores');
SELECT is((SELECT count(*)::int FROM (SELECT drift.calibrator_agg(NULL, true) AS c) AS q, drift.calibrator_knots(c)), 0, 'no knots');
SELECT is(drift.calibrate(drift.calibrator_agg(NULL, true), 0.5), NULL::float8, 'nothing to calibrate with');
SELECT is((SELECT drift.calibrator_agg(score, label) FROM log WHERE false)::text, NULL, 'no rows, no calibrator');
SELECT is(drift.calibrate(c, 'NaN'), NULL::float8, 'NaN has no probability') FROM curve;
SELECT is(ARRAY[drift.calibrate(c, '-Infinity'), drift.calibrate(c, 'Infinity')],
	ARRAY[drift.calibrate(c, -1), drift.calibrate(c, 2)], 'infinite scores are clipped') FROM curve;
SELECT is(c::text::drift.calibrator::text, c::text, 'a calibrator through text') FROM curve;
SELECT is(s::text::drift.outcome::text, s::text, 'an estimated outcome through text') FROM state;
SELECT is(drift.estimated_outcome_agg(p, q, s)::text, 'drift.outcome 1 estimated {rows:[1 2 1] expected:'
	'[0 4611686018427387904 1 0 1 0] missing:1 bits:0 scores:[0.1 0.5] counts:[1 2] positives:[0 1] '
	'fractions:[4611686018427387904 -9223372036854775808]}', 'text of an estimated outcome')
FROM (VALUES (false, 0.25, 0.1), (true, 0.5, 0.5), (true, 0.5, NULL), (NULL, 1, 0.5), (true, NULL, 0.5)) AS v(p, q, s);

-- merging: any parts in any order, the same bits
SELECT is(drift.merge(p)::text, (SELECT c::text FROM curve), 'merged in order ' || by)
FROM (VALUES ('of parts', 7), ('of halves', 2), ('of rows', 300)) AS v(by, parts),
	LATERAL (SELECT drift.calibrator_agg(score, label) AS p FROM log GROUP BY i % parts) AS q
GROUP BY by ORDER BY by;
SELECT is(drift.merge(p)::text, (SELECT s::text FROM state), 'estimates merged in order ' || by)
FROM (VALUES ('of parts', 7), ('of halves', 2), ('of rows', 300)) AS v(by, parts),
	LATERAL (SELECT drift.estimated_outcome_agg(predicted, drift.calibrate(c, score), score) AS p
		FROM log, curve GROUP BY i % parts) AS q
GROUP BY by ORDER BY by;
SELECT throws_ok('SELECT drift.merge(s) FROM (SELECT s FROM state UNION ALL SELECT drift.binary_outcome_agg(true, true, 1)) AS q',
	'42804', NULL, 'kinds do not mix');

-- beyond the exact scores: the same in any order, within the bound
CREATE TEMP TABLE many AS
SELECT i, pg_temp.u(2, i) AS s, pg_temp.u(3, i) AS p
FROM generate_series(1, 40000) AS i;
CREATE TEMP TABLE rounded AS SELECT drift.estimated_outcome_agg(s > 0.5, p, s) AS s FROM many;
SELECT ok(NOT drift.is_exact(s), 'more than 8,192 scores are rounded') FROM rounded;
SELECT is((SELECT drift.merge(x)::text FROM (SELECT drift.estimated_outcome_agg(s > 0.5, p, s) AS x
	FROM many GROUP BY i % 5) AS q), s::text, 'rounding does not depend on merging') FROM rounded;
SELECT is((SELECT drift.estimated_outcome_agg(s > 0.5, p, s ORDER BY s DESC)::text FROM many), s::text,
	'rounding does not depend on order') FROM rounded;
SELECT ok(m.error_bound BETWEEN 1e-12 AND 1e-2 AND abs(m.value - e.value) <= m.error_bound, m.metric || ' stays within its bound')
FROM rounded, drift.metrics(s) AS m JOIN (
	SELECT 'roc_auc' AS metric, sum(p * (below + (1 - p) / 2)) / (sum(p) * sum(1 - p)) AS value
	FROM (SELECT p, coalesce(sum(1 - p) OVER (ORDER BY s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below FROM many) AS a
	UNION ALL
	SELECT 'average_precision', sum(p * hits / rows) / sum(p)
	FROM (SELECT p, sum(p) OVER (ORDER BY s DESC) AS hits, row_number() OVER (ORDER BY s DESC) AS rows FROM many) AS b) AS e
	USING (metric) ORDER BY m.metric;
CREATE TEMP TABLE more AS
SELECT i, pg_temp.u(4, i) AS s, pg_temp.u(5, i) < pg_temp.u(4, i) AS y FROM generate_series(1, 300000) AS i;
SELECT is(drift.is_exact(a) || ' ' || (y.merge_text = a::text), 'false true', 'a calibrator of 300,000 scores is rounded, whatever the order')
FROM (SELECT drift.calibrator_agg(s, y) AS a FROM more) AS x,
	(SELECT drift.merge(b)::text AS merge_text FROM (SELECT drift.calibrator_agg(s, y) AS b FROM more GROUP BY i % 3) AS p) AS y;
SELECT ok(bool_and(abs(drift.calibrate(a, x) - drift.calibrate(b, x)) < 0.05), 'and close to the curve of a sample')
FROM (SELECT drift.calibrator_agg(s, y) AS a, drift.calibrator_agg(s, y) FILTER (WHERE i % 2 = 0) AS b FROM more) AS q,
	unnest('{0.2,0.4,0.6,0.8}'::float8[]) AS x;

-- a calibrator stored far away is read as one at hand
CREATE TEMP TABLE kept AS SELECT 1 AS id, c FROM curve UNION ALL
SELECT 2, drift.calibrator_agg(score, NOT label) FROM log;
SELECT is(count(*) FILTER (WHERE drift.calibrate(k.c, l.score) IS DISTINCT FROM drift.calibrate(k.c::text::drift.calibrator, l.score)),
	0::bigint, 'two stored calibrators, row by row') FROM (SELECT * FROM log WHERE i <= 50) AS l CROSS JOIN kept AS k;

-- whether to calibrate
SELECT is(ARRAY[(k).needed::text, (k).reason], e, what)
FROM (
	SELECT drift.calibration_check(drift.calibrator_agg(score * score, label)), ARRAY['true', 'calibrating lowers the calibration error of unseen rows'], '1 wrong scores' FROM log
	UNION ALL SELECT drift.calibration_check(drift.calibrator_agg(score * 100, label)), ARRAY['true', 'some scores are no probabilities'], '2 per cent' FROM log
	UNION ALL SELECT drift.calibration_check(drift.calibrator_agg(score, true)), ARRAY['false', 'all labels are alike'], '3 one label' FROM log
	UNION ALL SELECT drift.calibration_check(drift.calibrator_agg(score, predicted)), ARRAY['false', 'the scores rank almost perfectly'], '4 perfect' FROM log
	UNION ALL SELECT drift.calibration_check(drift.calibrator_agg(score, label)), ARRAY['false', 'too few rows to tell'], '5 few rows' FROM log WHERE i <= 12
	UNION ALL SELECT drift.calibration_check(drift.calibrator_agg(NULL, label)), ARRAY['false', 'no row has both label and score'], '6 no scores' FROM log
) AS q(k, e, what) ORDER BY what;

-- what is not known is NULL, and says why
SELECT is(m.value::text, NULL, m.metric || ' of nothing: ' || m.reason)
FROM (SELECT drift.estimated_outcome_agg(NULL, NULL, NULL) AS s) AS q, drift.metrics(s) AS m WHERE metric <> 'n' ORDER BY m.metric;
SELECT is(drift.metric(drift.estimated_outcome_agg(true, NULL, 0.5), 'n'), 1::float8, 'rows without a probability are counted');
SELECT throws_ok('SELECT drift.estimated_outcome_agg(true, 1.5, 1)', '22003', NULL, 'no probability above 1');
SELECT throws_ok('SELECT drift.metric(s, ''mae'') FROM state', '22023', NULL, 'a metric that an estimate has not');
SELECT throws_ok('SELECT drift.macro_f1(s) FROM state', '42804', NULL, 'an accessor of another kind');
SELECT is(drift.accuracy(s), drift.metric(s, 'accuracy'), 'accessors take estimates') FROM state;
SELECT is(round((drift.expected_count(s, true, true) + drift.expected_count(s, false, true))::numeric, 9),
	(SELECT count(*) FROM log WHERE predicted)::numeric(20, 9), 'expected counts add up') FROM state;
SELECT throws_ok('SELECT drift.sampling_error(s, ''accuracy'', 10) FROM state', '42804', NULL, 'no sampling error from estimates');
SELECT throws_ok('SELECT drift.sampling_error(c, ''accuracy'', 10) FROM curve', '22023', NULL, 'a calibrator knows no predictions');
SELECT throws_ok('SELECT drift.sampling_error(c, ''auc'', 10) FROM curve', '22023', NULL, 'unknown metric');
SELECT is(drift.sampling_error(c, 'roc_auc', 0), NULL::float8, 'no rows, no sampling error') FROM curve;

-- malformed text
SELECT throws_ok(format('SELECT %L::drift.calibrator', t), '22P02', NULL, why)
FROM (VALUES ('', 'empty'), ('drift.calibrator 1 numeric {}', 'kind'),
	('drift.calibrator 1 binary {missing:-1 bits:0 scores:[] counts:[] positives:[]}', 'negative count'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[1 0] counts:[1 1] positives:[0 0]}', 'descending'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[NaN] counts:[1] positives:[0]}', 'NaN'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[-0] counts:[1] positives:[0]}', 'minus zero'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[Infinity] counts:[1] positives:[0]}', 'infinite'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[0 1] counts:[1] positives:[0]}', 'counts missing'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[1] counts:[1] positives:[2]}', 'more positives than rows'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[1] counts:[0] positives:[0]}', 'no rows'),
	('drift.calibrator 1 binary {missing:0 bits:40 scores:[0.1] counts:[1] positives:[0]}', 'not rounded'),
	('drift.calibrator 1 binary {missing:0 bits:60 scores:[] counts:[] positives:[]}', 'too many bits'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[1] counts:[1] positives:[0]} x', 'garbage'),
	('drift.calibrator 1 binary {missing:0 bits:0 scores:[0 1] counts:[288230376151711743 1] positives:[0 0]}', 'too many rows')
) AS v(t, why);
SELECT throws_ok(format('SELECT %L::drift.outcome', 'drift.outcome 1 estimated {' || t || '}'), '22P02', NULL, why)
FROM (VALUES ('rows:[1 0 0] expected:[2 0 0 0 0 0] missing:0 bits:0 scores:[] counts:[] positives:[] fractions:[]', 'more expected than rows'),
	('rows:[1 0 0] expected:[1 1 0 0 0 0] missing:0 bits:0 scores:[] counts:[] positives:[] fractions:[]', 'a little more expected than rows'),
	('rows:[1 0 0] expected:[0 0 0 0 0 0] missing:0 bits:0 scores:[1] counts:[2] positives:[0] fractions:[0]', 'more scores than rows'),
	('rows:[1 0 0] expected:[0 0 0 0 0 0] missing:0 bits:0 scores:[1] counts:[1] positives:[1] fractions:[0]', 'more positives by score'),
	('rows:[1 0 0] expected:[1 0 0 0 0 0] missing:0 bits:0 scores:[1] counts:[1] positives:[1] fractions:[1]', 'more than one positive a row'),
	('rows:[1 0] expected:[0 0 0 0 0 0] missing:0 bits:0 scores:[] counts:[] positives:[] fractions:[]', 'a count missing')
) AS v(t, why);

-- binary form
CREATE TEMP TABLE sent(name, type, message, text) AS
SELECT 'calibrator', 'calibrator', drift.calibrator_send(c), c::text
FROM (SELECT drift.calibrator_agg(score, label) AS c FROM log WHERE i <= 40) AS q
UNION ALL
SELECT 'estimated', 'outcome', drift.outcome_send(s), s::text
FROM (SELECT drift.estimated_outcome_agg(predicted, score, score) AS s FROM log WHERE i <= 40) AS q;
CREATE TEMP TABLE got_outcome(state drift.outcome);
CREATE TEMP TABLE got_calibrator(state drift.calibrator);
CREATE FUNCTION pg_temp.receive(type text, message bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file bytea := '\x5047434f50590aff0d0a00' || '\x00000000'::bytea || '\x00000000'::bytea || '\x0001'::bytea
		|| int4send(length(message)) || message || '\xffff'::bytea;
	result text;
BEGIN
	EXECUTE format('COPY pg_temp.%I FROM PROGRAM %L (FORMAT binary)', 'got_' || type,
		'echo ' || replace(encode(file, 'base64'), E'\n', '') || ' | base64 -d');
	-- what was accepted must bear use
	IF type = 'outcome' THEN
		PERFORM drift.metrics(drift.outcome_combine(state, state)), drift.is_exact(state) FROM pg_temp.got_outcome;
	ELSE
		PERFORM drift.calibrate(drift.calibrator_combine(state, state), 0.5), drift.calibration_check(state) FROM pg_temp.got_calibrator;
	END IF;
	EXECUTE format('DELETE FROM pg_temp.%I RETURNING state::text', 'got_' || type) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT is(pg_temp.receive(type, message), text, name || ': binary round trip') FROM sent;
SELECT is((SELECT string_agg(DISTINCT answer, ',') FROM generate_series(0, length(message) - 1, 1 + length(message) / 20) AS cut,
	pg_temp.receive(type, substr(message, 1, cut)) AS answer WHERE answer NOT IN ('22P03', '08P01')), NULL,
	name || ': cut anywhere is refused') FROM sent;
SELECT is((SELECT string_agg(answer, ',') FROM generate_series(0, length(message) - 1, 1 + length(message) / 40) AS at,
	pg_temp.receive(type, set_byte(message, at, 255 - get_byte(message, at))) AS answer
	WHERE answer NOT IN ('22P03', '08P01') AND answer NOT LIKE 'drift.%'), NULL,
	name || ': a damaged byte is refused or harmless') FROM sent;

SELECT * FROM finish();
ROLLBACK;
