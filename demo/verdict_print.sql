-- verdict_print.sql - the tables at the end of the demo

\pset border 1
\pset footer off
\pset null '-'

\echo
\echo What was put in, and what was found
SELECT fault AS "fault", what,
	coalesce(model, 'both models') || coalesce(', ' || (SELECT string_agg(key || '=' || value, ', ')
		FROM jsonb_each_text(segment)), '') AS "where",
	array_to_string(shows_in, ', ') AS "column", to_char(starts, 'Mon DD') || ' - ' || to_char(ends, 'Mon DD') AS "put in",
	coalesce(to_char(found_at, 'Mon DD'), 'NOT FOUND') AS "found",
	CASE WHEN found THEN round(after_days::numeric, 1) || ' days'
		WHEN after_days IS NULL THEN NULL ELSE round(after_days::numeric, 1) || ' days: TOO LATE' END AS "after",
	metric || coalesce(' in ' || segment_key || '=' || segment_value, '') AS "by",
	round(value::numeric, 4) AS "value", round(limit_value::numeric, 4) AS "limit", alerts
FROM verdict.fault ORDER BY from_day;

\echo Alerts on columns and segments that nothing was done to
SELECT count(*) AS untouched FROM verdict.explained WHERE fault IS NULL \gset
SELECT :untouched = 0 AS clean \gset
\if :clean
\echo ' none'
\else
SELECT to_char(fired_window, 'Mon DD') AS "window", model, "column", metric,
	coalesce(segment_key || '=' || segment_value, 'all') AS segment, severity,
	round(value::numeric, 4) AS "value", round(limit_value::numeric, 4) AS "limit"
FROM verdict.explained WHERE fault IS NULL ORDER BY fired_window, model, "column", metric;
\endif

\echo
\echo Runs
SELECT CASE WHEN caller_is_cron THEN 'by pg_cron' ELSE 'by this script' END AS "started", count(*) AS runs,
	sum(windows) AS windows, sum(rows_read) AS "rows read", sum(results_written) AS results, sum(monitors_failed) AS failed,
	sum(alerts_fired) AS "alerts raised", round(avg(extract(epoch FROM duration)), 2) AS "seconds a run"
FROM (SELECT *, EXISTS (SELECT FROM cron.job_run_details AS d WHERE d.job_pid = run.pid) AS caller_is_cron
	FROM drift.run) AS r
GROUP BY 1 ORDER BY 1 DESC;
