#!/usr/bin/python3
"""Write test/sql/distance_further.sql: the data sets of distance.py under further statistics and options.

    /usr/bin/python3 test/gen/further.py > test/sql/distance_further.sql

Each side has NULL rows besides its values, which only nulls_as_bin may see.
"""
import functools
import math
import sys

import mpmath
import numpy as np
import scipy
from numpy.lib import histograms
from scipy import optimize, stats

from distance import (CATEGORIES, COMPARE, HEAD, INF, NUMBERS, bins_of, cut, distinct, emit_expected, emit_rows,
                      few_distinct, floored, sample, without_equal_infinities)

RULES = ["sturges", "doane", "scott", "fd", "auto"]
NULLS = (30, 45)


def bins_by_rule(ref, cur, rule):
    """NumPy's edges over the union, closed on the right; where it makes one bin, the contract's own."""
    finite = np.concatenate([ref, cur])
    finite = finite[np.isfinite(finite)]
    if len(finite) == 0:
        return distinct(ref, cur)
    width = np.ptp(finite)
    # the rules do not depend on the scale; NumPy's moments overflow
    scaled = finite if 1e-100 < width < 1e100 else finite / max(np.abs(finite).max(), 5e-324)
    bins = 1
    if width > 0:
        step = histograms._hist_bin_selectors[rule](scaled, None)
        bins = int(min(math.ceil(np.ptp(scaled) / step), 10000)) if step else 1
    if bins < 2:
        if len(np.unique(np.concatenate([ref, cur]))) <= 50:
            return distinct(ref, cur)
        bins = 10
    return bins_of(ref, cur, bins, "uniform")


def with_nulls(pair):
    return tuple(np.append(side, nulls) for side, nulls in zip(pair, NULLS))


@functools.lru_cache
def ks_critical(n, m, alpha):
    """SciPy's kstwo.isf() stops at four digits; its sf() does not."""
    rows = max(np.round(n * m / (n + m)), 1)
    return optimize.brentq(lambda d: stats.kstwo.sf(d, rows) / alpha - 1, 1e-9, 1, xtol=1e-16, rtol=1e-14)


def over_counts(pair):
    """Statistics of counts that distance.py does not have."""
    ref, cur = (np.asarray(side, float) for side in pair)
    r, c = ref / ref.sum(), cur / cur.sum()
    n = ref.sum() + cur.sum()
    overlap = mpmath.fsum(mpmath.sqrt(mpmath.mpf(int(a)) * int(b)) for a, b in zip(pair[0], pair[1]))
    overlap /= mpmath.sqrt(mpmath.mpf(int(ref.sum())) * int(cur.sum()))
    yield "bhattacharyya", float(-mpmath.log(overlap)) if overlap > 0 else INF
    yield "bhattacharyya bits", float(-mpmath.log(overlap, 2)) if overlap > 0 else INF
    yield "normalized_abs_difference", float(np.abs(ref - cur).max() / n)
    er, ec = floored(ref, 1e-4), floored(cur, 1e-4)
    yield "kl_divergence reverse", float(np.sum(ec * np.log(ec / er)))
    yield "kl_divergence bits", float(np.sum(er * np.log2(er / ec)))
    yield "psi bans", float(np.sum((er - ec) * np.log10(er / ec)))
    used = ref + cur > 0
    half = (r + c) / 2
    js = (stats.entropy(r[used], half[used]) + stats.entropy(c[used], half[used])) / 2
    yield "js_divergence nats", js
    yield "js_distance nats", math.sqrt(max(js, 0))
    table = np.array([ref, cur])[:, used]
    k = table.shape[1]
    phi2 = max(0, stats.chi2_contingency(table, correction=False)[0] / n - (k - 1) / (n - 1))
    smaller = min(k - (k - 1) ** 2 / (n - 1), 2 - 1 / (n - 1))
    for name, kind in (("chi2_test", "pearson"), ("g_test", "log-likelihood")):
        yates = stats.chi2_contingency(np.array([ref, cur])[:, used], correction=True, lambda_=kind)
        yield name + " yates", yates[0]
        yield name + " yates p", yates[1]
    if np.any((ref == 0) & (cur > 0)):
        yield "goodness_of_fit_test", INF
        yield "goodness_of_fit_test p", 0.0
    else:
        fit = stats.chisquare(cur[ref > 0], r[ref > 0] * cur.sum())
        yield "goodness_of_fit_test", fit.statistic
        yield "goodness_of_fit_test p", fit.pvalue if np.sum(ref > 0) > 1 else 1.0
    critical = ks_critical(ref.sum(), cur.sum(), 0.01)
    yield "l_infinity_excess", max(float(np.abs(r - c).max()) - critical, 0)
    yield "cramers_v", min(math.sqrt(phi2 / (smaller - 1)), 1) if k > 1 and smaller > 1 else None


