
-- estimate_record: what monitors estimated, beside what was realized

CREATE VIEW drift.estimate_realized AS
SELECT mo.name AS model, mo.version AS model_version, s.name AS source, m.name AS monitor,
	r.monitor_id, r.window_start, r.window_end, r.segment_key, r.segment_value,
	drift.estimated_metric(r.metric) AS metric, r.value AS estimated, (r.ci_high - r.ci_low) / (2 * 1.96) AS sampling_error, r.n_current,
	CASE WHEN ws.n_labelled >= 0.5 * ws.n_rows AND ws.n_labelled >= m.min_rows
		THEN drift.metric(ws.outcome, drift.estimated_metric(r.metric)) END AS realized,
	coalesce(ws.n_labelled, 0) AS n_labelled, r.status
FROM drift.result r
JOIN drift.monitor m ON m.monitor_id = r.monitor_id
JOIN drift.model mo ON mo.model_id = r.model_id
JOIN drift.source s ON s.source_id = r.source_id
LEFT JOIN drift.window_state ws ON ws.source_id = r.source_id AND ws.model_id = r.model_id
	AND ws.window_start = r.window_start AND ws.window_end = r.window_end AND ws.kind = 'outcome'
	AND ws.segment_key IS NOT DISTINCT FROM r.segment_key
	AND ws.segment_value IS NOT DISTINCT FROM r.segment_value
WHERE drift.estimated_metric(r.metric) IS NOT NULL;
COMMENT ON VIEW drift.estimate_realized IS
'Estimated performance of every window beside the realized one, which fills in as labels arrive; NULL before half of the rows, and the monitor''s min_rows, have labels.';
COMMENT ON COLUMN drift.estimate_realized.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.estimate_realized.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.estimate_realized.window_start IS 'Start of the window, included.';
COMMENT ON COLUMN drift.estimate_realized.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.estimate_realized.segment_key IS 'Segment column; NULL: all rows.';
COMMENT ON COLUMN drift.estimate_realized.segment_value IS 'Value of the segment column, as text.';
COMMENT ON COLUMN drift.estimate_realized.n_current IS 'Values, or labelled rows, of the window behind the value.';
COMMENT ON COLUMN drift.estimate_realized.status IS 'ok, warn, critical, insufficient_data or error; NULL until judged.';
COMMENT ON COLUMN drift.estimate_realized.model IS 'Name of the model.';
COMMENT ON COLUMN drift.estimate_realized.source IS 'Name of the source.';
COMMENT ON COLUMN drift.estimate_realized.monitor IS 'Name of the monitor.';
COMMENT ON COLUMN drift.estimate_realized.metric IS 'Metric of performance that is estimated.';
COMMENT ON COLUMN drift.estimate_realized.estimated IS 'Estimated value of the metric.';
COMMENT ON COLUMN drift.estimate_realized.sampling_error IS 'Standard error of the estimate that the size of the window brings.';
COMMENT ON COLUMN drift.estimate_realized.realized IS 'Value from the labels; NULL before enough rows have one.';
COMMENT ON COLUMN drift.estimate_realized.n_labelled IS 'Rows of the window that have a label.';

-- A run asks for the windows of late: what it reads must not grow with history, and a scan of all of
-- it must not look cheap while there is little.
CREATE FUNCTION drift.estimation_record(monitor_ids bigint[] DEFAULT NULL,
										from_time timestamptz DEFAULT '-infinity')
	RETURNS TABLE (monitor_id bigint, segment_key text, segment_value text, metric text,
		chunks bigint, mean_error float8, mean_absolute_error float8, naive_error float8,
		correlation float8, share_in_band float8, earned boolean)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_seqscan = off
	SET enable_nestloop = on
AS $$
	SELECT e.monitor_id, e.segment_key, e.segment_value, e.metric, q.*
	FROM (
		SELECT e.monitor_id, e.segment_key, e.segment_value, e.metric,
			array_agg(e.estimated) AS estimated, array_agg(e.realized) AS realized,
			array_agg(e.sampling_error) AS sampling_error
		FROM drift.estimate_realized e
		WHERE e.monitor_id = ANY (coalesce(monitor_ids, array(SELECT m.monitor_id
			FROM drift.monitor m WHERE drift.estimated_metric(m.metric) IS NOT NULL)))
			AND e.window_start >= from_time
		GROUP BY e.monitor_id, e.segment_key, e.segment_value, e.metric
	) e
	JOIN drift.monitor m ON m.monitor_id = e.monitor_id
	LEFT JOIN drift.baseline bl ON bl.source_id = m.source_id AND bl.model_id = m.model_id
		AND bl.name = m.baseline AND bl.active
	LEFT JOIN drift.baseline_state b ON b.baseline_id = bl.baseline_id AND b.kind = 'outcome'
		AND b.window_start IS NULL
		AND b.segment_key IS NOT DISTINCT FROM e.segment_key
		AND b.segment_value IS NOT DISTINCT FROM e.segment_value
	CROSS JOIN LATERAL drift.estimation_quality(e.estimated, e.realized, e.sampling_error,
		drift.metric(b.outcome, e.metric)) q
$$;
COMMENT ON FUNCTION drift.estimation_record(bigint[], timestamptz) IS
'How good the estimates of monitors (NULL: all) have been in windows from from_time on (by default all) whose labels have come, as drift.estimation_quality says; known is the baseline''s value. Once five windows have labels, a monitor whose estimates have not earned trust gives insufficient_data instead of an alert.';
