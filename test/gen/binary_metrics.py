#!/usr/bin/python3
"""Write test/sql/binary_metrics.sql: binary models with and without weights, and what others make of them.

    /usr/bin/python3 test/gen/binary_metrics.py > test/sql/binary_metrics.sql

scikit-learn with sample_weight, SciPy (Kolmogorov-Smirnov), statsmodels (logistic recalibration); what none
of them has is computed from its definition. Rows are made from whole numbers, as in test/gen/outcome.py.
"""
import math
import sys
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import optimize, special, stats
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
EPSILON = np.finfo(float).eps

# name, rows, label, score, threshold, weight
MODELS = [
    ("calibrated", 3000, "v < u", "u", 0.5, "0.25 + 1.5 * w"),
    ("overconfident", 1500, "v < 0.3 + 0.4 * u", "u * u * (3 - 2 * u)", 0.5, "1 + floor(3 * w)"),
    ("ties", 2000, "v < u", "floor(u * 10) / 10", 0.45, "1.0 + 0 * w"),
    ("rare", 4000, "v < 0.03 * u", "0.05 * u", 0.045, "floor(2 * w)"),
    ("few", 25, "v < u", "u", 0.4, "w"),
    ("large weights", 800, "v < 0.2 + 0.6 * u", "u", 0.5, "1000000.0 * w + 0.001"),
    ("all scores equal", 200, "v < 0.4", "0.5 + 0 * u", 0.5, "w"),
    ("one label", 100, "u >= 0", "u", 0.5, "w"),
    ("one row", 1, "u >= 0", "u", 0.0, "0.5 + w"),
    ("zeros and ones", 500, "v < 0.2 + 0.6 * u", "floor(u + 0.5)", 0.5, "w"),
]


def uniform(seed, i):
    """The generator that pg_temp.u(seed, i) repeats."""
    h = (i * 48271 + seed * 69621) % 2147483647
    h = (h * h + 12345) % 2147483647
    return h / 2147483647


def columns(number, n, label, score, threshold, weight):
    """Evaluate a model's columns."""
    names = [{"i": i, "u": uniform(100 * number, i), "v": uniform(100 * number + 1, i),
              "w": uniform(100 * number + 2, i), "floor": math.floor} for i in range(1, n + 1)]
    y = np.array([eval(label, {}, k) for k in names], dtype=bool)
    s = np.array([eval(score, {}, k) for k in names], dtype=float)
    w = np.array([eval(weight, {}, k) for k in names], dtype=float)
    return y, s >= threshold, s, w


def ratio(a, b):
    return a / b if b else None


def top(y, s, w, share):
    """Weight of positives in the best share, ties in proportion."""
    left, positive = share * w.sum(), 0.0
    for score in sorted(set(s), reverse=True):
        here = w[s == score].sum()
        part = min(1.0, left / here) if here else 0
        positive += part * w[(s == score) & y].sum()
        left -= here
        if left <= 0:
            break
    return positive, share * w.sum()


def bins(y, s, w):
    """Weight, mean score and share of positives of ten bins closed on the right."""
    which = np.searchsorted(np.linspace(0, 1, 11)[1:-1], s)
    for k in range(10):
        m = which == k
        if w[m].sum() > 0:
            yield w[m].sum() / w.sum(), np.average(s[m], weights=w[m]), np.average(y[m], weights=w[m])


