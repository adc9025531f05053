#!/usr/bin/python3
"""Write test/sql/ranking_sklearn.sql: queries, and what scikit-learn and plain Python make of them.

    /usr/bin/python3 test/gen/ranking.py > test/sql/ranking_sklearn.sql

NDCG is scikit-learn's. The other metrics are written down here from their textbook definitions for
one order of the items, and averaged over all orders that the scores allow, one by one.
"""
import itertools
import math
import sys

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.optimize import brentq
from sklearn.metrics import ndcg_score

from outcome import evaluate, literal, sql, wilson

CUTOFFS = [1, 2, 3, 5, 10, 100, None]

# name, items, query, relevance, score; expressions over i, u and v as in outcome.py
CASES = [
    ("graded, no ties", 600, "i % 40", "floor(4 * u * v)", "v + u / 2"),
    ("binary, no ties", 500, "i % 60", "case(u < 0.3, 1.0, 0.0)", "u + v"),
    ("ties", 300, "i % 50", "floor(3 * u)", "floor(3 * v)"),
    ("ties everywhere", 90, "i % 15", "floor(2.5 * u)", "1 + 0 * v"),
    ("not retrieved", 400, "i % 60", "floor(3 * u * u)", "case(v < 0.4, null, floor(v * 20))"),
    ("nothing retrieved", 20, "i % 5", "floor(2 * u)", "case(v < 2, null, v)"),
    ("unjudged", 300, "i % 45", "case(u < 0.3, null, case(u < 0.4, nan, floor(4 * u)))", "case(v < 0.1, nan, v)"),
    ("some without relevant", 120, "i % 40", "case(u < 0.8, 0.0, 1.0)", "v * 1.0"),
    ("none with relevant", 30, "i % 4", "0 * u", "v * 1.0"),
    ("one query", 25, "i * 0", "floor(5 * u)", "v * 1.0"),
    ("one item a query", 30, "i * 1", "floor(2 * u)", "v * 1.0"),
    ("infinite scores", 100, "i % 20", "floor(3 * u)", "case(v < 0.3, -inf, case(v > 0.8, inf, v))"),
]


def orders(items):
    """Every order of the retrieved items that their scores allow."""
    found = sorted((x for x in items if x[1] is not None), key=lambda x: -x[1])
    groups = [list(g) for _, g in itertools.groupby(found, key=lambda x: x[1])]
    return (sum((list(p) for p in parts), [])
            for parts in itertools.product(*(itertools.permutations(g) for g in groups)))


def one_order(ranked, relevant, k):
    """Metrics of one order: map, mrr, precision, recall, hit_rate."""
    top = ranked if k is None else ranked[:k]
    hits = [rel > 0 for rel, _ in top]
    ap = sum(sum(hits[:i + 1]) / (i + 1) for i, hit in enumerate(hits) if hit)
    first = hits.index(True) + 1 if True in hits else math.inf
    size = k if k is not None else max(len(ranked), 1)
    return (ap / (min(relevant, k) if k is not None else relevant), 1 / first,
            sum(hits) / size, sum(hits) / relevant, float(any(hits)))


def ndcg(items, k, exponential):
    """scikit-learn's, items that were not retrieved behind all others and worth nothing there."""
    gain = [2.0**rel - 1 if exponential else rel for rel, _ in items]
    found = [(g, s) for g, (_, s) in zip(gain, items) if s is not None]
    finite = {s: n for n, s in enumerate(sorted({s for _, s in found}))}
    best = np.sort(gain)[::-1]
    ideal = sum(g / math.log2(i + 2) for i, g in enumerate(best[:k]))
    if len(found) == 0:
        return 0.0
    if len(found) == 1:
        return found[0][0] / ideal
    true, score = np.array([[g for g, _ in found]]), np.array([[float(finite[s]) for _, s in found]])
    value = sklearn.metrics.dcg_score(true, score, k=k) / ideal
    if len(found) == len(items):
        assert abs(value - ndcg_score(true, score, k=k)) < 1e-12
    return value


def query_values(items, k):
    """All metrics of one query, None without a relevant item."""
    relevant = sum(rel > 0 for rel, _ in items)
    if relevant == 0:
        return None
    rest = np.mean([one_order(ranked, relevant, k) for ranked in orders(items)], axis=0)
    return [ndcg(items, k, False), ndcg(items, k, True), *rest]


def judge(query, relevance, score):
    """Rows (metric, k, value, n, low, high, value when queries without relevant items are 0)."""
    groups = {}
    for q, rel, s in zip(query, relevance, score):
        rel = 0.0 if rel is None or math.isnan(rel) else rel
        groups.setdefault(q, []).append((rel, None if s is None or math.isnan(s) else s))
    for k in CUTOFFS:
        values = [query_values(items, k) for items in groups.values()]
        values = np.array([v for v in values if v is not None])
        for m, name in enumerate(("ndcg", "ndcg_exp", "map", "mrr", "precision", "recall", "hit_rate")):
            yield (name, k, *summary(values[:, m] if len(values) else np.array([])),
                   float(values[:, m].sum() / len(groups)) if len(values) else None)


