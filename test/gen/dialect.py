#!/usr/bin/python3
"""Write test/sql/dialect_values.sql: data sets, and what other projects make of them.

    /usr/bin/python3 test/gen/dialect.py > test/sql/dialect_values.sql

The definitions of doc/dialects.md once more, in NumPy and SciPy, the way the projects that are written
in Python compute them; data sets are expressions that SQL and Python both evaluate (distance.py).
"""
import math
import warnings

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

from distance import sample, sql_of

warnings.simplefilter("ignore")
np.seterr(all="ignore")
NAN = math.nan

# name, rows and Python expression of the reference, of the current side
NUMBERS = [
    ("uniform", 500, "u", 400, "u + 0.1"),
    ("bell", 800, "u + v - 1", 700, "(u + v - 1) * 0.7"),
    ("skewed", 900, "1 / (u + 0.01)", 800, "1 / (u + 0.02)"),
    ("wider than the reference", 1000, "u", 900, "u * 1.5 - 0.2"),
    ("nothing in common", 300, "u", 300, "u + 2"),
    ("twenty values", 600, "floor(u * 20)", 500, "floor(u * 25)"),
    ("twenty-one values", 600, "floor(u * 21)", 500, "floor(u * 25)"),
    ("integers", 700, "floor(u * 100)", 800, "floor(u * 100 + 3)"),
    ("two values", 400, "floor(u * 2)", 300, "floor(u * 2.2)"),
    ("constant against itself", 40, "7", 30, "7"),
    ("constant against another", 40, "7", 30, "8"),
    ("constant against spread", 100, "0", 200, "u"),
    ("spread against constant", 200, "u", 100, "0.5"),
    ("one row each", 1, "3", 1, "4"),
    ("two rows", 2, "i", 3, "i + 0.5"),
    ("few rows", 9, "u", 12, "u * 2"),
    ("sixteen and sixteen", 16, "i", 16, "i + 0.3"),
    ("ages", 2000, "floor(90 * u * v)", 1500, "floor(95 * u * v)"),
    ("zero inflated", 900, "floor(u + 0.4) * v", 900, "floor(u + 0.3) * v"),
    ("rare bins", 30000, "u * v * u", 200, "u * v"),
    ("negative", 400, "-1 - u * v", 500, "-1 - u * u"),
    ("far from zero", 500, "1e6 + u", 500, "1e6 + u * 1.1"),
    ("ten thousand", 10000, "u", 5000, "u * 1.05 - 0.02"),
    ("ten thousand integers", 12000, "floor(u * 80)", 5000, "floor(u * v * 90) - 1"),
    ("ten thousand constant", 10000, "5", 1000, "5 + floor(u * 3) - 1"),
    ("just below ten thousand", 9999, "u", 5000, "u * 1.05 - 0.02"),
    ("infinities", 300, "-INF if i <= 3 else INF if i > 290 else u", 200, "INF if i > 190 else u * 1.1"),
    ("no numbers, reference", 300, "INF - INF if i <= 30 else u", 200, "u"),
    ("no numbers, both", 300, "INF - INF if i <= 30 else u", 200, "INF - INF if i <= 50 else u"),
    ("one finite value", 100, "INF if i <= 50 else 1", 80, "1"),
]

