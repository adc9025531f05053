# States survive every way out of a database and back: dumps in each format, and COPY in binary.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftStates;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
my $dir = PostgreSQL::Test::Utils::tempdir();
$node->init;
$node->start;

$node->safe_psql('postgres', 'CREATE DATABASE origin');
make_states($node, 'origin');
my $before = state_text($node, 'origin');

# Restore a dump into a database of its own and compare.
sub restored_equally
{
	my ($db, $what, @command) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->command_ok([@command], "$what restores without an error");
	is(state_text($node, $db), $before, "$what brings back the same states");
	return;
}

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/custom", 'origin' ], 'pg_dump -Fc');
restored_equally('serial', 'pg_restore', 'pg_restore', '--exit-on-error', '-d', 'serial', "$dir/custom");
restored_equally('parallel', 'pg_restore -j4', 'pg_restore', '--exit-on-error', '-j4', '-d', 'parallel', "$dir/custom");

$node->command_ok([ 'pg_dump', '-Fp', '--inserts', '-f', "$dir/plain.sql", 'origin' ], 'pg_dump --inserts');
restored_equally('plain', 'psql', 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', 'plain', '-f', "$dir/plain.sql");

# The text form must not depend on how floats are shown.
$node->safe_psql('origin', "ALTER DATABASE origin SET extra_float_digits = -15");
is(state_text($node, 'origin'), $before, 'extra_float_digits does not change the text of a state');

foreach my $table (split /\n/, $node->safe_psql('origin', "SELECT relname FROM pg_class WHERE relname ~ '^kept_' AND relkind = 'r'"))
{
	$node->safe_psql('origin', "COPY $table TO '$dir/$table' (FORMAT binary); TRUNCATE $table;
		COPY $table FROM '$dir/$table' (FORMAT binary)");
}
is(state_text($node, 'origin'), $before, 'COPY in binary brings back the same states');

# The schema is not a member of the extension and stays, empty.
$node->safe_psql('origin', 'SET client_min_messages = warning; DROP EXTENSION drift CASCADE; CREATE EXTENSION drift');
pass('after DROP EXTENSION it can be created again');

done_testing();
