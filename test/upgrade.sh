# shellcheck shell=bash
# upgrade.sh - pg_upgrade from this machine's PostgreSQL to a newer one, for test/run.sh --upgrade
#
# The newer server lives in a chroot of the Debian that has it (test/chroot.sh). The older one, with this extension
# built for it, is copied there with those of its libraries that the newer Debian lacks: the newer C library runs
# older programs, not the other way round. There test/t/007_upgrade.pl finds both.

# Copy the private server tree, following its symbolic links, to where a program in the chroot finds it.
upgrade_copy() {
	local root=$1 old=$2 f soname path
	mkdir -p "$old/lib"
	cp -rL "$DRIFT_DEST/." "$old"
	ln -s "${DRIFT_BIN#"$DRIFT_DEST"/}" "$old/bin"
	for f in "$DRIFT_BIN"/* "$DRIFT_DEST$("$DRIFT_PG_CONFIG" --pkglibdir)"/{drift,plpgsql,dict_snowball}.so; do
		ldd "$f" 2>/dev/null | sed -n 's/^[[:space:]]*\([^ ]*\) => \(\/[^ ]*\) .*/\1 \2/p'
	done | sort -u | while read -r soname path; do
		[ -n "$(find "$root/lib/" "$root/usr/lib/" -name "$soname" -print -quit)" ] || cp -L "$path" "$old/lib/"
	done
	chmod -R a+rX "$old"
}

# Take the newest minor version into the chroot: pg_upgrade must know what the older server's newest one writes, and
# fixes of both come on the same day. Without a network go on with what is there.
upgrade_newest() {
	local suite=$1 root=$CHROOT_CACHE/$1
	echo "deb http://deb.debian.org/debian-security $suite-security main" >"$root/etc/apt/sources.list.d/security.list"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	# shellcheck disable=SC2016
	drift_logged upgrade-apt drift_run chroot "$root" /usr/bin/env -i DEBIAN_FRONTEND=noninteractive \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash -c 'apt-get -qq update &&
		apt-get -qq -y install --only-upgrade "postgresql-$1" "postgresql-client-$1" "postgresql-server-dev-$1" libpq5' \
		bash "$2" || drift_say "the chroot keeps the PostgreSQL $2 that it has"
}

# Run the test in the chroot; its last line has its totals.
run_upgrade() {
	local to=$1 root old rc=0 log=$DRIFT_TMP/log/upgrade ok bad
	WANTED_PG=$to
	chroot_make "$(chroot_suite "$to")"
	root=$CHROOT_CACHE/$(chroot_suite "$to")
	upgrade_newest "$(chroot_suite "$to")" "$to"
	old=$(mktemp -d "$root/tmp/drift.old.XXXXXX")
	printf '%s\n' "$old" >>"$DRIFT_TMP/more"
	chmod 755 "$old"
	drift_say "pg_upgrade from $DRIFT_PG to $to"
	upgrade_copy "$root" "$old"
	chroot_run "$(chroot_suite "$to")" --pg "$to" --old-server "${old#"$root"}" --only 007_upgrade >"$log" 2>&1 || rc=$?
	ok=$(sed -n 's/^cluster  *\([0-9]*\) ok.*/\1/p' "$log")
	bad=$(sed -n 's/^cluster .* \([0-9]*\) FAILED$/\1/p' "$log")
	[ "$rc" = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
	[ "${bad:-0}" = 0 ] || tail -n 100 "$log"
	count upgrade "${ok:-0}" "${bad:-0}"
}
