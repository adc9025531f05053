#!/usr/bin/python3
"""Write test/sql/outcome_sklearn.sql: models, and what scikit-learn and statsmodels make of them.

    /usr/bin/python3 test/gen/outcome.py > test/sql/outcome_sklearn.sql

Each model is one expression for SQL and the same for Python, over i = 1..n and two uniform numbers u
and v made from i in whole numbers, so that both sides compute on the same bits.
"""
import math
import sys
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from scipy.optimize import brentq
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

warnings.simplefilter("ignore")
Z = stats.norm.ppf(0.975)
INF = math.inf


def uniform(seed, i):
    """The generator that pg_temp.u(seed, i) repeats."""
    h = (i * 48271 + seed * 69621) % 2147483647
    h = (h * h + 12345) % 2147483647
    return h / 2147483647


def evaluate(expression, seed, n):
    """Evaluate an expression for every row; None is NULL."""
    code = compile(expression, expression, "eval")
    return [eval(code, {"floor": math.floor, "exp": math.exp, "nan": math.nan, "inf": INF,
                        "case": lambda c, a, b: a if c else b, "null": None},
                 {"i": i, "u": uniform(seed, i), "v": uniform(seed + 1, i)})
            for i in range(1, n + 1)]


def sql(expression):
    """Turn one of the expressions below into SQL."""
    return (expression.replace("==", "=").replace("nan", "float8 'NaN'")
            .replace("inf", "float8 'Infinity'").replace("case(", "pg_temp.iif(")
            .replace("**2", "^2"))


# name, rows, label, predicted, score
BINARY = [
    ("calibrated", 3000, "v < u", "u > 0.5", "u"),
    ("small", 25, "v < u", "u > 0.4", "u"),
    ("ties", 2000, "v < u", "u > 0.5", "floor(u * 10) / 10"),
    ("few ties in bins", 1200, "v < u", "u >= 0.3", "floor(u * 60) / 60"),
    ("overconfident", 1500, "v < 0.3 + 0.4 * u", "u > 0.5", "u * u * (3 - 2 * u)"),
    ("rare positives", 4000, "v < 0.03 * u", "u > 0.9", "0.05 * u"),
    ("all scores equal", 300, "v < 0.4", "u > 0.5", "0.5 + 0 * u"),
    ("zeros and ones", 500, "v < 0.2 + 0.6 * u", "u > 0.5", "floor(u + 0.5)"),
    ("perfect", 200, "u > 0.5", "u > 0.5", "u"),
    ("always wrong", 200, "u < 0.5", "u > 0.5", "u"),
    ("margins", 1000, "v < 1 / (1 + exp(2 - 4 * u))", "u > 0.5", "10 * u - 5"),
    ("infinite margins", 400, "v < u", "u > 0.5", "case(u > 0.9, inf, case(u < 0.1, -inf, u))"),
    ("one label", 100, "u >= 0", "u > 0.5", "u"),
    ("one prediction", 100, "v < u", "u >= 0", "u"),
    ("gaps", 2400, "case(i % 7 == 0, null, v < u)", "case(i % 5 == 0, null, u > 0.5)",
     "case(i % 11 == 0, null, case(i % 13 == 0, nan, u))"),
    ("no scores", 60, "v < u", "u > 0.5", "case(u < 2, null, u)"),
    ("one row", 1, "u >= 0", "u >= 0", "u"),
]

CLASSES = [
    ("three classes", 900, "case(u < 0.3, 'a', case(u < 0.7, 'b', 'c'))",
     "case(v < 0.7, case(u < 0.3, 'a', case(u < 0.7, 'b', 'c')), 'b')"),
    ("never predicted", 300, "case(u < 0.1, 'rare', case(u < 0.6, 'x', 'y'))",
     "case(v < 0.5, 'x', 'y')"),
    ("unknown to the labels", 200, "case(u < 0.5, 'x', 'y')", "case(v < 0.2, 'z', 'x')"),
    ("gaps", 400, "case(i % 3 == 0, null, case(u < 0.5, 'x', 'y'))",
     "case(i % 4 == 0, null, case(v < 0.6, 'x', 'y'))"),
    ("perfect", 50, "case(u < 0.5, 'x', 'y')", "case(u < 0.5, 'x', 'y')"),
]

