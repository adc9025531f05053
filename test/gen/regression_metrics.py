#!/usr/bin/python3
"""Write test/sql/regression_metrics.sql: numeric models with and without weights, and scikit-learn's values.

    /usr/bin/python3 test/gen/regression_metrics.py > test/sql/regression_metrics.sql

Rows are made from whole numbers, as in test/gen/outcome.py.
"""
import math
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.optimize import brentq
from sklearn import metrics as sk

warnings.simplefilter("ignore")
Z = stats.norm.ppf(0.975)

# name, rows, actual, predicted, weight
MODELS = [
    ("noise", 2000, "10 + 5 * u", "10 + 5 * u + v - 0.4", "0.25 + 1.5 * w"),
    ("counts", 900, "floor(6 * u)", "6 * u * (0.5 + v) + 0.01", "floor(3 * w)"),
    ("signs", 800, "u - 0.5", "v - 0.5", "w"),
    ("offset", 700, "100 + u", "100 + v", "w"),
    ("skewed", 1000, "1 / (0.01 + u)", "1 / (0.02 + u) + v", "1000 * w"),
    ("two rows", 2, "u * 1.0", "v * 1.0", "w"),
    ("one row", 1, "u * 1.0", "v * 1.0", "w"),
    ("constant", 100, "5.0 + 0 * u", "5 * v", "w"),
    ("zeros", 50, "0.0 * u", "v * 1.0", "w"),
]


def uniform(seed, i):
    """The generator that pg_temp.u(seed, i) repeats."""
    h = (i * 48271 + seed * 69621) % 2147483647
    h = (h * h + 12345) % 2147483647
    return h / 2147483647


def columns(number, n, *expressions):
    """Evaluate a model's columns."""
    names = [{"i": i, "u": uniform(100 * number, i), "v": uniform(100 * number + 1, i),
              "w": uniform(100 * number + 2, i), "floor": math.floor} for i in range(1, n + 1)]
    return [np.array([eval(e, {}, k) for k in names], dtype=float) for e in expressions]


def lower_quantile(e, w, p):
    """The first value up to which there is p of the weight."""
    order = np.argsort(e)
    total = np.cumsum(w[order])
    return e[order][np.searchsorted(total, p * total[-1] * (1 - 1e-14))]


def evaluate(y, p, w, weighted):
    """Every metric; None is NULL."""
    e, n = p - y, w.sum()
    some = y != 0
    alike = len(set(y[w > 0])) < 2
    quantile = (lambda x, q: lower_quantile(x, w, q)) if weighted else np.quantile
    value = {
        "effective_n": n**2 / (w**2).sum(),
        "mae": sk.mean_absolute_error(y, p, sample_weight=w), "mse": sk.mean_squared_error(y, p, sample_weight=w),
        "rmse": sk.mean_squared_error(y, p, sample_weight=w, squared=False),
        "mape": sk.mean_absolute_percentage_error(y[some], p[some], sample_weight=w[some]) if some.any() else None,
        "smape": np.average(np.where(e == 0, 0, 2 * np.abs(e) / np.where(e == 0, 1, np.abs(y) + np.abs(p))), weights=w),
        "wmape": (w * np.abs(e)).sum() / (w * np.abs(y)).sum() if some.any() else None,
        "r2": None if alike else sk.r2_score(y, p, sample_weight=w) if len(y) > 1 else None,
        "explained_variance": None if alike else sk.explained_variance_score(y, p, sample_weight=w),
        "mean_error": np.average(e, weights=w),
        "max_error": sk.max_error(y, p),
        "median_absolute_error": sk.median_absolute_error(y, p, sample_weight=w if weighted else None),
    }
    negative = (y < 0).any() or (p < 0).any()
    value["msle"] = None if negative else sk.mean_squared_log_error(y, p, sample_weight=w)
    value["rmsle"] = None if negative else math.sqrt(value["msle"])
    value["poisson_deviance"] = None if negative or (p <= 0).any() else sk.mean_poisson_deviance(y, p, sample_weight=w)
    value["gamma_deviance"] = None if (y <= 0).any() or (p <= 0).any() else sk.mean_gamma_deviance(y, p, sample_weight=w)
    for k in (10, 50, 90):
        value[f"pinball_{k}"] = sk.mean_pinball_loss(y, p, sample_weight=w, alpha=k / 100)
    for k in (5, 25, 50, 75, 95):
        value[f"error_p{k:02}"] = quantile(e, k / 100)
    for k in (90, 95, 99):
        value[f"absolute_error_p{k}"] = quantile(np.abs(e), k / 100)
    return value


