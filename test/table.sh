#!/bin/bash
# table.sh - our values beside independent ones: statistic or metric, data set, ours, theirs, difference
#
# The values that SciPy, scikit-learn and statsmodels gave stand in test/sql/*.sql, written there by test/gen/*.py
# (versions in the first line of each file). This runs those files in a throw-away cluster, and where a file
# compares two values it writes both down. Nothing is rounded, nothing is left out.
set -euo pipefail
# shellcheck source=test/lib.sh
source "$(dirname -- "$0")/lib.sh"

usage() {
	cat <<'END'
test/table.sh [--all] [FILE...]   the largest difference of each statistic over all data sets

  --all    every pair of values: a line per statistic and data set
  FILE     a test that compares with independent values (default: all of them), such as distance_scipy
END
}

# Files that call pg_temp.report(name, statistic, actual, expected) or pg_temp.same(call, expected), and files with
# tables of states and expected values, to which test/table/FILE.sql is added.
REPORTING=(distance_scipy distance_further dialect_values weighted_states)
QUERYING=(outcome_sklearn binary_metrics regression_metrics multiclass_sklearn class_scores_sklearn ranking_sklearn
	fairness_statsmodels parity_formulas models_statsmodels estimation_sklearn)

# Put a function that writes down in the place of the one that compares.
recorder() {
	if ! grep -q '^CREATE FUNCTION pg_temp\.report(' "$DRIFT_ROOT/test/sql/$1.sql"; then
		cat <<END
ALTER FUNCTION pg_temp.same(text, float8) RENAME TO same_only;
CREATE FUNCTION pg_temp.same(call text, wanted float8) RETURNS text LANGUAGE plpgsql AS
'DECLARE have float8; BEGIN EXECUTE ''SELECT '' || call || '' FROM state'' INTO have;
INSERT INTO compared VALUES (''$1'', call, ''$1'', have, wanted); RETURN pg_temp.same_only(call, wanted); END';
END
		return
	fi
	cat <<END
ALTER FUNCTION pg_temp.report(text, text, float8, float8) RENAME TO report_only;
CREATE FUNCTION pg_temp.report(name text, statistic text, actual float8, expected float8) RETURNS text LANGUAGE plpgsql AS
'BEGIN INSERT INTO compared VALUES (''$1'', statistic, name, actual, expected); RETURN pg_temp.report_only(name, statistic, actual, expected); END';
END
}

# Print a test file that writes into table compared what it compares.
instrumented() {
	local name=$1 file=$DRIFT_ROOT/test/sql/$1.sql
	[ -e "$file" ] || drift_die "there is no test/sql/$name.sql"
	echo "CREATE TEMP TABLE compared (file text, statistic text, data_set text, ours float8, theirs float8);"
	if [ -e "$DRIFT_ROOT/test/table/$name.sql" ]; then
		cat "$file" "$DRIFT_ROOT/test/table/$name.sql"
		return
	fi
	grep -Eq '^CREATE FUNCTION pg_temp\.(report|same)\(' "$file" || drift_die "$name has no pg_temp.report() and no test/table/$name.sql"
	recorder "$name" >"$DRIFT_TMP/recorder"
	# after the statement that makes the function: the first line that ends with a semicolon, or with $$; if it is quoted so
	awk -v add="$DRIFT_TMP/recorder" '{ print } /^CREATE FUNCTION pg_temp\.(report|same)\(/ { inside = 1; last = /\$\$$/ ? "[$][$];$" : ";$" }
		inside && $0 ~ last { inside = 0; while ((getline line < add) > 0) print line }' "$file"
}

# Run a file up to its ROLLBACK and print what it compared as tab-separated lines.
compare() {
	{
		echo '\o /dev/null'
		instrumented "$1" | grep -v '^ROLLBACK;$'
		printf '%s\n' '\o' '\copy compared TO STDOUT'
	} >"$DRIFT_TMP/$1.sql"
	drift_psql -q -f "$DRIFT_TMP/$1.sql" | grep -P '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*$'
}

SUMMARY="SELECT file, statistic, count(*) AS values, count(DISTINCT data_set) AS data_sets,
	count(*) FILTER (WHERE theirs IS NULL AND ours IS NULL) AS undefined,
	max(abs(ours - theirs)) FILTER (WHERE abs(theirs) < 'Infinity' AND abs(ours) < 'Infinity') AS difference,
	max(abs(ours - theirs) / abs(theirs)) FILTER (WHERE theirs <> 0 AND abs(theirs) < 'Infinity'
		AND abs(ours) < 'Infinity') AS relative,
	count(*) FILTER (WHERE (ours IS NULL) <> (theirs IS NULL)
		OR ours <> theirs AND (abs(theirs) = 'Infinity' OR abs(ours) = 'Infinity')) AS wrong
FROM compared GROUP BY file, statistic ORDER BY file, statistic COLLATE \"C\";
SELECT count(DISTINCT data_set) AS data_sets, count(DISTINCT statistic) AS statistics, count(*) AS values FROM compared;"
ALL='SELECT statistic, data_set, ours, theirs, ours - theirs AS difference
FROM compared ORDER BY file, statistic COLLATE "C", data_set COLLATE "C";'

main() {
	local show=$SUMMARY file
	local -a files=()
	for file in "$@"; do
		case $file in
			--all) show=$ALL ;;
			--help | -h) usage && exit 0 ;;
			-*) drift_die "unknown option $file; see --help" ;;
			*) files+=("$file") ;;
		esac
	done
	[ ${#files[@]} -gt 0 ] || files=("${REPORTING[@]}" "${QUERYING[@]}")
	drift_init
	drift_packages pgtap
	drift_build
	drift_cluster_start table
	for file in "${files[@]}"; do
		compare "$file" >>"$DRIFT_TMP/compared"
	done
	{
		echo "CREATE TEMP TABLE compared (file text, statistic text, data_set text, ours float8, theirs float8);"
		echo "\\copy compared FROM '$DRIFT_TMP/compared'"
		echo '\pset null NULL'
		echo "$show"
	} | drift_psql -q
}

main "$@"