def summary(values):
    n = len(values)
    if n == 0:
        return None, 0, None, None
    if set(np.round(values, 14)) <= {0.0, 1.0}:
        return (values.mean(), n, *wilson(round(values.sum()), n))
    if n == 1 or values.std() < 1e-8:
        return values.mean(), n, None, None
    # t.ppf has nine digits in SciPy 1.10: solve for it
    t = brentq(lambda x: stats.t.sf(x, n - 1) - 0.025, 1, 700, xtol=1e-14)
    # Wilson's interval for as many queries as would give a proportion this variance
    mean = values.mean()
    worth = mean * (1 - mean) / (values.var(ddof=1) / n)
    center = (mean + t * t / (2 * worth)) / (1 + t * t / worth)
    half = t / (1 + t * t / worth) * math.sqrt(mean * (1 - mean) / worth + t * t / (4 * worth * worth))
    return mean, n, max(center - half, 0), min(center + half, 1)


HEAD = """\
-- rankings against scikit-learn {sklearn}, SciPy {scipy} and plain Python: made by test/gen/ranking.py, do not edit
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
CREATE FUNCTION pg_temp.iif(c boolean, a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';
"""

TAIL = """
CREATE TEMP TABLE states(name, state) AS
SELECT name, drift.ranking_agg(query::text, relevance, score) FROM items GROUP BY name;
SELECT is((
	SELECT string_agg(format('%s@%s is %s, %s [%s, %s], not %s, %s [%s, %s]', e.metric, e.k, m.value, m.n, m.ci_low, m.ci_high,
		e.value, e.n, e.low, e.high), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.ranking_metrics(s.state, '{1,2,3,5,10,100}') AS m
		ON m.metric = e.metric AND m.k IS NOT DISTINCT FROM e.k
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.n IS DISTINCT FROM e.n
		OR pg_temp.differs(m.ci_low, e.low) OR pg_temp.differs(m.ci_high, e.high)
		OR (m.value IS NULL) <> (m.reason IS NOT NULL))),
	NULL, s.name || ': every metric')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s@%s is %s, not %s', e.metric, e.k, m.value, e.as_zero), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.ranking_metric(s.state, e.metric, e.k, no_relevant => 'zero') AS m(value) ON true
	WHERE e.name = s.name AND pg_temp.differs(m.value, coalesce(e.as_zero, 0))),
	NULL, s.name || ': queries without relevant items are 0')
FROM states AS s ORDER BY name COLLATE "C";

-- whole queries as arrays, their items in another order: the same bits
SELECT is(drift.ranking_agg(q.relevance, q.score)::text, s.state::text, name || ': as arrays')
FROM (SELECT name, query, array_agg(relevance ORDER BY v) AS relevance, array_agg(score ORDER BY v) AS score
	FROM items GROUP BY name, query) AS q JOIN states AS s USING (name)
GROUP BY name, s.state::text ORDER BY name COLLATE "C";

-- the function over one query, for every k up to 12 and beyond the list
SELECT is((
	SELECT string_agg(format('%s@%s is %s, not %s', e.metric, e.k, o.value, e.value), '; ')
	FROM (SELECT k, metric, avg(value) AS value
		FROM (SELECT query, k, (drift.ranking_query(array_agg(relevance), array_agg(score), k)).*
			FROM items AS i, unnest('{1,2,3,5,10,100,NULL}'::int[]) AS k WHERE i.name = s.name GROUP BY query, k) AS q,
			LATERAL (VALUES ('ndcg', ndcg), ('ndcg_exp', ndcg_exp), ('map', map), ('mrr', mrr),
				('precision', "precision"), ('recall', recall), ('hit_rate', hit_rate)) AS v(metric, value)
		GROUP BY k, metric) AS o
	JOIN expected AS e ON e.name = s.name AND e.metric = o.metric AND e.k IS NOT DISTINCT FROM o.k
	WHERE pg_temp.differs(o.value, e.value)),
	NULL, s.name || ': query by query')
FROM states AS s ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
"""


def main():
    selects, values = [], []
    for number, (name, n, *columns) in enumerate(CASES):
        seed = 9000 + 100 * number
        query, relevance, score = (evaluate(c, seed, n) for c in columns)
        selects.append(f"\tSELECT '{name}', ({sql(columns[0])})::bigint, ({sql(columns[1])})::float8, "
                       f"({sql(columns[2])})::float8, v FROM pg_temp.rows({seed}, {n})")
        for metric, k, value, count, low, high, zero in judge(query, relevance, score):
            values.append(f"\t('{name}', '{metric}', {'NULL' if k is None else k}, {literal(value)}, {count}, "
                          f"{literal(low)}, {literal(high)}, {literal(zero)})")
    sys.stdout.write(HEAD.format(sklearn=sklearn.__version__, scipy=scipy.__version__, tests=4 * len(CASES)))
    print("\nCREATE TEMP TABLE items(name, query, relevance, score, v) AS\n" + "\n\tUNION ALL\n".join(selects) + ";")
    print("\nCREATE TEMP TABLE expected(name, metric, k, value, n, low, high, as_zero) AS VALUES\n" + ",\n".join(values) + ";")
    print("ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8,\n"
          "\tALTER as_zero TYPE float8;")
    sys.stdout.write(TAIL)


main()
