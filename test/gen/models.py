#!/usr/bin/python3
"""Write test/sql/models_statsmodels.sql: two models compared, against independent computations.

    /usr/bin/python3 test/gen/models.py > test/sql/models_statsmodels.sql

McNemar and Newcombe's interval of independent proportions come from statsmodels, values of the metrics from
scikit-learn. Newcombe's paired interval, DeLong's test (by its definition, over all pairs), the delta method
(complex-step derivatives) and the confidence sequence (root of the mixture likelihood ratio, its integral
by quadrature) are implemented here independently. Rows are made by arithmetic that SQL repeats.
"""
import sys
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import integrate, optimize, stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import (confint_proportions_2indep, proportion_confint, proportions_ztest)

warnings.simplefilter("ignore")
Z = stats.norm.ppf(0.975)
N = 1500


def noise(i, k):
    """The same numbers in [0, 1) as the SQL function pg_temp.noise."""
    x = (i * 1103515245 + 12345 * k + 7) % 2147483648
    return (x // 32768 * (k + 3) * 7919 % 10007) / 10007


def rows():
    i = np.arange(1, N + 1)
    y = noise(i, 1) < 0.4
    s1 = np.round(0.5 * noise(i, 2) + 0.3 * y + 0.1, 2)
    s2 = np.round(0.25 * noise(i, 2) + 0.25 * noise(i, 3) + 0.35 * y + 0.1, 2)
    return y, s1 > 0.5, s2 > 0.5, s1, s2


def paired_interval(both, b, c, neither):
    """Newcombe 1998 (Stat. Med. 17, 2635), method 10."""
    n = both + b + c + neither
    p1, p2 = (both + b) / n, (both + c) / n
    l1, u1 = proportion_confint(both + b, n, method="wilson")
    l2, u2 = proportion_confint(both + c, n, method="wilson")
    margins = float(both + b) * (c + neither) * (both + c) * (b + neither)
    product = both * neither - b * c
    if product > 0:
        product = max(product - n / 2, 0)
    phi = product / margins ** 0.5 if margins else 0
    d = p1 - p2
    return (d - np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2),
            d + np.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2))


FUNCTIONS = {
    "balanced_accuracy": lambda tp, fp, fn, tn: (tp / (tp + fn) + tn / (tn + fp)) / 2,
    "precision": lambda tp, fp, fn, tn: tp / (tp + fp), "npv": lambda tp, fp, fn, tn: tn / (tn + fn),
    "f1": lambda tp, fp, fn, tn: 2 * tp / (2 * tp + fp + fn),
    "mcc": lambda tp, fp, fn, tn: (tp * tn - fp * fn) / ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) ** 0.5,
}


def confusion(cells, model):
    """tp, fp, fn, tn of one model from counts by (label, champion, challenger)."""
    total = lambda y, p: sum(v for k, v in cells.items() if k[0] == y and k[1 + model] == p)
    return [total(1, 1), total(0, 1), total(1, 0), total(0, 0)]


def paired_rows(cells):
    """metric -> champion, challenger, difference, low, high, error, p."""
    result = {}
    for name, labels in (("accuracy", (0, 1)), ("recall", (1,)), ("specificity", (0,))):
        part = {k: v for k, v in cells.items() if k[0] in labels}
        count = lambda champion, challenger: sum(
            v for (y, p, q), v in part.items() if (p == y) == champion and (q == y) == challenger)
        both, b, c, neither = count(True, True), count(False, True), count(True, False), count(False, False)
        n = both + b + c + neither
        if not n:
            result[name] = [np.nan] * 7
            continue
        low, high = paired_interval(both, b, c, neither)
        error = np.sqrt(((b + .5) + (c + .5)) / n ** 2 - ((b - c) / n) ** 2 / n)
        result[name] = [(both + c) / n, (both + b) / n, (b - c) / n, low, high, error,
                        mcnemar([[both, b], [c, neither]], exact=True).pvalue]
    for name, function in FUNCTIONS.items():
        one, two = confusion(cells, 0), confusion(cells, 1)
        try:
            value1, value2 = function(*one), function(*two)
        except ZeroDivisionError:
            result[name] = [np.nan] * 7
            if name in result:
                values = []
                for side in (one, two):
                    try:
                        values.append(function(*side))
                    except ZeroDivisionError:
                        values.append(np.nan)
                result[name][:2] = values
            continue

        def slope(counts, at):
            moved = [complex(v) for v in counts]
            moved[at] += 1e-30j
            return function(*moved).imag / 1e-30

        index = lambda y, p: {(1, 1): 0, (0, 1): 1, (1, 0): 2, (0, 0): 3}[y, p]
        variance = sum((v + (0.25 if p != q else 0)) * (slope(two, index(y, q)) - slope(one, index(y, p))) ** 2
                       for (y, p, q), v in cells.items())
        error = variance ** 0.5
        d = value2 - value1
        result[name] = [value1, value2, d, d - Z * error, d + Z * error, error, 2 * stats.norm.sf(abs(d) / error)]
    return result


