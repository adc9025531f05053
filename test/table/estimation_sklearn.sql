-- what estimation_sklearn compares, for test/table.sh
INSERT INTO compared
SELECT 'estimation_sklearn', 'calibrated probability', e.name || ' at ' || e.score, drift.calibrate(c.state, e.score), e.probability
FROM expected_probe e JOIN curve c USING (name)
UNION ALL
SELECT 'estimation_sklearn', 'estimated ' || e.metric, e.name, drift.metric(s.state, e.metric), e.value
FROM expected_estimate e JOIN (SELECT name, drift.estimated_outcome_agg(predicted, probability, score) AS state
	FROM estimate_rows GROUP BY name) s USING (name);
