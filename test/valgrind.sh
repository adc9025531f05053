# shellcheck shell=bash
# valgrind.sh - a PostgreSQL server built to be run under valgrind, for test/run.sh --valgrind
#
# A stock server hides what happens inside a palloc'd chunk: valgrind sees only the large blocks behind it.
# One built with -DUSE_VALGRIND tells it of every chunk. It is built from Debian's source package, with
# assertions, and kept in a cache folder; that takes some ten minutes, once. The server's own noise is
# suppressed by the file that comes with its source.

VALGRIND_CACHE=${XDG_CACHE_HOME:-/var/tmp}/drift-valgrind

# Fetch the upstream source of Debian's package, without adding source packages to the machine's apt.
valgrind_source() {
	local d=$DRIFT_TMP/apt f version
	local -a options
	mkdir -p "$d/parts" "$d/lists/partial" "$d/cache/archives/partial"
	for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ ! -f "$f" ] || sed -n 's/^deb /deb-src /p' "$f" >"$d/parts/$(basename -- "$f" .list).list"
	done
	for f in /etc/apt/sources.list.d/*.sources; do
		[ ! -f "$f" ] || sed 's/^Types:.*/Types: deb-src/' "$f" >"$d/parts/$(basename -- "$f")"
	done
	options=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$d/parts"
		-o Dir::State::Lists="$d/lists" -o Dir::Cache="$d/cache" -o APT::Sandbox::User=)
	apt-get "${options[@]}" update
	# Any minor version will do; a mirror may no longer have the source of the newest.
	for version in $(apt-cache "${options[@]}" showsrc "postgresql-$DRIFT_PG" | sed -n 's/^Version: //p' | sort -rVu); do
		(cd "$d" && apt-get "${options[@]}" source --download-only "postgresql-$DRIFT_PG=$version") && break
	done
	set -- "$d"/postgresql-*.orig.tar.*
	[ -f "$1" ] || drift_die "no source package of postgresql-$DRIFT_PG can be had"
	drift_as mkdir "$DRIFT_WORK/pgsrc"
	drift_as tar -C "$DRIFT_WORK/pgsrc" --strip-components=1 --no-same-owner -xf "$1"
}

valgrind_compile() {
	drift_as env -C "$DRIFT_WORK/pgsrc" ./configure --quiet --prefix="$1" --enable-cassert --enable-debug \
		--without-readline --without-zlib --without-icu CFLAGS='-O1 -g -fno-omit-frame-pointer -DUSE_VALGRIND'
	drift_as make -C "$DRIFT_WORK/pgsrc" -s -j"$(nproc)"
	drift_as make -C "$DRIFT_WORK/pgsrc" -s install DESTDIR="$DRIFT_WORK/pgdest"
	drift_as make -C "$DRIFT_WORK/pgsrc/src/test/isolation" -s install DESTDIR="$DRIFT_WORK/pgdest"
}

# Put a script in the server's place that runs it under valgrind if VALGRIND_LOGS says where to write.
valgrind_wrap() {
	[ -e "$1/bin/postgres.real" ] || mv "$1/bin/postgres" "$1/bin/postgres.real"
	cat >"$1/bin/postgres" <<'END'
#!/bin/sh
real=$(dirname -- "$0")/postgres.real
# not for initdb, which would take minutes
case ${VALGRIND_LOGS:+$1} in '' | -V | --version | --boot | --check | --single) exec "$real" "$@" ;; esac
exec valgrind --quiet --leak-check=no --trace-children=yes --num-callers=25 \
	--suppressions="$VALGRIND_SUPPRESSIONS" --log-file="$VALGRIND_LOGS/%p" "$real" "$@"
END
	chmod 755 "$1/bin/postgres"
}

# Build the server unless it is in the cache; set VALGRIND_SERVER to its prefix.
valgrind_server() {
	VALGRIND_SERVER=$VALGRIND_CACHE/$DRIFT_PG
	if [ -x "$VALGRIND_SERVER/bin/postgres.real" ]; then
		[ ! -w "$VALGRIND_SERVER/bin/postgres" ] || valgrind_wrap "$VALGRIND_SERVER"
		return
	fi
	drift_packages valgrind bison flex perl pgtap libc6-dbg bzip2 xz-utils
	drift_say "building PostgreSQL $DRIFT_PG for valgrind in $VALGRIND_SERVER (some ten minutes, once)"
	drift_logged pg-source valgrind_source || return
	drift_logged pg-build valgrind_compile "$VALGRIND_SERVER" || return
	mkdir -p "$VALGRIND_CACHE"
	rm -rf "$VALGRIND_SERVER.new"
	cp -r "$DRIFT_WORK/pgdest$VALGRIND_SERVER" "$VALGRIND_SERVER.new"
	cp "$DRIFT_WORK/pgsrc/src/tools/valgrind.supp" "$VALGRIND_SERVER.new/"
	cp "/usr/share/postgresql/$DRIFT_PG/extension"/pgtap* "$("$VALGRIND_SERVER.new/bin/pg_config" --sharedir)/extension/"
	valgrind_wrap "$VALGRIND_SERVER.new"
	rm -rf "$VALGRIND_SERVER"
	mv "$VALGRIND_SERVER.new" "$VALGRIND_SERVER"
	drift_as rm -rf "$DRIFT_WORK/pgsrc" "$DRIFT_WORK/pgdest"
}

# Run the SQL tests named in the arguments with a server under valgrind: build again for that server, beside
# the first build. Sets VALGRIND_LOGS, the folder of what valgrind said.
valgrind_cluster() {
	# shellcheck disable=SC2034
	local PG_CONFIG=$VALGRIND_SERVER/bin/pg_config
	DRIFT_WORK=$DRIFT_WORK/valgrind
	mkdir -p "$DRIFT_WORK"
	[ "$(id -u)" != 0 ] || chown "$DRIFT_USER": "$DRIFT_WORK"
	drift_pick_pg
	drift_build WERROR=1 || return
	export VALGRIND_LOGS=$DRIFT_WORK/logs VALGRIND_SUPPRESSIONS=$VALGRIND_SERVER/valgrind.supp
	drift_as mkdir "$VALGRIND_LOGS"
	PGCTLTIMEOUT=300 drift_cluster_start valgrind
}
