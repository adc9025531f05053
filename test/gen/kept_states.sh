#!/bin/bash
# kept_states.sh: writes test/kept/VERSION.{copy,text,values} with the drift of the database that PGHOST, PGDATABASE
# and so on lead to: states of every type, kind and form, binary and as text, and what read_state.py reads in them.
# Not for a version that was released: its files stay as they are.
set -euo pipefail
cd -- "$(dirname -- "$0")/../kept"
version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" ../../drift.control)
psql -X -q -v ON_ERROR_STOP=1 -c BEGIN -f ../gen/kept_states.sql \
	-c "\\copy (SELECT * FROM kept ORDER BY name COLLATE \"C\") TO '$version.copy' (FORMAT binary)" \
	-c "\\copy (SELECT * FROM kept ORDER BY name COLLATE \"C\") TO '$version.text'" -c ROLLBACK
python3 ../gen/read_state.py "$version.copy" >"$version.values"
