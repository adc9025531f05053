#!/usr/bin/python3
"""Write test/sql/parity_formulas.sql: named disparities and indexes of inequality, computed from rows.

    /usr/bin/python3 test/gen/parity.py > test/sql/parity_formulas.sql

The formulas of AIF360, fairlearn, aequitas and SageMaker Clarify are implemented here a second time,
independently, on arrays of rows (none of those packages is needed); rates come from scikit-learn,
entropies from SciPy, intervals of one rate from statsmodels.
"""
import sys
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import confusion_matrix
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.simplefilter("ignore")
# name: group -> (tp, fp, fn, tn)
TABLES = {
    "two": {"a": (300, 100, 100, 300), "b": (150, 95, 105, 290)},
    "four": {"a": (300, 100, 100, 300), "b": (80, 30, 90, 200), "c": (15, 35, 20, 60), "d": (44, 1, 3, 77)},
    "small": {"a": (30, 10, 10, 40), "b": (1, 0, 4, 3)},
    "zero": {"a": (50, 20, 40, 60), "b": (0, 0, 30, 50)},
}
# strata of one table: rows of (stratum, group, tp, fp, fn, tn)
STRATA = [("x", "a", 30, 10, 5, 20), ("x", "b", 10, 10, 25, 30), ("y", "a", 5, 2, 9, 44), ("y", "b", 20, 4, 9, 11),
          ("z", "a", 40, 3, 0, 0), ("w", "a", 3, 3, 4, 5)]


def arrays(cells):
    """Labels and predictions, a row each."""
    tp, fp, fn, tn = cells
    y = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn])
    p = np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])
    return y, p


def divide(a, b):
    return a / b if b else np.nan


def rates(y, p):
    tn, fp, fn, tp = confusion_matrix(y, p, labels=[0, 1]).ravel()
    return {"selection": (tp + fp, len(y)), "base": (tp + fn, len(y)), "tpr": (tp, tp + fn), "fpr": (fp, fp + tn),
            "fnr": (fn, tp + fn), "tnr": (tn, fp + tn), "ppv": (tp, tp + fp), "fdr": (fp, tp + fp),
            "npv": (tn, tn + fn), "for": (fn, tn + fn), "accuracy": (tp + tn, len(y)), "error_rate": (fp + fn, len(y))}


