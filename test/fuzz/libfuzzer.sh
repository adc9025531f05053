# shellcheck shell=bash
# libfuzzer.sh - libFuzzer in a single-user backend, for test/run.sh --libfuzzer
#
# The extension's sources and libfuzzer.c become one library, compiled by clang with coverage counters and
# the address and undefined-behaviour sanitizers. A cluster makes states of every type (kept_states.sql),
# whose text and binary forms are the seeds, with what is kept in test/fuzz/corpus. Then a single-user
# backend for each target - a type and a form - hands over to libFuzzer. What it learns stays in a cache
# folder, so that the next run goes on from there.
#
# LIBFUZZER_OUT    that folder: corpus/TARGET, log/TARGET, found/TARGET-* ($XDG_CACHE_HOME/drift-libfuzzer)
# LIBFUZZER_JOBS   targets at a time (1)

LIBFUZZER_OUT=${LIBFUZZER_OUT:-${XDG_CACHE_HOME:-/var/tmp}/drift-libfuzzer}

# Compile all of it into $DRIFT_WORK/libfuzzer/drift.so, as Debian's own flags are for gcc.
libfuzzer_build() {
	local rt flags
	drift_packages clang perl
	drift_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
	rt=$(clang -print-resource-dir)/lib/linux
	# Its runtime looks for swift_demangle() at a malloc; not to find it means a translated message, and a
	# server's library asks for its own translations, under a lock, before: it would wait for itself.
	LIBFUZZER_PRELOAD="$rt/libclang_rt.asan-$(uname -m).so $DRIFT_WORK/libfuzzer/first.so"
	# __FILE__ is a string that needs no quotes on its way through the shells
	flags="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=undefined
		-fPIC -O1 -g -fno-omit-frame-pointer -fno-strict-aliasing -Wall -Wno-ignored-attributes
		-D_GNU_SOURCE -DDRIFT_VERSION=__FILE__ -Isrc -I$("$DRIFT_PG_CONFIG" --includedir-server)"
	drift_as mkdir -p "$DRIFT_WORK/libfuzzer/o"
	drift_say "building for libFuzzer"
	# -Bsymbolic: the sanitizer has dummies of the functions that count coverage, and comes first
	# shellcheck disable=SC2016
	drift_logged libfuzzer-build drift_as env "FLAGS=$flags" bash -ec 'cd "$1"
		ls src/*.c src/*/*.c test/fuzz/libfuzzer.c | xargs -P "$2" -I{} sh -c \
			"clang \$FLAGS -c {} -o ../libfuzzer/o/\$(echo {} | tr / _).o || exit 255"
		clang -shared -Wl,-Bsymbolic -fsanitize=fuzzer-no-link,address,undefined -shared-libasan \
			-o ../libfuzzer/drift.so ../libfuzzer/o/*.o "$3" -lgsl -lgslcblas -lm -lstdc++
		echo "char *swift_demangle(void) { return 0; }" | clang -w -x c - -shared -fPIC -o ../libfuzzer/first.so' \
		- "$DRIFT_SRC" "$(nproc)" "$rt/libclang_rt.fuzzer_no_main-$(uname -m).a"
}

# Make the cluster that every backend gets a copy of, and the seeds of all targets.
libfuzzer_template() {
	local type seeds=$DRIFT_WORK/libfuzzer/seeds
	drift_cluster_start libfuzzer 'shared_buffers = 16MB' 'max_connections = 10' || return
	drift_psql -q -c 'CREATE EXTENSION drift' -f "$DRIFT_ROOT/test/gen/kept_states.sql" || return
	LIBFUZZER_TYPES=$(drift_psql -At -c "SELECT typname FROM pg_type WHERE typtype = 'b'
		AND typnamespace = 'drift'::regnamespace AND typcategory <> 'A' ORDER BY 1")
	for type in $LIBFUZZER_TYPES; do
		drift_psql -At -F ' ' -c "SELECT encode(convert_to($type::text, 'UTF8'), 'hex'),
			encode(drift.${type}_send($type), 'hex') FROM kept WHERE $type IS NOT NULL" |
			drift_as perl "$DRIFT_SRC/test/fuzz/seeds.pl" "$seeds" "$type" || return
	done
	# The catalogues of the copies lead to the other library.
	drift_psql -q -c "UPDATE pg_proc SET probin = '$DRIFT_WORK/libfuzzer/drift' WHERE probin = '\$libdir/drift'"
	drift_cluster_stop libfuzzer
	# Of the log only what a start needs.
	drift_as "$DRIFT_BIN/pg_resetwal" -f -D "$DRIFT_WORK/c/libfuzzer" >/dev/null
}

# Write the program that libFuzzer takes for itself: it starts itself again to minimise a corpus.
libfuzzer_program() {
	local type=${1%_*} text=true
	[ "${1##*_}" = text ] || text=false
	drift_as tee "$DRIFT_WORK/libfuzzer/$1" >/dev/null <<END
#!/bin/bash
# $1: the driver with these arguments, in a backend with a data folder of its own
data=\$(mktemp -d)
trap 'rm -rf "\$data"' EXIT
trap 'exit 143' TERM INT
cp -r "$DRIFT_WORK/c/libfuzzer/." "\$data"
chmod 700 "\$data"
export LIBFUZZER_ARGS=\$(printf '%s\n' "\$0" "\$@") LC_ALL=C.UTF-8 LD_PRELOAD='$LIBFUZZER_PRELOAD'
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=16
export UBSAN_OPTIONS=print_stacktrace=1
"$DRIFT_BIN/postgres" --single -D "\$data" postgres >/dev/null <<SQL
CREATE FUNCTION drift_libfuzzer(regtype, boolean) RETURNS int AS '$DRIFT_WORK/libfuzzer/drift' LANGUAGE C
SELECT drift_libfuzzer('drift.$type', $text)
SQL
END
	drift_as chmod 755 "$DRIFT_WORK/libfuzzer/$1"
}

# Run one target for so many seconds, going on after a finding, and say how it went; fails if something was found.
libfuzzer_run() {
	local t=$2 found=0 start=$SECONDS log=$LIBFUZZER_OUT/log/$2 own=$LIBFUZZER_OUT/corpus/$2 kept=$DRIFT_SRC/test/fuzz/corpus/$2
	libfuzzer_program "$t"
	drift_as mkdir -p "$own" "$DRIFT_WORK/libfuzzer/seeds/$t"
	[ -d "$kept" ] || kept=$own
	: >"$log"
	while [ $((SECONDS - start)) -lt "$1" ] && [ "$found" -lt 20 ]; do
		drift_as nice -n 19 "$DRIFT_WORK/libfuzzer/$t" -max_total_time=$(($1 - SECONDS + start)) -timeout=60 \
			-rss_limit_mb=3000 -malloc_limit_mb=512 -max_len=100000 -len_control=100 -print_final_stats=1 -reload=0 \
			-dict="$DRIFT_WORK/libfuzzer/seeds/${t##*_}.dict" -artifact_prefix="$LIBFUZZER_OUT/found/$t-" \
			"$own" "$DRIFT_WORK/libfuzzer/seeds/$t" "$kept" >>"$log" 2>&1 || found=$((found + 1))
	done
	printf '%-18s %6d s %10d executions, %s, %d findings\n' "$t" $((SECONDS - start)) \
		"$(awk '/^stat::number_of_executed_units/ { n += $2 } END { print n + 0 }' "$log")" \
		"$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [^ ]*' "$log" | tail -n 1)" "$found"
	grep -E 'FINDING|ERROR: (Addr|lib)|runtime error|Test unit written' "$log" | sort | uniq -c
	[ "$found" = 0 ]
}

# Keep of a target's corpus only what adds coverage, smallest first.
libfuzzer_minimise() {
	local t=$1 own=$LIBFUZZER_OUT/corpus/$1
	drift_as mkdir -p "$own.min"
	drift_as nice -n 19 "$DRIFT_WORK/libfuzzer/$t" -merge=1 -max_len=100000 "$own.min" "$own" >"$LIBFUZZER_OUT/log/$t.merge" 2>&1 &&
		[ -n "$(ls "$own.min")" ] && rm -rf "$own" && mv "$own.min" "$own"
}

# Print the targets that were asked for: all, or those in a list of types and targets, parted by commas.
libfuzzer_targets() {
	local type form
	for type in $LIBFUZZER_TYPES; do
		for form in text binary; do
			case ,$1, in ,, | *,"$type",* | *,"${type}_$form",*) echo "${type}_$form" ;; esac
		done
	done
}

# Run a target, then keep the best of its corpus; leaves a file for the totals.
libfuzzer_one() {
	local verdict=bad
	! libfuzzer_run "$1" "$2" || verdict=ok
	libfuzzer_minimise "$2" || true
	echo "$verdict" >"$DRIFT_TMP/log/verdict-$2"
}

# shellcheck disable=SC2034
# libfuzzer SECONDS [TARGET]: build, then run each target for so long; sets LIBFUZZER_OK, LIBFUZZER_BAD.
libfuzzer() {
	local t
	LIBFUZZER_OK=0 LIBFUZZER_BAD=1
	mkdir -p "$LIBFUZZER_OUT"/{corpus,found,log}
	[ "$(id -u)" != 0 ] || chown -R "$DRIFT_USER": "$LIBFUZZER_OUT"
	if ! libfuzzer_build || ! libfuzzer_template; then return; fi
	drift_say "libFuzzer: $1 s for each target; logs, corpus and findings in $LIBFUZZER_OUT"
	for t in $(libfuzzer_targets "${2:-}"); do
		[ "$(jobs -rp | wc -l)" -lt "${LIBFUZZER_JOBS:-1}" ] || wait -n || true
		libfuzzer_one "$1" "$t" &
	done
	wait
	LIBFUZZER_OK=$(cat "$DRIFT_TMP"/log/verdict-* | grep -c ok) || true
	LIBFUZZER_BAD=$(cat "$DRIFT_TMP"/log/verdict-* | grep -c bad) || true
}
