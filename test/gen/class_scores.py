#!/usr/bin/python3
"""Write test/sql/class_scores_sklearn.sql: probabilities of classes, and what scikit-learn makes of them.

    /usr/bin/python3 test/gen/class_scores.py > test/sql/class_scores_sklearn.sql

Class c of row i has the weight 1 + floor(levels * u(seed + 2 + c, i)), its score is its share of the
row's weights. The label is drawn by these weights, or in a share of rows from all classes alike.
"""
import math
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as sk

from outcome import Z, delong, literal, mean, uniform, wilson

warnings.simplefilter("ignore")

# name, rows, classes, levels, share of rows whose label is drawn by the scores
CASES = [
    ("three", 1500, 3, 50, 0.9),
    ("ties", 800, 4, 3, 0.7),
    ("ten", 1500, 10, 1000, 1.0),
    ("two", 400, 2, 20, 0.8),
    ("useless", 900, 5, 10, 0.0),
    ("alike", 60, 3, 1, 0.5),
    ("few rows", 12, 3, 30, 1.0),
]


def rows(seed, n, classes, levels, skill):
    """Labels and scores, as the SQL below makes them."""
    label, scores = [], []
    for i in range(1, n + 1):
        weight = [1 + math.floor(levels * uniform(seed + 2 + c, i)) for c in range(classes)]
        v = uniform(seed + 1, i)
        if uniform(seed, i) < skill:
            below = np.cumsum([0] + weight)
            label.append(max(c for c in range(classes) if below[c] <= v * sum(weight)))
        else:
            label.append(math.floor(classes * v))
        scores.append([w / sum(weight) for w in weight])
    return np.array(label), np.array(scores)


