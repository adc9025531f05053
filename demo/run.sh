#!/usr/bin/env bash
# run.sh - drift at work, in a throw-away PostgreSQL cluster: on a simulation, or on your own CSV files
set -euo pipefail

# shellcheck source=test/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../test/lib.sh"
DEMO=$DRIFT_ROOT/demo

usage() {
	cat <<'HELP'
demo/run.sh [--keep] [--rows N]
    Sixty days of loan decisions (about 400,000 rows, two models), seven faults on known dates. Watches
    the log day by day, lets pg_cron do the last day, and compares what was put in with what was found.
    Exit status 1: a fault was missed, or an untouched column raised an alert.

demo/run.sh --log FILE [--reference FILE] [--labels FILE] [option...]
    The same on your CSV files (.gz, too): types are found by themselves, rows arrive window by window,
    labels later. Without --reference the first third of the log is the reference.

    --id COLUMN            joins labels to the log (else the column both files have)
    --label COLUMN         what came true (else the other column of the labels, or a usual name)
    --prediction COLUMN    what the model decided        --score COLUMN    its score or probability
    --model COLUMN         several models in one log     --version COLUMN
    --protected A,B        groups between which the gap is watched
    --segments A,B         also watch each value of these columns on its own
    --features A,B         watch only these (else every other column)
    --exclude A,B          never watch these
    --categories A,B       codes: compare as categories, not as numbers
    --time COLUMN          when a row came: date, timestamp, year, or seconds since 1970
    --window INTERVAL      length of a window (else chosen from the log's length), e.g. '1 day'
    --rows-per-window N    instead: blocks of N rows in file order (or in the order of --time); the
                           clock is then synthetic, one block a day. Default without --time: a fortieth
                           of the log
    --label-delay N        labels come N windows after their rows (default 2 with --labels, else 0)
    --delimiter C          one character, or tab (default: guessed from the header among , ; tab |)
    --encoding NAME        default UTF8

    --keep                 leave the cluster running and say how to look around
    --help
HELP
}

KEEP=
ROWS=400000
declare -A FILES=() OPTIONS=()

# Take an option's value; "--name=value" works, too.
parse() {
	local name
	while [ $# -gt 0 ]; do
		case $1 in
			--*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
		esac
		name=${1#--}
		case $1 in
			--help | -h) usage; exit 0 ;;
			--keep) KEEP=1; shift; continue ;;
		esac
		[ $# -gt 1 ] || drift_die "$1 needs a value, or is no option (see --help)"
		case $1 in
			--rows) ROWS=$2 ;;
			--reference | --log | --labels) FILES[$name]=$2 ;;
			--id | --label | --prediction | --score | --model | --version | --protected | --segments | --features | --exclude | \
				--categories | --time | --window | --rows-per-window | --label-delay | --delimiter | --encoding)
				OPTIONS[$name]=$2 ;;
			*) drift_die "no such option: $1 (see --help)" ;;
		esac
		shift 2
	done
	[[ $ROWS =~ ^[0-9]+$ ]] || drift_die "--rows $ROWS: not a number"
	if [ ${#FILES[@]} = 0 ]; then
		[ ${#OPTIONS[@]} = 0 ] || drift_die "--${!OPTIONS[*]} needs --log FILE (see --help)"
	else
		check_files
	fi
}

# Say at once what is wrong with a file, before anything is installed or built.
check_files() {
	local f name
	[ -n "${FILES[log]:-}" ] || drift_die "which file is the log? Give --log FILE (see --help)"
	for name in "${!FILES[@]}"; do
		f=${FILES[$name]}
		[ -e "$f" ] || drift_die "--$name $f: no such file"
		if [ ! -f "$f" ] || [ ! -r "$f" ]; then drift_die "--$name $f: not a file that can be read"; fi
		[ -s "$f" ] || drift_die "--$name $f: the file is empty; it needs a header line and rows"
	done
	for name in rows-per-window label-delay; do
		[[ ${OPTIONS[$name]:-1} =~ ^[0-9]{1,9}$ ]] || drift_die "--$name ${OPTIONS[$name]}: not a number"
	done
	[ "${OPTIONS[delimiter]:-}" != tab ] || OPTIONS[delimiter]=$'\t'
	[ "${OPTIONS[rows-per-window]:-1}" != 0 ] || drift_die "--rows-per-window 0: a window needs rows"
}

# One file's text, unpacked where it is packed.
unpacked() {
	case $(od -An -tx1 -N2 -- "$1" | tr -d ' ') in
		1f8b) gzip -dc -- "$1" ;;
		*) cat -- "$1" ;;
	esac
}

# The character that separates the most names in a header.
guess_delimiter() {
	local c best=',' most=0 rest
	for c in ',' ';' $'\t' '|'; do
		rest=${1//[^"$c"]/}
		[ ${#rest} -le "$most" ] || { most=${#rest}; best=$c; }
	done
	printf '%s' "$best"
}

quiet_psql() { PGOPTIONS='-c client_min_messages=warning' drift_psql -q -A -t "$@"; }

# Copy one CSV file into a table of text.
load() {
	local name=$1 file=${FILES[$1]} header='' delimiter copy rc=0 line
	# No process substitution here and below: /dev/fd is missing where /proc is not mounted.
	unpacked "$file" 2>/dev/null | head -n 1 >"$DRIFT_TMP/log/first_line" || true
	IFS= read -r header <"$DRIFT_TMP/log/first_line" || [ -n "$header" ] ||
		drift_die "--$name $file: no header line could be read from it"
	header=${header#$'\xef\xbb\xbf'}
	header=${header%$'\r'}
	delimiter=${OPTIONS[delimiter]:-$(guess_delimiter "$header")}
	copy=$(quiet_psql -v file="$name" -v line="$header" -v delimiter="$delimiter" -v encoding="${OPTIONS[encoding]:-UTF8}" \
		-f - <<<"SELECT incoming.make_table(:'file', :'line', :'delimiter', :'encoding')" 2>"$DRIFT_TMP/log/header") ||
		drift_die "--$name $file: $(sed -n 's/^.*\(ERROR\|HINT\): *//p' "$DRIFT_TMP/log/header")"
	unpacked "$file" 2>"$DRIFT_TMP/log/unpack" | quiet_psql -c "$copy" >/dev/null 2>"$DRIFT_TMP/log/copy" || rc=$?
	[ ! -s "$DRIFT_TMP/log/unpack" ] || drift_die "--$name $file is damaged: $(cat "$DRIFT_TMP/log/unpack")"
	if [ "$rc" != 0 ]; then
		line=$(sed -n 's/.*COPY [^,]*, line \([0-9]*\).*/\1/p' "$DRIFT_TMP/log/copy" | head -n 1)
		drift_die "--$name $file${line:+, line $line}: $(sed -n 's/^.*ERROR: *//p' "$DRIFT_TMP/log/copy" | head -n 1)
Every line needs as many fields as the header names; the separator was taken to be '$delimiter'.
Correct or remove that line; --delimiter and --encoding change how the file is read."
	fi
	quiet_psql -v file="$name" -f - <<<"CALL incoming.find_types(:'file')"
}

# Read the files, find types and roles, lay out the windows.
read_files() {
	local name
	quiet_psql -f "$DEMO/csv.sql" -f "$DEMO/roles.sql" -f "$DEMO/stream.sql"
	for name in reference log labels; do
		[ -n "${FILES[$name]:-}" ] || continue
		drift_say "reading ${FILES[$name]}"
		load "$name"
	done
	for name in "${!OPTIONS[@]}"; do
		quiet_psql -v name="$name" -v value="${OPTIONS[$name]}" -f - <<<"INSERT INTO demo.options VALUES (:'name', :'value')"
	done
	ask -f "$DEMO/prepare.sql"
}

# psql whose errors are the user's to mend: only message and hint.
ask() {
	quiet_psql "$@" 2>"$DRIFT_TMP/log/ask" || {
		grep -q 'ERROR: ' "$DRIFT_TMP/log/ask" || cat "$DRIFT_TMP/log/ask" >&2
		drift_die "$(sed -n 's/^.*\(ERROR\|HINT\): *//p' "$DRIFT_TMP/log/ask")"
	}
	sed -n 's/^.*\(NOTICE\|WARNING\): */   /p' "$DRIFT_TMP/log/ask"
}

# What happens on one day or in one window: rows and labels come, drift looks, new alerts are told.
step_sql() {
	local label=$1 arrive=$2 as_of=$3
	printf '%s\n' "$arrive" "CALL drift.run_due('$as_of');" "\\echo -- $label" "\\i '$DEMO/news.sql'"
}

# Sixty days of loan decisions: 28 as reference, 31 day by day, the last one left to pg_cron.
simulate() {
	local day as_of label
	drift_say "simulating $ROWS loan decisions"
	quiet_psql -v rows="$ROWS" -v last_day="$(date -u -d '6 minutes - 1 day' +%F)" -f "$DEMO/simulate.sql" -f "$DEMO/verdict.sql"
	drift_say "the first 28 days arrive; drift.watch() chooses what to watch:"
	quiet_psql -f "$DEMO/watch_loans.sql"
	drift_say "then day by day: rows, the labels of a week before, CALL drift.run_due()"
	quiet_psql -c "SELECT day, starts + interval '1 day', to_char(starts, 'Dy Mon DD')
		|| coalesce('  [begins: ' || (SELECT string_agg(fault, ', ') FROM loan.fault WHERE from_day = day) || ']', '')
		FROM loan.calendar WHERE day BETWEEN 28 AND 58 ORDER BY day" >"$DRIFT_TMP/log/days"
	while IFS='|' read -r day as_of label; do
		step_sql "$label" "CALL loan.pass($day);" "$as_of"
	done <"$DRIFT_TMP/log/days" | quiet_psql
	drift_say "the last day arrives; SELECT drift.schedule('* * * * *') leaves it to pg_cron"
	quiet_psql -c "CALL loan.pass(59)" -c "SELECT '   it is pg_cron job ' || drift.schedule('* * * * *')"
	wait_for_cron
}

# pg_cron starts jobs on the minute; shortly before midnight the last window may still have to end.
wait_for_cron() {
	local until done_sql="SELECT count(*) FROM drift.run JOIN cron.job_run_details ON job_pid = pid
		WHERE run.status = 'ok' AND as_of >= (SELECT max(starts) + interval '1 day' FROM loan.calendar)"
	until=$((SECONDS + 130 + $(quiet_psql -c "SELECT greatest(0, extract(epoch FROM max(starts) + interval '1 day' - now()))::int
		FROM loan.calendar")))
	drift_say "waiting for pg_cron (it starts jobs on the minute)"
	while [ "$(quiet_psql -c "$done_sql")" = 0 ]; do
		if [ "$SECONDS" -gt "$until" ]; then
			quiet_psql -c "SELECT status, return_message FROM cron.job_run_details" -c "TABLE drift.run" >&2
			drift_die "pg_cron did not finish a run"
		fi
		sleep 1
	done
	quiet_psql -c "SELECT '   run ' || run_id || ' by pg_cron, job ' || jobid || ': ' || windows || ' windows, ' || results_written || ' results'
		FROM drift.run JOIN cron.job_run_details ON job_pid = pid ORDER BY run_id LIMIT 1"
}

# The verdict, and the exit status that goes with it.
judge_simulation() {
	drift_psql -q -f "$DEMO/verdict_print.sql"
	[ "$(quiet_psql -c "SELECT (SELECT bool_and(found) FROM verdict.fault)
		AND NOT EXISTS (SELECT FROM verdict.explained WHERE fault IS NULL)")" = t ]
}

# The user's files, window by window.
replay_files() {
	local no as_of label delay
	drift_say "drift.watch() chooses what to watch:"
	ask -f "$DEMO/watch_files.sql"
	delay=$(quiet_psql -c "SELECT demo.label_delay()")
	drift_say "then window by window: rows, the labels of $delay windows before, CALL drift.run_due()"
	quiet_psql -F '|' -f "$DEMO/windows.sql" >"$DRIFT_TMP/log/windows"
	while IFS='|' read -r no as_of label; do
		step_sql "$label" "CALL demo.arrive($no); CALL demo.label($((no - delay)));" "$as_of"
	done <"$DRIFT_TMP/log/windows" | quiet_psql
	if [ "$delay" != 0 ]; then
		drift_say "and the labels that were still to come"
		quiet_psql -c "CALL demo.label_rest()" -f "$DEMO/last_run.sql" -f "$DEMO/news.sql"
	fi
	drift_psql -q -f "$DEMO/csv_report.sql"
}

# How to go on by hand.
look_around() {
	local psql="psql -h $PGHOST -p $PGPORT -U postgres"
	if [ -n "$KEEP" ]; then
		drift_keep
		echo
		echo "The cluster goes on running. Look around:"
		echo "    $DRIFT_BIN/$psql"
	else
		echo
		echo "Look around with ./demo/run.sh --keep ..., which leaves the cluster running and prints the psql command:"
	fi
	cat <<'HELP'
    SELECT * FROM drift.model_health;
    SELECT * FROM drift.alert_open;
    SELECT * FROM drift.result_latest WHERE status <> 'ok';
    SELECT * FROM drift.metric_series WHERE metric = 'psi' ORDER BY value DESC LIMIT 20;
HELP
	[ -z "$KEEP" ] || echo "Stop it and remove it:  $DRIFT_BIN/pg_ctl -D $DRIFT_WORK/c/demo -m fast stop; rm -rf $DRIFT_TMP"
}

main() {
	local rc=0
	parse "$@"
	drift_init
	drift_packages cron
	# shellcheck disable=SC2119
	drift_build
	drift_cluster_start demo --cron "shared_buffers = 256MB" "max_wal_size = 4GB"
	quiet_psql -c "CREATE EXTENSION pg_cron" -c "CREATE EXTENSION drift"
	if [ ${#FILES[@]} = 0 ]; then
		simulate
		judge_simulation || rc=1
	else
		read_files
		replay_files
	fi
	look_around
	drift_say "$SECONDS seconds in all"
	exit "$rc"
}

main "$@"