REGRESSION = [
    ("noise", 2000, "10 + 5 * u", "10 + 5 * u + v - 0.4"),
    ("large offset", 1500, "1000000000 + u", "1000000000 + v"),
    ("signs", 800, "u - 0.5", "v - 0.5"),
    ("zeros", 500, "case(u < 0.2, 0.0, u)", "v * 1.0"),
    ("gaps", 600, "case(i % 5 == 0, null, case(i % 17 == 0, nan, 3 * u))",
     "case(i % 7 == 0, null, case(i % 19 == 0, inf, 3 * v))"),
    ("two rows", 2, "u * 1.0", "v * 1.0"),
]


def wilson(k, n):
    return proportion_confint(k, n, method="wilson") if n else (None, None)


def proportion(k, n):
    return (k / n if n else None, n) + wilson(k, n)


def mean(terms, low=None):
    """Mean with its normal interval."""
    n = len(terms)
    if n == 0:
        return (None, 0, None, None)
    half = Z * terms.std(ddof=1) / math.sqrt(n) if n > 1 else math.nan
    ci = [terms.mean() - half, terms.mean() + half] if n > 1 else [None, None]
    if low is not None and n > 1:
        ci[0] = max(ci[0], low)
    return (terms.mean(), n, ci[0], ci[1])


def on_log_scale(estimate):
    """Move a normal interval to the logarithmic scale."""
    value, n, low, high = estimate
    if low is None or value <= 0 or high <= value:
        return estimate
    half = (high - value) / value
    freedom = max(n / (1 + 3 * (half / Z)**2 * n), 4)
    half *= brentq(lambda x: stats.t.sf(x, freedom) - 0.025, 1, 700, xtol=1e-14) / Z
    return (value, n, value * math.exp(-half), value * math.exp(half))


def phi(cells):
    tp, fn, fp, tn = cells
    return (tp * tn - fp * fn) / math.sqrt((tp + fn) * (fp + tn) * (tp + fp) * (fn + tn))


def mcc(y, p, tp, fn, fp, tn):
    """MCC with the delta method on Fisher's z scale, the gradient taken numerically."""
    n = len(y)
    if len(set(y)) < 2 or len(set(p)) < 2:
        return (None, n, None, None)
    value = sk.matthews_corrcoef(y, p)
    if abs(value) == 1:
        return (value, n, None, None)
    share = np.array([tp, fn, fp, tn]) / n
    gradient = np.array([(phi(share + h) - phi(share - h)) / 2e-6
                         for h in np.eye(4) * 1e-6])
    variance = (share @ gradient**2 - (share @ gradient)**2) / n
    half = Z * math.sqrt(variance) / (1 - value**2)
    return (value, n, math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half))


def delong(y, s):
    """AUC by scikit-learn, interval from the structural components."""
    n = len(y)
    positive, negative = s[y], s[~y]
    if not len(positive) or not len(negative):
        return (None, n, None, None)
    value = sk.roc_auc_score(y, np.argsort(np.argsort(np.unique(s)))[np.searchsorted(np.unique(s), s)])
    beats = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    if min(beats.shape) < 2:
        return (value, n, None, None)
    half = Z * math.sqrt(beats.mean(1).var(ddof=1) / len(positive)
                         + beats.mean(0).var(ddof=1) / len(negative))
    if half == 0:
        return (value, n, None, None)
    return (value, n, max(0, value - half), min(1, value + half))


def average_precision(y, s):
    n = len(y)
    if not y.any():
        return (None, n, None, None)
    order = np.searchsorted(np.unique(s), s)
    value = sk.average_precision_score(y, order)
    if value in (0, 1):
        return (value, n, None, None)
    eta, tau = math.log(value / (1 - value)), Z / math.sqrt(y.sum() * value * (1 - value))
    return (value, n, 1 / (1 + math.exp(tau - eta)), 1 / (1 + math.exp(-tau - eta)))


