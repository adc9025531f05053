#!/usr/bin/python3
"""Write test/sql/distance_scipy.sql: data sets, and what SciPy and NumPy make of them.

    /usr/bin/python3 test/gen/distance.py > test/sql/distance_scipy.sql

Each data set is one expression for SQL and the same for Python, over i = 1..n and two uniform numbers u
and v made from i in whole numbers, so that both sides compute on the same bits. Values are never shipped.
"""
import math
import sys
import warnings
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import scipy
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

warnings.simplefilter("ignore")
INF = math.inf


def uniform(seed, i):
    """The generator that pg_temp.u(seed, i) repeats."""
    h = (i * 48271 + seed * 69621) % 2147483647
    h = (h * h + 12345) % 2147483647
    return h / 2147483647


def sample(seed, n, expression):
    """Evaluate a Python expression for every row."""
    code = compile(expression, expression, "eval")
    scope = {"floor": math.floor, "INF": INF, "sqrt": math.sqrt}
    return np.array([float(eval(code, scope, {"i": i, "u": uniform(seed, i), "v": uniform(seed + 1, i)}))
                     for i in range(1, n + 1)])


# name, rows and Python expression of the reference, of the current side; SQL where it differs
NUMBERS = [
    ("uniform", 500, "u", 500, "u"),
    ("uniform shifted", 500, "u", 400, "u + 0.1"),
    ("uniform wider", 1000, "u", 900, "u * 1.5"),
    ("bell", 800, "u + v - 1", 700, "u + v - 1"),
    ("bell shifted", 800, "u + v - 1", 700, "u + v - 0.9"),
    ("bell narrower", 800, "u + v - 1", 700, "(u + v - 1) * 0.7"),
    ("product", 600, "u * v", 650, "u * v * 1.2"),
    ("equal sizes far apart", 50, "u", 50, "u + 2"),
    ("unequal sizes far apart", 60, "u", 35, "u + 2"),
    ("one against one", 1, "u", 1, "v"),
    ("one against many", 1, "u", 200, "u"),
    ("two against three", 2, "u", 3, "u + 0.2"),
    ("seven against five", 7, "u", 5, "u * 2"),
    ("eleven, edges on values", 11, "i", 11, "i + 0.5"),
    ("hundred and one, edges on values", 101, "i", 90, "i * 1.1"),
    ("many against few", 3000, "u", 7, "u"),
    ("few against many", 9, "u", 3000, "u * u"),
    ("integers", 700, "floor(u * 100)", 800, "floor(u * 100 + 3)"),
    ("dice", 600, "floor(u * 6)", 500, "floor(u * v * 6)"),
    ("coin", 300, "floor(u * 2)", 300, "floor(u * 2.5)"),
    ("two values, one unseen", 300, "floor(u * 2)", 300, "floor(u * 3)"),
    ("constant against itself", 40, "7", 30, "7"),
    ("constant against another", 40, "7", 30, "8"),
    ("constant against spread", 100, "0", 200, "u"),
    ("spread against constant", 200, "u", 100, "0.5"),
    ("mostly zero", 900, "floor(u + 0.05) * v", 900, "floor(u + 0.2) * v"),
    ("zero inflated", 900, "floor(u + 0.4) * v", 900, "floor(u + 0.3) * v"),
    ("nearly constant, integers", 900, "floor(u + 0.01) * floor(v * 80)", 900,
     "floor(u + 0.5) * floor(v * 80)"),
    ("heavy tail", 700, "1 / (u + 0.000001)", 800, "1 / (u + 0.000002)"),
    ("heavier tail, both signs", 700, "(v - 0.5) / (u * u + 0.0000001)", 700,
     "(v - 0.4) / (u * u + 0.0000001)"),
    ("huge", 300, "(u - 0.5) * 1e307", 300, "(u - 0.45) * 1e307"),
    ("denormal", 300, "floor(u * 1000) * 5e-324", 300, "floor(u * 900) * 5e-324"),
    ("huge and tiny", 300, "(u - 0.5) * (1e200 if v < 0.5 else 1e-200)", 300,
     "(u - 0.4) * (1e200 if v < 0.5 else 1e-200)"),
    ("far from zero", 500, "1e9 + u", 500, "1e9 + u * 1.1"),
    ("infinities, same mass", 40, "-INF if i <= 4 else INF if i > 38 else u", 20,
     "-INF if i <= 2 else INF if i > 19 else v"),
    ("infinities, other mass", 100, "-INF if i <= 4 else INF if i > 90 else u", 80,
     "-INF if i <= 1 else INF if i > 75 else v"),
    ("most are infinite", 50, "INF if i > 10 else u", 50, "INF if i > 20 else u"),
    ("only infinities", 20, "-INF if i <= 9 else INF", 20, "-INF if i <= 12 else INF"),
    ("negative only", 400, "-1 - u * v", 500, "-1 - u * u"),
    ("mixture", 1000, "u + (5 if v < 0.3 else 0)", 1000, "u + (5 if v < 0.35 else 0)"),
    ("ties across sides", 999, "floor(u * 30) / 3", 777, "floor(u * 31) / 3"),
    ("beyond exact p-values", 10500, "u", 9500, "u * 1.01"),
    ("beyond exact p-values, few", 12000, "u + v", 20, "u + v + 0.1"),
    ("beyond exact p-values, far apart", 11000, "u", 11000, "u + 0.3"),
]

