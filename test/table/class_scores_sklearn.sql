-- what class_scores_sklearn compares, for test/table.sh
INSERT INTO compared
SELECT 'class_scores_sklearn', e.metric || v.what, e.name, v.ours, v.theirs
FROM expected e JOIN states s USING (name) LEFT JOIN LATERAL drift.metrics(s.state) m USING (metric),
LATERAL (VALUES ('', m.value, e.value), (' low', m.ci_low, e.low), (' high', m.ci_high, e.high)) v(what, ours, theirs);
