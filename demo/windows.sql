-- windows.sql - the log's windows in order: number, when drift looks at it, how it is called
SELECT g.n, step * g.n + step + (SELECT starts FROM demo.arrival WHERE window_no = 0),
	'window ' || g.n + 1 || coalesce(' (' || covers || ')', '') || ', ' || coalesce(a.n, 0) || ' rows'
FROM (SELECT demo.option('step')::interval AS step, max(window_no) AS last FROM demo.arrival) AS all_windows,
	generate_series(0, last) AS g(n) LEFT JOIN demo.arrival AS a ON a.window_no = g.n
ORDER BY g.n;
