-- last_run.sql - one more run at the end, when the last labels are in
SELECT max(ends) AS last FROM demo.arrival \gset
CALL drift.run_due(:'last');
