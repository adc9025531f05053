#!/bin/bash
# run.sh - all tests of drift, on any Debian 12 or later that has nothing but a clone of this tree
set -euo pipefail
# shellcheck source=test/lib.sh
source "$(dirname -- "$0")/lib.sh"
# shellcheck source=test/chroot.sh
source "$DRIFT_ROOT/test/chroot.sh"
# shellcheck source=test/upgrade.sh
source "$DRIFT_ROOT/test/upgrade.sh"
# shellcheck source=test/valgrind.sh
source "$DRIFT_ROOT/test/valgrind.sh"
# shellcheck source=test/fuzz/libfuzzer.sh
source "$DRIFT_ROOT/test/fuzz/libfuzzer.sh"

usage() {
	cat <<'END'
test/run.sh [OPTION...]   build drift and run its tests in throw-away clusters

Installs what is missing of Debian's packages (as root, or with sudo). Touches no existing cluster, no
TCP port and no home directory. Kinds of tests, in this order:
  build      all of it compiles with -Wall -Wextra -Werror
  c          test/c/*.c: src/stats, without a server
  sql        test/sql/*.sql: pgTAP files through pg_regress, against expected/
  isolation  test/isolation/specs/*.spec: concurrent sessions
  cluster    test/t/*.pl: crash, dump and restore, rights; with clusters of their own

Options:
  --only NAME   one kind, or the one test with that name (test/sql/NAME.sql, ...); may be repeated
  --pg N        with PostgreSQL 15, 17 or 18; in a chroot of the Debian that has it if this one has not
                (needs root; kept in $XDG_CACHE_HOME/drift-chroots, or /var/tmp/drift-chroots)
  --sanitize    the C tests once more, with the address and undefined-behaviour sanitizers
  --valgrind    the C tests once more, under valgrind; and at the end the SQL tests with a server under
                valgrind, which is built from Debian's source, once, and kept in $XDG_CACHE_HOME/drift-valgrind,
                or /var/tmp/drift-valgrind (an hour; less with --only)
  --bound       at the end, the long form of the test of the sketches' bound: 15 shapes of 5 million rows, merged in
                random trees of up to 10,000 states (test/sql/profile_bound.sql; half an hour)
  --soak        kill the server and its backends 200 times while they run the watch (test/t/005_crash.pl; a quarter
                of an hour; otherwise 10 times); KILL_ROUNDS=... another number, KILL_SEED=... other moments
  --upgrade     at the end, pg_upgrade to PostgreSQL 17 in a chroot (as --pg; needs root): every row and state is
                the same, and the watch goes on
  --demo        demo/run.sh at the end: every fault found, no alert on untouched columns (about 3 minutes)
  --fuzz SECONDS  at the end, feed damaged states in text and binary to every type for so long;
                FUZZ_SEED=... repeats a run
  --libfuzzer SECONDS [TARGET]  at the end, libFuzzer with sanitizers in a backend, for so long for each
                target: TYPE_text and TYPE_binary of every type (profile_text, sample_binary, ...), or of these,
                parted by commas, a type standing for both; corpus, logs and findings in
                $XDG_CACHE_HOME/drift-libfuzzer, or /var/tmp/drift-libfuzzer (test/fuzz/libfuzzer.sh)
  --keep        leave the clusters running at the end and say how to look at them
  --help        this text

Environment: PG_CONFIG chooses another PostgreSQL, TMPDIR another place for temporary files.
The last line is "N passed, N failed"; the exit code is 0 only if nothing failed.
END
}

ONLY=() WANTED_PG='' SANITIZE='' VALGRIND='' DEMO='' KEEP='' FUZZ='' LIBFUZZER='' BOUND='' UPGRADE=''
PASSED=0 FAILED=0

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
			--libfuzzer)
				[ $# -gt 1 ] || drift_die "$1 needs a number of seconds; see --help"
				parse "$1=$2${3:+$([ "${3#-}" = "$3" ] && echo ":$3")}"
				shift "$([ $# -gt 2 ] && [ "${3#-}" = "$3" ] && echo 2 || echo 1)"
				;;
			--libfuzzer=[1-9]*) LIBFUZZER=${1#*=} ;;
			--only | --pg | --fuzz | --old-server)
				[ $# -gt 1 ] || drift_die "$1 needs a value; see --help"
				parse "$1=$2"
				shift
				;;
			--fuzz=*[!0-9]* | --fuzz=) drift_die "--fuzz takes a number of seconds, not \"${1#*=}\"" ;;
			--fuzz=*) FUZZ=${1#*=} ;;
			--only=*) ONLY+=("${1#*=}") ;;
			--pg=*) WANTED_PG=${1#*=} ;;
			--sanitize) SANITIZE=1 ;;
			--valgrind) VALGRIND=1 ;;
			--upgrade) UPGRADE=17 ;;
			--old-server=*) export DRIFT_OLD_SERVER=${1#*=} ;;
			--demo) DEMO=1 ;;
			--bound) BOUND=1 ;;
			--soak) export KILL_ROUNDS=${KILL_ROUNDS:-200} ;;
			--keep) KEEP=1 ;;
			--help | -h)
				usage
				exit 0
				;;
			*) drift_die "unknown option $1; see --help" ;;
		esac
		shift
	done
}

# Say whether a test, or with one argument a whole kind, was asked for.
wanted() {
	local o
	[ ${#ONLY[@]} -gt 0 ] || return 0
	for o in "${ONLY[@]}"; do
		[ "$o" = "$1" ] || [ "$o" = "${2:-}" ] && return 0
	done
	return 1
}

# Print the names of those tests of a kind that were asked for: the files DRIFT_ROOT/FOLDER/*.SUFFIX.
select_tests() {
	local kind=$1 suffix=$3 f name
	for f in "$DRIFT_ROOT/$2"/*."$suffix"; do
		[ -e "$f" ] || continue
		name=$(basename -- "$f" ".$suffix")
		! wanted "$kind" "$name" || printf '%s ' "$name"
	done
}

# Add to the totals and say so.
count() {
	PASSED=$((PASSED + $2))
	FAILED=$((FAILED + $3))
	printf '%-10s %d ok%s\n' "$1" "$2" "$([ "$3" = 0 ] || printf ', %d FAILED' "$3")"
}

# Count the lines of a log that match; at least one failure if the command failed without such a line.
count_log() {
	local kind=$1 rc=$2 log=$DRIFT_TMP/log/$3 ok bad
	ok=$(grep -cE "$4" "$log") || true
	bad=$(grep -cE "$5" "$log") || true
	[ "$rc" = 0 ] || [ "$bad" != 0 ] || bad=1
	[ "$bad" = 0 ] || cat "$log"
	count "$kind" "$ok" "$bad"
}

run_build() {
	if drift_build WERROR=1; then
		count build 1 0
	else
		count build 0 1
		finish
	fi
}

# Run the C tests in one of three ways; the program's last line has its own totals.
run_c() {
	local kind=$1 rc=0 log=$DRIFT_TMP/log/$1 ok bad
	shift
	[ -n "$(select_tests c test/c c)" ] || return 0
	drift_as rm -f "$DRIFT_SRC/test/c/run"
	drift_make -s WERROR=1 check-c "$@" >"$log" 2>&1 || rc=$?
	ok=$(sed -n 's/^\([0-9]*\) passed, [0-9]* failed.*/\1/p' "$log" | tail -n 1)
	bad=$(sed -n 's/^[0-9]* passed, \([0-9]*\) failed.*/\1/p' "$log" | tail -n 1)
	[ "$rc" = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
	[ "${bad:-0}" = 0 ] || cat "$log"
	count "$kind" "${ok:-0}" "${bad:-1}"
}

# pg_regress and pg_isolation_regress report alike: "test x ... ok" up to 15, "ok 1 - x" from 16 on.
REGRESS_OK='^ok |^test .* \.\.\. ok|^ +[^ ]+ +\.\.\. ok'
REGRESS_BAD='^not ok |\.\.\. FAILED'

run_sql() {
	local tests rc=0
	tests=$(select_tests sql test/sql sql)
	[ -n "$tests" ] || return 0
	# pg_regress makes the database that pg_cron waits for.
	drift_cluster_start sql --cron=contrib_regression
	drift_make -s installcheck ISOLATION= REGRESS="$tests" >"$DRIFT_TMP/log/sql" 2>&1 || rc=$?
	count_log sql "$rc" sql "$REGRESS_OK" "$REGRESS_BAD"
	[ "$rc" = 0 ] || cat "$DRIFT_SRC/regression.diffs" 2>/dev/null || tail -n 50 "$DRIFT_WORK/c/sql/server.log"
}

run_isolation() {
	local tests rc=0
	tests=$(select_tests isolation test/isolation/specs spec)
	[ -n "$tests" ] || return 0
	drift_cluster_start isolation
	drift_make -s installcheck REGRESS= ISOLATION="$tests" >"$DRIFT_TMP/log/isolation" 2>&1 || rc=$?
	count_log isolation "$rc" isolation "$REGRESS_OK" "$REGRESS_BAD"
	[ "$rc" = 0 ] || cat "$DRIFT_SRC/output_iso/regression.diffs" 2>/dev/null ||
		tail -n 50 "$DRIFT_WORK/c/isolation/server.log"
}

# Run Perl tests of a folder. Their modules come with the server's headers and make clusters of their own
# with what PATH finds.
run_perl() {
	local kind=$1 folder=$2 tests=$3 t pgxs ok=0 bad=0 log
	[ -n "$tests" ] || return 0
	pgxs=$(dirname -- "$("$DRIFT_PG_CONFIG" --pgxs)")/../..
	for t in $tests; do
		log=$DRIFT_TMP/log/$t
		drift_as env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE -C "$DRIFT_SRC" \
			PERL5LIB="$pgxs/src/test/perl" PG_REGRESS="$pgxs/src/test/regress/pg_regress" \
			TESTDIR="$DRIFT_SRC" TESTDATADIR="$DRIFT_SRC/tmp_check" TESTLOGDIR="$DRIFT_SRC/tmp_check/log" \
			PG_TEST_TIMEOUT_DEFAULT=120 prove --verbose "$folder/$t.pl" >"$log" 2>&1 || {
			cat "$log"
			tail -n 25 "$DRIFT_SRC/tmp_check/log/regress_log_$t"
			grep -q '^not ok' "$log" || bad=$((bad + 1))
		}
		ok=$((ok + $(grep -c '^ok ' "$log" || true)))
		bad=$((bad + $(grep -c '^not ok ' "$log" || true)))
	done
	[ "$kind" != fuzz ] || grep 'tried' "$log" || true
	count "$kind" "$ok" "$bad"
}

# The bound of the sketches with many rows; too long for pg_regress to compare, and of another length.
run_bound() {
	local rc=0
	drift_cluster_start bound
	PGOPTIONS='-c drift_test.bound=full' drift_psql -f "$DRIFT_SRC/test/sql/profile_bound.sql" >"$DRIFT_TMP/log/bound" 2>&1 || rc=$?
	count_log bound "$rc" bound '^ok ' '^not ok '
}

# The demo builds and starts what it needs by itself; its exit status is its verdict.
run_demo() {
	local rc=0
	drift_as env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE "$DRIFT_SRC/demo/run.sh" >"$DRIFT_TMP/log/demo" 2>&1 || rc=$?
	[ "$rc" = 0 ] || cat "$DRIFT_TMP/log/demo"
	if [ "$rc" = 0 ]; then count demo 1 0; else count demo 0 1; fi
}

# The SQL tests with every palloc under valgrind's eyes. What valgrind has to say counts as one more failure.
run_sql_valgrind() {
	local tests rc=0
	tests=$(select_tests sql test/sql sql)
	[ -n "$tests" ] || return 0
	if ! valgrind_server || ! valgrind_cluster; then
		count valgrind 0 1
		return
	fi
	drift_say "SQL tests under valgrind: this takes a while"
	drift_make -s installcheck ISOLATION= REGRESS="$tests" >"$DRIFT_TMP/log/valgrind" 2>&1 || rc=$?
	count_log valgrind "$rc" valgrind "$REGRESS_OK" "$REGRESS_BAD"
	[ "$rc" = 0 ] || cat "$DRIFT_SRC/regression.diffs" 2>/dev/null || tail -n 50 "$DRIFT_WORK/c/valgrind/server.log"
	drift_cluster_stop valgrind
	if [ -n "$(find "$VALGRIND_LOGS" -type f -size +0)" ]; then
		head -n 200 "$VALGRIND_LOGS"/*
		count valgrind 0 1
	fi
}

# libFuzzer on every target that was asked for, each a test.
run_libfuzzer() {
	libfuzzer "${LIBFUZZER%%:*}" "$(expr "$LIBFUZZER" : '[^:]*:\(.*\)')"
	count libfuzzer "$LIBFUZZER_OK" "$LIBFUZZER_BAD"
}

# Print the totals alone on the last line and end with the code that they mean.
finish() {
	if [ -n "$KEEP" ]; then
		drift_keep
		echo "kept: $DRIFT_TMP"
		echo "look: PGHOST=${PGHOST:-$DRIFT_SOCKETS} PGPORT=${PGPORT:-} PGUSER=postgres $DRIFT_BIN/psql contrib_regression"
	fi
	[ "$((PASSED + FAILED))" -gt 1 ] || [ "$FAILED" -gt 0 ] || drift_die "no test is called ${ONLY[*]}"
	echo "$PASSED passed, $FAILED failed"
	[ "$FAILED" = 0 ] || exit 1
	exit 0
}

main() {
	parse "$@"
	drift_init
	# Inside the chroot the same command runs again, with DRIFT_PG_WANTED set.
	if [ "$WANTED_PG" != "${DRIFT_PG_WANTED:-}" ] && ! chroot_unneeded "$WANTED_PG"; then
		if [ "$(id -u)" != 0 ]; then
			sudo bash "$0" "$@"
			exit
		fi
		chroot_run "$(chroot_suite "$WANTED_PG")" "$@"
		exit
	fi
	DRIFT_PG_WANTED=$WANTED_PG
	drift_packages pgtap cron perl ${VALGRIND:+valgrind}
	run_build
	run_c c
	[ -z "$SANITIZE" ] || run_c c-sanitize C_TEST_FLAGS='-fsanitize=address,undefined -fno-sanitize-recover'
	[ -z "$VALGRIND" ] || run_c c-valgrind C_TEST_WRAPPER='valgrind -q --error-exitcode=1 --leak-check=full'
	run_sql
	run_isolation
	run_perl cluster test/t "$(select_tests cluster test/t pl)"
	[ -z "$FUZZ" ] || FUZZ_SECONDS=$FUZZ run_perl fuzz test/fuzz fuzz
	[ -z "$BOUND" ] || run_bound
	[ -z "$LIBFUZZER" ] || run_libfuzzer
	[ -z "$VALGRIND" ] || run_sql_valgrind
	[ -z "$UPGRADE" ] || run_upgrade "$UPGRADE"
	[ -z "$DEMO" ] || run_demo
	finish
}

main "$@"
