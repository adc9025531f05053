-- news.sql - alerts that the last run raised, one line each, the gravest first
SELECT '   ' || CASE WHEN n <= 4 THEN line ELSE 'and ' || total - 4 || ' more' END
FROM (SELECT a.severity || ': ' || CASE WHEN (SELECT count(*) > 1 FROM drift.model) THEN m.name || ', ' ELSE '' END
			|| coalesce(a.column_name || ' ', '') || a.metric || coalesce(' in ' || a.segment_key || '=' || a.segment_value, '')
			|| coalesce(format(' is %s, limit %s', round(e.value::numeric, 3), round(e.limit_value::numeric, 3)), ': ' || e.note)
			AS line,
		row_number() OVER (ORDER BY a.severity, a.segment_key NULLS FIRST, a.alert_id) AS n, count(*) OVER () AS total
	FROM drift.alert_event AS e JOIN drift.alert AS a USING (alert_id) JOIN drift.model AS m USING (model_id)
	WHERE e.event = 'firing' AND e.run_id = (SELECT max(run_id) FROM drift.run)) AS q
WHERE n <= 5;
