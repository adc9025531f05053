#!/usr/bin/python3
"""Write test/sql/multiclass_sklearn.sql: classifiers, and what scikit-learn makes of them.

    /usr/bin/python3 test/gen/multiclass.py > test/sql/multiclass_sklearn.sql

Expressions as in outcome.py. Intervals of averages, MCC and weighted kappa are the delta method with
the gradient taken numerically in every cell of the matrix.
"""
import math
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as sk

from outcome import Z, evaluate, literal, proportion, sql, wilson

warnings.simplefilter("ignore")
H = 1e-6

# name, rows, label, predicted
MODELS = [
    ("three classes", 900, "case(u < 0.3, 'a', case(u < 0.7, 'b', 'c'))",
     "case(v < 0.7, case(u < 0.3, 'a', case(u < 0.7, 'b', 'c')), 'b')"),
    ("never predicted", 300, "case(u < 0.1, 'rare', case(u < 0.6, 'x', 'y'))",
     "case(v < 0.5, 'x', 'y')"),
    ("unknown to the labels", 200, "case(u < 0.5, 'x', 'y')", "case(v < 0.2, 'z', 'x')"),
    ("gaps", 400, "case(i % 3 == 0, null, case(u < 0.5, 'x', 'y'))",
     "case(i % 4 == 0, null, case(v < 0.6, 'x', 'y'))"),
    ("perfect", 50, "case(u < 0.5, 'x', 'y')", "case(u < 0.5, 'x', 'y')"),
    ("always wrong", 60, "case(u < 0.5, 'x', 'y')", "case(u < 0.5, 'y', 'x')"),
    ("stars", 1500, "case(u < 0.1, '1', case(u < 0.3, '2', case(u < 0.6, '3', case(u < 0.8, '4', '5'))))",
     "case(v < 0.2, '1', case(u + v < 0.7, '2', case(u + v < 1.1, '3', case(u + v < 1.4, '4', '5'))))"),
    ("odd names", 300, "case(u < 0.4, 'a \"b\" c', case(u < 0.7, '{,}', 'ünï ☃'))",
     "case(v < 0.6, case(u < 0.4, 'a \"b\" c', case(u < 0.7, '{,}', 'ünï ☃')), '')"),
    ("one class", 20, "case(u < 2, 'x', 'y')", "case(u < 2, 'x', 'y')"),
    ("one prediction", 90, "case(u < 0.3, 'x', 'y')", "case(u < 2, 'y', 'x')"),
]


def jaccard(share):
    return np.diag(share) / (share.sum(0) + share.sum(1) - np.diag(share))


RATES = {
    "precision": lambda s: np.diag(s) / s.sum(0),
    "recall": lambda s: np.diag(s) / s.sum(1),
    "f1": lambda s: 2 * np.diag(s) / (s.sum(0) + s.sum(1)),
    "jaccard": jaccard,
}


def macro(rate):
    return lambda s: np.nanmean(rate(s))


def weighted(rate):
    def average(s):
        value, weight = rate(s), s.sum(1)
        some = ~np.isnan(value)
        return (value * weight)[some].sum() / weight[some].sum()
    return average


def mcc(s):
    a, b = s.sum(1), s.sum(0)
    return (np.trace(s) - a @ b) / math.sqrt((1 - a @ a) * (1 - b @ b))


def kappa(weight):
    return lambda s: 1 - (weight * s).sum() / (weight * np.outer(s.sum(1), s.sum(0))).sum()


def error(function, counts):
    """Standard error of a function of the cells' shares."""
    n = counts.sum()
    share = counts / n
    gradient = np.zeros_like(share)
    for i, j in zip(*np.nonzero(counts)):
        h = np.zeros_like(share)
        h[i, j] = H
        gradient[i, j] = (function(share + h) - function(share - h)) / (2 * H)
    return math.sqrt((share * gradient**2).sum() - (share * gradient).sum()**2) / math.sqrt(n)


def logit(value, n, function, counts):
    if not 0 < value < 1:
        return (value, n, None, None)
    e = error(function, counts)
    if e < 1e-9:
        return (value, n, None, None)
    middle, half = math.log(value / (1 - value)), Z * e / (value * (1 - value))
    return (value, n, 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle)))


def fisher(value, n, function, counts):
    if abs(value) == 1:
        return (value, n, None, None)
    half = Z * error(function, counts) / (1 - value**2)
    return (value, n, math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half))


