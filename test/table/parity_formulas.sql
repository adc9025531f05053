-- what parity_formulas compares, for test/table.sh
INSERT INTO compared
SELECT 'parity_formulas', e.metric || v.what, e.name || ', ' || e.grp || ' to ' || e.reference || ', min_n ' || e.min_n, v.ours, v.theirs
FROM gaps e JOIN states s USING (name)
LEFT JOIN LATERAL drift.fairness_gaps(s.state, e.reference, min_n => e.min_n) t ON t.metric = e.metric AND t.grp = e.grp,
LATERAL (VALUES ('', t.value, e.value::float8), (' low', t.ci_low, e.ci_low::float8), (' high', t.ci_high, e.ci_high::float8)) v(what, ours, theirs)
UNION ALL
SELECT 'parity_formulas', e.metric, e.name || ', alpha ' || e.alpha || ', concentration ' || e.concentration, t.value, e.value::float8
FROM indexes e JOIN states s USING (name)
LEFT JOIN LATERAL drift.fairness_indexes(s.state, e.alpha, e.concentration) t ON t.metric = e.metric;