CELLS = [(300, 20, 35, 45, 25, 20, 30, 225), (30, 2, 5, 4, 2, 0, 7, 50), (0, 0, 0, 0, 5, 6, 7, 80), (9, 0, 0, 3, 2, 0, 0, 40),
         (50, 0, 9, 0, 30, 0, 11, 0)]


def delong(y, s1, s2):
    """AUCs, difference and its standard error by the definition of DeLong et al. 1988."""
    placements = []
    for s in (s1, s2):
        order = (s[y][:, None] > s[~y][None, :]) + 0.5 * (s[y][:, None] == s[~y][None, :])
        placements.append((order.mean(axis=1), order.mean(axis=0), order.mean()))
    s10 = np.cov(placements[0][0], placements[1][0])
    s01 = np.cov(placements[0][1], placements[1][1])
    s = s10 / y.sum() + s01 / (~y).sum()
    return placements[0][2], placements[1][2], np.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])


def mixture_ratio(d, se, tau):
    """Likelihood ratio of effects N(0, tau^2) against 0, by quadrature."""
    f = lambda t: np.exp(((d ** 2) - (d - t) ** 2) / (2 * se ** 2)) * stats.norm.pdf(t, 0, tau)
    center = d * tau ** 2 / (tau ** 2 + se ** 2)
    width = 12 * se * tau / np.hypot(se, tau)
    return integrate.quad(f, center - width, center + width, epsabs=0, epsrel=1e-12)[0]


def sequence(d, se, n, alpha, horizon):
    l = -2 * np.log(alpha)
    tau = np.sqrt((l + np.log(l) + 1) / horizon) * se * np.sqrt(n)
    half = optimize.brentq(lambda x: np.log(mixture_ratio(x, se, tau)) + np.log(alpha), 0, 15 * se, xtol=1e-15)
    return d - half, d + half, min(1 / mixture_ratio(d, se, tau), 1)


def literal(value):
    return "NULL" if np.isnan(value) else repr(float(value))


def values(items):
    return ",\n".join("\t(" + ", ".join(map(str, item)) + ")" for item in items)


def mcnemar_rows():
    for b, c in ((0, 0), (0, 5), (3, 3), (10, 25), (400, 460), (7000, 7300), (1, 0)):
        table = [[10, b], [c, 10]]
        tail = stats.binom.pmf(min(b, c), b + c, 0.5)
        for method, result in (("exact", mcnemar(table, exact=True)), ("chi2", mcnemar(table, exact=False, correction=False)),
                               ("chi2_corrected", mcnemar(table, exact=False, correction=True))):
            statistic, p = result.statistic, result.pvalue
            if method.startswith("chi2") and b + c == 0:
                statistic = p = np.nan
            elif method == "chi2_corrected" and b == c:
                statistic, p = 0.0, 1.0     # statsmodels corrects beyond 0
            yield b, c, f"'{method}'", literal(statistic), literal(min(p, 1))
        yield b, c, "'mid_p'", literal(min(b, c)), literal(1 - tail if b == c else 2 * stats.binom.cdf(min(b, c), b + c, .5) - tail)