def ece(y, s):
    """From scikit-learn's reliability curve, weighted with the bins' rows."""
    true, predicted = calibration_curve(y, s, n_bins=10, strategy="uniform")
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], s)
    weight = np.bincount(bins, minlength=10)
    return (float(np.sum(weight[weight > 0] / len(s) * np.abs(true - predicted))), len(s), None, None)


def binary(label, predicted, score):
    """Every metric of a binary model: name -> (value, n, low, high)."""
    rows = list(zip(label, predicted, score))
    y, p = (np.array([r[k] for r in rows if r[0] is not None and r[1] is not None], dtype=bool)
            for k in (0, 1))
    scored = [r for r in rows if r[0] is not None and r[2] is not None and not math.isnan(r[2])]
    ys, s = np.array([r[0] for r in scored], dtype=bool), np.array([r[2] for r in scored], dtype=float)
    tp, fp, fn, tn = (int(np.sum(x)) for x in (y & p, ~y & p, y & ~p, ~y & ~p))
    labelled = [r[0] for r in rows if r[0] is not None]
    guessed = [r[1] for r in rows if r[1] is not None]
    jaccard = wilson(tp, tp + fp + fn)
    sens, spec = wilson(tp, tp + fn), wilson(tn, tn + fp)
    result = {
        "n": (len(rows), len(rows), None, None),
        "label_coverage": proportion(len(labelled), len(rows)),
        "positive_rate": proportion(sum(labelled), len(labelled)),
        "predicted_positive_rate": proportion(sum(guessed), len(guessed)),
        "accuracy": (sk.accuracy_score(y, p), len(y)) + wilson(tp + tn, len(y)),
        "precision": proportion(tp, tp + fp), "recall": proportion(tp, tp + fn),
        "specificity": proportion(tn, tn + fp), "npv": proportion(tn, tn + fn),
        "fpr": proportion(fp, fp + tn), "fnr": proportion(fn, fn + tp),
        "f1": (sk.f1_score(y, p), len(y)) + tuple(2 * j / (1 + j) for j in jaccard),
        "mcc": mcc(y, p, tp, fn, fp, tn),
        "balanced_accuracy": (None, len(y), None, None),
        "roc_auc": delong(ys, s), "average_precision": average_precision(ys, s),
        "log_loss": (None, len(s), None, None), "brier": (None, len(s), None, None),
        "ece": (None, len(s), None, None),
    }
    for name, value in (("precision", sk.precision_score(y, p)), ("recall", sk.recall_score(y, p))):
        if result[name][0] is not None:
            assert result[name][0] == value
    if tp + fn and tn + fp:
        value = sk.balanced_accuracy_score(y, p)
        result["balanced_accuracy"] = (
            value, len(y), value - math.hypot(tp / (tp + fn) - sens[0], tn / (tn + fp) - spec[0]) / 2,
            value + math.hypot(sens[1] - tp / (tp + fn), spec[1] - tn / (tn + fp)) / 2)
    if len(s) and s.min() >= 0 and s.max() <= 1:
        clipped = np.clip(np.where(ys, s, 1 - s), sys.float_info.epsilon, 1 - sys.float_info.epsilon)
        result["log_loss"] = (sk.log_loss(ys, s, labels=[False, True]),) + mean(-np.log(clipped), 0)[1:]
        result["brier"] = (sk.brier_score_loss(ys, s, pos_label=True),) + mean((s - ys)**2, 0)[1:]
        result["ece"] = ece(ys, s)
    return result


def classes(label, predicted):
    """Every metric of a classifier."""
    rows = [r for r in zip(label, predicted) if None not in r]
    y, p = [r[0] for r in rows], [r[1] for r in rows]
    labelled = sum(r is not None for r in label)
    names = sorted(set(y) | set(p))
    right = sum(a == b for a, b in rows)
    n = len(y)
    kappa = cohens_kappa(sk.confusion_matrix(y, p))
    half = Z * kappa.std_kappa
    return {
        "n": (len(label), len(label), None, None),
        "label_coverage": proportion(labelled, len(label)),
        "classes": (len(names), n, None, None),
        "class_accuracy": (sk.accuracy_score(y, p), n) + wilson(right, n),
        "kappa": (sk.cohen_kappa_score(y, p), n, max(-1, kappa.kappa - half), min(1, kappa.kappa + half)),
    }