# the same for categories: an expression for the number in the name
CATEGORIES = [
    ("one category", 30, "0", 20, "0"),
    ("one against another", 30, "0", 20, "1"),
    ("two", 300, "floor(u * 2)", 250, "floor(u * 2.2)"),
    ("twelve", 2000, "floor(u * 12)", 1500, "floor(u * v * 12)"),
    ("new category", 1000, "floor(u * 5)", 1000, "floor(u * 6)"),
    ("lost category", 1000, "floor(u * 6)", 1000, "floor(u * 5)"),
    ("nothing in common", 100, "floor(u * 5)", 100, "10 + floor(u * 5)"),
    ("skewed", 3000, "floor(1 / (u + 0.001))", 2500, "floor(1 / (u + 0.002))"),
    ("one row each", 1, "0", 1, "1"),
    ("twenty thousand", 30000, "floor(u * 20000)", 30000, "floor(u * v * 20000)"),
]

# the same for columns of two values at most
TWO_VALUES = [
    ("true and false", 3000, "floor(u * 2)", 2500, "floor(u * u * 2)"),
    ("nearly the same", 20000, "floor(u * 2)", 20000, "floor(u + 0.505)"),
    ("few rows", 12, "floor(u + 0.3)", 9, "floor(u + 0.6)"),
    ("very few rows", 3, "floor(u + 0.3)", 4, "floor(u + 0.6)"),
    ("rare", 5000, "floor(u + 0.002)", 4000, "floor(u + 0.004)"),
    ("never and sometimes", 40, "0", 50, "floor(u + 0.2)"),
    ("apart", 200, "0", 300, "1"),
    ("one value", 20, "1", 30, "1"),
]


def sql_of(expression):
    """The same expression for SQL."""
    def conditional(text):
        # a if c else b, outermost first, inside parentheses or at the top
        depth = 0
        for at in range(len(text)):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            if depth == 0 and text[at:at + 4] == " if ":
                rest = text[at + 4:]
                deep = 0
                for end in range(len(rest)):
                    deep += {"(": 1, ")": -1}.get(rest[end], 0)
                    if deep == 0 and rest[end:end + 6] == " else ":
                        return "CASE WHEN %s THEN %s ELSE %s END" % (
                            rest[:end], conditional(text[:at]), conditional(rest[end + 6:]))
        return text

    text = expression
    while True:
        # innermost parentheses that hold a conditional
        start = None
        for at, c in enumerate(text):
            if c == "(":
                start = at
            elif c == ")" and start is not None:
                inner = text[start + 1:at]
                if " if " in inner:
                    text = text[:start + 1] + conditional(inner) + text[at:]
                    break
                start = None
        else:
            break
    return conditional(text).replace("INF", "'Infinity'::float8")


