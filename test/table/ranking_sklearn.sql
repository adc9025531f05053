-- what ranking_sklearn compares, for test/table.sh
INSERT INTO compared
SELECT 'ranking_sklearn', e.metric || coalesce('@' || e.k, '') || v.what, e.name, v.ours, v.theirs
FROM expected e JOIN states s USING (name)
JOIN LATERAL drift.ranking_metrics(s.state, '{1,2,3,5,10,100}') m ON m.metric = e.metric AND m.k IS NOT DISTINCT FROM e.k,
LATERAL (VALUES ('', m.value, e.value), (' low', m.ci_low, e.low), (' high', m.ci_high, e.high)) v(what, ours, theirs);
