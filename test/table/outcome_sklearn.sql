-- what outcome_sklearn compares, for test/table.sh
INSERT INTO compared
SELECT 'outcome_sklearn', e.kind || ': ' || e.metric || v.what, e.name, v.ours, v.theirs
FROM expected e JOIN states s USING (kind, name) LEFT JOIN LATERAL drift.metrics(s.state) m USING (metric),
LATERAL (VALUES ('', m.value, e.value), (' low', m.ci_low, e.low), (' high', m.ci_high, e.high)) v(what, ours, theirs)
WHERE v.what = '' OR e.metric NOT IN ('ece', 'r2');	-- regression_metrics has the interval of r2, doc/coverage.md that of ece