def quantile(values, q):
    """Type 7 in exact ranks; NumPy's own wherever every value is finite."""
    if np.all(np.isfinite(values)):
        return float(np.quantile(values, float(q)))
    values = np.sort(values)
    rank = (len(values) - 1) * q
    low = math.floor(rank)
    a = values[low]
    if rank == low:
        return a
    b = values[low + 1]
    if a == b:
        return a
    if math.isinf(a) and math.isinf(b):
        return a if rank - low < Fraction(1, 2) else b
    if math.isinf(a) or math.isinf(b):
        return a if math.isinf(a) else b
    return a + (b - a) * float(rank - low)


def cut(values, edges):
    """Counts in (-Inf, e1], (e1, e2], .., (ek, Inf)."""
    at = np.searchsorted(np.sort(values), edges, side="right")
    return np.diff(np.concatenate([[0], at, [len(values)]]))


def distinct(ref, cur):
    both = np.unique(np.concatenate([ref, cur]))
    return (np.array([np.sum(ref == v) for v in both]), np.array([np.sum(cur == v) for v in both]))


def bins_of(ref, cur, bins=10, binning="quantile"):
    """The contract's bins: counts of both sides."""
    both = np.unique(np.concatenate([ref, cur]))
    if binning == "quantile":
        edges = np.unique([quantile(ref, Fraction(i, bins)) for i in range(bins + 1)])
        if len(edges) >= 3:
            return cut(ref, edges[1:-1]), cut(cur, edges[1:-1])
        if len(both) <= 50:
            return distinct(ref, cur)
    finite = both[np.isfinite(both)]
    if binning == "distinct" or len(finite) < 2:
        return distinct(ref, cur)
    edges = np.linspace(finite[0], finite[-1], bins + 1)[1:-1]
    return cut(ref, edges), cut(cur, edges)


def floored(counts, epsilon):
    return np.maximum(counts / counts.sum(), epsilon)


def psi(pair, epsilon=1e-4):
    r, c = floored(pair[0], epsilon), floored(pair[1], epsilon)
    return float(np.sum((c - r) * np.log(c / r)))


def over_bins(pair):
    """Every distance between counts."""
    ref, cur = (np.asarray(side, float) for side in pair)
    r, c = ref / ref.sum(), cur / cur.sum()
    half = (r + c) / 2
    used = half > 0
    table = np.array([ref, cur])[:, used]
    js = (stats.entropy(r[used], half[used], base=2) + stats.entropy(c[used], half[used], base=2)) / 2
    er, ec = floored(ref, 1e-4), floored(cur, 1e-4)
    yield "psi", psi(pair)
    yield "psi epsilon", psi(pair, 1e-6)
    yield "kl_divergence", float(np.sum(er * np.log(er / ec)))
    yield "js_divergence", js
    yield "js_distance", math.sqrt(max(js, 0))
    yield "hellinger", float(np.linalg.norm(np.sqrt(r) - np.sqrt(c)) / math.sqrt(2))
    yield "tv_distance", float(np.abs(r - c).sum() / 2)
    yield "l_infinity", float(np.abs(r - c).max())
    chi2 = stats.chi2_contingency(table, correction=False)
    yield "chi2_stat", chi2[0]
    yield "chi2_test statistic", chi2[0]
    yield "chi2_test p", chi2[1]
    yield "chi2_test df", chi2[2]
    g = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    yield "g_test statistic", g[0]
    yield "g_test p", g[1]


