# shellcheck shell=bash
# chroot.sh - another Debian's PostgreSQL on this machine, for test/run.sh --pg N
#
# Debian 12, 13 and unstable have one PostgreSQL version each. The one that this machine does not have
# is run in a chroot made by debootstrap, which is kept in a cache folder: the first run takes some two
# minutes and 2 GB, later ones start at once. Needs root; sourced after lib.sh.

CHROOT_CACHE=${XDG_CACHE_HOME:-/var/tmp}/drift-chroots

# Say which Debian has a PostgreSQL version.
chroot_suite() {
	case $1 in
		15) echo bookworm ;;
		17) echo trixie ;;
		18) echo sid ;;
		*) drift_die "--pg $1: only 15, 17 and 18 can be had from Debian" ;;
	esac
}

# Say whether a PostgreSQL version can be had without a chroot.
chroot_unneeded() {
	[ -d "/usr/lib/postgresql/$1/lib/pgxs" ] && return
	[ -r /etc/os-release ] && grep -q "^VERSION_CODENAME=$(chroot_suite "$1")\$" /etc/os-release
}

# Make the chroot of a suite, unless it is there. One run makes it, others wait.
chroot_make() {
	local suite=$1 root=$CHROOT_CACHE/$1 p
	drift_run mkdir -p "$CHROOT_CACHE"
	exec 8>"$CHROOT_CACHE/$suite.lock"
	drift_run flock 8
	if [ ! -d "$root" ]; then
		for p in debootstrap debian-archive-keyring; do
			drift_has_package "$p" || drift_install "$p"
		done
		drift_say "making a chroot of Debian $suite in $root"
		rm -rf "$root.new"
		drift_logged debootstrap drift_run debootstrap --variant=minbase "$suite" "$root.new" ||
			drift_die "debootstrap $suite failed"
		# A mirror may lag behind; how to reach it is the machine's business.
		echo 'Acquire::Check-Valid-Until "false";' >"$root.new/etc/apt/apt.conf.d/90drift"
		apt-config dump | grep -i '^Acquire::[a-z]*::.*Proxy' >>"$root.new/etc/apt/apt.conf.d/90drift" || true
		mv "$root.new" "$root"
	fi
	exec 8>&-
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
}

# Run this tree's test/run.sh in the chroot. /proc, which unstable's packages want, is mounted in a mount
# namespace that ends with the run; where that is not allowed, go on without.
chroot_run() {
	local root=$CHROOT_CACHE/$1 tree
	local -a unshare=()
	chroot_make "$1"
	shift
	tree=$(mktemp -d "$root/tmp/drift.tree.XXXXXX")
	printf '%s\n' "$tree" >>"$DRIFT_TMP/more"
	tar -C "$DRIFT_ROOT" --exclude=./.git --exclude='*.o' --exclude='*.so' -cf - . | tar -C "$tree" -xf -
	mkdir -p "$root/proc"
	if unshare --mount true 2>/dev/null; then
		unshare=(unshare --mount --propagation private)
	fi
	# shellcheck disable=SC2016
	drift_run "${unshare[@]}" bash -c '[ "$1" = plain ] || mount -t proc proc "$2/proc"; shift; exec chroot "$@"' \
		bash "${unshare[0]:-plain}" "$root" /usr/bin/env -i \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent TMPDIR=/tmp \
		DRIFT_PG_WANTED="$WANTED_PG" bash "${tree#"$root"}/test/run.sh" "$@"
}
