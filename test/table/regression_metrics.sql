-- what regression_metrics compares, for test/table.sh
INSERT INTO compared
SELECT 'regression_metrics', e.metric || CASE WHEN e.weighted THEN ', weighted' ELSE '' END, e.name, m.value, e.value
FROM expected e JOIN state s USING (name, weighted) LEFT JOIN LATERAL drift.metrics(s.state) m USING (metric)
UNION ALL
SELECT 'regression_metrics', h.metric || ': half length' || CASE WHEN h.weighted THEN ', weighted' ELSE '' END, h.name,
	greatest(m.value - m.ci_low, m.ci_high - m.value), h.value
FROM half h JOIN state s USING (name, weighted) LEFT JOIN LATERAL drift.metrics(s.state) m USING (metric);