def without_equal_infinities(ref, cur):
    """Infinities of equal mass are no distance; SciPy makes NaN of them."""
    parts = []
    for value in (-INF, INF):
        if (ref == value).mean() != (cur == value).mean():
            return None
    for side in (ref, cur):
        parts.append((side[np.isfinite(side)], np.isfinite(side).mean()))
    return parts


def mann_whitney(ref, cur, alternative):
    """SciPy's mannwhitneyu; where it would take minutes to count, count with whole numbers here."""
    n, m = sorted((len(ref), len(cur)))
    if n > 8 or n * m < 500 or len(np.unique(np.concatenate([ref, cur]))) < n + m:
        return stats.mannwhitneyu(ref, cur, alternative=alternative)
    result = stats.mannwhitneyu(ref, cur, alternative=alternative, method="asymptotic")
    ways = [1] + [0] * (n * m)
    for rows in range(1, n + 1):
        for k in range(n * m, m + rows - 1, -1):
            ways[k] -= ways[k - m - rows]
        for k in range(rows, n * m + 1):
            ways[k] += ways[k - rows]
    u = {"greater": result.statistic, "less": n * m - result.statistic,
         "two-sided": max(result.statistic, n * m - result.statistic)}[alternative]
    p = Fraction(sum(ways[int(u):]), math.comb(n + m, n)) * (2 if alternative == "two-sided" else 1)
    return SimpleNamespace(statistic=result.statistic, pvalue=float(min(p, 1)))


def over_characteristic_functions(ref, cur):
    both = np.concatenate([ref, cur])
    test = SimpleNamespace(statistic=math.nan, pvalue=math.nan)
    # where both sides are constant, the covariance that SciPy inverts is rounding error
    if (min(len(ref), len(cur)) >= 5 and np.all(np.isfinite(both)) and stats.iqr(both) > 0 and
            max(np.ptp(ref), np.ptp(cur)) > 0):
        test = stats.epps_singleton_2samp(ref, cur)
    yield "epps_singleton_test statistic", test.statistic
    yield "epps_singleton_test p", test.pvalue


def over_curves(ref, cur):
    """Every distance and test between distribution functions."""
    for name, alternative in (("ks_test", "two-sided"), ("ks_test less", "less"),
                              ("ks_test greater", "greater")):
        test = stats.ks_2samp(ref, cur, alternative=alternative)
        if alternative == "two-sided":
            yield "ks_stat", test.statistic
        yield name + " statistic", test.statistic
        yield name + " p", test.pvalue
    for name, function in (("wasserstein", stats.wasserstein_distance),
                           ("energy_distance", stats.energy_distance)):
        parts = without_equal_infinities(ref, cur)
        if parts is None:
            yield name, INF
        elif parts[0][0].size == 0:
            yield name, 0.0
        else:
            yield name, function(parts[0][0], parts[1][0]) * parts[0][1]
    # ranks say the same to tests of ranks, and the tests of location and spread see no shift or scale:
    # that keeps SciPy from overflowing, and from infinities
    ranks = np.unique(np.concatenate([ref, cur]), return_inverse=True)[1].astype(float)
    ref_ranks, cur_ranks = ranks[:len(ref)], ranks[len(ref):]
    if min(len(ref), len(cur)) > 1:
        test = stats.cramervonmises_2samp(ref_ranks, cur_ranks)
        yield "cramer_von_mises", test.statistic
        # SciPy's limit distribution loses its digits further out
        if test.pvalue > 1e-4 or max(len(ref), len(cur)) <= 20:
            yield "cramer_von_mises_test p", test.pvalue
    if len(np.unique(np.concatenate([ref, cur]))) < 2 or len(ref) + len(cur) < 4:
        anderson = (math.nan, None, math.nan)
    else:
        anderson = stats.anderson_ksamp([ref, cur])
    yield "anderson_darling", anderson[0]
    yield "anderson_darling_test p", anderson[2]
    middle = np.median(ref)
    width = np.ptp(np.concatenate([ref, cur]))
    if width > 0 and math.isfinite(width):
        ref, cur = (ref - middle) / width, (cur - middle) / width
    for suffix, alternative in (("", "two-sided"), (" less", "less"), (" greater", "greater")):
        for name, test in (
                ("t_test", stats.ttest_ind(ref, cur, alternative=alternative)),
                ("welch_test", stats.ttest_ind(ref, cur, equal_var=False, alternative=alternative)),
                ("mann_whitney_test", mann_whitney(ref_ranks, cur_ranks, alternative))):
            # one row has no variance for SciPy; the pooled variance needs none
            if name == "t_test" and (len(ref) == 1) != (len(cur) == 1):
                continue
            yield name + suffix + " statistic", test.statistic
            yield name + suffix + " p", test.pvalue
    yield from over_characteristic_functions(ref, cur)
    levene = stats.levene(ref, cur)
    yield "levene_test statistic", levene.statistic
    yield "levene_test p", levene.pvalue