def with_null_bin(pair):
    """The same with the NULL rows as a bin."""
    pair = with_nulls(pair)
    r, c = pair[0] / pair[0].sum(), pair[1] / pair[1].sum()
    yield "tv_distance nulls", float(np.abs(r - c).sum() / 2)
    table = np.array(pair)[:, np.array(pair).sum(axis=0) > 0]
    chi2 = stats.chi2_contingency(table, correction=False)
    yield "chi2_test nulls", chi2[0]
    yield "chi2_test nulls p", chi2[1]


def kuiper_p(n, m, v):
    if v == 0:
        return 1.0
    root = mpmath.sqrt(mpmath.mpf(n) * m / (n + m))
    x = (root + mpmath.mpf("0.155") + mpmath.mpf("0.24") / root) * v
    terms = [(4 * (j * x) ** 2 - 1) * mpmath.exp(-2 * (j * x) ** 2) for j in range(1, 400)]
    return float(min(2 * mpmath.fsum(terms), 1))


def over_numbers(ref, cur):
    for rule in RULES:
        pair = bins_by_rule(ref, cur, rule)
        yield "chi2_stat " + rule, float(np.nan_to_num(stats.chi2_contingency(
            np.array(pair)[:, np.array(pair).sum(axis=0) > 0], correction=False)[0]))
    kuiper = sum(stats.ks_2samp(ref, cur, alternative=side).statistic for side in ("less", "greater"))
    yield "kuiper", kuiper
    yield "kuiper_test p", kuiper_p(len(ref), len(cur), kuiper)
    parts = without_equal_infinities(ref, cur)
    finite = np.concatenate([ref, cur])
    finite = finite[np.isfinite(finite)]
    inside = ref[np.isfinite(ref)]
    if parts is not None and len(finite) > 0 and np.abs(finite).max() < 1e150 and np.ptp(finite) > 1e-200:
        distance = stats.wasserstein_distance(parts[0][0], parts[1][0]) * parts[0][1]
        for scale, spread in (("std", np.std(inside)), ("range", np.ptp(finite))):
            yield "wasserstein " + scale, 0.0 if distance == 0 else distance / spread if spread > 0 else INF
    yield from over_values(ref, cur)
    yield from over_effects(ref, cur)


def over_effects(ref, cur):
    """Tests of spread, distances beyond their critical values, effect sizes."""
    n, m = len(ref), len(cur)
    critical = ks_critical(n, m, 0.05)
    yield "ks_excess", max(stats.ks_2samp(ref, cur, method="asymp").statistic - critical, 0)
    ranks = np.unique(np.concatenate([ref, cur]), return_inverse=True)[1].astype(float)
    ref_ranks, cur_ranks = ranks[:n], ranks[n:]
    signs = np.sign(ref_ranks[:, None] - cur_ranks[None, :]) if n * m < 2e6 else None
    yield "cliffs_delta", (signs.mean() if signs is not None else
                           2 * stats.mannwhitneyu(ref_ranks, cur_ranks).statistic / (n * m) - 1)
    for suffix, alternative in (("", "two-sided"), (" less", "less"), (" greater", "greater")):
        mood = (math.nan, math.nan)
        if n + m >= 3 and len(np.unique(ranks)) > 1:
            mood = stats.mood(ref_ranks, cur_ranks, alternative=alternative)
        yield "mood_test%s statistic" % suffix, mood[0]
        yield "mood_test%s p" % suffix, mood[1]
    middle, width = np.median(ref), np.ptp(np.concatenate([ref, cur]))
    if width > 0 and math.isfinite(width):
        ref, cur = (ref - middle) / width, (cur - middle) / width
    if n + m < 3 or not math.isfinite(width):
        yield "cohens_d", math.nan
    else:
        difference = ref.mean() - cur.mean()
        pooled = math.sqrt((n * np.var(ref) + m * np.var(cur)) / (n + m - 2))
        yield "cohens_d", difference / pooled if pooled > 0 else math.copysign(INF, difference) if difference else None
    for name, center in (("levene_test mean", "mean"), ("brown_forsythe_test", "median")):
        levene = stats.levene(ref, cur, center=center)
        yield name + " statistic", levene.statistic
        yield name + " p", levene.pvalue


