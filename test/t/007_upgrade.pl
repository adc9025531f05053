# pg_upgrade from an older PostgreSQL: every row of every table and every state is as it was, and the watch goes on
# as it would have gone on there. DRIFT_OLD_SERVER is a folder with bin/ and lib/ of the older one; test/run.sh
# --upgrade makes it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftPipeline;
use DriftStates;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $from = $ENV{DRIFT_OLD_SERVER};
plan skip_all => 'no older server: test/run.sh --upgrade' unless $from;

# The libraries that this system lacks; no other is in there.
$ENV{LD_LIBRARY_PATH} = "$from/lib";
my $old = PostgreSQL::Test::Cluster->new('old', install_path => $from);
my $new = PostgreSQL::Test::Cluster->new('new');
foreach my $node ($old, $new)
{
	$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
	$node->append_conf('postgresql.conf', "timezone = 'UTC'\njit = off\nfsync = off");
}

$old->start;
note($old->safe_psql('postgres', 'SELECT version()'));
$old->safe_psql('postgres', 'CREATE DATABASE watched; CREATE DATABASE kept');
make_log($old, 'watched', 160);
watch_log($old, 'watched');
fill_tables($old, 'watched');
make_states($old, 'kept');
my @tables = extension_tables($old, 'watched');
is(join(' ', grep { table_rows($old, 'watched', $_) eq '' } @tables), '', 'every table of the extension has rows');
my %before = map { $_ => table_rows($old, 'watched', $_) } @tables;
my $states = state_text($old, 'kept');
my $policies = "SELECT tablename, policyname, cmd, roles FROM pg_policies WHERE schemaname = 'drift' ORDER BY 1, 2";
my $protected = $old->safe_psql('watched', $policies);
$old->stop;

my ($bin) = grep { -x "$_/pg_upgrade" } split /:/, $ENV{PATH};
chdir PostgreSQL::Test::Utils::tempdir();
$new->command_ok([ 'pg_upgrade', '-d', $old->data_dir, '-D', $new->data_dir, '-b', "$from/bin",
	'-B', $bin, '-s', $new->host, '-p', $old->port, '-P', $new->port, '--copy' ], 'pg_upgrade');
$new->start;
note($new->safe_psql('postgres', 'SELECT version()'));
is(join(' ', extension_tables($new, 'watched')), join(' ', @tables), 'the tables are there');
is(join(' ', grep { table_rows($new, 'watched', $_) ne $before{$_} } @tables), '', 'with every row');
is(state_text($new, 'kept'), $states, 'every state is the same');
is($new->safe_psql('watched', $policies), $protected, 'and so are the policies');
is($new->safe_psql('watched', "SELECT count(*) FROM pg_class c WHERE relnamespace = 'drift'::regnamespace AND relkind = 'v'
	AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"), '0', 'and the rights of views');

$old->start;
foreach my $node ($old, $new)
{
	$node->safe_psql('watched', "SET client_min_messages = error; CALL drift.run_due('2026-01-07 06:00')");
}
is(pipeline_history($new, 'watched'), pipeline_history($old, 'watched'), 'the next run does what it would have done');

$new->safe_psql('watched', 'SET client_min_messages = warning; DROP EXTENSION drift CASCADE; CREATE EXTENSION drift');
pass('the extension can be dropped and created');

done_testing();
