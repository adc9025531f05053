#!/usr/bin/python3
"""Write test/sql/judge_methods.sql: limits of a series of windows, against independent computations.

    /usr/bin/python3 test/gen/thresholds.py > test/sql/judge_methods.sql

Means, quantiles and MAD come from NumPy and SciPy, Holt-Winters from statsmodels' ExponentialSmoothing
with known start and fixed parameters, its variance after a gap from ETSModel, adjusted p-values from
multipletests. Charts are run here window by window as the textbooks define them, and the limit of a
value is found by bisection: the value at which the chart signals. The series is made by arithmetic
that SQL repeats.
"""
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

warnings.simplefilter("ignore")
N = 160
K = (3.0, 6.0)
MIN_HISTORY = 7


def frac(x):
    return x - np.floor(x)


def value(i):
    """The same numbers as the SQL function pg_temp.value: season of 7, trend, noise, a burst."""
    noise = frac(i * 0.6180339887498949) + frac(i * 0.7548776662466927) - 1
    return 50 + 0.01 * i + 2 * (frac(i / 7.0) > 0.7) + noise + (6 if 90 <= i < 96 else 0)


Y = np.array([value(i) for i in range(1, N + 1)])
MISSING = {33, 34, 120}


def widen(k, n):
    v = n - 1
    return np.sqrt(1 + 1 / n) * (k + (k**3 + k) / (4 * v) + (5 * k**5 + 16 * k**3 + 3 * k) / (96 * v * v))


def around(center, sigma):
    return (center - K[0] * sigma, center + K[0] * sigma, center - K[1] * sigma, center + K[1] * sigma)


def rolling(h, _):
    return around(np.mean(h), np.std(h, ddof=1))


def guarded(h, _):
    away = widen(K[0], len(h)) * np.std(h, ddof=1)
    out = []
    for j, floor in enumerate((1.0, 4.0)):
        a = max(away * K[j] / K[0], floor, K[j] * 0.5)
        out += [np.mean(h) - a, np.mean(h) + a]
    return tuple(out)


def median(h, _):
    return around(np.median(h), stats.median_abs_deviation(h, scale="normal"))


def relative(h, _):
    m = np.mean(h)
    return (m * 0.9, m * 1.1, m * 0.7, m * 1.3)


def quantile(h, _):
    return tuple(np.quantile(h, [0.05, 0.95, 0, 1]))


def signal_limit(signals, center, sign):
    """The value at which a chart begins to signal."""
    far = center + sign * 1e4
    return optimize.brentq(lambda x: 0.5 if signals(x) else -0.5, center - sign * 1e4, far, xtol=1e-11)


def chart(h, statistic, guard=False):
    """statistic(z of the chart's windows, sign) -> (statistic at the last, what it is held against)."""
    half = len(h) // 2
    mu, sigma = np.mean(h[:half]), np.std(h[:half], ddof=1) * (widen(K[0], half) / K[0] if guard else 1)
    z = list((np.array(h[half:]) - mu) / sigma)
    out = []
    for j in range(2):
        for sign in (-1, 1):
            out.append(mu + sigma * signal_limit(
                lambda x: statistic(z + [x], sign, j)[0] > statistic(z + [x], sign, j)[1], 0, sign))
    return tuple(out)


