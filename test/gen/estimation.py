#!/usr/bin/python3
"""Write test/sql/estimation_sklearn.sql: calibration and estimates, and what scikit-learn makes of them.

    /usr/bin/python3 test/gen/estimation.py > test/sql/estimation_sklearn.sql

Each case is one expression for SQL and the same for Python, over i = 1..n and two uniform numbers u
and v made from i in whole numbers, so that both sides compute on the same bits. Expected values come
from scikit-learn where it has them (an estimated metric is the metric of every row counted as
positive with weight p and as negative with weight 1 - p), else from NumPy and the definition.
"""
import math
import warnings

import numpy as np
import sklearn
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression

warnings.simplefilter("ignore")


def uniform(seed, i):
    """The generator that pg_temp.u(seed, i) repeats."""
    h = (i * 48271 + seed * 69621) % 2147483647
    h = (h * h + 12345) % 2147483647
    return h / 2147483647


def evaluate(expression, seed, n):
    code = compile(expression, expression, "eval")
    return [eval(code, {"floor": math.floor, "i": i, "u": uniform(seed, i), "v": uniform(seed + 1, i)})
            for i in range(1, n + 1)]


# name, rows, label, score: what a calibrator sees
CURVES = [
    ("calibrated", 900, "v < u", "u"),
    ("overconfident", 800, "v < 0.3 + 0.4 * u", "u * u * (3 - 2 * u)"),
    ("ties", 700, "v < u", "floor(u * 20) / 20"),
    ("falling", 300, "v > u", "u"),
    ("margins", 500, "v < u", "40 * u - 20"),
    ("far apart", 200, "v < u", "(u - 0.5) * (u - 0.5) * (u - 0.5) * 1e30"),
    ("closer than 1e-15", 200, "v < 0.5", "0.1 + floor(u * 50) * 1e-16"),
    ("one label", 50, "u >= 0", "u"),
    ("one score", 60, "v < 0.3", "0.25 + 0 * u"),
    ("one row", 1, "u >= 0", "u"),
    ("two rows", 2, "i == 2", "i / 8.0"),
]

# name, rows, predicted, probability, score: what an estimate sees
ESTIMATES = [
    ("own scores", 900, "u > 0.5", "u", "u"),
    ("calibrated scores", 800, "u > 0.4", "0.2 + 0.6 * u * u", "u"),
    ("margins", 500, "u > 0.5", "u", "40 * u - 20"),
    ("ties", 600, "u > 0.5", "floor(u * 10) / 10", "floor(u * 10) / 10"),
    ("one prediction", 100, "u >= 0", "u", "u"),
    ("certain", 200, "u > 0.5", "floor(u + v)  / 2 + 0.0", "u"),
    ("one row", 1, "u >= 0", "u", "u"),
]

# name, rows, label, predicted, score: labelled rows that a sampling error comes from
REFERENCES = [
    ("calibrated", 900, "v < u", "u > 0.5", "u"),
    ("mostly positive", 800, "v < 0.5 + u", "u > 0.2", "u"),
    ("mostly negative", 700, "v < u * u", "u > 0.7", "u"),
    ("never wrong", 200, "u > 0.5", "u > 0.5", "u"),
]

PROBES = ["-1e9", "-0.5", "0", "0.1", "0.25", "0.3333", "0.5", "0.77", "1", "1.5", "1e9"]


def average_precision(p, s):
    """Every row a step, from the highest score down; sums rounded to 5 decimals as NannyML does."""
    p = p[np.argsort(-s, kind="stable")]
    tps = np.round(np.cumsum(p), 5) if p.sum() >= 1 else np.cumsum(p)
    return np.sum(np.diff(np.r_[0, tps]) * tps / np.arange(1, len(p) + 1)) / tps[-1]


def estimates(predicted, p, s):
    predicted, p, s = map(np.asarray, (predicted, p, s))
    n = len(p)
    y, w = np.r_[np.ones(n), np.zeros(n)], np.r_[p, 1 - p]
    twice = np.r_[predicted, predicted]
    score = np.r_[s, s]
    rows = {
        "accuracy": sk.accuracy_score(y, twice, sample_weight=w),
        "precision": sk.precision_score(y, twice, sample_weight=w),
        "recall": sk.recall_score(y, twice, sample_weight=w),
        "f1": sk.f1_score(y, twice, sample_weight=w),
        "specificity": sk.recall_score(y, twice, sample_weight=w, pos_label=0)
        if (1 - p).sum() > 0 else None,
        "positive_rate": p.mean(),
        "predicted_positive_rate": predicted.mean(),
        "roc_auc": sk.roc_auc_score(y, score, sample_weight=w) if 0 < p.sum() < n else None,
        "average_precision": average_precision(p, s),
        "npv": sk.precision_score(y, twice, sample_weight=w, pos_label=0)
        if (~predicted).any() else None,
        "mcc": sk.matthews_corrcoef(y, twice, sample_weight=w) if len(set(predicted)) > 1 else None,
    }
    if s.min() >= 0 and s.max() <= 1:
        rows["log_loss"] = sk.log_loss(y, score, sample_weight=w, labels=[0, 1])
        rows["brier"] = sk.brier_score_loss(y, score, sample_weight=w)
        bins = np.clip(np.ceil(s * 10).astype(int), 1, 10)
        rows["ece"] = sum(abs((s - p)[bins == b].sum()) for b in set(bins)) / n
    return rows


