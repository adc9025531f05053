#!/usr/bin/env bash
# tick.sh - what a run of the pipeline costs, in a throw-away cluster
set -euo pipefail

# shellcheck source=test/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../test/lib.sh"
BENCH=$DRIFT_ROOT/bench

usage() {
	cat <<'HELP'
bench/tick.sh [option...] [tick|history|backfill]...
    Three measurements, all by default. Exit status 1: a figure is over its limit.

    tick      50 models, 40 features, 3 segments: drift.run_due() over an hour of rows, against one SELECT
              avg() of all features over the same rows. The figure is the median ratio.
    history   5 models, 20 features, 3 segments: a run with two years of hourly windows in the tables, against
              one with a week. The figure is the ratio of the medians.
    backfill  CALL drift.backfill() over many small windows: the backend's own memory (RssAnon) at the end
              against that after the first tenth.

    --rows N      rows of an hour in tick (default 1000000); the limit holds for the default
    --hours N     hours of history (default 17520, two years)
    --windows N   windows of the backfill (default 20000)
    --runs N      ticks of each kind (default 3)
    --cpu         count the processor time of the session's process instead of the time of day: steadier on a
                  busy machine
    --help
HELP
}

ROWS=1000000 HOURS=17520 WINDOWS=20000 RUNS=3 CLOCK=day PARTS=() FAILED=0
while [ $# -gt 0 ]; do
	case $1 in
		--rows | --hours | --windows | --runs)
			[ $# -gt 1 ] || drift_die "$1 needs a value: see --help"
			[[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || drift_die "$1 takes a number: see --help"
			;;
	esac
	case $1 in
		--rows) ROWS=$2 && shift ;;
		--hours) HOURS=$2 && shift ;;
		--windows) WINDOWS=$2 && shift ;;
		--runs) RUNS=$2 && shift ;;
		--cpu) CLOCK=cpu ;;
		--help) usage && exit 0 ;;
		tick | history | backfill) PARTS+=("$1") ;;
		*) drift_die "unknown option $1: see --help" ;;
	esac
	shift