def deltas(y, p, w):
    """Half lengths of delta-method intervals, from the influence of each row."""
    n, rows = w.sum(), w.sum()**2 / (w**2).sum()
    e, d = p - y, y - np.average(y, weights=w)
    c = e - np.average(e, weights=w)
    spread = np.average(d**2, weights=w)
    influence = {
        "r2": -(e**2 - np.average(e**2, weights=w) / spread * d**2) / spread,
        "explained_variance": -(c**2 - np.average(c**2, weights=w) / spread * d**2) / spread,
        "wmape": (np.abs(e) - np.average(np.abs(e), weights=w) / np.average(np.abs(y), weights=w) * np.abs(y))
        / np.average(np.abs(y), weights=w),
        "mae": np.abs(e) - np.average(np.abs(e), weights=w),
        "mean_error": c,
    }
    for k in (10, 90):
        loss = np.where(e < 0, -k / 100 * e, (1 - k / 100) * e)
        influence[f"pinball_{k}"] = loss - np.average(loss, weights=w)
    half = {m: Z * math.sqrt(np.average(i**2, weights=w) / (rows - 1)) for m, i in influence.items()}
    for m, left in (("r2", np.average(e**2, weights=w)), ("explained_variance", np.average(c**2, weights=w))):
        if left > 0:        # the longer half of the interval on the logarithmic scale of what is left unexplained
            log = half[m] / (left / spread)
            freedom = max(rows / (1 + 3 * (log / Z)**2 * rows), 4)
            log *= brentq(lambda x: stats.t.sf(x, freedom) - 0.025, 1, 700, xtol=1e-14) / Z
            half[m] = left / spread * math.expm1(log)
    return half


def literal(x):
    return "NULL" if x is None or math.isnan(x) else repr(float(x))


def main():
    values, halves, selects = [], [], []
    for number, (name, n, *expressions) in enumerate(MODELS):
        selects.append(f"\tSELECT '{name}', " + ", ".join(f"({e})::float8" for e in expressions)
                       + f" FROM pg_temp.rows({100 * number}, {n})")
        y, p, w = columns(number, n, *expressions)
        for weighted, use in ((False, np.ones(n)), (True, w)):
            flag = str(weighted).lower()
            values += [f"\t('{name}', {flag}, '{m}', {literal(v)})" for m, v in evaluate(y, p, use, weighted).items()]
            if name in ("noise", "counts", "skewed"):
                halves += [f"\t('{name}', {flag}, '{m}', {literal(v)})" for m, v in deltas(y, p, use).items()]
    sys.stdout.write(TEXT.format(sklearn=sklearn.__version__, scipy=scipy.__version__, rows="\n\tUNION ALL\n".join(selects),
                                 values=",\n".join(values), halves=",\n".join(halves), plan=4 * len(MODELS) + 10))