def regression(actual, predicted):
    """Every metric of a numeric model."""
    rows = [r for r in zip(actual, predicted)
            if None not in r and math.isfinite(r[0]) and math.isfinite(r[1])]
    y, p = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    labelled = sum(r is not None for r in actual)
    n, e = len(y), p - y
    squared = on_log_scale(mean(e**2))
    some = y != 0
    return {
        "n": (len(actual), len(actual), None, None),
        "label_coverage": proportion(labelled, len(actual)),
        "mae": (sk.mean_absolute_error(y, p),) + mean(np.abs(e), 0)[1:],
        "mse": (sk.mean_squared_error(y, p),) + squared[1:],
        "rmse": (sk.mean_squared_error(y, p, squared=False), n, math.sqrt(squared[2]), math.sqrt(squared[3])),
        "mape": (sk.mean_absolute_percentage_error(y[some], p[some]),) + mean(np.abs(e / np.where(some, y, 1))[some], 0)[1:],
        "smape": mean(2 * np.abs(e) / (np.abs(y) + np.abs(p)), 0),
        "r2": (sk.r2_score(y, p), n, None, None),
        "mean_error": mean(e),
    }


def literal(value):
    return "NULL" if value is None else repr(float(value))


def expected(kind, name, values):
    """Rows of the table of expected values."""
    return ",\n".join(f"\t('{kind}', '{name}', '{metric}', {literal(v)}, {n}, {literal(low)}, {literal(high)})"
                      for metric, (v, n, low, high) in values.items())