def recalibration(y, s, w):
    """Logistic regression of label on logit(score): intercept, slope, and the intercept at slope 1."""
    p = np.clip(s, EPSILON, 1 - EPSILON)
    x = np.log(p) - np.log1p(-p)
    family = sm.families.Binomial()
    result = {"calibration_slope": None, "calibration_intercept": None, "calibration_in_the_large": None}
    if len(set(y[w > 0])) < 2:
        return result
    value = optimize.brentq(lambda a: np.sum(w * (y - special.expit(a + x))), -90, 90, xtol=1e-13)
    result["calibration_in_the_large"] = value
    if 0 < s.min() and s.max() < 1:
        fit = sm.GLM(y.astype(float), np.ones(len(y)), offset=x, family=family, freq_weights=w).fit(tol=1e-14, maxiter=200)
        np.testing.assert_allclose(value, fit.params[0], 1e-6)
    if len(set(x)) > 1:
        fit = sm.GLM(y.astype(float), sm.add_constant(x), family=family, freq_weights=w).fit(tol=1e-14, maxiter=200)
        result["calibration_intercept"], result["calibration_slope"] = fit.params
    return result


def distance(y, s, w):
    """Largest distance of the two weighted distribution functions."""
    grid = np.unique(s)
    share = [np.array([w[(s <= g) & m].sum() for g in grid]) / w[m].sum() for m in (y, ~y)]
    value = np.abs(share[0] - share[1]).max()
    if (w == 1).all():
        assert abs(value - stats.ks_2samp(s[y], s[~y]).statistic) < 1e-12
    return value


def evaluate(y, p, s, w):
    """Every metric; None is NULL."""
    tp, fp, fn, tn = (w[m].sum() for m in (y & p, ~y & p, y & ~p, ~y & ~p))
    n, base = w.sum(), w[y].sum() / w.sum()
    both = 0 < base < 1
    tpr, fpr, fnr, tnr = ratio(tp, tp + fn), ratio(fp, fp + tn), ratio(fn, fn + tp), ratio(tn, fp + tn)
    ppv, npv = ratio(tp, tp + fp), ratio(tn, tn + fn)
    value = {
        "positive_rate": base, "predicted_positive_rate": (tp + fp) / n,
        "effective_n": n**2 / (w**2).sum(),
        "accuracy": sk.accuracy_score(y, p, sample_weight=w),
        "precision": sk.precision_score(y, p, sample_weight=w) if tp + fp else None,
        "recall": sk.recall_score(y, p, sample_weight=w) if tp + fn else None,
        "specificity": tnr, "npv": npv, "fpr": fpr, "fnr": fnr,
        "fdr": ratio(fp, tp + fp), "for": ratio(fn, tn + fn),
        "balanced_accuracy": sk.balanced_accuracy_score(y, p, sample_weight=w) if both else None,
        "mcc": sk.matthews_corrcoef(y, p, sample_weight=w) if both and 0 < tp + fp < n else None,
        "kappa": None if (tp + fn in (0, n)) and (tp + fp in (0, n)) else sk.cohen_kappa_score(y, p, sample_weight=w),
        "jaccard": sk.jaccard_score(y, p, sample_weight=w) if tp + fp + fn else None,
        "informedness": tpr - fpr if both else None,
        "markedness": ppv + npv - 1 if None not in (ppv, npv) else None,
        "g_mean": math.sqrt(tpr * tnr) if both else None,
        "lr_positive": ratio(tpr, fpr) if both else None, "lr_negative": ratio(fnr, tnr) if both else None,
        "brier": sk.brier_score_loss(y, s, sample_weight=w, pos_label=True),
        "log_loss": sk.log_loss(y, s, sample_weight=w, labels=[False, True]),
        "brier_uncertainty": base * (1 - base), "mean_score": np.average(s, weights=w),
    }
    for name, beta in (("f1", 1), ("f0.5", 0.5), ("f2", 2)):
        value[name] = sk.fbeta_score(y, p, beta=beta, sample_weight=w) if tp + fp + fn else None
    if both and (w == 1).all() and fp and tn:
        np.testing.assert_allclose(sk.class_likelihood_ratios(y, p), (value["lr_positive"], value["lr_negative"]))
    value["brier_skill"] = 1 - value["brier"] / (base * (1 - base)) if both else None
    value["roc_auc"] = sk.roc_auc_score(y, s, sample_weight=w) if both else None
    value["gini"] = 2 * value["roc_auc"] - 1 if both else None
    value["ks_score"] = distance(y, s, w) if both else None
    value["average_precision"] = sk.average_precision_score(y, s, sample_weight=w)
    hit, wanted = top(y, s, w, 0.1)
    value |= {"gain_at_10": hit / w[y].sum(), "lift_at_10": hit / w[y].sum() / 0.1, "precision_at_10": hit / wanted}
    parts = list(bins(y, s, w))
    value["ece"] = sum(k * abs(a - b) for k, a, b in parts)
    value["mce"] = max(abs(a - b) for k, a, b in parts)
    value["brier_reliability"] = sum(k * (a - b)**2 for k, a, b in parts)
    value["brier_resolution"] = sum(k * (b - base)**2 for k, a, b in parts)
    return value | recalibration(y, s, w)