def averages(y, p, counts, names):
    """Macro and weighted averages over the classes for which a rate is defined."""
    n, result = len(y), {}
    scorer = {"precision": sk.precision_score, "recall": sk.recall_score, "f1": sk.f1_score,
              "jaccard": sk.jaccard_score}
    for rate, score in scorer.items():
        keep = {"precision": sorted(set(p)), "recall": sorted(set(y))}.get(rate, names)
        for average, make in (("macro", macro), ("weighted", weighted)):
            if average == "weighted" and not set(keep) & set(y):
                result[f"{average}_{rate}"] = (None, n, None, None)
                continue
            value = score(y, p, labels=keep, average=average)
            result[f"{average}_{rate}"] = logit(value, n, make(RATES[rate]), counts)
        value = score(y, p, average="micro")
        low, high = wilson(round(sk.accuracy_score(y, p) * n), n)
        if rate == "jaccard":
            low, high = low / (2 - low), high / (2 - high)
        result[f"micro_{rate}"] = (value, n, low, high)
    result["weighted_recall"] = result["micro_recall"]
    return result


def agreement(y, p, counts, names):
    """MCC and weighted kappas."""
    n = len(y)
    alike = len(set(y)) < 2 or len(set(p)) < 2
    result = {"mcc": (None, n, None, None) if alike
              else fisher(sk.matthews_corrcoef(y, p), n, mcc, counts)}
    for power, name in ((1, "linear"), (2, "quadratic")):
        result[f"kappa_{name}"] = (None, n, None, None)
        if all(x.isdigit() for x in names):
            number = np.array([float(x) for x in names])
            function = kappa(abs(number[:, None] - number[None, :])**power)
            value = sk.cohen_kappa_score(y, p, weights=name)
            half = Z * error(function, counts)
            result[f"kappa_{name}"] = (value, n, value - half, min(1, value + half))
    return result


def judge(label, predicted):
    """Every metric of a classifier: name -> (value, n, low, high)."""
    rows = [r for r in zip(label, predicted) if None not in r]
    y, p = [r[0] for r in rows], [r[1] for r in rows]
    names = sorted(set(y) | set(p))
    n = len(y)
    counts = sk.confusion_matrix(y, p, labels=names).astype(float)
    nothing = label.count(None)
    result = {
        "n": (len(label), len(label), None, None),
        "unlabelled": (nothing, nothing, None, None),
        "unpredicted": ((len(label) - nothing - n),) * 2 + (None, None),
        "class_accuracy": (sk.accuracy_score(y, p), n) + wilson(int(np.trace(counts)), n),
        "balanced_accuracy": logit(sk.balanced_accuracy_score(y, p), n, macro(RATES["recall"]), counts),
    }
    return {**result, **averages(y, p, counts, names), **agreement(y, p, counts, names)}


def constants(label, predicted):
    """What always predicting the most frequent label has."""
    y = [a for a, b in zip(label, predicted) if a is not None and b is not None]
    p = [max(set(y), key=y.count)] * len(y)
    return {
        "class_accuracy": sk.accuracy_score(y, p), "micro_f1": sk.f1_score(y, p, average="micro"),
        "balanced_accuracy": sk.balanced_accuracy_score(y, p),
        "macro_f1": sk.f1_score(y, p, average="macro"), "weighted_f1": sk.f1_score(y, p, average="weighted"),
        "macro_precision": sk.precision_score(y, p, labels=p[:1], average="macro"),
        "macro_jaccard": sk.jaccard_score(y, p, average="macro"),
        "weighted_jaccard": sk.jaccard_score(y, p, average="weighted"),
        "micro_jaccard": sk.jaccard_score(y, p, average="micro"), "kappa": 0.0,
    }