def sampling(label, predicted, s, n):
    """NannyML's formulas; drift's by the infinitesimal jackknife, taken numerically."""
    y, predicted, s = np.asarray(label), np.asarray(predicted), np.asarray(s)
    right = y & predicted

    def error(of, fraction):
        return np.std(of) / math.sqrt(n * fraction)

    tp, fn, fp = right.sum(), (y & ~predicted).sum(), (~y & predicted).sum()
    rows = {
        "accuracy": error(y == predicted, 1),
        "precision": error(right[predicted], predicted.mean()),
        "recall": error(right[y], y.mean()),
        "specificity": error((~y & ~predicted)[~y], (~y).mean()),
        "f1": error(right[y | predicted], (y | predicted).mean()) * (y | predicted).sum()
        / (tp + (fn + fp) / 2),
    }
    positive, score = (~y, 1 - s) if y.mean() > 0.5 else (y, s)
    below = np.array([(score[~positive] < x).sum() for x in score[positive]])
    rows["roc_auc"] = error(below / (~positive).sum(), positive.mean())

    def jackknife(metric, guess):
        m = len(y)
        influence = []
        for i in range(m):
            weight = np.ones(m)
            weight[i] += 1e-4
            high = metric(y, guess, sample_weight=weight)
            weight[i] -= 2e-4
            influence.append((high - metric(y, guess, sample_weight=weight)) / 2e-4 * m)
        return np.std(influence) / math.sqrt(n)

    rows["average_precision"] = jackknife(sk.average_precision_score, s)
    own = {"average_precision": rows["average_precision"],
           "roc_auc": jackknife(sk.roc_auc_score, s), "f1": jackknife(sk.f1_score, predicted),
           "balanced_accuracy": jackknife(sk.balanced_accuracy_score, predicted)}
    for metric in ("accuracy", "precision", "recall", "specificity"):
        own[metric] = rows[metric]
    return {"nannyml": rows, "drift": own}


def number(value):
    return "NULL" if value is None or math.isnan(value) else repr(float(value))


def rows_of(cases, columns, seed):
    """The rows of all cases as SQL."""
    parts = []
    for k, case in enumerate(cases):
        values = ", ".join("(%s)::%s" % (e.replace("==", "="), t) for e, t in zip(case[2:], columns))
        parts.append("\tSELECT '%s', i, %s FROM pg_temp.rows(%d, %d)"
                     % (case[0], values, seed + 100 * k, case[1]))
    return "\n\tUNION ALL\n".join(parts) + ";\n"


def values(rows):
    return ",\n".join("\t(%s)" % ", ".join(r) for r in rows) + ";\n"