def literal(x):
    return "NULL" if x is None or math.isnan(x) else "'Infinity'" if math.isinf(x) else repr(float(x))


def curves(y, s, w):
    """Points of the curves: name, threshold, two numbers."""
    if 0 < w[y].sum() < w.sum():
        fpr, tpr, at = sk.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
        for f, t, h in zip(fpr[1:], tpr[1:], at[1:]):
            yield "roc", h, f, t
    precision, recall, at = sk.precision_recall_curve(y, s, sample_weight=w)
    for a, b, h in zip(precision, recall, at):
        yield "precision_recall", h, a, b


def main():
    values, points, reliability, selects = [], [], [], []
    for number, (name, n, label, score, threshold, weight) in enumerate(MODELS):
        selects.append(f"\tSELECT '{name}', {label}, ({score})::float8, ({weight})::float8, ({score}) >= {threshold}\n"
                       f"\tFROM pg_temp.rows({100 * number}, {n})")
        y, p, s, w = columns(number, n, label, score, threshold, weight)
        for weighted, use in ((False, np.ones(n)), (True, w)):
            values += [f"\t('{name}', {str(weighted).lower()}, '{m}', {literal(v)})"
                       for m, v in evaluate(y, p, s, use).items()]
            if name in ("few", "ties"):
                keep = use > 0
                points += [f"\t('{name}', {str(weighted).lower()}, '{c}', {literal(h)}, {literal(a)}, {literal(b)})"
                           for c, h, a, b in curves(y[keep], s[keep], use[keep])]
        if name in ("calibrated", "overconfident", "ties", "few"):
            for k, strategy in ((10, "uniform"), (7, "uniform"), (8, "quantile")):
                true, predicted = calibration_curve(y, s, n_bins=k, strategy=strategy)
                reliability += [f"\t('{name}', {k}, '{strategy}', {i}, {literal(a)}, {literal(b)})"
                                for i, (a, b) in enumerate(zip(predicted, true), 1)]
    sys.stdout.write(TEXT.format(
        sklearn=sklearn.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__,
        rows="\n\tUNION ALL\n".join(selects), values=",\n".join(values), points=",\n".join(points),
        reliability=",\n".join(reliability), plan=3 * len(MODELS) + 9))