# the same for categories: an expression for the number in the name; NaN is NULL
CATEGORIES = [
    ("one category", 30, "0", 20, "0"),
    ("one against another", 30, "0", 20, "1"),
    ("two", 300, "floor(u * 2)", 250, "floor(u * 2.2)"),
    ("two of the same size", 300, "floor(u * 2)", 300, "floor(u * u * 2)"),
    ("two, nearly equal", 300, "floor(u * 2)", 300, "floor(u * 2)"),
    ("twelve", 2000, "floor(u * 12)", 1500, "floor(u * v * 12)"),
    ("new category", 1000, "floor(u * 5)", 1000, "floor(u * 6)"),
    ("new categories", 1000, "floor(u * 5)", 900, "floor(u * 9)"),
    ("lost category", 1000, "floor(u * 6)", 1000, "floor(u * 5)"),
    ("no category in common", 100, "floor(u * 5)", 100, "10 + floor(u * 5)"),
    ("rare categories", 3000, "floor(1 / (u + 0.02))", 2500, "floor(1 / (u + 0.03))"),
    ("rare and small", 60, "floor(4 * u * v)", 50, "floor(4 * u)"),
    ("one row in each", 1, "0", 1, "1"),
    ("few rows in each", 9, "floor(u * 2)", 20, "floor(u * 2)"),
    ("missing", 500, "INF - INF if v < 0.1 else floor(u * 4)", 600, "INF - INF if v < 0.3 else floor(u * 4)"),
    ("hundreds", 5000, "floor(u * 400)", 6000, "floor(u * v * 400)"),
]


def shares(counts):
    counts = np.asarray(counts, float)
    return counts / counts.sum()


def distinct(ref, cur):
    both = np.unique(np.concatenate([ref, cur]))
    return (np.array([np.sum(ref == v) for v in both], float),
            np.array([np.sum(cur == v) for v in both], float))


def filled(share):
    """Evidently's feel_zeroes."""
    share = share.copy()
    least = share[share > 0].min()
    share[share == 0] = least / 10**6 if least <= 0.0001 else 0.0001
    return share


def psi(r, c):
    return float(np.sum((r - c) * np.log(r / c)))


def hellinger(r, c):
    return float(np.linalg.norm(np.sqrt(r) - np.sqrt(c)) / math.sqrt(2))


def sf(statistic, df):
    return float(stats.chi2.sf(statistic, df))


def evidently_bins(ref, cur):
    if len(np.unique(ref)) > 20:
        edges = np.histogram_bin_edges(np.concatenate([ref, cur]), "sturges")
        return np.histogram(ref, edges)[0] / len(ref), np.histogram(cur, edges)[0] / len(cur)
    r, c = distinct(ref, cur)
    return r / len(ref), c / len(cur)


def evidently_shares(r, c):
    yield "psi", psi(filled(r), filled(c))
    yield "js_distance", float(jensenshannon(r, c))
    yield "kl_divergence", float(stats.entropy(filled(r), filled(c)))


def evidently_tests(r, c):
    """Of counts."""
    if len(r) > 1:
        yield "chi2_test", stats.chisquare(c, r * (c.sum() / r.sum()))[1]
    else:
        yield "chi2_test", NAN
    if r.sum() == c.sum() and len(r) > 1:
        yield "g_test", stats.power_divergence(c, r, lambda_="log-likelihood")[1]
    else:
        yield "g_test", NAN
    yield "z_test", evidently_z(r, c)


def evidently_z(r, c):
    """Of counts: the share of all but the smallest value."""
    n, m = r.sum(), c.sum()
    if len(r) == 1:
        return 1.0
    p, q = 1 - r[0] / n, 1 - c[0] / m
    pooled = (p * n + q * m) / (n + m)
    return float(2 * stats.norm.sf(abs((p - q) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))))


def evidently_numbers(ref, cur):
    ref, cur = ref[np.isfinite(ref)], cur[np.isfinite(cur)]
    yield from evidently_shares(*evidently_bins(ref, cur))
    edges = np.histogram_bin_edges(np.unique(np.concatenate([ref, cur])), "sturges")
    yield "hellinger", hellinger(shares(np.histogram(ref, edges)[0]), shares(np.histogram(cur, edges)[0]))
    yield "wasserstein", stats.wasserstein_distance(ref, cur) / max(np.std(ref), 0.001)
    yield "energy_distance", stats.energy_distance(ref, cur)
    yield "ks_test", stats.ks_2samp(ref, cur).pvalue
    yield from evidently_tests(*distinct(ref, cur))