def main():
    knots, probes, estimated, errors = [], [], [], []
    for k, (name, n, label, score) in enumerate(CURVES):
        y, x = evaluate(label, 100 * k, n), evaluate(score, 100 * k, n)
        model = IsotonicRegression(out_of_bounds="clip", increasing=True).fit(x, y)
        for i, (a, b) in enumerate(zip(model.X_thresholds_, model.y_thresholds_)):
            knots.append(("'%s'" % name, str(i + 1), repr(float(a)), repr(float(b))))
        for probe in PROBES:
            probes.append(("'%s'" % name, probe, number(model.predict([float(probe)])[0])))
    for k, (name, n, predicted, probability, score) in enumerate(ESTIMATES):
        case = [evaluate(e, 10000 + 100 * k, n) for e in (predicted, probability, score)]
        for metric, value in estimates(*case).items():
            estimated.append(("'%s'" % name, "'%s'" % metric, number(value)))
    for k, (name, n, label, predicted, score) in enumerate(REFERENCES):
        case = [evaluate(e, 20000 + 100 * k, n) for e in (label, predicted, score)]
        for dialect, of in sampling(*case, 500).items():
            for metric, value in of.items():
                errors.append(("'%s'" % name, "'%s'" % metric, "'%s'" % dialect, number(value)))

    print("-- estimation against scikit-learn %s, NumPy %s: made by test/gen/estimation.py, do not edit"
          % (sklearn.__version__, np.__version__))
    print(r"""\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET extra_float_digits = 1;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(%d);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) %% 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) %% 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';
""" % (2 * len(CURVES) + 2 * len(ESTIMATES) + len(REFERENCES)))
    print("CREATE TEMP TABLE curve_rows(name, i, label, score) AS")
    print(rows_of(CURVES, ("boolean", "float8"), 0))
    print("CREATE TEMP TABLE estimate_rows(name, i, predicted, probability, score) AS")
    print(rows_of(ESTIMATES, ("boolean", "float8", "float8"), 10000))
    print("CREATE TEMP TABLE reference_rows(name, i, label, predicted, score) AS")
    print(rows_of(REFERENCES, ("boolean", "boolean", "float8"), 20000))
    for table, columns, rows in (
            ("knot", "name text, i int, x float8, y float8", knots),
            ("probe", "name text, score float8, probability float8", probes),
            ("estimate", "name text, metric text, value float8", estimated),
            ("error", "name text, metric text, dialect text, value float8", errors)):
        print("CREATE TEMP TABLE expected_%s(%s);" % (table, columns))
        print("INSERT INTO expected_%s VALUES\n%s" % (table, values(rows)))
    print(r"""
CREATE TEMP TABLE curve AS
SELECT name, drift.calibrator_agg(score, label) AS state FROM curve_rows GROUP BY name;
-- states of thirds, merged in another order, through text and back
CREATE TEMP TABLE merged AS
SELECT name, drift.merge(state::text::drift.calibrator ORDER BY part DESC) AS state FROM (
	SELECT name, i % 3 AS part, drift.calibrator_agg(score, label) AS state
	FROM curve_rows GROUP BY name, i % 3) AS p GROUP BY name;

SELECT is((
	SELECT string_agg(format('%s: %s, %s instead of %s, %s', i, k.score, k.probability, e.x, e.y), '; ')
	FROM (SELECT row_number() OVER () AS i, * FROM drift.calibrator_knots(c.state)) AS k
	FULL JOIN (SELECT * FROM expected_knot WHERE name = c.name) AS e USING (i)
	WHERE k.score IS DISTINCT FROM e.x OR pg_temp.differs(k.probability, e.y)),
	NULL, c.name || ': knots')
FROM curve AS c ORDER BY c.name COLLATE "C";

SELECT ok(c.state::text = m.state::text AND NOT EXISTS (
	SELECT FROM expected_probe AS e WHERE e.name = c.name
		AND (pg_temp.differs(drift.calibrate(c.state, e.score), e.probability)
			OR pg_temp.differs(drift.calibrate(m.state, e.score), e.probability))),
	c.name || ': probabilities, merged or not')
FROM curve AS c JOIN merged AS m USING (name) ORDER BY c.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s instead of %s', e.metric, drift.metric(s.state, e.metric), e.value), '; ')
	FROM expected_estimate AS e
	WHERE e.name = s.name AND pg_temp.differs(drift.metric(s.state, e.metric), e.value)),
	NULL, s.name || ': estimates')
FROM (
	SELECT name, drift.estimated_outcome_agg(predicted, probability, score) AS state
	FROM estimate_rows GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s instead of %s', e.metric, m.value, e.value), '; ')
	FROM expected_estimate AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.error_bound > 0
		OR (m.value IS NULL) <> (m.reason IS NOT NULL))),
	NULL, s.name || ': estimates, merged')
FROM (
	SELECT name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT name, i % 3 AS part, drift.estimated_outcome_agg(predicted, probability, score) AS state
		FROM estimate_rows GROUP BY name, i % 3) AS p
	GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s %s is %s or %s instead of %s', e.dialect, e.metric, x.a, x.b, e.value), '; ')
	FROM expected_error AS e CROSS JOIN LATERAL (SELECT drift.sampling_error(s.state, e.metric, 500, e.dialect) AS a,
		CASE WHEN e.metric IN ('roc_auc', 'average_precision')
			THEN drift.sampling_error(s.calibrator, e.metric, 500, e.dialect) END AS b) AS x
	WHERE e.name = s.name AND (abs(x.a - e.value) <= 1e-9 + 1e-6 * e.value
		AND coalesce(abs(x.b - e.value) <= 1e-9 + 1e-6 * e.value, true)) IS NOT TRUE),
	NULL, s.name || ': sampling errors')
FROM (
	SELECT name, drift.binary_outcome_agg(label, predicted, score) AS state,
		drift.calibrator_agg(score, label) AS calibrator
	FROM reference_rows GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;""")


main()
