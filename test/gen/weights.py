#!/usr/bin/python3
"""Write test/sql/weighted_states.sql: rows with weights, and what SciPy and NumPy make of them.

    /usr/bin/python3 test/gen/weights.py > test/sql/weighted_states.sql

SciPy's wasserstein_distance and energy_distance take weights, as do numpy.average and numpy.cov; weighted
distribution functions, bins and Kish's effective sizes are computed here from their definitions. Tests are
those of the effective sizes. The rows come from whole numbers that SQL repeats.
"""
import sys

import numpy as np
import scipy
from scipy import stats

N = 600
ROWS = """SELECT i, (i::bigint * 7919 % 10007) / 97.0::float8 AS x, ((i::bigint * 104729 % 997) + 1) / 100.0::float8 AS w,
	i % 3 = 0 AS c, 'c' || i * i % 17 AS cat, 1 + i % 5 AS k FROM generate_series(1, 600) AS i"""
i = np.arange(1, N + 1)
X = (i * 7919 % 10007) / 97.0 + 3.0 * (i % 3 == 0)
W = ((i * 104729 % 997) + 1) / 100.0
C = i % 3 == 0
CAT = np.array(["c%d" % (k * k % 17) for k in i])
ROWS = ROWS.replace("/ 97.0::float8 AS x", "/ 97.0::float8 + CASE WHEN i % 3 = 0 THEN 3 ELSE 0 END AS x")


def cdf(x, w, at):
    """The weighted share of x that is not above each place."""
    order = np.argsort(x)
    total = np.concatenate([[0], np.cumsum(w[order])])
    return total[np.searchsorted(x[order], at, side="right")] / w.sum()


def quantile(x, w, p):
    """The least value that holds a share p of the weights: NumPy 2's inverted_cdf."""
    order = np.argsort(x)
    return x[order][np.searchsorted(np.cumsum(w[order]) / w.sum(), p, side="left")]


def shares_of(edges, x, w):
    at = np.concatenate([[0], cdf(x, w, edges), [1]])
    return np.diff(at)


def psi(r, c):
    r, c = np.maximum(r, 1e-4), np.maximum(c, 1e-4)
    return np.sum((c - r) * np.log(c / r))


def js(r, c):
    m = (r + c) / 2
    return (stats.entropy(r, m, base=2) + stats.entropy(c, m, base=2)) / 2


def effective(w):
    return w.sum() ** 2 / (w ** 2).sum()


def chi2(r, c, n, m):
    statistic, p, df, _ = stats.chi2_contingency(np.array([r * n, c * m]), correction=False)
    return statistic, p, df


def moments(x, w):
    n = effective(w)
    mean = np.average(x, weights=w)
    return n, mean, np.average((x - mean) ** 2, weights=w) * n / (n - 1)


def values():
    a, wa, b, wb = X[~C], W[~C], X[C], W[C]
    na, nb = effective(wa), effective(wb)
    at = np.sort(X)
    d = np.max(np.abs(cdf(a, wa, at) - cdf(b, wb, at)))
    edges = np.array([quantile(a, wa, p / 10) for p in range(1, 10)])
    r, c = shares_of(edges, a, wa), shares_of(edges, b, wb)
    names = sorted(set(CAT))
    rc = np.array([wa[CAT[~C] == k].sum() for k in names]) / wa.sum()
    cc = np.array([wb[CAT[C] == k].sum() for k in names]) / wb.sum()
    both = rc + cc > 0
    n, mean_a, var_a = moments(a, wa)
    m, mean_b, var_b = moments(b, wb)
    pooled = ((n - 1) * var_a + (m - 1) * var_b) / (n + m - 2)
    t = (mean_a - mean_b) / np.sqrt(pooled * (1 / n + 1 / m))
    yield "drift.weight(s, false)", wa.sum()
    yield "drift.weight(pc)", wb.sum()
    yield "drift.n_effective(s, true)", nb
    yield "drift.n_effective(pr)", na
    yield "drift.mean(s, false)", mean_a
    yield "drift.stddev(s, true)", np.sqrt(np.cov(b, aweights=wb))
    yield "(drift.summary(pr)).mean", mean_a
    yield "(drift.summary(pc)).stddev", np.sqrt(np.cov(b, aweights=wb))
    for p in (0.013, 0.21, 0.5, 0.977):
        yield "drift.quantile(pr, %g)" % p, quantile(a, wa, p)
    for x in (-1.0, 20.5, 77.7, 1000.0):
        yield "drift.cdf(pc, %g)" % x, cdf(b, wb, x)
    for form in ("s", "pr, pc"):
        yield "drift.wasserstein(%s)" % form, stats.wasserstein_distance(a, b, wa, wb)
        yield "drift.energy_distance(%s)" % form, stats.energy_distance(a, b, wa, wb)
        yield "drift.ks_stat(%s)" % form, d
        yield "drift.psi(%s)" % form, psi(r, c)
        yield "drift.js_divergence(%s)" % form, js(r, c)
        yield "drift.tv_distance(%s)" % form, np.abs(r - c).sum() / 2
        yield "(drift.ks_test(%s)).statistic" % form, d
        yield "(drift.chi2_test(%s)).statistic" % form, chi2(r, c, na, nb)[0]
        yield "(drift.chi2_test(%s)).p_value" % form, chi2(r, c, na, nb)[1]
        yield "(drift.t_test(%s)).statistic" % form, t
        yield "(drift.t_test(%s)).p_value" % form, 2 * stats.t.sf(abs(t), n + m - 2)
    for form in ("cs", "cpr, cpc"):
        yield "drift.psi(%s)" % form, psi(rc[both], cc[both])
        yield "drift.hellinger(%s)" % form, np.sqrt(((np.sqrt(rc) - np.sqrt(cc)) ** 2).sum() / 2)
        yield "(drift.chi2_test(%s)).statistic" % form, chi2(rc[both], cc[both], na, nb)[0]
        yield "(drift.chi2_test(%s)).p_value" % form, chi2(rc[both], cc[both], na, nb)[1]
    yield "(SELECT share FROM drift.top(cpr, 1))", rc.max()


