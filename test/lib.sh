# shellcheck shell=bash
# lib.sh - throw-away PostgreSQL clusters with this extension, for test/run.sh, demo/run.sh, bench/run.sh
#
# The idea: everything lives in one temporary folder. The tree is copied there and built there by an
# unprivileged user; the server's binaries are copied and its libraries and shared files are
# symlinked beside them, because postgres finds those relative to its own binary. The extension is
# installed into that private copy, so that no installed server, no existing cluster, no TCP port and
# no home directory is touched, and any number of runs, of different builds, go on side by side.
#
#   source "$(dirname "$0")/../test/lib.sh"   sets DRIFT_ROOT, the top of the tree; changes nothing
#
#   drift_init                     make the temporary folder $DRIFT_TMP (below $TMPDIR), set traps. Everything
#                                  that was started is stopped and removed at exit, on INT, TERM, HUP, and
#                                  by a watcher even after kill -9.
#   drift_packages WORD...         install the Debian packages that are missing, as root or with sudo: always
#                                  the server, its headers, the compiler, GSL; and pgtap, cron, perl, or
#                                  any package by its own name. Sets DRIFT_PG (the major version) and
#                                  DRIFT_PG_CONFIG; PG_CONFIG=... chooses another server.
#   drift_build [make argument...] copy, build, install into the private tree; DRIFT_SRC is the copy,
#                                  DRIFT_BIN the private bin folder (put first in PATH)
#   drift_cluster_start NAME [--cron[=DATABASE]] [CONF LINE...]
#                                  a new cluster on a Unix socket; exports PGHOST, PGPORT, PGUSER (postgres, a
#                                  superuser) and PGDATABASE; --cron preloads pg_cron
#   drift_cluster_restart NAME [MODE]   stop (fast, or immediate) and start it again
#   drift_cluster_stop NAME [MODE]
#   drift_psql ARGUMENT...         psql on the cluster started last, without psqlrc, stopping at errors;
#                                  runs as the caller, so that \copy reads the caller's files
#   drift_as COMMAND...            run it as the unprivileged user who owns $DRIFT_WORK, in that folder
#   drift_run COMMAND...           run it as the caller. Use one of these for everything that takes longer
#                                  than a moment: a plain command holds up clean-up until it ends.
#   drift_logged NAME COMMAND...   run it with its output in $DRIFT_TMP/log/NAME; shown if it fails
#   drift_keep                     leave the folder and its servers as they are at exit
#   drift_say TEXT, drift_die TEXT

DRIFT_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
DRIFT_NEXT_PORT=50432
DRIFT_UPDATED=

drift_say() { printf '%s\n' "-- $*"; }

drift_die() {
	printf '%s\n' "$(basename -- "$0"): $*" >&2
	exit 1
}