def over_two_values(ref, cur):
    """Tests of the share of the greater of two values."""
    both = np.unique(np.concatenate([ref, cur]))
    count = [int(np.sum(side != both[0])) for side in (ref, cur)]
    for suffix, alternative, name in (("", "two-sided", "two-sided"), (" less", "less", "smaller"),
                                      (" greater", "greater", "larger")):
        z = proportions_ztest(count, [len(ref), len(cur)], alternative=name)
        yield "z_test%s statistic" % suffix, z[0]
        yield "z_test%s p" % suffix, z[1]
        table = [[len(ref) - count[0], len(cur) - count[1]], count]
        odds, p = stats.fisher_exact(table, alternative=alternative)
        yield "fisher_test%s statistic" % suffix, odds
        yield "fisher_test%s p" % suffix, p


def number(value):
    if value is None or math.isnan(value):
        return "NULL"
    return "'%s'" % ("Infinity" if value == INF else repr(float(value)))


def expected_two_values():
    for k, (name, n, ref_expression, m, cur_expression) in enumerate(TWO_VALUES):
        for statistic, value in over_two_values(sample(1000 * k, n, ref_expression),
                                                sample(1000 * k + 10, m, cur_expression)):
            yield name, statistic, value


def emit_rows(table, cast, datasets, wrap):
    print("CREATE TEMP TABLE %s AS" % table)
    print("SELECT name, is_current, value FROM (")
    selects = []
    for k, (name, n, ref, m, cur) in enumerate(datasets):
        for current, rows, expression in ((False, n, ref), (True, m, cur)):
            seed = 1000 * k + 10 * current
            selects.append("\tSELECT '%s', %s, %s FROM pg_temp.rows(%d, %d)" % (
                name, str(current).lower(), wrap % ("(%s)::%s" % (sql_of(expression), cast)), seed, rows))
    print("\n\tUNION ALL\n".join(selects))
    print(") AS d(name, is_current, value);\n")


def emit_expected(table, rows):
    print("CREATE TEMP TABLE %s(name text, statistic text, expected float8);" % table)
    print("INSERT INTO %s VALUES" % table)
    print(",\n".join("\t('%s', '%s', %s)" % (name, statistic, number(value))
                     for name, statistic, value in rows))
    print(";\n")


def expected_numbers():
    for k, (name, n, ref_expression, m, cur_expression) in enumerate(NUMBERS):
        ref = sample(1000 * k, n, ref_expression)
        cur = sample(1000 * k + 10, m, cur_expression)
        for statistic, value in over_bins(bins_of(ref, cur)):
            yield name, statistic, value
        yield name, "psi 20", psi(bins_of(ref, cur, bins=20))
        yield name, "psi uniform", psi(bins_of(ref, cur, binning="uniform"))
        yield name, "psi distinct", psi(bins_of(ref, cur, binning="distinct"))
        edges = np.array([0.1, 0.5, 1, 7])
        yield name, "psi edges", psi((cut(ref, edges), cut(cur, edges)))
        for statistic, value in over_curves(ref, cur):
            yield name, statistic, value