def shadow_rows():
    y, p1, p2, s1, s2 = rows()
    cells = {(a, b, c): int(np.sum((y == a) & (p1 == b) & (p2 == c))) for a in (0, 1) for b in (0, 1) for c in (0, 1)}
    for name, v in paired_rows(cells).items():
        yield f"'{name}'", *map(literal, v)
    tests = {"roc_auc": delong(y, s1, s2)}
    assert abs(tests["roc_auc"][0] - metrics.roc_auc_score(y, s1)) < 1e-12
    for name, loss in (("brier", lambda s: (s - y) ** 2), ("log_loss", lambda s: -np.log(np.where(y, s, 1 - s)))):
        d = loss(s2) - loss(s1)
        tests[name] = loss(s1).mean(), loss(s2).mean(), d.std(ddof=1) / np.sqrt(N)
    assert abs(tests["log_loss"][1] - metrics.log_loss(y, s2)) < 1e-12
    for name, (one, two, error) in tests.items():
        d = two - one
        yield (f"'{name}'", *map(literal, (one, two, d, d - Z * error, d + Z * error, error, 2 * stats.norm.sf(abs(d) / error))))


def regression_rows():
    _, _, _, s1, s2 = rows()
    y = noise(np.arange(1, N + 1), 4)
    e1, e2 = np.abs(s1 - y), np.abs(s2 - y)
    for name, d, one, two in (
            ("mae", e2 - e1, e1.mean(), e2.mean()), ("mse", e2 ** 2 - e1 ** 2, (e1 ** 2).mean(), (e2 ** 2).mean()),
            ("rmse", e2 ** 2 / 2 / np.sqrt((e2 ** 2).mean()) - e1 ** 2 / 2 / np.sqrt((e1 ** 2).mean()),
             np.sqrt((e1 ** 2).mean()), np.sqrt((e2 ** 2).mean()))):
        error = d.std(ddof=1) / np.sqrt(N)
        yield (f"'{name}'", *map(literal, (one, two, two - one, two - one - Z * error, two - one + Z * error, error,
                                         2 * stats.norm.sf(abs(two - one) / error))))


def split_rows():
    """Odd rows went to the champion, even ones to the challenger."""
    y, p1, p2, s1, s2 = rows()
    odd = np.arange(1, N + 1) % 2 == 1
    part = {"accuracy": lambda y, p: ((p == y).sum(), len(y)), "recall": lambda y, p: ((p & y).sum(), y.sum()),
            "specificity": lambda y, p: ((~p & ~y).sum(), (~y).sum()), "precision": lambda y, p: ((p & y).sum(), p.sum()),
            "npv": lambda y, p: ((~p & ~y).sum(), (~p).sum())}
    for name, count in part.items():
        k1, n1 = count(y[odd], p1[odd])
        k2, n2 = count(y[~odd], p2[~odd])
        low, high = confint_proportions_2indep(k2, n2, k1, n1, method="newcomb", compare="diff")
        halves = [np.diff(proportion_confint(k, n, method="wilson"))[0] / 2 / Z for k, n in ((k1, n1), (k2, n2))]
        yield (f"'{name}'", *map(literal, (k1 / n1, k2 / n2, k2 / n2 - k1 / n1, low, high, np.hypot(*halves),
                                         proportions_ztest([k1, k2], [n1, n2])[1])), n1, n2)


def sequence_rows():
    for d, se, n, alpha, horizon in ((0.02, 0.01, 1000, 0.05, 10000), (0.05, 0.01, 1000, 0.05, 1000), (-0.3, 0.1, 200, 0.01, 5000),
                                     (0.0, 0.2, 100, 0.1, 100), (1.5, 0.3, 50000, 0.05, 10000)):
        yield (d, se, n, alpha, horizon, *map(literal, sequence(d, se, n, alpha, horizon)))