def evidently_categories(ref, cur):
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    yield from evidently_shares(shares(r), shares(c))
    yield "hellinger", hellinger(shares(r), shares(c))
    yield from evidently_tests(r, c)


def with_leftover(r, c, n):
    """Shares of the reference's bins, and what of n rows is in none of them."""
    left = n - c.sum()
    if left > 0:
        r, c = np.append(r, 0), np.append(c, left)
    return r / r.sum(), c / n


def nannyml_numbers(ref, cur):
    ref, cur = ref[~np.isnan(ref)], cur[~np.isnan(cur)]
    if np.all(np.isfinite(ref)):
        edges = np.histogram_bin_edges(ref, "doane")
        r, c = with_leftover(np.histogram(ref, edges)[0], np.histogram(cur, edges)[0], len(cur))
        yield "js_distance", float(jensenshannon(r, c, base=2))
        yield "hellinger", hellinger(r, c)
    else:
        yield "js_distance", NAN
        yield "hellinger", NAN
    if len(ref) < 10000:
        yield "ks_stat", stats.ks_2samp(ref, cur).statistic
        finite = np.all(np.isfinite(ref)) and np.all(np.isfinite(cur))
        yield "wasserstein", stats.wasserstein_distance(ref, cur) if finite else NAN
        return
    edges = np.linspace(ref.min(), ref.max(), 10001)
    r = np.cumsum(np.histogram(ref, edges)[0] / len(ref))
    c = np.cumsum(np.histogram(cur, edges)[0] / len(cur)) + np.sum(cur < edges[0]) / len(cur)
    yield "ks_stat", float(np.abs(r - c).max())
    counts, edges = np.histogram(ref, 10000)
    r = np.cumsum(counts / len(ref))
    below, above = cur[cur < edges[0]], cur[cur > edges[-1]]
    c = np.cumsum(np.histogram(cur, edges)[0] / len(cur))
    if len(below):
        # one row too many
        c = c + (len(below) + 1) / len(cur)
    yield "wasserstein", float(np.sum(np.abs(r - c)) * (edges[1] - edges[0]) +
                               np.sum(edges[0] - below) / len(cur) + np.sum(above - edges[-1]) / len(cur))


def nannyml_categories(ref, cur):
    ref, cur = ref[~np.isnan(ref)], cur[~np.isnan(cur)]
    r, c = distinct(ref, cur)
    seen = r > 0
    rs, cs = with_leftover(r[seen], c[seen], len(cur))
    yield "js_distance", float(jensenshannon(rs, cs, base=2))
    yield "hellinger", hellinger(rs, cs)
    yield "l_infinity", float(np.abs(shares(r) - shares(c)).max())
    test = stats.chi2_contingency(np.array([r, c]))
    yield "chi2_stat", test[0]
    yield "chi2_test", test[1]


def js_bits(r, c):
    half = (r + c) / 2
    with_r, with_c = r > 0, c > 0
    return min(float(np.sum(r[with_r] * np.log2(r[with_r] / half[with_r])) +
                     np.sum(c[with_c] * np.log2(c[with_c] / half[with_c]))) / 2, 1.0)


def tfdv_numbers(ref, cur):
    """Histograms of ten bins each, closed on the right, spread over the union of both's edges."""
    parts = []
    for side in (ref, cur):
        finite = np.sort(side[np.isfinite(side)])
        edges, counts, point = np.array([]), np.array([]), {}
        if len(finite) and finite[0] == finite[-1]:
            point = {finite[0]: len(finite)}
        elif len(finite):
            edges = np.linspace(finite[0], finite[-1], 11)
            upto = np.searchsorted(finite, edges, side="right")
            upto[0] = 0
            counts = np.diff(upto)
        parts.append((edges, counts, point, np.sum(np.isinf(side)), np.sum(np.isnan(side))))
    union = np.unique(np.concatenate([p[0] for p in parts]))
    points = sorted(set(parts[0][2]) | set(parts[1][2]))
    rows = []
    for at, (edges, counts, point, infinite, nan) in enumerate(parts):
        row = []
        for low, high in zip(union[:-1], union[1:]):
            inside = [counts[i] * (high - low) / (edges[i + 1] - edges[i]) for i in range(len(counts))
                      if edges[i] <= low and high <= edges[i + 1]]
            row.append(sum(inside))
        row += [point.get(p, 0) for p in points]
        row += [infinite * (at == 0), infinite * (at == 1), nan * (at == 0), nan * (at == 1)]
        rows.append(shares(row))
    yield "js_divergence", js_bits(*rows)