def main():
    tables = {"binary": (BINARY, binary), "class": (CLASSES, classes), "regression": (REGRESSION, regression)}
    selects = {kind: [] for kind in tables}
    values = []
    for kind, (models, judge) in tables.items():
        for number, (name, n, *columns) in enumerate(models):
            seed = 100 * number + {"binary": 0, "class": 5000, "regression": 7000}[kind]
            cast = {"binary": ["boolean", "boolean", "float8"], "class": ["text", "text"],
                    "regression": ["float8", "float8"]}[kind]
            selects[kind].append(f"\tSELECT '{name}', i, " + ", ".join(
                f"({sql(c)})::{t}" for c, t in zip(columns, cast)) + f" FROM pg_temp.rows({seed}, {n})")
            values.append(expected(kind, name, judge(*(evaluate(c, seed, n) for c in columns))))
    union = {kind: "\n\tUNION ALL\n".join(rows) for kind, rows in selects.items()}
    tests = 3 * sum(len(models) for models, _ in tables.values())
    sys.stdout.write(f"""\
-- metrics against scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}: made by test/gen/outcome.py, do not edit
\\set ECHO none
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off
SET client_min_messages = warning;
SET extra_float_digits = 1;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan({tests});

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.iif(c boolean, a boolean, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.iif(c boolean, a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.iif(c boolean, a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';

CREATE TEMP TABLE binary_rows(name, i, label, predicted, score) AS
{union["binary"]};

CREATE TEMP TABLE class_rows(name, i, label, predicted) AS
{union["class"]};

CREATE TEMP TABLE regression_rows(name, i, actual, predicted) AS
{union["regression"]};

CREATE TEMP TABLE expected(kind, name, metric, value, n, low, high) AS VALUES
""")
    print(",\n".join(values) + ";")
    sys.stdout.write("""\
ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8;

CREATE TEMP TABLE states(kind, name, state) AS
SELECT 'binary', name, drift.binary_outcome_agg(label, predicted, score) FROM binary_rows GROUP BY name
UNION ALL
SELECT 'class', name, drift.class_outcome_agg(label, predicted) FROM class_rows GROUP BY name
UNION ALL
SELECT 'regression', name, drift.regression_outcome_agg(actual, predicted) FROM regression_rows GROUP BY name;

-- values, rows and intervals: each test is empty or lists what differs. The interval of a mean comes
-- from a difference of squares, which loses digits where errors are small beside numbers.
SELECT is((
	SELECT string_agg(format('%s is %s, %s [%s, %s]', e.metric, m.value, m.n, m.ci_low, m.ci_high), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.kind = s.kind AND e.name = s.name AND (pg_temp.differs(m.value, e.value)
		OR m.n IS DISTINCT FROM e.n OR (e.metric NOT IN ('ece', 'r2') -- whose intervals others test
			AND (pg_temp.differs(round(m.ci_low::numeric, 7)::float8, round(e.low::numeric, 7)::float8)
			OR pg_temp.differs(round(m.ci_high::numeric, 7)::float8, round(e.high::numeric, 7)::float8)))
		OR (m.value IS NULL) <> (m.reason IS NOT NULL AND m.reason NOT LIKE '%left out')
		OR m.error_bound > 0)),
	NULL, s.kind || ' ' || s.name || ': every metric')
FROM states AS s ORDER BY kind, name COLLATE "C";

-- states of thirds, merged in another order, through text and back
SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, drift.metric(m.state, e.metric)), '; ')
	FROM expected AS e
	WHERE e.kind = m.kind AND e.name = m.name
		AND pg_temp.differs(drift.metric(m.state, e.metric), e.value)),
	NULL, m.kind || ' ' || m.name || ': merged')
FROM (
	SELECT kind, name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT 'binary' AS kind, name, i % 3 AS part, drift.binary_outcome_agg(label, predicted, score) AS state
		FROM binary_rows GROUP BY name, i % 3
		UNION ALL
		SELECT 'class', name, i % 3, drift.class_outcome_agg(label, predicted) FROM class_rows GROUP BY name, i % 3
		UNION ALL
		SELECT 'regression', name, i % 3, drift.regression_outcome_agg(actual, predicted)
		FROM regression_rows GROUP BY name, i % 3) AS parts
	GROUP BY kind, name) AS m ORDER BY kind, name COLLATE "C";

-- the same in one step
SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('accuracy', accuracy), ('precision', "precision"), ('recall', recall),
		('specificity', specificity), ('f1', f1), ('mcc', mcc), ('balanced_accuracy', balanced_accuracy),
		('roc_auc', roc_auc), ('average_precision', average_precision), ('log_loss', log_loss),
		('brier', brier), ('ece', ece)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'binary' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'binary ' || name || ': in one step')
FROM (
	SELECT name, drift.accuracy(label, predicted), drift.precision(label, predicted),
		drift.recall(label, predicted), drift.specificity(label, predicted), drift.f1(label, predicted),
		drift.mcc(label, predicted), drift.balanced_accuracy(label, predicted),
		drift.roc_auc(label, score), drift.average_precision(label, score),
		drift.log_loss(label, probability), drift.brier(label, probability), drift.ece(label, probability)
	FROM (SELECT *, CASE WHEN name NOT LIKE '%margins' THEN score END AS probability FROM binary_rows) AS r
	GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('class_accuracy', class_accuracy), ('macro_f1', macro_f1), ('weighted_f1', weighted_f1),
		('kappa', kappa)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'class' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'class ' || name || ': in one step')
FROM (
	SELECT name, drift.class_accuracy(label, predicted), drift.macro_f1(label, predicted),
		drift.weighted_f1(label, predicted), drift.kappa(label, predicted)
	FROM class_rows GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('mae', mae), ('mse', mse), ('rmse', rmse), ('mape', mape), ('smape', smape),
		('r2', r2), ('mean_error', mean_error)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'regression' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'regression ' || name || ': in one step')
FROM (
	SELECT name, drift.mae(actual, predicted), drift.mse(actual, predicted), drift.rmse(actual, predicted),
		drift.mape(actual, predicted), drift.smape(actual, predicted), drift.r2(actual, predicted),
		drift.mean_error(actual, predicted)
	FROM regression_rows GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
""")


if __name__ == "__main__":
    main()