def ece(y, s):
    """Calibration of the largest score in ten bins closed on the right."""
    confidence, right = s.max(1), s.argmax(1) == y
    bins = np.clip(np.ceil(confidence * 10 - 1e-12).astype(int) - 1, 0, 9)
    return sum(abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(y)


def areas(y, s, classes):
    """Macro and weighted ROC AUC; their standard error is at most the mean of the classes'."""
    each = [delong(y == c, s[:, c]) for c in range(classes)]
    error = []
    for value, _, low, high in each:
        error.append(0 if low is None else max(value - low, high - value) / Z)
    for average in ("macro", "weighted"):
        if set(y) != set(range(classes)):
            weight = np.array([(y == c).any() for c in range(classes)], dtype=float)
            value = np.average([e[0] or 0 for e in each], weights=weight * (1 if average == "macro" else np.bincount(y, minlength=classes)))
        elif classes == 2:
            value = np.mean([sk.roc_auc_score(y == c, s[:, c]) for c in range(2)])
        else:
            value = sk.roc_auc_score(y, s, multi_class="ovr", average=average)
        weight = np.bincount(y, minlength=classes) if average == "weighted" else np.ones(classes)
        half = Z * np.average(error, weights=weight)
        yield (f"{average}_roc_auc", value, *((max(value - half, 0), min(value + half, 1)) if half else (None, None)))


def judge(y, s, classes):
    """Rows (metric, value, low, high)."""
    n, truth = len(y), np.eye(classes)[y]
    share = np.bincount(y, minlength=classes) / n
    yield from ((name, value, low, high, 0.5) for name, value, low, high in areas(y, s, classes))
    losses = -np.log(s[np.arange(n), y])
    entropy = sk.log_loss(y, np.tile(share, (n, 1)), labels=range(classes)) if (share > 0).all() else None
    yield ("log_loss", sk.log_loss(y, s, labels=range(classes)), *mean(losses, 0)[2:], entropy)
    misses = ((s - truth)**2).sum(1)
    yield ("brier", misses.mean(), *mean(misses, 0)[2:], 1 - (share**2).sum())
    yield ("ece", ece(y, s), None, None, None)
    for k in (1, 2, 3, 5, 10):
        if k >= classes:
            value = 1.0
        elif classes == 2:
            value = np.mean(s[np.arange(n), y] > s[np.arange(n), 1 - y]) + np.mean((s[:, 0] == s[:, 1]) & (y == 1))
        else:
            value = sk.top_k_accuracy_score(y, s, k=k, labels=range(classes))
        yield (f"top_{k}_accuracy", value, *wilson(round(value * n), n), np.sort(share)[::-1][:k].sum())


HEAD = """\
-- scores of classes against scikit-learn {version}: made by test/gen/class_scores.py, do not edit
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
CREATE FUNCTION pg_temp.differs(a float8, b float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + tolerance * abs(b) END';

CREATE TEMP TABLE kinds(name, seed, n, classes, levels, skill) AS VALUES
{kinds};
-- names of one digit: their byte order is that of the numbers
CREATE TEMP TABLE models AS
SELECT k.name, i, w.names, ARRAY(SELECT x / w.total FROM unnest(w.weight) WITH ORDINALITY AS x(x, c) ORDER BY c) AS scores,
	'k' || CASE WHEN pg_temp.u(k.seed, i) < k.skill
		THEN (SELECT max(c) - 1 FROM unnest(w.below) WITH ORDINALITY AS b(below, c) WHERE below <= pg_temp.u(k.seed + 1, i) * w.total)
		ELSE floor(k.classes * pg_temp.u(k.seed + 1, i))::bigint END AS label
FROM kinds AS k, generate_series(1, k.n) AS i, LATERAL (
	SELECT array_agg(weight ORDER BY c) AS weight, sum(weight) AS total, array_agg('k' || c ORDER BY c) AS names, array_agg(below ORDER BY c) AS below
	FROM (SELECT c, weight, sum(weight) OVER (ORDER BY c) - weight AS below
		FROM (SELECT c, (1 + floor(k.levels * pg_temp.u(k.seed + 2 + c, i)))::float8 AS weight FROM generate_series(0, k.classes - 1) AS c) AS a) AS b) AS w;

CREATE TEMP TABLE expected(name, metric, value, low, high, baseline) AS VALUES
"""

TAIL = """
CREATE TEMP TABLE states(name, state) AS
SELECT name, drift.class_outcome_agg(label, NULL, scores, names) FROM models GROUP BY name;
SELECT is((
	SELECT string_agg(format('%s is %s [%s, %s] beside %s, not %s [%s, %s] beside %s', e.metric, m.value, m.ci_low, m.ci_high, m.baseline,
		e.value, e.low, e.high, e.baseline), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.n IS DISTINCT FROM (SELECT k.n FROM kinds AS k WHERE k.name = e.name)
		OR pg_temp.differs(m.ci_low, e.low, 1e-7) OR pg_temp.differs(m.ci_high, e.high, 1e-7)
		OR (e.baseline IS NOT NULL AND pg_temp.differs(m.baseline, e.baseline)) OR m.error_bound > 0)),
	NULL, s.name || ': every metric')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s, not %s', t.class, t.roc_auc, e.roc_auc), '; ')
	FROM drift.class_table(s.state) AS t JOIN (
		SELECT c, drift.roc_auc(m.label = c, m.scores[array_position(m.names, c)])
		FROM models AS m, unnest(m.names) AS c WHERE m.name = s.name GROUP BY c) AS e(class, roc_auc) USING (class)
	WHERE pg_temp.differs(t.roc_auc, e.roc_auc)), NULL, s.name || ': each class as a binary model')
FROM states AS s ORDER BY name COLLATE "C";

-- as JSON, in parts that do not know all classes, merged in another order, through text and back
SELECT is(drift.merge(m.state ORDER BY part DESC)::text, s.state::text, name || ': as JSON, merged')
FROM (SELECT name, i % 7 AS part, drift.class_outcome_agg(label, NULL, (
		SELECT jsonb_object_agg(c, x) FROM unnest(names, scores) AS u(c, x)))::text::drift.outcome AS state
	FROM models GROUP BY name, i % 7) AS m JOIN states AS s USING (name)
GROUP BY name, s.state::text ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
"""


def main():
    kinds, values = [], []
    for number, (name, n, classes, levels, skill) in enumerate(CASES):
        seed = 20000 + 100 * number
        kinds.append(f"\t('{name}', {seed}, {n}, {classes}, {levels}, {skill}::float8)")
        y, s = rows(seed, n, classes, levels, skill)
        values += [f"\t('{name}', " + ", ".join([f"'{metric}'"] + [literal(x) for x in rest]) + ")"
                   for metric, *rest in judge(y, s, classes)]
    sys.stdout.write(HEAD.format(version=sklearn.__version__, tests=3 * len(CASES), kinds=",\n".join(kinds)))
    print(",\n".join(values) + ";")
    print("ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8, ALTER baseline TYPE float8;")
    sys.stdout.write(TAIL)


main()