def tfdv_categories(ref, cur):
    r, c = (shares(side) for side in distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)]))
    yield "js_divergence", js_bits(r, c)
    yield "l_infinity", float(np.abs(r - c).max())
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    yield "normalized_abs_difference", float(np.abs(r - c).max() / (r.sum() + c.sum()))


def cramers_v(r, c):
    """Sides scaled to the same size, in whole rows; Bergsma's correction."""
    if len(r) == 1:
        return 0.0
    smaller = min(r.sum(), c.sum())
    table = np.round(np.array([r * (smaller / r.sum()), c * (smaller / c.sum())]))
    table = table[:, table.sum(axis=0) > 0]
    total, (rows, columns) = table.sum(), table.shape
    phi2 = max(0, stats.chi2_contingency(table)[0] / total - (columns - 1) * (rows - 1) / (total - 1))
    rows, columns = (k - (k - 1)**2 / (total - 1) for k in (rows, columns))
    return math.sqrt(phi2 / min(columns - 1, rows - 1))


def deepchecks_numbers(ref, cur):
    ref, cur = ref[~np.isnan(ref)], cur[~np.isnan(cur)]
    if min(len(ref), len(cur)) < 10:
        yield "ks_stat", NAN
        yield "wasserstein", NAN
        return
    yield "ks_stat", stats.ks_2samp(ref, cur).statistic
    inner = []
    for side in (ref, cur):
        low, high = np.quantile(side, [0.025, 0.975])
        inner.append(side[(side >= low) & (side <= high)])
    if not all(np.all(np.isfinite(side)) and len(side) for side in inner):
        yield "wasserstein", NAN
        return
    low, high = min(s.min() for s in inner), max(s.max() for s in inner)
    if low == high:
        yield "wasserstein", 0.0
    else:
        yield "wasserstein", stats.wasserstein_distance(*((s - low) / (high - low) for s in inner))


def deepchecks_categories(ref, cur):
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    n, m = r.sum(), c.sum()
    if min(n, m) < 10:
        yield "psi", NAN
        yield "cramers_v", NAN
        return
    rare = r < n * 0.01
    pool = r[rare].sum(), c[rare].sum()
    r, c = r[~rare], c[~rare]
    if pool[0] > 0.01 * n or pool[1] > 0.01 * m:
        r, c = np.append(r, pool[0]), np.append(c, pool[1])
    yield "psi", psi(np.maximum(shares(r), 0.01), np.maximum(shares(c), 0.01))
    yield "cramers_v", cramers_v(r, c)


def below(side, x):
    return np.searchsorted(side, x, side="left") / len(side)


