-- coverage.sql - how often the 95 % intervals of metrics hold the true value: figures in doc/coverage.md
--
-- psql -v samples=10000 -v rows=400 -v law=1 -f test/gen/coverage.sql, in a database of its own. Draws so many samples
-- of a binary, a multiclass, a numeric and a ranking model and of two groups of people, by one of two laws, from
-- PostgreSQL's seeded random(). The true value of a metric is that of all samples merged: a hundredth of a sample's own
-- uncertainty away from the law's. Prints kind, metric, true value, percent of the samples whose interval holds it, the
-- standard error of that, percent above and below, and the samples in which metric or interval is undefined.
-- -v evaluate=1 takes the samples of the run before, for a change of the intervals; -v keep=1 keeps them for that.
\set QUIET 1
\set ON_ERROR_STOP 1
\if :{?samples} \else \set samples 10000 \endif
\if :{?rows} \else \set rows 400 \endif
\if :{?law} \else \set law 1 \endif
\if :{?seed} \else \set seed 0.5 \endif
SET client_min_messages = warning;
SET work_mem = '256MB';
SET jit = off;
SET max_parallel_workers_per_gather = 0;	-- the order of draws
CREATE EXTENSION IF NOT EXISTS drift;
\if :{?evaluate}
\else
DROP SCHEMA IF EXISTS coverage CASCADE;
CREATE SCHEMA coverage;
CREATE TABLE coverage.state (sample int, binary_state drift.outcome, class_state drift.outcome,
	regression_state drift.outcome, ranking_state drift.ranking, fairness_state drift.fairness);
SELECT setseed(:seed) \g /dev/null
SELECT :law = 1 AS first \gset
\if :first
-- Law 1: scores a little too sure of themselves, three classes, errors with heavy tails, 30 % in group b.
INSERT INTO coverage.state
SELECT i / :rows, drift.binary_outcome_agg(label, s > 0.5, s),
	drift.class_outcome_agg((ARRAY['a', 'b', 'c'])[1 + (u5 > c1)::int + (u5 > c1 + c2)::int],
		CASE WHEN p1 >= p2 AND p1 >= p3 THEN 'a' WHEN p2 >= p3 THEN 'b' ELSE 'c' END, ARRAY[p1, p2, p3], '{a,b,c}'),
	drift.regression_outcome_agg(200 + 20 * x, 200 + 20 * x + 1 + 5 * e / sqrt(u6 + 0.1)),
	drift.ranking_agg((i / 10)::text, label::int + (label AND u6 < 0.3)::int, s),
	drift.fairness_agg(grp, s > 0.5, label)
FROM (SELECT *, u3 < 1 / (1 + exp(0.5 - 1.5 * x)) AS label, 1 / (1 + exp(0.5 - 1.8 * x)) AS s,
		w1 / (w1 + w2 + 0.7) AS p1, w2 / (w1 + w2 + 0.7) AS p2, 0.7 / (w1 + w2 + 0.7) AS p3,
		w1 ^ 0.8 / (w1 ^ 0.8 + w2 ^ 0.8 + 0.6) AS c1, w2 ^ 0.8 / (w1 ^ 0.8 + w2 ^ 0.8 + 0.6) AS c2
	FROM (SELECT *, r1 * cos(2 * pi() * u2) - (u4 < 0.3)::int * 0.4 AS x, r1 * sin(2 * pi() * u2) AS e,
			exp(1.4 * r1 * cos(2 * pi() * u2)) AS w1, exp(1.4 * r2 * sin(2 * pi() * u8)) AS w2,
			CASE WHEN u4 < 0.3 THEN 'b' ELSE 'a' END AS grp
		FROM (SELECT *, sqrt(-2 * ln(1 - u1)) AS r1, sqrt(-2 * ln(1 - u7)) AS r2
			FROM (SELECT i, random() AS u1, random() AS u2, random() AS u3, random() AS u4, random() AS u5,
					random() AS u6, random() AS u7, random() AS u8
				FROM generate_series(0, :samples::bigint * :rows - 1) AS i) AS u OFFSET 0) AS r OFFSET 0) AS d OFFSET 0) AS q
