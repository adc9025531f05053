#!/usr/bin/python3
"""Write test/sql/fairness_statsmodels.sql: group tables, and what statsmodels and SciPy make of them.

    /usr/bin/python3 test/gen/fairness.py > test/sql/fairness_statsmodels.sql

Rows are made from counts, so that nothing depends on a random generator. Gaps and ratios follow
fairlearn's definitions (difference and ratio between groups, worst case for equalized odds).
"""
import math
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (confint_proportions_2indep, proportion_confint,
                                          proportions_ztest)

# name: group -> (tp, fp, fn, tn, predicted positive and negative without label)
TABLES = {
    "even": {"a": (300, 100, 100, 300, 0, 0), "b": (310, 95, 105, 290, 0, 0)},
    "gap": {"a": (300, 100, 100, 300, 50, 40), "b": (80, 30, 90, 200, 10, 30), "c": (15, 5, 20, 60, 3, 9)},
    "small": {"a": (30, 10, 10, 40, 0, 0), "b": (1, 0, 4, 30, 0, 0), "c": (5, 0, 2, 3, 0, 0)},
    "zero": {"a": (0, 0, 40, 60, 0, 0), "b": (0, 0, 30, 50, 0, 0)},
    "one zero": {"a": (50, 20, 40, 60, 0, 0), "b": (0, 0, 30, 50, 0, 0)},
    "unlabelled": {"a": (0, 0, 0, 0, 60, 90), "b": (0, 0, 0, 0, 50, 100)},
    "one group": {"a": (10, 20, 30, 40, 0, 0)},
    "five": {g: (100 + 17 * k, 60 + 5 * k, 40 + 11 * k, 200 - 13 * k, k, 2 * k)
             for k, g in enumerate("vwxyz")},
    "extreme": {"a": (5000, 100, 100, 100, 0, 0), "b": (20, 10, 2500, 2600, 0, 0)},
}

LOWER_IS_BETTER = {"fnr", "fpr", "fdr", "for", "error_rate"}
Z = stats.norm.ppf(0.975)


def rate(cells, metric):
    """Numerator and denominator."""
    tp, fp, fn, tn, up, un = cells
    return {
        "selection_rate": (tp + fp + up, tp + fp + fn + tn + up + un), "base_rate": (tp + fn, tp + fp + fn + tn),
        "tpr": (tp, tp + fn), "fnr": (fn, tp + fn), "fpr": (fp, fp + tn), "tnr": (tn, fp + tn),
        "ppv": (tp, tp + fp), "fdr": (fp, tp + fp), "npv": (tn, tn + fn), "for": (fn, tn + fn),
        "accuracy": (tp + tn, tp + fp + fn + tn), "error_rate": (fp + fn, tp + fp + fn + tn),
        "label_coverage": (tp + fp + fn + tn, tp + fp + fn + tn + up + un),
    }[metric]


RATES = ["selection_rate", "base_rate", "tpr", "fnr", "fpr", "tnr", "ppv", "fdr", "npv", "for", "accuracy",
         "error_rate", "label_coverage"]


def gap(groups, metric):
    """Difference and ratio between groups."""
    if metric.startswith("equalized_odds"):
        tpr, fpr = gap(groups, "tpr"), gap(groups, "fpr")
        pairs = list(zip(tpr, fpr))
        if metric.endswith("mean"):
            return tuple(None if None in p else sum(p) / 2 for p in pairs)
        return tuple(None if None in p else f(p) for p, f in zip(pairs, (max, min)))
    rates = [k / n for k, n in (rate(c, metric) for c in groups.values()) if n]
    if len(rates) < 2:
        return None, None
    return max(rates) - min(rates), min(rates) / max(rates) if max(rates) else None


def compare(k1, n1, k2, n2):
    """Difference, ratio, intervals and p-value of two independent proportions."""
    difference = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    half = 0 if k1 and k2 else 0.5
    ratio, ratio_ci = None, (None, None)
    if k2:
        ratio = k1 / n1 / (k2 / n2)
        ratio_ci = [float(x) for x in confint_proportions_2indep(
            k1 + half, n1 + half, k2 + half, n2 + half, method="log", compare="ratio")]
        if not k1:
            ratio_ci[0] = 0.0
    cells = stats.contingency.expected_freq([[k1, n1 - k1], [k2, n2 - k2]])
    if cells.min() < 5:
        test, p = "fisher", stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]])[1]
    else:
        test, p = "z", proportions_ztest([k1, k2], [n1, n2])[1]
    return [k1 / n1 - k2 / n2, *map(float, difference), ratio, *ratio_ci], test, float(p)