def disparities(d, a, min_n):
    """All named disparities of rows d against rows a: name -> (value, low, high)."""
    rd, ra = rates(*d), rates(*a)
    (yd, pd), (ya, pa) = d, a
    enough = {m: rd[m][1] >= max(min_n, 1) and ra[m][1] >= max(min_n, 1) for m in rd}
    v = {m: (divide(*rd[m]), divide(*ra[m])) for m in rd}

    def newcombe(m, alpha=0.05):
        return confint_proportions_2indep(*rd[m], *ra[m], method="newcomb", compare="diff", alpha=alpha)

    def difference(m, sign=1):
        if not enough[m]:
            return (np.nan,) * 3
        low, high = newcombe(m)
        delta = v[m][0] - v[m][1]
        return (delta, low, high) if sign > 0 else (-delta, -high, -low)

    def ratio(m):
        if not enough[m] or not ra[m][0]:
            return (np.nan,) * 3
        (k1, n1), (k2, n2) = rd[m], ra[m]
        half = 0 if k1 and k2 else 0.5
        low, high = confint_proportions_2indep(k1 + half, n1 + half, k2 + half, n2 + half, method="log", compare="ratio")
        return v[m][0] / v[m][1], low if k1 else 0, high

    def absolute(low, high):
        return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))

    def average(m1, m2):
        if not (enough[m1] and enough[m2]):
            return (np.nan,) * 3
        center = np.mean([v[m][0] - v[m][1] for m in (m1, m2)])
        below = above = 0
        for m in (m1, m2):        # square-and-add over four independent proportions
            for (k, n), sign in ((rd[m], 1), (ra[m], -1)):
                low, high = proportion_confint(k, n, method="wilson")
                first, second = (k / n - low, high - k / n)[::sign]
                below += (first / 2) ** 2
                above += (second / 2) ** 2
        return center, center - below ** 0.5, center + above ** 0.5

    def of_absolutes(function):
        if not (enough["tpr"] and enough["fpr"]):
            return (np.nan,) * 3
        limits = [absolute(*newcombe(m, 0.025)) for m in ("tpr", "fpr")]
        return (function([abs(v[m][0] - v[m][1]) for m in ("tpr", "fpr")]), function([l for l, _ in limits]),
                function([h for _, h in limits]))

    result = {
        "statistical_parity_difference": difference("selection"), "disparate_impact": ratio("selection"),
        "equal_opportunity_difference": difference("tpr"), "equal_opportunity_ratio": ratio("tpr"),
        "average_odds_difference": average("tpr", "fpr"), "average_abs_odds_difference": of_absolutes(np.mean),
        "equalized_odds_difference": of_absolutes(max),
        "average_predictive_value_difference": average("ppv", "for"),
        "predictive_parity_difference": difference("ppv"), "predictive_parity_ratio": ratio("ppv"),
        "base_rate_difference": difference("base"), "base_rate_ratio": ratio("base"),
        "dpl": difference("base", -1), "dppl": difference("selection", -1), "rd": difference("tpr", -1),
        "sd": difference("tnr"), "dar": difference("ppv", -1), "drr": difference("npv"), "ad": difference("accuracy", -1),
    }
    for m in ("fpr", "fnr", "tnr", "fdr", "for", "npv", "accuracy", "error_rate"):
        result[m + "_difference"] = difference(m)
        result[m + "_ratio"] = ratio(m)
    n = len(yd) + len(ya)
    sizes = len(yd) >= min_n and len(ya) >= min_n
    nothing = (np.nan,) * 3
    low, high = proportion_confint(len(yd), n, method="wilson")
    result["class_imbalance"] = ((len(yd) - len(ya)) / n, 2 * low - 1, 2 * high - 1) if sizes else nothing
    result["ci"] = ((len(ya) - len(yd)) / n, 1 - 2 * high, 1 - 2 * low) if sizes else nothing
    pmf_d, pmf_a = (np.array([np.mean(y == 0), np.mean(y == 1)]) for y in (yd, ya))
    middle = (pmf_d + pmf_a) / 2
    alone = lambda x: (x, np.nan, np.nan)
    result["kl"] = alone(stats.entropy(pmf_a, pmf_d))
    result["js"] = alone((stats.entropy(pmf_a, middle) + stats.entropy(pmf_d, middle)) / 2)
    limits = np.array(absolute(*newcombe("base"))) if sizes else np.array([np.nan, np.nan])
    result["lp"] = (np.linalg.norm(pmf_a - pmf_d), *(np.sqrt(2) * limits))
    result["tvd"] = (np.abs(pmf_a - pmf_d).sum() / 2, *limits)
    result["ks"] = (np.abs(pmf_a - pmf_d).max(), *limits)
    result["dca"] = alone(divide(ya.sum(), pa.sum()) - divide(yd.sum(), pd.sum()))
    result["dcr"] = alone(divide((1 - yd).sum(), (1 - pd).sum()) - divide((1 - ya).sum(), (1 - pa).sum()))
    result["treatment_equality"] = alone(divide(((yd == 1) & (pd == 0)).sum(), ((yd == 0) & (pd == 1)).sum())
                                         - divide(((ya == 1) & (pa == 0)).sum(), ((ya == 0) & (pa == 1)).sum()))
    if not sizes:
        for m in ("kl", "js", "lp", "tvd", "ks", "dca", "dcr", "treatment_equality"):
            result[m] = nothing
    return result


def entropy_index(b, alpha):
    x = b / b.mean()
    if alpha == 1:
        return np.mean(scipy.special.xlogy(x, x))
    if alpha == 0:
        value = -np.mean(np.log(x))
        return value if np.isfinite(value) else np.nan
    return np.mean(x ** alpha - 1) / (alpha * (alpha - 1))


def indexes(groups, alpha, concentration):
    rows = {g: arrays(c) for g, c in groups.items()}
    b = np.concatenate([p - y + 1.0 for y, p in rows.values()])
    between = np.concatenate([np.full(len(y), np.mean(p - y + 1.0)) for y, p in rows.values()])

    def edf(column):
        worst = 0
        shares = [(r[column].sum() + concentration / 2) / (len(r[column]) + concentration) for r in rows.values()]
        for s in shares:
            for t in shares:
                worst = max(worst, abs(np.log(s) - np.log(t)), abs(np.log(1 - s) - np.log(1 - t)))
        return worst

    result = {"smoothed_edf": edf(1), "smoothed_edf_labels": edf(0)}
    for prefix, values in (("", b), ("between_group_", between)):
        result[prefix + "generalized_entropy_index"] = entropy_index(values, alpha)
        result[prefix + "theil_index"] = entropy_index(values, 1)
        result[prefix + "coefficient_of_variation"] = values.std() / values.mean()
    return result


def conditional_disparity(group, column):
    """Mean over strata, weighted by rows; strata without both outcomes are left out."""
    total = weight = 0
    for stratum in sorted({s[0] for s in STRATA}):
        rows = [(s[1], arrays(s[2:])[column]) for s in STRATA if s[0] == stratum]
        everyone = np.concatenate([r for _, r in rows])
        if everyone.min() == everyone.max():
            continue
        own = np.concatenate([r for g, r in rows if g == group] + [np.array([], int)])
        disparity = (own == 0).sum() / (everyone == 0).sum() - (own == 1).sum() / (everyone == 1).sum()
        total += disparity * len(everyone)
        weight += len(everyone)
    return total / weight


def literal(value):
    return "NULL" if value is None or np.isnan(value) else repr(float(value))


