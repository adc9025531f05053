# States that were committed are there after a crash and after a restart.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftPipeline;
use DriftStates;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('restart');
$node->init;
$node->start;

cmp_ok(make_states($node, 'postgres'), '>', 0, 'there are states to keep');
is(join(' ', uncovered_types($node, 'postgres')), '', 'every type of drift is covered');
my $before = state_text($node, 'postgres');
cmp_ok(length $before, '>', 10000, 'they have content');

# A state that lives only in an open transaction is lost with it, and nothing else.
my $merge = q{UPDATE kept_sample k SET s = (SELECT drift.merge(x) FROM (VALUES (k.s), (k.s)) AS v(x))};
$node->safe_psql('postgres', "BEGIN; $merge; ROLLBACK");
is(state_text($node, 'postgres'), $before, 'a merge that was rolled back left no trace');

crash_and_start($node);
is(state_text($node, 'postgres'), $before, 'states are the same after kill -9');

$node->safe_psql('postgres', $merge);
my $merged = state_text($node, 'postgres');
isnt($merged, $before, 'a committed merge changes them');
$node->stop('immediate');
$node->start;
is(state_text($node, 'postgres'), $merged, 'states are the same after an immediate shutdown');

$node->restart;
is(state_text($node, 'postgres'), $merged, 'states are the same after a restart');

done_testing();