def whole(values, k1, n1, k2, n2):
    """Turn a comparison with the rest into one with the whole, of which the group is a part."""
    w = n1 / (n1 + n2)
    scale = lambda r: r / (w * r + 1 - w)
    all_rate = (k1 + k2) / (n1 + n2)
    low, high = values[4:6]
    if not k2 and k1:
        low, high = confint_proportions_2indep(k1 + .5, n1 + .5, .5, n2 + .5, method="log", compare="ratio")
    return [k1 / n1 - all_rate, values[1] * (1 - w), values[2] * (1 - w),
            k1 / n1 / all_rate if all_rate else None,
            *([None, None] if not all_rate else map(scale, (low, high)))]


def table(groups, metric, reference, min_n=30):
    """Rows of drift.fairness_table: name -> (numbers, test, status)."""
    counts = {g: rate(c, metric) for g, c in groups.items()}
    enough = {g: k / n for g, (k, n) in counts.items() if n >= min_n}
    names = list(groups)
    if reference == "majority":
        chosen = max(names, key=lambda g: sum(groups[g]))
    elif reference in ("best", "max", "min"):
        lowest = reference == "min" or (reference == "best" and metric in LOWER_IS_BETTER)
        chosen = (min if lowest else max)(enough, key=enough.get) if enough else None
    else:
        chosen = reference if reference in groups else None
    rows, p_values = {}, {}
    for g, (k, n) in counts.items():
        ci = proportion_confint(k, n, method="wilson") if n else (None, None)
        rows[g] = [[k / n if n else None, *ci] + [None] * 6, None, "insufficient_data"]
        if g == chosen and reference not in ("overall", "complement"):
            rows[g][2] = "reference"
            continue
        if reference in ("overall", "complement"):
            k2, n2 = (sum(c[i] for h, c in counts.items() if h != g) for i in (0, 1))
        elif chosen:
            k2, n2 = counts[chosen]
        else:
            continue
        if n < min_n or n2 < min_n:
            continue
        values, test, p = compare(k, n, k2, n2)
        if reference == "overall":
            values = whole(values, k, n, k2, n2)
        rows[g][0][3:] = values
        rows[g][1] = test
        p_values[g] = p
    if p_values:
        adjusted = dict(zip(p_values, multipletests(list(p_values.values()), method="holm")[1]))
    for g, p in p_values.items():
        difference, ratio = rows[g][0][3], rows[g][0][6]
        significant = adjusted[g] < 0.05
        matters = difference != 0 if ratio is None else not 0.8 <= ratio <= 1 / 0.8
        rows[g][2] = "fail" if significant and matters else "warn" if significant or matters else "pass"
    for g, row in rows.items():
        row[0] += [p_values.get(g), float(adjusted[g]) if g in p_values else None]
    return rows


