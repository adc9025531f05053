#!/bin/sh
# Compare dialect 'nannyml' with what NannyML printed: test/nannyml.sh REFERENCE ANALYSIS EXPECTED [PSQL OPTIONS]
#
# REFERENCE and ANALYSIS: CSV files (.gz) of the same columns, in file order; EXPECTED: CSV (.gz) with
# period, chunk_index, first_row, last_row, quantity (COLUMN_METHOD_{value,upper_threshold,lower_threshold,alert}),
# value. Columns with a kolmogorov_smirnov quantity are read as numbers, the others as categories. Prints the
# largest difference of each column and method, and exits with 1 where one is above 1e-9 or an alert differs.
set -eu
[ $# -ge 3 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
reference=$1 analysis=$2 expected=$3
shift 3

load() {	# TABLE FILE: the columns that the first line names, as text, in file order
	columns=$(gzip -dcf "$2" | head -n 1 | tr -d '\r' | sed 's/[^,][^,]*/"&" text/g')
	echo "CREATE TEMP TABLE $1 (row_number bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 0), $columns);"
	printf '\\copy %s (%s) FROM PROGRAM '\''gzip -dcf "%s"'\'' (FORMAT csv, HEADER)\n' "$1" \
		"$(echo "$columns" | sed 's/ text//g')" "$2"
}

{
	load reference "$reference"
	load analysis "$analysis"
	load expected "$expected"
	cat << 'SQL'
CREATE TEMP VIEW wanted AS
	SELECT period, chunk_index::int AS chunk, first_row::bigint, last_row::bigint, m[1] AS col, m[2] AS method,
		m[3] AS what, value
	FROM expected, regexp_match(quantity,
		'^(.*)_(jensen_shannon|kolmogorov_smirnov|wasserstein|hellinger|chi2|l_infinity)_(.*)$') m;

-- one sample for each chunk and column: the chunk against the whole reference
CREATE TEMP TABLE computed (period text, chunk int, col text, method text, value float8, p_value float8);
DO $do$
DECLARE
	c record;
	part text;
BEGIN
	FOR c IN SELECT w.col, bool_or(w.method = 'kolmogorov_smirnov') AS numeric FROM wanted w GROUP BY w.col LOOP
		part := $q$
			INSERT INTO computed
			SELECT q.period, q.chunk, %1$L, v.method, v.value, v.p FROM (
				SELECT k.period, k.chunk, drift.sample_agg(x.v, x.is_current) AS s
				FROM (SELECT DISTINCT w.period, w.chunk, w.first_row, w.last_row FROM wanted w WHERE w.col = %1$L) k
				CROSS JOIN LATERAL (
					SELECT %1$I::%2$s AS v, false AS is_current FROM reference
					UNION ALL SELECT %1$I::%2$s, true FROM reference
						WHERE k.period = 'reference' AND row_number BETWEEN k.first_row AND k.last_row
					UNION ALL SELECT %1$I::%2$s, true FROM analysis
						WHERE k.period = 'analysis' AND row_number BETWEEN k.first_row AND k.last_row) x
				GROUP BY k.period, k.chunk) q
			CROSS JOIN LATERAL (VALUES
				('jensen_shannon', drift.js_distance(q.s, dialect => 'nannyml'), NULL),
				('hellinger', drift.hellinger(q.s, dialect => 'nannyml'), NULL::float8), %3$s) v(method, value, p)
		$q$;
		EXECUTE format(part, c.col, CASE WHEN c.numeric THEN 'float8' ELSE 'text' END, CASE WHEN c.numeric
			THEN $q$('kolmogorov_smirnov', drift.ks_stat(q.s, dialect => 'nannyml'), NULL),
				('wasserstein', drift.wasserstein(q.s, dialect => 'nannyml'), NULL)$q$
			ELSE $q$('l_infinity', drift.l_infinity(q.s, dialect => 'nannyml'), NULL),
				('chi2', drift.chi2_stat(q.s, dialect => 'nannyml'), (drift.chi2_test(q.s, dialect => 'nannyml')).p_value)$q$ END);
	END LOOP;
END
$do$;
CREATE TEMP TABLE limits AS
	SELECT c.col, c.method, t.lower, t.upper
	FROM (SELECT col, method, array_agg(value ORDER BY chunk) AS chunk_values FROM computed
		  WHERE period = 'reference' GROUP BY col, method) c
	CROSS JOIN LATERAL drift.nannyml_threshold(CASE WHEN c.method <> 'chi2' THEN c.chunk_values END,
		upper_limit => CASE c.method WHEN 'kolmogorov_smirnov' THEN 1 END) t;
CREATE TEMP TABLE checked AS
	SELECT w.col, w.method, w.what,
		CASE w.what WHEN 'value' THEN c.value WHEN 'upper_threshold' THEN l.upper
			WHEN 'lower_threshold' THEN l.lower END AS ours,
		CASE WHEN w.what <> 'alert' THEN w.value::float8 END AS theirs,
		w.what = 'alert' AND w.value::boolean IS DISTINCT FROM coalesce(c.value > l.upper OR c.value < l.lower
			OR c.p_value < 0.05, false) AS wrong_alert
	FROM wanted w
	LEFT JOIN computed c USING (period, chunk, col, method)
	LEFT JOIN limits l USING (col, method);
\pset format aligned
\pset tuples_only off
SELECT col, method, count(*) AS quantities, max(abs(ours - theirs)) AS largest_difference,
	max(abs(ours - theirs) / nullif(abs(theirs), 0)) AS relative,
	count(*) FILTER (WHERE (ours IS NULL) <> (theirs IS NULL)) AS missing,
	count(*) FILTER (WHERE wrong_alert) AS wrong_alerts
FROM checked GROUP BY ROLLUP (method, col) ORDER BY method, col;
DO $do$
BEGIN
	IF (SELECT count(*) = 0 OR bool_or(wrong_alert OR (ours IS NULL) <> (theirs IS NULL)
			OR coalesce(abs(ours - theirs) > 1e-9 * greatest(1, abs(theirs)), false)) FROM checked) THEN
		RAISE EXCEPTION 'dialect nannyml differs from NannyML';
	END IF;
END
$do$;
SQL
} | psql -X -q -v ON_ERROR_STOP=1 "$@"
