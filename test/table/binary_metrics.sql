-- what binary_metrics compares, for test/table.sh
INSERT INTO compared
SELECT 'binary_metrics', e.metric || CASE WHEN e.weighted THEN ', weighted' ELSE '' END, e.name, m.value, e.value
FROM expected e JOIN state s USING (name, weighted) LEFT JOIN LATERAL drift.metrics(s.state) m USING (metric)
UNION ALL
SELECT 'binary_metrics', p.curve || ' curve: ' || v.what || CASE WHEN p.weighted THEN ', weighted' ELSE '' END,
	p.name || ' at ' || p.threshold, v.ours, v.theirs
FROM point p LEFT JOIN ours o ON o.name = p.name AND o.weighted = p.weighted AND o.curve = p.curve AND abs(o.threshold - p.threshold) < 1e-12,
LATERAL (VALUES ('x', o.x, p.x::float8), ('y', o.y, p.y::float8)) v(what, ours, theirs);