def literal(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "NULL"
    return repr(float(value))


def text(value):
    return "NULL" if value is None else f"'{value}'"


def rows_of_counts():
    for name, groups in TABLES.items():
        for group, cells in groups.items():
            for n, predicted, label in zip(cells, ("true", "true", "false", "false", "true", "false"),
                                           ("true", "false", "true", "false", "NULL", "NULL")):
                if n:
                    yield f"\t('{name}', '{group}', {predicted}, {label}, {n})"


def gap_rows():
    for name, groups in TABLES.items():
        for metric in RATES + ["equalized_odds", "equalized_odds_mean"]:
            difference, ratio = gap(groups, metric)
            yield f"\t('{name}', '{metric}', {literal(difference)}, {literal(ratio)})"


def table_rows():
    for name, groups in TABLES.items():
        for metric in ("selection_rate", "tpr", "fpr"):
            for reference in ("majority", "best", "max", "min", "overall", "complement", "b", "nobody"):
                for group, (values, test, status) in table(groups, metric, reference).items():
                    yield (f"\t('{name}', '{metric}', '{reference}', '{group}', "
                           + ", ".join(map(literal, values)) + f", {text(test)}, '{status}')")


def main():
    tests = 2 * len(TABLES) + 1
    sys.stdout.write(f"""\
-- fairness against statsmodels {statsmodels.__version__} and SciPy {scipy.__version__}: made by test/gen/fairness.py, do not edit
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

CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 * least(1, abs(b) * 1e6) + 1e-9 * abs(b) END';

CREATE TEMP TABLE counts(name, grp, predicted, label, n) AS VALUES
""")
    print(",\n".join(rows_of_counts()) + ";")
    sys.stdout.write("""
CREATE TEMP TABLE decisions AS
SELECT name, grp, predicted::boolean, label::boolean FROM counts, generate_series(1, n);

CREATE TEMP TABLE gaps(name, metric, difference, ratio) AS VALUES
""")
    print(",\n".join(gap_rows()) + ";")
    sys.stdout.write("""
CREATE TEMP TABLE expected(name, metric, reference, grp, rate, ci_low, ci_high, difference, difference_low,
	difference_high, ratio, ratio_low, ratio_high, p_value, p_adjusted, test, status) AS VALUES
""")
    print(",\n".join(table_rows()) + ";")
    sys.stdout.write("""
CREATE TEMP TABLE states AS
SELECT name, drift.fairness_agg(grp, predicted, label) AS state FROM decisions GROUP BY name;

SELECT is((
	SELECT string_agg(format('%s is %s and %s', g.metric, drift.fairness_gap(s.state, g.metric),
		drift.fairness_ratio(s.state, g.metric)), '; ')
	FROM gaps AS g
	WHERE g.name = s.name AND (
		pg_temp.differs(drift.fairness_gap(s.state, g.metric), g.difference::float8)
		OR pg_temp.differs(drift.fairness_ratio(s.state, g.metric), g.ratio::float8))),
	NULL, s.name || ': gaps and ratios')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s %s %s: %s', e.metric, e.reference, e.grp, t), '; ')
	FROM (SELECT DISTINCT metric, reference FROM expected) AS q
	CROSS JOIN LATERAL drift.fairness_table(s.state, q.reference, metric => q.metric) AS t
	FULL JOIN (SELECT * FROM expected WHERE expected.name = s.name) AS e
		ON e.metric = t.metric AND e.reference = q.reference AND e.grp = t.grp
	WHERE e.grp IS NULL OR t.grp IS NULL
		OR pg_temp.differs(t.rate, e.rate::float8)
		OR pg_temp.differs(t.ci_low, e.ci_low::float8) OR pg_temp.differs(t.ci_high, e.ci_high::float8)
		OR pg_temp.differs(t.difference, e.difference::float8)
		OR pg_temp.differs(t.difference_low, e.difference_low::float8)
		OR pg_temp.differs(t.difference_high, e.difference_high::float8)
		OR pg_temp.differs(t.ratio, e.ratio::float8)
		OR pg_temp.differs(t.ratio_low, e.ratio_low::float8)
		OR pg_temp.differs(t.ratio_high, e.ratio_high::float8)
		OR pg_temp.differs(t.p_value, e.p_value::float8)
		OR pg_temp.differs(t.p_adjusted, e.p_adjusted::float8)
		OR t.test IS DISTINCT FROM e.test::text OR t.status IS DISTINCT FROM e.status::text),
	NULL, s.name || ': tables against every kind of reference')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s %s is %s', o.name, o.metric, o.value), '; ')
	FROM (
		SELECT name, 'selection_rate', drift.fairness_gap(grp, predicted), drift.fairness_ratio(grp, predicted)
		FROM decisions GROUP BY name
		UNION ALL
		SELECT name, 'tpr', drift.fairness_gap(grp, predicted, label, 'equal_opportunity'),
			drift.fairness_ratio(grp, predicted, label, 'equal_opportunity') FROM decisions GROUP BY name
		UNION ALL
		SELECT name, 'equalized_odds', drift.fairness_gap(grp, predicted, label, 'equalized_odds'),
			drift.fairness_ratio(grp, predicted, label, 'equalized_odds') FROM decisions GROUP BY name
		UNION ALL
		SELECT name, 'fnr', drift.fairness_gap(grp, predicted, label, 'fnr'),
			drift.fairness_ratio(grp, predicted, label, 'fnr') FROM decisions GROUP BY name
	) AS o(name, metric, value, ratio) JOIN gaps AS g USING (name, metric)
	WHERE pg_temp.differs(o.value, g.difference::float8) OR pg_temp.differs(o.ratio, g.ratio::float8)),
	NULL, 'gaps and ratios in one step');

SELECT * FROM finish();
ROLLBACK;
""")


main()
