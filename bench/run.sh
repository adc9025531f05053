#!/usr/bin/env bash
# run.sh - how fast drift is, as ratios to plain aggregates in the same session, in a throw-away cluster
set -euo pipefail

# shellcheck source=test/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../test/lib.sh"
BENCH=$DRIFT_ROOT/bench

usage() {
	cat <<'HELP'
bench/run.sh [option...]
    Builds drift in a throw-away cluster, fills a table of 17 columns, and runs every case of
    bench/cases.sql in turn with its yardstick: one session, everything cached, jit off; the figure is the
    median of the rounds' ratios. Exit status 1: a figure is over its limit. Some ten minutes.

    --rows N          rows of the table (default 10000000); the limits hold for the default
    --runs N          rounds (default 5)
    --only NAME,...   only these cases
    --peers           instead: against DuckDB, and against COPY to pandas with SciPy. Installs Debian's
                      python3-pandas, -scipy, -psycopg2 and npm, and DuckDB from the npm registry into the
                      temporary folder, or uses the one in DRIFT_DUCKDB, a folder with node_modules.
    --cpu             count the processor time of the session's process instead of the time of day: steadier on a
                      busy machine, but blind to workers, so that the gains mean nothing
    --keep            leave the cluster running and say how to look at it
    --help
HELP
}

ROWS=10000000 RUNS=5 ONLY='' PEERS='' KEEP='' CLOCK=day
while [ $# -gt 0 ]; do
	case $1 in
		--rows | --runs | --only) [ $# -gt 1 ] || drift_die "$1 needs a value: see --help" ;;
	esac
	case $1 in
		--rows) ROWS=$2 && shift ;;
		--runs) RUNS=$2 && shift ;;
		--only) ONLY=$2 && shift ;;
		--peers) PEERS=1 ;;
		--cpu) CLOCK=cpu ;;
		--keep) KEEP=1 ;;
		--help) usage && exit 0 ;;
		*) drift_die "unknown option $1: see --help" ;;
	esac
	shift
done
if ! [[ $ROWS =~ ^[0-9]+$ && $RUNS =~ ^[1-9][0-9]*$ && $ROWS -ge 1000 ]]; then
	drift_die "--rows takes a number of at least 1000, --runs one of at least 1"
fi

# Some 200 bytes a row, twice, and room for the rest: the tables stay in shared memory.
shared_buffers() { printf '%sMB' $((ROWS / 2500 + 256)); }

# What the figures stand for.
machine() {
	local cpu
	cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
	printf '%s, PostgreSQL %s, %s, %s cores, %s GiB, %s rows, %s rounds\n' "$(date +%F)" \
		"$(drift_psql -Atc 'SHOW server_version')" "${cpu:-$(uname -m)}" "$(nproc)" \
		"$(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1048576))" "$ROWS" "$RUNS"
}

report() {
	machine
	drift_psql -P border=2 -P footer=off -P null='' -c "
		SELECT name AS case, kind, round(ms::numeric, 1) AS ms, round(yard_ms::numeric, 1) AS yard_ms,
			round(gain::numeric, 2) AS gain, round(yard_gain::numeric, 2) AS yard_gain,
			CASE WHEN figure >= 100 THEN round(figure::numeric)::text
				WHEN abs(figure) < 0.01 THEN round(figure::numeric, 5)::text
				ELSE round(figure::numeric, 2)::text END AS figure,
			bound AS limit, coalesce(failure, verdict) AS verdict
		FROM bench.result ORDER BY position"
}

keep() {
	drift_keep
	drift_say "the cluster keeps running: $DRIFT_BIN/psql -h $PGHOST -p $PGPORT -U postgres postgres"
	drift_say "to end it: kill the server in $DRIFT_WORK/c/bench/postmaster.pid, then remove $DRIFT_TMP"
}

drift_init
if [ -n "$PEERS" ]; then
	drift_packages python3-pandas python3-scipy python3-psycopg2
	[ -n "${DRIFT_DUCKDB:-}" ] || command -v npm >/dev/null || drift_packages npm
else
	drift_packages
fi
# shellcheck disable=SC2119
drift_build
drift_cluster_start bench "shared_buffers = $(shared_buffers)" "jit = off" "work_mem = '2GB'" \
	"maintenance_work_mem = '256MB'" "max_wal_size = '8GB'" "checkpoint_timeout = '1h'" "autovacuum = off" \
	"max_parallel_workers_per_gather = 0" "bench.clock = '$CLOCK'"
drift_say "filling the table: $ROWS rows"
drift_psql -q -v rows="$ROWS" -c 'CREATE EXTENSION drift' -f "$BENCH/table.sql"
[ -z "$KEEP" ] || keep

if [ -n "$PEERS" ]; then
	machine
	DRIFT_DUCKDB=${DRIFT_DUCKDB:-$DRIFT_TMP/duckdb} drift_run /usr/bin/python3 "$BENCH/peers.py" "$RUNS" "$ONLY"
	exit
fi

drift_psql -q -v rows="$ROWS" -f "$BENCH/wide.sql" -f "$BENCH/states.sql"
drift_psql -q -f "$BENCH/cases.sql" -f "$BENCH/cases_states.sql" -f "$BENCH/measure.sql"
[ -z "$ONLY" ] || drift_psql -q -v only="$ONLY" <<<"DELETE FROM bench.cases WHERE name <> ALL (string_to_array(:'only', ','))"
[ "$(drift_psql -Atc 'SELECT count(*) FROM bench.cases')" -gt 0 ] || drift_die "no case is named $ONLY: see bench/cases.sql"
drift_psql -q -c "CALL bench.measure($RUNS)" 2>&1 | sed 's/^INFO:  //' >&2
report
[ "$(drift_psql -Atc "SELECT count(*) FROM bench.result WHERE verdict IN ('OVER', 'failed')")" = 0 ]