def whylogs_numbers(ref, cur):
    ref, cur = np.sort(ref[~np.isnan(ref)]), np.sort(cur[~np.isnan(cur)])
    n = len(ref) + len(cur)
    start, end = min(ref[0], cur[0]), max(ref[-1], cur[-1])
    end += abs(end) * 1e-7 if end != 0 else 1e-7
    if math.isfinite(end - start):
        bins = max(min(math.ceil(n / 4), 30), 2)
        least = 2.0 ** (math.floor(math.log2(max(abs(start), abs(end)))) - 23)
        if (end - start) / bins < least:
            bins = max(math.floor((end - start) / least), 1)
        width = (end - start) / bins
        edges = [start + i * width for i in range(bins + 1)]
        pmf = [np.diff(np.concatenate([[0], below(side, edges), [1]])) for side in (ref, cur)]
        yield "hellinger", hellinger(*(np.maximum(p, 0) for p in pmf))
    else:
        yield "hellinger", NAN
    largest = 0.0
    for side in (ref, cur):
        for share in np.linspace(0, 1, 100):
            x = side[min(int(share * len(side)), len(side) - 1)]
            largest = max(largest, abs(below(ref, x) - below(cur, x)))
    yield "ks_stat", largest
    rows = np.round(len(ref) * len(cur) / n)
    yield "ks_test", float(stats.kstwo.sf(largest, rows)) if rows > 0 else NAN


def whylogs_categories(ref, cur):
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    expected = np.floor(r / len(ref) * len(cur))
    statistic = float(np.sum((c - expected) ** 2 / expected)) if np.all(expected > 0) else math.inf
    yield "chi2_stat", statistic
    yield "chi2_test", sf(statistic, max(np.sum(c > 0) - 1, 1))


def robust(distance, n, m):
    return max(distance - 1.8 * math.sqrt((n + m) / (n * m)), 0.0)


def deequ_numbers(ref, cur):
    ref, cur = np.unique(ref[~np.isnan(ref)]), np.unique(cur[~np.isnan(cur)])
    yield "ks_stat", robust(stats.ks_2samp(ref, cur).statistic, len(ref), len(cur))


def deequ_categories(ref, cur):
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    yield "l_infinity", robust(float(np.abs(shares(r) - shares(c)).max()), r.sum(), c.sum())
    known = r > 0
    groups = sorted(zip(r[known] / r.sum() * c[known].sum(), c[known]))
    while len(groups) >= 2:
        least, allowed = (10, 0) if len(groups) == 2 else (5, int(0.2 * len(groups)))
        if sum(e < least for e, o in groups) <= allowed:
            break
        (e0, o0), (e1, o1) = groups[:2]
        # a joined group is taken after single ones that expect as much
        groups = sorted(groups[2:] + [(e1 + e0, o0 + o1)], key=lambda g: g[0])
    if len(groups) < 2:
        yield "chi2_stat", NAN
        yield "chi2_test", NAN
    else:
        statistic = sum((o - e) ** 2 / e for e, o in groups)
        yield "chi2_stat", statistic
        yield "chi2_test", sf(statistic, len(groups) - 1)


def sagemaker_numbers(ref, cur):
    ref, cur = ref[~np.isnan(ref)], cur[~np.isnan(cur)]
    yield "ks_stat", robust(stats.ks_2samp(ref, cur).statistic, len(ref), len(cur))


def sagemaker_categories(ref, cur):
    r, c = distinct(ref[~np.isnan(ref)], cur[~np.isnan(cur)])
    yield "l_infinity", robust(float(np.abs(shares(r) - shares(c)).max()), r.sum(), c.sum())


DIALECTS = {
    "deepchecks": (deepchecks_numbers, deepchecks_categories),
    "deequ": (deequ_numbers, deequ_categories),
    "evidently": (evidently_numbers, evidently_categories),
    "nannyml": (nannyml_numbers, nannyml_categories),
    "sagemaker": (sagemaker_numbers, sagemaker_categories),
    "tfdv": (tfdv_numbers, tfdv_categories),
    "whylogs": (whylogs_numbers, whylogs_categories),
}


def literal(value):
    value = float(value)
    if math.isnan(value):
        return "NULL"
    return "'Infinity'" if math.isinf(value) else repr(value)


def sides(sets, seed):
    for at, (name, n, reference, m, current) in enumerate(sets):
        yield name, (sample(seed + at * 1000, n, reference), sample(seed + at * 1000 + 10, m, current))


