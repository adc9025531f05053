-- what models_statsmodels compares, for test/table.sh
INSERT INTO compared
SELECT 'models_statsmodels', 'counts: ' || e.metric || v.what, e.counts::text, v.ours, v.theirs::float8
FROM cells e LEFT JOIN LATERAL drift.paired_metrics(e.counts) t ON t.metric = e.metric,
LATERAL (VALUES (' difference', t.difference, e.difference), (' low', t.ci_low, e.ci_low), (' high', t.ci_high, e.ci_high),
	(' p', t.p_value, e.p_value)) v(what, ours, theirs)
UNION ALL
SELECT 'models_statsmodels', 'McNemar, ' || e.method || v.what, e.b || ' and ' || e.c, v.ours, v.theirs::float8
FROM mcnemar e, drift.mcnemar_test(b, c, method) t, LATERAL (VALUES ('', t.statistic, e.statistic), (' p', t.p_value, e.p_value)) v(what, ours, theirs)
UNION ALL
SELECT 'models_statsmodels', 'confidence sequence' || v.what, 'd ' || e.d || ', n ' || e.n, v.ours, v.theirs::float8
FROM sequence e, drift.sequential_interval(d::float8, se::float8, n, alpha::float8, horizon) t,
LATERAL (VALUES (' low', t.low, e.low), (' high', t.high, e.high), (' p', t.p_value, e.p_value)) v(what, ours, theirs)
UNION ALL
SELECT 'models_statsmodels', 'sequential McNemar', b || ' and ' || c, drift.sequential_mcnemar(b, c), p_value::float8 FROM coin
UNION ALL
SELECT 'models_statsmodels', 'same requests: ' || e.metric || v.what, 'shadow', v.ours, v.theirs::float8
FROM paired e LEFT JOIN got t USING (metric),
LATERAL (VALUES (' difference', t.difference, e.difference), (' low', t.ci_low, e.ci_low), (' high', t.ci_high, e.ci_high),
	(' p', t.p_value, e.p_value)) v(what, ours, theirs);
