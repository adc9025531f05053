-- verdict.sql - what was put in (loan.fault) against what was found (drift.alert), nothing else
--
-- An alert belongs to a fault when model and segment fit, its column is one the fault touches, and its
-- window lies between the fault's first day and two days after its last. It counts as found when the run
-- that raised it ended: for labels that come a week late, a week late.

CREATE SCHEMA verdict;

-- Alerts as a person got them; a metric of the model as a whole belongs to the label, rows to no column.
CREATE VIEW verdict.seen AS
	SELECT a.alert_id, m.name AS model, a.metric, coalesce(a.column_name::text, CASE
			WHEN c.family = 'outcome' THEN 'repaid' ELSE 'rows' END) AS "column",
		a.segment_key, a.segment_value, a.severity, a.state, e.value, e.limit_value,
		a.fired_window, w.day AS window_day, r.as_of AS found_at
	FROM drift.alert AS a
		JOIN drift.model AS m USING (model_id)
		JOIN drift.metric_catalog() AS c ON c.metric = a.metric
		JOIN LATERAL (SELECT value, limit_value, run_id FROM drift.alert_event
			WHERE alert_id = a.alert_id AND event = 'firing' ORDER BY event_id LIMIT 1) AS e ON true
		LEFT JOIN drift.run AS r USING (run_id)
		LEFT JOIN loan.calendar AS w ON w.starts = a.fired_window;

CREATE VIEW verdict.explained AS
	SELECT s.*, f.fault, f.shows_in @> ARRAY[s.column] AS shows,
		extract(epoch FROM s.found_at - c.starts) / 86400 AS after_days
	FROM verdict.seen AS s
		LEFT JOIN (loan.fault AS f JOIN loan.calendar AS c ON c.day = f.from_day)
			ON (f.model IS NULL OR f.model = s.model)
			AND f.touches @> ARRAY[s.column]
			AND s.window_day BETWEEN f.from_day AND f.to_day + 2
			AND (f.segment IS NULL OR s.segment_key IS NULL OR NOT f.segment ? s.segment_key
				OR f.segment ->> s.segment_key = s.segment_value);

-- One row a fault: the first alert in a column that had to show it.
CREATE VIEW verdict.fault AS
	SELECT f.*, c.starts::date AS starts, l.starts::date AS ends, x.metric, x.column AS seen_in, x.value,
		x.limit_value, x.segment_key, x.segment_value, x.found_at, x.after_days,
		x.after_days IS NOT NULL AND x.after_days <= f.allowed AS found,
		(SELECT count(*) FROM verdict.explained AS e WHERE e.fault = f.fault) AS alerts
	FROM loan.fault AS f
		JOIN loan.calendar AS c ON c.day = f.from_day
		JOIN loan.calendar AS l ON l.day = f.to_day
		LEFT JOIN LATERAL (SELECT * FROM verdict.explained AS e WHERE e.fault = f.fault AND e.shows
			ORDER BY e.found_at, e.segment_key NULLS FIRST, e.value / nullif(e.limit_value, 0) DESC, e.alert_id
			LIMIT 1) AS x ON true;