def over_values(ref, cur):
    yield "unseen_share", float(np.mean(~np.isin(cur, ref)))
    yield "missing_categories_share", float(np.mean(~np.isin(np.unique(ref), cur)))


def expected(numbers):
    for k, (name, n, ref_expression, m, cur_expression) in enumerate(NUMBERS if numbers else CATEGORIES):
        ref = sample(1000 * k, n, ref_expression)
        cur = sample(1000 * k + 10, m, cur_expression)
        pair = bins_of(ref, cur) if numbers else distinct_fast(ref, cur)
        rows = list(over_counts(pair)) + list(with_null_bin(pair))
        rows += list(over_numbers(ref, cur) if numbers else over_values(ref, cur))
        yield from ((name, statistic, value) for statistic, value in rows)


def distinct_fast(ref, cur):
    both = np.unique(np.concatenate([ref, cur]))
    return tuple(np.bincount(np.searchsorted(both, side), minlength=len(both)) for side in (ref, cur))


COUNTS = [
    ("bhattacharyya", "drift.bhattacharyya(%s)"), ("bhattacharyya bits", "drift.bhattacharyya(%s, base => 2)"),
    ("normalized_abs_difference", "drift.normalized_abs_difference(%s)"),
    ("kl_divergence reverse", "drift.kl_divergence(%s, direction => 'reverse')"),
    ("kl_divergence bits", "drift.kl_divergence(%s, base => 2, direction => 'forward')"),
    ("psi bans", "drift.psi(%s, base => 10)"),
    ("js_divergence nats", "drift.js_divergence(%s, base => exp(1.0::float8))"),
    ("js_distance nats", "drift.js_distance(%s, base => exp(1.0::float8))"),
    ("cramers_v", "drift.cramers_v(%s)"), ("l_infinity_excess", "drift.l_infinity_excess(%s, alpha => 0.01)"),
    ("tv_distance nulls", "drift.tv_distance(%s, nulls_as_bin => true)"),
    ("chi2_test nulls", "(drift.chi2_test(%s, nulls_as_bin => true)).statistic"),
    ("chi2_test nulls p", "(drift.chi2_test(%s, nulls_as_bin => true)).p_value"),
    ("unseen_share", "drift.unseen_share(%s)"),
    ("missing_categories_share", "drift.missing_categories_share(%s)"),
]
COUNTS += [(name + (" p" if column == "p_value" else ""), "(drift." + call + ")." + column)
           for name, call in (("chi2_test yates", "chi2_test(%s, correction => true)"),
                              ("g_test yates", "g_test(%s, correction => true)"),
                              ("goodness_of_fit_test", "goodness_of_fit_test(%s)"))
           for column in ("statistic", "p_value")]
ONLY_NUMBERS = [("chi2_stat " + rule, "drift.chi2_stat(%s, binning => '" + rule + "')") for rule in RULES] + [
    ("kuiper", "drift.kuiper(%s)"), ("kuiper_test p", "(drift.kuiper_test(%s)).p_value"),
    ("wasserstein std", "drift.wasserstein(%s, scale => 'std')"),
    ("wasserstein range", "drift.wasserstein(%s, scale => 'range')"),
    ("ks_excess", "drift.ks_excess(%s)"), ("cliffs_delta", "drift.cliffs_delta(%s)"),
    ("cohens_d", "drift.cohens_d(%s)"),
] + [(name + " " + field, "(drift." + call + ")." + column)
     for name, call in (("mood_test", "mood_test(%s)"), ("mood_test less", "mood_test(%s, 'less')"),
                        ("mood_test greater", "mood_test(%s, 'greater')"),
                        ("levene_test mean", "levene_test(%s, center => 'mean')"),
                        ("brown_forsythe_test", "brown_forsythe_test(%s)"))
     for field, column in (("statistic", "statistic"), ("p", "p_value"))]

# data sets whose p-values are drawn: all drawings where there are few, else 4,000 of them
DRAWN = ["two against three", "seven against five", "dice", "two values, one unseen",
         "mostly zero", "bell", "bell narrower", "uniform", "integers"]
DRAWINGS = 19999


def energy_of(x, y, axis=-1):
    """Energy distance squared for many drawings at once: the last axis is rows."""
    both = np.concatenate([x, y], axis=axis)
    order = np.argsort(both, axis=axis, kind="stable")
    values = np.take_along_axis(both, order, axis)
    steps = np.where(order < x.shape[axis], 1 / x.shape[axis], -1 / y.shape[axis])
    return np.sum(np.cumsum(steps, axis)[..., :-1] ** 2 * np.diff(values, axis=axis), axis=axis)


