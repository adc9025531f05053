-- watch_files.sql - drift.watch on the user's log, with the roles that prepare.sql found

\pset tuples_only off
\pset format aligned
\pset footer off
SELECT w.* FROM demo.roles AS r, LATERAL (
		SELECT min(starts) FILTER (WHERE window_no < 0) AS first, min(starts) FILTER (WHERE window_no >= 0) AS last
		FROM demo.arrival) AS span,
	drift.watch('demo.log', time_column => 'arrived_at', reference => tstzrange(first, last),
		"window" => demo.option('step')::interval, prediction_column => coalesce(r.prediction, ''),
		score_column => coalesce(r.score, ''), label_column => coalesce(r.label, ''), id_column => coalesce(r.id, ''),
		model_column => coalesce(r.model, ''), version_column => coalesce(r.version, ''),
		segment_columns => r.segments, protected_columns => r.protected, feature_columns => r.features,
		exclude_columns => '{incoming_line}',
		label_lateness => (demo.label_delay() + 1) * demo.option('step')::interval) AS w;

-- Blocks all have the same number of rows, but the last: nothing to watch there.
UPDATE drift.monitor SET enabled = false
	WHERE metric = 'row_count' AND (demo.option('rows-per-window') IS NOT NULL OR demo.option('time') IS NULL);