def cusum(h, _, guard=False):
    """With guard the slack grows by the standard error of the mean, of half the windows."""
    def statistic(z, sign, j):
        s = 0
        for x in z:
            s = max(0, s + sign * x - 0.5 - (1 / np.sqrt(len(h) // 2) if guard else 0))
        return s, (5, 9)[j]
    return chart(h, statistic, guard)


def cusum_guarded(h, i):
    return cusum(h, i, True)


def page_hinkley(h, _):
    def statistic(z, sign, j):
        m = np.concatenate([[0], np.cumsum([sign * (x - np.mean(z[:t + 1])) - 0.25 for t, x in enumerate(z)])])
        return m[-1] - m.min(), (5, 9)[j]
    return chart(h, statistic)


def ewma(h, _):
    def statistic(z, sign, j):
        e = 0
        for x in z:
            e = 0.3 * x + 0.7 * e
        return sign * e, K[j] * np.sqrt(0.3 / 1.7 * (1 - 0.7 ** (2 * len(z))))
    return chart(h, statistic)


def smoothing(y, horizon):
    """Holt-Winters: forecast and its sigma, horizon windows ahead."""
    level = np.mean(y[:7])
    trend = (np.mean(y[7:14]) - level) / 7
    model = ExponentialSmoothing(y, trend="add", seasonal="add", seasonal_periods=7,
                                 initialization_method="known", initial_level=level, initial_trend=trend,
                                 initial_seasonal=y[:7] - level)
    fit = model.fit(smoothing_level=0.2, smoothing_trend=0.05, smoothing_seasonal=0.15, optimized=False)
    sigma = np.sqrt(np.mean((y - fit.fittedvalues)[7:] ** 2))
    ets = ETSModel(pd.Series(y), error="add", trend="add", seasonal="add", seasonal_periods=7)
    variance = ets.smooth(np.concatenate([[0.2, 0.2 * 0.05, 0.15], [level, trend], y[:7] - level])
                          ).get_prediction(start=len(y), end=len(y) + horizon - 1).forecast_variance
    return fit.forecast(horizon)[-1], sigma * np.sqrt(variance[-1] / variance[0]), len(y)


def holt_winters(_, i):
    gap = 0
    while i - 1 - gap in MISSING:
        gap += 1
    y = np.array([Y[j - 1] for j in range(i - 40, i - gap)])
    center, sigma, _ = smoothing(y, gap + 1)
    return around(center, sigma)


def burn_rate(_, i):
    """Errors are value / 1000; budget 2 %: the value at which long and short span reach the factor."""
    def limit(span, factor):
        js = [j for j in range(max(1, i - span + 1), i) if j not in MISSING]
        w = np.array([100.0 + j for j in js])
        e = np.array([Y[j - 1] / 1000 for j in js])
        own = 100.0 + i
        return (factor * 0.02 * (w.sum() + own) - (w * e).sum()) / own
    return (None, max(limit(24, 1.5), limit(3, 1.5)), None, max(limit(6, 4), limit(2, 4)))


METHODS = {  # name: (function, method, windows, reach, settings, guard, like windows, direction)
    "rolling": (rolling, "rolling", 28, 56, "{28}", "false", False, "both"),
    "rolling, guarded": (guarded, "rolling", 28, 56, "{28}", "true", False, "both"),
    "median": (median, "median", 21, 42, "{21}", "false", False, "both"),
    "like windows, mean": (rolling, "seasonal", 8, 112, "{8, 0}", "false", True, "both"),
    "like windows, median": (median, "seasonal", 8, 112, "{8, 1}", "false", True, "both"),
    "relative": (relative, "relative", 3, 42, "{3, 0.1, 0.3}", "false", True, "both"),
    "quantile": (quantile, "quantile", 40, 80, "{40, 0.95, 1}", "false", False, "both"),
    "cusum": (cusum, "cusum", 40, 40, "{40, 0.5, 5, 9}", "false", False, "both"),
    "cusum, guarded": (cusum_guarded, "cusum", 40, 40, "{40, 0.5, 5, 9}", "true", False, "both"),
    "page_hinkley": (page_hinkley, "page_hinkley", 40, 40, "{40, 0.25, 5, 9}", "false", False, "both"),
    "ewma": (ewma, "ewma", 40, 40, "{40, 0.3}", "false", False, "both"),
    "holt_winters": (holt_winters, "holt_winters", 40, 40, "{40, 7, 0.2, 0.05, 0.15}", "false", False, "both"),
    "burn_rate": (burn_rate, "burn_rate", 24, 24, "{24, 0.98, 6, 2, 4, 24, 3, 1.5}", "false", False, "up"),
}
CHECKED = [60, 61, 80, 89, 119, 121, 122, 159, 160]


def history(i, windows, reach, like, fired):
    js = [j for j in range(i - 1, max(0, i - reach - 1), -1)
          if j not in MISSING and j not in fired and (not like or j % 7 == i % 7)]
    return [Y[j - 1] for j in reversed(js[:windows])]


def rows():
    for name, (function, method, windows, reach, settings, guard, like, direction) in METHODS.items():
        for i in CHECKED:
            if method == "holt_winters" and MISSING & set(range(i - 40, i - 1 - (i - 1 in MISSING))):
                continue
            yield name, method, reach, settings, guard, direction, False, i, function(
                history(i, windows, reach, like, set()), i)
    for name in ("rolling", "median"):
        function, method, windows, reach, settings, guard, like, direction = METHODS[name]
        fired = set()
        for i in range(60, 161):
            low, high, low2, high2 = limit = function(history(i, windows, reach, like, fired), i)
            if i in MISSING:
                continue
            if not low <= Y[i - 1] <= high:
                fired.add(i)
            if i in (89, 96, 97, 104, 130):
                yield name + " without fired", method, reach, settings, guard, direction, True, i, limit


def show(x):
    return "NULL" if x is None else repr(float(x))


HEAD = """-- limits of a series of windows against statsmodels {statsmodels}, SciPy {scipy}, NumPy {numpy}:
-- made by test/gen/thresholds.py, do not edit
\\set ECHO none
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan({plan});

CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b ELSE abs(a - b) > 1e-9 * greatest(1, abs(b)) END';
CREATE FUNCTION pg_temp.value(i int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT 50 + 0.01::float8 * i + CASE WHEN i / 7.0::float8 - floor(i / 7.0::float8) > 0.7 THEN 2 ELSE 0 END
	+ (i * 0.6180339887498949::float8 - floor(i * 0.6180339887498949::float8)
		+ (i * 0.7548776662466927::float8 - floor(i * 0.7548776662466927::float8)) - 1) + CASE WHEN i BETWEEN 90 AND 95 THEN 6 ELSE 0 END';
CREATE FUNCTION pg_temp.rule(method text, reach int, settings float8[], guard boolean, direction text, exclude boolean, fallback text DEFAULT 'none')
RETURNS drift.limit_rule LANGUAGE sql AS $$SELECT ROW(method, fallback, false, false, direction, guard, exclude, 7, reach, 1, 0.001, 3, 6,
	NULL, NULL, NULL, NULL, 1, 4, settings)::drift.limit_rule$$;
CREATE FUNCTION pg_temp.series(scale float8, first int) RETURNS drift.series_point[] LANGUAGE sql AS $$
	SELECT array_agg(ROW(i, pg_temp.value(i) / scale, 100 + i, i % 7, false, i >= first, 0.5, 1, NULL, NULL, NULL, 0)::drift.series_point ORDER BY i)
	FROM generate_series(1, {n}) i WHERE i NOT IN ({missing})$$;

CREATE TEMP TABLE expected(name, method, reach, settings, guard, direction, exclude, number, warn_low, warn_high, critical_low, critical_high) AS VALUES
"""

TAIL = """;
SELECT is((SELECT string_agg(e.name || ' ' || e.number || ': ' || concat_ws(' ', l.warn_low, l.warn_high, l.critical_low, l.critical_high), E'\\n')
	FROM expected e LEFT JOIN LATERAL drift.limits(pg_temp.rule(e.method, e.reach, e.settings::float8[], e.guard, e.direction, e.exclude),
			pg_temp.series(CASE e.method WHEN 'burn_rate' THEN 1000 ELSE 1 END, CASE WHEN e.exclude THEN 60 ELSE e.number END)) l
		ON l.window_number = e.number
	WHERE e.name = x.name AND (pg_temp.differs(l.warn_low, e.warn_low) OR pg_temp.differs(l.warn_high, e.warn_high)
		OR pg_temp.differs(l.critical_low, e.critical_low) OR pg_temp.differs(l.critical_high, e.critical_high))), NULL, x.name || ', ' || x.n || ' windows')
FROM (SELECT e.name, count(*) AS n FROM expected e GROUP BY 1) x ORDER BY x.name COLLATE "C";
"""


def main():
    table = list(rows())
    names = sorted({r[0] for r in table})
    p = [0.001, 0.2, None, 0.03, 0.03, 0.0004, 1.0, 0.012, 0.5]
    out = sys.stdout.write
    out(HEAD.format(statsmodels=statsmodels.__version__, scipy=scipy.__version__, numpy=np.__version__,
                    plan=len(names) + 7, n=N, missing=", ".join(map(str, sorted(MISSING)))))
    out(",\n".join("\t('%s', '%s', %d, '%s', %s, '%s', %s, %d, %s)" % (
        n, m, r, s, g, d, str(e).lower(), i,
        ", ".join("%s%s" % (show(x), "::float8" if x is None else "")
                  for x in ([l[0], l[1], l[2], l[3]] if m != "burn_rate" else [None, l[1] / 1, None, l[3]])))
        for n, m, r, s, g, d, e, i, l in table))
    out(TAIL)
    array = "ARRAY[%s]" % ", ".join("NULL" if x is None else repr(x) for x in p)
    known = [x for x in p if x is not None]
    for name, method in (("bonferroni", "bonferroni"), ("holm", "holm"), ("bh", "fdr_bh")):
        adjusted = iter(multipletests(known, method=method)[1])
        e = "ARRAY[%s]" % ", ".join("NULL" if x is None else repr(float(next(adjusted))) for x in p)
        out("SELECT is((SELECT string_agg(a::text, ' ') FROM unnest(drift.p_adjust(%s, '%s'), %s::float8[]) AS u(a, b) "
            "WHERE pg_temp.differs(a, b)), NULL, 'p-values: %s');\n" % (array, name, e, name))
    for k, n in ((3, 28), (4, 28), (4, 7)):
        exact = np.sqrt(1 + 1 / n) * stats.t.isf(stats.norm.sf(k), n - 1)
        out("SELECT ok(abs(drift.sigma_factor(%d, %d) / %r - 1) < %s, 'k = %d of %d windows is Student''s quantile');\n" % (
            k, n, exact, 0.01 if n > 7 else 0.25, k, n))
    out("SELECT is(drift.sigma_factor(4, 1), NULL, 'one window has no sigma');\n")
    out("\nSELECT * FROM finish();\nROLLBACK;\n")


main()