def expected_categories():
    for k, (name, n, ref_expression, m, cur_expression) in enumerate(CATEGORIES):
        ref = sample(1000 * k, n, ref_expression)
        cur = sample(1000 * k + 10, m, cur_expression)
        both = np.unique(np.concatenate([ref, cur]))
        pair = tuple(np.bincount(np.searchsorted(both, side), minlength=len(both)) for side in (ref, cur))
        for statistic, value in over_bins(pair):
            yield name, statistic, value


HEAD = r"""-- distances and tests against SciPy %s, NumPy %s: made by test/gen/distance.py, do not edit
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
SELECT plan(%d);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) %% 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) %% 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i float8, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
"""

COMPARE = r"""-- what differs: statistics by more than 1e-9, p-values by more than 1e-6 of their size
CREATE FUNCTION pg_temp.differs(actual float8, expected float8, statistic text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS
'SELECT CASE
	WHEN actual IS NULL OR expected IS NULL THEN actual IS DISTINCT FROM expected
	WHEN actual = expected THEN false
	WHEN abs(expected) = ''Infinity'' OR abs(actual) = ''Infinity'' THEN true
	WHEN statistic LIKE ''%%_test%%p'' THEN abs(actual - expected) > 1e-6 * greatest(expected, 1e-300)
	ELSE abs(actual - expected) > 1e-9 * greatest(abs(expected), 1e-3)
END';
CREATE FUNCTION pg_temp.report(name text, statistic text, actual float8, expected float8)
RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT format(''%s is %s, expected %s'', statistic, actual, expected)
WHERE pg_temp.differs(actual, expected, statistic)';
"""


def accessors(state, what, one_step=False):
    """SQL expressions of every statistic over a state."""
    names = ["psi", "kl_divergence", "js_divergence", "js_distance", "hellinger", "tv_distance",
             "l_infinity", "chi2_stat"]
    curves = ["ks_stat", "wasserstein", "energy_distance", "cramer_von_mises", "anderson_darling"]
    tests = ["ks_test", "t_test", "welch_test", "mann_whitney_test"]
    alternatives = (("", ""), (" less", ", 'less'"), (" greater", ", 'greater'"))
    if what == "two_values":
        names, tests = [], ["z_test", "fisher_test"]
    if what == "numbers":
        names += curves
    pairs = [(name, "drift.%s(%s)" % (name, state)) for name in names]
    if not one_step and what != "two_values":
        pairs += [("psi epsilon", "drift.psi(%s, epsilon => 1e-6)" % state),
                  ("chi2_test df", "(drift.chi2_test(%s)).df" % state)]
        for name in ("chi2_test", "g_test"):
            pairs += [(name + " statistic", "(drift.%s(%s)).statistic" % (name, state)),
                      (name + " p", "(drift.%s(%s)).p_value" % (name, state))]
    if not one_step and what != "categories":
        for name in tests:
            for suffix, option in alternatives:
                call = "(drift.%s(%s%s))" % (name, state, option)
                pairs += [(name + suffix + " statistic", call + ".statistic"),
                          (name + suffix + " p", call + ".p_value")]
    if not one_step and what == "numbers":
        pairs += [
            ("psi 20", "drift.psi(%s, bins => 20)" % state),
            ("psi uniform", "drift.psi(%s, binning => 'uniform')" % state),
            ("psi distinct", "drift.psi(%s, binning => 'distinct')" % state),
            ("psi edges", "drift.psi(%s, edges => ARRAY[0.1, 0.5, 1, 7])" % state),
            ("levene_test statistic", "(drift.levene_test(%s)).statistic" % state),
            ("levene_test p", "(drift.levene_test(%s)).p_value" % state),
            ("cramer_von_mises_test p", "(drift.cramer_von_mises_test(%s)).p_value" % state),
            ("epps_singleton_test statistic", "(drift.epps_singleton_test(%s)).statistic" % state),
            ("epps_singleton_test p", "(drift.epps_singleton_test(%s)).p_value" % state),
            ("anderson_darling_test p", "(drift.anderson_darling_test(%s)).p_value" % state),
        ]
    return ",\n\t".join("('%s', %s)" % pair for pair in pairs)