HEAD = r"""\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
-- written by test/gen/weights.py with Python %s, NumPy %s, SciPy %s
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT * FROM no_plan();
CREATE TEMP TABLE log AS %s;
CREATE TEMP TABLE state AS SELECT drift.sample_agg(x, c, w) AS s, drift.profile_agg(x, w) FILTER (WHERE NOT c) AS pr,
	drift.profile_agg(x, w) FILTER (WHERE c) AS pc, drift.sample_agg(cat, c, w) AS cs,
	drift.profile_agg(cat, w) FILTER (WHERE NOT c) AS cpr, drift.profile_agg(cat, w) FILTER (WHERE c) AS cpc FROM log;

-- values of others
CREATE FUNCTION pg_temp.same(call text, wanted float8) RETURNS text LANGUAGE plpgsql AS $$
DECLARE have float8;
BEGIN
	EXECUTE 'SELECT ' || call || ' FROM state' INTO have;
	RETURN ok(abs(have - wanted) <= 1e-9 * greatest(abs(wanted), 1e-3), call || CASE
		WHEN abs(have - wanted) <= 1e-9 * greatest(abs(wanted), 1e-3) THEN '' ELSE format(': %%s, not %%s', have, wanted) END);
END $$;
SELECT pg_temp.same(v.call, v.wanted) FROM (VALUES
"""