def coin_rows():
    for b, c in ((0, 0), (0, 8), (12, 30), (200, 260), (5000, 5100)):
        ratio = integrate.quad(lambda q: np.exp(b * np.log(2 * q) + c * np.log(2 - 2 * q)) * stats.beta.pdf(q, .5, .5), 0, 1,
                               points=[b / (b + c)] if b else None, epsabs=0, epsrel=1e-10, limit=500)[0]
        yield b, c, literal(min(1 / ratio, 1))


def main():
    sys.stdout.write(f"""\
-- two models against statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}:
-- made by test/gen/models.py, do not edit
\\set ECHO none
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(8);

CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b ELSE abs(a - b) > 1e-10 * least(1, abs(b) * 1e4) + 1e-9 * abs(b) END';
CREATE FUNCTION pg_temp.noise(i bigint, k int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((i * 1103515245 + 12345 * k + 7) % 2147483648 / 32768 * (k + 3) * 7919 % 10007) / 10007.0';
CREATE TEMP TABLE shadow AS
SELECT q.*, s1 > 0.5 AS p1, s2 > 0.5 AS p2, pg_temp.noise(id, 4) AS amount FROM (
	SELECT i AS id, y, round((0.5 * pg_temp.noise(i, 2) + 0.3 * y::int + 0.1)::numeric, 2)::float8 AS s1,
		round((0.25 * pg_temp.noise(i, 2) + 0.25 * pg_temp.noise(i, 3) + 0.35 * y::int + 0.1)::numeric, 2)::float8 AS s2
	FROM generate_series(1, {N}) i, LATERAL (SELECT pg_temp.noise(i, 1) < 0.4 AS y) l) q;

CREATE TEMP TABLE cells(counts, metric, champion, challenger, difference, ci_low, ci_high, error, p_value) AS VALUES
""")
    keys = [(y, p, q) for y in (0, 1) for p in (0, 1) for q in (0, 1)]
    print(values((f"'{{{','.join(map(str, counts))}}}'::bigint[]", f"'{name}'", *map(literal, v))
                 for counts in CELLS for name, v in paired_rows(dict(zip(keys, counts))).items()) + ";")
    for table, columns, items in (
            ("mcnemar", "b, c, method, statistic, p_value", mcnemar_rows()),
            ("paired", "metric, champion, challenger, difference, ci_low, ci_high, error, p_value", [*shadow_rows(), *regression_rows()]),
            ("split", "metric, champion, challenger, difference, ci_low, ci_high, error, p_value, n1, n2", split_rows()),
            ("sequence", "d, se, n, alpha, horizon, low, high, p_value", sequence_rows()), ("coin", "b, c, p_value", coin_rows())):
        print(f"\nCREATE TEMP TABLE {table}({columns}) AS VALUES\n{values(items)};")
    sys.stdout.write("""
SELECT is((SELECT string_agg(format('%s: %s', e, t), '; ')
	FROM (SELECT DISTINCT counts FROM cells) q CROSS JOIN LATERAL drift.paired_metrics(q.counts) t
	FULL JOIN cells e ON e.counts = q.counts AND e.metric = t.metric
	WHERE e.metric IS NULL OR t.metric IS NULL OR pg_temp.differs(t.champion, e.champion::float8)
		OR pg_temp.differs(t.challenger, e.challenger::float8) OR pg_temp.differs(t.difference, e.difference::float8)
		OR pg_temp.differs(t.ci_low, e.ci_low::float8) OR pg_temp.differs(t.ci_high, e.ci_high::float8)
		OR pg_temp.differs(t.error, e.error::float8) OR pg_temp.differs(t.p_value, e.p_value::float8)),
	NULL, 'paired metrics from counts');
SELECT is((SELECT string_agg(format('%s: %s', e, t), '; ') FROM mcnemar e, drift.mcnemar_test(b, c, method) t
	WHERE pg_temp.differs(t.statistic, e.statistic::float8) OR pg_temp.differs(t.p_value, e.p_value::float8)), NULL, 'McNemar');
SELECT is((SELECT string_agg(format('%s: %s', e, t), '; ') FROM sequence e,
	drift.sequential_interval(d::float8, se::float8, n, alpha::float8, horizon) t
	WHERE pg_temp.differs(t.low, e.low::float8) OR pg_temp.differs(t.high, e.high::float8) OR pg_temp.differs(t.p_value, e.p_value::float8)),
	NULL, 'confidence sequence');
SELECT is((SELECT string_agg(format('%s: %s', e, drift.sequential_mcnemar(b, c)), '; ') FROM coin e
	WHERE abs(drift.sequential_mcnemar(b, c) - p_value) > 1e-7 * p_value), NULL, 'sequential McNemar');

CREATE TEMP TABLE got AS
SELECT * FROM drift.compare_models('shadow', 'y', 'p1', challenger_predicted => 'p2', score => 's1', challenger_score => 's2')
UNION ALL SELECT * FROM drift.compare_models('shadow', 'amount', 's1', challenger_predicted => 's2', task => 'regression');
SELECT is((SELECT string_agg(format('%s: %s', e, t), '; ')
	FROM got t FULL JOIN paired e ON e.metric = t.metric
	WHERE e.metric IS NULL OR t.metric IS NULL OR pg_temp.differs(t.champion, e.champion::float8)
		OR pg_temp.differs(t.challenger, e.challenger::float8) OR pg_temp.differs(t.difference, e.difference::float8)
		OR pg_temp.differs(t.ci_low, e.ci_low::float8) OR pg_temp.differs(t.ci_high, e.ci_high::float8)
		OR pg_temp.differs(t.p_value, e.p_value::float8)
		OR pg_temp.differs(t.always_low, (drift.sequential_interval(e.difference::float8, e.error::float8, t.n_champion)).low)),
	NULL, 'the same requests: McNemar, Newcombe, delta method, DeLong, losses, errors');
SELECT is((SELECT string_agg(format('%s: %s', e, t), '; ')
	FROM split e LEFT JOIN drift.compare_outcomes((SELECT drift.binary_outcome_agg(y, p1, s1) FROM shadow WHERE id % 2 = 1),
		(SELECT drift.binary_outcome_agg(y, p2, s2) FROM shadow WHERE id % 2 = 0)) t ON e.metric = t.metric
	WHERE t.metric IS NULL OR pg_temp.differs(t.champion, e.champion::float8)
		OR pg_temp.differs(t.challenger, e.challenger::float8) OR pg_temp.differs(t.difference, e.difference::float8)
		OR pg_temp.differs(t.ci_low, e.ci_low::float8) OR pg_temp.differs(t.ci_high, e.ci_high::float8)
		OR pg_temp.differs(t.p_value, e.p_value::float8) OR t.n_champion <> e.n1 OR t.n_challenger <> e.n2
		OR pg_temp.differs(t.always_high, (drift.sequential_interval(e.difference::float8, e.error::float8, n1 + n2)).high)),
	NULL, 'split traffic: Newcombe, z test');

CREATE TEMP VIEW champion AS SELECT id, y, p1 AS p, s1 AS s, 'old' AS model FROM shadow;
CREATE TEMP VIEW challenger AS SELECT id, y, p2 AS p, s2 AS s, 'new' AS model FROM shadow;
CREATE TEMP VIEW log AS SELECT * FROM champion UNION ALL SELECT * FROM challenger;
SELECT results_eq($$SELECT * FROM drift.compare_models('champion', 'y', 'p', challenger => 'challenger', id => 'id', score => 's')$$,
	$$SELECT * FROM drift.compare_models('shadow', 'y', 'p1', challenger_predicted => 'p2', score => 's1', challenger_score => 's2')$$,
	'two relations joined by id');
SELECT results_eq($$SELECT * FROM drift.compare_models('log', 'y', 'p', model_column => 'model', champion_model => 'old',
	challenger_model => 'new', id => 'id', score => 's')$$,
	$$SELECT * FROM drift.compare_models('shadow', 'y', 'p1', challenger_predicted => 'p2', score => 's1', challenger_score => 's2')$$,
	'two models of one log, joined by id');

SELECT * FROM finish();
ROLLBACK;
""")


main()