def expected_gaps():
    for name, groups in TABLES.items():
        rows = {g: arrays(c) for g, c in groups.items()}
        for min_n in (1, 30):
            for reference in ("a", "complement"):
                for g in groups:
                    if g == reference:
                        continue
                    others = [rows[h] for h in groups if h != g] if reference == "complement" else [rows[reference]]
                    other = tuple(np.concatenate(parts) for parts in zip(*others))
                    for metric, values in sorted(disparities(rows[g], other, min_n).items()):
                        yield f"\t('{name}', {min_n}, '{reference}', '{g}', '{metric}', {', '.join(map(literal, values))})"


def expected_indexes():
    for name, groups in TABLES.items():
        for alpha, concentration in ((2, 1), (0.5, 3), (1, 0.1), (0, 1)):
            for metric, value in sorted(indexes(groups, alpha, concentration).items()):
                yield f"\t('{name}', {alpha}, {concentration}, '{metric}', {literal(value)})"


def counts(items):
    return ",\n".join(f"\t({', '.join(repr(k) for k in keys)}, {', '.join(map(str, cells))})" for keys, cells in items)


def main():
    sys.stdout.write(f"""\
-- disparities and inequality against NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__} and
-- statsmodels {statsmodels.__version__}: made by test/gen/parity.py, do not edit
\\set ECHO none
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan({2 * len(TABLES) + 2});

CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';
CREATE FUNCTION pg_temp.rows_of(tp int, fp int, fn int, tn int) RETURNS TABLE (predicted boolean, label boolean)
LANGUAGE sql IMMUTABLE AS
'SELECT p, y FROM (VALUES (true, true, tp), (true, false, fp), (false, true, fn), (false, false, tn)) v(p, y, n),
	generate_series(1, n)';

CREATE TEMP TABLE states AS
SELECT name, drift.fairness_agg(grp, predicted, label) AS state FROM (VALUES
""")
    print(counts(((name, g), c) for name, groups in TABLES.items() for g, c in groups.items()))
    sys.stdout.write(""") AS c(name, grp, tp, fp, fn, tn), pg_temp.rows_of(tp, fp, fn, tn) GROUP BY name;

CREATE TEMP TABLE strata AS
SELECT stratum, drift.fairness_agg(grp, predicted, label) AS state FROM (VALUES
""")
    print(counts((s[:2], s[2:]) for s in STRATA))
    sys.stdout.write(""") AS c(stratum, grp, tp, fp, fn, tn), pg_temp.rows_of(tp, fp, fn, tn) GROUP BY stratum;

CREATE TEMP TABLE gaps(name, min_n, reference, grp, metric, value, ci_low, ci_high) AS VALUES
""")
    print(",\n".join(expected_gaps()) + ";")
    print("\nCREATE TEMP TABLE indexes(name, alpha, concentration, metric, value) AS VALUES")
    print(",\n".join(expected_indexes()) + ";")
    sys.stdout.write("""
SELECT is((
	SELECT string_agg(format('%s %s %s %s: %s', q.reference, q.min_n, coalesce(e.grp, t.grp), coalesce(e.metric, t.metric), t), '; ')
	FROM (SELECT DISTINCT reference, min_n FROM gaps) AS q
	CROSS JOIN LATERAL drift.fairness_gaps(s.state, q.reference, min_n => q.min_n) AS t
	FULL JOIN (SELECT * FROM gaps WHERE gaps.name = s.name) AS e
		ON e.metric = t.metric AND e.reference = q.reference AND e.grp = t.grp AND e.min_n = q.min_n
	WHERE e.grp IS NULL OR t.grp IS NULL OR pg_temp.differs(t.value, e.value::float8)
		OR pg_temp.differs(t.ci_low, e.ci_low::float8) OR pg_temp.differs(t.ci_high, e.ci_high::float8)
		OR (t.value IS NULL) <> (t.reason IS NOT NULL)),
	NULL, s.name || ': disparities with intervals against a group and its complement')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s %s %s: %s', q.alpha, q.concentration, e.metric, t), '; ')
	FROM (SELECT DISTINCT alpha, concentration FROM indexes) AS q
	CROSS JOIN LATERAL drift.fairness_indexes(s.state, q.alpha, q.concentration) AS t
	FULL JOIN (SELECT * FROM indexes WHERE indexes.name = s.name) AS e
		ON e.metric = t.metric AND e.alpha = q.alpha AND e.concentration = q.concentration
	WHERE e.metric IS NULL OR t.metric IS NULL OR pg_temp.differs(t.value, e.value::float8)),
	NULL, s.name || ': inequality over and between groups, differential fairness')
FROM states AS s ORDER BY name COLLATE "C";

""")
    for outcome, column in (("predicted", 1), ("label", 0)):
        value = conditional_disparity("b", column)
        print(f"SELECT ok(abs(drift.conditional_disparity(state, 'b', '{outcome}') - {value!r}) < 1e-12, "
              f"'conditional disparity, {outcome}') FROM strata;")
    print("\nSELECT * FROM finish();\nROLLBACK;")


main()
