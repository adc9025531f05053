# Configuration and history survive a dump, whatever table they are in, and the watch goes on where it was.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftPipeline;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('pipeline_dump');
my $dir = PostgreSQL::Test::Utils::tempdir();
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'UTC'");
$node->start;

$node->safe_psql('postgres', 'CREATE DATABASE origin');
make_log($node, 'origin', 160);
watch_log($node, 'origin');
fill_tables($node, 'origin');

# A table that is empty here could be lost and nobody would notice.
my @tables = extension_tables($node, 'origin');
is(join(' ', grep { table_rows($node, 'origin', $_) eq '' } @tables), '', 'every table of the extension has rows');
my %before = map { $_ => table_rows($node, 'origin', $_) } @tables;
my $policies = "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'drift' ORDER BY 1, 2";
my $rights = "SELECT relname, array(SELECT a::text FROM unnest(relacl) a ORDER BY 1), relrowsecurity FROM pg_class
	WHERE relnamespace = 'drift'::regnamespace AND relkind IN ('r', 'v', 'S') ORDER BY 1";
my %of_origin = map { $_ => $node->safe_psql('origin', $_) } $policies, $rights;
isnt($of_origin{$policies}, '', 'there are policies');
my $go_on = "SET client_min_messages = error; CALL drift.run_due('2026-01-07 06:00')";

sub restored_equally
{
	my ($db, $what, @command) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->command_ok([@command], "$what restores without an error");
	is(join(' ', grep { table_rows($node, $db, $_) ne $before{$_} } @tables), '', "$what brings back every row of every table");
	is($node->safe_psql($db, $policies), $of_origin{$policies}, "$what brings back the policies");
	is($node->safe_psql($db, $rights), $of_origin{$rights}, "$what brings back the rights");
	return;
}

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/custom", 'origin' ], 'pg_dump -Fc');
$node->command_ok([ 'pg_dump', '-Fd', '-j2', '-f', "$dir/folder", 'origin' ], 'pg_dump -Fd -j2');
$node->command_ok([ 'pg_dump', '-Fp', '-f', "$dir/plain.sql", 'origin' ], 'pg_dump -Fp');
restored_equally('serial', 'pg_restore', 'pg_restore', '--exit-on-error', '-d', 'serial', "$dir/custom");
restored_equally('parallel', 'pg_restore -j4', 'pg_restore', '--exit-on-error', '-j4', '-d', 'parallel', "$dir/folder");
restored_equally('plain', 'psql', 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', 'plain', '-f', "$dir/plain.sql");

$node->safe_psql('origin', $go_on);
my $expected = pipeline_history($node, 'origin');
foreach my $db ('serial', 'parallel')
{
	$node->safe_psql($db, $go_on);
	is(pipeline_history($node, $db), $expected, "$db: the next run does what it would have done");
}

done_testing();