TAIL = r"""
-- a test says which sizes it took; n stays the number of rows
SELECT ok((t).method LIKE '%, effective sizes % and %' AND (t).n_reference = 400 AND (t).n_current = 200, 'method: ' || name)
FROM state, LATERAL (VALUES ('ks', drift.ks_test(s)), ('kuiper', drift.kuiper_test(pr, pc)), ('t', drift.t_test(s)),
	('welch', drift.welch_test(s)), ('levene', drift.levene_test(s)), ('mann_whitney', drift.mann_whitney_test(s)),
	('mood', drift.mood_test(s)), ('cramer_von_mises', drift.cramer_von_mises_test(s)),
	('anderson_darling', drift.anderson_darling_test(s)), ('epps_singleton', drift.epps_singleton_test(s)),
	('energy', drift.energy_test(s, 99)), ('tvd', drift.tvd_test(cs, 99)), ('chi2', drift.chi2_test(cs)),
	('g', drift.g_test(cs)), ('goodness_of_fit', drift.goodness_of_fit_test(cpr, cpc))) AS v (name, t);
SELECT ok(drift.n(s, true) = 200 AND drift.n(pr) = 400 AND drift.n(cs, false) = 400 AND drift.n(cpc) = 200, 'n is the rows') FROM state;

-- a whole weight k is the row k times, in every distance and bit for bit
CREATE TEMP TABLE whole AS SELECT drift.sample_agg(x, c, k) AS s, drift.sample_agg(cat, c, k) AS cs,
	drift.profile_agg(x, k) FILTER (WHERE NOT c) AS pr, drift.profile_agg(x, k) FILTER (WHERE c) AS pc FROM log;
CREATE TEMP TABLE repeated AS SELECT drift.sample_agg(x, c) AS s, drift.sample_agg(cat, c) AS cs,
	drift.profile_agg(x) FILTER (WHERE NOT c) AS pr, drift.profile_agg(x) FILTER (WHERE c) AS pc
FROM log, generate_series(1, k);
CREATE FUNCTION pg_temp.number(call text, relation text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE result float8;
BEGIN
	EXECUTE 'SELECT ' || call || ' FROM ' || relation INTO result;
	RETURN result;
END $$;
SELECT is(pg_temp.number(call, 'whole'), pg_temp.number(call, 'repeated'), 'repeated: ' || call)
FROM unnest('{psi,js_divergence,js_distance,kl_divergence,hellinger,tv_distance,l_infinity,bhattacharyya,chi2_stat,cramers_v,
	normalized_abs_difference,ks_stat,kuiper,wasserstein,energy_distance,cramer_von_mises,anderson_darling,cliffs_delta,
	unseen_share,missing_categories_share}'::text[]) AS name, unnest('{s,"pr, pc",cs}'::text[]) AS form,
	LATERAL format('drift.%s(%s)', name, form) AS call
WHERE form <> 'cs' OR name !~ '^(ks|kuiper|wasserstein|energy|cramer_von|anderson|cliffs)';
SELECT is(pg_temp.number(call, 'whole'), pg_temp.number(call, 'repeated'), 'repeated: ' || call) FROM (VALUES
	('drift.psi(s, binning => ''fd'')'), ('drift.psi(s, binning => ''doane'')'), ('drift.psi(s, binning => ''scott'')'),
	('drift.psi(s, binning => ''auto'')'), ('drift.psi(s, binning => ''uniform'')'), ('drift.quantile(pr, 0.37)'),
	('drift.wasserstein(s, scale => ''std'')'), ('drift.cdf(pc, 50)'), ('drift.mean(s, true)')) AS v (call);

-- merging: whole weights in any order to the same bytes; with rows that have none; a unit of 1e300 or 1e-300
CREATE FUNCTION pg_temp.counts(p drift.profile) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(p::text, 'mean:.* rank_error', '') $$;	-- moments are right to rounding only
CREATE TEMP TABLE part AS SELECT i % 7 AS g, drift.sample_agg(x, c, k) AS s, drift.profile_agg(x, k) AS p,
	drift.profile_agg(cat, k) AS cp, drift.sample_agg(cat, c, k) AS cs, drift.profile_agg(x, w) AS f FROM log GROUP BY 1;
SELECT ok(drift.merge(s ORDER BY g)::text = drift.merge(s ORDER BY g DESC)::text
	AND pg_temp.counts(drift.merge(p ORDER BY g)) = pg_temp.counts(drift.merge(p ORDER BY g DESC))
	AND drift.merge(cp ORDER BY g)::text = drift.merge(cp ORDER BY g DESC)::text
	AND drift.merge(cs ORDER BY g)::text = drift.merge(cs ORDER BY g DESC)::text, 'whole weights merge to the same bytes in any order')
FROM part;
SELECT ok((SELECT drift.merge(s)::text FROM part) = s::text AND (SELECT drift.merge(cs)::text FROM part) = cs::text,
	'which are those of all rows') FROM whole;
SELECT ok(drift.ks_stat(drift.merge(f), (SELECT drift.profile_agg(x, w) FROM log)) < 1e-14, 'fractions merge to 1e-14') FROM part;
SELECT is(pg_temp.counts(drift.merge(p)), (SELECT pg_temp.counts(drift.profile_agg(x, CASE WHEN i <= 300 THEN k ELSE 1 END)) FROM log),
	'rows without weights weigh 1')
FROM (SELECT drift.profile_agg(x, k) AS p FROM log WHERE i <= 300 UNION ALL SELECT drift.profile_agg(x) FROM log WHERE i > 300) q;
SELECT is(drift.merge(s)::text, (SELECT drift.sample_agg(x, c, CASE WHEN i <= 300 THEN k ELSE 1 END)::text FROM log), 'in samples, too')
FROM (SELECT drift.sample_agg(x, c) AS s FROM log WHERE i > 300 UNION ALL SELECT drift.sample_agg(x, c, k) FROM log WHERE i <= 300) q;
SELECT is(drift.merge(s)::text, (SELECT drift.sample_agg(cat, c, CASE WHEN i <= 300 THEN k ELSE 1 END)::text FROM log), 'and of categories')
FROM (SELECT drift.sample_agg(cat, c) AS s FROM log WHERE i > 300 UNION ALL SELECT drift.sample_agg(cat, c, k) FROM log WHERE i <= 300) q;
SELECT ok(abs(drift.psi(drift.sample_agg(x, c, w * unit)) - (SELECT drift.psi(s) FROM state)) < 1e-12
	AND abs(drift.psi(drift.sample_agg(cat, c, w * unit)) - (SELECT drift.psi(cs) FROM state)) < 1e-12
	AND abs(drift.cdf(drift.profile_agg(x, w * unit), 50) - (SELECT drift.cdf(drift.profile_agg(x, w), 50) FROM log)) < 1e-12,
	'only proportions matter: ' || unit)
FROM log, (VALUES (1e300), (1e-300), (0.001), (1e-6)) v (unit) GROUP BY unit;

-- what does not count, and what is refused
SELECT is(drift.profile_agg(x, w)::text, drift.profile_agg(x, w) FILTER (WHERE w > 0)::text, 'NULL and 0 count nothing')
FROM (SELECT x, w FROM log UNION ALL SELECT 1e6, NULL UNION ALL SELECT -1e6, 0) q;
SELECT is(drift.sample_agg(x, c, 0)::text, NULL, 'nothing at all: NULL') FROM log;
SELECT throws_ok('SELECT ' || call || ' FROM log', state, NULL, state || ': ' || call) FROM (VALUES
	('drift.profile_agg(x, -1)', '22023'), ('drift.profile_agg(x, ''NaN'')', '22023'), ('drift.profile_agg(x, ''Infinity'')', '22023'),
	('drift.sample_agg(x, c, -1e-300)', '22023'), ('drift.profile_agg(cat, -1)', '22023'), ('drift.sample_agg(cat, c, ''NaN'')', '22023'),
	('drift.profile_agg(x, 1e308)', '22003'), ('drift.sample_agg(x, c, 1e308)', '22003'), ('drift.sample_agg(cat, c, 1e308)', '22003'),
	('drift.psi(drift.sample_agg(x, c, w), dialect => ''evidently'')', '0A000'),
	('drift.dialect_metric(drift.sample_agg(x, c, w), ''evidently'')', '0A000')) v (call, state);
SELECT is(drift.profile_agg(k, k)::text, drift.profile_agg(k::numeric, k::numeric)::text, 'whole numbers and numerics resolve') FROM log;

-- NULL is a bin of its own by its weight; nulls and NaN are rows
SELECT ok(abs(drift.tv_distance(s, bins => 2, edges => '{50}', nulls_as_bin => true) - 0.5) < 1e-12 AND drift.n_null(s, true) = 1,
	'NULL by weight') FROM (SELECT drift.sample_agg(x, c, w) AS s FROM (VALUES (1.0, false, 3.0), (99, false, 3), (NULL, true, 2.5),
	(1, true, 1.25), (99, true, 1.25)) v (x, c, w)) q;

-- the bound holds with weights, streamed and merged; a heavy value is an atom; bounded samples
CREATE TEMP TABLE many AS SELECT i, ((i::bigint * 7919 + i::bigint * i % 1000) % 100003)::float8 AS x,
	CASE WHEN i % 1000 = 0 THEN 900.0 ELSE (i * 37 % 101) / 7.0 END AS w FROM generate_series(1, 60000) AS i
UNION ALL SELECT 0, 31415.5, 150000;
CREATE TEMP TABLE truth AS SELECT x, sum(sum(w)) OVER (ORDER BY x) / (SELECT sum(w) FROM many) AS share FROM many GROUP BY x;
CREATE FUNCTION pg_temp.off(p drift.profile) RETURNS float8 LANGUAGE sql AS $$
	SELECT max(abs(drift.cdf(p, x) - share)) FROM (SELECT *, row_number() OVER (ORDER BY x) AS n FROM truth) t
	WHERE n % 13 = 0 OR x = 31415.5 $$;
SELECT ok(NOT drift.is_exact(p) AND drift.rank_error(p) < 0.002 AND pg_temp.off(p) <= drift.rank_error(p) + 1e-12, 'bound: ' || name)
FROM (SELECT 'as they come', drift.profile_agg(x, w) FROM many UNION ALL SELECT 'sorted', drift.profile_agg(x, w ORDER BY x) FROM many
	UNION ALL SELECT 'heavy last', drift.profile_agg(x, w ORDER BY w) FROM many
	UNION ALL SELECT 'merged', drift.merge(p) FROM (SELECT drift.profile_agg(x, w) AS p FROM many GROUP BY i % 30) q
	UNION ALL SELECT 'read from text', drift.profile_agg(x, w)::text::drift.profile FROM many) v (name, p);
SET drift.sample_memory = '1MB';
CREATE TEMP TABLE bounded AS SELECT drift.sample_agg(x, i % 2 = 0, w) AS s FROM (SELECT * FROM many
	UNION ALL SELECT i, x + 0.25, w FROM many UNION ALL SELECT i, x + 0.5, w FROM many) q;
RESET drift.sample_memory;
SELECT ok(NOT drift.is_exact(b.s) AND abs(drift.ks_stat(b.s) - drift.ks_stat(e.s)) <= drift.error_bound(b.s) + 1e-12
	AND abs(drift.weight(b.s, true) / drift.weight(e.s, true) - 1) < 1e-12 AND drift.n(b.s, true) = drift.n(e.s, true),
	'a sample beyond its memory keeps the bound') FROM bounded b, (SELECT drift.sample_agg(x, i % 2 = 0, w) AS s FROM (SELECT * FROM many
	UNION ALL SELECT i, x + 0.25, w FROM many UNION ALL SELECT i, x + 0.5, w FROM many) q) e;
SELECT is(s::text::drift.sample::text, s::text, 'text round trip: bounded') FROM bounded;

-- heavy hitters by weight: no count is off by more than the bound
CREATE TEMP TABLE words AS SELECT 'w' || (i::bigint * i % 50021) AS v, 1.0 / (1 + i % 97) AS w FROM generate_series(1, 100000) AS i;
SELECT ok(NOT drift.is_exact(p) AND drift.rank_error(p) < 1.0 / 4096 AND bool_and(
	g.w / total <= t.share + t.error / total + 1e-9 AND g.w / total >= t.share - 1e-9), 'categories: the bound holds by weight')
FROM (SELECT drift.profile_agg(v, w) AS p, sum(w) AS total FROM words) q, LATERAL drift.top(p, 500) AS t
JOIN (SELECT v, sum(w) AS w FROM words GROUP BY v) g ON g.v = t.category GROUP BY p::text, drift.is_exact(p), drift.rank_error(p);

-- text and binary
SELECT ok(pr::text::drift.profile::text = pr::text AND s::text::drift.sample::text = s::text
	AND cs::text::drift.sample::text = cs::text AND cpr::text::drift.profile::text = cpr::text, 'text round trip') FROM state;
CREATE TEMP TABLE wire (s drift.sample, p drift.profile, cs drift.sample, cp drift.profile);
SELECT current_setting('data_directory') || '/weighted_states.bin' AS file \gset
COPY (SELECT s, pr, cs, cpr FROM state) TO :'file' (FORMAT binary);
COPY wire FROM :'file' (FORMAT binary);
SELECT ok(w.s::text = state.s::text AND w.p::text = pr::text AND w.cs::text = state.cs::text AND w.cp::text = cpr::text,
	'binary round trip') FROM wire w, state;
DO $$ BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'rm -f ' || current_setting('data_directory') || '/weighted_states.bin'); END $$;
SELECT throws_ok(format('SELECT %L::drift.profile', v), '22P02', NULL, 'refused: ' || why) FROM (VALUES
	('drift.profile 1 category {n:3 n_null:0 rows:0 unit:0 squares:9 null_weight:0 names:["a"] counts:[3]}', 'weight of no rows'),
	('drift.profile 1 category {n:3 n_null:0 rows:1 unit:2000 squares:9 null_weight:0 names:["a"] counts:[3]}', 'a unit too large'),
	('drift.profile 1 category {n:3 n_null:0 rows:1 unit:0 squares:-9 null_weight:0 names:["a"] counts:[3]}', 'negative squares'),
	('drift.profile 1 category {n:3 n_null:0 rows:1 unit:0 squares:9 null_weight:NaN names:["a"] counts:[3]}', 'NaN'),
	('drift.profile 1 category {n:9007199254740991 n_null:0 rows:1 unit:1023 squares:9 null_weight:0 names:["a"] counts:[9007199254740991]}',
	'a total beyond numbers')) v (v, why);

SELECT * FROM finish();
ROLLBACK;
"""


def main():
    rows = ["\t(%s, %s::float8)" % ("'" + call + "'", repr(float(value))) for call, value in values()]
    sys.stdout.write(HEAD % (sys.version.split()[0], np.__version__, scipy.__version__, ROWS))
    sys.stdout.write(",\n".join(rows) + ") AS v (call, wanted);\n" + TAIL)


main()
