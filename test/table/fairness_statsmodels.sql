-- what fairness_statsmodels compares, for test/table.sh
INSERT INTO compared
SELECT 'fairness_statsmodels', e.metric || v.what, e.name || ', ' || e.grp || ' to ' || e.reference, v.ours, v.theirs
FROM (SELECT DISTINCT name, metric, reference FROM expected) q JOIN states s USING (name)
CROSS JOIN LATERAL drift.fairness_table(s.state, q.reference, metric => q.metric) t
JOIN expected e ON e.name = q.name AND e.metric = t.metric AND e.reference = q.reference AND e.grp = t.grp,
LATERAL (VALUES (': rate', t.rate, e.rate::float8), (': rate low', t.ci_low, e.ci_low::float8),
	(': difference', t.difference, e.difference::float8), (': difference low', t.difference_low, e.difference_low::float8),
	(': ratio', t.ratio, e.ratio::float8), (': ratio high', t.ratio_high, e.ratio_high::float8),
	(': p', t.p_value, e.p_value::float8), (': p adjusted', t.p_adjusted, e.p_adjusted::float8)) v(what, ours, theirs);