def tvd_of(x, y, axis=-1):
    both = np.unique(np.concatenate([x.ravel(), y.ravel()]))
    return sum(np.abs((x == v).mean(axis) - (y == v).mean(axis)) for v in both) / 2


@functools.lru_cache
def drawn():
    return list(expected_drawn())


def expected_drawn():
    """p-value and how far off drawing may put it: five standard errors of both."""
    for k, (name, n, ref_expression, m, cur_expression) in enumerate(NUMBERS):
        if name not in DRAWN:
            continue
        ref, cur = sample(1000 * k, n, ref_expression), sample(1000 * k + 10, m, cur_expression)
        for test, statistic in (("energy_test", energy_of), ("tvd_test", tvd_of)):
            if test == "tvd_test" and len(np.unique(np.concatenate([ref, cur]))) > 12:
                continue
            every = math.comb(n + m, n) <= 20000
            p = stats.permutation_test((ref, cur), statistic, vectorized=True, alternative="greater", batch=500,
                                       n_resamples=INF if every else 4000,
                                       random_state=np.random.default_rng(1)).pvalue
            error = math.sqrt(max(p * (1 - p), 1e-4) * (1 / DRAWINGS + (0 if every else 1 / 4000)))
            yield name, test, p, 5 * error


def emit_drawn():
    rows = drawn()
    print("SELECT ok(abs(actual - expected) <= tolerance, test || ' of ' || name)")
    print("FROM (VALUES\n" + ",\n".join("\t('%s', '%s', %r, %r)" % row for row in rows) +
          "\n) AS e(name, test, expected, tolerance)\nJOIN (SELECT name, drift.sample_agg(value, is_current) AS s "
          "FROM numbers GROUP BY name) q USING (name),\nLATERAL (SELECT CASE test WHEN 'energy_test' THEN "
          "(drift.energy_test(s, %d, 7)).p_value\n\tELSE (drift.tvd_test(s, %d, binning => 'distinct')).p_value END) "
          "AS a(actual)\nORDER BY name COLLATE \"C\", test;\n" % (DRAWINGS, DRAWINGS))


def emit_check(what, table, state, names, calls):
    if "," in state:
        states = ("drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r,\n\tdrift.profile_agg(value) "
                  "FILTER (WHERE is_current) AS c")
    else:
        states = "drift.sample_agg(value, is_current) AS s"
    lateral = ",\n\t".join("('%s', %s)" % (name.replace("'", "''"), call % state) for name, call in calls)
    print("SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,\n"
          "\te.name || '%s (' || count(*) || ' values)')\nFROM (SELECT name, %s\n\tFROM %s WHERE name = ANY "
          "('{%s}') GROUP BY name) q\nCROSS JOIN LATERAL (VALUES\n\t%s\n) AS a(statistic, actual)\n"
          "JOIN expected_%s e USING (name, statistic)\nGROUP BY e.name ORDER BY e.name COLLATE \"C\";\n" % (
              what, states, table, ",".join('"%s"' % name for name in names), lateral, table))


def main():
    small = list(few_distinct())
    numbers, categories = [name for name, *_ in NUMBERS], [name for name, *_ in CATEGORIES]
    head = HEAD % (scipy.__version__, np.__version__, len(numbers) + len(small) + 2 * len(categories) - 1 +
                   len(drawn()))
    print(head.replace("distances and tests", "further distances and tests").replace("distance.py", "further.py"))
    for table, datasets, cast, wrap in (("numbers", NUMBERS, "float8", "%s"), ("categories", CATEGORIES, "bigint",
                                                                              "'c' || %s")):
        emit_rows(table, cast, datasets, wrap)
        print("INSERT INTO %s SELECT d.name, v.side, NULL FROM (SELECT DISTINCT name FROM %s) d,\n"
              "\t(VALUES (false, %d), (true, %d)) AS v(side, n), generate_series(1, v.n);\n" % (table, table, *NULLS))
        emit_expected("expected_" + table, list(expected(table == "numbers")))
    print(COMPARE)
    emit_check(": numbers, sample", "numbers", "q.s", numbers, COUNTS + ONLY_NUMBERS)
    emit_check(": numbers, profiles", "numbers", "q.r, q.c", small, COUNTS + ONLY_NUMBERS)
    emit_check(": categories, sample", "categories", "q.s", categories, COUNTS)
    emit_check(": categories, profiles", "categories", "q.r, q.c", categories[:-1], COUNTS)
    emit_drawn()
    print("SELECT * FROM finish();\nROLLBACK;")


if __name__ == "__main__":
    sys.exit(main())