def table(title, sets, seed, value):
    rows = []
    for at, (name, n, reference, m, current) in enumerate(sets):
        for is_current, offset, count, expression in (("false", 0, n, reference), ("true", 10, m, current)):
            rows.append("SELECT '%s', %s, (%s)::float8 FROM pg_temp.rows(%d, %d)" % (
                name, is_current, sql_of(expression),
                seed + at * 1000 + offset, count))
    print("CREATE TEMP TABLE %s AS\nSELECT name, is_current, %s AS value FROM (\n\t%s\n) AS s(name, is_current, x);\n" % (
        title, value, "\n\tUNION ALL\n\t".join(rows)))


def expected(title, sets, seed, kind):
    print("CREATE TEMP TABLE expected_%s (name text, dialect text, metric text, expected float8);" % title)
    print("INSERT INTO expected_%s VALUES" % title)
    rows, metrics = [], {}
    for name, (ref, cur) in sides(sets, seed):
        for dialect, functions in DIALECTS.items():
            for metric, value in functions[kind](ref, cur):
                rows.append("('%s', '%s', '%s', %s)" % (name, dialect, metric, literal(value)))
                metrics[dialect, metric] = True
    print("\t" + ",\n\t".join(rows) + ";\n")
    return metrics


def tests(title, metrics, state, form):
    arguments = {"sample": "q.s", "profiles": "q.r, q.c"}[form]
    print("CREATE TEMP TABLE actual AS\nSELECT q.name, a.* FROM (SELECT name, %s FROM %s GROUP BY name) q,\nLATERAL (VALUES" % (
        state, title))
    print("\t" + ",\n\t".join("('%s', '%s', %s)" % (d, m, (
        "(drift.%s(%s, dialect => '%s')).p_value" if m.endswith("_test") else "drift.%s(%s, dialect => '%s')") % (
            m, arguments, d)) for d, m in metrics))
    print(") AS a(dialect, metric, actual);")
    print("""SELECT is(string_agg(pg_temp.report(e.name, e.metric, a.actual, e.expected), '; '), NULL,
	format('%%s %%s: %s, %s (%%s data sets)', e.dialect, e.metric, count(*)))
FROM expected_%s e LEFT JOIN actual a USING (name, dialect, metric)
GROUP BY e.dialect, e.metric ORDER BY e.dialect, e.metric;
DROP TABLE actual;
""" % (title, form, title))


def main():
    print("-- metrics as other projects define them, NumPy %s, SciPy %s: made by test/gen/dialect.py, do not edit" % (
        np.__version__, scipy.__version__))
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
SELECT no_plan();

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i float8, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.report(name text, metric text, actual float8, expected float8) RETURNS text
LANGUAGE sql IMMUTABLE AS
$$SELECT format('%s: %s instead of %s', name, coalesce(actual::text, 'NULL'), coalesce(expected::text, 'NULL'))
WHERE (actual IS NULL) <> (expected IS NULL) OR actual <> expected AND NOT coalesce(abs(actual - expected) <=
	CASE WHEN metric LIKE '%_test' THEN 1e-6 * abs(expected) + 1e-300 ELSE 1e-9 * greatest(1, abs(expected)) END, false)$$;
""")
    table("numbers", NUMBERS, 0, "x")
    metrics = expected("numbers", NUMBERS, 0, 0)
    tests("numbers", metrics, "drift.sample_agg(value, is_current) AS s", "sample")
    table("categories", CATEGORIES, 500000, "'c' || nullif(x, 'NaN')")
    metrics = expected("categories", CATEGORIES, 500000, 1)
    tests("categories", metrics, "drift.sample_agg(value, is_current) AS s", "sample")
    tests("categories", metrics, "drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r, "
          "drift.profile_agg(value) FILTER (WHERE is_current) AS c", "profiles")
    print("SELECT * FROM finish();\nROLLBACK;")


if __name__ == "__main__":
    main()