def table(label, predicted):
    """Rows of the table of classes, from scikit-learn's one-against-rest matrices."""
    rows = [r for r in zip(label, predicted) if None not in r]
    y, p = [r[0] for r in rows], [r[1] for r in rows]
    names = sorted(set(y) | set(p), key=lambda name: name.encode())
    result = []
    for name, ((tn, fp), (fn, tp)) in zip(names, sk.multilabel_confusion_matrix(y, p, labels=names)):
        cells = [tp + fn, tp + fp, tp, fp, fn, tn]
        for k, of in ((tp, tp + fp), (tp, tp + fn), (tn, tn + fp)):
            cells += [k / of if of else None, *wilson(k, of)]
        low, high = wilson(tp, tp + fp + fn)
        cells += [2 * tp / (2 * tp + fp + fn), 2 * low / (1 + low), 2 * high / (1 + high)]
        result.append((name, [None if c is None else float(c) for c in cells]))
    return result


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def values(name, label, predicted):
    """Rows of the two tables of expected values."""
    constant = constants(label, predicted)
    metrics = ",\n".join(f"\t({quoted(name)}, '{metric}', {literal(v)}, {n}, {literal(low)}, {literal(high)}, {literal(constant.get(metric))})"
                         for metric, (v, n, low, high) in judge(label, predicted).items())
    classes = ",\n".join(f"\t({quoted(name)}, {quoted(c)}, '{{{','.join('NULL' if x is None else repr(x) for x in cells)}}}'::float8[])"
                         for c, cells in table(label, predicted))
    return metrics, classes


HEAD = """\
-- classifiers against scikit-learn {version}: made by test/gen/multiclass.py, do not edit
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
CREATE FUNCTION pg_temp.iif(c boolean, a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.differs(a float8, b float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + tolerance * abs(b) END';
"""

TAIL = """
-- the gradient of the expected intervals is numerical: limits agree to 1e-6
CREATE TEMP TABLE states(name, state) AS
SELECT name, drift.class_outcome_agg(label, predicted) FROM models GROUP BY name;
SELECT is((
	SELECT string_agg(format('%s is %s, %s [%s, %s], not %s, %s [%s, %s]', e.metric, m.value, m.n, m.ci_low, m.ci_high, e.value, e.n, e.low, e.high), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.n IS DISTINCT FROM e.n
		OR pg_temp.differs(m.ci_low, e.low, 1e-6) OR pg_temp.differs(m.ci_high, e.high, 1e-6)
		OR m.error_bound > 0 OR (e.baseline IS NOT NULL AND pg_temp.differs(m.baseline, e.baseline)))),
	NULL, s.name || ': every metric')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, drift.metric(m.state, e.metric)), '; ')
	FROM expected AS e
	WHERE e.name = m.name AND pg_temp.differs(drift.metric(m.state, e.metric), e.value)),
	NULL, m.name || ': merged')
FROM (
	SELECT name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT name, i % 3 AS part, drift.class_outcome_agg(label, predicted) AS state
		FROM models GROUP BY name, i % 3) AS parts
	GROUP BY name) AS m ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s, not %s', coalesce(t.class, e.class), t.cells, e.cells), '; ')
	FROM (SELECT c.class, ARRAY[support, predicted, tp, fp, fn, tn, "precision", precision_low, precision_high,
			recall, recall_low, recall_high, specificity, specificity_low, specificity_high, f1, f1_low, f1_high] AS cells
		FROM drift.class_table(s.state) AS c) AS t
	FULL JOIN (SELECT * FROM expected_classes WHERE name = s.name) AS e USING (class)
	WHERE t.class IS NULL OR e.class IS NULL OR EXISTS (
		SELECT FROM unnest(t.cells, e.cells) AS x(a, b) WHERE pg_temp.differs(a, b))),
	NULL, s.name || ': every class')
FROM states AS s ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
"""


def main():
    selects, metrics, classes = [], [], []
    for number, (name, n, *columns) in enumerate(MODELS):
        seed = 5000 + 100 * number
        selects.append(f"\tSELECT {quoted(name)}, i, " + ", ".join(f"({sql(c)})::text" for c in columns)
                       + f" FROM pg_temp.rows({seed}, {n})")
        m, c = values(name, *(evaluate(column, seed, n) for column in columns))
        metrics.append(m)
        classes.append(c)
    sys.stdout.write(HEAD.format(version=sklearn.__version__, tests=3 * len(MODELS)))
    print("\nCREATE TEMP TABLE models(name, i, label, predicted) AS\n"
          + "\n\tUNION ALL\n".join(selects) + ";")
    print("\nCREATE TEMP TABLE expected(name, metric, value, n, low, high, baseline) AS VALUES\n" + ",\n".join(metrics) + ";")
    print("ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8, ALTER baseline TYPE float8;")
    print("\nCREATE TEMP TABLE expected_classes(name, class, cells) AS VALUES\n" + ",\n".join(classes) + ";")
    sys.stdout.write(TAIL)


main()