GROUP BY 1;
\else
-- Law 2: rare positives and scores just right, four classes of which one is rare, skewed errors, 40 % in group b.
INSERT INTO coverage.state
SELECT i / :rows, drift.binary_outcome_agg(label, s > 0.3, s),
	drift.class_outcome_agg((ARRAY['a', 'b', 'c', 'd'])[1 + (u5 > p1)::int + (u5 > p1 + p2)::int + (u5 > p1 + p2 + p3)::int],
		CASE WHEN p1 >= p2 AND p1 >= p3 AND p1 >= 0.1 THEN 'a' WHEN p2 >= p3 AND p2 >= 0.1 THEN 'b'
			WHEN p3 >= 0.1 THEN 'c' ELSE 'd' END, ARRAY[p1, p2, p3, 1 - p1 - p2 - p3], '{a,b,c,d}'),
	drift.regression_outcome_agg(10 - 4 * ln(u7 + 1e-9), 10 - 4 * ln(u7 + 1e-9) * 0.8 - ln(u8 + 1e-9) * (1 + u6)),
	drift.ranking_agg((i / 10)::text, label::int, s + u6 / 2),
	drift.fairness_agg(grp, s > 0.3, label)
FROM (SELECT *, u3 < s AS label, 0.9 * w1 / (w1 + w2 + 1) AS p1, 0.9 * w2 / (w1 + w2 + 1) AS p2, 0.9 / (w1 + w2 + 1) AS p3
	FROM (SELECT *, 1 / (1 + exp(1.3 - 1.5 * x)) AS s, exp(2 * x) AS w1, exp(3 * (u8 - 0.4)) AS w2,
			CASE WHEN u4 < 0.4 THEN 'b' ELSE 'a' END AS grp
		FROM (SELECT *, CASE WHEN u1 < 0.5 THEN -1 ELSE 1 END * -ln(1 - u2) - (u4 < 0.4)::int * 0.3 AS x
			FROM (SELECT i, random() AS u1, random() AS u2, random() AS u3, random() AS u4, random() AS u5,
					random() AS u6, random() AS u7, random() AS u8
				FROM generate_series(0, :samples::bigint * :rows - 1) AS i) AS u OFFSET 0) AS r OFFSET 0) AS d OFFSET 0) AS q
GROUP BY 1;
\endif
\endif

-- All intervals of a sample, of whatever kind.
CREATE OR REPLACE FUNCTION coverage.intervals(drift.outcome, drift.outcome, drift.outcome, drift.ranking, drift.fairness)
RETURNS TABLE (kind text, metric text, value float8, low float8, high float8) LANGUAGE sql AS $$
	SELECT k.kind, m.metric, m.value, m.ci_low, m.ci_high
	FROM (VALUES ('binary', $1), ('class', $2), ('regression', $3)) AS k(kind, state), drift.metrics(k.state) AS m
	UNION ALL
	SELECT 'ranking', metric || coalesce(' at ' || k, ''), value, ci_low, ci_high
	FROM drift.ranking_metrics($4)
	UNION ALL
	SELECT 'fairness', v.what || f.metric || ' of ' || f.grp, v.value, v.low, v.high
	FROM drift.fairness_table($5, metric => 'all', reference => 'a') AS f,
		LATERAL (VALUES ('', f.rate, f.ci_low, f.ci_high), ('difference in ', f.difference, f.difference_low, f.difference_high),
			('ratio of ', f.ratio, f.ratio_low, f.ratio_high)) AS v(what, value, low, high)
	WHERE v.what = '' OR f.grp = 'b'
$$;

CREATE TEMP TABLE truth AS
SELECT t.kind, t.metric, t.value
FROM (SELECT drift.merge(binary_state) AS b, drift.merge(class_state) AS c, drift.merge(regression_state) AS r,
		drift.merge(ranking_state) AS k, drift.merge(fairness_state) AS f FROM coverage.state) AS s,
	coverage.intervals(b, c, r, k, f) AS t;

SELECT t.kind, t.metric, round(t.value::numeric, 5) AS true_value, round(h.held * 100, 2) AS held,
	round(sqrt(h.held * (1 - h.held) / h.n) * 100, 2) AS error, round(100.0 * h.above / h.n, 2) AS above,
	round(100.0 * h.below / h.n, 2) AS below, nullif(h.undefined, 0) AS undefined, nullif(h.no_interval, 0) AS no_interval
FROM truth AS t JOIN (
	SELECT m.kind, m.metric, count(m.low) AS n, avg((t.value BETWEEN m.low AND m.high)::int) AS held,
		count(*) FILTER (WHERE t.value < m.low) AS above, count(*) FILTER (WHERE t.value > m.high) AS below,
		count(*) FILTER (WHERE m.value IS NULL) AS undefined,
		count(*) FILTER (WHERE m.value IS NOT NULL AND m.low IS NULL) AS no_interval
	FROM coverage.state AS s,
		coverage.intervals(s.binary_state, s.class_state, s.regression_state, s.ranking_state, s.fairness_state) AS m
		JOIN truth AS t USING (kind, metric)
	GROUP BY 1, 2) AS h USING (kind, metric)
WHERE h.n > 0
ORDER BY t.kind, t.metric COLLATE "C";
\if :{?keep}
\else
DROP SCHEMA coverage CASCADE;
\endif
