-- prepare.sql - from the tables of text to demo.future and the first state of demo.log

CALL incoming.confirm_types(demo.list('categories'));
CALL demo.find_roles();
CALL demo.leave_out_times();
CALL demo.type_roles();
CALL demo.make_labels();
CALL demo.make_stream();
CALL demo.lay_out();
CALL demo.start_log();

\pset tuples_only off
\pset format aligned
\pset footer off
\pset border 1
SELECT t.name AS "column", t.type, t.why AS "found", files AS "in",
	CASE WHEN t.name = r.id THEN 'id' WHEN t.name = r.time THEN 'time' WHEN t.name = r.prediction THEN 'prediction'
		WHEN t.name = r.score THEN 'score' WHEN t.name = r.label THEN 'label' WHEN t.name = r.model THEN 'model'
		WHEN t.name = r.version THEN 'version' WHEN t.name = ANY (r.protected) THEN 'protected'
		WHEN t.name = ANY (r.segments) THEN 'segment' WHEN t.name = ANY (r.features) THEN 'feature'
		ELSE 'left out' END AS "used as"
FROM incoming.typed AS t CROSS JOIN demo.roles AS r
	JOIN (SELECT name, string_agg(file, ', ' ORDER BY file) AS files, min(position) AS position
		FROM incoming.found GROUP BY name) AS f USING (name)
ORDER BY position, t.name;
\pset tuples_only on
\pset format unaligned
SELECT '-- ' || note FROM demo.note ORDER BY n;
