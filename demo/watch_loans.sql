-- watch_loans.sql - the reference arrives, and one call makes everything that watches it

SELECT format('CALL loan.pass(%s)', day) FROM loan.calendar WHERE day < 28 ORDER BY day \gexec
ANALYZE loan.decision;
SELECT min(starts) AS first, max(starts) + interval '1 day' AS last FROM loan.calendar WHERE day < 28 \gset

\pset tuples_only off
\pset format aligned
\pset footer off
SELECT * FROM drift.watch('loan.decision', label_column => 'repaid', label_lateness => '8 days',
	reference => tstzrange(:'first', :'last'));