# Make the one folder that everything goes into, and make sure that it goes away again.
drift_init() {
	local v
	# What libpq would take from the caller's environment leads to the caller's clusters.
	for v in $(compgen -e PG); do
		[ "$v" = PG_CONFIG ] || unset "$v"
	done
	export LC_ALL=C.UTF-8
	unset LANGUAGE CDPATH MAKEFLAGS MAKELEVEL
	PATH=$PATH:/usr/sbin:/sbin

	DRIFT_TMP=$(mktemp -d "${TMPDIR:-/tmp}/drift.XXXXXX") || drift_die "cannot make a folder in ${TMPDIR:-/tmp}"
	# A relative TMPDIR would mean another folder after the next cd.
	DRIFT_TMP=$(cd -- "$DRIFT_TMP" && pwd)
	DRIFT_WORK=$DRIFT_TMP/w
	mkdir "$DRIFT_TMP/log" "$DRIFT_TMP/run" "$DRIFT_TMP/shim"
	trap drift_cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	drift_watch $$

	# Servers refuse root. nobody has no rights on any existing cluster.
	if [ "$(id -u)" = 0 ]; then
		DRIFT_USER=nobody
		chmod 711 "$DRIFT_TMP"
		mkdir -m 700 "$DRIFT_WORK"
		chown nobody: "$DRIFT_WORK"
	else
		DRIFT_USER=$(id -un)
		mkdir -m 700 "$DRIFT_WORK"
	fi
	drift_as mkdir "$DRIFT_WORK/home" "$DRIFT_WORK/t" ||
		drift_die "user $DRIFT_USER cannot write below ${TMPDIR:-/tmp}: set TMPDIR to a folder that all users can enter"
	drift_as cp /bin/true "$DRIFT_WORK/t/exec"
	drift_as "$DRIFT_WORK/t/exec" 2>/dev/null ||
		drift_die "programs may not run in ${TMPDIR:-/tmp} (noexec): set TMPDIR to another folder"

	# A socket's path has at most 107 bytes; PostgreSQL::Test adds some 20 of its own.
	DRIFT_SOCKETS=$DRIFT_WORK/s
	DRIFT_SHORT=$DRIFT_WORK/t
	if [ ${#DRIFT_WORK} -gt 60 ]; then
		DRIFT_SHORT=$(drift_as mktemp -d /tmp/drift.XXXXXX)
		DRIFT_SOCKETS=$DRIFT_SHORT/s
		printf '%s\n' "$DRIFT_SHORT" >>"$DRIFT_TMP/more"
	fi
	drift_as mkdir -m 700 "$DRIFT_SOCKETS"
}

# Run a command in a session of its own and wait for it: a trap runs at once, not when the command ends,
# and clean-up can end everything that the command started.
drift_run() {
	local pid rc=0
	setsid "$@" <&0 &
	pid=$!
	: >"$DRIFT_TMP/run/$pid"
	wait "$pid" || rc=$?
	rm -f "$DRIFT_TMP/run/$pid"
	return "$rc"
}

# Run a command as the unprivileged user, in a folder that this user can enter.
drift_as() {
	local -a switch=()
	if [ "$DRIFT_USER" != "$(id -un)" ]; then
		switch=(setpriv "--reuid=$DRIFT_USER" "--regid=$(id -g "$DRIFT_USER")" --clear-groups)
	fi
	drift_run env -C "$DRIFT_WORK" "HOME=$DRIFT_WORK/home" "TMPDIR=${DRIFT_SHORT:-$DRIFT_WORK/t}" \
		"${switch[@]}" "$@"
}

# Keep the output of a long step out of sight unless it fails.
drift_logged() {
	local log=$DRIFT_TMP/log/$1 rc=0
	shift
	"$@" >"$log" 2>&1 || rc=$?
	[ "$rc" = 0 ] || { tail -n 60 "$log" >&2; drift_say "failed ($rc): $*" >&2; }
	return "$rc"
}

# Stop what runs in a folder and remove it; written for the watcher, too, which has only the name.
drift_remove() {
	local tmp=$1 pid f
	for f in "$tmp"/run/*; do
		[ -e "$f" ] && kill -TERM -- "-$(basename -- "$f")" 2>/dev/null
	done
	# The first line of postmaster.pid is the server; SIGQUIT is an immediate shutdown.
	while IFS= read -r f; do
		[ -n "$f" ] || continue
		pid=$(head -n 1 "$f" 2>/dev/null) || continue
		kill -QUIT "$pid" 2>/dev/null || continue
		for _ in $(seq 100); do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.05
		done
		kill -KILL "$pid" 2>/dev/null
	done <<<"$(find "$tmp/w" -name postmaster.pid 2>/dev/null)"
	[ ! -f "$tmp/more" ] || while IFS= read -r f; do
		rm -rf -- "$f"
	done <"$tmp/more"
	# A child that is just ending may still write.
	rm -rf -- "$tmp" 2>/dev/null || { sleep 1; rm -rf -- "$tmp"; }
}

drift_cleanup() {
	local rc=$?
	trap - EXIT
	trap '' INT TERM HUP
	set +e
	[ -f "$DRIFT_TMP/keep" ] || drift_remove "$DRIFT_TMP"
	exit "$rc"
}

# Nothing in a shell outlives kill -9: a second process waits for the first one's end.
drift_watch() {
	(
		trap '' INT TERM HUP
		set +eu
		while kill -0 "$1" 2>/dev/null; do
			[ -d "$DRIFT_TMP" ] || exit 0
			sleep 1
		done
		[ ! -d "$DRIFT_TMP" ] || [ -f "$DRIFT_TMP/keep" ] || drift_remove "$DRIFT_TMP"
	) </dev/null >/dev/null 2>&1 &
	disown
}

drift_keep() { : >"$DRIFT_TMP/keep"; }

drift_has_package() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Run a command with root's rights.
drift_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		command -v sudo >/dev/null || drift_die "not root and no sudo: cannot run $*"
		sudo "$@"
	fi
}

drift_apt_update() {
	[ -z "$DRIFT_UPDATED" ] || return 0
	DRIFT_UPDATED=1
	drift_say "apt-get update"
	drift_logged apt-update drift_root apt-get -qq -o DPkg::Lock::Timeout=900 update ||
		drift_say "apt-get update failed; going on with the lists that are there"
}

# Choose the server: PG_CONFIG, else the newest that is installed with its headers, else Debian's own.
drift_pick_pg() {
	local dir
	if [ -n "${PG_CONFIG:-}" ]; then
		DRIFT_PG_CONFIG=$(command -v -- "$PG_CONFIG") || drift_die "PG_CONFIG=$PG_CONFIG: no such program"
		DRIFT_PG=$("$DRIFT_PG_CONFIG" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
		return
	fi
	DRIFT_PG=${DRIFT_PG_WANTED:-}
	if [ -z "$DRIFT_PG" ]; then
		for dir in /usr/lib/postgresql/*/lib/pgxs; do
			dir=${dir%/lib/pgxs}
			[ -x "$dir/bin/postgres" ] && [ "${dir##*/}" -gt "${DRIFT_PG:-0}" ] && DRIFT_PG=${dir##*/}
		done
	fi
	if [ -z "$DRIFT_PG" ]; then
		command -v apt-cache >/dev/null || drift_die "no PostgreSQL server with headers found, and this is not Debian: set PG_CONFIG"
		drift_apt_update
		DRIFT_PG=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
		[ -n "$DRIFT_PG" ] || drift_die "apt knows no package postgresql"
	fi
	DRIFT_PG_CONFIG=/usr/lib/postgresql/$DRIFT_PG/bin/pg_config
}

drift_packages() {
	local word p
	local -a want=(gcc make libc6-dev libgsl-dev) missing=()
	drift_pick_pg
	[ -n "${PG_CONFIG:-}" ] || want+=("postgresql-$DRIFT_PG" "postgresql-server-dev-$DRIFT_PG")
	for word in "$@"; do
		case $word in
			pgtap | cron) [ -n "${PG_CONFIG:-}" ] || want+=("postgresql-$DRIFT_PG-$word") ;;
			perl) want+=(perl libipc-run-perl) ;;
			*) want+=("$word") ;;
		esac
	done
	for p in "${want[@]}"; do
		drift_has_package "$p" || missing+=("$p")
	done
	[ ${#missing[@]} = 0 ] || drift_install "${missing[@]}"
}

# Install packages in such a way that no service starts and no default cluster is made.
drift_install() {
	local p
	command -v apt-get >/dev/null || drift_die "install these first, this is not Debian: $*"
	if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
		drift_die "not root and no sudo; as root run: apt-get install $*"
	fi
	drift_apt_update
	# Maintainer scripts find these programs by PATH, and only while our own apt-get runs.
	for p in pg_createcluster invoke-rc.d deb-systemd-invoke; do
		printf '#!/bin/sh\nexit 0\n' >"$DRIFT_TMP/shim/$p"
		chmod 755 "$DRIFT_TMP/shim/$p"
	done
	chmod 755 "$DRIFT_TMP/shim"
	# An upgrade of a server would restart somebody's clusters.
	if apt-get -s install --no-install-recommends "$@" 2>/dev/null | grep -E '^(Inst postgresql-[0-9]+ \[|Remv postgresql-[0-9]+ )' >&2; then
		drift_die "installing $* would upgrade a PostgreSQL server that is installed here; do that yourself first"
	fi
	drift_say "installing $*"
	drift_logged apt-install drift_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
		apt-get -qq -y -o DPkg::Lock::Timeout=900 -o Dpkg::Use-Pty=0 \
		-o DPkg::Path="$DRIFT_TMP/shim:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
		install --no-install-recommends "$@" || drift_die "apt-get install $* failed"
}

# Make the server's private copy: real binaries, everything else by symbolic link.
drift_private_tree() {
	local bin lib share
	bin=$("$DRIFT_PG_CONFIG" --bindir)
	lib=$("$DRIFT_PG_CONFIG" --pkglibdir)
	share=$("$DRIFT_PG_CONFIG" --sharedir)
	DRIFT_DEST=$DRIFT_WORK/pg
	DRIFT_BIN=$DRIFT_DEST$bin
	drift_as mkdir -p "$DRIFT_BIN" "$DRIFT_DEST$lib" "$DRIFT_DEST$share"
	drift_as cp -r "$bin/." "$DRIFT_BIN"
	drift_as cp -rs "$lib/." "$DRIFT_DEST$lib"
	drift_as cp -rs "$share/." "$DRIFT_DEST$share"
	# A drift that somebody installed must not shine through.
	drift_as find "$DRIFT_DEST$lib" "$DRIFT_DEST$share/extension" \( -name 'drift.*' -o -name 'drift--*' \) -delete
	PATH=$DRIFT_BIN:$PATH
}

# make in the copy, as the unprivileged user. Debian's build of PostgreSQL would want clang for JIT code.
drift_make() {
	drift_as make -C "$DRIFT_SRC" --no-print-directory PG_CONFIG="$DRIFT_PG_CONFIG" with_llvm=no "$@"
}

drift_build() {
	DRIFT_SRC=$DRIFT_WORK/src
	drift_private_tree
	drift_as mkdir "$DRIFT_SRC"
	tar -C "$DRIFT_ROOT" --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' \
		--exclude=node_modules --exclude=./results --exclude=./output_iso -cf - . |
		drift_as tar -C "$DRIFT_SRC" --no-same-owner -xf -
	drift_say "building for PostgreSQL $DRIFT_PG"
	drift_logged clean drift_make -s clean || return
	drift_logged build drift_make -s -j"$(nproc)" "$@" all || return
	drift_logged install drift_make -s "$@" install DESTDIR="$DRIFT_DEST"
}

drift_cluster_start() {
	local name=$1 cron='' data=$DRIFT_WORK/c/$1
	shift
	case ${1:-} in
		--cron) cron=postgres && shift ;;
		--cron=*) cron=${1#--cron=} && shift ;;
	esac
	drift_as mkdir -p "$DRIFT_WORK/c" "$DRIFT_SOCKETS"
	drift_logged "initdb-$name" drift_as "$DRIFT_BIN/initdb" -D "$data" -U postgres -A trust -N \
		--locale=C.UTF-8 -E UTF8 || return
	{
		printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$DRIFT_SOCKETS'" \
			"unix_socket_permissions = 0700" "port = $DRIFT_NEXT_PORT" \
			"fsync = off" "synchronous_commit = off" "full_page_writes = off" "timezone = 'UTC'"
		[ -z "$cron" ] || printf '%s\n' "shared_preload_libraries = 'pg_cron'" \
			"cron.database_name = '$cron'" "cron.use_background_workers = on"
		[ $# = 0 ] || printf '%s\n' "$@"
	} | drift_as tee -a "$data/postgresql.conf" >/dev/null
	export PGHOST=$DRIFT_SOCKETS PGPORT=$DRIFT_NEXT_PORT PGUSER=postgres PGDATABASE=postgres
	DRIFT_NEXT_PORT=$((DRIFT_NEXT_PORT + 1))
	drift_pg_ctl "$name" start
}

# Start the server and show its log when it does not come up.
drift_pg_ctl() {
	local data=$DRIFT_WORK/c/$1
	shift
	drift_as "$DRIFT_BIN/pg_ctl" -D "$data" -l "$data/server.log" -s -w "$@" </dev/null || {
		tail -n 30 "$data/server.log" >&2
		return 1
	}
}

drift_cluster_stop() { drift_pg_ctl "$1" stop -m "${2:-fast}"; }

drift_cluster_restart() { drift_pg_ctl "$1" restart -m "${2:-fast}"; }

drift_psql() { drift_run "$DRIFT_BIN/psql" -X -v ON_ERROR_STOP=1 "$@"; }