done
[ ${#PARTS[@]} -gt 0 ] || PARTS=(tick history backfill)
[ "$ROWS" -ge 10000 ] || drift_die "--rows: at least 10000"
[[ $HOURS -gt 168 && $WINDOWS -ge 1000 && $RUNS -le 20 ]] ||
	drift_die "--hours: more than 168, --windows: at least 1000, --runs: at most 20"

# Fail when a figure is over its limit, or missing.
judge() {
	local what=$1 figure=$2 limit=$3 verdict=ok
	if ! [[ $figure =~ ^[0-9.]+$ ]] || [ "$(drift_psql -Atc "SELECT $figure <= $limit")" != t ]; then
		verdict=OVER FAILED=1
	fi
	drift_say "$what: ${figure:-none}, limit $limit: $verdict"
}

# Run ticks of hours after a time (the first so many skipped), each in a session of its own, as a scheduler
# would. Windows before are closed, so that all ticks have the same to do.
ticks() {
	local name=$1 first=$2 rows=$3 skip=${4:-0} i
	for ((i = skip; i < skip + RUNS; i++)); do
		drift_psql -q -c "UPDATE drift.window_state SET final = true WHERE kind = 'rows' AND NOT final" \
			-c "CALL tick.measure('$name', '$first'::timestamptz + $i * interval '1 hour', $rows)" >/dev/null
	done
}

database() {
	drift_psql -q -c "CREATE DATABASE $1"
	PGDATABASE=$1
	drift_psql -q -c 'CREATE EXTENSION drift'
}

measure_tick() {
	database tick
	drift_say "tick: 50 models, 40 features, 3 segments, $ROWS rows an hour"
	drift_psql -q -v models=50 -v features=40 -f "$BENCH/tick.sql" -c "CALL tick.watch('2026-11-01 00:00+00', $ROWS)"
	drift_psql -q -c "CALL tick.measure('first', '2026-11-01 10:00+00', $ROWS)" -c 'VACUUM (ANALYZE)' >/dev/null
	ticks tick '2026-11-01 11:00+00' "$ROWS"
	drift_psql -P footer=off -c "SELECT hour, round(ms) AS ms, round(yard_ms) AS yard_ms,
		round((ms / yard_ms)::numeric, 2) AS ratio FROM tick.timing WHERE case_name = 'tick' ORDER BY hour"
	drift_psql -P footer=off -c "SELECT (SELECT count(*) FROM drift.monitor) AS monitors, rows_read,
		states_written, results_written FROM drift.run ORDER BY run_id DESC LIMIT 1"
	judge 'tick against avg()' "$(drift_psql -Atc "SELECT round((percentile_cont(0.5) WITHIN GROUP (ORDER BY
		ms / yard_ms))::numeric, 2) FROM tick.timing WHERE case_name = 'tick'")" 14
}

measure_history() {
	database history
	drift_say "history: 5 models, 20 features, 3 segments; a week, then $HOURS hours"
	drift_psql -q -v models=5 -v features=20 -f "$BENCH/tick.sql" -c "CALL tick.watch('2020-01-01 00:00+00', 50000)"
	# four monitors in ten look back, in four ways
	drift_psql -q -c "UPDATE drift.monitor SET method = (ARRAY['rolling', 'seasonal', 'median', 'ewma'])[1 + monitor_id % 4]
		WHERE monitor_id % 10 < 4"
	drift_psql -q -c "CALL tick.measure('first', '2020-01-01 10:00+00', 50000)" \
		-c "UPDATE drift.source SET collected_until = '2026-11-01 00:00+00'" >/dev/null
	drift_psql -q -v until='2026-11-01 00:00+00' -v hours=168 -f "$BENCH/tick_history.sql"
	ticks week '2026-11-01 00:00+00' 50000
	drift_psql -q -v until='2026-10-25 00:00+00' -v hours=$((HOURS - 168)) -f "$BENCH/tick_history.sql"
	ticks years '2026-11-01 00:00+00' 50000 "$RUNS"
	drift_psql -P footer=off -c "SELECT case_name, hour, round(ms) AS ms FROM tick.timing ORDER BY hour" \
		-c "SELECT (SELECT count(*) FROM drift.result) AS results, (SELECT count(*) FROM drift.window_state) AS states"
	judge 'tick with history against tick with a week' "$(drift_psql -Atc "SELECT round((y.ms / w.ms)::numeric, 2) FROM
		(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM tick.timing WHERE case_name = 'years') y,
		(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM tick.timing WHERE case_name = 'week') w")" 1.2
}

# The backend's own memory in kB, as often as there are lines in /proc to read, with the windows done.
sample_memory() {
	local pid=$1 out=$2 windows rss
	while rss=$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$rss" ]; do
		windows=$(drift_psql -Atc 'SELECT coalesce(max(windows_done), 0) FROM drift.backfill_job')
		printf '%s %s\n' "$windows" "$rss" >>"$out"
		sleep 1
	done
}

measure_backfill() {
	local samples=$DRIFT_TMP/samples out=$DRIFT_TMP/backfill_pid pid
	database backfill
	drift_say "backfill: $WINDOWS windows of ten rows"
	drift_psql -q -v windows="$WINDOWS" -f "$BENCH/backfill.sql"
	: >"$out"
	drift_psql -q -At -c 'SELECT pg_backend_pid()' -c 'SET client_min_messages = warning' -c "CALL drift.backfill('fill',
		'2025-01-01 01:00+00', '2025-01-01 01:00+00'::timestamptz + $WINDOWS * interval '1 minute')" >"$out" &
	until [ -s "$out" ]; do sleep 0.1; done
	pid=$(head -n 1 "$out")
	sample_memory "$pid" "$samples"
	wait $!
	drift_psql -c 'SELECT status, windows_done, windows_total, windows_failed FROM drift.backfill_progress'
	awk '{ print $1 " windows: " $2 " kB" }' "$samples" | awk 'NR % 20 == 1'
	judge 'memory at the end against after the first tenth' "$(awk -v n="$WINDOWS" '
		$1 >= n / 10 && !first { first = $2 } { last = $2 }
		END { if (first) printf "%.2f", last / first }' "$samples")" 1.1
}

drift_init
# shellcheck disable=SC2119
drift_packages
# shellcheck disable=SC2119
drift_build
drift_cluster_start tick "shared_buffers = 3GB" "jit = off" "max_wal_size = '8GB'" "checkpoint_timeout = '1h'" \
	"autovacuum = off" "max_parallel_workers_per_gather = 0" "client_min_messages = warning" "bench.clock = '$CLOCK'"
for part in "${PARTS[@]}"; do
	case $part in
		tick) measure_tick ;;
		history) measure_history ;;
		backfill) measure_backfill ;;
	esac
done
exit $FAILED