def emit_check(what, expected, source, state, kind, one_step=False):
    lateral = accessors(state, kind, one_step)
    if one_step:
        print("CREATE TEMP TABLE actual AS\nSELECT q.name, a.statistic, a.actual FROM (SELECT name,")
        names = [line.split("'")[1] for line in lateral.split(",\n\t")]
        print("\t" + ",\n\t".join("drift.%s(value, is_current) AS %s" % (n, n) for n in names))
        print("FROM %s GROUP BY name) q,\nLATERAL (VALUES %s) AS a(statistic, actual);" % (
            source, ", ".join("('%s', q.%s)" % (n, n) for n in names)))
    else:
        print("CREATE TEMP TABLE actual AS\nSELECT q.name, a.statistic, a.actual\nFROM (%s) q,\nLATERAL "
              "(VALUES\n\t%s\n) AS a(statistic, actual);" % (source, lateral))
    print("SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,\n"
          "\te.name || '%s (' || count(*) || ' values)')\nFROM %s e JOIN actual a USING (name, statistic)"
          "\nGROUP BY e.name ORDER BY e.name COLLATE \"C\";\nDROP TABLE actual;\n" % (what, expected))


def few_distinct():
    """Data sets that a profile holds exactly."""
    for k, (name, n, ref, m, cur) in enumerate(NUMBERS):
        if max(len(np.unique(sample(1000 * k, n, ref))), len(np.unique(sample(1000 * k + 10, m, cur)))) <= 2048:
            yield name


def main():
    small = list(few_distinct())
    checks = [
        (": numbers, sample", len(NUMBERS)), (": numbers, profiles", len(small)), (": numbers, one step", len(NUMBERS)),
        (": categories, sample", len(CATEGORIES)), (": categories, one step", len(CATEGORIES)),
        (": categories, profiles", len(CATEGORIES) - 1), (": two_values, sample", 2 * len(TWO_VALUES)),
    ]
    print(HEAD % (scipy.__version__, np.__version__, sum(n for _, n in checks)))
    emit_rows("numbers", "float8", NUMBERS, "%s")
    emit_rows("categories", "bigint", CATEGORIES, "'c' || %s")
    emit_rows("two_values", "float8", TWO_VALUES, "%s")
    emit_expected("expected_two_values", list(expected_two_values()))
    emit_expected("expected_numbers", list(expected_numbers()))
    emit_expected("expected_categories", list(expected_categories()))
    print(COMPARE)
    for what, column in (("numbers", "value"), ("booleans", "value = 1")):
        emit_check(": two %s, sample" % what, "expected_two_values",
                   "SELECT name, drift.sample_agg(%s, is_current) AS s FROM two_values GROUP BY name" % column,
                   "q.s", "two_values")
    for table in ("numbers", "categories"):
        numbers = table == "numbers"
        emit_check(": %s, sample" % table, "expected_" + table,
                   "SELECT name, drift.sample_agg(value, is_current) AS s FROM %s GROUP BY name" % table,
                   "q.s", table)
        names = small if numbers else [name for name, *_ in CATEGORIES[:-1]]
        emit_check(": %s, profiles" % table, "expected_" + table,
                   "SELECT name, drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r,\n\tdrift.profile_agg"
                   "(value) FILTER (WHERE is_current) AS c FROM %s\nWHERE name = ANY ('{%s}')\nGROUP BY name" % (
                       table, ",".join('"%s"' % name for name in names)), "q.r, q.c", table)
        emit_check(": %s, one step" % table, "expected_" + table, table, "", table, one_step=True)
    print("SELECT * FROM finish();\nROLLBACK;")


if __name__ == "__main__":
    sys.exit(main())