TEXT = """\
-- numeric models against scikit-learn {sklearn}, SciPy {scipy}: made by test/gen/regression_metrics.py, do not edit
\\set ECHO none
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan({plan});

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8, OUT w float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i), pg_temp.u(seed + 2, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.differs(a float8, b float8, tolerance float8 DEFAULT 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + tolerance * abs(b) END';

CREATE TEMP TABLE log(name, actual, predicted, weight) AS
{rows};

CREATE TEMP TABLE expected(name, weighted, metric, value) AS VALUES
{values};
ALTER TABLE expected ALTER value TYPE float8;

CREATE TEMP TABLE half(name, weighted, metric, value) AS VALUES
{halves};
ALTER TABLE half ALTER value TYPE float8;

CREATE TEMP TABLE state(name, weighted, state) AS
SELECT name, false, drift.regression_outcome_agg(actual, predicted) FROM log GROUP BY name
UNION ALL
SELECT name, true, drift.regression_outcome_agg(actual, predicted, weight) FROM log GROUP BY name;

-- each test is empty or lists what differs; a median at a rounded rank may be its neighbour with weights
SELECT is((
	SELECT string_agg(format('%s is %s, not %s', e.metric, m.value, e.value), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND e.weighted = s.weighted
		AND (pg_temp.differs(m.value, e.value) OR m.value IS NULL AND m.reason IS NULL OR m.error_bound > 0)),
	NULL, s.name || CASE WHEN weighted THEN ', weighted' ELSE '' END)
FROM state AS s ORDER BY weighted, name COLLATE "C";

-- thirds, merged in another order, through text and back
SELECT is((
	SELECT string_agg(format('%s is %s, not %s', e.metric, drift.metric(s.state, e.metric), e.value), '; ')
	FROM expected AS e
	WHERE e.name = s.name AND e.weighted = s.weighted AND pg_temp.differs(drift.metric(s.state, e.metric), e.value)),
	NULL, s.name || CASE WHEN weighted THEN ', weighted' ELSE '' END || ': merged')
FROM (SELECT name, weighted, drift.merge(part::text::drift.outcome ORDER BY i DESC) AS state FROM (
	SELECT name, i % 3 AS i, k.weighted, CASE WHEN k.weighted THEN drift.regression_outcome_agg(actual, predicted, weight)
		ELSE drift.regression_outcome_agg(actual, predicted) END AS part
	FROM (SELECT *, row_number() OVER (PARTITION BY name) AS i FROM log) AS l, (VALUES (false), (true)) AS k(weighted)
	GROUP BY name, i % 3, k.weighted) AS q
	GROUP BY name, weighted) AS s ORDER BY weighted, name COLLATE "C";

SELECT is(string_agg(format('%s %s %s', h.name, h.metric, m.ci_high - m.value), '; '), NULL, 'intervals by the delta method')
FROM half AS h JOIN state AS s USING (name, weighted) LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
WHERE coalesce(pg_temp.differs(greatest(m.value - m.ci_low, m.ci_high - m.value), h.value, 1e-6), true);
SELECT ok(bool_and(drift.pinball_loss(state, 0.3) = drift.pinball_loss(state, 0.3) AND drift.error_quantile(state, 0) <= drift.error_quantile(state, 1)
	AND drift.error_quantile(state, 1, absolute => true) = drift.max_error(state)), 'quantiles and losses to order') FROM state;
SELECT is(string_agg(format('%s %s', name, metric), ', '), NULL, 'limits hold the value') FROM state, drift.metrics(state) WHERE value NOT BETWEEN ci_low AND ci_high;
SELECT is((SELECT array_agg(DISTINCT reason ORDER BY reason) FROM state, drift.metrics(state) WHERE name = 'signs' AND value IS NULL),
	ARRAY['actual values below 0 or predicted ones not above 0', 'negative values have no logarithmic error', 'values that are not above 0'],
	'negative values have no logarithm');
SELECT ok(bool_and(NOT drift.is_exact(s) AND abs(m.value - k.value) <= m.error_bound AND m.error_bound BETWEEN 1e-12 AND 0.01),
	'summarized errors: the bound holds')
FROM (SELECT drift.regression_outcome_agg(u, v) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(v - u)) AS a,
		percentile_cont(0.05) WITHIN GROUP (ORDER BY v - u) AS e FROM pg_temp.rows(5, 50000)) AS q,
	LATERAL (VALUES ('median_absolute_error', a), ('error_p05', e)) AS k(metric, value),
	LATERAL drift.metrics(s, metrics => ARRAY[k.metric]) AS m;
SELECT throws_ok('SELECT drift.error_quantile(state, 2) FROM state', '22023', NULL, 'no such quantile');
SELECT throws_ok('SELECT drift.pinball_loss(state, -1) FROM state', '22023', NULL, 'no such loss');
SELECT throws_ok('SELECT drift.regression_outcome_agg(1, 1, -1)', '22023', NULL, 'no such weight');
SELECT throws_ok('SELECT drift.merge(state) FROM state', '42804', NULL, 'weights and none do not mix');
SELECT is(string_agg(metric, ', '), NULL, 'the same in one step') FROM (
	SELECT name, drift.wmape(actual, predicted), drift.msle(actual, predicted), drift.rmsle(actual, predicted),
		drift.explained_variance(actual, predicted), drift.median_absolute_error(actual, predicted), drift.max_error(actual, predicted),
		drift.poisson_deviance(actual, predicted), drift.gamma_deviance(actual, predicted)
	FROM log GROUP BY name) AS o JOIN expected AS e USING (name)
WHERE NOT e.weighted AND to_jsonb(o) ? e.metric AND pg_temp.differs((to_jsonb(o) ->> e.metric)::float8, e.value);
SELECT * FROM finish();
ROLLBACK;
"""

main()