TEXT = """\
-- binary metrics against scikit-learn {sklearn}, SciPy {scipy}, statsmodels {statsmodels}: made by test/gen/binary_metrics.py, do not edit
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

CREATE TEMP TABLE log(name, label, score, weight, predicted) AS
{rows};

CREATE TEMP TABLE expected(name, weighted, metric, value) AS VALUES
{values};
ALTER TABLE expected ALTER value TYPE float8;

CREATE TEMP TABLE point(name, weighted, curve, threshold, x, y) AS VALUES
{points};
ALTER TABLE point ALTER threshold TYPE float8, ALTER x TYPE float8, ALTER y TYPE float8;

CREATE TEMP TABLE reliability(name, bins, strategy, i, mean_score, positive_rate) AS VALUES
{reliability};
ALTER TABLE reliability ALTER mean_score TYPE float8, ALTER positive_rate TYPE float8;

CREATE TEMP TABLE state(name, weighted, state) AS
SELECT name, false, drift.binary_outcome_agg(label, predicted, score) FROM log GROUP BY name
UNION ALL
SELECT name, true, drift.binary_outcome_agg(label, predicted, score, weight) FROM log GROUP BY name;

-- each test is empty or lists what differs; the fit of a logistic regression is as good as its last step
SELECT is((
	SELECT string_agg(format('%s is %s, not %s', e.metric, m.value, e.value), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND e.weighted = s.weighted
		AND (pg_temp.differs(m.value, e.value, CASE WHEN e.metric LIKE 'calibration%' THEN 1e-6 ELSE 1e-9 END)
			OR (m.value IS NULL) <> (m.reason IS NOT NULL) OR m.error_bound > 0)),
	NULL, s.name || CASE WHEN weighted THEN ', weighted' ELSE '' END)
FROM state AS s ORDER BY weighted, name COLLATE "C";

-- thirds, merged in another order, through text and back
SELECT is((
	SELECT string_agg(format('%s is %s, not %s', e.metric, drift.metric(s.state, e.metric), e.value), '; ')
	FROM expected AS e
	WHERE e.name = s.name AND e.weighted
		AND pg_temp.differs(drift.metric(s.state, e.metric), e.value, CASE WHEN e.metric LIKE 'calibration%' THEN 1e-6 ELSE 1e-9 END)),
	NULL, s.name || ', weighted: merged')
FROM (SELECT name, drift.merge(part::text::drift.outcome ORDER BY i DESC) AS state FROM (
	SELECT name, i % 3 AS i, drift.binary_outcome_agg(label, predicted, score, weight) AS part
	FROM (SELECT *, row_number() OVER (PARTITION BY name) AS i FROM log) AS l GROUP BY name, i % 3) AS q
	GROUP BY name) AS s ORDER BY name COLLATE "C";

-- curves
CREATE TEMP TABLE ours AS
SELECT name, weighted, 'roc' AS curve, c.threshold, c.fpr AS x, c.tpr AS y FROM state, drift.roc_curve(state, NULL) AS c
UNION ALL
SELECT name, weighted, 'precision_recall', c.threshold, c."precision", c.recall FROM state, drift.precision_recall_curve(state, NULL) AS c;
SELECT is((SELECT count(*) FROM point AS p LEFT JOIN ours AS o ON o.name = p.name AND o.weighted = p.weighted AND o.curve = p.curve
		AND abs(o.threshold - p.threshold) < 1e-12
	WHERE o.name IS NULL OR pg_temp.differs(o.x, p.x) OR pg_temp.differs(o.y, p.y)), 0::bigint, 'curves have the points of scikit-learn');
SELECT is((SELECT count(*) FROM ours WHERE name IN ('few', 'ties') AND threshold < 'Infinity'), (SELECT count(*) FROM point),
	'and no others');
SELECT is((SELECT array_agg(DISTINCT (c.x, c.y)::text COLLATE "C") FROM ours AS c WHERE threshold IS NULL OR threshold = 'Infinity'),
	ARRAY['(,0)', '(0,0)', '(1,0)'], 'curves begin at no positive prediction');
SELECT ok(bool_and(k.n <= 20 AND k.n > 15 AND k.ends AND k.known), 'thinned curves are parts of the whole, with both ends')
FROM (SELECT count(*) AS n, max(c.tpr) = 1 AND min(c.tpr) = 0 AS ends,
		bool_and(EXISTS (SELECT FROM ours AS o WHERE o.name = s.name AND o.weighted = s.weighted AND o.curve = 'roc'
			AND o.threshold = c.threshold AND o.x = c.fpr AND o.y = c.tpr)) AS known
	FROM state AS s, drift.roc_curve(s.state, 19) AS c WHERE s.name IN ('calibrated', 'overconfident') GROUP BY s.name, s.weighted) AS k;
SELECT is((SELECT count(*) FROM (
	SELECT s.name, k.bins, k.strategy, row_number() OVER (PARTITION BY s.name, k.bins, k.strategy ORDER BY c.bin) AS i, c.mean_score, c.positive_rate
	FROM state AS s, (VALUES (10, 'uniform'), (7, 'uniform'), (8, 'quantile')) AS k(bins, strategy),
		drift.calibration_curve(s.state, k.bins, k.strategy) AS c
	WHERE NOT s.weighted AND s.name IN ('calibrated', 'overconfident', 'ties', 'few')) AS o
	FULL JOIN reliability AS r ON r.name = o.name AND r.bins = o.bins AND r.strategy = o.strategy AND r.i = o.i
	WHERE coalesce(pg_temp.differs(o.mean_score, r.mean_score) OR pg_temp.differs(o.positive_rate, r.positive_rate), true)), 0::bigint,
	'calibration curves have the bins of scikit-learn');
SELECT is((SELECT count(*) FROM state AS s, drift.threshold_table(s.state, NULL) AS t, LATERAL (
		SELECT drift.metrics(b) AS m FROM (SELECT drift.binary_outcome_agg(label, score >= t.threshold, score) AS b FROM log WHERE name = 'few') AS q) AS k
	WHERE s.name = 'few' AND NOT s.weighted
		AND (k.m).metric IN ('f1', 'mcc', 'kappa', 'precision', 'recall', 'npv', 'informedness', 'balanced_accuracy')
		AND pg_temp.differs((k.m).value, (to_jsonb(t) ->> (k.m).metric)::float8)), 0::bigint,
	'the threshold table has the metrics of predictions at its thresholds');
SELECT is((SELECT (b.threshold, round(b.per_row::numeric, 12))::text FROM state, drift.best_threshold(state, fp => 1, fn => 4) AS b WHERE name = 'calibrated' AND NOT weighted),
	(SELECT (t.threshold, round(((t.fp + 4 * t.fn) / 3000)::numeric, 12))::text FROM state, drift.threshold_table(state, NULL) AS t
	WHERE name = 'calibrated' AND NOT weighted ORDER BY t.fp + 4 * t.fn, t.threshold DESC LIMIT 1), 'the best threshold is the cheapest');
SELECT ok(NOT pg_temp.differs(c.total, k.total) AND NOT pg_temp.differs(c.per_row, k.mean)
	AND abs((c.ci_high - c.ci_low) / 2 - 1.959963984540054 * k.deviation / sqrt(3000)) < 1e-9, 'expected cost is the mean over the rows')
FROM state, drift.expected_cost(state, tp => -2, fp => 1, fn => 4) AS c,
	(SELECT sum(cost) AS total, avg(cost) AS mean, stddev_samp(cost) AS deviation FROM (
		SELECT CASE WHEN label AND predicted THEN -2 WHEN predicted THEN 1 WHEN label THEN 4 ELSE 0 END::float8 AS cost
		FROM log WHERE name = 'calibrated') AS q) AS k
WHERE name = 'calibrated' AND NOT weighted;
SELECT is(string_agg(metric, ', '), NULL, 'the same in one step') FROM (
	SELECT name, drift.npv(label, predicted), drift.fpr(label, predicted), drift.fnr(label, predicted), drift.fdr(label, predicted),
		drift.jaccard(label, predicted), drift.informedness(label, predicted), drift.markedness(label, predicted), drift.g_mean(label, predicted)
	FROM log GROUP BY name) AS o JOIN expected AS e USING (name)
WHERE NOT e.weighted AND e.metric IN ('npv', 'fpr', 'fnr', 'fdr', 'jaccard', 'informedness', 'markedness', 'g_mean')
	AND pg_temp.differs((to_jsonb(o) ->> e.metric)::float8, e.value);
SELECT * FROM finish();
ROLLBACK;
"""

main()
